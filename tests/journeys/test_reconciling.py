"""A gap from the extract to the ledger: found, the commune asked, its answer read, the line put right, agreed."""

import datetime as dt

import pytest
from docx import Document
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
    office.get_by_role("link", name="Phát hiện", exact=True).click()
    expect(office.locator("#main")).to_contain_text("Chưa tìm lần nào.")
    office.get_by_role("button", name="Tìm phát hiện").click()
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
    commune.get_by_label("Trả lời của xã").fill("Gõ thừa một số 0, đúng là 46")
    commune.get_by_label("Số văn bản").fill("15/CV-UBND")
    commune.get_by_role("button", name="Đề xuất điều chỉnh như trên").click()
    expect(commune.locator(".sub")).to_contain_text("đã giải trình")
    check_accessibility(commune)
    screenshot(commune, "finding-proposed")

    office.goto(address)
    expect(office.get_by_role("region", name="Xã đề xuất")).to_contain_text("Gõ thừa một số 0, đúng là 46")
    office.get_by_role("button", name="Chấp nhận đề xuất của xã").click()
    expect(office.locator(".sub")).to_contain_text("đã sửa")
    check_accessibility(office)
    screenshot(office, "finding")
    office.goto("/doi-chieu/")
    row = office.get_by_role("row", name="Xã Phước Sơn")
    expect(row).not_to_contain_text("▲")
    expect(row).to_contain_text("03/3/2024")
    office.goto("/tong-quan/?den-ngay=03/3/2024")
    expect(office.get_by_role("row", name="Xã Phước Sơn")).to_contain_text("đối chiếu đến 03/3/2024")
    office.goto("/bao-cao/?den-ngay=03/3/2024")
    expect(office.locator("#main")).to_contain_text("số liệu của 01 đơn vị đã đối chiếu khớp")


def test_what_others_have_wrong_becomes_a_letter(
    new_page, complaints, sign_in, justice_office, official, phuoc_son, check_accessibility, screenshot
):
    complaints.expect(400)
    book = make_book(phuoc_son, by=official, count=9_000)
    record(book, 46, by=official, work_date=TYPED_WRONG)
    extracted(phuoc_son, by=justice_office, births=40)
    office = sign_in(new_page(), justice_office)
    office.goto("/doi-chieu/phat-hien/")
    office.get_by_role("button", name="Tìm phát hiện").click()
    office.get_by_role("row", name="Xã Phước Sơn").get_by_role("link").first.click()
    office.get_by_label("Lời hỏi hoặc lý do").fill("Công an tỉnh tính thiếu ngày 21/02/2024")
    office.get_by_role("button", name="Đề nghị nơi gửi điều chỉnh").click()
    office.get_by_role("link", name="Đề nghị điều chỉnh", exact=True).click()
    check_accessibility(office)
    screenshot(office, "requests")
    with office.expect_download() as download:
        office.get_by_role("button", name="Soạn công văn (Word)").click()
    cells = [cell.text for table in Document(download.value.path()).tables for row in table.rows for cell in row.cells]
    assert {"Xã Phước Sơn", "40", "46", "+6", "Công an tỉnh tính thiếu ngày 21/02/2024"} <= set(cells)
    office.get_by_role("button", name="Ghi là đã gửi").click()
    expect(office.locator(".error-summary")).to_contain_text("Ghi số công văn đã gửi.")
    office.get_by_label("Số công văn đã gửi").fill("36/UBND-TP")
    office.get_by_role("button", name="Ghi là đã gửi").click()
    expect(office.locator("#main")).to_contain_text("Không có đề nghị nào")
    office.goto("/bao-cao/")
    expect(office.locator("#main")).to_contain_text("Công văn số 36/UBND-TP")
    office.goto("/doi-chieu/de-nghi/?tinh-trang=cho-tra-loi")
    office.get_by_role("link", name="Xã Phước Sơn").click()
    office.get_by_label("Kết quả").select_option(label="đã điều chỉnh")
    office.get_by_label("Ngày trả lời").fill("04/3/2024")
    office.get_by_role("button", name="Ghi", exact=True).click()
    expect(office.locator(".tiles")).to_contain_text("đã điều chỉnh")
    check_accessibility(office)
    screenshot(office, "request")


