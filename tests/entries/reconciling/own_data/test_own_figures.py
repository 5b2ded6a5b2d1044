"""Clues in our own sums: books above their records, books against the declared total, shares that fell."""

import datetime as dt

import pytest

from communes.models import Programme
from entries.allotting import allot, unallotted_of
from entries.correcting import version_of
from entries.finding_kinds import ClueKind
from entries.models import BatchKind, Measure
from entries.posting import Draft, Line, post
from entries.reconciling.own_data.self_checks import self_checks
from tests.factories import make_book, make_opening, record

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 3, 4)
SUNDAY = dt.date(2024, 3, 3)


def clues(kind, *communes, as_of=MONDAY):
    return [clue for clue in self_checks(communes, as_of) if clue.kind == kind]


# ------------------------------------------------------------------ books above their records
def test_a_book_above_its_records_is_a_clue(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=120)
    record(book, 132, by=official)
    [clue] = clues(ClueKind.ABOVE_BOOK, phuoc_son)
    assert clue.words == "Khai sinh 03/1998: đã nhập 132, sổ có 120 trường hợp, vượt 12."
    assert (clue.measure, clue.book, clue.commune, clue.since) == (12, book, phuoc_son, dt.date(2024, 3, 1))
    assert clue.filters == {
        "xa": "21970", "chuong-trinh": "population_db", "den-ngay": "2024-03-04", "quyen": str(book.pk)
    }  # fmt: skip


def test_a_book_that_is_just_full_is_none_nor_what_comes_later(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=120)
    record(book, 120, by=official)
    assert clues(ClueKind.ABOVE_BOOK, phuoc_son) == []
    record(book, 1, by=official, work_date=SUNDAY)
    assert clues(ClueKind.ABOVE_BOOK, phuoc_son, as_of=dt.date(2024, 3, 2)) == []
    assert len(clues(ClueKind.ABOVE_BOOK, phuoc_son)) == 1


def test_the_same_fact_keeps_its_key_when_it_grows(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=120)
    record(book, 132, by=official)
    [before] = clues(ClueKind.ABOVE_BOOK, phuoc_son)
    record(book, 10, by=official, work_date=SUNDAY)
    [after] = clues(ClueKind.ABOVE_BOOK, phuoc_son)
    assert (before.key, before.measure, after.measure) == (after.key, 12, 22)


def test_the_other_programme_fills_no_book(official, phuoc_son):
    record(make_book(phuoc_son, by=official, count=120), 400, by=official, programme=Programme.HISTORICAL)
    assert clues(ClueKind.ABOVE_BOOK, phuoc_son) == []


# ------------------------------------------------------------------ books against the declared total
def test_books_that_come_on_top_of_the_declared_total_are_a_clue(official, phuoc_son):
    make_opening(phuoc_son, by=official, to_enter=900)
    make_book(phuoc_son, by=official, count=400)
    [clue] = clues(ClueKind.BOOKS_AND_TOTAL, phuoc_son)
    assert clue.words == (
        "Khai sinh: các quyển cộng lại có 400 trường hợp phải nhập và 900 chưa phân theo quyển, số đã khai là 900:"
        " chênh +400 (cho phép 10)."
    )
    assert (clue.measure, clue.book, clue.filters["loai-so"], clue.filters["chi-tieu"]) == (400, None, "KS", "to_enter")


def test_books_that_were_taken_off_the_declared_total_are_none(official, phuoc_son):
    opening = make_opening(phuoc_son, by=official, to_enter=900)
    make_book(phuoc_son, by=official, count=400)
    [rest] = unallotted_of(opening)
    allot(
        batch=opening, rest=rest, entered={}, to_enter={}, counted_elsewhere=400, by=official,
        seen_version=version_of(opening),
    )  # fmt: skip
    assert clues(ClueKind.BOOKS_AND_TOTAL, phuoc_son) == []


@pytest.mark.parametrize(("to_enter", "too_many", "is_clue"), [(900, 10, False), (900, 11, True), (2000, 20, False)])
def test_a_small_difference_from_what_was_declared_is_allowed(official, phuoc_son, to_enter, too_many, is_clue):
    opening = make_opening(phuoc_son, by=official, to_enter=to_enter)
    make_book(phuoc_son, by=official, count=to_enter + too_many)
    [rest] = unallotted_of(opening)
    allot(
        batch=opening, rest=rest, entered={}, to_enter={}, counted_elsewhere=to_enter, by=official,
        seen_version=version_of(opening),
    )  # fmt: skip
    assert bool(clues(ClueKind.BOOKS_AND_TOTAL, phuoc_son)) == is_clue


def test_books_without_a_declared_total_are_compared_with_nothing(official, phuoc_son):
    make_book(phuoc_son, by=official, count=400)
    assert clues(ClueKind.BOOKS_AND_TOTAL, phuoc_son) == []


def test_a_declared_total_without_books_is_compared_with_nothing(official, phuoc_son):
    make_opening(phuoc_son, by=official, to_enter=900)
    assert clues(ClueKind.BOOKS_AND_TOTAL, phuoc_son) == []


# ------------------------------------------------------------------ shares that fell
def counted(book, more, day, by):
    post(
        Draft(
            commune=book.commune, work_date=day, kind=BatchKind.INVENTORY,
            lines=(Line(book, Programme.POPULATION_DB, more, Measure.TO_ENTER),),
        ),
        by=by,
    )  # fmt: skip


def test_a_share_that_fell_within_a_week_is_a_clue(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=1000)
    record(book, 400, by=official, work_date=dt.date(2024, 2, 20))
    counted(book, 250, dt.date(2024, 2, 28), official)
    [clue] = clues(ClueKind.SHARE_FELL, phuoc_son)
    assert clue.words == ("Tỷ lệ đến 03/3/2024 là 32,0%, tuần trước là 40,0%: giảm 8 điểm, vì số phải nhập tăng 250.")
    assert (clue.measure, clue.since) == (250, dt.date(2024, 2, 26))
    assert (clue.filters["tu-ngay"], clue.filters["den-ngay"]) == ("2024-02-26", "2024-03-03")


def test_a_share_that_fell_by_less_than_half_a_point_is_none(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=1000)
    record(book, 400, by=official, work_date=dt.date(2024, 2, 20))
    counted(book, 12, dt.date(2024, 2, 28), official)  # 39,53 %
    assert clues(ClueKind.SHARE_FELL, phuoc_son) == []
    counted(book, 2, dt.date(2024, 2, 28), official)  # 39,45 %
    assert len(clues(ClueKind.SHARE_FELL, phuoc_son)) == 1


def test_a_share_that_rises_is_none_and_a_week_that_has_not_ended_waits(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=1000)
    record(book, 400, by=official, work_date=dt.date(2024, 2, 28))
    counted(book, 250, MONDAY, official)
    assert clues(ClueKind.SHARE_FELL, phuoc_son) == []
    assert len(clues(ClueKind.SHARE_FELL, phuoc_son, as_of=dt.date(2024, 3, 10))) == 1
