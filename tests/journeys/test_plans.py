"""Kế hoạch in a real browser: drawn up from the proposal, sent, returned with words, sent again, accepted, on paper."""

import pytest
from playwright.sync_api import expect

from communes.models import Plan, PlanState
from tests.factories import make_book, record


@pytest.fixture
def book(live_server, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 30, by=official)
    return book


def at_widths(page, check, *widths) -> None:
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        check(page)


def test_a_plan_from_proposal_to_paper(
    new_page, complaints, sign_in, official, justice_office, book, check_accessibility, screenshot
):
    complaints.expect(400)
    page = sign_in(new_page(), official)
    page.get_by_role("link", name="Kế hoạch", exact=True).click()
    page.get_by_role("link", name="Lập kế hoạch").click()
    page.get_by_label("■ Dân cư").check()
    page.get_by_label("Đến hết ngày (không bắt buộc)").fill("17/3/2024")
    page.get_by_role("button", name="Xem đề xuất").click()
    expect(page.locator("[data-sum]")).to_have_text("870")
    page.get_by_label("Chỉ tiêu 05/3 – 10/3/2024").fill("1000000000")
    page.get_by_role("button", name="Lưu bản đang soạn").click()
    expect(page.locator(".error-summary")).to_contain_text("Chỉ tiêu là số nguyên từ 0 đến 1.000.000")
    at_widths(page, check_accessibility, 360, 1440)
    page.get_by_label("Chỉ tiêu 05/3 – 10/3/2024").fill("400")
    expect(page.locator("[data-sum]")).to_have_text("883")
    screenshot(page, "new-plan")
    page.get_by_role("button", name="Lưu bản đang soạn").click()
    page.get_by_role("button", name="Gửi huyện duyệt").click()
    expect(page.locator("p[role=status]").first).to_have_text("Đã gửi huyện duyệt.")

    district = sign_in(new_page(), justice_office)
    district.goto("/ke-hoach/")
    at_widths(district, check_accessibility, 360, 1440)
    screenshot(district, "plans")
    district.get_by_role("link", name="Theo tuần, 05/3/2024 – 17/3/2024").click()
    district.get_by_role("button", name="Trả lại xã").click()
    expect(district.locator(".error-summary")).to_contain_text("Ghi lý do trả lại")
    district.get_by_label("Ý kiến của huyện").fill("Tuần 11 giao thêm cho đủ 900")
    district.get_by_role("button", name="Trả lại xã").click()
    expect(district.locator("p[role=status]").first).to_have_text("Đã trả lại kế hoạch.")

    page.reload()
    expect(page.locator("main")).to_contain_text("Tuần 11 giao thêm cho đủ 900")
    page.get_by_label("Chỉ tiêu kỳ bắt đầu 11/03/2024").fill("500")
    expect(page.locator("[data-sum]")).to_have_text("900")
    page.get_by_role("button", name="Lưu chỉ tiêu").click()
    page.get_by_role("button", name="Gửi huyện duyệt").click()
    expect(page.locator("p[role=status]").first).to_have_text("Đã gửi huyện duyệt.")

    district.reload()
    district.get_by_role("button", name="Chấp nhận kế hoạch").click()
    expect(district.locator("p[role=status]").first).to_have_text("Đã chấp nhận kế hoạch.")
    at_widths(district, check_accessibility, 360, 1440)
    screenshot(district, "plan")
    with district.expect_download() as download:
        district.get_by_role("link", name="Tải Word").click()
    assert download.value.suggested_filename.startswith("ke-hoach-21970-2024-03-05")
    assert Plan.objects.get().state == PlanState.ACCEPTED


def test_a_campaign_changes_the_next_proposal(
    new_page, sign_in, justice_office, official, book, check_accessibility, screenshot
):
    district = sign_in(new_page(), justice_office)
    district.goto("/ke-hoach/lich/")
    at_widths(district, check_accessibility, 360, 1440)
    screenshot(district, "calendar")
    district.get_by_role("link", name="Các đợt huy động").first.click()
    district.get_by_role("link", name="Thêm đợt").click()
    district.get_by_label("Tên đợt").fill("Cao điểm định danh mức độ 2")
    district.get_by_label("Từ ngày").fill("11/3/2024")
    district.get_by_label("Đến hết ngày").fill("15/3/2024")
    district.get_by_label("Sức làm còn lại (%)").fill("0")
    check_accessibility(district)
    district.get_by_role("button", name="Thêm đợt").click()
    expect(district.locator("main")).to_contain_text("Cao điểm định danh mức độ 2")
    check_accessibility(district)

    page = sign_in(new_page(), official)
    page.goto("/ke-hoach/moi/?programme=population_db&period=week&from_on=05/3/2024&to_on=17/3/2024")
    expect(page.get_by_label("Chỉ tiêu 05/3 – 10/3/2024")).to_have_value("870")
    expect(page.get_by_label("Chỉ tiêu 11/3 – 17/3/2024")).to_have_value("0")
    expect(page.locator("main")).to_contain_text("Cao điểm định danh mức độ 2")
