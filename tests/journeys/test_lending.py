"""Điều máy in the browser: the proposal, the loans at one click, and the machine where it now stands."""

import datetime as dt
import io

import pytest
from docx import Document
from playwright.sync_api import expect

from communes.models import Commune, Loan
from tests.factories import make_book, record

MARCH_1 = dt.date(2024, 3, 1)


@pytest.fixture
def two_communes(justice_office):
    """Phước Nghĩa is nearly done and has a checked machine to spare; Phước Quang cannot be in time with its own two."""
    for name, left in (("Phước Nghĩa", 60), ("Phước Quang", 4_500)):
        commune = Commune.objects.get(name=name)
        commune.workstations.update(security_checked_on=None)
        book = make_book(commune, by=justice_office, count=left + 20 * 10)
        for n in range(10):
            day = MARCH_1 - dt.timedelta(days=n + 2 * (n // 5))
            record(book, 12, by=justice_office, work_date=day)
            record(book, 8, by=justice_office, work_date=day, shift=2, workstation=2)
    machine = Commune.objects.get(name="Phước Nghĩa").workstations.get(number=2)
    machine.security_checked_on = dt.date(2023, 6, 1)
    machine.save()


@pytest.mark.django_db(transaction=True)
def test_a_machine_is_proposed_lent_and_stands_where_it_is_needed(
    two_communes, justice_office, page, sign_in, complaints, check_accessibility, screenshot
):
    sign_in(page, justice_office)
    page.get_by_role("link", name="Điều máy").click()
    expect(page.get_by_role("heading", name="Điều máy giữa các xã")).to_be_visible()
    page.get_by_label("Tính đến hết ngày").fill("03/3/2024")
    page.get_by_label("Máy chuyển từ ngày").fill("04/3/2024")
    page.get_by_role("button", name="Xem").click()
    row = page.get_by_role("row").filter(has_text="Máy 2 (mới, chuyên dùng)")
    expect(row).to_contain_text("Xã Phước Nghĩa")
    expect(row).to_contain_text("Xã Phước Quang")
    expect(page.locator(".outcome")).to_contain_text("còn không đơn vị nào không kịp")
    check_accessibility(page)
    screenshot(page, "dieu-may")
    check_accessibility(page)

    page.get_by_label("Tên phương án").fill("")
    complaints.expect(400)
    page.get_by_role("button", name="Lập các lần cho mượn").click()
    expect(page.get_by_role("alert").first).to_contain_text("Đặt tên cho phương án.")
    page.get_by_label("Tên phương án").fill("Cứu Phước Quang")
    page.get_by_label("Giấy tờ").fill("05/QĐ-UBND")
    page.get_by_role("button", name="Lập các lần cho mượn").click()
    expect(page.get_by_text("Đã lập 1 lần cho mượn máy.")).to_be_visible()
    check_accessibility(page)
    screenshot(page, "dieu-may-da-lap")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Tải tờ trình").click()
    words = "\n".join(p.text for p in Document(io.BytesIO(caught.value.path().read_bytes())).paragraphs)
    assert "TỜ TRÌNH" in words
    assert Loan.objects.get().from_on == dt.date(2024, 3, 4)
    page.goto(page.url.split("/tong-quan/")[0] + "/may-tinh/?xa=21979")
    expect(page.locator("main")).to_contain_text("Phước Quang")
