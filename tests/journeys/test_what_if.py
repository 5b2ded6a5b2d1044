"""Thử phương án in the browser: a lever moved by keyboard answers at once; a kept outcome has a page of its own."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.factories import make_book, record


@pytest.mark.django_db(transaction=True)
def test_a_lever_is_moved_and_the_outcome_kept(
    justice_office, phuoc_son, page, sign_in, complaints, check_accessibility, screenshot
):
    book = make_book(phuoc_son, by=justice_office, count=2_000)
    for n in range(14):
        record(book, 20, by=justice_office, work_date=dt.date(2024, 2, 19) + dt.timedelta(days=n))
    sign_in(page, justice_office)
    page.get_by_role("link", name="Thử phương án").click()
    expect(page.get_by_role("heading", name="Thử phương án", exact=True)).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Xã Phước Sơn")
    before = row.inner_text()
    check_accessibility(page)
    lever = page.get_by_label("Số ca mỗi ngày")
    lever.focus()
    expect(lever).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=id_ca]")).to_have_text("03")
    expect(page.locator("[data-result]")).to_contain_text("Giả định: 03 ca mỗi ngày")
    expect(row).not_to_have_text(before)
    expect(lever).to_be_focused()  # the page was never left
    check_accessibility(page)
    screenshot(page, "thu-phuong-an")
    check_accessibility(page)

    page.get_by_label("Tên phương án").fill("Ba ca từ tháng 3")
    page.get_by_role("button", name="Lưu phương án").click()
    expect(page.get_by_role("heading", name="Ba ca từ tháng 3")).to_be_visible()
    expect(page.get_by_text("Giả định: 03 ca mỗi ngày")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Mở lại để thử tiếp").click()
    expect(page.get_by_label("Số ca mỗi ngày")).to_have_value("3")
    complaints.expect(400)
    page.get_by_label("Tên phương án").fill("Ba ca từ tháng 3")
    page.get_by_role("button", name="Lưu phương án").click()
    expect(page.get_by_role("alert").first).to_contain_text("Đã có phương án mang tên này")
    expect(page.get_by_label("Tên phương án")).to_have_value("Ba ca từ tháng 3")


@pytest.mark.django_db(transaction=True)
def test_a_lever_that_was_moved_before_the_page_was_ready_is_not_forgotten(justice_office, phuoc_son, page, sign_in):
    """An old PC on a slow line: the script comes after the hand."""
    book = make_book(phuoc_son, by=justice_office, count=2_000)
    record(book, 20, by=justice_office, work_date=dt.date(2024, 2, 19))
    sign_in(page, justice_office)
    held = []
    page.route("**/what-if*.js", lambda route: held.append(route))
    page.goto(page.url.split("/tong-quan")[0] + "/tong-quan/thu-phuong-an/", wait_until="commit")
    lever = page.get_by_label("Số ca mỗi ngày")
    lever.fill("3")
    expect(page.locator("output[for=id_ca]")).to_have_text("như hiện nay")
    held[0].continue_()
    expect(page.locator("output[for=id_ca]")).to_have_text("03")
    expect(page.locator("[data-result]")).to_contain_text("Giả định: 03 ca mỗi ngày")
