"""A faulty workbook all the way: sent, downloaded marked, mended in Excel, sent again, confirmed, and taken back."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from communes.models import Book
from entries.models import ImportRun, ImportState
from tests.entries.importing.workbooks import BOOKS_HEAD, workbook
from tests.factories import make_opening

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTY = workbook([
    ["UBND XÃ PHƯỚC SƠN"], ["DANH MỤC SỔ HỘ TỊCH"], ["Tính đến ngày 31/12/2023"],
    BOOKS_HEAD,
    [1, "KS", 1, 1998, 1998, 200, 120, ""],
    [2, "Sổ tạm trú", 1, 1999, 1999, 90, 45, ""],
    [3, "KT", 2, 2001, 2000, 90, "1.5", ""],
    ["", "Tổng cộng", "", "", "", "", 166, ""],
])  # fmt: skip


def send(page, content: bytes, name: str, *, kind="Danh mục sổ hộ tịch"):
    page.goto("/nhap-tep/")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("Tệp Excel hoặc CSV").set_input_files({"name": name, "mimeType": EXCEL, "buffer": content})
    page.get_by_role("button", name="Kiểm tra tệp").click()


def mended(content: bytes) -> bytes:
    """As a clerk does it in Excel: each red cell is put right, the total too."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    told = {cell.coordinate: cell.comment.text for row in page for cell in row if cell.comment}
    assert set(told) == {"B7", "E8", "G8", "G9"}
    assert "Không có loại sổ này" in told["B7"]
    page["B7"], page["E8"], page["G8"], page["G9"] = "KH", 2002, 15, 180
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_upload_marked_mend_confirm_take_back(page, sign_in, official, phuoc_son, check_accessibility, screenshot):
    sign_in(page, official)
    send(page, FAULTY, "so phuoc son.xlsx")
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi gì")
    check_accessibility(page)
    screenshot(page, "import-faulty")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp đã đánh dấu").click()
    assert download.value.suggested_filename == "so phuoc son-danh-dau.xlsx"
    with open(download.value.path(), "rb") as file:
        content = mended(file.read())
    send(page, content, "so phuoc son-danh-dau.xlsx")
    expect(page.get_by_role("heading", name="Tệp đúng, chờ xác nhận")).to_be_visible()
    expect(page.get_by_role("row", name="Phước Sơn Cộng xã ■ Dân cư Phải nhập 0 +180 180")).to_be_visible()
    check_accessibility(page)
    screenshot(page, "import-preview")
    page.get_by_role("button", name="Ghi tất cả").click()
    expect(page.get_by_text("✓ Đã ghi.", exact=True)).to_be_visible()
    assert Book.objects.filter(commune=phuoc_son).real().count() == 3
    page.get_by_role("link", name="Rút lại cả tệp này").click()
    expect(page.get_by_role("row", name="Phước Sơn Cộng xã ■ Dân cư Phải nhập 180")).to_be_visible()
    page.get_by_label("Lý do rút lại").fill("Gửi nhầm tệp của thị trấn Diêu Trì")
    check_accessibility(page)
    screenshot(page, "import-take-back")
    page.get_by_role("button", name="Rút lại tệp").click()
    expect(page.get_by_text("↶ N.V.A đã rút lại tệp này")).to_contain_text("Gửi nhầm tệp của thị trấn Diêu Trì")
    assert Book.objects.filter(commune=phuoc_son).real().count() == 0
    page.goto("/nhap-tep/")
    states = page.locator("td[data-label='Kết quả']").all_inner_texts()
    assert [text.split(" ", 1)[1] for text in states] == ["Đã rút lại", "Còn lỗi"]
    check_accessibility(page)
    screenshot(page, "imports-list")


def test_a_file_refused_as_a_whole_leaves_the_form_and_stands_in_the_list(page, complaints, sign_in, official):
    sign_in(page, official)
    complaints.expect(400)
    send(page, b"%PDF-1.7 not a workbook", "bao cao.xlsx")
    expect(page.get_by_role("alert")).to_contain_text("Không tìm thấy bảng")
    expect(page.get_by_label("Danh mục sổ hộ tịch")).to_be_checked()
    expect(page.locator("td[data-label='Kết quả']")).to_have_text("✕ Còn lỗi")
    send(page, FAULTY, "so.xlsx")  # the page that came as an answer works like any other
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi gì")
    assert set(ImportRun.objects.values_list("state", flat=True)) == {ImportState.REFUSED}


def test_a_connection_cut_while_sending_leaves_nothing_and_can_be_tried_again(page, sign_in, official):
    sign_in(page, official)
    page.goto("/nhap-tep/")
    page.get_by_label("Danh mục sổ hộ tịch").check()
    page.get_by_label("Tệp Excel hoặc CSV").set_input_files({"name": "a.xlsx", "mimeType": EXCEL, "buffer": FAULTY})
    page.route("**/nhap-tep/", lambda route: route.abort("connectionreset"), times=1)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    expect(page.get_by_text("Chưa gửi được: mất kết nối.")).to_be_visible()
    assert ImportRun.objects.count() == 0
    page.get_by_role("button", name="Kiểm tra tệp").click()  # the file is still chosen
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi gì")


@pytest.mark.parametrize("width", [360, 1440])
def test_opening_figures_are_allotted(page, sign_in, official, phuoc_son, check_accessibility, screenshot, width):
    batch = make_opening(phuoc_son, by=official, to_enter=300, entered=170)
    for number in ("1", "2"):
        Book.objects.create(commune=phuoc_son, kind="KS", number=number, opened=1998)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, official)
    page.goto(f"/so-cai/phieu/{batch.pk}/")
    page.get_by_role("link", name="Phân về từng quyển").click()
    page.get_by_label("Đã nhập, Khai sinh 01/1998").fill("100")
    page.get_by_label("Phải nhập, Khai sinh 01/1998").fill("120")
    expect(page.locator("[data-rest=e]")).to_have_text("70")
    expect(page.locator("[data-rest=t]")).to_have_text("180")
    check_accessibility(page)
    screenshot(page, f"allot-at-{width}", widths=(width,))
    page.get_by_role("button", name="Ghi phân bổ").click()
    expect(page.get_by_text("Đã phân số đầu kỳ về từng quyển")).to_be_visible()
