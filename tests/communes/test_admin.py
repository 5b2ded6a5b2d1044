"""The administrator's desk: accounts begin with a password that must be changed, and nothing is deleted."""

import re

import pytest
from django.urls import reverse

from communes.models import Book, Commune, District, Role, User
from tests.conftest import make_user
from tests.factories import make_book
from tests.pages import text_of

FIRST_PASSWORD = "mat-khau-dau-tien"


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def new_account(desk, **changes):
    fields = {
        "username": "xa.moi", "password1": FIRST_PASSWORD, "password2": FIRST_PASSWORD,
        "full_name": "N.V.M", "role": "commune", "district": "", "commune": Commune.objects.get(name="Phước An").pk,
    }  # fmt: skip
    return desk.post(reverse("admin:communes_user_add"), fields | changes)


def test_a_new_account_must_change_its_first_password(desk, client):
    assert new_account(desk).status_code == 302
    account = User.objects.get(username="xa.moi")
    assert (account.must_change_password, account.role, account.commune.name) == (True, Role.COMMUNE, "Phước An")
    assert account.district == District.objects.get()
    client.post("/dang-xuat/")
    client.post("/dang-nhap/", {"username": "xa.moi", "password": FIRST_PASSWORD})
    assert client.get("/nhap-lieu/").url == "/doi-mat-khau/"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"commune": ""}, "Cán bộ xã phải gắn với một xã, thị trấn; vai trò khác thì để trống."),
        ({"role": "district"}, "Cán bộ xã phải gắn với một xã, thị trấn; vai trò khác thì để trống."),
        ({"role": "district", "commune": ""}, "Chọn huyện của tài khoản."),
        ({"role": "observer", "commune": ""}, "Chọn huyện của tài khoản."),
        ({"password2": "khac-mat-khau"}, ""),
        ({"username": "quantri"}, ""),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_in_words(desk, changes, words):
    before = User.objects.count()
    response = new_account(desk, **changes)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("role", "opens_the_desk"), [("administrator", True), ("observer", False), ("district", False)]
)
def test_only_an_administrator_gets_to_the_desk(desk, client, role, opens_the_desk):
    district = District.objects.get().pk
    assert new_account(desk, role=role, commune="", district=district).status_code == 302
    account = User.objects.get(username="xa.moi")
    account.must_change_password = False
    account.save()
    client.force_login(account)
    assert (client.get("/quan-tri/").status_code == 200) == opens_the_desk
    assert (client.get("/quan-tri/communes/user/").status_code == 200) == opens_the_desk


def test_closing_an_account_at_the_desk(desk, official):
    address = reverse("admin:communes_user_change", args=[official.pk])
    fields = {"username": "xa.phuocson", "role": "commune", "commune": official.commune_id, "full_name": "N.V.A"}
    assert desk.post(address, fields).status_code == 302
    official.refresh_from_db()
    assert not official.is_active


def test_accounts_and_what_figures_stand_on_are_never_deleted(desk, official, phuoc_son):
    book = make_book(phuoc_son, by=official)
    rows = {
        "user": official, "commune": phuoc_son, "district": phuoc_son.district, "book": book,
        "workstation": phuoc_son.workstations.first(),
    }  # fmt: skip
    for model, row in rows.items():
        assert desk.post(reverse(f"admin:communes_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        desk.post(reverse(f"admin:communes_{model}_changelist"), action)
        assert type(row).objects.filter(pk=row.pk).exists()
    assert Book.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/", "/tai-khoan/", "/so-cai/", "/so-cai/so-cai.csv", "/so-cai/so-cai.xlsx", "/so-ho-tich/", "/tong-quan/",
        "/tong-quan/du-bao/", "/tong-quan/thu-phuong-an/", "/tong-quan/dieu-may/", "/tong-quan/theo-ngay/",
        "/tong-quan/tung-xa/",
        "/tong-quan/so-sanh/", "/tong-quan/xep-hang/", "/tong-quan/toan-tinh/", "/tong-quan/man-hinh/", "/ke-hoach/",
        "/ke-hoach/lich/", "/ke-hoach/dot/",
        "/bao-cao/", "/bao-cao/bao-cao.docx", "/bao-cao/phu-luc/", "/bao-cao/phu-luc.xlsx", "/nhap-tep/", "/nhap-lieu/",
    ],
)  # fmt: skip
def test_an_account_without_a_district_sees_nothing_and_breaks_nothing(client, db, path):
    lost = make_user("lac", Role.ADMINISTRATOR, is_staff=True)
    User.objects.filter(pk=lost.pk).update(district=None)
    client.force_login(lost)
    assert client.get(path).status_code in {200, 302, 403, 404}


def test_the_desk_speaks_vietnamese(desk, official, phuoc_son):
    """Where Django's own translation has gaps: a new account, one that is changed, a list with filters."""
    make_book(phuoc_son, by=official)
    account = reverse("admin:communes_user_change", args=[official.pk])
    for page in (reverse("admin:communes_user_add"), account, "/quan-tri/communes/user/", "/quan-tri/communes/book/"):
        words = re.findall(r"[A-Za-z]{2,}", text_of(desk.get(page)))
        assert {"the", "you", "Show", "Enabled", "Raw", "Reset", "not"} & set(words) == set()
    assert "Không ai xem được mật khẩu đang dùng" in text_of(desk.get(account))
    assert desk.get(reverse("admin:auth_user_password_change", args=[official.pk])).status_code == 200


def test_who_gets_to_the_desk_follows_from_the_role(desk, justice_office):
    page = reverse("admin:communes_user_change", args=[justice_office.pk])
    typed = {"username": justice_office.username, "district": justice_office.district_id, "is_active": "on"}
    for role, reaches in ((Role.ADMINISTRATOR, True), (Role.DISTRICT, False)):
        assert desk.post(page, {**typed, "role": role}).status_code == 302
        justice_office.refresh_from_db()
        assert (justice_office.role, justice_office.is_staff, justice_office.is_superuser) == (role, reaches, reaches)


def test_the_only_administrator_keeps_the_role(desk, administrator, justice_office):
    page = reverse("admin:communes_user_change", args=[administrator.pk])
    typed = {"username": administrator.username, "district": justice_office.district_id, "is_active": "on"}
    refused = desk.post(page, typed | {"role": Role.OBSERVER})
    assert (refused.status_code, "Đây là người quản trị duy nhất" in text_of(refused)) == (200, True)
    make_user("quantri.2", Role.ADMINISTRATOR)
    assert desk.post(page, typed | {"role": Role.OBSERVER}).status_code == 302
    administrator.refresh_from_db()
    assert administrator.role == Role.OBSERVER


def test_a_password_is_set_anew_in_vietnamese(desk, official, client):
    page = reverse("admin:auth_user_password_change", args=[official.pk])
    assert "Password" not in text_of(desk.get(page))
    assert desk.post(page, {"password1": "", "password2": ""}).status_code == 200
    assert desk.post(page, {"password1": FIRST_PASSWORD, "password2": FIRST_PASSWORD}).status_code == 302
    official.refresh_from_db()
    assert official.check_password(FIRST_PASSWORD)
