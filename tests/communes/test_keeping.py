"""Idle sessions end, and what was typed waits, signed, inside the log-in form."""

import time

import pytest
from django.core import signing
from django.test import Client

from communes.keeping import SALT, SESSION_KEY
from entries.models import Batch
from tests.conftest import PASSWORD
from tests.forms import fields_of

TYPED = {
    "worked_by": "N.V.A", "work_date": "04/3/2024", "line-0-book": "KS 3/1998", "line-0-count": "46",
    "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0",
}  # fmt: skip


def idle_for(client, seconds: float) -> None:
    session = client.session
    session["last_seen"] = int(time.time() - seconds)
    session.save()


@pytest.fixture
def inside(client, official, settings):
    settings.IDLE_MINUTES = 30
    client.force_login(official)
    client.get("/nhap-lieu/")
    return client


@pytest.mark.parametrize(("minutes", "is_out"), [(29, False), (30.5, True), (600, True)])
def test_a_session_ends_after_its_idle_minutes(inside, minutes, is_out):
    idle_for(inside, minutes * 60)
    assert inside.get("/nhap-lieu/").status_code == (302 if is_out else 200)


def test_the_time_is_a_setting(inside, settings):
    settings.IDLE_MINUTES = 5
    idle_for(inside, 6 * 60)
    assert inside.get("/nhap-lieu/").url == "/dang-nhap/?next=/nhap-lieu/"


def test_every_request_starts_the_time_anew(inside):
    for _ in range(3):
        idle_for(inside, 20 * 60)
        assert inside.get("/so-cai/").status_code == 200
    assert time.time() - inside.session["last_seen"] < 60


@pytest.mark.parametrize(("minutes", "seconds_before"), [(1, 10), (1, 55), (30, 90)])
def test_who_is_working_is_not_thrown_out_however_short_the_time(inside, settings, minutes, seconds_before):
    settings.IDLE_MINUTES = minutes
    idle_for(inside, seconds_before)
    inside.get("/so-cai/")
    assert time.time() - inside.session["last_seen"] < 5


def test_the_session_is_not_written_on_each_request(inside, django_assert_num_queries):
    idle_for(inside, 40)
    with django_assert_num_queries(2):  # session, user
        inside.get("/tai-khoan/")


def test_a_form_sent_after_the_time_is_kept_and_comes_back(inside, official):
    idle_for(inside, 31 * 60)
    asked = inside.post("/nhap-lieu/", TYPED)
    assert asked.status_code == 401
    assert "Phiên làm việc đã hết. Đăng nhập lại: những gì bạn vừa gõ vẫn còn" in asked.content.decode()
    login = {"username": official.username, "password": PASSWORD, "kept": fields_of(asked)["kept"]}
    back = inside.post("/dang-nhap/", login, follow=True)
    assert back.redirect_chain == [("/nhap-lieu/", 302)]
    assert "Số liệu đã gõ vẫn còn dưới đây" in back.content.decode()
    assert {name: fields_of(back)[name] for name in TYPED} == TYPED


def test_what_was_kept_comes_back_once(inside, official):
    inside.logout()
    kept = fields_of(inside.post("/nhap-lieu/", TYPED))["kept"]
    inside.post("/dang-nhap/", {"username": official.username, "password": PASSWORD, "kept": kept}, follow=True)
    assert fields_of(inside.get("/nhap-lieu/"))["worked_by"] == ""


def test_a_wrong_password_in_between_loses_nothing(inside, official):
    inside.logout()
    kept = fields_of(inside.post("/nhap-lieu/", TYPED))["kept"]
    wrong = inside.post("/dang-nhap/", {"username": official.username, "password": "sai", "kept": kept})
    assert (wrong.status_code, fields_of(wrong)["kept"]) == (400, kept)


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-3] + "abc", lambda kept: "x", lambda kept: kept + ":"])
def test_what_was_tampered_with_is_not_taken(inside, official, spoil):
    inside.logout()
    kept = fields_of(inside.post("/nhap-lieu/", TYPED))["kept"]
    login = {"username": official.username, "password": PASSWORD, "kept": spoil(kept)}
    back = inside.post("/dang-nhap/", login, follow=True)
    assert back.status_code == 200
    assert fields_of(back)["worked_by"] == ""


