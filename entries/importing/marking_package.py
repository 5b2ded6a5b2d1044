"""Colours cells of an .xlsx and adds comments to them inside its XML; every other part stays byte for byte as it was.

A library that reads and writes the whole workbook would drop the stored values of formulas (the file sent back unmended
would then have new faults), pictures and charts: see docs/adr/0007.
"""

import copy
import zipfile
import zlib

from lxml import etree

from .marking_comments import Comments
from .marking_findings import FAULT, NOTE, Marks, Place, at_anchors, place_of
from .marking_parts import Package, Unmarkable, main
from .sheets import address

_UNEXPECTED = (
    KeyError, ValueError, IndexError, TypeError, AttributeError, etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error,
    NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip


def mark_package(content: bytes, marks: dict[str | None, Marks]) -> bytes:
    """The same package with the marks. Raises Unmarkable; the content has passed the import's own checks before."""
    try:
        package = Package(content)
        paths = package.sheet_paths()
        styles = _Styles(package)
        for name, mine in marks.items():
            _mark_sheet(package, paths[name], mine, styles)
        styles.save()
        return package.written()
    except _UNEXPECTED:
        raise Unmarkable from None


# ------------------------------------------------------------------ colours
class _Styles:
    """Each style in use gets a copy with our fill, so that font, border and number format stay."""

    def __init__(self, package: Package):
        self.package = package
        self.tree = package.tree("xl/styles.xml")
        self.formats, self.fills = self.tree.find(main("cellXfs")), self.tree.find(main("fills"))
        self.ours = self._fills_of_earlier_marks()
        self.known: dict[tuple, int] = {}  # look and fill -> the first style of that kind
        for number, form in enumerate(self.formats):
            self.known.setdefault(_look(form), number)

    def coloured(self, style: int, colour: str) -> int:
        if colour not in self.ours:
            self.ours[colour] = self._new_fill(colour)
        return self._with_fill(style, self.ours[colour])

    def without_colour(self, style: int) -> int:
        """The style that a cell had before an earlier mark: one that differs in nothing but the fill; else no fill."""
        look, fill = _look(self.formats[style])
        if fill not in self.ours.values():
            return style
        bare = (n for (other, its), n in self.known.items() if other == look and its not in self.ours.values())
        found = next(bare, None)
        return self._with_fill(style, 0) if found is None else found

    def _with_fill(self, style: int, fill: int) -> int:
        look, own = _look(self.formats[style])
        if own == fill:
            return style
        if (look, fill) not in self.known:
            form = copy.deepcopy(self.formats[style])
            form.set("fillId", str(fill))
            form.set("applyFill", "1")
            self.formats.append(form)
            self.known[look, fill] = len(self.formats) - 1
        return self.known[look, fill]

    def _fills_of_earlier_marks(self) -> dict[str, int]:
        found = {}
        for number, fill in enumerate(self.fills):
            shade = fill.find(f"{main('patternFill')}[@patternType='solid']/{main('fgColor')}")
            if shade is not None and (colour := shade.get("rgb", "")[2:]) in (FAULT, NOTE):
                found.setdefault(colour, number)
        return found

    def _new_fill(self, colour: str) -> int:
        fill = etree.SubElement(self.fills, main("fill"))
        pattern = etree.SubElement(fill, main("patternFill"), patternType="solid")
        etree.SubElement(pattern, main("fgColor"), rgb=f"FF{colour}")
        etree.SubElement(pattern, main("bgColor"), indexed="64")
        return len(self.fills) - 1

    def save(self) -> None:
        for group in (self.formats, self.fills):
            group.set("count", str(len(group)))
        self.package.put("xl/styles.xml", self.tree)


def _look(form: etree._Element) -> tuple[tuple, int]:
    """Everything but the fill, and the fill."""
    said = sorted((key, value) for key, value in form.items() if key not in ("fillId", "applyFill"))
    return (*said, *map(etree.tostring, form)), int(form.get("fillId", 0))


# ------------------------------------------------------------------ a sheet
def _mark_sheet(package: Package, part: str, marks: Marks, styles: _Styles) -> None:
    sheet = package.tree(part)
    if sheet.tag != main("worksheet"):
        raise Unmarkable
    marks = at_anchors(marks, _anchors(sheet))
    comments = Comments(package, part, sheet)
    mended = comments.fill(marks)
    comments.save()
    by_row: dict[int, dict[int, str | None]] = {}
    for (row, column), colour in {place: mark.colour for place, mark in marks.items()}.items():
        by_row.setdefault(row, {})[column] = colour
    for row, column in mended:
        by_row.setdefault(row, {})[column] = None
    widths = [
        (int(col.get("min")) - 1, int(col.get("max")) - 1, col.get("style", "0")) for col in sheet.iter(main("col"))
    ]
    number = -1
    for row in sheet.find(main("sheetData")):
        number = int(row.get("r", number + 2)) - 1
        if number in by_row:
            _mark_row(row, number, by_row.pop(number), widths, styles)
    if any(colour for cells in by_row.values() for colour in cells.values()):
        raise Unmarkable  # marks lie on rows with values; a row that the sheet does not have is not ours to make
    package.put(part, sheet)


def _anchors(sheet: etree._Element) -> dict[Place, Place]:
    """First cell of the merged area, for each of its cells; very large areas hold no findings."""
    anchors = {}
    for area in sheet.iter(main("mergeCell")):
        first, _, last = area.get("ref").partition(":")
        (top, left), (bottom, right) = place_of(first), place_of(last or first)
        if (bottom - top + 1) * (right - left + 1) <= 50_000:
            anchors |= {(r, c): (top, left) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return anchors


def _mark_row(row, number: int, wanted: dict[int, str | None], widths: list, styles: _Styles) -> None:
    """`wanted`: column -> colour, None to take an earlier mark's colour away."""
    cells, column = {}, -1
    for cell in row:
        column = place_of(cell.get("r"))[1] if cell.get("r") else column + 1
        cells[column] = cell
    for column, colour in sorted(wanted.items()):
        cell = cells.get(column)
        if cell is None and colour:
            cell = cells[column] = _new_cell(row, number, column, cells)
            of_column = next((style for first, last, style in widths if first <= column <= last), "0")
            cell.set("s", row.get("s", of_column))
        if cell is not None:
            style = styles.without_colour(int(cell.get("s", 0)))
            cell.set("s", str(styles.coloured(style, colour) if colour else style))


def _new_cell(row, number: int, column: int, cells: dict):
    """An empty cell in its place; the row's note of its first and last column would no longer be right."""
    row.attrib.pop("spans", None)
    cell = etree.Element(main("c"), r=address(number, column))
    behind = min((place for place in cells if place > column), default=None)
    if behind is None:
        row.append(cell)
    else:
        cells[behind].addprevious(cell)
    return cell
