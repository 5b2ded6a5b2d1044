"""Nghị định 30/2020/NĐ-CP, Phụ lục I, element by element: what it asks, and what is found in the Word file."""

import dataclasses
import io
import re

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn

from communes.models import District
from reports.composing import compose, document_of
from reports.content.options import Options
from reports.renderers import FORMATS
from reports.renderers.docx import LETTERHEAD_WIDTHS
from reports.renderers.docx_xml import twips
from reports.renderers.text_width import bold_width

from .full import full_report, hinder

pytestmark = pytest.mark.looks

CENTER, LEFT, RIGHT, JUSTIFY = "giữa", "trái", "phải", "hai bên"
_ALIGN = {ALIGN.CENTER: CENTER, ALIGN.LEFT: LEFT, ALIGN.RIGHT: RIGHT, ALIGN.JUSTIFY: JUSTIFY}
TRACE = "Mã tra cứu số liệu: ABCD-EFGH"


class Paper:
    """The made file, asked by what stands in it."""

    def __init__(self, content: bytes):
        self.word = docx.Document(io.BytesIO(content))
        self.paragraphs = [docx.text.paragraph.Paragraph(p, self.word) for p in self.word.element.body.iter(qn("w:p"))]

    def the(self, start: str):
        return next(paragraph for paragraph in self.paragraphs if paragraph.text.startswith(start))

    def look(self, start: str) -> str:
        paragraph = self.the(start)
        font, run = paragraph.style.font, paragraph.runs[0].font
        bold = font.bold if run.bold is None else run.bold
        italic = font.italic if run.italic is None else run.italic
        words = ["đậm"] * bool(bold) + ["nghiêng"] * bool(italic)
        size = f"{(run.size or font.size).pt:g}"
        return ", ".join([size, *words, _ALIGN[paragraph.style.paragraph_format.alignment]])

    def rules(self) -> list[float]:
        """Lengths of the solid lines, mm."""
        rooms = (*LETTERHEAD_WIDTHS, sum(LETTERHEAD_WIDTHS))
        found = [p for p in self.paragraphs if p._p.find(f".//{qn('w:pBdr')}") is not None]
        ends = [p._p.pPr.find(qn("w:ind")) for p in found]
        return [
            (twips(room) - int(end.get(qn("w:left"))) - int(end.get(qn("w:right")))) / 56.7
            for end, room in zip(ends, rooms, strict=True)
        ]

    def pages(self) -> list[str]:
        """Of each section: paper, margins (trên, dưới, trái, phải), where its numbers begin."""
        return [
            f"{s.page_width.mm:.0f}×{s.page_height.mm:.0f}"
            f" {s.top_margin.mm:.0f}/{s.bottom_margin.mm:.0f}/{s.left_margin.mm:.0f}/{s.right_margin.mm:.0f}"
            f" từ {s._sectPr.find(qn('w:pgNumType')).get(qn('w:start'))}"
            for s in self.word.sections
        ]

    def numbers(self) -> str:
        """How pages are numbered, the same in every section."""
        (said,) = {
            f"{'/'.join(f.get(qn('w:instr')).strip() for f in s.header.paragraphs[0]._p.iter(qn('w:fldSimple')))}"
            f" {s.header.paragraphs[0].style.font.size.pt:g}"
            f" {_ALIGN[s.header.paragraphs[0].style.paragraph_format.alignment]},"
            f" cách mép trên {s.header_distance.mm:.0f} mm,"
            f" trang đầu {''.join(p.text for p in s.first_page_header.paragraphs) or 'không'}"
            for s in self.word.sections
        }
        return said

    def body(self) -> str:
        layouts = {
            f"{_ALIGN[layout.alignment]}, lùi {layout.first_line_indent.mm:.1f} mm, cách {layout.space_before.pt:g} pt,"
            f" dòng {layout.line_spacing:g}"
            for layout in (self.word.styles[name].paragraph_format for name in ("Nội dung", "Gạch đầu dòng"))
        }
        return " | ".join(layouts)

    def fonts(self) -> str:
        styles = [s for s in self.word.styles if s.type == 1 and s.name.lower() not in {"header", "footer"}]
        return " | ".join(sorted({f"{s.font.name} {s.font.color.rgb}" for s in styles}))

    def order(self, *starts: str) -> bool:
        places = [next(n for n, p in enumerate(self.paragraphs) if p.text.startswith(start)) for start in starts]
        return places == sorted(places)

    def table(self, place: int) -> str:
        rows = self.word.tables[place].rows
        repeated = sum(row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in rows)
        cells = [_ALIGN[cell.paragraphs[0].style.paragraph_format.alignment] for cell in rows[repeated].cells]
        head = rows[0].cells[0].paragraphs[0].style
        bold = "đậm" if head.font.bold else "thường"
        first = f"{head.font.size.pt:g} {bold} {_ALIGN[head.paragraph_format.alignment]}"
        return f"{repeated} dòng đầu lặp lại, {first}; {', '.join(cells[:3])}"


def share(part: float, text: str, size: float) -> str:
    third = part / bold_width(text, size)
    return "1/3-1/2 dòng chữ" if 1 / 3 <= third <= 1 / 2 else f"{third:.2f}"


