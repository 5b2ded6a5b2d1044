"""From an Excel file to the cells of its visible sheets. Only ever run in a process of its own (apart.py): the reader
takes what a file asks for, and a file may ask for terabytes. Imports nothing of Django, so that it starts at once."""

import io

import python_calamine as calamine

from .binary import check_binary
from .faults import FileRefused
from .packages import open_package
from .sheets import MAX_UNPACKED, Cell, refuse_too_large

ZIP = b"PK\x03\x04"
Area = tuple[tuple[int, int], tuple[int, int]]  # first and last place, rows and columns from 0
Grid = tuple[str, list[list[Cell]], list[Area]]  # name, cells from A1, merged areas


def read_grids(content: bytes) -> list[Grid]:
    """Of each visible sheet, in order. Raises FileRefused."""
    if content.startswith(ZIP):
        package = open_package(content)
        content, unread = package.content, package.unread
    else:
        check_binary(content)
        unread = []
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return [
                _grid(workbook.get_sheet_by_index(position), unread[position] if position < len(unread) else {})
                for position, about in enumerate(workbook.sheets_metadata)
                if about.typ == calamine.SheetTypeEnum.WorkSheet and about.visible == calamine.SheetVisibleEnum.Visible
            ]
    except calamine.PasswordError:
        raise FileRefused("encrypted_workbook") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise FileRefused("not_a_workbook") from None


def _grid(source: calamine.CalamineSheet, unread: dict[tuple[int, int], Cell]) -> Grid:
    refuse_too_large(source.total_height, source.total_width)
    rows = source.to_python(skip_empty_area=False)
    # One long text that thousands of cells point to is small in the file only.
    if sum(len(cell) for row in rows for cell in row if type(cell) is str) > MAX_UNPACKED // 4:
        raise FileRefused("too_large")
    for (row, column), cell in unread.items():
        while row >= len(rows):
            rows.append([""] * len(rows[0] if rows else ()))
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
    return source.name, rows, source.merged_cell_ranges or []
