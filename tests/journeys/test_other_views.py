"""The figures looked at in other ways: days, small charts, two dates, a fair ranking, the province, a wall."""

import pytest
from playwright.sync_api import expect

from tests.factories import averaged
from tests.reports.stage import all_communes, furnish

VIEWS = {
    "theo-ngay": "Nhập theo từng ngày",
    "tung-xa": "Tiến độ",
    "so-sanh": "So sánh hai thời điểm",
    "toan-tinh": "So với mức chung toàn tỉnh",
    "xep-hang": "điều kiện",
    "man-hinh": "nhập dữ liệu hộ tịch",
}
SCREENS = ((1366, 768), (1920, 1080))


@pytest.fixture
def work(live_server, justice_office):
    furnish(justice_office)
    averaged("23.9", by=justice_office)


def walk(page, check_accessibility, widths) -> None:
    for view, heading in VIEWS.items():
        page.goto(f"/tong-quan/{view}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            check_accessibility(page)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.looks)])
def test_the_district_walks_all_views(
    new_page, sign_in, justice_office, work, scheme, check_accessibility, screenshot
):  # fmt: skip
    page = sign_in(new_page(color_scheme=scheme), justice_office)
    walk(page, check_accessibility, (360, 1440))
    if scheme == "light":
        for view in VIEWS:
            page.goto(f"/tong-quan/{view}/")
            screenshot(page, f"view-{view}")


def test_a_commune_walks_its_own(new_page, sign_in, official, work, check_accessibility):
    page = sign_in(new_page(), official)
    walk(page, check_accessibility, (360, 1440))
    page.goto("/tong-quan/theo-ngay/")
    expect(page.locator(".day-heat tbody tr")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text("Phước Hòa")


def test_numbers_are_those_of_the_dashboard_and_open_the_ledger(page, sign_in, justice_office, work):
    sign_in(page, justice_office)
    page.goto("/tong-quan/")
    share = page.locator(".tiles .value").first.inner_text()
    page.get_by_role("navigation", name="Cách xem khác").get_by_role("link", name="Theo ngày").click()
    cell = page.locator(".day-heat tbody tr").first.get_by_role("link").first
    count = cell.inner_text()
    cell.focus()
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".sums")).to_contain_text(count)
    page.goto("/tong-quan/toan-tinh/")
    expect(page.locator(".tiles .value").first).to_have_text(share)
    page.goto("/tong-quan/man-hinh/")
    expect(page.locator(".wall-tiles dd").first).to_have_text(share)
    expect(page.locator(".wall-bars li")).to_have_count(len(all_communes()))


def test_two_dates_are_chosen_turned_and_refused(page, complaints, sign_in, justice_office, work):
    complaints.expect(400)
    sign_in(page, justice_office)
    page.goto("/tong-quan/so-sanh/")
    page.get_by_label("Ngày thứ nhất", exact=True).fill("5/3/2024")
    page.get_by_role("button", name="Xem").click()
    page.locator(".error-summary a").click()
    expect(page.get_by_label("Ngày thứ nhất", exact=True)).to_be_focused()
    page.get_by_label("Ngày thứ nhất", exact=True).fill("3/3/2024")
    page.get_by_label("Ngày thứ hai", exact=True).fill("1/2/2024")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator(".notice.warn")).to_contain_text("nên đã đổi chỗ")
    expect(page.locator("p.notice").last).to_contain_text("Từ 01/02/2024 đến 03/3/2024: số đã nhập tăng")


def test_the_wall_fits_its_screens_and_makes_itself_anew(new_page, complaints, sign_in, justice_office, work):
    page = new_page()
    page.clock.install()
    sign_in(page, justice_office)
    page.goto("/tong-quan/man-hinh/")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        assert page.locator(".wall-bars").evaluate("list => list.scrollHeight - list.clientHeight") <= 0
    stale = page.locator("[data-wall-stale]")
    page.locator("[data-wall]").evaluate("wall => { wall.dataset.old = '1'; }")
    page.clock.run_for(61_000)
    expect(page.locator("[data-wall]:not([data-old])")).to_be_visible()
    expect(stale).to_be_hidden()
    page.route("**/tong-quan/man-hinh/", lambda route: route.fulfill(status=503, body=""))
    complaints.expect(503)
    page.clock.run_for(61_000)
    expect(stale).to_contain_text("▲ Chưa làm mới được: máy chủ đang bận. Số liệu trên màn hình là của lúc")
    page.unroute("**/tong-quan/man-hinh/")
    page.clock.run_for(61_000)
    expect(stale).to_be_hidden()
