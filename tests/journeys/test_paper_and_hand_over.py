"""A power cut: slips on paper, typed in later, once; a shift handed over with nothing left by accident; a saved outbox
sent from another machine."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from entries.models import Batch
from entries.slips import id_of
from tests.entries.test_paper_slips import CODES
from tests.factories import make_book, record
from tests.journeys.test_outbox import ready, record_offline, recorded
from tests.journeys.test_outbox import record as record_in


@pytest.fixture
def book(live_server, official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


def told(page):
    return page.locator("[data-slip-told]")


def type_code(page, code):
    if not page.locator("#id_phieu").is_visible():
        page.locator("[data-paper-slip] summary").click()
    page.locator("#id_phieu").fill(code)
    page.locator("#id_phieu").press("Enter")


def test_slips_are_made_for_a_machine_and_a_shift(
    new_page, complaints, sign_in, official, book, check_accessibility, screenshot
):
    complaints.expect(400)
    page = sign_in(new_page(), official)
    ready(page)
    page.locator("[data-paper-slip] summary").click()
    page.get_by_role("link", name="In phiếu giấy phòng mất điện").click()
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Ca 2 (14–22 giờ)").check()
    page.get_by_role("button", name="Tạo phiếu").click()
    slips = page.locator(".slip")
    expect(slips).to_have_count(2)
    check_accessibility(page)
    screenshot(page, "paper-slips")
    page.locator("#id_so-phieu").fill("13")
    page.get_by_role("button", name="Tạo phiếu").click()
    expect(page.locator(".error-summary")).to_contain_text("Gõ số phiếu từ 1 đến 12.")


def test_printing_makes_two_slips_on_a_sheet_of_a4(new_page, sign_in, official, book, phuoc_son):
    page = sign_in(new_page(), official)
    ready(page)
    page.goto("/nhap-lieu/phieu-giay/")
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Ca 2 (14–22 giờ)").check()
    page.locator("#id_so-phieu").fill("3")
    page.get_by_role("button", name="Tạo phiếu").click()
    expect(page.locator(".slip")).to_have_count(3)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2
    page.get_by_label("A5, mỗi phiếu một tờ").check()
    page.get_by_role("button", name="Tạo phiếu").click()
    expect(page.locator(".slip-sheet.a5")).to_have_count(3)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 3


def test_the_browser_reads_codes_as_the_server_does(new_page, sign_in, official, book):
    page = sign_in(new_page(), official)
    ready(page)
    for code, id in CODES.items():
        assert page.evaluate("(code) => window.readSlipCode(code)", code.lower()) == {"code": code, "id": id}
        wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
        assert page.evaluate(
            "(code) => { try { window.readSlipCode(code); } catch (wrong) { return wrong.message; } }", wrong
        ).startswith("Mã phiếu giấy gõ nhầm")


def test_a_slip_typed_twice_on_two_machines_one_without_the_network_is_one_batch(
    new_page, complaints, sign_in, official, book, screenshot, check_accessibility
):
    code = "BBBBB-BBBBM"
    page, other = (sign_in(new_page(), official) for _ in range(2))
    for each in (page, other):
        ready(each)
    complaints.expect(409)
    page.context.set_offline(True)
    type_code(page, "bbbbb bbbbn")
    expect(page.locator("#id_phieu_error")).to_contain_text("So lại từng ký tự")
    type_code(page, "bbbbb bbbbm")
    expect(told(page)).to_contain_text(f"Đang gõ phiếu giấy {code}")
    check_accessibility(page)
    screenshot(page, "entry-slip", widths=(360, 1440))
    record_offline(page, 46)
    type_code(other, code)
    expect(told(other)).to_contain_text("Đang gõ phiếu giấy")
    record_in(other, 46)
    expect(other.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    assert list(Batch.objects.filter(kind="shift").values_list("pk", flat=True)) == [id_of(code)]
    type_code(page, code)
    expect(told(page)).to_contain_text(f"Phiếu giấy {code} đã được ghi")
    page.get_by_role("button", name="Thôi, ghi phiếu thường").click()
    expect(told(page)).to_be_empty()
    assert page.locator("[name=id]").input_value() != str(id_of(code))


def test_the_qr_opens_the_entry_page_with_the_code(new_page, sign_in, official, book):
    page = sign_in(new_page(), official)
    ready(page)
    page.goto("/nhap-lieu/?phieu=BBBBB-BBBBM")
    ready(page)
    expect(told(page)).to_contain_text("Đang gõ phiếu giấy BBBBB-BBBBM")
    record_in(page, 46)
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    expect(told(page)).to_be_empty()
    record_in(page, 12)
    expect(page.locator("p[role=status]").first).to_contain_text("■ 12")
    assert recorded() == [12, 46]


def test_a_shift_is_handed_over_with_nothing_waiting_or_with_a_word(
    new_page, complaints, sign_in, official, book, phuoc_son, check_accessibility, screenshot
):
    complaints.expect(401)
    for day in (1, 2):
        record(book, 5, by=official, work_date=dt.date(2024, 3, day), shift=1)
    page = sign_in(new_page(), official)
    ready(page)
    page.route("**/nhap-lieu/dong-bo/", lambda route: route.abort())
    record_offline(page, 46)
    page.goto("/nhap-lieu/giao-ca/")
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Ca 2 (14–22 giờ)").check()
    page.get_by_role("button", name="Xem ca này").click()
    expect(page.locator("main")).to_contain_text("Ca này chưa có phiếu nào trên máy chủ.")
    expect(page.locator("main")).to_contain_text("Ca 1 (6–14 giờ), ngày 03/3/2024")
    expect(page.get_by_role("checkbox")).to_be_visible()  # the device has counted what waits
    page.get_by_role("button", name="Giao ca và đăng xuất").click()
    expect(page.locator("#leave_error")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_be_focused()
    check_accessibility(page)
    screenshot(page, "hand-over")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Giao ca và đăng xuất").click()
    expect(page.locator("[data-outbox-bar]")).to_contain_text("N.V.A còn 1 phiếu chưa gửi trên máy này")
    page.unroute("**/nhap-lieu/dong-bo/")
    sign_in(page, official)
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    page.goto("/nhap-lieu/giao-ca/")
    expect(page.locator("[data-none-waiting]")).to_contain_text("Không còn phiếu nào chờ gửi")
    page.get_by_role("button", name="Giao ca và đăng xuất").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    assert recorded() == [5, 5, 46]


def test_a_saved_outbox_is_sent_from_another_machine(
    new_page, sign_in, official, justice_office, book, check_accessibility, screenshot
):
    page = sign_in(new_page(), official)
    ready(page)
    page.context.set_offline(True)
    record_offline(page, 46)
    record_offline(page, 12)
    with page.expect_download() as download:
        page.get_by_role("button", name="Lưu thành tệp").click()
    district = sign_in(new_page(), justice_office)
    district.goto("/nhap-tep/")
    district.get_by_role("link", name="Gửi hàng chờ từ tệp").click()
    district.get_by_label("Tệp hàng chờ").set_input_files(download.value.path())
    district.get_by_role("button", name="Gửi các phiếu trong tệp").click()
    expect(district.get_by_role("heading", level=2).first).to_contain_text("2 trong 2 phiếu của N.V.A")
    check_accessibility(district)
    screenshot(district, "outbox-file")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    assert recorded() == [12, 46]
