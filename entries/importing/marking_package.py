"""Colours cells of an .xlsx and adds comments to them inside its XML; every other part stays byte for byte as it was.

A library that reads and writes the whole workbook would drop the stored values of formulas (the file sent back unmended
would then have new faults), pictures and charts: see docs/adr/0007.
"""

import copy
import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from .sheets import column_letters

if TYPE_CHECKING:
    from .marking import Mark, Marks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
AUTHOR = "Hộ tịch Tuy Phước"
# What may follow <legacyDrawing> in a sheet (ECMA-376, Part 1, 18.3.1.99).
AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",  # which wraps controls
)  # fmt: skip
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Unmarkable(Exception):
    """The package is not built as expected; the caller writes the file anew."""


def mark_package(content: bytes, marks: "Marks") -> bytes:
    """The same package with the marks. Raises Unmarkable; the content has passed the import's own checks before."""
    try:
        package = _Package(content)
        paths = package.sheet_paths()
        styles = _Styles(package)
        for name, mine in marks.items():
            _mark_sheet(package, paths[name], mine, styles)
        styles.save()
        return package.written()
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, etree.XMLSyntaxError, zipfile.BadZipFile):
        raise Unmarkable from None


def _tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


class _Package:
    """The parts by name; those that are changed are kept apart."""

    def __init__(self, content: bytes):
        self.source = zipfile.ZipFile(io.BytesIO(content))
        self.names = {info.filename.lower(): info.filename for info in self.source.infolist()}
        self.changed: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        actual = self.names.get(name.lower(), name)
        return self.changed.get(actual) or self.source.read(actual)

    def has(self, name: str) -> bool:
        return name.lower() in self.names or name in self.changed

    def tree(self, name: str) -> etree._Element:
        safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(self.read(name), safe)

    def put(self, name: str, tree: etree._Element | bytes) -> None:
        if not isinstance(tree, bytes):
            tree = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.changed[self.names.get(name.lower(), name)] = tree

    def free_name(self, pattern: str) -> str:
        return next(name for n in range(1, 10_000) if not self.has(name := pattern.format(n)))

    def links(self, part: str) -> tuple[str, etree._Element]:
        """The name of a part's relationships, and the relationships; empty ones where there are none."""
        folder, base = posixpath.split(part)
        name = f"{folder}/_rels/{base}.rels"
        return name, self.tree(name) if self.has(name) else etree.Element(
            f"{{{LINKS}}}Relationships", nsmap={None: LINKS}
        )

    def sheet_paths(self) -> dict[str, str]:
        """Name of each sheet -> its part."""
        _, links = self.links("xl/workbook.xml")
        targets = {link.get("Id"): _resolved("xl/workbook.xml", link.get("Target")) for link in links}
        sheets = self.tree("xl/workbook.xml").find(_tag("sheets"))
        return {sheet.get("name"): targets[sheet.get(f"{{{DOCUMENT}}}id")] for sheet in sheets}

    def written(self) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for info in self.source.infolist():
                package.writestr(info.filename, self.changed.pop(info.filename, None) or self.source.read(info))
            for name, part in self.changed.items():
                package.writestr(name, part)
        return target.getvalue()


def _resolved(part: str, target: str) -> str:
    return (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
    )


# ------------------------------------------------------------------ colours
class _Styles:
    """Each style in use gets a copy with our fill, so that font, border and number format stay."""

    def __init__(self, package: _Package):
        self.package, self.copies, self.fills = package, {}, {}
        self.tree = package.tree("xl/styles.xml")
        self.formats, self.all_fills = self.tree.find(_tag("cellXfs")), self.tree.find(_tag("fills"))

    def coloured(self, style: int, colour: str) -> int:
        if (style, colour) not in self.copies:
            form = copy.deepcopy(self.formats[style])
            form.set("fillId", str(self._fill(colour)))
            form.set("applyFill", "1")
            self.formats.append(form)
            self.copies[style, colour] = len(self.formats) - 1
        return self.copies[style, colour]

    def _fill(self, colour: str) -> int:
        if colour not in self.fills:
            fill = etree.SubElement(self.all_fills, _tag("fill"))
            pattern = etree.SubElement(fill, _tag("patternFill"), patternType="solid")
            etree.SubElement(pattern, _tag("fgColor"), rgb=f"FF{colour}")
            etree.SubElement(pattern, _tag("bgColor"), indexed="64")
            self.fills[colour] = len(self.all_fills) - 1
        return self.fills[colour]

    def save(self) -> None:
        for group in (self.formats, self.all_fills):
            group.set("count", str(len(group)))
        self.package.put("xl/styles.xml", self.tree)