def test_after_a_day_it_is_not_taken(inside, official, monkeypatch):
    inside.logout()
    kept = fields_of(inside.post("/nhap-lieu/", TYPED))["kept"]
    later = time.time() + 25 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    login = {"username": official.username, "password": PASSWORD, "kept": kept}
    assert inside.post("/dang-nhap/", login).url == "/"


def test_another_persons_form_is_not_shown(inside, official, neighbour):
    inside.logout()
    kept = fields_of(inside.post("/nhap-lieu/", TYPED | {"typed_by": str(official.pk)}))["kept"]
    back = inside.post("/dang-nhap/", {"username": neighbour.username, "password": PASSWORD, "kept": kept}, follow=True)
    assert "Biểu mẫu gõ dở là của tài khoản khác" in back.content.decode()
    assert fields_of(back)["worked_by"] == ""


def test_passwords_and_codes_are_never_kept(client, db):
    secrets = {"old_password": "a", "new_password1": "b", "new_password2": "c", "csrfmiddlewaretoken": "d", "x": "e"}
    kept = fields_of(client.post("/nhap-lieu/", secrets))["kept"]
    assert signing.loads(kept, salt=SALT)["fields"] == {"x": ["e"]}
    assert "kept" not in fields_of(client.post("/doi-mat-khau/", secrets))


RUN = "/nhap-tep/00000000-0000-4000-8000-000000000000/"


@pytest.mark.parametrize(
    ("before", "leads_to"),
    [
        ({"Referer": "http://testserver/so-ho-tich/?tim=a"}, "/so-ho-tich/?tim=a"),
        ({"Referer": f"https://example.com{RUN}"}, "/"),
        ({"Referer": "http://[::1"}, "/"),
        ({}, "/"),
    ],
)
def test_an_act_after_the_time_is_not_done_and_leads_back_to_its_page(inside, official, before, leads_to):
    inside.logout()
    asked = inside.post(f"{RUN}ghi/", headers=before)
    assert (asked.status_code, "kept" in fields_of(asked)) == (401, False)
    assert "việc vừa bấm chưa được thực hiện" in asked.content.decode()
    login = {"username": official.username, "password": PASSWORD, "next": fields_of(asked)["next"]}
    assert inside.post("/dang-nhap/", login).url == leads_to


def test_a_fragment_asks_the_whole_page_to_load_anew(client, db):
    answer = client.get("/nhap-lieu/so/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (401, "true")


# ------------------------------------------------------------------ a page that is older than the last log-in
@pytest.fixture
def strict(official):
    """A browser whose forms need their protection code."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(official)
    browser.get("/nhap-lieu/")
    return browser


HERE = {"origin": "http://testserver"}


def test_a_form_of_an_older_page_is_not_done_and_comes_back(strict):
    back = strict.post("/nhap-lieu/", TYPED | {"csrfmiddlewaretoken": "x" * 64}, headers=HERE, follow=True)
    assert back.redirect_chain == [("/nhap-lieu/", 302)]
    assert "Trang vừa rồi mở từ trước lần đăng nhập gần nhất nên chưa ghi" in back.content.decode()
    assert {name: fields_of(back)[name] for name in TYPED} == TYPED
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("origin", [{}, {"origin": "https://noi-khac.vn"}])
def test_nothing_is_taken_over_from_elsewhere(strict, origin):
    refused = strict.post("/nhap-lieu/", TYPED, headers=origin)
    assert (refused.status_code, "Biểu mẫu đã cũ" in refused.content.decode()) == (403, True)
    assert SESSION_KEY not in strict.session


def test_what_a_colleague_typed_on_this_computer_is_not_given_to_another(strict, justice_office):
    refused = strict.post("/nhap-lieu/", TYPED | {"typed_by": justice_office.pk}, headers=HERE)
    assert (refused.status_code, SESSION_KEY in strict.session) == (403, False)


def test_a_form_of_one_commune_comes_back_to_the_page_of_that_commune(justice_office, phuoc_son):
    """Its page has ?xa=, the form posts to the address without, with the commune in a field."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(justice_office)
    typed = {"xa": phuoc_son.code, "name": "N.V.K"}
    back = browser.post("/thanh-vien/them/", typed, headers=HERE, follow=True)
    assert back.redirect_chain == [(f"/thanh-vien/them/?xa={phuoc_son.code}", 302)]
    assert (back.context["commune"], fields_of(back)["name"]) == (phuoc_son, "N.V.K")
