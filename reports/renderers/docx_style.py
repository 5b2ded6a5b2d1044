"""The page set-up of Nghị định 30/2020/NĐ-CP (Phụ lục I) as Word styles, and the empty document that carries them."""

import io
from dataclasses import dataclass
from functools import lru_cache

from docx import Document as open_document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Times New Roman"

# Millimetres. The decree allows 20-25 above and below, 30-35 left, 15-20 right.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 20, 20, 30, 15
HEADER_DISTANCE = 10
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
LANDSCAPE_WIDTH = PAGE_HEIGHT - MARGIN_LEFT - MARGIN_RIGHT
FIRST_LINE = 12.7  # mm; the decree: 1 cm or 1,27 cm


@dataclass(frozen=True, slots=True)
class Style:
    """Size and spacing in points. `outline` makes it one of Word's own headings."""

    id: str
    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: ALIGN = ALIGN.CENTER
    before: float = 0
    after: float = 0
    indent: float = 0  # first line, mm
    line: float = 1.0
    keep_next: bool = False
    is_heading: bool = False


STYLES = (
    Style("QuocHieu", "Quốc hiệu", 12, bold=True),
    Style("TieuNgu", "Tiêu ngữ", 13, bold=True),
    Style("CoQuan", "Cơ quan ban hành", 12, bold=True),
    Style("SoKyHieu", "Số, ký hiệu", 13, before=6),
    Style("VeViec", "Trích yếu công văn", 12, before=6),
    Style("DiaDanh", "Địa danh và ngày tháng", 13, italic=True, before=6),
    Style("TenLoai", "Tên loại văn bản", 14, bold=True, before=18, keep_next=True),
    Style("TrichYeu", "Trích yếu", 14, bold=True, keep_next=True),
    Style("KinhGui", "Kính gửi", 14, before=12, after=12),
    Style("KinhGuiDong", "Kính gửi từng dòng", 14, align=ALIGN.LEFT),
    Style("Heading1", "Heading 1", 14, bold=True, align=ALIGN.JUSTIFY, before=6, after=6, indent=FIRST_LINE,
          keep_next=True, is_heading=True),
    Style("Heading2", "Heading 2", 14, bold=True, align=ALIGN.JUSTIFY, before=6, after=6, indent=FIRST_LINE,
          keep_next=True, is_heading=True),
    Style("Heading3", "Heading 3", 14, align=ALIGN.JUSTIFY, before=6, after=6, indent=FIRST_LINE, keep_next=True,
          is_heading=True),
    Style("NoiDung", "Nội dung", 14, align=ALIGN.JUSTIFY, before=6, after=6, indent=FIRST_LINE, line=1.15),
    Style("GachDauDong", "Gạch đầu dòng", 14, align=ALIGN.JUSTIFY, before=6, after=6, indent=FIRST_LINE, line=1.15),
    Style("ChucVu", "Quyền hạn, chức vụ", 14, bold=True, keep_next=True),
    Style("KyGhiRo", "Ký, ghi rõ họ tên", 13, italic=True, keep_next=True),
    Style("HoTen", "Họ tên người ký", 14, bold=True, before=70),
    Style("TraCuu", "Mã tra cứu", 10, italic=True, align=ALIGN.LEFT, before=12),
    Style("NoiNhan", "Nơi nhận", 12, bold=True, italic=True, align=ALIGN.LEFT),
    Style("NoiNhanDong", "Danh sách nơi nhận", 11, align=ALIGN.LEFT),
    Style("PhuLuc", "Phụ lục", 14, bold=True, keep_next=True),
    Style("TenPhuLuc", "Tên phụ lục", 14, bold=True, keep_next=True, is_heading=True),
    Style("KemTheo", "Chỉ dẫn kèm theo", 13, italic=True, before=3, after=3, keep_next=True),
    Style("DonVi", "Đơn vị tính", 12, italic=True, align=ALIGN.RIGHT, before=3, after=3, keep_next=True),
    Style("BangDau", "Đầu bảng", 11, bold=True),
    Style("BangCot", "Số cột", 8, italic=True),
    Style("BangGiua", "Ô giữa", 11.5, before=1.5, after=1.5),
    Style("BangChu", "Ô chữ", 11.5, align=ALIGN.LEFT, before=1.5, after=1.5),
    Style("BangSo", "Ô số", 11.5, align=ALIGN.RIGHT, before=1.5, after=1.5),
    Style("Hinh", "Biểu đồ", 14, before=6, keep_next=True),
    Style("ChuThich", "Chú thích biểu đồ", 13, italic=True, after=6),
    Style("DongKe", "Dòng kẻ", 2),
    Style("SoTrang", "Số trang", 14),
    Style("DauMau", "Dấu dữ liệu mẫu", 12, bold=True),
)  # fmt: skip
_KEPT = {"Normal", "Heading 1", "Heading 2", "Heading 3", "Default Paragraph Font", "Normal Table", "No List", "Header",
         "Footer"}  # fmt: skip


