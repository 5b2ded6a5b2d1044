"""A machine is lent and works with its borrower; the network goes and comes back in two taps."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from communes.models import Downtime, Loan
from tests.factories import machine, make_book, record

WIDTHS = (360, 768, 1440)
TODAY = dt.date(2024, 3, 4)


def look(page, name, check_accessibility, screenshot):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_accessibility(page)
    screenshot(page, name)


@pytest.fixture
def books(live_server, official, neighbour, phuoc_son, phuoc_hoa):
    make_book(phuoc_hoa, by=neighbour, count=120)
    return record(make_book(phuoc_son, by=official, count=120), 46, by=official)


def test_a_machine_is_lent_and_works_with_its_borrower(
    new_page, complaints, sign_in, official, neighbour, books, phuoc_son, phuoc_hoa, screenshot, check_accessibility
):
    page = sign_in(new_page(), official)
    page.goto("/may-tinh/")
    look(page, "machines", check_accessibility, screenshot)
    page.get_by_role("link", name="Máy 2 (mới, chuyên dùng)").click()
    complaints.expect(400)
    page.get_by_label("Cho xã, thị trấn mượn").select_option("Xã Phước Hòa")
    page.get_by_role("button", name="Cho mượn").click()
    expect(page.locator(".error-summary")).to_contain_text("Ghi mượn để làm gì.")
    page.get_by_label("Mục đích").fill("Nhập nước rút")
    look(page, "machine-refused", check_accessibility, screenshot)
    page.get_by_role("button", name="Cho mượn").click()
    expect(page.locator("p[role=status]")).to_contain_text("Đã ghi: cho xã Phước Hòa mượn Máy 2 từ 04/3/2024.")
    look(page, "machine", check_accessibility, screenshot)
    page.goto("/may-tinh/")
    expect(page.locator("main")).to_contain_text("✕ thiếu 01 máy")

    borrower = sign_in(new_page(), neighbour)
    expect(borrower.get_by_text("Máy 2 (mượn của xã Phước Sơn)")).to_have_count(1)
    assert Loan.objects.get().workstation == machine(phuoc_son, 2)


def test_the_network_goes_and_comes_back_in_two_taps(
    new_page, sign_in, official, books, screenshot, check_accessibility
):
    page = sign_in(new_page(), official)
    page.locator("[name=line-0-book]").fill("KS 3/1998")
    page.locator("[name=line-0-count]").fill("46")
    page.get_by_text("Gián đoạn…").click()
    look(page, "entry-downtime", check_accessibility, screenshot)
    page.get_by_role("button", name="Mất mạng").click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi: Mất mạng từ ")
    expect(page.locator("[name=line-0-count]")).to_have_value("46")
    look(page, "entry-down", check_accessibility, screenshot)
    page.get_by_role("button", name="Đã có lại").click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi có lại lúc ")
    expect(page.locator("[name=line-0-count]")).to_have_value("46")
    assert Downtime.objects.get().ended_at is not None

    page.goto("/gian-doan/")
    look(page, "downtimes", check_accessibility, screenshot)
    page.get_by_role("link", name="mạng từ").click()
    expect(page.get_by_role("heading", name="Lịch sử thay đổi")).to_be_visible()
    look(page, "downtime", check_accessibility, screenshot)