# ------------------------------------------------------------------ a sheet
def _place(address: str) -> tuple[int, int]:
    """Row and column from 1."""
    letters, row = _ADDRESS.fullmatch(address).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row), column


def _mark_sheet(package: _Package, part: str, marks: dict[str, "Mark"], styles: _Styles) -> None:
    sheet = package.tree(part)
    if sheet.tag != _tag("worksheet"):
        raise Unmarkable
    merged = _anchors(sheet)
    wanted: dict[int, dict[int, Mark]] = {}
    for address, mark in marks.items():
        row, column = merged.get(_place(address), _place(address))
        wanted.setdefault(row, {})[column] = mark
    widths = [(int(col.get("min")), int(col.get("max")), int(col.get("style", 0))) for col in sheet.iter(_tag("col"))]
    data, number = sheet.find(_tag("sheetData")), 0
    for row in data:
        number = int(row.get("r", number + 1))
        if number in wanted:
            _mark_row(row, number, wanted.pop(number), widths, styles)
    if wanted:  # marks lie on rows with values; a row that the sheet does not have is not ours to make
        raise Unmarkable
    _add_comments(package, part, sheet, {merged.get(_place(a), _place(a)): mark for a, mark in marks.items()})
    package.put(part, sheet)


def _anchors(sheet: etree._Element) -> dict[tuple[int, int], tuple[int, int]]:
    """First cell of the merged area, for each of its cells; very large areas hold no findings."""
    anchors = {}
    for area in sheet.iter(_tag("mergeCell")):
        first, _, last = area.get("ref").partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        if (bottom - top + 1) * (right - left + 1) <= 50_000:
            anchors |= {(r, c): (top, left) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return anchors


def _mark_row(row, number: int, wanted: dict, widths: list, styles: _Styles) -> None:
    column = 0
    cells = {}
    for cell in row:
        column = _place(cell.get("r"))[1] if cell.get("r") else column + 1
        cells[column] = cell
    for column, mark in sorted(wanted.items()):
        cell = cells.get(column)
        if cell is None:
            cell = etree.Element(_tag("c"), r=f"{column_letters(column - 1)}{number}")
            behind = [other for place, other in sorted(cells.items()) if place > column]
            if behind:
                behind[0].addprevious(cell)
            else:
                row.append(cell)
            cells[column] = cell
            of_column = next((style for first, last, style in widths if first <= column <= last), 0)
            cell.set("s", row.get("s", str(of_column)))
        cell.set("s", str(styles.coloured(int(cell.get("s", 0)), mark.colour)))


# ------------------------------------------------------------------ comments
def _add_comments(package: _Package, part: str, sheet, marks: dict[tuple[int, int], "Mark"]) -> None:
    links_name, links = package.links(part)
    comments_part = _linked(links, part, "comments")
    drawing_part = _linked(links, part, "vmlDrawing")
    if comments_part is None:
        comments_part = package.free_name("xl/comments{}.xml")
        comments = etree.Element(_tag("comments"), nsmap={None: MAIN})
        etree.SubElement(comments, _tag("authors"))
        etree.SubElement(comments, _tag("commentList"))
        _link(links, f"{DOCUMENT}/comments", f"/{comments_part}")
        _declare(package, comments_part)
    else:
        comments = package.tree(comments_part)
    new = _fill_comments(comments, marks)
    if drawing_part is None:
        drawing_part = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.put(drawing_part, _EMPTY_DRAWING)
        _refer(sheet, _link(links, f"{DOCUMENT}/vmlDrawing", f"/{drawing_part}"))
        _declare(package, None)
    shapes = "".join(_shape(n, *place) for n, place in enumerate(new, start=1)).encode()
    drawing, end, tail = package.read(drawing_part).rpartition(b"</xml>")  # Office's own VML is often no valid XML
    if not end:
        raise Unmarkable
    package.put(drawing_part, drawing + shapes + end + tail)
    package.put(comments_part, comments)
    package.put(links_name, links)


def _linked(links, part: str, kind: str) -> str | None:
    return next(
        (_resolved(part, link.get("Target")) for link in links if link.get("Type") == f"{DOCUMENT}/{kind}"), None
    )  # fmt: skip


def _link(links, kind: str, target: str) -> str:
    taken = {link.get("Id") for link in links}
    name = next(f"rIdDanhDau{n}" for n in range(1, 10_000) if f"rIdDanhDau{n}" not in taken)
    etree.SubElement(links, f"{{{LINKS}}}Relationship", Id=name, Type=kind, Target=target)
    return name


def _refer(sheet, link: str) -> None:
    """<legacyDrawing> in its place among the sheet's elements: Excel refuses a sheet that has it elsewhere."""
    element = etree.Element(_tag("legacyDrawing"))
    element.set(f"{{{DOCUMENT}}}id", link)
    behind = next((child for child in sheet if etree.QName(child).localname in AFTER_DRAWING), None)
    if behind is None:
        sheet.append(element)
    else:
        behind.addprevious(element)


def _declare(package: _Package, comments_part: str | None) -> None:
    """In the list of content types: the part of comments, or the extension of drawings."""
    types = package.tree("[Content_Types].xml")
    if comments_part:
        override = etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{comments_part}")
        override.set("ContentType", COMMENTS_TYPE)
    elif not any(each.get("Extension", "").lower() == "vml" for each in types):
        default = etree.Element(f"{{{TYPES}}}Default", Extension="vml")
        default.set("ContentType", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        types.insert(0, default)
    package.put("[Content_Types].xml", types)


def _fill_comments(comments, marks: dict) -> list[tuple[int, int]]:
    """Puts each mark's words at its cell, behind what somebody wrote there; returns the cells that had no comment."""
    authors, listed = comments.find(_tag("authors")), comments.find(_tag("commentList"))
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, _tag("author")).text = AUTHOR
        names.append(AUTHOR)
    existing = {_place(comment.get("ref")): comment for comment in listed}
    new = []
    for (row, column), mark in sorted(marks.items()):
        comment = existing.get((row, column))
        words = mark.text
        if comment is None:
            comment = etree.SubElement(listed, _tag("comment"), ref=f"{column_letters(column - 1)}{row}")
            comment.set("authorId", str(names.index(AUTHOR)))
            text = etree.SubElement(comment, _tag("text"))
            new.append((row, column))
        else:
            text, words = comment.find(_tag("text")), f"\n{words}"
            if (plain := text.find(_tag("t"))) is not None:  # plain text cannot stand beside runs: it becomes one
                text.remove(plain)
                etree.SubElement(text, _tag("r")).append(plain)
        run = etree.SubElement(text, _tag("r"))
        told = etree.SubElement(run, _tag("t"))
        told.text = words
        told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return new


_EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="9"/></o:shapelayout>'
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)


def _shape(number: int, row: int, column: int) -> str:
    """The box of a comment, to the right of its cell; hidden until the mouse is over the cell."""
    anchor = f"{column}, 15, {max(row - 2, 0)}, 4, {column + 4}, 15, {row + 4}, 4"
    return (
        f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        f' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{9_216 + number}" type="#_x0000_t202"'
        ' style="position:absolute;margin-left:80pt;margin-top:2pt;width:240pt;height:80pt;z-index:1;visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
