"""Bàn giao sổ in a real browser: handed over with a biên bản by the commune, taken back by the district."""

import pytest
from playwright.sync_api import expect

from communes.models import Book, Holder
from tests.factories import make_book


@pytest.fixture
def books(live_server, official, phuoc_son):
    return [make_book(phuoc_son, by=official, number=number, condition="rách gáy") for number in ("3", "4")]


def test_books_go_and_come_back(
    new_page, complaints, sign_in, official, justice_office, books, check_accessibility, screenshot
):
    complaints.expect(400)
    page = sign_in(new_page(), official)
    page.goto("/so-ho-tich/")
    page.get_by_role("link", name="Bàn giao").click()
    page.get_by_role("link", name="Lập bàn giao").click()
    page.get_by_label("Người nhận").fill("L.T.B")
    page.get_by_label("Mục đích").fill("Đối chiếu sổ lưu")
    page.get_by_label("Hẹn trả ngày (không bắt buộc)").fill("03/3/2024")
    page.get_by_label("Ngày giao").fill("01/3/2024")
    page.get_by_role("button", name="Lập bàn giao").click()
    expect(page.locator(".error-summary")).to_contain_text("Chọn ít nhất một quyển sổ.")
    expect(page.get_by_label("Mục đích")).to_have_value("Đối chiếu sổ lưu")
    check_accessibility(page)
    for book in books:
        page.get_by_label(book.label).check()
    screenshot(page, "new-handover")
    page.get_by_role("button", name="Lập bàn giao").click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã lập bàn giao 2 quyển.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biên bản (Word)").click()
    assert download.value.suggested_filename.startswith("bien-ban-giao-nhan-21970-2024-03-01")

    district = sign_in(new_page(), justice_office)
    district.goto("/ban-giao/")
    expect(district.locator("main")).to_contain_text("▲ quá hạn")
    check_accessibility(district)
    screenshot(district, "handovers", widths=(360, 1440))
    district.get_by_role("link", name="01/3/2024").click()
    district.get_by_label(books[1].label).uncheck()
    district.get_by_label("Tình trạng khi trả").fill("đã dán gáy")
    district.get_by_role("button", name="Nhận lại các quyển đã chọn").click()
    expect(district.locator("p[role=status]").first).to_have_text("Đã nhận lại 1 quyển.")
    expect(district.locator("main")).to_contain_text("đã dán gáy")
    check_accessibility(district)
    screenshot(district, "handover")
    assert {book.number: book.place for book in Book.objects.real()} == {"3": Holder.COMMUNE, "4": Holder.DISTRICT}
