"""Recording a shift: stored once, refused when impossible, flagged when improbable."""

import dataclasses
import datetime as dt
import uuid

import pytest

from communes.handing_books import take_back_books
from communes.models import Assignment, Book, BookKind, Programme
from entries.models import Batch, Entry, Measure
from entries.posting import Conflict, Line, Refused
from entries.recording import record_batch
from entries.totals import totals
from tests.factories import handed, machine, make_book, member, record

POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


def shift_of(book, official, **changes):
    fields = {
        "by": official,
        "commune": book.commune,
        "work_date": dt.date(2024, 3, 4),
        "shift": 2,
        "workstation": machine(book.commune),
        "worked_by": member(book.commune),
        "lines": (Line(book, POPULATION, 46),),
    } | changes
    return record_batch(**fields)


def problems(refusal):
    return [(p.where, p.line) for p in refusal.value.problems]


def test_a_shift_becomes_one_batch_with_an_entry_for_each_line(book, official, phuoc_son):
    other = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001)
    posted = shift_of(book, official, lines=(Line(book, POPULATION, 46), Line(other, HISTORICAL, 8)))
    assert posted.is_new
    assert list(
        posted.batch.entries.order_by("id").values_list("book", "programme", "measure", "count", "book_kind")
    ) == [(book.pk, "population_db", "entered", 46, "KS"), (other.pk, "historical", "entered", 8, "KH")]


def test_the_two_programmes_are_never_added_together(book, official, phuoc_son):
    shift_of(book, official, lines=(Line(book, POPULATION, 46), Line(book, HISTORICAL, 8)))
    as_of = dt.date(2024, 3, 4)
    assert totals(communes=[phuoc_son], programme=POPULATION, as_of=as_of).all.entered == 46
    assert totals(communes=[phuoc_son], programme=HISTORICAL, as_of=as_of).all.entered == 8


def test_the_same_submission_twice_is_one_batch(book, official):
    key = uuid.uuid4()
    first, second = shift_of(book, official, id=key), shift_of(book, official, id=key)
    assert (first.is_new, second.is_new, first.batch) == (True, False, second.batch)
    assert Entry.objects.filter(measure=Measure.ENTERED).count() == 1


def test_the_same_id_with_other_content_is_a_conflict(book, official):
    key = uuid.uuid4()
    stored = shift_of(book, official, id=key).batch
    with pytest.raises(Conflict) as conflict:
        shift_of(book, official, id=key, lines=(Line(book, POPULATION, 47),))
    assert conflict.value.stored == stored
    assert Batch.objects.filter(kind="shift").count() == 1


@pytest.mark.parametrize("count", [0, -5, 1_000_001, 10**18])
def test_an_impossible_count_is_refused_at_its_line(book, official, count):
    with pytest.raises(Refused) as refusal:
        shift_of(book, official, lines=(Line(book, POPULATION, 46), Line(book, POPULATION, count)))
    assert problems(refusal) == [("count", 1)]
    assert not Batch.objects.filter(kind="shift").exists()


@pytest.mark.parametrize(
    ("day", "is_refused"), [(dt.date(2024, 3, 5), True), (dt.date(2024, 3, 4), False), (dt.date(2024, 3, 3), False)]
)
def test_tomorrow_is_refused_today_and_sunday_are_not(book, official, day, is_refused):
    if is_refused:
        with pytest.raises(Refused) as refusal:
            shift_of(book, official, work_date=day)
        assert problems(refusal) == [("work_date", None)]
    else:
        assert shift_of(book, official, work_date=day).batch.work_date == day


def test_a_book_and_a_machine_of_another_commune_are_refused(book, official, phuoc_hoa):
    foreign = Book.objects.create(commune=phuoc_hoa, kind=BookKind.BIRTH, number="1", opened=1990)
    with pytest.raises(Refused) as refusal:
        shift_of(book, official, lines=(Line(foreign, POPULATION, 1),), workstation=machine(phuoc_hoa))
    assert problems(refusal) == [("workstation", None), ("book", 0)]


def test_a_programme_is_never_taken_for_granted(book, official):
    with pytest.raises(Refused) as refusal:
        shift_of(book, official, lines=(Line(book, "", 46),))
    assert problems(refusal) == [("programme", 0)]


