"""Comments of one sheet inside an .xlsx package: the part with the words, and the old drawing (VML) without which Excel
shows none of them."""

import math
import re

from lxml import etree

from .marking_findings import RULE, Marks, Place, place_of, worded
from .marking_parts import DOCUMENT, MAIN, Package, Unmarkable, add_link, declare, main, resolved
from .sheets import address

AUTHOR = "Hộ tịch Tuy Phước"  # a label: LibreOffice drops authors, so ours are known by their first line
MENDED = "✓ Ô này đã sửa xong."
TYPES_PART = "[Content_Types].xml"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
LINE = 38  # characters that fit into one line of a comment's box
# What may follow <legacyDrawing> in a sheet (ECMA-376, Part 1, 18.3.1.99).
AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",  # which wraps controls
)  # fmt: skip
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})")
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_BOX = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_EMPTY_DRAWING = (
    f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)


class Comments:
    """Those that the sheet has, and ours among them."""

    def __init__(self, package: Package, part: str, sheet: etree._Element):
        self.package, self.sheet = package, sheet
        self.links_part, self.links = package.links(part)
        targets = {link.get("Id"): resolved(part, link.get("Target")) for link in self.links}
        kinds = {link.get("Type"): resolved(part, link.get("Target")) for link in self.links}
        self.part = kinds.get(f"{DOCUMENT}/comments")
        drawn = sheet.find(main("legacyDrawing"))  # a picture in the page's footer has a drawing of the same type
        self.drawing_part = None if drawn is None else targets[drawn.get(f"{{{DOCUMENT}}}id")]
        self.tree = package.tree(self.part) if self.part else _no_comments()
        self.listed = self.tree.find(main("commentList"))
        self.unshown: list[tuple[Place, str]] = []
        if self.drawing_part is None:
            self.unshown = [(place_of(each.get("ref")), _text_of(each)) for each in self.listed]

    def fill(self, marks: Marks) -> set[Place]:
        """Puts each mark's words at its cell, behind what somebody wrote there. Earlier marks of ours are replaced;
        returns the cells that had one and now have nothing to say."""
        us, mended = self._author(), set()
        existing = {place_of(each.get("ref")): each for each in self.listed}
        for place, comment in existing.items():
            was_marked = _take_out(comment)
            before = "\n" if _text_of(comment) else ""
            if place in marks:
                _say(comment, f"{before}{worded(marks[place].text)}")
            elif was_marked:
                mended.add(place)
                if not before:
                    _say(comment, worded(MENDED))
        for place, mark in sorted(marks.items()):
            if place not in existing:
                comment = etree.SubElement(self.listed, main("comment"), ref=address(*place), authorId=us)
                etree.SubElement(comment, main("text"))
                _say(comment, worded(mark.text))
                self.unshown.append((place, worded(mark.text)))
        return mended

    def _author(self) -> str:
        authors = self.tree.find(main("authors"))
        names = [author.text for author in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, main("author")).text = AUTHOR
            names.append(AUTHOR)
        return str(names.index(AUTHOR))

    def save(self) -> None:
        types, drawing = self.package.tree(TYPES_PART), _EMPTY_DRAWING.encode()
        is_new = self.part is None or self.drawing_part is None
        if self.part is None:
            self.part = self.package.free_name("xl/comments{}.xml")
            add_link(self.links, "comments", self.part)
            declare(types, part=self.part, kind=COMMENTS_TYPE)
        if self.drawing_part is None:
            self.drawing_part = self.package.free_name("xl/drawings/vmlDrawing{}.vml")
            _refer(self.sheet, add_link(self.links, "vmlDrawing", self.drawing_part))
            declare(types, extension="vml", kind=DRAWING_TYPE)
        else:
            drawing = self.package.read(self.drawing_part)
        self.package.put(self.drawing_part, _drawn(drawing, self.unshown))
        self.package.put(self.part, self.tree)
        if is_new:
            self.package.put(self.links_part, self.links)
            self.package.put(TYPES_PART, types)


def _no_comments() -> etree._Element:
    tree = etree.Element(main("comments"), nsmap={None: MAIN})
    etree.SubElement(tree, main("authors"))
    etree.SubElement(tree, main("commentList"))
    return tree


# ------------------------------------------------------------------ words
def _text_of(comment) -> str:
    return "".join(told.text or "" for told in comment.iter(main("t")))


def _take_out(comment) -> bool:
    """Removes what we said at an earlier check; whether there was any."""
    text = comment.find(main("text"))
    runs = text.findall(f"{main('r')}/{main('t')}") or text.findall(main("t"))
    at = next((number for number, told in enumerate(runs) if RULE in (told.text or "")), None)
    if at is None:
        return False
    for told in runs[at + 1 :]:
        text.remove(told.getparent())
    runs[at].text = runs[at].text.partition(RULE)[0].removesuffix("\n")
    if not runs[at].text and runs[at].getparent() is not text:
        text.remove(runs[at].getparent())
    return True


def _say(comment, words: str) -> None:
    text = comment.find(main("text"))
    if (plain := text.find(main("t"))) is not None:  # plain text cannot stand beside runs: it becomes one
        text.remove(plain)
        text.insert(0, etree.Element(main("r")))
        text[0].append(plain)
    run = etree.Element(main("r"))
    told = etree.SubElement(run, main("t"))
    told.text = words
    told.set(SPACE, "preserve")
    last = text.findall(main("r"))
    if last:
        last[-1].addnext(run)
    else:
        text.insert(0, run)  # before what else may be there: phonetic guides


# ------------------------------------------------------------------ boxes
def _refer(sheet, link: str) -> None:
    """<legacyDrawing> in its place among the sheet's elements: Excel refuses a sheet that has it elsewhere."""
    element = etree.Element(main("legacyDrawing"))
    element.set(f"{{{DOCUMENT}}}id", link)
    behind = next((child for child in sheet if etree.QName(child).localname in AFTER_DRAWING), None)
    if behind is None:
        sheet.append(element)
    else:
        behind.addprevious(element)


def _drawn(drawing: bytes, boxes: list[tuple[Place, str]]) -> bytes:
    """The drawing with boxes added at its end, as text: Office's own drawings are often no valid XML."""
    head, end, tail = drawing.rpartition(b"</xml>")
    if not end:
        raise Unmarkable
    last = max(map(int, _SHAPE_ID.findall(head)), default=1024)
    shapes = [_shape(last + n, place, words) for n, (place, words) in enumerate(boxes, start=1)]
    if shapes and b'id="_x0000_t202"' not in head:
        shapes.insert(0, _BOX)
    return head + "".join(shapes).encode() + end + tail


def _shape(number: int, place: Place, words: str) -> str:
    """The box of a comment, to the right of its cell and as high as its words; hidden until the mouse is over it."""
    row, column = place
    lines = 2 + sum(math.ceil((len(line) or 1) / LINE) for line in words.split("\n"))
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 15, {top}, 4, {column + 5}, 15, {top + lines}, 4"
    return (
        f'<v:shape {_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202"'
        f' style="position:absolute;margin-left:80pt;margin-top:2pt;width:240pt;height:{lines * 15}pt;z-index:1;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
