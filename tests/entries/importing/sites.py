"""Databases of their own, worked on by processes of their own that can be killed."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection

from .workbooks import FOLDER

REGISTER = FOLDER / "books_phuoc_son.xlsx"
LOG = FOLDER / "log_phuoc_son_2024-01_5000_rows.xlsx"
TICK = 0.002  # seconds between two looks at a process
COUNTS = """SELECT (SELECT count(*) FROM entries_batch WHERE kind = 'shift'),
    (SELECT count(*) FROM entries_entry WHERE measure = 'entered'),
    (SELECT count(*) FROM entries_importrun WHERE kind = 'log')"""


class Site:
    """One database, named by `url` for the processes that work on it."""

    def __init__(self, url: str):
        self.environment = os.environ | {"DATABASE_URL": url, "FIXED_TODAY": "2024-03-05"}

    def _process(self, *words: str, **how) -> subprocess.Popen:
        command = [sys.executable, "manage.py", *words]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, **how)

    def run(self, *words: str) -> str:
        process = self._process(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        output, _ = process.communicate()
        assert process.returncode == 0, output
        return output

    def killed_import(self, effort: float) -> str:
        """Imports the log, and kills it hard after so many seconds of processor time: whether it was "reading",
        "writing", or had "ended" before."""
        words = ("import_workbook", str(LOG), "--kind=log", "--json")
        process = self._process(*words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and _effort(process.pid) < effort:
            time.sleep(TICK)
        if process.poll() is not None:
            return "ended"
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGSTOP)  # it holds still while we look at what it holds
        is_writing = self.is_written_to()
        process.kill()
        process.wait()
        self.settle()
        return "writing" if is_writing else "reading"


class SqliteSite(Site):
    def __init__(self, path: Path):
        self.path = path
        super().__init__(f"sqlite:///{path}")

    def counts(self) -> tuple[int, ...]:
        with contextlib.closing(sqlite3.connect(self.path)) as reached:
            return reached.execute(COUNTS).fetchone()

    def is_written_to(self) -> bool:
        with contextlib.closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as reached:
            try:
                reached.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False

    def settle(self) -> None:
        """Locks of a dead process are gone with it."""


class PostgresSite(Site):
    def __init__(self, name: str):
        self.name = name
        head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        super().__init__(f"{head}/{name}")

    def _asked(self, sql: str) -> tuple:
        with contextlib.closing(psycopg2.connect(self._parameters())) as reached, reached.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()

    def _parameters(self) -> str:
        about = connection.get_connection_params()
        names = ("host", "port", "user", "password")
        return " ".join([f"dbname={self.name}", *(f"{name}={about[name]}" for name in names if about.get(name))])

    def counts(self) -> tuple[int, ...]:
        return self._asked(COUNTS)

    def _others(self, condition: str) -> int:
        where = f"datname = '{self.name}' AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        return self._asked(f"SELECT count(*) FROM pg_stat_activity WHERE {where} AND {condition}")[0]

    def is_written_to(self) -> bool:
        return self._others("backend_xid IS NOT NULL") > 0

    def settle(self) -> None:
        """The server may still be at the dead client's last statement."""
        while self._others("true"):
            time.sleep(TICK)


class PreparedSites:
    """Copies of one site: reference data and a register, no log yet."""

    def __init__(self, folder: Path):
        self.folder, self.made = folder, []
        self.is_postgres = connection.vendor == "postgresql"
        self.first = PostgresSite(self._created()) if self.is_postgres else SqliteSite(folder / "first.sqlite3")
        self.first.run("migrate", "--verbosity=0")
        self.first.run("load_reference", "--verbosity=0")
        self.first.run("import_workbook", str(REGISTER), "--kind=books")

    def copy(self) -> Site:
        if self.is_postgres:
            return PostgresSite(self._created(f"TEMPLATE {self.first.name}"))
        path = self.folder / f"{uuid.uuid4().hex}.sqlite3"
        for ending in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copy(f"{self.first.path}{ending}", f"{path}{ending}")
        return SqliteSite(path)

    def remove(self) -> None:
        with connection.cursor() as cursor:
            for name in self.made:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _created(self, like: str = "") -> str:
        name = f"killed_{uuid.uuid4().hex[:12]}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} {like}")
        self.made.append(name)
        return name


def _effort(pid: int) -> float:
    """Seconds of processor time of a running process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
