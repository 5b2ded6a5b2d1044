"""The entry page with nothing but a keyboard, and what happens when the evening goes wrong."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from communes.models import BookKind
from entries.models import Batch
from tests.factories import make_book
from tests.factories import record as make_entry

pytestmark = pytest.mark.looks

TODAY = dt.date(2024, 3, 4)


@pytest.fixture
def books(live_server, official, phuoc_son):
    return [
        make_book(phuoc_son, by=official, count=120),
        make_book(phuoc_son, by=official, kind=BookKind.DEATH, number="2", opened=1995, count=64),
    ]


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.tagName")


def test_a_batch_from_log_in_to_receipt_without_a_mouse(page, official, books):
    page.goto("/dang-nhap/")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()  # as a person, who types once the caret is there
    page.keyboard.type(official.username)
    page.keyboard.press("Tab")
    page.keyboard.type("tuyphuoc-2024")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu nhập ca này")
    for _ in range(30):
        if focused(page) == "id_work_date":
            break
        page.keyboard.press("Tab")
    expect(page.locator("#id_work_date")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # radio buttons answer to arrows: ca 2
    page.keyboard.press("Tab")
    page.keyboard.type("N.V.A")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # máy 1
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#id_line-0-book")).to_be_focused()
    page.keyboard.type("kt 2")
    expect(page.locator("li[role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")  # ◇ Lịch sử, the other way than the letter L
    page.keyboard.press("Enter")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator("#id_line-1-book")).to_be_focused()
    page.keyboard.press("Enter")  # an empty line: on to the button
    expect(page.locator("[name=record]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("p[role=status]")).to_contain_text("◇ 12 Lịch sử")
    batch = Batch.objects.get(kind="shift")
    assert (batch.shift, batch.workstation.number) == (2, 1)


def test_what_is_typed_survives_a_closed_page(page, sign_in, official, books):
    sign_in(page, official)
    page.locator("#id_line-0-book").fill("KS 3/1998")
    page.locator("label.population_db").first.click()
    page.locator("#id_line-0-count").fill("46")
    page.goto("about:blank")
    page.goto("/nhap-lieu/")
    expect(page.locator("#id_line-0-count")).to_have_value("46")
    expect(page.locator("input[value=population_db]").first).to_be_checked()


def test_a_stored_batch_leaves_no_draft_behind(page, sign_in, official, books):
    sign_in(page, official)
    page.get_by_label("Ca 1 (6–14 giờ)").check()
    page.get_by_label("Máy 2 (mới, chuyên dùng)").check()
    page.get_by_label("Người nhập").fill("N.V.A")
    page.locator("#id_line-0-book").fill("KS 3/1998")
    page.locator("label.population_db").first.click()
    page.locator("#id_line-0-count").fill("46")
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.locator("p[role=status]")).to_contain_text("Đã ghi phiếu")
    page.reload()
    expect(page.locator("#id_line-0-count")).to_have_value("")
    expect(page.locator("[data-show=shift]")).to_have_text("Ca 1 (6–14 giờ)")


def test_after_the_session_ended_the_batch_waits_and_is_sent_after_logging_in(
    page, complaints, sign_in, official, books
):
    sign_in(page, official)
    page.get_by_label("Ca 1 (6–14 giờ)").check()
    page.get_by_label("Máy 2 (mới, chuyên dùng)").check()
    page.get_by_label("Người nhập").fill("N.V.A")
    page.locator("#id_line-0-book").fill("KS 3/1998")
    page.locator("label.population_db").first.click()
    page.locator("#id_line-0-count").fill("46")
    page.context.clear_cookies(name="sessionid")
    complaints.expect(401)
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.locator("main > .notice")).to_contain_text("Phiên làm việc đã hết: đăng nhập lại để gửi.")
    expect(page.locator("[data-outbox-bar]")).to_contain_text("1 phiếu chờ gửi trên máy này")
    page.get_by_role("link", name="Đăng nhập lại để gửi").click()
    page.get_by_label("Tên đăng nhập").fill(official.username)
    page.get_by_label("Mật khẩu").fill("tuyphuoc-2024")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("p[role=status]")).to_contain_text("Đã ghi phiếu")
    assert Batch.objects.filter(kind="shift").count() == 1
    expect(page.locator("#id_line-0-count")).to_have_value("")


def test_mistakes_are_told_at_the_place_with_a_summary(
    page, complaints, sign_in, official, books, check_accessibility, screenshot
):
    sign_in(page, official)
    page.get_by_label("Ngày làm việc").fill("31/02/2024")
    page.locator("#id_line-0-book").fill("KS 9/1950")
    page.locator("#id_line-0-count").fill("1.5")
    complaints.expect(400)
    page.get_by_role("button", name="Ghi phiếu").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Không có ngày 31/02/2024")
    expect(summary).to_contain_text("Xã không có quyển “KS 9/1950”")
    expect(summary).to_contain_text("Chọn chương trình")
    check_accessibility(page)
    screenshot(page, "entry-mistakes")
    summary.get_by_role("link", name="Số trường hợp là số nguyên").click()
    expect(page.locator("#id_line-0-count")).to_be_focused()
    assert not Batch.objects.filter(kind="shift").exists()


def test_the_page_works_with_scripts_off(new_page, sign_in, official, books):
    page = sign_in(new_page(java_script_enabled=False), official)
    page.get_by_label("Ca 1 (6–14 giờ)").check()
    page.get_by_label("Máy 2 (mới, chuyên dùng)").check()
    page.get_by_label("Người nhập").fill("N.V.A")
    page.locator("#id_line-0-book").fill("KS 3/1998")
    page.locator("label.population_db").first.click()
    page.locator("#id_line-0-count").fill("46")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator("#id_line-0-count")).to_have_value("46")
    page.locator("#id_line-1-book").fill("KT 2/1995")
    page.locator("label.historical").nth(1).click()
    page.locator("#id_line-1-count").fill("5")
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.locator("p[role=status]")).to_contain_text("■ 46 Dân cư, ◇ 5 Lịch sử")
    assert Batch.objects.get(kind="shift").entries.count() == 2


def test_a_date_without_a_year_and_a_name_nobody_knows_are_told_while_typing(
    page, complaints, sign_in, official, books, phuoc_son
):
    make_entry(books[0], 46, by=official)  # N.V.A is of the team
    sign_in(page, official)
    page.locator("#id_work_date").fill("3/3")
    page.get_by_label("Người nhập").fill("N.V.B")
    page.locator("#id_line-0-book").fill("KS 3/1998")
    page.locator("label.population_db").first.click()
    page.locator("#id_line-0-count").fill("12")
    expect(page.locator("[data-soft]")).to_contain_text("“N.V.B” chưa có trong Tổ")
    page.get_by_role("button", name="Ghi phiếu", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Thiếu năm. Ghi đủ ngày/tháng/năm, ví dụ 03/3/2024.")
    page.locator("#id_work_date").fill("3/3/24")
    expect(page.locator("[data-show=work_date]")).to_have_text("03/3/2024")
    page.get_by_label("Người nhập").fill("B")
    page.get_by_role("button", name="Ghi phiếu", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Ghi cả họ tên người nhập")


def test_a_correction_does_not_count_its_own_batch_twice(page, sign_in, official, books):
    batch = make_entry(books[0], 117, by=official)  # of 120 records
    sign_in(page, official)
    page.goto(f"/so-cai/phieu/{batch.pk}/dieu-chinh/")
    left, count = page.locator("[data-left]").first, page.locator("#id_line-0-count")
    expect(left).to_have_text("120")
    count.fill("121")
    expect(left).to_have_text("▲ vượt 1")
    count.fill("118")
    expect(left).to_have_text("120")


def test_an_outage_is_noted_while_there_is_no_network(page, sign_in, official, books, check_accessibility):
    page.clock.install(time=dt.datetime(2024, 3, 4, 13, 14, tzinfo=dt.UTC))
    sign_in(page, official)
    page.get_by_text("Gián đoạn…").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Mất mạng").click()
    kept = page.locator("[data-down-kept]")
    expect(kept).to_contain_text("Đã giữ trên máy này: mất mạng từ 20:14.")
    expect(kept.get_by_role("link")).to_have_count(0)
    page.clock.fast_forward("45:00")
    page.context.set_offline(False)
    expect(kept.get_by_role("link", name="Ghi gián đoạn")).to_be_visible()
    check_accessibility(page)
    kept.get_by_role("link", name="Ghi gián đoạn").click()
    expect(page.get_by_role("radio", name="Mạng")).to_be_checked()
    expect(page.get_by_label("Từ ngày")).to_have_value("04/3/2024")
    expect(page.get_by_label("Từ lúc")).to_have_value("20:14")
    expect(page.get_by_label("Đến lúc")).to_have_value("20:59")
    page.goto("/nhap-lieu/")
    page.get_by_role("button", name="Bỏ, không ghi").click()
    expect(page.locator("[data-down-kept]")).to_be_hidden()
