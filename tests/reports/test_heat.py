"""Communes by days as numbers: shades are quarters, days off are marked, nothing is not zero."""

import datetime as dt

from communes.models import Commune
from communes.workdays import Workdays
from reports.dashboards.heat import heat

FRIDAY = dt.date(2024, 3, 1)
DAYS = [FRIDAY + dt.timedelta(days=n) for n in range(4)]  # Friday to Monday
WORKDAYS = Workdays(DAYS[0], DAYS[-1], {DAYS[1]: True}, (), (DAYS[0], DAYS[1], DAYS[3]))
SON, HOA = Commune(pk=1, name="Phước Sơn"), Commune(pk=2, name="Phước Hòa")


def levels(found) -> list[list[int]]:
    return [[cell.level for cell in row.cells] for row in found.rows]


def test_shades_are_quarters_of_the_counts_there_are():
    found = heat([SON, HOA], DAYS, {1: dict(zip(DAYS, (1, 2, 3, 4), strict=True)), 2: {DAYS[3]: 9_000}}, WORKDAYS)
    assert levels(found) == [[1, 1, 2, 3], [0, 0, 0, 4]]  # one huge count does not make the others pale
    assert found.bounds == (2, 3, 4, 9_000)
    assert found.key == [(1, "1–2"), (2, "3"), (3, "4"), (4, "5–9.000")]
    assert (found.by_column, found.sum, found.rows[0].sum) == ((1, 2, 3, 9_004), 9_010, 10)


def test_nothing_zero_and_less_than_nothing_have_no_shade():
    found = heat([SON], DAYS, {1: {DAYS[0]: 0, DAYS[1]: -6, DAYS[2]: 5}}, WORKDAYS)
    assert levels(found) == [[0, 0, 4 - 3, 0]]
    assert [cell.count for cell in found.rows[0].cells] == [0, -6, 5, None]
    assert found.rows[0].sum == -1
    assert found.key == [(1, "1–5")]


def test_no_entries_at_all():
    found = heat([SON], DAYS, {}, WORKDAYS)
    assert (levels(found), found.bounds, found.key, found.sum) == ([[0, 0, 0, 0]], (), [], 0)


def test_days_off_are_those_of_the_calendar_not_of_the_weekday():
    found = heat([SON], DAYS, {}, WORKDAYS)
    assert [on.is_off for on in found.columns] == [False, False, True, False]  # the Saturday is made up for
    assert [on.short for on in found.columns] == ["T6 1/3", "T7 2/3", "CN 3/3", "T2 4/3"]
    assert found.columns[2].words == "Chủ nhật 03/3/2024, ngày nghỉ"


def test_a_small_screen_has_room_for_the_last_days():
    days = [FRIDAY - dt.timedelta(days=n) for n in range(20, -1, -1)]
    found = heat([SON], days, {}, Workdays(days[0], days[-1], {}, (), ()))
    marks = [on.classes.replace("off", "").split() for on in found.columns]
    assert marks == [["older", "oldest"]] * 7 + [["older"]] * 7 + [[]] * 7


def test_more_days_than_fit_are_added_up_by_calendar_week():
    entered = {1: {DAYS[0]: 5, DAYS[2]: 7, DAYS[3]: 2}}  # Friday, Sunday; Monday of the next week
    found = heat([SON, HOA], DAYS, entered, WORKDAYS, by_week=True)
    assert [(on.day, on.last, on.short) for on in found.columns] == [
        (DAYS[0], DAYS[2], "1/3"), (DAYS[3], DAYS[3], "T2 4/3"),
    ]  # fmt: skip
    assert [[cell.count for cell in row.cells] for row in found.rows] == [[12, 2], [None, None]]
    assert (found.by_column, found.sum) == ((12, 2), 14)
    assert found.columns[0].words == "01/3/2024 đến 03/3/2024"
