"""What a team sees of its own day: its batches with their corrections, and the books on the table."""

import datetime as dt

import pytest

from communes.calendar import working_days
from communes.models import BookKind, Programme
from entries.correcting import correct_batch
from entries.posting import Line
from entries.recording import record_batch
from entries.shiftboard import batches_of_day, plan_of_day, recent_books
from entries.totals import Figure, totals
from tests.factories import machine, make_book, member, record

POPULATION, HISTORICAL = "population_db", "historical"
TODAY = dt.date(2024, 3, 4)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


def rows(commune, day=TODAY):
    return [(row.batch, row.population_db, row.historical, row.is_corrected) for row in batches_of_day(commune, day)]


def test_the_days_batches_the_newest_first_with_each_programme(book, official, phuoc_son):
    first = record(book, 46, by=official, work_date=TODAY)
    second = record(book, 8, by=official, work_date=TODAY, shift=2, programme=HISTORICAL)
    record(book, 5, by=official, work_date=TODAY - dt.timedelta(days=1))
    assert rows(phuoc_son) == [(second, 0, 8, False), (first, 46, 0, False)]


def test_a_corrected_batch_shows_what_it_amounts_to(book, official, phuoc_son):
    batch = record(book, 46, by=official, work_date=TODAY)
    correct_batch(batch=batch, wanted=(Line(book, HISTORICAL, 40),), reason="Nhầm chương trình", by=official)
    assert rows(phuoc_son) == [(batch, 0, 40, True)]


def test_a_shift_with_nothing_entered_is_there_too(official, phuoc_son):
    empty = record_batch(
        by=official, commune=phuoc_son, work_date=TODAY, shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son), reason="Mất điện",
    ).batch  # fmt: skip
    assert rows(phuoc_son) == [(empty, 0, 0, False)]


def test_other_communes_and_counts_of_books_are_not_of_this_day(book, official, neighbour, phuoc_son, phuoc_hoa):
    record(make_book(phuoc_hoa, by=neighbour), 5, by=neighbour, work_date=TODAY)
    assert rows(phuoc_son) == []
    assert rows(phuoc_son, dt.date(2023, 12, 31)) == []


def test_one_query_at_one_and_at_three_batches(book, official, phuoc_son, django_assert_num_queries):
    for shift in (1, 2, 3):
        record(book, 5, by=official, work_date=TODAY, shift=shift)
        if shift != 2:
            with django_assert_num_queries(1):
                assert len(batches_of_day(phuoc_son, TODAY)) == shift


# ------------------------------------------------------------------ books in hand
def test_recent_books_are_those_of_the_last_fortnight_of_work(book, official, phuoc_son):
    old = make_book(phuoc_son, by=official, kind=BookKind.DEATH, number="1", opened=1980)
    untouched = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=1980)
    record(book, 5, by=official, work_date=TODAY)
    record(old, 5, by=official, work_date=TODAY - dt.timedelta(days=13))
    assert recent_books(phuoc_son) == {book.pk, old.pk}
    assert untouched.pk not in recent_books(phuoc_son)


def test_a_fortnight_ago_is_no_longer_recent(book, official, phuoc_son):
    old = make_book(phuoc_son, by=official, kind=BookKind.DEATH, number="1", opened=1980)
    record(old, 5, by=official, work_date=TODAY - dt.timedelta(days=14))
    record(book, 5, by=official, work_date=TODAY)
    assert recent_books(phuoc_son) == {book.pk}


def test_after_a_long_pause_the_last_books_are_still_at_hand(book, official, phuoc_son):
    record(book, 5, by=official, work_date=dt.date(2024, 1, 5))
    assert recent_books(phuoc_son) == {book.pk}


def test_eight_books_at_most_and_none_without_work(official, phuoc_son):
    assert recent_books(phuoc_son) == set()
    books = [make_book(phuoc_son, by=official, number=str(n)) for n in range(1, 11)]
    for book in books:
        record(book, 1, by=official, work_date=TODAY)
    assert recent_books(phuoc_son) == {book.pk for book in books[2:]}


def test_the_plan_of_a_day_puts_back_what_the_day_entered(phuoc_son, official):
    """From 04/3/2024 to the district's deadline; 1,000 records, 100 of them entered today."""
    book = make_book(phuoc_son, by=official, count=1000)
    record(book, 100, by=official, work_date=dt.date(2024, 3, 4))
    figure = totals(communes=[phuoc_son], programme=Programme.POPULATION_DB, as_of=dt.date(2024, 3, 4)).all
    plan = plan_of_day(phuoc_son, figure, 100, dt.date(2024, 3, 4))
    days = working_days(dt.date(2024, 3, 4), plan.deadline.due_on)
    assert (plan.wanted, plan.entered, plan.left) == (-(-1000 // days), 100, 0)
    assert plan_of_day(phuoc_son, figure, 0, dt.date(2024, 3, 4)).left == -(-900 // days)


def test_without_records_or_deadlines_there_is_no_plan(phuoc_son, official):
    assert plan_of_day(phuoc_son, Figure(), 0, dt.date(2024, 3, 4)) is None
    assert plan_of_day(phuoc_son, Figure(to_enter=10), 0, dt.date(2034, 3, 4)) is None
