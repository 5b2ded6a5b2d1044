"""The Word file read back, element by element, against Nghị định 30/2020/NĐ-CP."""

import dataclasses
import io

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm

from communes.models import District
from reports.content.blocks import Table
from reports.content.letterhead import letterhead
from reports.content.options import Options
from reports.renderers import FORMATS
from reports.renderers.docx import LETTERHEAD_WIDTHS
from reports.renderers.docx_xml import twips
from reports.renderers.text_width import bold_width

from .stage import CUT_OFF, facts_of, report_of

pytestmark = pytest.mark.looks

CENTER, LEFT, RIGHT, JUSTIFY = ALIGN.CENTER, ALIGN.LEFT, ALIGN.RIGHT, ALIGN.JUSTIFY


def opened(document):
    return docx.Document(io.BytesIO(FORMATS["docx"].render(document)))


@pytest.fixture
def word(document):
    return opened(document)


def everything(word) -> list:
    """All paragraphs, those inside tables too, in the order of the page."""
    return [docx.text.paragraph.Paragraph(p, word) for p in word.element.body.iter(qn("w:p"))]


def the(word, start: str):
    """The paragraph that begins so."""
    found = [p for p in everything(word) if p.text.startswith(start)]
    assert len(found) == 1, (start, [p.text for p in found])
    return found[0]


def look(paragraph) -> tuple:
    """Size, bold, italic and alignment, as the style and the runs give them."""
    font, run = paragraph.style.font, paragraph.runs[0].font
    bold = font.bold if run.bold is None else run.bold
    italic = font.italic if run.italic is None else run.italic
    return (run.size or font.size).pt, bold, italic, paragraph.style.paragraph_format.alignment


def mm(length) -> int:
    return round(length.mm)


# ------------------------------------------------------------------ paper
def test_paper_and_margins_are_within_what_the_decree_allows(word):
    text, appendix = word.sections
    assert (mm(text.page_width), mm(text.page_height), text.orientation) == (210, 297, WD_ORIENT.PORTRAIT)
    assert (mm(appendix.page_width), mm(appendix.page_height), appendix.orientation) == (297, 210, WD_ORIENT.LANDSCAPE)
    for section in word.sections:
        assert 20 <= mm(section.top_margin) <= 25 and 20 <= mm(section.bottom_margin) <= 25
        assert 30 <= mm(section.left_margin) <= 35 and 15 <= mm(section.right_margin) <= 20
        assert mm(section.header_distance) == 10


def test_the_letter_is_times_new_roman_and_black_everywhere(word):
    for style in (style for style in word.styles if style.type == 1 and style.name not in {"header", "footer"}):
        if style.name in {"Header", "Footer"}:
            continue
        fonts = style.element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert str(style.font.color.rgb) == "000000"


def test_pages_are_numbered_in_the_top_margin_from_the_second_on_and_anew_in_the_appendix(word):
    for section in word.sections:
        assert section.different_first_page_header_footer
        numbering = section._sectPr.find(qn("w:pgNumType"))
        assert (numbering.get(qn("w:start")), numbering.get(qn("w:fmt"))) == ("1", "decimal")
        (paragraph,) = section.header.paragraphs
        assert [field.get(qn("w:instr")).strip() for field in paragraph._p.iter(qn("w:fldSimple"))] == ["PAGE"]
        assert (paragraph.style.font.size.pt, paragraph.style.paragraph_format.alignment) == (14, CENTER)
        assert [p.text for p in section.first_page_header.paragraphs] == [""]


# ------------------------------------------------------------------ first page
@pytest.mark.parametrize(
    ("start", "size", "bold", "italic", "align"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False, CENTER),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False, CENTER),
        ("ỦY BAN NHÂN DÂN", 12, True, False, CENTER),
        ("HUYỆN TUY PHƯỚC", 12, True, False, CENTER),
        ("Số:      /BC-UBND", 13, False, False, CENTER),
        ("Tuy Phước, ngày     tháng     năm 2024", 13, False, True, CENTER),
        ("BÁO CÁO", 14, True, False, CENTER),
        ("Tiến độ nhập dữ liệu hộ tịch từ Sổ hộ tịch", 14, True, False, CENTER),
        ("Kính gửi: Sở Tư pháp tỉnh Bình Định.", 14, False, False, CENTER),
        ("I. KẾT QUẢ TRIỂN KHAI THỰC HIỆN", 14, True, False, JUSTIFY),
        ("1. Công tác chỉ đạo", 14, True, False, JUSTIFY),
        ("a) Trang bị máy vi tính", 14, False, False, JUSTIFY),
        ("Căn cứ yêu cầu tại", 14, False, False, JUSTIFY),
        ("Công văn số 812/UBND-TP", 14, False, False, JUSTIFY),
        ("TM. ỦY BAN NHÂN DÂN", 14, True, False, CENTER),
        ("CHỦ TỊCH", 14, True, False, CENTER),
        ("Nơi nhận:", 12, True, True, LEFT),
        ("- Như trên;", 11, False, False, LEFT),
        ("- Lưu: VT.", 11, False, False, LEFT),
        ("Phụ lục", 14, True, False, CENTER),
        ("TỔNG HỢP TIẾN ĐỘ", 14, True, False, CENTER),
        ("(Kèm theo Báo cáo", 13, False, True, CENTER),
    ],
)
def test_each_element_has_its_size_style_and_place(word, start, size, bold, italic, align):
    assert look(the(word, start)) == (size, bold, italic, align)


