"""The pictures of README and user guide, taken from the program itself on the sample data.

They land under var/screens on each run; `make pictures` copies them to docs/hinh.
"""

import io

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from communes.models import User

pytestmark = pytest.mark.looks


@pytest.fixture
def sample(live_server):
    call_command("load_sample", stdout=io.StringIO())


def test_pictures_of_the_guide(sample, new_page, sign_in, screenshot, check_accessibility):
    office = sign_in(new_page(), User.objects.get(username="tuphap"))
    for path, name in (
        ("/tong-quan/?den-ngay=2024-03-03", "huong-dan-tong-quan"),
        ("/so-cai/", "huong-dan-so-cai"),
        ("/so-ho-tich/?xa=21970", "huong-dan-so-ho-tich"),
        ("/bao-cao/?den-ngay=2024-03-03", "huong-dan-bao-cao"),
        ("/bao-cao/phu-luc/?den-ngay=2024-03-03", "huong-dan-phu-luc"),
        ("/doi-chieu/", "huong-dan-doi-chieu"),
        ("/doi-chieu/phat-hien/", "huong-dan-phat-hien"),
        ("/doi-chieu/trich-xuat/moi/?chuong-trinh=dan-cu", "huong-dan-go-trich-xuat"),
        ("/nhap-tep/", "huong-dan-nhap-tep"),
        ("/tai-khoan/", "huong-dan-tai-khoan"),
        ("/doi-mat-khau/", "huong-dan-doi-mat-khau"),
        ("/so-ho-tich/them/", "huong-dan-them-so"),
    ):
        office.goto(path)
        for width in (360, 768, 1440):
            office.set_viewport_size({"width": width, "height": 900})
            check_accessibility(office)
        screenshot(office, name, whole="so-" not in name and "doi-chieu" not in name)

    phuoc_son = User.objects.get(username="xa.phuocson")
    member = phuoc_son.commune.staff.first()
    commune = sign_in(new_page(), phuoc_son)
    commune.get_by_label("Ca 2 (14–22 giờ)").check()
    commune.get_by_label("Máy 2 (mới, chuyên dùng)").check()
    commune.get_by_label("Người nhập").fill(member.name)
    commune.locator("#id_line-0-book").fill("khai sinh 1998")
    expect(commune.locator("li[role=option]").first).to_be_visible()
    check_accessibility(commune)
    screenshot(commune, "huong-dan-nhap-lieu", (1440,))
    commune.locator("#id_line-0-book").press("Escape")
    screenshot(commune, "huong-dan-nhap-lieu-dien-thoai", (360,))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_legible_in_light_and_dark(sample, new_page, sign_in, screenshot, check_accessibility, scheme):
    page = sign_in(new_page(color_scheme=scheme), User.objects.get(username="xa.phuocson"))
    for path, name in (
        ("/nhap-lieu/", "nhap-lieu"),
        ("/so-cai/", "so-cai"),
        ("/so-ho-tich/", "so-ho-tich"),
        ("/tong-quan/", "tong-quan"),
        ("/bao-cao/phu-luc/", "phu-luc"),
        ("/nhap-tep/", "nhap-tep"),
    ):
        page.goto(path)
        check_accessibility(page)
        screenshot(page, f"{name}-{scheme}", (1440,))