def test_a_round_is_opened_answered_and_told_by_the_report(
    new_page, complaints, sign_in, justice_office, official, phuoc_son, check_accessibility, screenshot
):
    complaints.expect(400)
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=TYPED_WRONG)
    office = sign_in(new_page(), justice_office)
    office.goto("/doi-chieu/dot/")
    check_accessibility(office)
    screenshot(office, "rounds")
    office.get_by_label("Tên đợt").fill("Rà soát tháng 02")
    office.get_by_label("Số liệu đến hết ngày").fill("03/3/2024")
    office.get_by_label("Trả lời chậm nhất").fill("01/3/2024")
    office.get_by_role("button", name="Mở đợt cho mọi xã").click()
    expect(office.locator(".error-summary")).to_contain_text("Hạn trả lời đã qua.")
    office.get_by_label("Trả lời chậm nhất").fill("08/3/2024")
    office.get_by_role("button", name="Mở đợt cho mọi xã").click()
    address = office.url

    commune = sign_in(new_page(), official)
    expect(commune.get_by_role("region", name="Đối chiếu: chờ xã trả lời")).to_contain_text("Rà soát tháng 02")
    check_accessibility(commune)
    screenshot(commune, "asked")
    commune.get_by_role("link", name="trả lời chậm nhất").click()
    commune.get_by_role("radio", name="còn lệch").check()
    commune.get_by_role("button", name="Gửi trả lời").click()
    expect(commune.locator(".error-summary")).to_contain_text("Nêu số nào còn lệch.")
    commune.get_by_label("Số nào còn lệch").fill("Khai sinh thừa 40")
    check_accessibility(commune)
    commune.get_by_role("button", name="Gửi trả lời").click()
    expect(commune.get_by_role("row", name="Xã Phước Sơn")).to_contain_text("còn lệch")
    commune.goto("/nhap-lieu/")
    expect(commune.get_by_role("region", name="Đối chiếu: chờ xã trả lời")).to_have_count(0)

    office.goto(address)
    expect(office.locator(".verdict")).to_contain_text("01 trong 13 xã, thị trấn đã trả lời, 01 còn lệch.")
    check_accessibility(office)
    screenshot(office, "round")
    office.get_by_text("Đóng đợt rà soát…").click()
    check_accessibility(office)
    office.get_by_role("button", name="Đóng đợt").click()
    expect(office.locator("#main")).to_contain_text("0 xã đúng, 1 còn lệch, 12 chưa trả lời")
    office.goto("/bao-cao/")
    expect(office.locator("#main")).to_contain_text("Đợt rà soát số liệu đến ngày 03/3/2024")


def test_a_number_to_enter_is_disputed_and_put_right_book_by_book(
    new_page, complaints, sign_in, justice_office, official, phuoc_son, check_accessibility, screenshot
):
    complaints.expect(400)
    book = make_book(phuoc_son, by=official, count=900)
    commune = sign_in(new_page(), official)
    commune.goto("/nhap-lieu/")
    commune.get_by_role("link", name="Đối chiếu", exact=True).click()
    commune.get_by_role("link", name="Nêu số phải nhập chưa thống nhất").click()
    commune.get_by_label("Nơi có số khác").select_option(label="Sở Tư pháp")
    commune.get_by_label("Số phải nhập của nơi ấy").fill("900")
    commune.get_by_label("Căn cứ của từng số").fill("Sở giao theo danh sách năm 2022")
    commune.get_by_role("button", name="Ghi phát hiện").click()
    expect(commune.locator(".error-summary")).to_contain_text("hai số đã thống nhất")
    commune.get_by_label("Số phải nhập của nơi ấy").fill("884")
    check_accessibility(commune)
    screenshot(commune, "dispute")
    commune.get_by_role("button", name="Ghi phát hiện").click()
    expect(commune.locator("#main")).to_contain_text(
        "Sổ cái ghi 900 trường hợp khai sinh phải nhập, Sở Tư pháp ghi 884."
    )
    address = commune.url
    commune.get_by_role("link", name="Đề xuất từng quyển").click()
    commune.get_by_label(f"{book.label}, Dân cư").fill("884")
    commune.get_by_label("Trả lời của xã").fill("Đếm lại sổ gốc, thừa 16 trường hợp")
    check_accessibility(commune)
    screenshot(commune, "finding-books")
    commune.get_by_role("button", name="Gửi đề xuất").click()

    office = sign_in(new_page(), justice_office)
    office.goto(address)
    expect(office.get_by_role("region", name="Xã đề xuất")).to_contain_text("thừa 16 trường hợp")
    office.get_by_role("button", name="Chấp nhận đề xuất của xã").click()
    expect(office.locator(".sub")).to_contain_text("đã sửa")
    office.goto("/tong-quan/")
    expect(office.get_by_role("row", name="Xã Phước Sơn")).to_contain_text("884")
