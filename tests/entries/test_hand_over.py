"""Giao ca: what the shift recorded, and which shifts before it nobody has accounted for."""

import datetime as dt

import pytest

from communes.models import Programme
from entries.handing_over import Slot, hand_over_of
from entries.recording import record_batch
from tests.conftest import MONDAY
from tests.factories import machine, make_book, member, record
from tests.forms import typed

PAGE = "/nhap-lieu/giao-ca/"
FRIDAY, SUNDAY = MONDAY - dt.timedelta(days=3), MONDAY - dt.timedelta(days=1)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=5_000)


def slot(commune, day=MONDAY, shift=2, number=1):
    return Slot(day, shift, machine(commune, number))


def days_ago(*days):
    return [MONDAY - dt.timedelta(days=day) for day in days]


def test_the_batches_of_this_machine_and_shift_with_their_sums(book, official, phuoc_son):
    mine = record(book, 46, by=official, work_date=MONDAY, shift=2)
    record(book, 9, by=official, work_date=MONDAY, shift=2, programme=Programme.HISTORICAL)
    for other in ({"shift": 1}, {"workstation": 2}, {"work_date": SUNDAY}):
        record(book, 5, by=official, **{"work_date": MONDAY, "shift": 2} | other)
    found = hand_over_of(phuoc_son, slot(phuoc_son))
    assert (len(found.batches), found.population_db, found.historical) == (2, 46, 9)
    assert mine in [one.batch for one in found.batches]


def test_what_is_usually_worked_and_is_not_there_is_missing(book, official, phuoc_son):
    for day in days_ago(2, 3):
        record(book, 5, by=official, work_date=day, shift=1)
    missing = hand_over_of(phuoc_son, slot(phuoc_son)).missing
    assert missing == [Slot(SUNDAY, 1, machine(phuoc_son)), Slot(MONDAY, 1, machine(phuoc_son))]


def test_a_shift_worked_once_is_not_usual_and_one_that_still_runs_is_not_missing(book, official, phuoc_son):
    record(book, 5, by=official, work_date=FRIDAY, shift=1)
    assert hand_over_of(phuoc_son, slot(phuoc_son)).missing == []
    for day in days_ago(1, 2, 3):
        record(book, 5, by=official, work_date=day, shift=3)
    assert hand_over_of(phuoc_son, slot(phuoc_son)).missing == []


def test_what_was_usual_long_ago_is_usual_no_more(book, official, phuoc_son):
    for day in days_ago(15, 16, 14):
        record(book, 5, by=official, work_date=day, shift=1)
    assert hand_over_of(phuoc_son, slot(phuoc_son)).missing == []
    record(book, 5, by=official, work_date=days_ago(13)[0], shift=1)
    assert len(hand_over_of(phuoc_son, slot(phuoc_son)).missing) == 2


def test_a_reason_accounts_for_a_shift(book, official, phuoc_son):
    for day in days_ago(0, 2, 3):
        record(book, 5, by=official, work_date=day, shift=1)
    assert [one.work_date for one in hand_over_of(phuoc_son, slot(phuoc_son)).missing] == [SUNDAY]
    record_batch(
        by=official, commune=phuoc_son, work_date=SUNDAY, shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son), reason="Mất điện",
    )  # fmt: skip
    assert hand_over_of(phuoc_son, slot(phuoc_son)).missing == []


@pytest.mark.parametrize("rows", [1, 3])
def test_two_queries_however_many_batches(book, official, phuoc_son, rows, django_assert_num_queries):
    for count in range(1, rows + 1):
        record(book, count, by=official, work_date=MONDAY, shift=2)
    asked = slot(phuoc_son)
    with django_assert_num_queries(2):
        hand_over_of(phuoc_son, asked)


# ------------------------------------------------------------------ the page
def test_it_opens_on_the_shift_just_recorded_here(client, official, book, phuoc_son):
    client.force_login(official)
    fields = {
        "shift": "2", "workstation": str(machine(phuoc_son).pk), "worked_by": "N.V.A", "record": "1",
        "line_0_book": "KS 3/1998", "line_0_programme": "population_db", "line_0_count": "46",
    }  # fmt: skip
    client.post("/nhap-lieu/", typed(client.get("/nhap-lieu/"), **fields))
    html = client.get(PAGE).content.decode()
    assert "Máy 1 (cũ, dùng chung), Ca 2 (14–22 giờ), ngày 04/3/2024." in html
    assert "Cộng: ■ 46 Dân cư." in html


def test_a_shift_without_a_batch_is_told_with_the_way_to_record_it(client, official, phuoc_son):
    client.force_login(official)
    asked = {"may": machine(phuoc_son, 2).pk, "ca": "3", "ngay": "03/3/2024"}
    html = client.get(PAGE, asked).content.decode()
    assert "Ca này chưa có phiếu nào trên máy chủ." in html
    assert f"/nhap-lieu/?ngay=2024-03-03&amp;ca=3&amp;may={machine(phuoc_son, 2).pk}" in html


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"ca": "2", "ngay": "04/3/2024"}, "Chọn một máy của xã."),
        ({"may": "1", "ca": "9", "ngay": "04/3/2024"}, "Chọn ca 1, 2 hoặc 3."),
        ({"ngay": "05/3/2024"}, "Ngày ở tương lai. Hôm nay là 04/3/2024."),
        ({"ngay": ""}, "Ghi ngày làm việc."),
    ],
)
def test_a_bad_choice_is_said_at_the_field_and_one_can_still_log_out(client, official, asked, words):
    client.force_login(official)
    page = client.get(PAGE, asked)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert "Giao ca và đăng xuất" in page.content.decode()
