"""An extract from the letter of Công an tỉnh to the cause of a gap: typed, looked at, kept, compared, told."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.factories import make_book, record

WEEKS = [dt.date(2024, 2, 11), dt.date(2024, 2, 18), dt.date(2024, 2, 25)]


@pytest.fixture
def ledger(live_server, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    for place, day in enumerate(WEEKS):
        record(book, 46 + place, by=official, work_date=day)
    return book


def test_an_extract_is_typed_and_a_gap_is_explained(
    new_page, complaints, sign_in, justice_office, ledger, phuoc_son, check_accessibility, screenshot
):
    complaints.expect(400)
    page = sign_in(new_page(), justice_office)
    page.get_by_role("link", name="Đối chiếu", exact=True).click()
    expect(page.get_by_role("heading", name="Chưa có trích xuất nào")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Gõ trích xuất").click()
    check_accessibility(page)
    page.get_by_role("button", name="Tiếp tục").click()

    page.get_by_label("Công an tỉnh").check()
    births = page.get_by_label("Xã Phước Sơn, khai sinh, Dân cư")
    births.fill("1o1")
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.locator(".error-summary")).to_contain_text("Ghi ngày chốt số liệu của trích xuất.")
    expect(births).to_have_value("1o1")
    check_accessibility(page)
    page.get_by_label("Số liệu chốt đến hết ngày").fill("25/02/2024")
    births.fill("101")
    expect(page.locator("[data-sum]")).to_have_text("101")
    page.get_by_label("Tổng cộng ghi trên trích xuất").fill("110")
    screenshot(page, "type-extract")
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.locator(".notice.warn").last).to_contain_text("trích xuất ghi tổng 110, cộng các ô được 101")
    check_accessibility(page)
    page.get_by_role("button", name="Lưu trích xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trích xuất của Công an tỉnh đến hết ngày 25/02/2024")
    check_accessibility(page)

    page.get_by_role("link", name="So với sổ cái").click()
    row = page.get_by_role("row", name="Xã Phước Sơn")
    expect(row).to_contain_text("▲ +40")
    check_accessibility(page)
    screenshot(page, "reconciliation")
    row.get_by_role("link", name="141").first.click()
    expect(page.locator(".sums")).to_contain_text("141")
    page.go_back()
    row.get_by_role("link", name="Vì sao Xã Phước Sơn lệch?").click()
    expect(page.locator(".cause")).to_contain_text("sổ cái nhiều hơn trích xuất 40 trường hợp")
    check_accessibility(page)
    screenshot(page, "why-gap")

    page.goto("/tong-quan/?den-ngay=25/02/2024")
    expect(page.get_by_role("row", name="Xã Phước Sơn")).to_contain_text("▲ chưa đối chiếu khớp")
    check_accessibility(page)
