"""When a commune will be done: its pace, the days of 50 % and 80 %, and the chance of each deadline.

Only the ledger, the calendar and the campaigns are asked. What is shown as a date is what past weeks of whole
machine-shifts make of the rest (resampling.py); where there is no past to draw from, no date is given.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf

from communes.models import Commune, District
from communes.workdays import Workdays, workdays_between
from entries.pace import UNSEEN, Seen, window_start
from entries.totals import NOTHING, Figure, Totals

from .resampling import (
    DAYS_A_WEEK,
    at_least,
    chance_within,
    days_needed,
    days_needed_in_turn,
    entered_by_days,
    weeks_from_shifts,
    weeks_of,
    within,
)

AHEAD = dt.timedelta(days=2 * 365 + 90)  # two years of work, with their holidays
ENOUGH_SHIFTS = 10  # with fewer of its own a commune is forecast with the shifts of communes like it
STOPPED_AFTER = 30  # days without a machine-shift; then there is no pace to go on with
LIKELY, EARLY, LATE, SURE = 0.5, 0.1, 0.9, 0.8
ONE_DAY = dt.timedelta(days=1)

OWN, POOLED, STOPPED, NONE = "own", "pooled", "stopped", "none"


@dataclass(frozen=True, slots=True)
class Pace:
    """Records a working day over 7 and 30 days, records a machine-shift, machine-shifts a working day (30 days).

    None where no working day, or no machine-shift, lies in those days. Weekends count for the days before them.
    """

    per_day_7: float | None
    per_day_30: float | None
    per_shift: float | None
    shifts_per_day: float | None


def pace_of(seen: Seen, workdays: Workdays, as_of: dt.date) -> Pace:
    first_30, first_7 = as_of - 29 * ONE_DAY, as_of - 6 * ONE_DAY
    days_30, days_7 = workdays.count(first_30, as_of), workdays.count(first_7, as_of)
    records, shifts = seen.records(first_30, as_of), seen.machine_shifts(first_30, as_of)
    return Pace(
        per_day_7=seen.records(first_7, as_of) / days_7 if days_7 else None,
        per_day_30=records / days_30 if days_30 else None,
        per_shift=records / shifts if shifts else None,
        shifts_per_day=shifts / days_30 if days_30 else None,
    )


def ordinary_days(seen: Seen, workdays: Workdays, as_of: dt.date, pk: int | None) -> list[int]:
    """Records of each ordinary working day since the work began there, in the window; what was entered on days off is
    counted with the working day before them. Days of a campaign are left out: they tell of the campaign."""
    if seen.first_on is None:
        return []
    first, pk = max(window_start(as_of), seen.first_on), workdays.scope(pk)
    found, counts = [], None  # does the last working day count? None before the first day
    records = {day: sum(of_day) for day, of_day in seen.by_day.items()}
    for number in range((as_of - first).days + 1):
        day = first + number * ONE_DAY
        if workdays.is_working(day) or counts is None:
            counts = not workdays.is_working(day) or workdays.weight(day, pk) == 1
            if counts:
                found.append(records.get(day, 0))
        elif counts:
            found[-1] += records.get(day, 0)
    return found


class Ahead:
    """The working days after a cut-off, with what campaigns leave of them for one commune."""

    def __init__(self, workdays: Workdays, as_of: dt.date, pk: int | None):
        self.first = as_of + ONE_DAY
        self._days = workdays.days(self.first, workdays.last)
        bound = workdays.bound_between
        self._sums = list(
            accumulate(workdays.weight(day, pk) if bound and bound[0] <= day <= bound[1] else 1.0 for day in self._days)
        )

    def until(self, day: dt.date) -> float:
        """Working days up to and with this day; a day in a campaign counts as its free share."""
        place = bisect_right(self._days, day)
        return self._sums[place - 1] if place else 0.0

    def day_after(self, needed: float) -> dt.date | None:
        """The day on which so many working days have been worked; None beyond what can be dated."""
        place = bisect_left(self._sums, needed - 1e-9)
        return self._days[place] if needed != inf and place < len(self._days) else None


@dataclass(frozen=True)
class Outlook:
    """One commune, or all of them together when `commune` is None.

    `basis`: OWN shifts, POOLED with those of communes like it, STOPPED for 30 days, or NONE anywhere to draw from.
    `is_estimated`: what there is to enter was not counted book by book, so a band is told and no day.
    """

    commune: Commune | None
    figure: Figure
    pace: Pace
    basis: str
    is_estimated: bool
    stopped_on: dt.date | None
    days: tuple[int, ...]  # records of past working days that the forecast draws from
    shifts: tuple[int, ...]  # and of past machine-shifts
    ahead: Ahead

    @property
    def left(self) -> int:
        return max(0, self.figure.left)

    @property
    def is_known(self) -> bool:
        """There is a past to draw from."""
        return self.basis in (OWN, POOLED)

    @property
    def drawn_per_day(self) -> float:
        """Records a working day in the weeks the forecast draws from; 0 without any."""
        return sum(self.days) / len(self.days) if self.days else 0.0

    @cached_property
    def _weeks(self) -> tuple[int, ...]:
        return weeks_of(self.days)

    def _needed(
        self, shifts_per_day: float | None, since: dt.date | None = None, records: int | None = None
    ) -> tuple[float, ...]:
        left = self.left if records is None else records
        if shifts_per_day is None:
            return days_needed(self._weeks, left, len(self.days) // DAYS_A_WEEK)
        weeks = weeks_from_shifts(self.shifts, round(shifts_per_day, 2)) if self.shifts else ()
        independent = max(1, int(len(self.shifts) / (shifts_per_day or 1) / DAYS_A_WEEK))
        before = self.ahead.until(since - ONE_DAY) if since and self.is_known else 0.0
        if before <= 0:
            return days_needed(weeks, left, independent)
        return days_needed_in_turn(self._weeks, weeks, left, independent, before)

    def finish_on(
        self, chance: float, *, shifts_per_day: float | None = None, since: dt.date | None = None
    ) -> dt.date | None:
        """The day by which all is entered with this chance; None where nobody can tell or it takes over two years.

        With `shifts_per_day`: as if so many machine-shifts were worked on each ordinary working day, from now on or
        from the day `since` on.
        """
        if not self.left or not self._may_ask(shifts_per_day):
            return None
        return self.ahead.day_after(within(self._needed(shifts_per_day, since), chance))

    def reach_on(self, records: int, chance: float) -> dt.date | None:
        """The day by which so many more records are entered with this chance."""
        return self.ahead.day_after(within(self._needed(None, None, records), chance)) if self.is_known else None

    def chance_of(
        self, day: dt.date, *, shifts_per_day: float | None = None, since: dt.date | None = None
    ) -> float | None:
        """The chance, from 0 to 1, that all is entered by the end of this day; None where nobody can tell."""
        if not self.left:
            return 1.0
        if not self._may_ask(shifts_per_day):
            return None
        return chance_within(self._needed(shifts_per_day, since), self.ahead.until(day))

    def _may_ask(self, shifts_per_day: float | None) -> bool:
        """A commune that has stopped has no pace to go on with, but its shifts of before tell what if."""
        return self.is_known or (shifts_per_day is not None and bool(self.shifts))

    def entered_by(self, day: dt.date, chance: float) -> int | None:
        """Records entered by the end of a day, at least, with this chance."""
        return self.band([day], (chance,))[0][1] if self.is_known else None

    def band(self, days: list[dt.date], chances: tuple[float, ...]) -> list[tuple]:
        """(day, records entered by its end at least with each chance); empty where nobody can tell."""
        if not self.is_known:
            return []
        entered = entered_by_days(self._weeks, tuple(self.ahead.until(day) for day in days))
        return [
            (day, *(self.figure.entered + min(self.left, at_least(paths, chance)) for chance in chances))
            for day, paths in zip(days, entered, strict=True)
        ]


def outlooks(
    *,
    communes: Iterable[Commune],
    figures: Totals,
    seen: dict[int, Seen],
    workdays: Workdays,
    as_of: dt.date,
    estimated: frozenset[int] = frozenset(),
) -> dict[int, Outlook]:
    """The outlook of each commune by its primary key. No query."""
    by_commune = figures.by_commune()
    own = {commune.pk: _Past(seen.get(commune.pk, UNSEEN), workdays, as_of, commune.pk) for commune in communes}
    with_own_calendar = {one.commune_id for one in workdays.campaigns}
    of_all = Ahead(workdays, as_of, None)
    found = {}
    for commune in communes:
        past = own[commune.pk]
        basis, days, shifts = _drawn_from(commune, past, own, communes)
        found[commune.pk] = Outlook(
            commune=commune,
            figure=by_commune.get(commune.pk, NOTHING),
            pace=pace_of(past.seen, workdays, as_of),
            basis=basis,
            is_estimated=commune.pk in estimated,
            stopped_on=past.seen.last_on or past.seen.first_on if basis == STOPPED else None,
            days=days,
            shifts=shifts,
            ahead=Ahead(workdays, as_of, commune.pk) if commune.pk in with_own_calendar else of_all,
        )
    return found


def outlook_of_all(
    *, figures: Totals, seen: dict[int, Seen], workdays: Workdays, as_of: dt.date, is_estimated: bool = False
) -> Outlook:
    """All communes as one: their days and shifts taken together."""
    by_day: dict[dt.date, list[int]] = {}
    for one in seen.values():
        for day, counts in one.by_day.items():
            by_day.setdefault(day, []).extend(counts)
    together = Seen(min((one.first_on for one in seen.values() if one.first_on), default=None), by_day)
    past = _Past(together, workdays, as_of, None)
    basis = STOPPED if past.has_stopped else OWN if past.seen.shifts else NONE
    return Outlook(
        commune=None, figure=figures.all, pace=pace_of(together, workdays, as_of), basis=basis,
        is_estimated=is_estimated, stopped_on=together.last_on if basis == STOPPED else None,
        days=tuple(past.days), shifts=together.shifts, ahead=Ahead(workdays, as_of, None),
    )  # fmt: skip


class _Past:
    """What one commune's past gives to draw from."""

    def __init__(self, seen: Seen, workdays: Workdays, as_of: dt.date, pk: int | None):
        self.seen = seen
        self.days = ordinary_days(seen, workdays, as_of, pk)
        last = seen.last_on
        self.has_stopped = seen.first_on is not None and (last is None or (as_of - last).days >= STOPPED_AFTER)
        self.is_enough = not self.has_stopped and len(seen.shifts) >= ENOUGH_SHIFTS and sum(self.days) > 0


def _drawn_from(commune, past: _Past, own: dict[int, _Past], communes) -> tuple[str, tuple, tuple]:
    if past.has_stopped:
        return STOPPED, (), past.seen.shifts
    if past.is_enough:
        return OWN, tuple(past.days), past.seen.shifts
    others = [one for one in communes if own[one.pk].is_enough]
    alike = [one for one in others if one.heavy_backlog == commune.heavy_backlog] or others
    if not alike:
        return NONE, tuple(past.days), past.seen.shifts
    days = tuple(count for one in alike for count in own[one.pk].days)
    return POOLED, days, tuple(count for one in alike for count in own[one.pk].seen.shifts)


def workdays_around(district: District | int | None, as_of: dt.date) -> Workdays:
    """The calendar that forecasts of this cut-off need. One query."""
    return workdays_between(district, window_start(as_of), as_of + AHEAD)