def test_rules_have_the_length_the_decree_gives(word):
    rules = [p for p in everything(word) if p._p.find(f".//{qn('w:pBdr')}") is not None]
    left, right = (twips(width) for width in LETTERHEAD_WIDTHS)
    room = [left, right, left + right]
    lengths = []
    for paragraph, width in zip(rules, room, strict=True):
        indent = paragraph._p.pPr.find(qn("w:ind"))
        lengths.append(width - int(indent.get(qn("w:left"))) - int(indent.get(qn("w:right"))))
    agency, motto, subject = lengths
    assert abs(motto - twips(bold_width("Độc lập - Tự do - Hạnh phúc", 13))) <= 2
    assert 1 / 3 <= agency / twips(bold_width("HUYỆN TUY PHƯỚC", 12)) <= 1 / 2
    assert 1 / 3 <= subject / twips(bold_width("trên nền Cơ sở dữ liệu quốc gia về dân cư", 14)) <= 1 / 2


def test_number_and_date_stand_on_one_line_of_the_head(word):
    head = word.tables[0]
    assert [cell.text for cell in head.rows[1].cells] == ["Số:      /BC-UBND", "Tuy Phước, ngày     tháng     năm 2024"]
    assert sum(mm(cell.width) for cell in head.rows[0].cells) == 165


@pytest.mark.parametrize(
    ("number", "day", "line", "date"),
    [
        (5, "2024-03-05", "Số: 05/BC-UBND", "Tuy Phước, ngày 05 tháng 3 năm 2024"),
        (123, "2024-02-15", "Số: 123/BC-UBND", "Tuy Phước, ngày 15 tháng 02 năm 2024"),
        (None, None, "Số:      /BC-UBND", "Tuy Phước, ngày     tháng     năm 2024"),
    ],
)
def test_numbers_below_ten_and_the_months_one_and_two_have_a_leading_zero(db, number, day, line, date):
    signed_on = day and CUT_OFF.fromisoformat(day)
    head = letterhead(District.objects.get(), Options(number=number, signed_on=signed_on), CUT_OFF)
    assert (head.number, head.place_and_date) == (line, date)


# ------------------------------------------------------------------ text
def test_the_body_is_justified_indented_and_spaced(word):
    for name in ("Nội dung", "Gạch đầu dòng"):
        layout = word.styles[name].paragraph_format
        assert layout.alignment == JUSTIFY
        assert layout.first_line_indent in (Mm(12.7), Mm(10))
        assert layout.space_before.pt >= 6 and layout.space_after.pt >= 6
        assert 1 <= layout.line_spacing <= 1.5


def test_headings_are_words_own_in_the_order_of_the_outline(word):
    assert [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")] == [
        ("Heading 1", "I. KẾT QUẢ TRIỂN KHAI THỰC HIỆN"),
        ("Heading 2", "1. Công tác chỉ đạo"),
        ("Heading 2", "2. Thời gian hoàn thành"),
        ("Heading 2", "3. Kết quả thực hiện"),
        ("Heading 3", "a) Trang bị máy vi tính"),
        ("Heading 3", "b) Kết quả nhập dữ liệu"),
        ("Heading 2", "4. Tồn tại, hạn chế"),
        ("Heading 2", "5. Khó khăn, vướng mắc và nguyên nhân"),
        ("Heading 3", "a) Khách quan"),
        ("Heading 3", "b) Chủ quan"),
        ("Heading 2", "6. Giải pháp thực hiện"),
    ]


def test_the_text_ends_with_its_mark_and_stays_with_the_signature(word):
    closing = the(word, "Trên đây là")
    assert closing.text.endswith("./.")
    assert closing.paragraph_format.keep_with_next
    assert [p.text for p in everything(word) if p.text.endswith("./.")] == [closing.text]


