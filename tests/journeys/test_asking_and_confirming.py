"""The district asks back and the commune answers; the commune confirms, corrects, and the district sees it."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from entries.models import Confirmation, RemarkKind
from tests.factories import make_book, record

FRIDAY, TODAY = dt.date(2024, 3, 1), dt.date(2024, 3, 4)
QUESTION = "Sổ chỉ còn 74 trường hợp, vì sao ca này ghi 90?"
WIDTHS = (360, 768, 1440)


@pytest.fixture
def flagged(live_server, official, phuoc_son):
    """A batch with a flag, explained; the commune's other work is in order."""
    book = make_book(phuoc_son, by=official, count=120)
    record(book, 46, by=official, work_date=FRIDAY)
    return record(book, 90, by=official, work_date=FRIDAY, shift=2, note="Ghi gộp hai ca")


def look(page, name, check_accessibility, screenshot):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_accessibility(page)
    screenshot(page, name)


def test_the_district_asks_and_the_commune_answers(
    new_page, sign_in, official, justice_office, flagged, screenshot, check_accessibility
):
    office = sign_in(new_page(), justice_office)
    office.get_by_role("link", name="1 phiếu cần xem lại chưa xem").click()
    expect(office).to_have_title("Phiếu cần xem lại – Hộ tịch Tuy Phước")
    card = office.get_by_role("article")
    expect(card).to_contain_text("sổ chỉ còn 74 – vượt 16")
    expect(card).to_contain_text("Xã giải trình: Ghi gộp hai ca")
    look(office, "review", check_accessibility, screenshot)
    office.get_by_role("link", name="Hỏi lại phiếu").click()
    office.get_by_label("Câu hỏi gửi xã").fill(QUESTION)
    look(office, "ask-back", check_accessibility, screenshot)
    office.get_by_role("button", name="Gửi câu hỏi").click()
    expect(office.locator("p[role=status]")).to_contain_text("Đã gửi câu hỏi đến xã Phước Sơn.")

    page = sign_in(new_page(), official)
    questions = page.get_by_role("region", name="Phòng Tư pháp hỏi lại 01 phiếu")
    expect(questions).to_contain_text(QUESTION)
    top, form = questions.bounding_box(), page.locator("form[data-outbox-form]").bounding_box()
    assert top["y"] + top["height"] <= form["y"]
    look(page, "entry-asked", check_accessibility, screenshot)
    questions.get_by_role("link", name="Trả lời").click()
    page.get_by_label("Trả lời của xã").fill("Ghi gộp ca 2 và ca 3, cả hai ca cùng quyển này.")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.locator("#trao-doi")).to_contain_text("● Chờ Phòng Tư pháp xem")
    look(page, "batch-thread", check_accessibility, screenshot)
    page.goto("/nhap-lieu/")
    expect(page.get_by_text("Phòng Tư pháp hỏi lại")).to_have_count(0)

    office.goto("/so-cai/can-xem-lai/")
    expect(office.get_by_role("article")).to_contain_text("Ghi gộp ca 2 và ca 3")
    office.get_by_role("button", name="Đã xem phiếu").click()
    expect(office.get_by_text("Không còn phiếu nào phải xem lại.")).to_be_visible()
    assert list(flagged.remarks.order_by("made_at").values_list("kind", flat=True)) == [
        RemarkKind.QUESTION, RemarkKind.ANSWER, RemarkKind.SEEN,
    ]  # fmt: skip


def test_a_citizens_number_is_refused_at_the_field_and_the_sentence_stays(
    page, complaints, sign_in, justice_office, flagged, check_accessibility
):
    sign_in(page, justice_office)
    page.goto(f"/so-cai/phieu/{flagged.pk}/")
    page.get_by_label("Câu hỏi gửi xã").fill("Trường hợp 052195001234 đã nhập chưa?")
    complaints.expect(400)
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.get_by_role("alert")).to_contain_text("không lưu thông tin cá nhân")
    expect(page.get_by_label("Câu hỏi gửi xã")).to_have_value("Trường hợp 052195001234 đã nhập chưa?")
    check_accessibility(page)
    assert not flagged.remarks.exists()


def test_confirmed_corrected_and_seen_by_the_district(
    new_page, sign_in, official, justice_office, flagged, screenshot, check_accessibility
):
    page = sign_in(new_page(), official)
    page.get_by_role("link", name="Chốt số liệu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chốt số liệu xã Phước Sơn")
    page.get_by_role("button", name="Chốt số liệu đến ngày 01/3/2024").click()
    expect(page.locator("p[role=status]")).to_contain_text("Đã chốt số liệu đến ngày 01/3/2024.")
    assert Confirmation.objects.get().figures["population_db"]["KS"] == {"to_enter": 120, "entered": 136}

    page.goto(f"/so-cai/phieu/{flagged.pk}/dieu-chinh/")
    page.locator("#id_line-0-count").fill("70")
    page.get_by_label("Lý do điều chỉnh").fill("Ghi gộp hai ca, đếm lại")
    page.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(page.locator("p[role=status]")).to_contain_text("Đã điều chỉnh")
    page.goto("/chot-so-lieu/")
    expect(page.get_by_role("row").filter(has_text="Ghi gộp hai ca, đếm lại")).to_contain_text(
        "▲ thay đổi sau khi chốt"
    )
    look(page, "confirm", check_accessibility, screenshot)

    office = sign_in(new_page(), justice_office)
    office.get_by_role("link", name="Chốt số liệu").click()
    row = office.get_by_role("row").filter(has_text="Xã Phước Sơn")
    expect(row).to_contain_text("✓ 01/3/2024")
    expect(row).to_contain_text("▲ 1 phiếu, ■ −20")
    expect(office.get_by_text("✕ chưa chốt")).to_have_count(12)
    look(office, "confirmations-of-all", check_accessibility, screenshot)
    row.get_by_role("link", name="Xã Phước Sơn").click()
    expect(office.get_by_role("row").filter(has_text="Ghi gộp hai ca, đếm lại")).to_be_visible()
