"""The thread of a batch in the browser, the list of what is to be looked at, and the questions on the entry page."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Programme
from entries.asking import answer, ask_back, mark_seen
from entries.correcting import correct_batch
from entries.posting import Line
from entries.reviewing import FLAG_WORDS
from tests.conftest import PASSWORD
from tests.factories import make_book, record
from tests.forms import fields_of

QUESTION = "Vì sao ca này nhập 64 trường hợp?"
PAGE = "/so-cai/can-xem-lai/"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def batch(book, official):
    return record(book, 64, by=official)


@pytest.fixture
def flagged(book, official):
    return record(book, 500, by=official, work_date=dt.date(2024, 3, 2), shift=2, note="Gộp hai ngày")


def url(batch, act=""):
    return f"/so-cai/phieu/{batch.pk}/{act}"


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") :])).split())


def listed(response) -> list:
    return [batch for batch, _ in response.context["rows"]]


# ------------------------------------------------------------------ asking and answering
def test_the_district_asks_on_the_batch_and_the_commune_answers_there(client, batch, official, justice_office):
    client.force_login(justice_office)
    fields = fields_of(client.get(url(batch)))
    asked = client.post(url(batch, "hoi-lai/"), fields | {"text": QUESTION}, follow=True)
    assert asked.redirect_chain == [(url(batch), 302)]
    assert "Đã gửi câu hỏi đến xã Phước Sơn." in words_of(asked)
    assert "▲ Chờ xã trả lời" in words_of(asked)
    client.force_login(official)
    page = client.get(url(batch))
    assert f"Hỏi lại L.T.B, Phòng Tư pháp · {batch.remarks.get().made_at.astimezone():%H:%M}" in words_of(page)
    answered = client.post(url(batch, "tra-loi/"), fields_of(page) | {"text": "Hai ca gộp lại"}, follow=True)
    assert "Đã gửi trả lời đến Phòng Tư pháp." in words_of(answered)
    assert "● Chờ Phòng Tư pháp xem" in words_of(answered)
    assert list(batch.remarks.order_by("made_at").values_list("text", flat=True)) == [QUESTION, "Hai ca gộp lại"]


def test_after_a_correction_the_thread_says_so(client, batch, book, official, justice_office):
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, 46),), reason="Gõ nhầm", by=official)
    client.force_login(justice_office)
    assert "Xã đã điều chỉnh sau câu hỏi; chờ Phòng Tư pháp xem" in words_of(client.get(url(batch)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Ghi câu hỏi gửi xã."),
        ("Ông A, 052195001234?", "không lưu thông tin cá nhân"),
        ("dài " * 130, "Viết gọn trong 500 ký tự"),
        ("\x00", "Có ký tự không đọc được. Gõ lại câu này."),
    ],
)
def test_a_bad_question_is_told_at_its_field_and_kept(client, batch, justice_office, text, message):
    client.force_login(justice_office)
    response = client.post(url(batch, "hoi-lai/"), fields_of(client.get(url(batch))) | {"text": text})
    assert response.status_code == 400
    assert text.strip() in unescape(response.content.decode())
    assert message in words_of(response)
    assert 'href="#id_text"' in response.content.decode()
    assert not batch.remarks.exists()


def test_clicked_twice_it_is_asked_once(client, batch, justice_office):
    client.force_login(justice_office)
    fields = fields_of(client.get(url(batch))) | {"text": QUESTION}
    assert [client.post(url(batch, "hoi-lai/"), fields).status_code for _ in range(2)] == [302, 302]
    assert batch.remarks.count() == 1


def test_after_the_session_ended_the_typed_question_waits_behind_the_log_in(client, batch, justice_office):
    client.force_login(justice_office)
    fields = fields_of(client.get(url(batch))) | {"text": QUESTION}
    client.logout()
    refused = client.post(url(batch, "hoi-lai/"), fields)
    login = {"username": justice_office.username, "password": PASSWORD, "kept": fields_of(refused)["kept"], "next": ""}
    back = client.post("/dang-nhap/", login, follow=True)
    assert (refused.status_code, back.redirect_chain[-1][0]) == (401, url(batch, "hoi-lai/"))
    assert QUESTION in back.content.decode()
    assert client.post(url(batch, "hoi-lai/"), fields_of(back) | {"text": QUESTION}).status_code == 302
    assert batch.remarks.count() == 1


def test_a_form_opened_by_another_account_is_not_sent_in_my_name(client, batch, official, justice_office):
    fields = {"text": QUESTION, "id": str(batch.pk), "typed_by": str(official.pk)}
    client.force_login(justice_office)
    response = client.post(url(batch, "hoi-lai/"), fields)
    assert (response.status_code, batch.remarks.count()) == (400, 0)
    assert "do tài khoản khác mở" in words_of(response)


@pytest.mark.parametrize("who", ["observer", "administrator"])
def test_others_read_the_thread_and_have_no_form(client, request, batch, justice_office, who):
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    client.force_login(request.getfixturevalue(who))
    page = client.get(url(batch)).content.decode()
    assert QUESTION in page
    assert "Gửi câu hỏi" not in page and "Gửi trả lời" not in page and "Đã xem" not in page


def test_before_anything_is_asked_the_commune_sees_no_thread(client, batch, official):
    client.force_login(official)
    assert "Trao đổi về phiếu này" not in client.get(url(batch)).content.decode()


def test_text_is_shown_as_text(client, batch, justice_office):
    ask_back(batch=batch, text="<script>x</script> & “46”", by=justice_office)
    client.force_login(justice_office)
    for address in (url(batch), PAGE):
        assert "&lt;script&gt;x&lt;/script&gt; &amp; “46”" in client.get(address).content.decode()


# ------------------------------------------------------------------ first thing on the entry page
def test_open_questions_stand_before_the_form(client, batch, official, neighbour, justice_office):
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    client.force_login(official)
    page = client.get("/nhap-lieu/").content.decode()
    assert page.index(QUESTION) < page.index('action="/nhap-lieu/"')
    for address in (url(batch), url(batch, "tra-loi/"), url(batch, "dieu-chinh/")):
        assert f'href="{address}"' in page
    client.force_login(neighbour)
    assert QUESTION not in client.get("/nhap-lieu/").content.decode()
    answer(batch=batch, text="Hai ca gộp lại", by=official)
    client.force_login(official)
    assert QUESTION not in client.get("/nhap-lieu/").content.decode()


# ------------------------------------------------------------------ the list
def test_flagged_and_asked_batches_newest_first(client, batch, flagged, book, official, justice_office):
    record(book, 1, by=official, shift=3, programme="historical", work_date=dt.date(2024, 2, 20))
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    client.force_login(justice_office)
    response = client.get(PAGE)
    assert listed(response) == [flagged, batch]
    words = words_of(response)
    assert f"▲ {flagged.flags[0]['message']}" in words
    assert "Xã giải trình: Gộp hai ngày" in words
    assert QUESTION in words


def test_marked_as_seen_it_leaves_the_list_and_stays_with_all(client, flagged, justice_office):
    client.force_login(justice_office)
    response = client.post(url(flagged, "da-xem/"), {"next": f"{PAGE}?loai=over_book"}, follow=True)
    assert response.redirect_chain == [(f"{PAGE}?loai=over_book", 302)]
    assert f"Đã xem phiếu {flagged.receipt}." in words_of(response)
    assert listed(response) == []
    for state in ("da-xem", "tat-ca"):
        assert listed(client.get(f"{PAGE}?tinh-trang={state}")) == [flagged]
    assert flagged.remarks.get().made_by == justice_office


def test_another_site_is_no_page_to_go_back_to(client, flagged, justice_office):
    client.force_login(justice_office)
    response = client.post(url(flagged, "da-xem/"), {"next": "https://example.org/"})
    assert response.url == url(flagged)


def test_it_is_narrowed_by_commune_kind_of_flag_and_state(
    client, batch, flagged, official, justice_office, neighbour, phuoc_hoa
):
    theirs = record(make_book(phuoc_hoa, by=neighbour), 121, by=neighbour)
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    client.force_login(justice_office)
    for query, expected in (
        ("", [theirs, flagged, batch]),
        (f"xa={phuoc_hoa.code}", [theirs]),
        ("loai=over_book", [theirs, flagged]),
        ("loai=large_shift", []),
        ("tinh-trang=cho-xa", [batch]),
        ("tinh-trang=cho-huyen", [theirs, flagged]),
        ("tinh-trang=da-xem", []),
    ):
        response = client.get(f"{PAGE}?{query}")
        assert (response.status_code, set(listed(response))) == (200, set(expected)), query


@pytest.mark.parametrize("query", ["xa=00000", "loai=khac", "tinh-trang=x", "trang=x", "xa=%00"])
def test_what_makes_no_sense_is_told(client, flagged, justice_office, query):
    client.force_login(justice_office)
    assert client.get(f"{PAGE}?{query}").status_code == 400


def test_a_page_past_the_last_is_the_last(client, flagged, justice_office):
    client.force_login(justice_office)
    assert listed(client.get(f"{PAGE}?trang=9")) == [flagged]


def test_a_commune_sees_its_own_with_its_own_acts(client, batch, flagged, official, neighbour, justice_office):
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    client.force_login(official)
    page = client.get(PAGE)
    assert set(listed(page)) == {batch, flagged}
    assert 'name="xa"' not in page.content.decode() and "da-xem/" not in page.content.decode()
    assert url(batch, "tra-loi/") in page.content.decode()
    client.force_login(neighbour)
    assert listed(client.get(PAGE)) == []
    assert client.get(f"{PAGE}?xa={batch.commune.code}").status_code == 200  # an official has no such filter


def test_an_observer_reads_and_has_no_buttons(client, flagged, observer):
    client.force_login(observer)
    page = client.get(PAGE).content.decode()
    assert flagged.receipt in page and "Hỏi lại" not in page and "da-xem/" not in page


def test_thirty_a_page_and_the_same_queries_at_one_and_at_thirty(client, book, official, justice_office):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        return len(seen)

    client.force_login(justice_office)
    record(book, 500, by=official)
    queries()
    with_one = queries()
    for n in range(30):
        record(book, 501 + n, by=official, shift=1 + n % 3, work_date=dt.date(2024, 1, 1 + n // 3))
    assert queries() == with_one <= 6
    assert (len(listed(client.get(PAGE))), len(listed(client.get(f"{PAGE}?trang=2")))) == (30, 1)


# ------------------------------------------------------------------ the dashboard
def test_the_dashboard_counts_what_waits(client, batch, flagged, justice_office, neighbour):
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    client.force_login(justice_office)
    words = words_of(client.get("/tong-quan/"))
    assert "▲ 1 phiếu cần xem lại chưa xem · 1 câu hỏi chờ xã trả lời" in words
    for each in (batch, flagged):
        mark_seen(batch=each, by=justice_office)
    assert "Phiếu cần xem lại : không còn phiếu nào" in words_of(client.get("/tong-quan/"))
    client.force_login(neighbour)
    assert "không còn phiếu nào" in words_of(client.get("/tong-quan/"))


def test_every_soft_check_has_a_word_in_the_filter():
    source = Path(settings.BASE_DIR, "entries", "plausibility.py").read_text()
    assert set(re.findall(r'"code": "(\w+)"', source)) == set(FLAG_WORDS)
