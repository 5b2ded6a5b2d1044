"""Imports: reading, checking and writing 5,000 rows, what others wait meanwhile, and files made to break it.

Run as a program inside the server's environment (`python -m bench.imports SECONDS|HOSTILE|DAMAGED`), it measures one
thing and prints JSON; the memory of each is that of a process of its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from .browser import Browser, form_fields, shift_fields
from .server import ROOT, environment

WORKBOOKS = ROOT / "tests" / "data" / "workbooks"
LOG = WORKBOOKS / "log_phuoc_son_2024-01_5000_rows.xlsx"
REGISTER = WORKBOOKS / "books_phuoc_son.xlsx"
ROWS = 5_000


def measured(database_url: str, what: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", what],
        cwd=ROOT, env=environment(database_url) | {"FIXED_TODAY": "2024-03-05"},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


# ------------------------------------------------------------------ in a process of its own
def seconds() -> dict:
    """Five rounds on one database: each import is taken back, so that the next has everything to do again."""
    from communes.models import Commune, User
    from entries.importing.checking import check_workbook
    from entries.importing.storing import confirm, import_now, receive
    from entries.importing.taking_back import take_back

    commune = Commune.objects.select_related("district").get(code="21970")
    by = User.objects.get(username="he-thong")
    about = {"commune": commune, "district": commune.district, "by": by}
    import_now(REGISTER.read_bytes(), file_name=REGISTER.name, kind="books", **about)
    content = LOG.read_bytes()
    checking, storing, undoing = [], [], []
    for _ in range(5):
        began = time.perf_counter()
        outcome = check_workbook(content, kind="log", commune=commune, district=commune.district)
        checking.append(time.perf_counter() - began)
        if outcome.rows_accepted != ROWS or outcome.refused:
            raise SystemExit("The log did not come out as it should.")
        run = receive(content, file_name=LOG.name, kind="log", **about)
        began = time.perf_counter()
        confirm(run, by=by)
        storing.append(time.perf_counter() - began)
        began = time.perf_counter()
        take_back(run, reason="bench", by=by)
        undoing.append(time.perf_counter() - began)
    # Confirming checks once more before it writes; what remains is the writing.
    written = [whole - check for whole, check in zip(storing, checking, strict=True)]
    return {"check": sorted(checking)[2], "write": sorted(written)[2], "undo": sorted(undoing)[2]}


def hostile() -> dict:
    """The slowest refusal, and how much memory the refusals took on top of what a small good file takes: here, and in
    the process that reads for us."""
    from entries.importing.faults import FileRefused
    from entries.importing.reading import read_workbook
    from tests.entries.importing.hostile import REFUSED, good

    files = {name: make() for name, make in REFUSED.items()}
    small = good([1, "KS", 1, 1998, 1998, 9, 9])
    read_workbook(small)
    with open("/proc/self/clear_refs", "w") as forget:
        forget.write("5")  # the peak of making the files
    before, slowest = _highest(), ("", 0.0)
    for name, content in files.items():
        began = time.perf_counter()
        try:
            read_workbook(content)
        except FileRefused:
            pass
        slowest = max(slowest, (name, time.perf_counter() - began), key=lambda pair: pair[1])
    here = _highest() - before
    with tempfile.TemporaryDirectory(prefix="tuyphuoc-bench-") as folder:
        for number, content in enumerate([small, *files.values()]):
            Path(folder, f"{number:03}").write_bytes(content)
        command = [sys.executable, "-m", "bench.imports", "READER", folder]
        apart = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return {"slowest": slowest, "memory": here + apart["memory"], "of which apart": apart["memory"]}


def reader() -> dict:
    """Of the reading process alone. It is started from here, where nothing large was imported: a process counts what
    the one that started it held."""
    small, *files = sorted(Path(sys.argv[2]).iterdir())
    peaks = []
    for path in (small, *files):
        with path.open("rb") as content:
            subprocess.run(
                [sys.executable, "-m", "entries.importing.apart"],
                cwd=ROOT, stdin=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                env=os.environ | {"RUST_BACKTRACE": "0"},
            )  # fmt: skip
        peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return {"memory": peaks[-1] - peaks[0]}


def damaged() -> dict:
    from entries.importing.faults import FileRefused
    from entries.importing.reading import read_workbook
    from tests.entries.importing.damage import damaged_files

    slowest, files = ("", 0.0), 0
    for name, _, content in damaged_files():
        began = time.perf_counter()
        try:
            read_workbook(content)
        except FileRefused:
            pass
        slowest, files = max(slowest, (name, time.perf_counter() - began), key=lambda pair: pair[1]), files + 1
    return {"slowest": slowest, "files": files}


def _highest() -> float:
    """MiB that this process has taken at most since it was told to forget."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


# ------------------------------------------------------------------ over HTTP
def longest_wait(port: int) -> tuple[float, float]:
    """Seconds: the longest save of another user while the 5,000 rows are confirmed, and the confirmation itself."""
    office, official = Browser(port, "tuphap"), Browser(port, "xa.phuocan")
    upload(office, REGISTER, "books")
    confirm(office, upload(office, REGISTER, "books"))
    run = upload(office, LOG, "log")
    page = official.get("/nhap-lieu/").body.decode()
    books = json.loads(official.get("/nhap-lieu/ban.json").body)["books"]
    waits, done = [], threading.Event()

    def save_again_and_again() -> None:
        number = 0
        while not done.is_set():
            number += 1
            answer = official.post("/nhap-lieu/", shift_fields(page, number) | {"line-0-book": books[0]["label"]})
            waits.append(answer.seconds)

    saver = threading.Thread(target=save_again_and_again)
    saver.start()
    began = time.perf_counter()
    confirm(office, run)
    taken = time.perf_counter() - began
    done.set()
    saver.join()
    return max(waits), taken


def upload(office: Browser, path: Path, kind: str) -> str:
    """The address of the preview."""
    fields = form_fields(office.get("/nhap-tep/").body.decode(), action="/nhap-tep/")
    answer = office.post_file("/nhap-tep/", fields | {"kind": kind, "commune": "21970"}, "file", path)
    if answer.status != 302:
        raise SystemExit(f"{path.name} was not taken: HTTP {answer.status}")
    return answer.location


def confirm(office: Browser, run: str) -> None:
    page = office.get(run).body.decode()
    answer = office.post(f"{run}ghi/", form_fields(page, action=f"{run}ghi/"))
    if answer.status != 302:
        raise SystemExit(f"{run} was not stored: HTTP {answer.status}")


def main() -> None:
    if sys.argv[1] == "READER":
        print(json.dumps(reader()))
        return
    import django

    django.setup()
    print(json.dumps({"SECONDS": seconds, "HOSTILE": hostile, "DAMAGED": damaged}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
