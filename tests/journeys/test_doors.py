"""The pages in front of the work: logging in, first password, and what people see when a door stays shut."""

import pytest
from playwright.sync_api import expect

from entries.models import Batch
from tests.conftest import PASSWORD, make_user
from tests.factories import make_book, record

pytestmark = pytest.mark.looks

NEW_PASSWORD = "so-ho-tich-1998"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_log_in_page_and_the_shut_doors_are_accessible(
    page, complaints, sign_in, official, live_server, check_accessibility, screenshot, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/dang-nhap/")
    check_accessibility(page)
    screenshot(page, "sign-in", (width,))
    complaints.expect(400, 403, 404)
    page.get_by_label("Tên đăng nhập").fill(official.username)
    page.get_by_label("Mật khẩu").fill("không đúng")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value(official.username)
    check_accessibility(page)
    sign_in(page, official)
    for path, title in (("/bao-cao/", "Không được phép"), ("/khong-co/", "Không tìm thấy")):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        check_accessibility(page)


def test_a_first_password_is_changed_before_anything_else(page, phuoc_son, live_server, check_accessibility):
    newcomer = make_user("xa.phuocson2", "commune", phuoc_son, must_change_password=True)
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(newcomer.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    page.goto("/so-cai/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    check_accessibility(page)
    page.locator("#id_old_password").fill(PASSWORD)
    page.locator("#id_new_password1").fill(NEW_PASSWORD)
    page.locator("#id_new_password2").fill(NEW_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu nhập ca này")


def test_a_batch_of_another_commune_is_a_page_that_does_not_exist(
    page, complaints, sign_in, official, neighbour, phuoc_son, live_server
):
    record(make_book(phuoc_son, by=official), 46, by=official)
    sign_in(page, neighbour)
    complaints.expect(404)
    for path in ("", "dieu-chinh/"):
        page.goto(f"/so-cai/phieu/{Batch.objects.get(kind='shift').pk}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy")
