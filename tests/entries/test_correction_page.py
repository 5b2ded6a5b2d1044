"""Correcting in the browser: what is wrong is put right, and what two people do at once is told to the second."""

import datetime as dt
import re

import pytest

from communes.models import Book, BookKind
from entries.correcting import correct_batch, effective_lines
from entries.models import Batch, BatchKind, Measure, Source
from entries.posting import Draft, Line, post
from entries.recording import record_batch
from tests.conftest import PASSWORD
from tests.factories import machine, make_book, member, record
from tests.forms import fields_of, typed

POPULATION, HISTORICAL = "population_db", "historical"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def marriages(official, phuoc_son):
    return make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001)


@pytest.fixture
def batch(book, official):
    return record(book, 64, by=official)


@pytest.fixture
def two_lines(book, marriages, official, phuoc_son):
    lines = (Line(book, POPULATION, 64), Line(marriages, HISTORICAL, 8))
    return record_batch(
        by=official, commune=phuoc_son, work_date=dt.date(2024, 3, 1), shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son), lines=lines,
    ).batch  # fmt: skip


def address(batch):
    return f"/so-cai/phieu/{batch.pk}/dieu-chinh/"


def open_form(client, user, batch):
    client.force_login(user)
    return client.get(address(batch))


def send(client, form, batch, **changes):
    return client.post(address(batch), typed(form, **({"reason": "Gõ nhầm", "record": "1"} | changes)))


def amounts(batch):
    return [(line.book.label, line.programme, line.count) for line in effective_lines(batch)]


# ------------------------------------------------------------------ what can be put right
def test_the_form_opens_on_what_the_batch_amounts_to(client, official, two_lines):
    fields = fields_of(open_form(client, official, two_lines))
    assert (fields["line-0-book"], fields["line-0-programme"], fields["line-0-count"]) == (
        "Khai sinh 03/1998", POPULATION, "64",
    )  # fmt: skip
    assert (fields["line-1-book"], fields["line-1-programme"], fields["line-1-count"]) == (
        "Kết hôn 01/2001", HISTORICAL, "8",
    )  # fmt: skip
    assert (fields["seen_version"], fields["reason"], fields["line-2-book"]) == ("0", "", "")


def test_a_wrong_count(client, official, two_lines):
    form = open_form(client, official, two_lines)
    response = send(client, form, two_lines, line_0_count="46")
    assert (response.status_code, response.url) == (302, f"/so-cai/phieu/{two_lines.pk}/")
    correction = two_lines.corrections.get()
    assert f"phiếu điều chỉnh {correction.receipt}" in client.get(response.url).content.decode()
    assert (correction.recorded_by, correction.reason, correction.source) == (official, "Gõ nhầm", Source.FORM)
    assert amounts(two_lines) == [("Khai sinh 03/1998", POPULATION, 46), ("Kết hôn 01/2001", HISTORICAL, 8)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"line_0_programme": HISTORICAL}, [("Khai sinh 03/1998", HISTORICAL, 64)]),
        ({"line_0_book": "kh 1 2001"}, [("Kết hôn 01/2001", POPULATION, 64)]),
        ({"line_0_count": "0"}, []),
        (
            {"line_0_count": "60", "line_1_book": "kh 1/2001", "line_1_programme": POPULATION, "line_1_count": "4"},
            [("Khai sinh 03/1998", POPULATION, 60), ("Kết hôn 01/2001", POPULATION, 4)],
        ),
    ],
)
def test_a_wrong_programme_a_wrong_book_and_lines_too_many_or_too_few(
    client, official, batch, marriages, changes, expected
):
    form = open_form(client, official, batch)
    assert send(client, form, batch, **changes).status_code == 302
    assert amounts(batch) == expected


def test_the_batch_shows_its_whole_story(client, official, batch):
    send(client, open_form(client, official, batch), batch, line_0_count="46", document_number="12/CV-TP")
    correction = batch.corrections.get()
    for pk in (batch.pk, correction.pk):
        page = client.get(f"/so-cai/phieu/{pk}/").content.decode()
        for words in (batch.receipt, correction.receipt, "Gõ nhầm", "12/CV-TP", ">64<", ">−18<", ">46<"):
            assert words in page


def test_correcting_a_correction_corrects_the_root(client, official, batch, book):
    first = correct_batch(batch=batch, wanted=(Line(book, POPULATION, 46),), reason="Gõ nhầm", by=official).batch
    form = open_form(client, official, first)
    assert fields_of(form)["seen_version"] == "1"
    assert send(client, form, first, line_0_count="47").status_code == 302
    assert [c.corrects for c in batch.corrections.all()] == [batch, batch]
    assert amounts(batch) == [("Khai sinh 03/1998", POPULATION, 47)]