def test_a_shift_with_nothing_entered_needs_a_reason(book, official):
    with pytest.raises(Refused) as refusal:
        shift_of(book, official, lines=())
    assert problems(refusal) == [("reason", None)]
    assert shift_of(book, official, lines=(), reason="Mất mạng cả ca").batch.reason == "Mất mạng cả ca"


def flag_codes(posted):
    return [flag["code"] for flag in posted.batch.flags]


def test_more_than_the_book_has_left_is_stored_with_a_flag(book, official):
    assert flag_codes(shift_of(book, official, lines=(Line(book, POPULATION, 120),))) == []
    posted = shift_of(book, official, shift=3, lines=(Line(book, POPULATION, 1),))
    assert flag_codes(posted) == ["over_book"]
    assert posted.batch.flags[0]["message"] == "Khai sinh 03/1998: ghi 1, sổ chỉ còn 0 – vượt 1."


def test_historical_entries_count_against_nothing(book, official):
    assert flag_codes(shift_of(book, official, lines=(Line(book, HISTORICAL, 400),))) == []


def test_far_above_the_machines_best_shift_is_flagged(official, phuoc_son):
    book = make_book(phuoc_son, by=official, number="9", count=5_000)
    for day in range(1, 6):
        record(book, 40 + day, by=official, work_date=dt.date(2024, 2, day))
    assert flag_codes(shift_of(book, official, lines=(Line(book, POPULATION, 67),))) == []
    assert flag_codes(shift_of(book, official, shift=1, lines=(Line(book, POPULATION, 500),))) == ["far_above_best"]


def test_a_large_shift_without_a_note_is_flagged(official, phuoc_son):
    book = make_book(phuoc_son, by=official, number="9", count=5_000)
    lines = (Line(book, POPULATION, 501),)
    assert flag_codes(shift_of(book, official, lines=lines)) == ["large_shift"]
    assert flag_codes(shift_of(book, official, shift=3, lines=lines, note="Nhập bù hai ngày mất mạng")) == []


def test_the_same_number_three_days_running_is_flagged(official, phuoc_son):
    book = make_book(phuoc_son, by=official, number="9", count=5_000)
    record(book, 46, by=official, work_date=dt.date(2024, 3, 2), shift=2)
    assert flag_codes(shift_of(book, official, work_date=dt.date(2024, 3, 3))) == []
    assert flag_codes(shift_of(book, official)) == ["same_three_days"]


@pytest.mark.parametrize(("days_off", "codes"), [(3, ["no_roster"]), (4, []), (0, [])])
def test_work_on_a_day_without_a_roster_is_flagged_where_one_is_kept(book, official, phuoc_son, days_off, codes):
    """Nobody assigned on the day itself, somebody within three days; further away the commune keeps no roster."""
    Assignment.objects.create(
        commune=phuoc_son, work_date=dt.date(2024, 3, 4) - dt.timedelta(days=days_off), shift=1,
        workstation=machine(phuoc_son), member=member(phuoc_son),
    )  # fmt: skip
    assert flag_codes(shift_of(book, official)) == codes


def test_a_book_that_is_away_is_flagged_until_it_is_back(book, official):
    handover = handed(book, by=official)
    book.refresh_from_db()
    posted = shift_of(book, official)
    assert flag_codes(posted) == ["book_away"]
    assert posted.batch.flags[0]["message"] == "Khai sinh 03/1998: sổ đang ở Phòng Tư pháp, chưa trả về xã."
    take_back_books(by=official, handover=handover, books=handover.books.all(), on=dt.date(2024, 3, 4))
    book.refresh_from_db()
    assert flag_codes(shift_of(book, official, shift=3)) == []


def test_a_draft_hashes_alike_whatever_the_order_of_its_lines(book, official):
    from entries.posting import Draft

    draft = Draft(commune=book.commune, work_date=dt.date(2024, 3, 4))
    one = dataclasses.replace(draft, lines=(Line(book, POPULATION, 1), Line(book, HISTORICAL, 2)))
    two = dataclasses.replace(draft, lines=(Line(book, HISTORICAL, 2), Line(book, POPULATION, 1)))
    assert one.content_hash() == two.content_hash()
