"""Ca trực in a browser: a week by click and by keyboard, a month by the generator and on paper, the team, the chase."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from communes.models import Assignment
from communes.rostering import save_slots
from communes.rotation import Slot
from tests.conftest import MONDAY
from tests.factories import machine, member


@pytest.fixture
def team(live_server, phuoc_son):
    return [member(phuoc_son, name) for name in ("Đ.T.H", "L.V.C", "N.V.A", "P.T.D", "T.T.B")]


def names() -> list:
    rows = Assignment.objects.order_by("work_date", "shift", "workstation__number")
    return list(rows.values_list("work_date__day", "shift", "workstation__number", "member__name"))


def cell(page, phuoc_son, day=MONDAY, shift=1, number=1):
    return page.locator(f"#o-{machine(phuoc_son, number).pk}-{day:%Y%m%d}-{shift}")


def test_a_week_by_click_and_by_keyboard(new_page, sign_in, official, phuoc_son, team, check_accessibility, screenshot):
    page = sign_in(new_page(), official)
    page.get_by_role("link", name="Ca trực").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ca trực xã Phước Sơn")
    page.get_by_role("button", name="N.V.A").click()
    cell(page, phuoc_son).click()
    expect(cell(page, phuoc_son)).to_have_value(str(team[2].pk))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+ArrowRight")
    expect(cell(page, phuoc_son, MONDAY + dt.timedelta(days=1))).to_be_focused()
    page.keyboard.press("5")
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("Delete")
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="T.T.B")).to_contain_text("1")
    check_accessibility(page)
    page.get_by_role("button", name="Lưu tuần này").click()
    expect(page.locator("p[role=status]").first).to_have_text("Đã lưu 3 thay đổi trong bảng ca trực.")
    assert names() == [(4, 1, 1, "N.V.A"), (5, 1, 1, "T.T.B"), (5, 2, 1, "L.V.C")]
    screenshot(page, "roster")


def test_what_somebody_else_assigned_is_shown_and_what_was_typed_stays(
    new_page, complaints, sign_in, official, phuoc_son, team
):
    complaints.expect(409)
    page = sign_in(new_page(), official)
    page.goto("/ca-truc/")
    cell(page, phuoc_son).select_option(label="N.V.A")
    cell(page, phuoc_son, shift=2).select_option(label="T.T.B")
    slot = Slot(MONDAY, 1, machine(phuoc_son).pk)
    save_slots(by=official, commune=phuoc_son, wanted={slot: team[0].pk}, seen={})
    page.get_by_role("button", name="Lưu tuần này").click()
    expect(page.locator(".error-summary")).to_contain_text("vừa được phân cho Đ.T.H")
    expect(cell(page, phuoc_son)).to_have_value(str(team[2].pk))
    expect(cell(page, phuoc_son, shift=2)).to_have_value(str(team[4].pk))
    page.get_by_role("button", name="Lưu tuần này").click()  # having seen it
    expect(page.locator("p[role=status]").first).to_contain_text("Đã lưu 2 thay đổi")
    assert names() == [(4, 1, 1, "N.V.A"), (4, 2, 1, "T.T.B")]


def test_a_month_by_the_generator_and_on_paper(
    new_page, sign_in, justice_office, phuoc_son, team, check_accessibility, screenshot
):
    page = sign_in(new_page(), justice_office)
    page.goto("/ca-truc/")
    screenshot(page, "roster-all", widths=(360, 1440))
    check_accessibility(page)
    page.get_by_role("link", name="Xã Phước Sơn").click()
    page.get_by_role("link", name="Luân phiên…").click()
    page.get_by_label("Từ ngày").fill("04/3/2024")
    page.get_by_label("Đến hết ngày").fill("31/3/2024")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Sẽ phân 80 ca, từ 04/3/2024 đến 31/3/2024")
    check_accessibility(page)
    screenshot(page, "rotation")
    page.get_by_role("button", name="Ghi vào bảng ca trực").click()
    expect(page.locator("p[role=status]").first).to_have_text("Đã phân 80 ca.")
    assert len(names()) == 80
    page.get_by_role("link", name="In tháng").click()
    check_accessibility(page)
    screenshot(page, "roster-sheet", widths=(360, 1440))
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1  # one sheet of A4


def test_the_team_its_days_off_and_its_history(
    new_page, complaints, sign_in, official, phuoc_son, team, check_accessibility, screenshot
):
    complaints.expect(400)
    page = sign_in(new_page(), official)
    page.goto("/thanh-vien/")
    page.get_by_role("link", name="Thêm thành viên").click()
    page.get_by_label("Họ tên hoặc tên viết tắt").fill("N.V.A")
    page.get_by_label("Đoàn thể").check()
    page.get_by_role("button", name="Thêm thành viên").click()
    expect(page.locator(".error-summary")).to_contain_text("Xã đã có thành viên tên này.")
    page.get_by_label("Họ tên hoặc tên viết tắt").fill("V.T.K")
    page.get_by_role("button", name="Thêm thành viên").click()
    expect(page.locator("p[role=status]").first).to_have_text("Đã thêm V.T.K vào Tổ.")
    check_accessibility(page)
    screenshot(page, "team", widths=(360, 1440))
    page.get_by_role("link", name="V.T.K").click()
    page.get_by_label("Nghỉ từ ngày").fill("05/3/2024")
    page.get_by_role("button", name="Ghi ngày nghỉ").click()
    expect(page.locator("p[role=status]").first).to_have_text("Đã ghi ngày nghỉ.")
    page.get_by_label("Đến hết ngày").last.fill("31/5/2024")
    page.get_by_label("Lý do thay đổi").fill("Chuyển công tác")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".history")).to_contain_text("đến ngày: (trống) → 31/5/2024")
    expect(page.locator(".history")).to_contain_text("Chuyển công tác")
    check_accessibility(page)
    screenshot(page, "member", widths=(360, 1440))


def test_who_has_not_recorded_is_chased(
    new_page, sign_in, official, justice_office, phuoc_son, team, check_accessibility, screenshot
):
    friday = MONDAY - dt.timedelta(days=3)
    slots = {Slot(friday, shift, machine(phuoc_son).pk): team[shift].pk for shift in (1, 2)}
    save_slots(by=official, commune=phuoc_son, wanted=slots, seen={})
    page = sign_in(new_page(), justice_office)
    page.goto("/ca-truc/du-phieu/")
    expect(page.locator("[data-state=missing]")).to_have_text("2")
    check_accessibility(page)
    screenshot(page, "completeness")
    own = sign_in(new_page(), official)
    own.goto("/ca-truc/du-phieu/")
    own.get_by_role("link", name="ghi phiếu hoặc lý do ca 2 ngày 01/3/2024").click()
    expect(own.locator("[name=work_date]")).to_have_value("01/3/2024")
    expect(own.get_by_label("Ca 2 (14–22 giờ)")).to_be_checked()
