"""Logging in: five failures lock, a closed account is told, the first password is changed before anything else."""

import pytest
from axes.utils import reset
from django.contrib.auth.models import AnonymousUser

from communes.models import User
from tests.conftest import PASSWORD
from tests.forms import fields_of


@pytest.fixture
def lock(settings, db):
    """The lock of production, empty."""
    settings.AXES_ENABLED = True
    reset()
    yield
    reset()


def sign_in(client, username="xa.phuocson", password=PASSWORD, **more):
    return client.post("/dang-nhap/", {"username": username, "password": password, "next": ""} | more)


def words(response) -> str:
    return response.content.decode()


# ------------------------------------------------------------------ in and out
def test_in_and_out_again(client, official):
    assert sign_in(client).url == "/"
    assert client.get("/", follow=True).redirect_chain == [("/nhap-lieu/", 302)]
    assert "N.V.A" in words(client.get("/nhap-lieu/"))
    assert client.post("/dang-xuat/").url == "/dang-nhap/"
    assert client.get("/nhap-lieu/").url == "/dang-nhap/?next=/nhap-lieu/"


def test_who_is_in_is_not_asked_again(client, official):
    client.force_login(official)
    assert client.get("/dang-nhap/").url == "/"


def test_logging_in_leads_back_to_the_page_that_was_asked_for(client, official):
    asked = client.get("/so-cai/?xa=21970", follow=True)
    assert fields_of(asked)["next"] == "/so-cai/?xa=21970"
    assert sign_in(client, next="/so-cai/?xa=21970").url == "/so-cai/?xa=21970"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"])
def test_it_never_leads_to_another_site(client, official, target):
    assert sign_in(client, next=target).url == "/"


@pytest.mark.parametrize(
    ("username", "password"),
    [("xa.phuocson", "sai"), ("khong.co", PASSWORD), ("", ""), ("xa.phuocson", ""), ("\x00", "\x00"), ("x" * 500, "x")],
)
def test_a_wrong_name_or_password_is_told_without_saying_which(client, official, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 400
    assert "đã khóa" not in words(response) and "Đăng nhập" in words(response)
    assert "_auth_user_id" not in client.session


def test_the_words_for_a_wrong_password_and_the_name_stays_typed(client, official):
    response = sign_in(client, password="sai")
    assert "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra Caps Lock và bộ gõ tiếng Việt" in words(response)
    assert fields_of(response)["username"] == "xa.phuocson"


# ------------------------------------------------------------------ closed accounts
@pytest.fixture
def closed(official) -> User:
    official.is_active = False
    official.save()
    return official


def test_a_closed_account_is_told_so(client, closed):
    response = sign_in(client)
    assert response.status_code == 400
    assert "Tài khoản này đã khóa. Liên hệ Phòng Tư pháp huyện để mở lại." in words(response)


def test_whoever_does_not_know_the_password_learns_nothing_of_the_account(client, closed):
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in words(sign_in(client, password="sai"))


def test_closing_an_account_ends_its_sessions(client, official):
    client.force_login(official)
    User.objects.filter(pk=official.pk).update(is_active=False)
    assert client.get("/nhap-lieu/").status_code == 302
    assert client.post("/nhap-lieu/", {"worked_by": "N.V.A"}).status_code == 401


# ------------------------------------------------------------------ the lock
def test_five_failures_lock_the_account_on_this_machine(client, official, lock):
    answers = [sign_in(client, password="sai").status_code for _ in range(5)]
    assert answers == [400, 400, 400, 400, 429]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "Đã gõ sai 5 lần nên tài khoản này tạm khóa 15 phút trên máy này." in words(locked)
    assert "_auth_user_id" not in client.session


def test_a_lock_is_for_one_account_on_one_machine(client, official, neighbour, lock):
    for _ in range(5):
        sign_in(client, password="sai")
    assert sign_in(client, "xa.phuochoa").status_code == 302
    client.post("/dang-xuat/")
    elsewhere = client.post(
        "/dang-nhap/", {"username": "xa.phuocson", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9"
    )  # fmt: skip
    assert elsewhere.status_code == 302


def test_success_forgets_the_failures_before(client, official, lock):
    for _ in range(4):
        sign_in(client, password="sai")
    assert sign_in(client).status_code == 302
    client.post("/dang-xuat/")
    assert [sign_in(client, password="sai").status_code for _ in range(4)] == [400] * 4


def test_the_administrators_own_log_in_is_locked_too(client, administrator, lock):
    data = {"username": "quantri", "password": "sai"}
    assert [client.post("/quan-tri/login/", data).status_code for _ in range(5)][-1] == 429
    assert client.post("/quan-tri/login/", data | {"password": PASSWORD}).status_code == 429


# ------------------------------------------------------------------ passwords
@pytest.fixture
def newcomer(client, official) -> User:
    official.must_change_password = True
    official.save()
    client.force_login(official)
    return official


@pytest.mark.parametrize("path", ["/", "/nhap-lieu/", "/so-cai/", "/tong-quan/", "/bao-cao/phu-luc/", "/tai-khoan/"])
def test_until_the_first_password_is_changed_every_page_asks_for_it(client, newcomer, path):
    assert client.get(path).url == "/doi-mat-khau/"
    assert client.post(path, {"x": "1"}).url == "/doi-mat-khau/"


def test_the_first_password_also_stands_before_the_administrators_desk(client, administrator):
    User.objects.filter(pk=administrator.pk).update(must_change_password=True)
    client.force_login(administrator)
    assert client.get("/quan-tri/").url == "/doi-mat-khau/"


def change(client, new="so-ho-tich-1998", old=PASSWORD, again=None):
    fields = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/doi-mat-khau/", fields)


def test_the_first_password_is_changed_once(client, newcomer):
    assert "Đây là lần đăng nhập đầu tiên." in words(client.get("/doi-mat-khau/"))
    assert change(client).url == "/"
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert client.get("/nhap-lieu/").status_code == 200  # still logged in
    client.post("/dang-xuat/")
    assert (sign_in(client).status_code, sign_in(client, password="so-ho-tich-1998").status_code) == (400, 302)


def test_a_newcomer_may_leave(client, newcomer):
    assert client.post("/dang-xuat/").url == "/dang-nhap/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"old": "sai"},
        {"new": "ngan"},
        {"new": "1234567890"},
        {"new": "xa.phuocson1"},
        {"new": "password123"},
        {"again": "so-ho-tich-1999"},
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_words(client, newcomer, wrong):
    response = change(client, **wrong)
    assert response.status_code == 400
    assert 'class="error"' in words(response)
    newcomer.refresh_from_db()
    assert newcomer.must_change_password and newcomer.check_password(PASSWORD)


# ------------------------------------------------------------------ the signed-in user
def test_the_user_comes_with_commune_and_district_in_one_query(client, official, django_assert_num_queries):
    client.force_login(official)
    client.get("/tai-khoan/")
    with django_assert_num_queries(2):  # session, user
        client.get("/tai-khoan/")


def test_the_health_page_needs_no_log_in_and_tells_the_database(client, db):
    answer = client.get("/suc-khoe/")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["time"].startswith("2024-03-04T")
    assert isinstance(answer.wsgi_request.user, AnonymousUser)
