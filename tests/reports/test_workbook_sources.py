"""The sheets that say where each figure comes from and what the report before has to put right."""

import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from entries.correcting import correct_batch
from entries.posting import Line
from reports.composing import compose, document_of
from reports.content.sources import facts_in
from reports.models import Report
from reports.renderers import FORMATS
from tests.factories import drafted, issued, make_book, record

from .full import SITE, full_document, hinder

pytestmark = pytest.mark.looks
FIRST = 5  # two lines above, two of headings


def book_of(document):
    return openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(document)))


def lines(sheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST) if row[0].value]


@pytest.fixture
def whole(furnished, justice_office):
    hinder(justice_office)
    return full_document(justice_office)


def test_every_figure_of_the_pages_has_its_source_once(whole):
    found = lines(book_of(whole)["Nguồn số liệu"])
    ids = [line[1] for line in found]
    assert len(set(ids)) == len(ids) and {fact.id for fact in facts_in(whole.sections)} <= set(ids)
    assert [line[0] for line in found] == list(range(1, len(found) + 1))
    assert all(line[2] and line[3] for line in found)


def test_a_source_says_what_of_whom_how_much_and_how(whole):
    by_id = {line[1]: line[2:7] for line in lines(book_of(whole)["Nguồn số liệu"])}
    assert by_id["commune.21970.entered"] == [
        "Đã nhập, mọi loại sổ, xã Phước Sơn", "xã Phước Sơn", "377", "trường hợp", "cộng các dòng đã nhập đã ghi",
    ]  # fmt: skip
    assert by_id["downtime.network.21970"][:4] == ["Gián đoạn do mạng, xã Phước Sơn", "xã Phước Sơn", "120", "phút"]


def test_a_source_leads_to_its_entries_in_the_ledger(client, justice_office, whole):
    sheet = book_of(whole)["Nguồn số liệu"]
    row = next(row for row in sheet.iter_rows(min_row=FIRST) if row[1].value == "commune.21970.KS.entered")
    address = urlsplit(row[7].hyperlink.target)
    assert f"{address.scheme}://{address.netloc}" == SITE
    asked = parse_qs(address.query)
    assert (asked["xa"], asked["loai-so"], asked["chi-tieu"]) == (["21970"], ["KS"], ["entered"])
    client.force_login(justice_office)
    page = client.get(f"{address.path}?{address.query}")
    assert page.status_code == 200 and "Phước Sơn" in page.content.decode()


def test_without_an_address_there_are_words_and_no_links(furnished, justice_office):
    document = document_of(compose(drafted(by=justice_office)), detailed=True)
    sheet = book_of(document)["Nguồn số liệu"]
    assert sheet["H5"].value and not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_what_the_report_before_said_wrong_stands_on_a_sheet_of_its_own(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=500)
    batch = record(book, 90, by=justice_office)
    before = issued(drafted(by=justice_office), by=justice_office, despite="thử")
    correct_batch(
        batch=batch, wanted=(Line(book, batch.entries.get().programme, 80),), reason="Đếm lại", by=justice_office
    )
    report = drafted(by=justice_office)
    Report.objects.filter(pk=report.pk).update(previous=before)
    report.refresh_from_db()
    book = book_of(document_of(compose(report), detailed=True))
    assert book.sheetnames == ["Phụ lục", "Chi tiết sổ", "Thay đổi", "Nguồn số liệu"]
    found = lines(book["Thay đổi"])
    assert ["Xã Phước Sơn", "Đã nhập, khai sinh", 90, -10, 80, "Đếm lại"] in [line[1:] for line in found]
    heads = [book["Phụ lục"].cell(6, column).value for column in (1, 2, 3)]
    assert heads == ["STT", "Đơn vị", "Tổng số dữ liệu phải nhập"]  # not the table of the text
