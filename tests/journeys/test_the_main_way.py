"""From a shift's count in the browser to the district's dashboard, ledger and documents, on one evening."""

import datetime as dt
import io

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import expect

from communes.models import BookKind
from entries.models import Batch
from entries.totals import totals
from tests.factories import make_book, record

TODAY = dt.date(2024, 3, 4)


@pytest.fixture
def books(live_server, official, phuoc_son):
    """Two books on the table, one of them begun last week."""
    births = make_book(phuoc_son, by=official, count=120)
    marriages = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001, count=80)
    record(births, 20, by=official, work_date=dt.date(2024, 2, 28))
    return births, marriages


def record_the_evening_shift(page):
    """Ca 2, máy 1, two books of two programmes, without touching the mouse after the shift is chosen."""
    page.get_by_label("Ca 2 (14–22 giờ)").check()
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Người nhập").fill("N.V.A")
    page.locator("#id_line-0-book").focus()
    page.keyboard.type("ks 3 1998")
    expect(page.locator("li[role=option]", has_text="Khai sinh 03/1998")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("d")
    page.keyboard.type("46")
    expect(page.locator("[data-left]").first).to_have_text("100")
    page.keyboard.press("Enter")
    page.keyboard.type("kết hôn 2001")
    page.keyboard.press("Enter")
    page.keyboard.press("l")
    page.keyboard.type("8")
    expect(page.locator("[data-line-sum]")).to_have_text("Cộng: ■ 46 dân cư, ◇ 8 lịch sử")


def test_from_the_shift_to_the_district(
    new_page, sign_in, official, justice_office, books, screenshot, check_accessibility
):
    page = sign_in(new_page(), official)
    expect(page).to_have_title("Nhập liệu – Hộ tịch Tuy Phước")
    record_the_evening_shift(page)
    check_accessibility(page)
    screenshot(page, "entry-typed")
    page.keyboard.press("Control+Enter")
    expect(page.locator("p[role=status]")).to_contain_text("Đã ghi phiếu")
    batch = Batch.objects.get(work_date=TODAY)
    expect(page.locator("p[role=status]")).to_contain_text(f"Đã ghi phiếu {batch.receipt}: ■ 46 Dân cư, ◇ 8 Lịch sử.")
    assert (batch.shift, batch.workstation.number, batch.worked_by.name) == (2, 1, "N.V.A")
    expect(page.locator(".big")).to_have_text("33,0%")
    check_accessibility(page)
    screenshot(page, "entry-stored")

    office = sign_in(new_page(), justice_office)
    expect(office).to_have_title("Tổng quan – Hộ tịch Tuy Phước")
    row = office.get_by_role("row").filter(has_text="Xã Phước Sơn")
    expect(row).to_contain_text("66")
    expect(row).to_contain_text("33,0%")
    expect(row).to_contain_text("✓ hôm nay")
    check_accessibility(office)
    screenshot(office, "dashboard")

    row.get_by_role("link", name="66").first.click()
    expect(office).to_have_title("Sổ cái – Hộ tịch Tuy Phước")
    expect(office.locator(".sums")).to_contain_text("■ Dân cư · đã nhập: 66")
    expect(office.get_by_role("row").filter(has_text=batch.receipt)).to_contain_text("Khai sinh 03/1998")
    check_accessibility(office)
    screenshot(office, "ledger")

    office.goto("/tong-quan/?chuong-trinh=historical")
    expect(office.get_by_role("row").filter(has_text="Xã Phước Sơn")).to_contain_text("8")

    office.goto("/tong-quan/")
    office.get_by_role("link", name="Lập báo cáo").click()
    expect(office).to_have_title("Báo cáo – Hộ tịch Tuy Phước")
    expect(office.locator("main")).to_contain_text("66")
    check_accessibility(office)
    screenshot(office, "report")

    with office.expect_download() as word:
        office.get_by_role("link", name="Word").click()
    document = Document(word.value.path())
    appendix = max(document.tables, key=lambda table: len(table.rows))
    texts = [[cell.text for cell in row.cells] for row in appendix.rows]
    (phuoc_son,) = [row for row in texts if "Phước Sơn" in row[1]]
    assert phuoc_son[2:] == ["120", "80", "0", "0", "200", "66", "0", "0", "0", "66", "33,0%", "134", ""]

    with office.expect_download() as excel:
        office.get_by_role("link", name="Excel").click()
    with open(excel.value.path(), "rb") as file:
        sheet = openpyxl.load_workbook(io.BytesIO(file.read()), data_only=True)["Phụ lục"]
    (cells,) = [row for row in sheet.iter_rows(values_only=True) if "Phước Sơn" in str(row[1])]
    assert cells[2:12] == (120, 80, 0, 0, 200, 66, 0, 0, 0, 66)

    assert totals(communes=[batch.commune], programme="population_db", as_of=TODAY).all.entered == 66


def test_a_wrong_programme_is_corrected_and_both_stay_visible(
    page, sign_in, official, books, screenshot, check_accessibility
):
    wrong = record(books[0], 46, by=official, work_date=TODAY, programme="historical", shift=2)
    sign_in(page, official)
    page.get_by_role("link", name="Điều chỉnh phiếu ca 2").click()
    expect(page.locator("#id_line-0-book")).to_have_value("Khai sinh 03/1998")
    page.locator("label.population_db").first.click()
    page.get_by_label("Lý do điều chỉnh").fill("Ghi nhầm chương trình")
    check_accessibility(page)
    screenshot(page, "correct")
    page.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(wrong.receipt)
    story = page.locator("article")
    expect(story).to_have_count(2)
    expect(story.nth(1)).to_contain_text("Lý do: Ghi nhầm chương trình")
    expect(story.nth(1)).to_contain_text("−46")
    expect(story.nth(1)).to_contain_text("+46")
    check_accessibility(page)
    screenshot(page, "batch")
    page.goto("/nhap-lieu/")
    expect(page.locator(".batches")).to_contain_text("■ 46")


def test_two_browsers_correct_the_same_batch_and_the_second_is_told(
    new_page, complaints, sign_in, official, justice_office, books
):
    batch = record(books[0], 64, by=official, work_date=TODAY)
    first, second = sign_in(new_page(), official), sign_in(new_page(), justice_office)
    for page, count in ((first, "46"), (second, "60")):
        page.goto(f"/so-cai/phieu/{batch.pk}/dieu-chinh/")
        page.locator("#id_line-0-count").fill(count)
        page.get_by_label("Lý do điều chỉnh").fill("Gõ nhầm")
    first.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(first.locator("p[role=status]")).to_contain_text("Đã điều chỉnh")
    complaints.expect(409)
    second.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(second.get_by_role("alert")).to_contain_text("vừa được người khác điều chỉnh")
    expect(second.locator("#newer")).to_contain_text("46")
    expect(second.locator("#id_line-0-count")).to_have_value("60")
    assert batch.corrections.count() == 1
