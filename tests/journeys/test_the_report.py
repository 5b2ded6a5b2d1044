"""The whole way of a report in the browser: draft, a false number, the guard, issue, correction, restatement."""

import datetime as dt
import io

import docx
import pytest
from playwright.sync_api import expect

from communes.formatting import format_count
from communes.models import Commune, Programme
from entries.correcting import correct_batch
from entries.posting import Line
from reports.models import Report
from tests.factories import make_book, record


@pytest.fixture
def work(justice_office):
    """Two communes with books; the batch that will turn out to be wrong."""
    for name, count, entered in (("Phước An", 300, 120), ("Phước Sơn", 500, 90)):
        book = make_book(Commune.objects.get(name=name), by=justice_office, count=count)
        batch = record(book, entered, by=justice_office, work_date=dt.date(2024, 2, 19))
    return book, batch


@pytest.mark.django_db(transaction=True)
def test_from_the_draft_to_the_next_reports_restatement(
    work, justice_office, page, sign_in, complaints, check_accessibility, screenshot
):
    book, batch = work
    sign_in(page, justice_office)
    page.goto("/bao-cao/?den-ngay=2024-02-20")
    page.get_by_role("button", name="Soạn và phát hành").click()
    expect(page.get_by_role("heading", name="Báo cáo tiến độ tính đến 20/02/2024")).to_be_visible()
    check_accessibility(page)

    # a false number, typed on the paper itself and kept by itself
    whole = page.locator('[data-part="progress.whole"]')
    whole.hover()
    whole.get_by_role("link", name="Sửa").click()
    words = page.get_by_role("textbox", name="Câu chữ")
    expect(words).to_be_focused()
    expect(words).to_contain_text("210/800")
    words.press("Control+End")
    page.keyboard.type(" Riêng tuần qua nhập 987 trường hợp.")
    expect(page.get_by_text("Đã tự lưu lúc")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(whole.locator("mark.doubt")).to_have_text("987")
    expect(page.locator("[data-draft-state]")).to_contain_text("1 chỗ cần xem")
    expect(page.locator(".doubts")).to_contain_text("1 chỗ cần xem trước khi phát hành")
    check_accessibility(page)
    screenshot(page, "bao-cao-so-mo-coi")

    # the guard holds it back
    page.get_by_role("link", name="Phát hành…").click()
    expect(page.get_by_text("“987”").first).to_be_visible()
    page.get_by_label("Số", exact=True).fill("9")
    complaints.expect(400)
    page.get_by_role("button", name="Phát hành").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn 01 chỗ cần xem")
    check_accessibility(page)

    # mended with a figure from the list, and out it goes
    page.get_by_role("link", name="“987”").click()
    whole.hover()
    whole.get_by_role("link", name="Sửa").click()
    page.get_by_role("button", name="Theo số liệu").click()
    expect(page.locator("[data-draft-state]")).to_contain_text("mọi con số khớp sổ cái")
    expect(page.locator(".doubts")).to_have_count(0)
    page.get_by_role("link", name="Phát hành…").click()
    page.get_by_label("Số", exact=True).fill("9")
    page.get_by_role("button", name="Phát hành").click()
    expect(page.get_by_text("✓ Đã phát hành")).to_be_visible()
    check_accessibility(page)
    screenshot(page, "bao-cao-da-phat-hanh")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Tải Word").click()
    issued = caught.value.path().read_bytes()
    assert "Số: 09/BC-UBND" in "\n".join(
        cell.text for row in docx.Document(io.BytesIO(issued)).tables[0].rows for cell in row.cells
    )

    # an entry turns out to be wrong: the paper stays, the next one says so
    correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, 70),), reason="Đếm trùng", by=justice_office)
    report = Report.objects.get()
    assert bytes(report.files.get(name="bao-cao-2024-02-20.docx").content) == issued
    page.goto("/bao-cao/?den-ngay=2024-03-03")
    page.get_by_role("button", name="Soạn và phát hành").click()
    restated = page.get_by_role("table", name="Điều chỉnh số liệu đã báo cáo")
    row = restated.get_by_role("row").filter(has_text="Xã Phước Sơn")
    expect(row).to_contain_text("Đếm trùng")
    for figure in (90, "−20", 70):
        expect(row).to_contain_text(str(figure))
    expect(page.locator('[data-part="restated.lead"]')).to_contain_text(
        f"từ {format_count(210)} thành {format_count(190)}"
    )
    check_accessibility(page)
    screenshot(page, "bao-cao-dieu-chinh")

    # what changed from one to the other, and where each figure comes from
    page.get_by_role("link", name="So với báo cáo khác").click()
    expect(page.get_by_role("heading", name="Câu chữ")).to_be_visible()
    check_accessibility(page)
    page.goto(f"/bao-cao/ma/?ma={report.code}")
    expect(page.get_by_role("heading", name="Nguồn của từng con số")).to_be_visible()
    page.get_by_role("row", name="Đã nhập, mọi loại sổ, toàn huyện").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Sổ cái")).to_be_visible()
    expect(page.locator("main")).to_contain_text("210")
