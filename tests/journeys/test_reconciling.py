"""A gap from the extract to the ledger: found, the commune asked, its answer read, the line put right, agreed."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.factories import extracted, make_book, record

LAST = dt.date(2024, 3, 3)  # a Sunday
TYPED_WRONG = dt.date(2024, 2, 21)


@pytest.fixture
def ledger(live_server, official, justice_office, phuoc_son):
    """Five weeks of about 46 a day; on one day 460 was typed for 46. Four extracts that know better."""
    book = make_book(phuoc_son, by=official, count=9_000)
    day, right = dt.date(2024, 1, 29), {}
    while day <= LAST:
        if day.weekday() < 5:
            right[day] = 46 if day == TYPED_WRONG else 40 + day.day % 7
            record(book, 460 if day == TYPED_WRONG else right[day], by=official, work_date=day)
        day += dt.timedelta(days=1)
    for week in range(4):
        cut_off = LAST - dt.timedelta(weeks=week)
        births = sum(count for worked, count in right.items() if worked <= cut_off)
        extracted(phuoc_son, by=justice_office, births=births, as_of=cut_off)
    return book


def test_from_the_gap_to_the_ledger(
    new_page, complaints, sign_in, justice_office, official, ledger, check_accessibility, screenshot
):
    complaints.expect(400)
    office = sign_in(new_page(), justice_office)
    office.goto("/doi-chieu/")
    expect(office.get_by_role("row", name="Xã Phước Sơn")).to_contain_text("▲ +414")
    office.get_by_role("link", name="Phát hiện cần xem").click()
    expect(office.locator("#main")).to_contain_text("Không có phát hiện nào")
    office.get_by_role("button", name="Tìm lại phát hiện").click()
    check_accessibility(office)
    screenshot(office, "findings")
    office.get_by_role("link", name="Gõ sai số").click()
    address = office.url
    expect(office.locator("#main")).to_contain_text("Dòng sẽ được điều chỉnh")
    office.get_by_role("button", name="Hỏi xã").click()
    expect(office.locator(".sub")).to_contain_text("đang hỏi xã")

    commune = sign_in(new_page(), official)
    commune.goto(address)
    commune.get_by_role("button", name="Gửi trả lời").click()
    expect(commune.locator(".error-summary")).to_contain_text("Viết câu trả lời.")
    commune.get_by_label("Lời hỏi, trả lời hoặc lý do").fill("Gõ thừa một số 0, đúng là 46")
    commune.get_by_role("button", name="Gửi trả lời").click()
    expect(commune.locator(".sub")).to_contain_text("đã giải trình")
    check_accessibility(commune)

    office.goto(address)
    expect(office.locator(".history")).to_contain_text("Gõ thừa một số 0, đúng là 46")
    office.get_by_label("Lời hỏi, trả lời hoặc lý do").fill("Gõ thừa một số 0, xã đã xác nhận")
    office.get_by_label("Số văn bản").fill("15/CV-TP")
    office.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(office.locator(".sub")).to_contain_text("đã sửa")
    check_accessibility(office)
    screenshot(office, "finding")
    office.goto("/doi-chieu/")
    row = office.get_by_role("row", name="Xã Phước Sơn")
    expect(row).not_to_contain_text("▲")
    expect(row).to_contain_text("03/3/2024")
    office.goto("/tong-quan/?den-ngay=03/3/2024")
    expect(office.get_by_role("row", name="Xã Phước Sơn")).to_contain_text("đối chiếu đến 03/3/2024")
