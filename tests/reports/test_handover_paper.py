"""Biên bản giao nhận, read back from the Word file: Nghị định 30/2020/NĐ-CP, and every book in it."""

import datetime as dt
import io

import pytest
from docx import Document
from docx.shared import Pt

from communes.models import Holder
from tests.factories import handed, make_book

pytestmark = pytest.mark.looks


@pytest.fixture
def paper(client, official, phuoc_son):
    books = [
        make_book(phuoc_son, by=official, number="3", count=1_200, condition="rách gáy", pages=200),
        make_book(phuoc_son, by=official, number="4", count=34),
    ]
    handover = handed(
        *books, by=official, from_title="Công chức Tư pháp - Hộ tịch", to_title="Chuyên viên",
        expected_on=dt.date(2024, 4, 5), note="Kèm 01 hộp đựng sổ",
    )  # fmt: skip
    client.force_login(official)
    answer = client.get(f"/ban-giao/{handover.pk}/bien-ban.docx")
    assert f'filename="bien-ban-giao-nhan-21970-2024-03-01-{handover.pk}.docx"' in answer["Content-Disposition"]
    return Document(io.BytesIO(answer.content))


def paragraphs(document, style) -> list:
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [p for p in [*document.paragraphs, *cells] if p.style.style_id == style]


def test_the_page_and_its_letters_are_the_decrees(paper):
    (section,) = paper.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    expected = {"QuocHieu": 12, "TieuNgu": 13, "CoQuan": 12, "TenLoai": 14, "TrichYeu": 14, "NoiDung": 14, "ChucVu": 14}
    for style, size in expected.items():
        (first, *_) = paragraphs(paper, style)
        assert (first.style.font.name, first.style.font.size) == ("Times New Roman", Pt(size)), style


def test_who_gave_what_to_whom(paper):
    assert [p.text for p in paragraphs(paper, "CoQuan")][:2] == ["ỦY BAN NHÂN DÂN", "XÃ PHƯỚC SƠN"]
    assert paragraphs(paper, "DiaDanh")[0].text == "Phước Sơn, ngày 01 tháng 3 năm 2024"
    assert paragraphs(paper, "TenLoai")[0].text == "BIÊN BẢN"
    words = "\n".join(p.text for p in paragraphs(paper, "NoiDung"))
    for part in (
        "Ủy ban nhân dân xã Phước Sơn, người đại diện: N.V.A, công chức Tư pháp - Hộ tịch.",
        "Phòng Tư pháp huyện Tuy Phước, người đại diện: L.T.B, chuyên viên.",
        "đã nhận 02 quyển sổ hộ tịch của xã Phước Sơn",
        "trả lại chậm nhất ngày 05 tháng 4 năm 2024.",
        "Ghi chú: Kèm 01 hộp đựng sổ.",
    ):
        assert part in words
    assert [p.text for p in paragraphs(paper, "ChucVu")] == ["BÊN GIAO", "BÊN NHẬN"]
    assert [p.text for p in paragraphs(paper, "HoTen")] == ["N.V.A", "L.T.B"]


def test_the_list_names_every_book_and_its_sum(paper):
    (books,) = [table for table in paper.tables if table.rows[0].cells[0].text == "TT"]
    rows = [[cell.text for cell in row.cells] for row in books.rows]
    assert rows[0] == ["TT", "Loại sổ", "Quyển số", "Năm mở", "Số trang", "Số trường hợp", "Tình trạng"]
    assert rows[1] == ["1", "Khai sinh", "03", "1998", "200", "1.200", "rách gáy"]
    assert rows[2] == ["2", "Khai sinh", "04", "1998", "–", "34", "bình thường"]
    assert rows[3][1:6] == ["Cộng 02 quyển", "", "", "", "1.234"]
    assert len(rows) == 4


def test_a_book_nobody_counted_shows_a_dash_and_no_sum(client, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=0)
    handover = handed(book, by=official, to_holder=Holder.PROVINCE)
    client.force_login(official)
    document = Document(io.BytesIO(client.get(f"/ban-giao/{handover.pk}/bien-ban.docx").content))
    (books,) = [table for table in document.tables if table.rows[0].cells[0].text == "TT"]
    assert [row.cells[5].text for row in books.rows][1:] == ["–", "–"]
    assert "Sở Tư pháp tỉnh Bình Định" in "\n".join(p.text for p in paragraphs(document, "NoiDung"))
