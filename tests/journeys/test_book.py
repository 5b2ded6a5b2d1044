"""One book's page in a real browser: its life, a check by a second person, its data mended with a reason."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_book, member, record


@pytest.fixture
def book(live_server, official, phuoc_son):
    made = make_book(phuoc_son, by=official, count=40)
    record(made, 40, by=official)
    member(phuoc_son, "T.T.B")
    return made


def test_a_finished_book_is_checked_and_its_data_are_mended(
    new_page, complaints, sign_in, official, book, check_accessibility, screenshot
):
    complaints.expect(400)
    page = sign_in(new_page(), official)
    page.goto("/so-ho-tich/")
    page.get_by_role("link", name="03", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Khai sinh 03/1998")
    page.get_by_label("Người kiểm tra").select_option(label="N.V.A")
    page.get_by_label("Số trường hợp kiểm tra").fill("20")
    page.get_by_label("Trong đó sai").fill("0")
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    expect(page.locator(".error-summary")).to_contain_text("N.V.A đã nhập quyển này.")
    expect(page.get_by_label("Số trường hợp kiểm tra")).to_have_value("20")
    check_accessibility(page)
    page.get_by_label("Người kiểm tra").select_option(label="T.T.B")
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    expect(page.locator(".sub")).to_contain_text("✓ đã kiểm tra")
    page.get_by_label("Tình trạng giấy").fill("mờ chữ vài trang")
    page.get_by_label("Lý do thay đổi").fill("Xem lại khi kiểm tra")
    page.get_by_role("button", name="Lưu thông tin").click()
    expect(page.locator(".history")).to_contain_text("tình trạng: (trống) → mờ chữ vài trang")
    check_accessibility(page)
    screenshot(page, "book")
