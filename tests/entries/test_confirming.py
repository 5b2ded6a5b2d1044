"""A commune confirms its figures; what was confirmed can be told again, and every change since."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.calendar import last_working_day_before, now
from communes.models import BookKind, Commune, Programme
from entries.append_only import AppendOnlyError
from entries.confirming import StaleFigures, confirm_figures, confirmed_figures, figures_of
from entries.correcting import correct_batch
from entries.models import Confirmation
from entries.posting import Line, Refused
from entries.standing_by import changes_since, compared, latest_confirmation, standings
from tests.conftest import MONDAY
from tests.factories import make_book, record

FRIDAY = dt.date(2024, 3, 1)
POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def batch(book, official):
    return record(book, 46, by=official, work_date=FRIDAY)


def confirm(commune, by, as_of=FRIDAY, **extra):
    seen = figures_of(commune, as_of=as_of).fingerprint
    return confirm_figures(**{"commune": commune, "as_of": as_of, "by": by, "seen": seen} | extra)


@pytest.fixture
def confirmed(batch, official, phuoc_son):
    return confirm(phuoc_son, official)


def correct(batch, book, by, count):
    return correct_batch(batch=batch, wanted=(Line(book, POPULATION, count),), reason="Gõ nhầm", by=by).batch


# ------------------------------------------------------------------ one click
def test_the_figures_are_kept_as_they_stood(confirmed, book, official, phuoc_son):
    assert confirmed.figures == {"population_db": {"KS": {"to_enter": 120, "entered": 46}}}
    assert (confirmed.as_of, confirmed.confirmed_by, confirmed.commune) == (FRIDAY, official, phuoc_son)


def test_what_was_confirmed_is_what_the_ledger_knew_then(confirmed, batch, book, official, phuoc_son):
    correct(batch, book, official, 40)
    record(book, 8, by=official, work_date=FRIDAY, shift=2, programme=HISTORICAL)
    known_then = figures_of(phuoc_son, as_of=FRIDAY, known_at=confirmed.confirmed_at)
    assert known_then == confirmed_figures(confirmed)
    assert figures_of(phuoc_son, as_of=FRIDAY, known_at=now()).as_json() == {
        "historical": {"KS": {"entered": 8}},
        "population_db": {"KS": {"entered": 40, "to_enter": 120}},
    }


def test_figures_that_changed_since_they_were_shown_are_not_confirmed(batch, book, official, phuoc_son):
    seen = figures_of(phuoc_son, as_of=FRIDAY).fingerprint
    correct(batch, book, official, 64)
    with pytest.raises(StaleFigures) as stale:
        confirm(phuoc_son, official, seen=seen)
    assert stale.value.figures.cells[POPULATION, "KS", "entered"] == 64
    assert not Confirmation.objects.exists()


def test_the_fingerprint_belongs_to_one_commune_and_one_day(batch, official, phuoc_son):
    shown = figures_of(phuoc_son, as_of=MONDAY)
    assert shown.cells == figures_of(phuoc_son, as_of=FRIDAY).cells
    with pytest.raises(StaleFigures):
        confirm(phuoc_son, official, seen=shown.fingerprint)


def test_clicked_twice_it_is_one_confirmation(confirmed, official, phuoc_son):
    assert confirm(phuoc_son, official) == confirmed
    assert Confirmation.objects.count() == 1


def test_other_figures_another_day_or_a_new_note_are_another_confirmation(
    confirmed, batch, book, official, phuoc_son, settings
):
    assert confirm(phuoc_son, official, as_of=MONDAY) != confirmed
    assert confirm(phuoc_son, official, note="Đã đối chiếu sổ") != confirmed
    settings.FIXED_TODAY = dt.date(2024, 3, 5)
    assert confirm(phuoc_son, official) != confirmed
    correct(batch, book, official, 40)
    confirm(phuoc_son, official)
    assert Confirmation.objects.count() == 5


def test_the_future_and_nothing_at_all_cannot_be_confirmed(batch, official, phuoc_son):
    with pytest.raises(Refused, match="Ngày 05/3/2024 chưa đến"):
        confirm(phuoc_son, official, as_of=dt.date(2024, 3, 5))
    with pytest.raises(Refused, match="Chưa có số liệu nào đến ngày 01/01/2023"):
        confirm(phuoc_son, official, as_of=dt.date(2023, 1, 1))
    assert confirm(phuoc_son, official, as_of=MONDAY).as_of == MONDAY


def test_a_note_holds_no_personal_numbers(batch, official, phuoc_son):
    with pytest.raises(Refused, match="không lưu thông tin cá nhân"):
        confirm(phuoc_son, official, note="Hỏi anh A 0912345678")
    assert confirm(phuoc_son, official, note="  Đã đối chiếu  sổ ").note == "Đã đối chiếu sổ"


def test_a_confirmation_never_changes(confirmed):
    confirmed.note = "khác"
    for act in (confirmed.save, confirmed.delete, Confirmation.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            act()
    assert Confirmation.objects.get().note == ""


# ------------------------------------------------------------------ what changed since
def test_nothing_changed(confirmed):
    changes = changes_since(confirmed)
    assert (changes.batches, changes.batch_count, changes.then) == ((), 0, changes.now)


def test_a_correction_and_a_late_batch_are_changes_and_later_days_are_not(confirmed, batch, book, official):
    correction = correct(batch, book, official, 40)
    late = record(book, 10, by=official, work_date=FRIDAY, shift=2)
    record(book, 5, by=official, work_date=MONDAY)
    changes = changes_since(confirmed)
    assert [(item.batch, item.is_late) for item in changes.batches] == [(late, True), (correction, True)]
    assert [sum(part.count for part in item.posted) for item in changes.batches] == [10, -6]
    assert changes.batch_count == 2
    assert (changes.then.sum(POPULATION, "entered"), changes.now.sum(POPULATION, "entered")) == (46, 50)


def test_up_to_a_later_day_the_work_since_is_told_as_well(confirmed, batch, book, official):
    correct(batch, book, official, 40)
    today = record(book, 5, by=official, work_date=MONDAY)
    changes = changes_since(confirmed, as_of=MONDAY)
    assert changes.batches[0].batch == today
    assert [item.is_late for item in changes.batches] == [False, True]
    posted = sum(part.count for item in changes.batches for part in item.posted)
    assert changes.now.sum(POPULATION, "entered") - changes.then.sum(POPULATION, "entered") == posted == -1


def test_then_and_now_stand_beside_each_other(confirmed, book, official, phuoc_son):
    marriages = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001, count=80)
    record(marriages, 8, by=official, work_date=FRIDAY)
    lines = compared(figures_of(phuoc_son, as_of=FRIDAY), confirmed_figures(confirmed))
    assert [(line.label, line.to_enter_change, line.entered_change) for line in lines] == [
        ("Khai sinh", 0, 0), ("Kết hôn", 80, 8), ("Cộng", 80, 8),
    ]  # fmt: skip
    first = compared(figures_of(phuoc_son, as_of=FRIDAY), None)
    assert [(line.entered, line.entered_then, line.entered_change) for line in first] == [
        (46, None, None), (8, None, None), (54, None, None),
    ]  # fmt: skip


def test_the_latest_is_the_one_that_reaches_furthest(confirmed, official, phuoc_son):
    monday = confirm(phuoc_son, official, as_of=MONDAY)
    again = confirm(phuoc_son, official, note="Đối chiếu lại")
    assert latest_confirmation(phuoc_son) == monday
    assert latest_confirmation(phuoc_son, up_to=FRIDAY) == again
    assert latest_confirmation(phuoc_son, up_to=dt.date(2024, 2, 29)) is None


def test_the_district_sees_who_confirmed_and_what_changed(
    confirmed, batch, book, official, neighbour, phuoc_son, phuoc_hoa
):
    theirs = make_book(phuoc_hoa, by=neighbour)
    record(theirs, 9, by=neighbour, work_date=FRIDAY)
    confirm(phuoc_hoa, neighbour)
    record(theirs, 1, by=neighbour, work_date=MONDAY)
    correct(batch, book, official, 92)
    lines = {line.commune: line for line in standings(list(Commune.objects.in_official_order()))}
    assert len(lines) == 13
    mine = lines[phuoc_son]
    assert (mine.confirmation, mine.late_batches) == (confirmed, 1)
    assert [(part.programme, part.count) for part in mine.late] == [(POPULATION, 46)]
    assert (lines[phuoc_hoa].late_batches, lines[phuoc_hoa].late) == (0, ())
    assert [line.confirmation for line in lines.values()].count(None) == 11


def test_four_queries_for_the_district_at_one_and_at_three(confirmed, justice_office, batch, book, official):
    def queries(communes):
        with CaptureQueriesContext(connection) as seen:
            standings(communes)
        return len(seen)

    communes = list(Commune.objects.in_official_order())
    for each in communes[:3]:
        record(make_book(each, by=justice_office, number="9"), 3, by=justice_office, work_date=FRIDAY)
        confirm(each, justice_office)
    assert queries(communes[:1]) == queries(communes[:3]) == queries(communes) <= 4


# ------------------------------------------------------------------ the usual day
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2024, 3, 5), dt.date(2024, 3, 4)),
        (dt.date(2024, 3, 4), dt.date(2024, 3, 1)),
        (dt.date(2024, 3, 3), dt.date(2024, 3, 1)),
        (dt.date(2024, 2, 15), dt.date(2024, 2, 7)),  # Tết: 08 to 14/02/2024
    ],
)
def test_the_last_working_day_that_has_ended(db, day, expected):
    assert last_working_day_before(day) == expected
