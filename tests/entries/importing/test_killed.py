"""The process dies in the middle of a 5,000-row import: all of it is stored or nothing, and importing again works."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from .workbooks import FOLDER

KILLS = 30
SIDE_BY_SIDE = 2
LOG = FOLDER / "log_phuoc_son_2024-01_5000_rows.xlsx"
BATCHES, ENTRIES = 186, 5_000
COUNT = (
    "from entries.models import Batch, Entry, ImportRun; print(Batch.objects.filter(kind='shift').count(),"
    " Entry.objects.filter(measure='entered').count(), ImportRun.objects.filter(kind='log').count())"
)


class Site:
    """A database of its own, worked on by processes of their own."""

    def __init__(self, url: str):
        self.environment = os.environ | {"DATABASE_URL": url, "FIXED_TODAY": "2024-03-05"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    def run(self, *words: str) -> str:
        done = subprocess.run(
            self.command(*words),
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def counts(self) -> tuple[int, ...]:
        return tuple(map(int, self.run("shell", "--no-imports", "-c", COUNT).split()[-3:]))

    def killed_import(self, after: float) -> bool:
        """Starts the import and kills it hard; whether it was still running."""
        process = subprocess.Popen(
            self.command("import_workbook", str(LOG), "--kind=log", "--json"),
            cwd=settings.BASE_DIR, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(after)
        was_running = process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()
        return was_running


@pytest.fixture
def site_of(tmp_path, transactional_db):
    """Makes copies of one prepared site: register imported, no log yet."""
    made = []

    def postgres_copy(template: str | None) -> str:
        name = f"killed_{uuid.uuid4().hex[:12]}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        made.append(name)
        return name

    def url(name: str) -> str:
        head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        return f"{head}/{name}"

    if connection.vendor == "postgresql":
        first = postgres_copy(None)
        prepared = Site(url(first))
    else:
        prepared = Site(f"sqlite:///{tmp_path}/first.sqlite3")
    for words in (["migrate", "--verbosity=0"], ["load_reference", "--verbosity=0"]):
        prepared.run(*words)
    prepared.run("import_workbook", str(FOLDER / "books_phuoc_son.xlsx"), "--kind=books")

    def copy() -> Site:
        if connection.vendor == "postgresql":
            return Site(url(postgres_copy(first)))
        name = f"{tmp_path}/{uuid.uuid4().hex}.sqlite3"
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copy(f"{tmp_path}/first.sqlite3{ending}", name + ending)
        return Site(f"sqlite:///{name}")

    yield copy
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_thirty_kills_leave_all_or_nothing(site_of):
    whole = site_of()
    began = time.perf_counter()
    assert json.loads(whole.run("import_workbook", str(LOG), "--kind=log", "--json"))["stored"]
    duration = time.perf_counter() - began
    assert whole.counts() == (BATCHES, ENTRIES, 1)
    chance = random.Random(2024)
    # The first part goes into starting and reading; most kills fall into the checks and the writing.
    moments = [duration * (0.25 + 0.85 * (n + chance.random()) / KILLS) for n in range(KILLS)]
    sites = [site_of() for _ in moments]

    def kill(site: Site, moment: float) -> tuple[bool, tuple]:
        return site.killed_import(moment), site.counts()

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        stories = list(pool.map(kill, sites, moments))
    assert [counts[:2] for _, counts in stories if counts[:2] not in ((0, 0), (BATCHES, ENTRIES))] == []
    assert sum(was_running for was_running, _ in stories) >= KILLS // 2

    def go_on(site: Site) -> tuple:
        assert json.loads(site.run("import_workbook", str(LOG), "--kind=log", "--json"))["stored"]
        site.run("verify_ledger")  # fails by its exit status
        return site.counts()[:2]

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        assert set(pool.map(go_on, sites[:: KILLS // 6])) == {(BATCHES, ENTRIES)}
