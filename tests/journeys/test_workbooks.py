"""The workbooks that communes really send, through the browser, until dashboard and documents show them."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import expect

from communes.models import Commune
from entries.totals import totals

WORKBOOKS = Path(__file__).parent.parent / "data" / "workbooks"
AS_OF = dt.date(2024, 3, 3)


@pytest.fixture(autouse=True)
def _the_day_of_the_checks(settings):
    settings.FIXED_TODAY = dt.date(2024, 3, 5)


def send(page, file: str, kind: str):
    """Choose the kind, choose the file, look at the preview."""
    page.goto("/nhap-tep/")
    page.get_by_label(kind, exact=True).check()
    page.locator("input[type=file]").set_input_files(WORKBOOKS / file)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(file)


def store(page):
    page.get_by_role("button", name="Ghi tất cả").click()
    expect(page.locator(".notice.good")).to_contain_text("✓ Đã ghi.")


def test_three_workbooks_reach_the_districts_report(
    new_page, sign_in, official, neighbour, justice_office, check_accessibility, screenshot
):
    page = sign_in(new_page(), official)
    send(page, "books_phuoc_son.xlsx", "Danh mục sổ hộ tịch")
    expect(page.locator(".tiles")).to_contain_text("188")
    expect(page.locator("main")).to_contain_text("12.910")
    check_accessibility(page)
    screenshot(page, "import-preview")
    store(page)
    send(page, "log_phuoc_son_2024-02.xlsx", "Nhật ký nhập liệu")
    expect(page.locator(".tiles")).to_contain_text("93")
    store(page)

    other = sign_in(new_page(), neighbour)
    send(other, "books_phuoc_hoa.csv", "Danh mục sổ hộ tịch")
    expect(other.locator(".tiles")).to_contain_text("112")
    store(other)

    expected = {"Phước Sơn": (19_335, 3_609), "Phước Hòa": (10_600, 0)}
    for name, figures in expected.items():
        found = totals(communes=[Commune.objects.get(name=name)], programme="population_db", as_of=AS_OF).all
        assert (found.to_enter, found.entered) == figures

    office = sign_in(new_page(), justice_office)
    office.goto("/tong-quan/?den-ngay=2024-03-03")
    expect(office.get_by_role("row").filter(has_text="Xã Phước Sơn")).to_contain_text("19.335")
    expect(office.get_by_role("row").filter(has_text="Xã Phước Sơn")).to_contain_text("3.609")
    expect(office.get_by_role("row").filter(has_text="Xã Phước Hòa")).to_contain_text("10.600")
    office.goto("/tong-quan/?den-ngay=2024-03-03&chuong-trinh=historical")
    expect(office.get_by_role("row").filter(has_text="Xã Phước Sơn")).to_contain_text("486")

    office.goto("/bao-cao/?den-ngay=2024-03-03")
    with office.expect_download() as word:
        office.get_by_role("link", name="Word").click()
    table = max(Document(word.value.path()).tables, key=lambda found: len(found.rows))
    words = {row.cells[1].text: [row.cells[6].text, row.cells[11].text] for row in table.rows}
    assert words["Xã Phước Sơn"] == ["19.335", "3.609"]
    assert words["Xã Phước Hòa"] == ["10.600", "0"]
    with office.expect_download() as excel:
        office.get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(excel.value.path()).read_bytes()), data_only=True)["Phụ lục"]
    cells = {row[1]: (row[6], row[11]) for row in sheet.iter_rows(values_only=True)}
    assert (cells["Xã Phước Sơn"], cells["Xã Phước Hòa"]) == ((19_335, 3_609), (10_600, 0))


def test_the_same_file_again_adds_nothing(page, sign_in, official):
    sign_in(page, official)
    send(page, "books_phuoc_son.xlsx", "Danh mục sổ hộ tịch")
    store(page)
    send(page, "books_phuoc_son.xlsx", "Danh mục sổ hộ tịch")
    expect(page.locator("main")).to_contain_text("đã có, không ghi thêm")
    page.get_by_role("button", name="Đóng tệp này").click()
    found = totals(communes=[official.commune], programme="population_db", as_of=AS_OF).all
    assert found.to_enter == 19_335


def test_every_fault_is_shown_at_its_cell_and_nothing_is_stored(
    new_page, sign_in, neighbour, check_accessibility, screenshot
):
    page = sign_in(new_page(), neighbour)
    send(page, "books_phuoc_hoa.csv", "Danh mục sổ hộ tịch")
    store(page)
    send(page, "log_phuoc_hoa_2024-01_faults.xlsx", "Nhật ký nhập liệu")
    expect(page.get_by_role("alert")).to_contain_text("✕ Chưa ghi gì.")
    for place in ("I12", "B16", "J26", "G30"):
        expect(page.locator("main")).to_contain_text(place)
    check_accessibility(page)
    screenshot(page, "import-faults")
    found = totals(communes=[neighbour.commune], programme="population_db", as_of=AS_OF).all
    assert found.entered == 0
