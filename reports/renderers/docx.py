"""A document as a Word file. Runs no query: everything is in the blocks."""

import datetime as dt
import io
import zipfile

from docx import Document as open_document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ..content.blocks import (
    Addressee,
    AppendixTitle,
    Bullets,
    Document,
    Figure,
    Heading,
    Letterhead,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Table,
    Title,
    Trace,
)
from . import docx_style as page
from .docx_xml import line, numbered_bookmarks, paragraph, picture, plain_table, rule, ruled_table, run, runs, twips
from .picture import RATIO, png
from .text_width import bold_width

LETTERHEAD_WIDTHS = (65.0, page.TEXT_WIDTH - 65.0)  # mm; the decree's own file divides 69 + 103
SIGNATURE_WIDTHS = (64.0, page.TEXT_WIDTH - 64.0)
SHORT_RULE = 0.4  # of the text above it; the decree: 1/3 to 1/2
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(document: Document) -> bytes:
    """The .docx; the same document gives the same bytes."""
    word = open_document(io.BytesIO(page.empty_document(document.sample_mark)))
    body = word.element.body
    references = [child for child in body.sectPr if child.tag in {qn("w:headerReference"), qn("w:footerReference")}]
    last = len(document.sections) - 1
    xml = ""
    for place, section in enumerate(document.sections):
        for block in section.blocks:
            xml += _figure(block, word) if isinstance(block, Figure) else _BLOCKS[type(block)](block, section)
        if place < last:
            xml += paragraph("DongKe", more=_section_properties(section))
    xml += _section_properties(document.sections[-1])
    filled = parse_xml(f"<w:body {nsdecls('w', 'r')}>{numbered_bookmarks(xml)}</w:body>")
    slot = filled.find(".//" + qn("w:sectPr"))
    for place, reference in enumerate(references):
        slot.insert(place, reference)
    body.getparent().replace(body, filled)
    _describe(word, document)
    saved = io.BytesIO()
    word.save(saved)
    return _without_dates(saved)


def _letterhead(block: Letterhead, section: Section) -> str:
    left, right = LETTERHEAD_WIDTHS
    agency = "".join(line("CoQuan", text) for text in block.agency)
    agency += rule(bold_width(block.agency[-1], 12) * SHORT_RULE, left)
    nation = line("QuocHieu", block.nation) + line("TieuNgu", block.motto) + rule(bold_width(block.motto, 13), right)
    number = line("SoKyHieu", block.number)
    if block.about:  # one paragraph: six points above its first line, none between its lines
        number += paragraph("VeViec", "<w:r><w:br/></w:r>".join(run(text) for text in block.about))
    return plain_table(LETTERHEAD_WIDTHS, ((agency, nation), (number, line("DiaDanh", block.place_and_date))))


def _title(block: Title, section: Section) -> str:
    subject = "".join(line("TrichYeu", text) for text in block.subject)
    return line("TenLoai", block.name) + subject + rule(bold_width(block.subject[-1], 14) * SHORT_RULE, page.TEXT_WIDTH)


def _addressee(block: Addressee, section: Section) -> str:
    """One receiver on the same line; several each on a line of their own, a full stop after the last."""
    if len(block.receivers) == 1:
        return line("KinhGui", f"Kính gửi: {block.receivers[0]}.")
    indent = f'<w:ind w:left="{twips(55)}"/>'
    last = len(block.receivers) - 1
    return line("KinhGui", "Kính gửi:") + "".join(
        paragraph("KinhGuiDong", run(f"- {name}{'.' if place == last else ';'}"), more=indent)
        for place, name in enumerate(block.receivers)
    )


def _heading(block: Heading, section: Section) -> str:
    return line(f"Heading{block.level}", block.text)


def _paragraph(block: Paragraph, section: Section) -> str:
    return paragraph("NoiDung", runs(block.runs), more="<w:keepNext/>" if block.stays else "")


def _bullets(block: Bullets, section: Section) -> str:
    return "".join(paragraph("GachDauDong", runs(item)) for item in block.items)


def _signature(block: Signature, section: Section) -> str:
    recipients = line("NoiNhan", "Nơi nhận:") + "".join(line("NoiNhanDong", text) for text in block.recipients)
    signer = "".join(line("ChucVu", text) for text in block.lines) + line("HoTen", block.name)
    return plain_table(SIGNATURE_WIDTHS, ((recipients, signer),))


def _trace(block: Trace, section: Section) -> str:
    return line("TraCuu", block.text)


def _signatures(block: Signatures, section: Section) -> str:
    """Side by side, each with room for the hand between the word and the name."""
    widths = (page.TEXT_WIDTH / len(block.sides),) * len(block.sides)
    cells = tuple(
        line("ChucVu", word) + line("KyGhiRo", "(Ký, ghi rõ họ tên)") + line("HoTen", name)
        for word, name in block.sides
    )
    return plain_table(widths, (cells,))


def _appendix_title(block: AppendixTitle, section: Section) -> str:
    name = "".join(line("TenPhuLuc", text) for text in block.name)
    return line("PhuLuc", block.label) + name + line("KemTheo", block.reference) + line("DonVi", block.unit)


def _table(block: Table, section: Section) -> str:
    # Word wants a paragraph between a table and the end of the pages.
    return ruled_table(block, page.LANDSCAPE_WIDTH if section.landscape else page.TEXT_WIDTH) + paragraph("DongKe")


def _figure(block: Figure, word: WordDocument) -> str:
    """The picture lies in the file; the paragraph names it."""
    name, _ = word.part.get_or_add_image(io.BytesIO(png(block)))
    drawn = picture(name, page.TEXT_WIDTH, page.TEXT_WIDTH * RATIO, block.words)
    return paragraph("Hinh", drawn) + line("ChuThich", block.caption)


_BLOCKS = {
    Letterhead: _letterhead,
    Title: _title,
    Addressee: _addressee,
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Signature: _signature,
    Signatures: _signatures,
    Trace: _trace,
    AppendixTitle: _appendix_title,
    Table: _table,
}


def _section_properties(section: Section) -> str:
    """Each section counts its pages from 1 and shows no number on its first page. The first carries the headers, the
    others take them over."""
    width, height = (page.PAGE_HEIGHT, page.PAGE_WIDTH) if section.landscape else (page.PAGE_WIDTH, page.PAGE_HEIGHT)
    turned = ' w:orient="landscape"' if section.landscape else ""
    distance = twips(page.HEADER_DISTANCE)
    return (
        '<w:sectPr><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(page.MARGIN_TOP)}" w:right="{twips(page.MARGIN_RIGHT)}"'
        f' w:bottom="{twips(page.MARGIN_BOTTOM)}" w:left="{twips(page.MARGIN_LEFT)}"'
        f' w:header="{distance}" w:footer="{distance}" w:gutter="0"/>'
        '<w:pgNumType w:fmt="decimal" w:start="1"/><w:titlePg/></w:sectPr>'
    )


def _describe(word: WordDocument, document: Document) -> None:
    moment = dt.datetime.combine(document.as_of, dt.time())
    about = word.core_properties
    about.title, about.author, about.last_modified_by = document.title[:250], document.author, document.author
    about.language, about.comments, about.keywords = "vi-VN", "", ""
    about.created = about.modified = about.last_printed = moment
    about.revision = 1


def _without_dates(saved: io.BytesIO) -> bytes:
    """The same parts without the moment of packing, so that equal documents are equal files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(zipfile.ZipInfo(item.filename, _EPOCH), source.read(item), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
