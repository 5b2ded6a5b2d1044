"""An .xlsx package, made safe before anything reads it: sizes are checked in the zip directory before unpacking, and
the reader gets a new package of only those parts that were unpacked here within the limits."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from .faults import FileRefused
from .sheets import MAX_UNPACKED, NO_VALUE, Cell, refuse_too_large

MAX_PARTS = 2_000
MOST_PACKED = 100  # times: tables shrink to a tenth, a fiftieth at most; what shrinks further was made to burst
MAY_SHRINK = 10 * 1024 * 1024  # bytes unpacked that are no burden in any case
_NEEDED = re.compile(
    r"(\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml"
    r"|xl/sharedstrings\.xml|xl/(worksheets|chartsheets)/[^/]+\.xml)",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# No character can be read in two ways, so that a damaged part takes about as long as a whole one. Possessive
# quantifiers would say so more plainly, but over groups they find nothing in Python 3.11.2, which Debian 12 has.
_OTHER = r"""\s+(?!r\s*=)[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*')"""
_PLACE = re.compile(rf"""(?:{_OTHER})*\s+r\s*=\s*["']([A-Za-z]{{1,4}})([0-9]{{1,9}})["']""".encode())
_FILLED = re.compile(rb"<(?:\w+:)?c" + _PLACE.pattern + rb"[^<>]*(?<!/)>")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*)(?<!/)>([^<]*(?:<(?!/?(?:\w+:)?c[\s/>])[^<]*)*)</(?:\w+:)?c>")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?v>")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is safe to read, and for each sheet, in order, the cells that the reader would leave empty."""

    content: bytes
    unread: list[dict[tuple[int, int], Cell]]


def open_package(content: bytes) -> Package:
    """Raises FileRefused for what is no workbook, too large, encrypted, or carries macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            names = _checked_directory(source)
            parts = {name: source.read(name) for name in names if _NEEDED.fullmatch(name)}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError):
        raise FileRefused("not_a_workbook") from None
    unread = {}
    for name, part in parts.items():
        if _DOCTYPE.search(part) or part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:64]:
            raise FileRefused("not_a_workbook")
        if _SHEET.fullmatch(name):
            refuse_too_large(*_extent(part))
            unread[name.lower()] = _cells_left_empty(part)
    return Package(_rebuilt(parts), [unread.get(name, {}) for name in _sheet_parts(parts)])


def _sheet_parts(parts: dict[str, bytes]) -> list[str]:
    """The part name of each sheet, in the order of the workbook."""
    folded = {name.lower(): part for name, part in parts.items()}
    try:
        workbook = ElementTree.fromstring(folded["xl/workbook.xml"])
        links = ElementTree.fromstring(folded["xl/_rels/workbook.xml.rels"])
    except (ElementTree.ParseError, DefusedXmlException, KeyError, ValueError, LookupError):
        raise FileRefused("not_a_workbook") from None
    targets = {link.get("Id"): link.get("Target", "").lower() for link in links}
    names = []
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), None)
            target = targets.get(link, "")
            names.append(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    return names


def _checked_directory(source: zipfile.ZipFile) -> list[str]:
    """The names of the parts, after a look at the directory alone."""
    parts = source.infolist()
    names = [part.filename for part in parts]
    folded = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in folded):
        raise FileRefused("macro_workbook")
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused("encrypted_workbook")
    if "xl/workbook.xml" not in folded or len(folded) != len(names):
        raise FileRefused("not_a_workbook")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise FileRefused("too_large")
    if any(part.file_size > max(MAY_SHRINK, MOST_PACKED * part.compress_size) for part in parts):
        raise FileRefused("too_large")
    return names


def _extent(part: bytes) -> tuple[int, int]:
    """Rows and columns from A1 to the last cell that holds something."""
    places = _FILLED.findall(part)
    columns, rows = {letters for letters, _ in places}, {number for _, number in places}
    return max(map(int, rows), default=0), max(map(_column, columns), default=-1) + 1


def _cells_left_empty(part: bytes) -> dict[tuple[int, int], Cell]:
    """Formulas without a computed value, and errors such as #REF!: the reader cannot tell them from empty cells."""
    found = {}
    if b"<f" not in part and b":f" not in part and b'="e"' not in part:
        return found
    for attributes, inner in _CELL.findall(part):
        value = _VALUE.search(inner)
        is_error = b't="e"' in attributes
        is_bare_formula = not (value and value[1]) and re.search(rb"<(?:\w+:)?f[\s/>]", inner)
        if (is_error or (is_bare_formula and not (value and b't="str"' in attributes))) and (
            place := _PLACE.match(attributes)
        ):
            shown = value[1].decode(errors="replace") if is_error and value else NO_VALUE
            found[int(place[2]) - 1, _column(place[1])] = shown
    return found


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _rebuilt(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()
