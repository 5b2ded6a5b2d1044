"""Reads an old .xls in a process of its own: on some damaged files the reader asks for terabytes of memory and then
ends its whole process, which must not be the server's. Run as a program: the file on standard input, JSON on standard
output. Imports nothing of Django, so that it starts at once."""

import datetime as dt
import io
import json
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 1_500 * 1024 * 1024  # of the other process, addresses included
PATIENCE = 20  # seconds
REFUSED = 3  # exit status: the file as a whole is refused, the reason is on standard output


class NoAnswer(Exception):
    """The other process refused the file (`reason`), or ended without an answer (None)."""

    def __init__(self, reason: str | None):
        self.reason = reason


def read_apart(content: bytes) -> list[tuple[str, list[list], list]]:
    """Name, cells and merged areas of each visible sheet. Raises NoAnswer."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "entries.importing.apart"],
            input=content, capture_output=True, timeout=PATIENCE, cwd=ROOT, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        raise NoAnswer(None) from None
    if done.returncode == REFUSED:
        raise NoAnswer(done.stdout.decode())
    if done.returncode:
        raise NoAnswer(None)
    return [
        (name, [[_cell(cell) for cell in row] for row in rows], [tuple(map(tuple, area)) for area in merges])
        for name, rows, merges in json.loads(done.stdout)
    ]


def _cell(shown):
    """Back from JSON: what JSON does not know came as [kind, text]."""
    if not isinstance(shown, list):
        return shown
    kind, value = shown
    if kind == "datetime":
        return dt.datetime.fromisoformat(value)
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "time":
        return dt.time.fromisoformat(value)
    return dt.timedelta(seconds=value)


def _shown(cell):
    if isinstance(cell, dt.datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    if isinstance(cell, dt.time):
        return ["time", cell.isoformat()]
    if isinstance(cell, dt.timedelta):
        return ["seconds", cell.total_seconds()]
    return cell


def main() -> None:
    import python_calamine as calamine  # only here: the parent has its own

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            found = [
                _sheet(workbook.get_sheet_by_index(position))
                for position, about in enumerate(workbook.sheets_metadata)
                if about.typ == calamine.SheetTypeEnum.WorkSheet and about.visible == calamine.SheetVisibleEnum.Visible
            ]
    except calamine.PasswordError:
        _refuse("encrypted_workbook")
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        _refuse("not_a_workbook")
    sys.stdout.write(json.dumps(found))


def _sheet(source) -> tuple:
    rows = [list(map(_shown, row)) for row in source.to_python(skip_empty_area=False)]
    return source.name, rows, source.merged_cell_ranges or []


def _refuse(reason: str) -> None:
    sys.stdout.write(reason)
    sys.exit(REFUSED)


if __name__ == "__main__":
    main()
