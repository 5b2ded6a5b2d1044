"""What the dashboard says: figures of totals() beside what the deadlines ask for."""

import datetime as dt
from decimal import Decimal

import pytest

from communes.models import Commune, Deadline, District
from entries.totals import Figure, totals
from reports.dashboards.overview import Row, need, overview, starts_after
from tests.factories import make_book, record

CUT_OFF = dt.date(2024, 3, 3)
POPULATION = "population_db"


def deadlines(as_of=CUT_OFF) -> list[Deadline]:
    return list(Deadline.objects.with_calendar_effect(starts_after(as_of)))


def board(as_of=CUT_OFF, sort="", communes=None, programme=POPULATION):
    communes = communes or list(Commune.objects.in_official_order())
    figures = totals(communes=communes, programme=programme, as_of=as_of)
    return overview(communes, figures, deadlines(as_of), sort=sort)


@pytest.fixture
def work(official, neighbour, phuoc_son, phuoc_hoa):
    """Phước Sơn: 46 of 120, last on the cut-off; Phước Hòa: 30 of 30, last on 1 March."""
    record(make_book(phuoc_son, by=official), 46, by=official, work_date=CUT_OFF)
    record(make_book(phuoc_hoa, by=neighbour, count=30), 30, by=neighbour, work_date=dt.date(2024, 3, 1))


# ------------------------------------------------------------------ working days and pace
def test_sixty_two_working_days_to_the_end_of_may_and_eighty_two_to_the_end_of_june(db):
    needs = [need(Figure(to_enter=7_500), deadline, CUT_OFF) for deadline in deadlines()]
    assert [(n.deadline.due_on, n.working_days, n.calendar_days, n.per_day) for n in needs] == [
        (dt.date(2024, 5, 31), 62, 89, 121),
        (dt.date(2024, 6, 30), 82, 119, 92),
    ]


@pytest.mark.parametrize(
    ("as_of", "working_days", "calendar_days", "is_past"),
    [
        (dt.date(2024, 5, 30), 1, 1, False),
        (dt.date(2024, 5, 31), 0, 0, False),
        (dt.date(2024, 6, 1), 0, -1, True),
    ],
)
def test_the_deadline_itself_can_still_be_worked(db, as_of, working_days, calendar_days, is_past):
    asked = need(Figure(to_enter=5), deadlines(as_of)[0], as_of)
    assert (asked.working_days, asked.calendar_days, asked.is_past) == (working_days, calendar_days, is_past)
    assert asked.per_day == (5 if working_days else None)


@pytest.mark.parametrize(
    ("figure", "per_day"),
    [
        (Figure(to_enter=62), 1),
        (Figure(to_enter=63), 2),
        (Figure(to_enter=124, entered=62), 1),
        (Figure(to_enter=62, entered=62), 0),
        (Figure(to_enter=62, entered=80), 0),
        (Figure(), 0),
    ],
)
def test_what_is_needed_is_rounded_up_and_never_below_nothing(db, figure, per_day):
    assert need(figure, deadlines()[0], CUT_OFF).per_day == per_day


def test_nothing_left_after_the_deadline_needs_nothing(db):
    late = dt.date(2024, 7, 5)
    assert [need(Figure(10, 10), each, late).per_day for each in deadlines(late)] == [0, 0]
    assert [need(Figure(10, 9), each, late).per_day for each in deadlines(late)] == [None, None]


# ------------------------------------------------------------------ rows
def test_every_row_is_what_totals_says(work):
    communes = list(Commune.objects.in_official_order())
    figures = totals(communes=communes, programme=POPULATION, as_of=CUT_OFF)
    shown = board()
    assert [row.commune for row in shown.rows] == communes
    assert [row.figure for row in shown.rows] == [figures.commune(commune) for commune in communes]
    assert shown.all == figures.all == sum((row.figure for row in shown.rows), Figure())
    assert [n.per_day for n in shown.needs] == [2, 1]  # 74 left in 62 and in 82 working days


def test_who_entered_nothing_that_day(work, phuoc_son):
    silent = board().silent
    assert (len(silent), phuoc_son in silent) == (12, False)
    assert len(board(as_of=dt.date(2024, 3, 4)).silent) == 13


@pytest.mark.parametrize(
    ("to_enter", "entered", "state"),
    [
        (0, 0, "nothing"),
        (100, 0, "none"),
        (1000, 99, "below10"),
        (1000, 100, "below50"),
        (1000, 499, "below50"),
        (1000, 500, "above50"),
        (100_000, 99_999, "above50"),
        (100, 100, "done"),
        (100, 101, "done"),
    ],
)
def test_bands_that_leaders_ask_for(to_enter, entered, state):
    assert Row(None, Figure(to_enter, entered), ()).state == state


# ------------------------------------------------------------------ order
@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("", "Tuy Phước"),
        ("xa", "Tuy Phước"),
        ("-xa", "Phước Thành"),
        ("-phai-nhap", "Phước Sơn"),
        ("-da-nhap", "Phước Sơn"),
        ("-ty-le", "Phước Hòa"),
        ("-con-lai", "Phước Sơn"),
        ("-7-ngay", "Phước Sơn"),
        ("-can-1", "Phước Sơn"),
        ("-can-2", "Phước Sơn"),
        ("-gan-nhat", "Phước Sơn"),
        ("gan-nhat", "Tuy Phước"),
    ],
)
def test_each_key_sorts(work, sort, first):
    shown = board(sort=sort)
    assert (shown.rows[0].commune.name, shown.sort_is_known) == (first, True)
    assert len(shown.rows) == 13


def test_ties_stay_in_official_order(work):
    assert [row.commune.position for row in board(sort="-da-nhap").rows[2:]] == [1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13]


def test_communes_without_a_share_come_last_not_above_nothing(work):
    shares = [row.figure.share for row in board(sort="-ty-le").rows]
    assert shares[:3] == [Decimal(1), Decimal(46) / Decimal(120), None]


@pytest.mark.parametrize("sort", ["--xa", "-", "name", "XA", "xa ", "can-3"])
def test_a_key_that_is_none_is_told_and_the_order_is_official(work, sort):
    shown = board(sort=sort)
    assert not shown.sort_is_known
    assert [row.commune.position for row in shown.rows] == list(range(1, 14))


def test_without_deadlines_and_without_communes(db):
    district = District.objects.get()
    figures = totals(communes=[], programme=POPULATION, as_of=CUT_OFF)
    for sort in ("", "can-1", "-can-2"):
        shown = overview(list(district.communes.all()), figures, [], sort=sort)
        assert (shown.needs, shown.rows[0].needs, shown.all) == ((), (), Figure())
    assert overview([], figures, []).rows == ()
