"""A fault found at a phone, followed up and held by the district at a desk; a machine's data out to Excel and back."""

import openpyxl
import pytest
from playwright.sync_api import expect

from communes.models import Book, Workstation
from entries.models import Defect
from tests.factories import machine, make_book

PHONE = {"width": 360, "height": 800}


@pytest.fixture
def book(live_server, official, phuoc_son):
    return make_book(phuoc_son, by=official, count=120)


def test_a_fault_from_the_phone_to_the_held_book(
    new_page, sign_in, official, justice_office, book, screenshot, check_accessibility
):
    page = sign_in(new_page(), official)
    page.set_viewport_size(PHONE)
    page.goto("/nhap-lieu/")
    page.get_by_role("link", name="Ghi lỗi trong sổ").click()
    page.get_by_role("combobox", name="Quyển sổ").press_sequentially("ks 3 1998")
    expect(page.locator("li[role=option]", has_text="Khai sinh 03/1998")).to_be_visible()
    page.locator("li[role=option]").first.click()
    page.get_by_label("Loại lỗi").select_option(label="quyển sổ rách hoặc không đầy đủ thông tin")
    page.get_by_label("Số trường hợp bị lỗi").fill("30")
    page.get_by_label("Trang (không bắt buộc)").fill("12-20")
    check_accessibility(page)
    screenshot(page, "defect-add")
    page.get_by_role("button", name="Ghi lỗi").click()
    expect(page.locator("p[role=status]")).to_contain_text("Đã ghi lỗi của Khai sinh 03/1998")
    check_accessibility(page)

    page.goto(f"/loi-du-lieu/{Defect.objects.get().pk}/")
    page.get_by_label("Đang xác minh").check()
    page.get_by_role("button", name="Chuyển tình trạng").click()
    expect(page.locator("p[role=status]")).to_have_text("Đã chuyển sang “đang xác minh”.")
    check_accessibility(page)
    screenshot(page, "defect")

    office = sign_in(new_page(), justice_office)
    office.goto("/so-ho-tich/")
    office.get_by_role("link", name="Lỗi dữ liệu").click()
    row = office.get_by_role("row").filter(has_text="▲ nhiều lỗi")
    expect(row).to_contain_text("Khai sinh 03/1998")
    check_accessibility(office)
    screenshot(office, "defects")
    row.get_by_role("link", name="Tạm giữ Khai sinh 03/1998").click()
    check_accessibility(office)
    office.get_by_role("button", name="Tạm giữ quyển này").click()
    expect(office.get_by_role("row").filter(has_text="▲ nhiều lỗi")).to_contain_text("■ tạm giữ")
    assert Book.objects.get(pk=book.pk).held_reason == "30 trường hợp lỗi chưa xử lý"


@pytest.mark.parametrize("width", [360, 1440])
def test_machines_go_out_to_excel_and_come_back(
    new_page,
    sign_in,
    justice_office,
    live_server,
    phuoc_son,
    tmp_path,
    width,
    screenshot,
    check_accessibility,
    complaints,
):
    complaints.expect(400)
    page = sign_in(new_page(), justice_office)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/du-lieu-nen/")
    check_accessibility(page)
    screenshot(page, "master-data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Excel Máy vi tính").click()
    path = tmp_path / "may.xlsx"
    download.value.save_as(path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == machine(phuoc_son).pk)

    def send(heading, value):
        sheet.cell(row, columns[heading]).value = value
        workbook.save(path)
        page.goto("/du-lieu-nen/")
        page.get_by_label("Tệp Máy vi tính đã sửa").set_input_files(path)
        page.get_by_role("button", name="Kiểm tra tệp Máy vi tính").click()
        check_accessibility(page)

    send("Loại máy", "xịn")
    expect(page.get_by_role("row").filter(has_text="Ghi một trong")).to_contain_text("Loại máy")
    screenshot(page, "master-data-faults")
    send("Loại máy", "mượn")
    expect(page.get_by_role("row").filter(has_text="Loại máy")).to_contain_text("cũ, dùng chung → mượn")
    screenshot(page, "master-data-preview")
    page.get_by_role("button", name="Ghi 1 dòng").click()
    expect(page.locator("p[role=status]")).to_have_text("Đã ghi Máy vi tính: 0 dòng mới, 1 dòng thay đổi.")
    assert machine(phuoc_son).get_kind_display() == "mượn"
    assert Workstation.objects.filter(kind="borrowed").count() == 1
