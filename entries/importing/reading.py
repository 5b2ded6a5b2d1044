"""From bytes to visible sheets. What a file is, is decided by its content; its name is for people."""

import io

import python_calamine as calamine

from .apart import NoAnswer, read_apart
from .binary import check_binary
from .delimited import read_csv
from .faults import FileRefused
from .legacy import is_legacy
from .packages import open_package
from .sheets import MAX_BYTES, Sheet, refuse_too_large, spread, trimmed

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of an .xlsx, .xls or CSV file, in order.

    Raises FileRefused: too large, no workbook, encrypted, with macros, empty, or in a legacy font encoding.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused("too_large")
    if content.startswith(ZIP):
        package = open_package(content)
        sheets = _read(package.content, package.unread)
    elif content.startswith(OLE):
        check_binary(content)
        sheets = _read_binary(content)
    else:
        sheets = [read_csv(content)]
    if all(sheet.is_empty for sheet in sheets):
        raise FileRefused("empty_workbook")
    if is_legacy({cell for sheet in sheets for row in sheet.rows for cell in row if type(cell) is str}):
        raise FileRefused("legacy_encoding")
    return sheets


def _read_binary(content: bytes) -> list[Sheet]:
    try:
        found = read_apart(content)
    except NoAnswer as none:
        raise FileRefused(none.reason or "not_a_workbook") from None
    sheets = []
    for name, rows, merges in found:
        refuse_too_large(len(rows), max(map(len, rows), default=0))
        sheets.append(spread(name, [trimmed(row) for row in rows], merges))
    return sheets


def _read(content: bytes, unread: list[dict]) -> list[Sheet]:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return [
                _sheet(workbook.get_sheet_by_index(position), unread[position] if position < len(unread) else {})
                for position, about in enumerate(workbook.sheets_metadata)
                if about.typ == calamine.SheetTypeEnum.WorkSheet and about.visible == calamine.SheetVisibleEnum.Visible
            ]
    except FileRefused:
        raise
    except calamine.PasswordError:
        raise FileRefused("encrypted_workbook") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise FileRefused("not_a_workbook") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own crash on a damaged file; not an Exception
            raise FileRefused("not_a_workbook") from None
        raise


def _sheet(source: calamine.CalamineSheet, unread: dict) -> Sheet:
    refuse_too_large(source.total_height, source.total_width)
    rows = [trimmed(row) for row in source.to_python(skip_empty_area=False)]
    for (row, column), cell in unread.items():
        while row >= len(rows):
            rows.append([""] * len(rows[0] if rows else ()))
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
    return spread(source.name, rows, source.merged_cell_ranges or [])