def test_the_addressee_can_be_left_out_and_then_nobody_stands_above(facts):
    word = opened(report_of(facts, addressee=False))
    assert not [p for p in everything(word) if p.text.startswith("Kính gửi")]
    assert the(word, "- Sở Tư pháp tỉnh Bình Định (b/c);")


def test_several_receivers_stand_on_lines_of_their_own(furnished):
    District.objects.update(addressee="Sở Tư pháp tỉnh Bình Định|Công an tỉnh Bình Định")
    lines = [p.text for p in opened(report_of(facts_of())).paragraphs]
    place = lines.index("Kính gửi:")
    assert lines[place + 1 : place + 3] == ["- Sở Tư pháp tỉnh Bình Định;", "- Công an tỉnh Bình Định."]


def test_the_signer_is_named_when_known(furnished):
    District.objects.update(signer_name="N.V.A")
    assert look(the(opened(report_of(facts_of())), "N.V.A")) == (14, True, False, CENTER)


# ------------------------------------------------------------------ appendix
def test_the_reference_is_full_on_paper_and_blank_on_an_electronic_document(facts):
    paper = "(Kèm theo Báo cáo số      /BC-UBND ngày     tháng     năm 2024 của UBND huyện Tuy Phước)"
    blank = "(Kèm theo Báo cáo số          ngày          của UBND huyện Tuy Phước)"
    assert the(opened(report_of(facts)), "(Kèm theo").text == paper
    assert the(opened(report_of(facts, on_paper=False)), "(Kèm theo").text == blank


def test_the_table_repeats_its_headings_and_sets_every_width(word):
    table = word.tables[-1]
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows[:4]] == [True, True, True, False]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert len(grid) == 15 and abs(sum(grid) - twips(252)) <= 15
    for row in table._tbl.tr_lst:
        assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        assert abs(sum(cell.width for cell in row.tc_lst) - Mm(252)) < Mm(1)


def test_the_columns_are_numbered_with_their_formulas(word, facts):
    def marks(document):
        return [cell.text for cell in opened(document).tables[-1].rows[2].cells]

    assert marks(report_of(facts)) == [
        "(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)=(3)+...+(6)", "(8)", "(9)", "(10)", "(11)", "(12)=(8)+...+(11)",
        "(13)=(12)/(7)", "(14)=(7)-(12)", "(15)",
    ]  # fmt: skip
    assert marks(report_of(facts, with_books=True))[-4:] == [
        "(13)=(9)+...+(12)", "(14)=(13)/(8)", "(15)=(8)-(13)", "(16)",
    ]  # fmt: skip


def test_cells_stand_centred_left_and_right_as_their_kind_asks(word):
    row = word.tables[-1].rows[3].cells
    alignments = [cell.paragraphs[0].style.paragraph_format.alignment for cell in row]
    assert alignments == [CENTER, LEFT, *[RIGHT] * 12, LEFT]
    head = word.tables[-1].rows[0].cells[0].paragraphs[0]
    assert (head.style.font.bold, 11 <= head.style.font.size.pt <= 13) == (True, True)
    total = word.tables[-1].rows[-1].cells
    assert total[0].text == "TỔNG CỘNG" and total[2].paragraphs[0].runs[0].bold


# ------------------------------------------------------------------ the file
def test_sample_data_is_marked_on_every_page(furnished):
    District.objects.update(has_sample_data=True)
    for section in opened(report_of(facts_of())).sections:
        for part in (section.first_page_header, section.footer, section.first_page_footer):
            assert part.paragraphs[0].text.startswith("DỮ LIỆU MẪU")


def test_the_same_document_is_the_same_file(document):
    assert FORMATS["docx"].render(document) == FORMATS["docx"].render(document)


def test_text_stays_text(document):
    table = document.first(Table)
    strange = '<w:b/>&amp; "x" \x0b=1+1'
    cells = (table.rows[0][0], dataclasses.replace(table.rows[0][1], text=strange), *table.rows[0][2:])
    odd = dataclasses.replace(table, rows=(cells, *table.rows[1:]))
    appendix = dataclasses.replace(document.sections[1], blocks=(document.sections[1].blocks[0], odd))
    word = opened(dataclasses.replace(document, sections=(document.sections[0], appendix)))
    assert word.tables[-1].rows[3].cells[1].text == '<w:b/>&amp; "x" =1+1'


def test_the_file_says_what_it_is(word):
    about = word.core_properties
    assert (about.author, about.language) == ("UBND huyện Tuy Phước", "vi-VN")
    assert about.title.endswith("(tính đến ngày 03/3/2024)")
