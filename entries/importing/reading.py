"""From bytes to visible sheets. What a file is, is decided by its content; its name is for people."""

from .apart import read_apart
from .delimited import read_csv
from .faults import FileRefused
from .grids import ZIP
from .legacy import is_legacy
from .sheets import MAX_BYTES, Sheet, spread, trimmed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of an .xlsx, .xls or CSV file, in order.

    Raises FileRefused: too large, no workbook, encrypted, with macros, empty, or in a legacy font encoding.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused("too_large")
    if content.startswith((ZIP, OLE)):
        sheets = [spread(name, list(map(trimmed, rows)), merges) for name, rows, merges in read_apart(content)]
    else:
        sheets = [read_csv(content)]
    if all(sheet.is_empty for sheet in sheets):
        raise FileRefused("empty_workbook")
    if is_legacy({cell for sheet in sheets for row in sheet.rows for cell in row if type(cell) is str}):
        raise FileRefused("legacy_encoding")
    return sheets
