"""Measures, prints the table with the goals, and says where a goal is missed."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import outbox, reports
from .browser import Browser, shift_fields, static_files
from .imports import ROWS, longest_wait, measured
from .server import ROOT, environment, fill, peak_megabytes, serving

KB = 1000
COMMUNE_COUNTS = (3, 13, 159)
EMPTY = "empty page"
PAGES = {
    EMPTY: "/tai-khoan/",
    "dashboard": "/tong-quan/",
    "forecast": "/tong-quan/du-bao/",
    "what if": "/tong-quan/thu-phuong-an/?ca=3&may=3",
    "lending plan": "/tong-quan/dieu-may/",
    "ranking": "/tong-quan/xep-hang/",
    "plans": "/ke-hoach/",
    "reconciliation": "/doi-chieu/",
    "ledger": "/so-cai/",
    "ledger, filtered": "/so-cai/?xa=21970&loai-so=KS&chuong-trinh=population_db&ca=1&tu-ngay=2023-09-01",
    "books": "/so-ho-tich/",
    "week grid": "/ca-truc/?xa=21970",
    "expected and actual": "/ca-truc/du-phieu/?so-ngay=31",
    "appendix": "/bao-cao/phu-luc/",
    "report preview": "/bao-cao/",
    "Word report": "/bao-cao/bao-cao.docx",
}
RATIO_GOALS = {
    "dashboard": 6, "reconciliation": 10, "what if": 5, "week grid": 6, "ledger": 15, "ledger, filtered": 15,
    "saving a batch": 3.5,
}  # fmt: skip
OF_PROVINCE = {"communes": 159, "batches": 348_000}
PAGES_OF_PROVINCE = {"dashboard": 40, "reconciliation": 10}  # times the empty page
REPORT = {"report draft": 10, "Word, all chosen": 300, "Excel, all chosen": 500}  # times the empty page; ms
PROVINCE_MORE = 5  # times as long for 159 communes
FORECAST_MS = {13: 50, 159: 400}
OF_ASSIGNMENT = ("books", "week grid", "rosters", "expected and actual", "teams", "machines", "downtimes", "defects")
FILES = {"Word report"}
EXPORTS = {"ledger to Excel": "/so-cai/so-cai.xlsx", "ledger to CSV": "/so-cai/so-cai.csv"}


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    value: str
    goal: str = ""
    is_met: bool | None = None


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("-n", type=int, default=80, help="requests of each kind, in turn")
    parser.add_argument("--batches", type=int, default=28_000)
    parser.add_argument("--database", help="an empty database to fill, instead of a throw-away SQLite file")
    parser.add_argument("--no-queries", action="store_true", help="leave out counting queries at 3, 13, 159 communes")
    parser.add_argument(
        "--province", action="store_true", help="only the dashboard of a province: takes minutes to fill"
    )
    options = parser.parse_args()
    if options.province:
        return print_table(province(options.n))
    with tempfile.TemporaryDirectory(prefix="tuyphuoc-bench-") as folder:
        database = options.database or f"sqlite:///{folder}/bench.sqlite3"
        print(f"Loading a sample of about {options.batches} batches…", flush=True)
        fill(database, f"--batches={options.batches}")
        with serving(database, log=Path(folder, "server.log")) as (port, pid):
            rows = over_http(port, options.n)
            rows += desk(port)
            rows += report_times(port, options.n)
            rows += import_waits(port)
            if (peak := peak_megabytes(pid)) is not None:
                rows.append(Row("peak memory of a worker", f"{peak:.0f} MB", "<= 150 MB", peak <= 150))
        rows += forecast_times(database)
        rows += import_speed(folder, options.database)
        if not options.no_queries:
            rows += query_counts(folder)
    print_table(rows)


# ------------------------------------------------------------------ over HTTP
def over_http(port: int, n: int) -> list[Row]:
    office, official = Browser(port, "tuphap"), Browser(port, "xa.phuocson")
    seconds, sizes = interleaved(office, official, n)
    empty = statistics.median(seconds[EMPTY])
    rows = []
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        value = f"{middle * 1000:7.1f} ms  {middle / empty:5.1f}x"
        goal, is_met = "", None
        if name in RATIO_GOALS:
            goal, is_met = f"<= {RATIO_GOALS[name]}x the empty page", middle <= RATIO_GOALS[name] * empty
        if name == "Word report":
            goal, is_met = "<= 150 ms", middle <= 0.150
        rows.append(Row(name, value, goal, is_met))
    for name, size in sizes.items():
        if name not in FILES:
            rows.append(Row(f"{name}, size", f"{size / KB:7.1f} KB", "<= 60 KB", size <= 60 * KB))
    rows.append(first_visit(office, official))
    rows += [export(office, name, path) for name, path in EXPORTS.items()]
    return rows


def interleaved(office: Browser, official: Browser, n: int) -> tuple[dict, dict]:
    """Every kind of request in turn, so that a slow minute of the machine falls on all alike: first the pages while
    nothing is posted, then recording with the empty page beside it."""
    seconds, sizes = {name: [] for name in (*PAGES, "entry page", "saving a batch")}, {}
    for round_number in range(-3, n):
        for name, path in PAGES.items():
            answer = office.get(path)
            if answer.status != 200:
                sys.exit(f"{path}: HTTP {answer.status}")
            sizes[name] = len(answer.body)
            if round_number >= 0:  # the rounds before are for warming up
                seconds[name].append(answer.seconds)
    entry_page = official.get("/nhap-lieu/").body.decode()
    book = first_book(official)
    for round_number in range(-3, n):
        empty = office.get(PAGES[EMPTY])
        answer = official.post("/nhap-lieu/", shift_fields(entry_page, round_number) | {"line-0-book": book})
        if answer.status != 302:
            sys.exit(f"/nhap-lieu/: a good form was not stored, HTTP {answer.status}")
        page = official.get(answer.location)
        sizes["entry page"] = len(page.body)
        if round_number >= 0:
            seconds[EMPTY].append(empty.seconds)
            seconds["saving a batch"].append(answer.seconds)
            seconds["entry page"].append(page.seconds)
    return seconds, sizes


def first_book(official: Browser) -> str:
    """The name of one of the commune's books, as the entry page's own list gives it."""
    answer = official.get("/nhap-lieu/so/?xa=21970")
    books = json.loads(answer.body)
    return book_name(books["books"][0] if isinstance(books, dict) else books[0])


def book_name(book) -> str:
    return book["label"] if isinstance(book, dict) else next(part for part in book if isinstance(part, str))


def export(office: Browser, name: str, path: str) -> Row:
    lines = len(office.get(EXPORTS["ledger to CSV"]).body.splitlines()) - 1
    taken = statistics.median(office.get(path).seconds for _ in range(3))
    rate = lines / taken
    return Row(name, f"{rate:7,.0f} rows/s ({lines:,} rows)", ">= 20,000 rows/s", rate >= 20_000)


def first_visit(office: Browser, official: Browser) -> Row:
    """All static files that the pages name, as a browser gets them: compressed."""
    pages = [office.get(path).body.decode() for name, path in PAGES.items() if name not in FILES]
    pages.append(official.get("/nhap-lieu/").body.decode())
    files = set().union(*map(static_files, pages))
    size = sum(len(office.get(path, **{"Accept-Encoding": "br, gzip"}).body) for path in files)
    return Row(f"static files, compressed ({len(files)})", f"{size / KB:7.1f} KB", "<= 40 KB", size <= 40 * KB)


def desk(port: int) -> list[Row]:
    size, (sent, again) = outbox.first_visit(port), outbox.sending(port)
    return [
        Row("entry page, first visit, all of it", f"{size / KB:7.1f} KB", "<= 60 KB", size <= 60 * KB),
        Row(f"{outbox.QUEUED} batches that waited", f"{sent:7.2f} s", "<= 5 s", sent <= 5),
        Row("the same once more", f"{again:7.2f} s"),
    ]


# ------------------------------------------------------------------ reports
def report_times(port: int, n: int, more: int = 1) -> list[Row]:
    """`more`: how many times as long it may take."""
    found = reports.taken(port, max(3, n // 4))
    rows = []
    for (name, goal), seconds in zip(REPORT.items(), (found.draft, found.word, found.excel), strict=True):
        times, ms, goal = seconds / found.empty, seconds * 1000, goal * more
        is_page = name == "report draft"
        told = f"<= {goal}x the empty page" if is_page else f"<= {goal} ms"
        rows.append(Row(name, f"{ms:7.1f} ms  {times:5.1f}x", told, (times if is_page else ms) <= goal))
    return rows


# ------------------------------------------------------------------ forecasts
def forecast_times(database: str) -> list[Row]:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.forecasts"],
        cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found = json.loads(answer.stdout.splitlines()[-1])
    goal, cold = FORECAST_MS.get(found["communes"]), found["cold"] * 1000
    return [
        Row(f"forecasts of {found['communes']} communes", f"{cold:7.1f} ms", f"<= {goal} ms" if goal else "",
            cold <= goal if goal else None),
        Row("the same again", f"{found['again'] * 1000:7.1f} ms"),
    ]  # fmt: skip


def province(n: int) -> list[Row]:
    """Dashboard, reconciliation, reports and forecasts at 159 communes and about 348,000 batches."""
    with tempfile.TemporaryDirectory(prefix="tuyphuoc-bench-") as folder:
        database = f"sqlite:///{folder}/province.sqlite3"
        print(f"Loading a sample of about {OF_PROVINCE['batches']} batches…", flush=True)
        fill(database, f"--communes={OF_PROVINCE['communes']}", f"--batches={OF_PROVINCE['batches']}")
        with serving(database, log=Path(folder, "server.log")) as (port, _):
            office, seconds = Browser(port, "tuphap"), {name: [] for name in (EMPTY, *PAGES_OF_PROVINCE)}
            for round_number in range(-3, n):
                for name, taken in seconds.items():
                    answer = office.get(PAGES[name])
                    if round_number >= 0:
                        taken.append(answer.seconds)
            of_reports = report_times(port, n, PROVINCE_MORE)
        middles = {name: statistics.median(taken) for name, taken in seconds.items()}
        empty = middles[EMPTY]
        rows = [Row(EMPTY, f"{empty * 1000:7.1f} ms")]
        for name, goal in PAGES_OF_PROVINCE.items():
            told = f"{middles[name] * 1000:7.1f} ms  {middles[name] / empty:5.1f}x"
            is_met = middles[name] <= goal * empty
            rows.append(Row(f"{name} of a province", told, f"<= {goal}x the empty page", is_met))
        return [*rows, *of_reports, *forecast_times(database)]


# ------------------------------------------------------------------ imports
def import_waits(port: int) -> list[Row]:
    wait, taken = longest_wait(port)
    return [
        Row(f"confirming {ROWS:,} rows over HTTP", f"{taken:7.2f} s"),
        Row("longest save of another user meanwhile", f"{wait:7.2f} s", "<= 1 s", wait <= 1),
    ]


def import_speed(folder: str, database: str | None) -> list[Row]:
    """On an empty site: what the sample holds does not belong to it. `database` only says which server."""
    empty = f"sqlite:///{folder}/imports.sqlite3"
    for command in (["migrate"], ["load_reference"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity=0"],
            cwd=ROOT, env=environment(empty), stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    speed, hostile, damaged = (measured(empty, what) for what in ("SECONDS", "HOSTILE", "DAMAGED"))
    name, slowest = hostile["slowest"]
    worst, taken = damaged["slowest"]
    return [
        Row(f"{ROWS:,} log rows read and checked", f"{speed['check']:7.2f} s", "<= 1 s", speed["check"] <= 1),
        Row(f"{ROWS:,} log rows written", f"{speed['write']:7.2f} s", "<= 1 s", speed["write"] <= 1),
        Row(f"{ROWS:,} log rows taken back", f"{speed['undo']:7.2f} s"),
        Row("slowest hostile file", f"{slowest:7.2f} s ({name})", "<= 0.2 s", slowest <= 0.2),
        Row("memory of hostile files", f"{hostile['memory']:7.1f} MiB", "<= 30 MiB", hostile["memory"] <= 30),
        Row(f"slowest of {damaged['files']} damaged files", f"{taken:7.2f} s ({worst})", "<= 2 s", taken <= 2),
    ]


# ------------------------------------------------------------------ queries
def query_counts(folder: str) -> list[Row]:
    counted = {}
    for communes in COMMUNE_COUNTS:
        database = f"sqlite:///{folder}/{communes}.sqlite3"
        fill(database, f"--communes={communes}", "--until=2023-07-31")
        answer = subprocess.run(
            [sys.executable, "-m", "bench.queries"],
            cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        counted[communes] = json.loads(answer.stdout.splitlines()[-1])
    goals = {"dashboard": 10, "what if": 12, "forecast": 10, "ledger": 8} | dict.fromkeys(OF_ASSIGNMENT, 8)
    rows = []
    for page in counted[COMMUNE_COUNTS[0]]:
        numbers = [counted[communes][page][0] for communes in COMMUNE_COUNTS]
        value = " / ".join(map(str, numbers)) + " queries"
        goal = goals.get(page)
        rows.append(
            Row(
                f"{page} at {' / '.join(map(str, COMMUNE_COUNTS))} communes",
                value,
                f"<= {goal}" if goal else "",
                max(numbers) <= goal if goal else None,
            )
        )
    return rows


def print_table(rows: list[Row]) -> None:
    width = max(len(row.what) for row in rows)
    values = max(len(row.value) for row in rows)
    print("\np50 over HTTP, one connection, no compression; x = times the empty logged-in page of the same run\n")
    for row in rows:
        verdict = {True: "ok", False: "OVER", None: ""}[row.is_met]
        print(f"{row.what:{width}}  {row.value:{values}}  {row.goal:24} {verdict}".rstrip())
    missed = sum(row.is_met is False for row in rows)
    print(
        f"\n{missed} of {sum(row.is_met is not None for row in rows)} goals missed." if missed else "\nAll goals met."
    )


if __name__ == "__main__":
    main()