@lru_cache(maxsize=4)
def empty_document(sample_mark: str) -> bytes:
    """A .docx without text: styles, page numbers in the header from the second page on, the mark of sample data."""
    document = open_document()
    _keep_only_our_styles(document)
    normal = document.styles["Normal"]
    _set_font(normal, Style("Normal", "Normal"))
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    for style in STYLES:
        _add(document, style)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    for part in (section.first_page_header, section.footer, section.first_page_footer):
        part.is_linked_to_previous = False
        _mark(part.paragraphs[0], sample_mark)
    _dashes(document)
    _modern(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _keep_only_our_styles(document: WordDocument) -> None:
    for style in list(document.styles):
        if style.name not in _KEPT:
            style.delete()
    latent = document.styles.element.find(qn("w:latentStyles"))
    if latent is not None:
        for exception in list(latent):
            latent.remove(exception)


def _set_font(style, wanted: Style) -> None:
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    style.font.name = FONT
    fonts = properties.find(qn("w:rFonts"))
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.font.size = Pt(wanted.size)
    style.font.bold, style.font.italic = wanted.bold, wanted.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="vi-VN"/>'))


def _add(document: WordDocument, wanted: Style) -> None:
    known = {style.name for style in document.styles}
    if wanted.name in known:
        style = document.styles[wanted.name]
    else:
        style = document.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), wanted.id)
        style.base_style = document.styles["Normal"]
    style.quick_style = True
    _set_font(style, wanted)
    layout = style.paragraph_format
    layout.alignment = wanted.align
    layout.space_before, layout.space_after = Pt(wanted.before), Pt(wanted.after)
    layout.first_line_indent = Mm(wanted.indent)
    layout.line_spacing = wanted.line
    layout.keep_with_next = wanted.keep_next
    layout.keep_together = False
    layout.widow_control = True
    if wanted.id == "TenPhuLuc":  # stands in Word's navigation beside the report's own parts
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))


def _dashes(document: WordDocument) -> None:
    """Word's own list with a dash: whoever goes on editing gets the next dash by pressing Enter."""
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:suff w:val="space"/>'
            '<w:lvlText w:val="-"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="0" w:firstLine="{Mm(FIRST_LINE).twips}"/></w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/></w:rPr></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))
    properties = document.styles["Gạch đầu dòng"].element.get_or_add_pPr()
    properties._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))


def _page_number(paragraph) -> None:
    paragraph.style = "Số trang"
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    )


def _mark(paragraph, sample_mark: str) -> None:
    paragraph.style = "Dấu dữ liệu mẫu"
    if sample_mark:
        paragraph.add_run(sample_mark)


def _modern(document: WordDocument) -> None:
    """Word opens it as a present-day file, not in compatibility mode."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    after = settings.find(qn("w:rsids"))
    if after is None:
        settings.append(compat)
    else:
        after.addprevious(compat)
