"""The lines as a sheet: a block from Excel, arrows, "số 45 đến 92", cumulative figures, an earlier batch's books."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from entries.models import Batch, Entry
from tests.factories import make_book, record

pytestmark = pytest.mark.looks

ROWS = 40


@pytest.fixture
def books(live_server, official, phuoc_son):
    return [make_book(phuoc_son, by=official, number=str(n), opened=1980 + n, count=200) for n in range(1, ROWS + 1)]


@pytest.fixture
def desk(new_page, sign_in, official, books):
    """The entry page of an official at ca 2, máy 1, with the clipboard at hand."""
    page = sign_in(new_page(permissions=["clipboard-read", "clipboard-write"]), official)
    expect(page.locator("form[data-ready]")).to_be_attached()
    page.get_by_label("Ca 2 (14–22 giờ)").check()
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Người nhập").fill("N.V.A")
    return page


def paste(page, text: str):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def line(page, number: int, name: str):
    return page.locator(f"#id_line-{number}-{name}")


def test_forty_rows_from_excel_by_keyboard(desk, check_accessibility, screenshot):
    page = desk
    rows = [f"KS\t{n}\t{1980 + n}\t{('Dân cư', 'SHLS')[n % 2]}\t{n}" for n in range(1, ROWS + 1)]
    rows[6] = "KS\t99\t1999\tDân cư\t7"  # no such book
    rows[11] = "KS\t12\t1992\tHộ tịch\t1.5"  # neither programme, no whole number
    line(page, 0, "book").focus()
    paste(page, "Loại sổ\tQuyển\tNăm\tChương trình\tSố TH\n" + "\n".join(rows) + "\n")
    summary = page.get_by_role("alert")
    expect(page.locator("[data-pasted]")).to_have_text("Đã dán 40 dòng; 3 ô cần sửa.")
    expect(summary.get_by_role("link")).to_have_count(3)
    expect(summary).to_contain_text("Xã không có quyển “KS 99/1999”")
    check_accessibility(page)
    screenshot(page, "entry-grid", widths=(360, 1440))
    assert Batch.objects.filter(kind="shift").count() == 0
    line(page, 6, "book").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("ks 7 1987")
    expect(page.locator("#id_line-6-book_list li").first).to_be_visible()
    page.keyboard.press("Enter")
    line(page, 11, "count").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("d")
    expect(line(page, 11, "count")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    stored = Entry.objects.filter(batch__kind="shift").values_list("book__number", "programme", "count")
    wanted = {(str(n), "historical" if n % 2 else "population_db", n) for n in range(1, ROWS + 1)}
    assert set(stored) == (wanted - {("7", "historical", 7)}) | {("7", "population_db", 7)}


def test_a_column_of_counts_and_the_arrows(desk):
    page = desk
    line(page, 0, "book").focus()
    paste(page, "KS 1/1981\tDân cư\t5\nKS 2/1982\tLịch sử\t6\nKS 3/1983\tDân cư\t7")
    expect(line(page, 2, "count")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(line(page, 1, "count")).to_be_focused()
    page.keyboard.press("ArrowUp")
    paste(page, "15\n16\n17")
    for number, count in enumerate(("15", "16", "17")):
        expect(line(page, number, "count")).to_have_value(count)
    expect(line(page, 1, "book")).to_have_value("Khai sinh 02/1982")


def test_more_rows_than_a_batch_may_have_are_not_pasted(desk):
    line(desk, 0, "book").focus()
    paste(desk, "\n".join(f"KS {n}/1981\tDân cư\t5" for n in range(120)))
    expect(desk.get_by_role("alert")).to_contain_text("một phiếu có tối đa 100 dòng")
    expect(desk.locator("[data-line]")).to_have_count(1)


def test_from_number_to_number_counts_and_warns(desk, books):
    page = desk
    page.get_by_label("Từ số … đến số …").check()
    line(page, 0, "book").fill("KS 1/1981")
    page.locator("label.population_db").first.click()
    line(page, 0, "first_number").fill("45")
    line(page, 0, "last_number").fill("92")
    expect(line(page, 0, "count")).to_have_value("48")
    line(page, 0, "count").fill("47")
    expect(page.locator("[data-soft]")).to_contain_text("từ số 45 đến số 92 là 48 trường hợp, đang ghi 47")
    page.get_by_label("Ghi chú (không bắt buộc)").fill("Số 60 bỏ trống trong sổ")
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    entry = Entry.objects.get(batch__kind="shift")
    assert (entry.count, entry.first_number, entry.last_number) == (47, 45, 92)
    assert [flag["code"] for flag in entry.batch.flags] == ["range_differs"]
    assert entry.batch.note == "Số 60 bỏ trống trong sổ"


def test_a_cumulative_figure_shows_what_it_adds_and_both_are_kept(new_page, sign_in, official, books):
    record(books[0], 30, by=official, work_date=dt.date(2024, 3, 1))
    page = sign_in(new_page(), official)
    expect(page.locator("form[data-ready]")).to_be_attached()
    page.get_by_label("Ca 1 (6–14 giờ)").check()
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Người nhập").fill("N.V.A")
    page.get_by_label("Theo số lũy kế").check()
    line(page, 0, "book").fill("Khai sinh 01/1981")
    page.locator("label.population_db").first.click()
    line(page, 0, "stated_total").fill("72")
    expect(page.locator("[data-implied]").first).to_have_text("= 42 trường hợp")
    expect(line(page, 0, "count")).to_have_value("42")
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.locator("p[role=status]").first).to_contain_text("■ 42 Dân cư")
    entry = Entry.objects.get(batch__kind="shift", count=42)
    assert (entry.stated_total, entry.batch.flags) == (72, [])


def test_the_books_of_an_earlier_batch_come_back_without_their_counts(new_page, sign_in, official, books):
    record(books[4], 30, by=official, work_date=dt.date(2024, 3, 1))
    page = sign_in(new_page(), official)
    page.get_by_label("Lấy lại các sổ của phiếu trước").select_option(index=1)
    expect(line(page, 0, "book")).to_have_value("Khai sinh 05/1985")
    expect(line(page, 0, "count")).to_have_value("")
    expect(line(page, 0, "count")).to_be_focused()
