"""The preview, printed by the browser: paper, its turn, page numbers and what is left off, read back from the PDF."""

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from communes.models import Commune
from tests.factories import make_book, record
from tests.reports.full import full_report, hinder
from tests.reports.stage import furnish

pytestmark = pytest.mark.looks

A4 = (210, 297)
TOP_MARGIN = 20 / 25.4 * 72  # points


@pytest.fixture
def work(justice_office):
    """Enough books that the second appendix does not end on its first page."""
    furnish(justice_office)
    hinder(justice_office)
    for commune in Commune.objects.all():
        book = make_book(commune, by=justice_office, number="9", count=50)
        record(book, 5, by=justice_office, work_date=dt.date(2024, 2, 21))


class Sheet:
    """One page of a PDF: its size (mm), what stands in its top margin, its text."""

    def __init__(self, page):
        box = page.mediabox
        self.size = tuple(round(float(side) / 72 * 25.4) for side in (box.width, box.height))
        self.number, pieces = "", []

        def read(text, user, matrix, font, size):
            if float(box.height) - (user[3] * matrix[5] + user[5]) < TOP_MARGIN:
                self.number += text.strip().strip("\u200b")
            pieces.append(text)

        page.extract_text(visitor_text=read)
        self.text = re.sub(r"\s+", " ", "".join(pieces))


def printed(page) -> list[Sheet]:
    return [Sheet(one) for one in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]


def sections(sheets: list[Sheet]) -> list[list[Sheet]]:
    """The text and each appendix."""
    found = [[]]
    for one in sheets:
        if "Phụ lục I" in one.text and "Kèm theo" in one.text:
            found.append([])
        found[-1].append(one)
    return found


@pytest.mark.django_db(transaction=True)
def test_the_draft_prints_as_the_paper_it_will_be(work, justice_office, page, sign_in):
    report = full_report(justice_office)
    sign_in(page, justice_office)
    page.goto(f"/bao-cao/{report.pk}/")
    sheets = printed(page)
    text, *appendices = sections(sheets)
    assert {one.size for one in text} == {A4}
    assert [{one.size for one in appendix} for appendix in appendices] == [{A4[::-1]}] * 3
    for pages in (text, *appendices):
        assert [one.number for one in pages] == ["", *(str(n) for n in range(2, len(pages) + 1))]
    assert 3 <= len(text) <= 7 and len(appendices[1]) >= 2
    whole = " ".join(one.text for one in sheets)
    for words in ("Bản thảo", "Phát hành", "Đăng xuất", "Chỉ lưu số đếm", "Thêm vào", "Sửa đoạn"):
        assert words not in whole, words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text[0].text and "Nơi nhận" in text[-1].text
    for one in appendices[1][1:]:
        assert "Đơn vị" in one.text and "Loại sổ" in one.text  # the headings of the table again


@pytest.mark.django_db(transaction=True)
def test_the_live_preview_and_the_appendix_alone_print_so_too(work, justice_office, page, sign_in):
    sign_in(page, justice_office)
    page.goto("/bao-cao/?den-ngay=2024-03-03")
    *text, appendix = printed(page)
    assert {one.size for one in text} == {A4} and appendix.size == A4[::-1]
    assert [one.number for one in text] == ["", *(str(n) for n in range(2, len(text) + 1))]
    assert appendix.number == "" and "Tải Word" not in text[0].text
    page.goto("/bao-cao/phu-luc/?den-ngay=2024-03-03")
    assert [(one.size, one.number) for one in printed(page)] == [(A4[::-1], "")]