def test_one_book_of_a_long_inventory(client, official, book, marriages, phuoc_son):
    more = [Book.objects.create(commune=phuoc_son, kind="KT", number=str(n), opened=1990) for n in range(70)]
    lines = tuple(Line(each, POPULATION, 10, Measure.TO_ENTER) for each in more)
    draft = Draft(commune=phuoc_son, work_date=dt.date(2024, 1, 1), kind=BatchKind.INVENTORY, lines=lines)
    inventory = post(draft, by=official).batch
    client.force_login(official)
    narrowed = f"{address(inventory)}?quyen={more[69].pk}"
    form = client.get(narrowed)
    assert fields_of(form)["line-0-book"] == "Khai tử 69/1990"
    assert client.post(narrowed, typed(form, reason="Đếm lại", line_0_count="9")).status_code == 302
    assert sorted(line.count for line in effective_lines(inventory)) == [9] + [10] * 69
    assert send(client, client.get(address(inventory)), inventory, line_0_count="11").status_code == 302
    assert sorted(line.count for line in effective_lines(inventory)) == [9] + [10] * 68 + [11]


@pytest.fixture
def opening(official, phuoc_son):
    """Opening figures post both what there is to enter and what was entered, on one book."""
    carrier = Book.objects.create(commune=phuoc_son, kind="KS", is_unallotted=True)
    lines = (Line(carrier, POPULATION, 900, Measure.TO_ENTER), Line(carrier, POPULATION, 400, Measure.ENTERED))
    draft = Draft(commune=phuoc_son, work_date=dt.date(2023, 12, 31), kind=BatchKind.OPENING, lines=lines)
    return post(draft, by=official).batch


def test_opening_figures_keep_their_two_measures_apart(client, official, opening):
    form = open_form(client, official, opening)
    page = form.content.decode()
    assert "phải nhập: <b>900</b>" in page and "đã nhập: <b>400</b>" in page
    measures = {"line_0_measure": "to_enter", "line_1_measure": "entered"}
    assert send(client, form, opening, line_1_count="390", **measures).status_code == 302
    assert [(line.measure, line.count) for line in effective_lines(opening)] == [("to_enter", 900), ("entered", 390)]


def test_a_line_of_opening_figures_says_what_it_counts(client, official, opening):
    response = send(client, open_form(client, official, opening), opening, line_0_measure="", line_1_measure="entered")
    assert response.status_code == 400
    assert "Chọn chỉ tiêu: phải nhập hay đã nhập." in response.content.decode()


# ------------------------------------------------------------------ refused in words
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Nêu lý do điều chỉnh."),
        ({"reason": "   "}, "Nêu lý do điều chỉnh."),
        ({}, "Chưa có gì thay đổi: số đúng đang bằng số đã ghi."),
        ({"line_0_count": "-5"}, "Số trường hợp không thể âm."),
        ({"line_0_count": "1.5"}, "Số trường hợp là số nguyên"),
        ({"line_0_count": ""}, "Ghi số đúng, 0 nếu bỏ dòng này."),
        ({"line_0_count": "1" + "0" * 18}, "Số quá lớn"),
        ({"line_0_book": "KS 9/1998"}, "Xã không có quyển “KS 9/1998”."),
        ({"line_0_programme": "both"}, "Chọn chương trình: Dân cư hoặc Lịch sử."),
        ({"seen_version": "abc"}, ""),
        ({"id": "không phải mã"}, ""),
    ],
)
def test_bad_input_is_told_in_words_and_kept(client, official, batch, changes, message):
    form = open_form(client, official, batch)
    response = send(client, form, batch, **changes)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert fields_of(response).get("reason") == changes.get("reason", "Gõ nhầm")
    assert not batch.corrections.exists()


def test_a_form_whose_lines_cannot_be_counted_is_refused(client, official, batch):
    fields = typed(open_form(client, official, batch), reason="Gõ nhầm", line_0_count="46")
    response = client.post(address(batch), fields | {"line-TOTAL_FORMS": "abc"})
    assert (response.status_code, batch.corrections.count()) == (400, 0)


def test_a_book_of_another_commune_does_not_exist_here(client, official, batch, neighbour, phuoc_hoa):
    make_book(phuoc_hoa, by=neighbour, number="77", opened=1977)
    response = send(client, open_form(client, official, batch), batch, line_0_book="KS 77/1977")
    assert (response.status_code, batch.corrections.count()) == (400, 0)
    assert "Xã không có quyển “KS 77/1977”." in response.content.decode()


def test_a_shift_with_nothing_entered_has_nothing_to_correct(client, official, phuoc_son):
    empty = record_batch(
        by=official, commune=phuoc_son, work_date=dt.date(2024, 3, 1), shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son), reason="Mất mạng",
    ).batch  # fmt: skip
    client.force_login(official)
    response = client.get(address(empty), follow=True)
    assert response.redirect_chain == [(f"/so-cai/phieu/{empty.pk}/", 302)]
    assert "Phiếu này không có số liệu nào để điều chỉnh." in response.content.decode()
    assert "Ca không nhập được: Mất mạng." in response.content.decode()


