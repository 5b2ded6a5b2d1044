"""Confirming in the browser: what changed is seen first, one click confirms it, and the district sees who has."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Programme
from entries.asking import ask_back
from entries.confirming import confirm_figures, figures_of
from entries.correcting import correct_batch
from entries.models import Confirmation
from entries.posting import Line
from tests.conftest import PASSWORD
from tests.factories import make_book, record
from tests.forms import fields_of

PAGE = "/chot-so-lieu/"
FRIDAY, MONDAY = dt.date(2024, 3, 1), dt.date(2024, 3, 4)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def batch(book, official):
    return record(book, 46, by=official, work_date=FRIDAY)


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") :])).split())


def confirm(commune, by, as_of=FRIDAY):
    seen = figures_of(commune, as_of=as_of).fingerprint
    return confirm_figures(commune=commune, as_of=as_of, by=by, seen=seen)


def correct(batch, book, by, count):
    correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, count),), reason="Gõ nhầm", by=by)


def open_page(client, user, query=""):
    client.force_login(user)
    return client.get(f"{PAGE}{query}")


# ------------------------------------------------------------------ the commune
def test_it_opens_on_the_last_working_day_and_one_click_confirms(client, batch, official):
    page = open_page(client, official)
    assert (page.context["as_of"], page.context["last"]) == (FRIDAY, None)
    assert "Xã chưa chốt lần nào đến ngày này." in words_of(page)
    done = client.post(PAGE, fields_of(page), follow=True)
    assert done.redirect_chain == [(f"{PAGE}?den-ngay=2024-03-01", 302)]
    assert "Đã chốt số liệu đến ngày 01/3/2024." in words_of(done)
    assert "Lần trước: đến hết ngày 01/3/2024, N.V.A chốt lúc" in words_of(done)
    assert "✓ Không có gì thay đổi." in words_of(done)
    assert Confirmation.objects.get().figures == {"population_db": {"KS": {"to_enter": 120, "entered": 46}}}


def test_what_changed_since_the_last_time_is_told_first(client, batch, book, official, phuoc_son):
    confirm(phuoc_son, official)
    correct(batch, book, official, 40)
    record(book, 10, by=official, work_date=MONDAY)
    words = words_of(open_page(client, official, "?den-ngay=04/3/2024"))
    assert "■ Dân cư Khai sinh 120 120 46 50 +4" in words
    assert "02 phiếu ghi thêm từ lần chốt trước" in words
    assert words.count("▲ thay đổi sau khi chốt") == 1
    assert "■ −6" in words and "■ +10" in words and "Gõ nhầm" in words


def test_clicked_twice_it_is_one_confirmation(client, batch, official):
    fields = fields_of(open_page(client, official))
    assert [client.post(PAGE, fields).status_code for _ in range(2)] == [302, 302]
    assert Confirmation.objects.count() == 1


def test_figures_that_changed_meanwhile_are_shown_anew(client, batch, book, official):
    fields = fields_of(open_page(client, official)) | {"note": "Đã đối chiếu"}
    correct(batch, book, official, 64)
    told = client.post(PAGE, fields)
    assert (told.status_code, Confirmation.objects.count()) == (409, 0)
    assert "Số liệu vừa thay đổi sau khi trang này mở ra." in words_of(told)
    assert "Khai sinh 120 64" in words_of(told)
    again = fields_of(told)
    assert (again["note"], client.post(PAGE, again).status_code) == ("Đã đối chiếu", 302)
    assert Confirmation.objects.get().figures["population_db"]["KS"]["entered"] == 64


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"as_of": "05/3/2024"}, "Ngày 05/3/2024 chưa đến."),
        ({"as_of": "31/02/2024"}, "Không có ngày 31/02/2024."),
        ({"as_of": "01/01/1990"}, "Chọn một ngày từ 01/01/2000 trở đi."),
        ({"as_of": ""}, "Chọn ngày của số liệu."),
        ({"note": "Gọi 0912345678"}, "không lưu thông tin cá nhân"),
        ({"note": "a" * 501}, "Viết gọn trong 500 ký tự"),
        ({"seen": "a" * 65}, ""),
    ],
)
def test_bad_input_is_told_and_nothing_is_confirmed(client, batch, official, changes, words):
    told = client.post(PAGE, fields_of(open_page(client, official)) | changes)
    assert (told.status_code, Confirmation.objects.count()) == (400, 0)
    assert words in words_of(told)
    assert fields_of(told)["note"] == changes.get("note", "")


@pytest.mark.parametrize(
    ("day", "words"),
    [("05/3/2024", "Ngày 05/3/2024 chưa đến."), ("hôm qua", "Gõ ngày dạng"), ("01/01/1990", "Chọn một ngày từ")],
)
def test_a_day_that_makes_no_sense_is_told(client, batch, official, day, words):
    page = open_page(client, official, f"?den-ngay={day}")
    assert (page.status_code, page.context["as_of"]) == (400, FRIDAY)
    assert words in words_of(page)


def test_nothing_to_confirm_says_where_to_begin(client, official):
    page = open_page(client, official)
    assert "Chưa có số liệu nào đến ngày 01/3/2024." in words_of(page)
    assert "<button>Chốt" not in page.content.decode()


def test_questions_that_are_open_are_told_before_confirming(client, batch, official, justice_office):
    ask_back(batch=batch, text="Vì sao?", by=justice_office)
    assert "Phòng Tư pháp hỏi lại 01 phiếu" in words_of(open_page(client, official))


def test_after_the_session_ended_the_note_waits_behind_the_log_in(client, batch, official):
    fields = fields_of(open_page(client, official)) | {"note": "Đã đối chiếu"}
    client.logout()
    refused = client.post(PAGE, fields)
    login = {"username": official.username, "password": PASSWORD, "kept": fields_of(refused)["kept"], "next": ""}
    back = client.post("/dang-nhap/", login, follow=True)
    assert (refused.status_code, back.redirect_chain[-1][0], fields_of(back)["note"]) == (401, PAGE, "Đã đối chiếu")
    assert not Confirmation.objects.exists()


def test_a_page_opened_by_another_account_confirms_nothing(client, batch, official, neighbour):
    fields = fields_of(open_page(client, official))
    client.force_login(neighbour)
    assert client.post(PAGE, fields).status_code == 400
    assert not Confirmation.objects.exists()


# ------------------------------------------------------------------ the district
def test_the_district_sees_who_confirmed_and_what_changed_since(
    client, batch, book, official, justice_office, phuoc_son
):
    confirm(phuoc_son, official)
    words = words_of(open_page(client, justice_office))
    assert "01 trong 13 xã, thị trấn đã chốt." in words
    assert re.search(r"Xã Phước Sơn ✓ 01/3/2024 N\.V\.A \d\d:\d\d 04/3/2024 không", words)
    assert words.count("✕ chưa chốt") == 12
    correct(batch, book, official, 92)
    words = words_of(open_page(client, justice_office))
    assert "01 đơn vị có thay đổi sau khi chốt" in words
    assert "▲ 1 phiếu, ■ +46" in words


def test_the_district_opens_a_commune_and_cannot_confirm_for_it(
    client, batch, book, official, justice_office, phuoc_son
):
    confirm(phuoc_son, official)
    correct(batch, book, official, 40)
    page = open_page(client, justice_office, f"?xa={phuoc_son.code}")
    assert "▲ thay đổi sau khi chốt" in words_of(page)
    assert "Chốt số liệu đến ngày" not in words_of(page)
    assert client.post(PAGE, {"as_of": "01/3/2024"}).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("official", 200), ("neighbour", 404), ("observer", 200)])
def test_whose_figures_can_be_read(client, request, batch, phuoc_son, who, status):
    page = open_page(client, request.getfixturevalue(who), f"?xa={phuoc_son.code}")
    assert page.status_code == status


def test_a_commune_that_does_not_exist(client, justice_office):
    assert open_page(client, justice_office, "?xa=00000").status_code == 404


@pytest.mark.parametrize("who", ["official", "justice_office"])
def test_the_same_queries_at_one_and_at_three_changes(client, request, batch, book, official, phuoc_son, who):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        return len(seen)

    confirm(phuoc_son, official)
    correct(batch, book, official, 40)
    open_page(client, request.getfixturevalue(who))
    with_one = queries()
    for count in (41, 42):
        correct(batch, book, official, count)
    assert queries() == with_one <= 17


def test_the_entry_page_and_the_dashboard_lead_here(client, batch, official, justice_office):
    for user, address in ((official, "/nhap-lieu/"), (justice_office, "/tong-quan/")):
        client.force_login(user)
        assert f'href="{PAGE}"' in client.get(address).content.decode()


def test_a_weekend_that_was_worked_is_in_what_is_confirmed(client, official, book):
    """On Monday the last working day is Friday; a shift of Sunday belongs to what the commune stands by."""
    record(book, 7, by=official, work_date=dt.date(2024, 3, 3), shift=3)
    assert open_page(client, official).context["as_of"] == dt.date(2024, 3, 3)
