"""Reads an Excel file in a process of its own: some files make the reader ask for terabytes of memory, which ends its
whole process, or keep it busy for hours; neither must happen to the server. Run as a program: the file on standard
input, JSON on standard output."""

import datetime as dt
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from .faults import FileRefused
from .grids import Grid, read_grids
from .sheets import NO_VALUE

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 1_000 * 1024 * 1024  # of the other process, addresses included
MOST_EFFORT = 15  # seconds of processor time; the largest file that is allowed takes about 5
PATIENCE = 40  # seconds by the clock
REFUSED = 3  # exit status: the file as a whole is refused, the reason is on standard output


def read_apart(content: bytes) -> list[Grid]:
    """Raises FileRefused, also when the other process ends without an answer."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "entries.importing.apart"],
            input=content, capture_output=True, timeout=PATIENCE, cwd=ROOT, check=False,
            env=os.environ | {"RUST_BACKTRACE": "0"},  # the reader's own last words take time and memory
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise FileRefused("too_large") from None
    if done.returncode == REFUSED:
        raise FileRefused(done.stdout.decode())
    if done.returncode:
        raise FileRefused("not_a_workbook")
    return [
        (name, [list(map(_cell, row)) for row in rows], [tuple(map(tuple, area)) for area in merges])
        for name, rows, merges in json.loads(done.stdout)
    ]


def _cell(shown):
    """Back from JSON: what JSON does not know came as [kind, text]."""
    if type(shown) is not list:
        return shown
    kind, value = shown
    if kind == "datetime":
        return dt.datetime.fromisoformat(value)
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "time":
        return dt.time.fromisoformat(value)
    return dt.timedelta(seconds=value) if kind == "seconds" else NO_VALUE


def _shown(cell):
    if isinstance(cell, dt.datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    if isinstance(cell, dt.time):
        return ["time", cell.isoformat()]
    if isinstance(cell, dt.timedelta):
        return ["seconds", cell.total_seconds()]
    return ["no_value", None]  # the only other thing that JSON does not know


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_EFFORT, MOST_EFFORT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = json.dumps(read_grids(sys.stdin.buffer.read()), default=_shown)
    except FileRefused as refusal:
        _refuse(refusal.reason)
    except MemoryError:
        _refuse("too_large")
    sys.stdout.write(answer)


def _refuse(reason: str) -> None:
    sys.stdout.write(reason)
    sys.exit(REFUSED)


if __name__ == "__main__":
    main()
