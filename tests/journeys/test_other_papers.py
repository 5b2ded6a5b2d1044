"""The Sở's workbook, the other papers and the schedule in the browser."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from communes.models import Commune
from reports.models import PaperDue
from tests.factories import make_book, record
from tests.reports.filling.templates import simple


@pytest.fixture
def work(justice_office):
    for name, count, entered in (("Phước An", 300, 120), ("Phước Sơn", 500, 90)):
        record(make_book(Commune.objects.get(name=name), by=justice_office, count=count), entered, by=justice_office)


@pytest.mark.django_db(transaction=True)
def test_papers_template_and_schedule(work, justice_office, page, sign_in, check_accessibility, screenshot):
    sign_in(page, justice_office)
    page.goto("/bao-cao/")
    page.get_by_role("link", name="Văn bản khác").click()
    page.get_by_role("link", name="Thông báo kết quả tuần", exact=True).click()
    expect(page.get_by_role("heading", name="THÔNG BÁO")).to_be_visible()
    expect(page.get_by_role("table", name="Kết quả trong tuần")).to_contain_text("Xã Phước An")
    check_accessibility(page)
    screenshot(page, "van-ban-khac")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Tải tất cả (.zip)").click()
    assert caught.value.suggested_filename.startswith("van-ban-2024-03-04")

    page.goto("/bao-cao/bieu-mau/")
    check_accessibility(page)
    sent = {"name": "Biểu 01.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": simple()}
    page.get_by_label("Tệp Excel của Sở (.xlsx)").set_input_files(sent)
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("heading", name="Biểu 01")).to_be_visible()
    expect(page.get_by_label("Cột D lấy số")).to_have_value("entered")
    check_accessibility(page)
    screenshot(page, "bieu-mau-cua-so")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Tải bản đã điền").click()
    sheet = load_workbook(io.BytesIO(caught.value.path().read_bytes())).active
    assert 120 in [cell.value for cell in sheet["D"]]

    page.goto("/bao-cao/ky-han/")
    page.get_by_label("Ngày trong kỳ").fill("5")
    page.get_by_label("Gửi đến").fill("Sở Tư pháp")
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_text("Thứ Sáu hằng tuần", exact=True)).to_be_visible()
    check_accessibility(page)
    screenshot(page, "ky-bao-cao")
    assert PaperDue.objects.count() == 1
