"""What the entry page keeps to work without the network."""

import datetime as dt

import pytest

from communes.models import Programme
from tests.factories import machine, make_book, record

TODAY = dt.date(2024, 3, 4)


@pytest.fixture
def desk(client, official):
    client.force_login(official)
    return lambda: client.get("/nhap-lieu/ban.json").json()


def test_books_carry_what_is_left_what_is_entered_and_who_has_them_today(desk, official, phuoc_son):
    book, other = (make_book(phuoc_son, by=official, number=number, count=120) for number in ("3", "1"))
    record(book, 20, by=official, work_date=TODAY)
    record(book, 5, by=official, work_date=TODAY, programme=Programme.HISTORICAL)
    first, second = desk()["books"]
    assert (first["label"], first["left"], first["entered"], first["by"], first["recent"]) == (
        "Khai sinh 03/1998", 100, {"population_db": 20, "historical": 5}, ["N.V.A"], True,
    )  # fmt: skip
    assert (second["id"], second["left"], second["recent"], "by" in second) == (other.pk, 120, False, False)


def test_a_machine_has_a_best_shift_after_five(desk, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    for days in range(1, 5):
        record(book, 40 + days, by=official, work_date=TODAY - dt.timedelta(days=days))
    assert [one["best"] for one in desk()["machines"]] == [None, None]
    record(book, 30, by=official, work_date=TODAY)
    first = desk()["machines"][0]
    assert (first["id"], first["best"]) == (machine(phuoc_son).pk, 44)
    assert sorted(first["before"]) == [["2024-03-01", 1, 43], ["2024-03-02", 1, 42], ["2024-03-03", 1, 41],
                                       ["2024-03-04", 1, 30]]  # fmt: skip


def test_batches_of_fourteen_days_the_newest_first(desk, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    for days in (13, 14, 0):
        record(book, 10 + days, by=official, work_date=TODAY - dt.timedelta(days=days))
    found = desk()["batches"]
    assert [one["day"] for one in found] == ["2024-03-04", "2024-02-20"]
    assert found[0]["lines"] == [{"book": "Khai sinh 03/1998", "programme": "population_db", "count": 10}]


def test_the_number_of_queries_does_not_depend_on_the_rows(
    client, official, phuoc_son, django_assert_num_queries
):  # fmt: skip
    client.force_login(official)
    client.get("/nhap-lieu/ban.json")  # the session's first request also notes when it was seen
    for rows in (1, 3):
        for number in range(rows):
            book = make_book(phuoc_son, by=official, number=f"{rows}{number}", count=50)
            record(book, 3, by=official, work_date=TODAY)
        with django_assert_num_queries(12):
            client.get("/nhap-lieu/ban.json")
