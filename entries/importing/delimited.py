"""CSV: UTF-8 with or without BOM, comma or semicolon, line breaks inside quotes."""

import csv
import io
import re

from .faults import FileRefused
from .sheets import Sheet, refuse_too_large, trimmed

SEPARATORS = ",;"
LOOK_AT = 60  # records that decide the separator
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|table|\?xml|!--)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def read_csv(content: bytes) -> Sheet:
    """Raises FileRefused: rubbish and web pages are no workbook, other bytes than UTF-8 are a legacy encoding."""
    if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")) or _CONTROLS.search(content):
        raise FileRefused("not_a_workbook")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("legacy_encoding") from None
    try:
        separator = max(SEPARATORS, key=lambda one: _width(text, one))
        rows = []
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(trimmed(record))
            refuse_too_large(len(rows), len(record))
    except csv.Error:
        raise FileRefused("not_a_workbook") from None
    return Sheet(None, rows)


def _width(text: str, separator: str) -> int:
    """Most columns that a record near the head has when split like this."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return max((len(record) for record, _ in zip(reader, range(LOOK_AT), strict=False)), default=0)