# ------------------------------------------------------------------ two browsers
def test_the_second_of_two_browsers_is_told_and_loses_nothing(client, official, justice_office, batch):
    mine = open_form(client, official, batch)
    theirs = open_form(client, justice_office, batch)
    assert send(client, theirs, batch, line_0_count="46").status_code == 302
    client.force_login(official)
    told = send(client, mine, batch, line_0_count="50", reason="Đếm lại trên máy")
    page, kept = told.content.decode(), fields_of(told)
    assert told.status_code == 409
    assert "vừa được người khác điều chỉnh" in page
    assert "Khai sinh 03/1998, ■ Dân cư: <b>46</b>" in page
    assert (kept["line-0-count"], kept["reason"]) == ("50", "Đếm lại trên máy")
    assert amounts(batch) == [("Khai sinh 03/1998", POPULATION, 46)]
    assert send(client, client.get(address(batch)), batch, line_0_count="50").status_code == 302
    assert amounts(batch) == [("Khai sinh 03/1998", POPULATION, 50)]


def test_the_second_is_told_also_when_the_first_added_or_removed_a_line(client, official, batch, book):
    mine = open_form(client, official, batch)
    wanted = (Line(book, POPULATION, 60), Line(book, HISTORICAL, 4))
    correct_batch(batch=batch, wanted=wanted, reason="Tách chương trình", by=official)
    assert send(client, mine, batch, line_0_count="50").status_code == 409
    mine = client.get(address(batch))
    correct_batch(batch=batch, wanted=(), reason="Ghi nhầm ngày", by=official)
    told = send(client, mine, batch, line_0_count="50")
    assert told.status_code == 409
    assert "không còn số nào" in told.content.decode()


def test_clicked_twice_it_is_one_correction(client, official, batch):
    form = open_form(client, official, batch)
    assert [send(client, form, batch, line_0_count="46").status_code for _ in range(2)] == [302, 302]
    assert batch.corrections.count() == 1


def test_sent_again_with_another_count_it_is_not_said_to_be_stored(client, official, batch):
    form = open_form(client, official, batch)
    send(client, form, batch, line_0_count="46")
    response = send(client, form, batch, line_0_count="47")
    assert response.status_code == 400
    assert "đã được ghi với nội dung khác" in response.content.decode()
    assert amounts(batch) == [("Khai sinh 03/1998", POPULATION, 46)]


def test_after_the_session_ended_the_typed_correction_waits_behind_the_log_in(client, official, batch):
    fields = typed(open_form(client, official, batch), reason="Gõ nhầm", line_0_count="46")
    client.logout()
    asked = client.post(address(batch), fields)
    login = {"username": official.username, "password": PASSWORD, "kept": fields_of(asked)["kept"], "next": ""}
    back = client.post("/dang-nhap/", login, follow=True)
    assert (asked.status_code, back.redirect_chain[-1][0]) == (401, address(batch))
    again = fields_of(back)
    assert (again["line-0-count"], again["reason"], again["id"]) == ("46", "Gõ nhầm", fields["id"])
    assert not batch.corrections.exists()
    assert client.post(address(batch), typed(back)).status_code == 302
    assert amounts(batch) == [("Khai sinh 03/1998", POPULATION, 46)]


def test_a_form_opened_by_another_account_is_not_stored_in_my_name(client, official, justice_office, batch):
    fields = typed(open_form(client, official, batch), reason="Gõ nhầm", line_0_count="46")
    client.force_login(justice_office)
    response = client.post(address(batch), fields)
    assert (response.status_code, batch.corrections.count()) == (400, 0)
    assert "do tài khoản khác mở" in response.content.decode()


# ------------------------------------------------------------------ who may
def test_the_district_corrects_in_any_commune_in_its_own_name(client, justice_office, batch):
    form = open_form(client, justice_office, batch)
    assert send(client, form, batch, line_0_count="46").status_code == 302
    assert batch.corrections.get().recorded_by == justice_office


@pytest.mark.parametrize(
    ("who", "status"), [("neighbour", 404), ("observer", 403), ("administrator", 403), ("official", 200)]
)
def test_others_cannot(client, request, batch, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(address(batch)).status_code == status
    if status != 200:
        assert client.post(address(batch), {"reason": "x"}).status_code == status
    assert ("Điều chỉnh</a>" in client.get(f"/so-cai/phieu/{batch.pk}/").content.decode()) == (status == 200)


def shown(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_a_batch_that_is_not_there_answers_like_a_foreign_one(client, neighbour, batch):
    client.force_login(neighbour)
    missing = "00000000-0000-4000-8000-000000000000"
    foreign = client.get(address(batch))
    absent = client.get(f"/so-cai/phieu/{missing}/dieu-chinh/")
    assert (foreign.status_code, shown(foreign)) == (absent.status_code, shown(absent))
    assert Batch.objects.filter(pk=batch.pk).exists()
