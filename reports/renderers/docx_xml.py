"""Pieces of WordprocessingML. Building text and parsing it once is ten times faster than adding cell by cell."""

import hashlib
import re
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from ..content.blocks import Cell, CellKind, Column, Runs, Table
from ..facts import Fact

# What XML 1.0 cannot carry at all.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_NAME = 40  # characters of a bookmark's name in Word
_BOOKMARK = re.compile('<w:bookmarkStart w:id="" w:name="([^"]+)"/>(.*?)<w:bookmarkEnd w:id=""/>', re.DOTALL)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU = 36_000  # Word's units of length in a millimetre
_MIDDLE = '<w:vAlign w:val="center"/>'
_STYLE_OF = {
    CellKind.ORDINAL: "BangGiua",
    CellKind.TEXT: "BangChu",
    CellKind.COUNT: "BangSo",
    CellKind.CHANGE: "BangSo",
    CellKind.SHARE: "BangSo",
}


def twips(mm: float) -> int:
    return round(mm * 1440 / 25.4)


def run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(_IMPOSSIBLE.sub("", text))}</w:t></w:r>'


def paragraph(style: str, content: str = "", *, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def line(style: str, text: str) -> str:
    return paragraph(style, run(text))


def runs(parts: Runs) -> str:
    return "".join(stated(run(part.text, italic=part.italic), part.fact) for part in parts)


def bookmark_of(id: str) -> str:
    """A fact's id as a bookmark: letters, digits and underscores, at most 40."""
    name = "f_" + re.sub("[^A-Za-z0-9]", "_", id)
    return name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 9]}_{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def stated(content: str, fact: Fact | None) -> str:
    """A run that states a fact, inside a bookmark that carries the fact's id; the text stays text that people edit."""
    if fact is None:
        return content
    return f'<w:bookmarkStart w:id="" w:name="{bookmark_of(fact.id)}"/>{content}<w:bookmarkEnd w:id=""/>'


def numbered_bookmarks(xml: str) -> str:
    """Bookmarks need a number each and names of their own: a figure stated again is f_..., f_...__2, f_...__3."""
    seen: Counter = Counter()
    place = 0

    def start(match: re.Match) -> str:
        nonlocal place
        place += 1
        name = match[1]
        seen[name] += 1
        more = f"__{seen[name]}" if seen[name] > 1 else ""
        name = name[: MOST_NAME - len(more)] + more
        return f'<w:bookmarkStart w:id="{place}" w:name="{name}"/>{match[2]}<w:bookmarkEnd w:id="{place}"/>'

    return _BOOKMARK.sub(start, xml)


def picture(name: str, width: float, height: float, words: str) -> str:
    """A picture of the file in the line of text, by the name of its relationship; mm. `words` for who does not see."""
    size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    told = quoteattr(_IMPOSSIBLE.sub("", words))
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent {size}/><wp:docPr id="1" name="Biểu đồ" descr={told}/><wp:cNvGraphicFramePr>'
        f'<a:graphicFrameLocks xmlns:a="{_DRAWING}/main" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="Biểu đồ" descr={told}/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def rule(length: float, room: float) -> str:
    """A solid line of a length, centred in a room (mm): the upper border of a paragraph that is otherwise empty."""
    side = twips((room - length) / 2)
    return paragraph(
        "DongKe",
        more='<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="40" w:line="40" w:lineRule="exact"/><w:ind w:left="{side}" w:right="{side}"/>',
    )


def plain_table(widths: tuple[float, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table without borders or cell margins, for what stands side by side; widths in mm."""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        + _grid(widths)
        + "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(_cell(content, width, "") for content, width in zip(row, widths, strict=True))
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def ruled_table(table: Table, room: float) -> str:
    """A table with all borders as wide as the room (mm); its lines of headings repeat on every page."""
    scale = room / sum(column.width for column in table.columns)
    widths = [column.width * scale for column in table.columns]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(room)}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/>'
        f'</w:tblCellMar><w:tblCaption w:val="{escape(table.caption, {chr(34): "&quot;"})}"/></w:tblPr>'
        + _grid(widths)
        + _headings(table, widths)
        + "".join(_row(cells, table.columns, widths) for cells in table.rows)
        + (_row(table.total, table.columns, widths, is_total=True) if table.total else "")
        + "</w:tbl>"
    )


def _headings(table: Table, widths: list[float]) -> str:
    upper, lower, marks, place = "", "", "", 0
    for group, columns in table.groups:
        room = sum(widths[place : place + len(columns)])
        if group:
            upper += _cell(line("BangDau", group), room, f'<w:gridSpan w:val="{len(columns)}"/>{_MIDDLE}')
        else:
            upper += _cell(line("BangDau", columns[0].title), room, f'<w:vMerge w:val="restart"/>{_MIDDLE}')
        for column, width in zip(columns, widths[place:], strict=False):
            lower += (
                _cell(line("BangDau", column.title), width)
                if group
                else _cell(paragraph("BangDau"), width, "<w:vMerge/>")
            )
            marks += _cell(line("BangCot", column.mark), width)
        place += len(columns)
    lines = [upper]
    if table.has_groups:
        lines.append(lower)
    if table.has_marks:
        lines.append(marks)
    return "".join(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>" for cells in lines)


def _row(cells: tuple[Cell, ...], columns: tuple[Column, ...], widths: list[float], *, is_total: bool = False) -> str:
    content = ""
    pairs = list(zip(cells, columns, widths, strict=True))
    if is_total:  # the word TỔNG CỘNG stands over the ordinal and the name
        content += _cell(
            paragraph("BangGiua", run(cells[1].text, bold=True)),
            widths[0] + widths[1],
            f'<w:gridSpan w:val="2"/>{_MIDDLE}',
        )
        pairs = pairs[2:]
    for cell, column, width in pairs:
        content += _cell(paragraph(_STYLE_OF[column.kind], stated(run(cell.text, bold=is_total), cell.fact)), width)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{content}</w:tr>"


def _grid(widths) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths) + "</w:tblGrid>"


def _cell(content: str, width: float, more: str = _MIDDLE) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'