# element | what the decree asks (domain of sizes narrowed to the sample's) | what is found
ROWS = [
    ("Khổ giấy, lề trên/dưới/trái/phải", ["210×297 20/20/30/15 từ 1", *["297×210 20/20/30/15 từ 1"] * 3], Paper.pages),
    ("Phông chữ, màu", "Times New Roman 000000", Paper.fonts),
    ("Số trang", "PAGE 14 giữa, cách mép trên 10 mm, trang đầu không", Paper.numbers),
    ("Quốc hiệu", "12, đậm, giữa", lambda w: w.look("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
    ("Tiêu ngữ", "13, đậm, giữa", lambda w: w.look("Độc lập - Tự do - Hạnh phúc")),
    ("Dòng kẻ dưới tiêu ngữ", 0, lambda w: round(w.rules()[1] - bold_width("Độc lập - Tự do - Hạnh phúc", 13))),
    ("Cơ quan ban hành, dòng 1", "12, đậm, giữa", lambda w: w.look("ỦY BAN NHÂN DÂN")),
    ("Cơ quan ban hành, dòng 2", "12, đậm, giữa", lambda w: w.look("HUYỆN TUY PHƯỚC")),
    ("Dòng kẻ dưới cơ quan", "1/3-1/2 dòng chữ", lambda w: share(w.rules()[0], "HUYỆN TUY PHƯỚC", 12)),
    ("Số, ký hiệu", "13, giữa", lambda w: w.look("Số: 05/BC-UBND")),
    ("Địa danh, ngày tháng", "13, nghiêng, giữa", lambda w: w.look("Tuy Phước, ngày 05 tháng 3 năm 2024")),
    ("Tên loại", "14, đậm, giữa", lambda w: w.look("BÁO CÁO")),
    ("Trích yếu", "14, đậm, giữa", lambda w: w.look("Tiến độ nhập dữ liệu hộ tịch từ Sổ hộ tịch")),
    (
        "Dòng kẻ dưới trích yếu",
        "1/3-1/2 dòng chữ",
        lambda w: share(w.rules()[2], "trên nền Cơ sở dữ liệu quốc gia về dân cư", 14),
    ),
    ("Kính gửi", "14, giữa", lambda w: w.look("Kính gửi: Sở Tư pháp tỉnh Bình Định.")),
    ("Nội dung", "14, hai bên", lambda w: w.look("Căn cứ yêu cầu tại")),
    ("Nội dung: dàn trang", "hai bên, lùi 12.7 mm, cách 6 pt, dòng 1.15", Paper.body),
    ("Mục I.", "14, đậm, hai bên", lambda w: w.look("I. KẾT QUẢ TRIỂN KHAI THỰC HIỆN")),
    ("Khoản 1. có tiêu đề", "14, đậm, hai bên", lambda w: w.look("1. Công tác chỉ đạo")),
    ("Điểm a)", "14, hai bên", lambda w: w.look("a) Trang bị máy vi tính")),
    ("Kết thúc", "./.", lambda w: re.search(r"\W+$", w.the("Trên đây là").text)[0]),
    ("Quyền hạn", "14, đậm, giữa", lambda w: w.look("TM. ỦY BAN NHÂN DÂN")),
    ("Chức vụ", "14, đậm, giữa", lambda w: w.look("CHỦ TỊCH")),
    ("Họ tên", "14, đậm, giữa", lambda w: w.look("Huỳnh Nam")),
    ("Nơi nhận", "12, đậm, nghiêng, trái", lambda w: w.look("Nơi nhận:")),
    ("Danh sách nơi nhận", "11, trái", lambda w: w.look("- Như trên;")),
    ("Lưu đứng cuối nơi nhận", "11, trái", lambda w: w.look("- Lưu: VT.")),
    ("Nhắc đến phụ lục trong văn bản", True, lambda w: "có các phụ lục kèm theo" in w.the("Tính đến ngày 03/3").text),
    ("Chữ “Phụ lục” và số La Mã", "14, đậm, giữa", lambda w: w.look("Phụ lục I")),
    ("Các phụ lục I, II, III", True, lambda w: w.order("Phụ lục I", "Phụ lục II", "Phụ lục III")),
    ("Tên phụ lục", "14, đậm, giữa", lambda w: w.look("TỔNG HỢP TIẾN ĐỘ")),
    ("Chỉ dẫn kèm theo", "13, nghiêng, giữa", lambda w: w.look("(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 3")),
    ("Bảng", "3 dòng đầu lặp lại, 11 đậm giữa; giữa, trái, phải", lambda w: w.table(2)),
    ("Mã tra cứu (ngoài Nghị định)", "10, nghiêng, trái", lambda w: w.look("Mã tra cứu số liệu")),
]  # fmt: skip


@pytest.fixture
def made(furnished, justice_office) -> Paper:
    hinder(justice_office)
    District.objects.update(signer_name="Huỳnh Nam")
    draft = compose(full_report(justice_office))
    signed = {"number": 5, "signed_on": draft.facts.as_of.value.replace(day=5), "trace": TRACE}
    options: Options = dataclasses.replace(draft.options, with_books=False, **signed)
    return Paper(FORMATS["docx"].render(document_of(dataclasses.replace(draft, options=options))))


def test_every_element_is_as_the_decree_asks(made):
    found = [(name, ask(made)) for name, _, ask in ROWS]
    assert found == [(name, wanted) for name, wanted, _ in ROWS]
