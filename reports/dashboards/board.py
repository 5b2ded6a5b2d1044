"""Reads everything the dashboard shows: the same number of queries, whatever the number of communes and batches."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from communes.downtime import minutes_lost
from communes.machines import Standing, standing_between
from communes.models import Commune, Deadline, Workstation
from communes.workdays import Workdays
from entries.attention import is_estimated, with_attention
from entries.pace import Seen, shifts_seen
from entries.reconciling.comparing.agreement import reconciled_to
from entries.reviewing import NONE_WAITING, waiting
from entries.running import running_sums
from entries.totals import NOTHING, Totals, entered_curve, totals

from ..forecast.forecasting import Outlook, outlook_of_all, outlooks, workdays_around
from ..forecast.verdicts import capacity_of, verdict
from ..models import Benchmark
from .benchmarks import benchmark_beside, with_benchmark
from .overview import Beside, starts_after

LOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Board:
    """One programme as of a date, as known at a moment (now, without one)."""

    communes: list[Commune]  # with attention.with_attention
    deadlines: list[Deadline]
    figures: Totals
    curve: list[tuple[dt.date, int]]
    beside: dict[int, Beside]
    whole: Outlook
    benchmark: Benchmark | None
    machines: dict[int, list[Workstation]]  # that stand in each commune on the day


def read_board(
    communes: QuerySet[Commune],
    *,
    district: int,
    programme: str,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
    with_waits: bool = True,
) -> Board:
    """Eight queries when the sums are in memory; nothing inside asks the clock, but for downtimes that still go on.

    `with_waits`: also what waits in each commune, the minutes it lost, and up to when it was reconciled: three of them.
    """
    communes = list(with_attention(communes, programme=programme, as_of=as_of, with_waits=with_waits))
    deadlines = list(deadlines_of(district, programme, as_of).all())
    asked = {"communes": communes, "programme": programme, "as_of": as_of, "known_at": known_at}
    with running_sums.held():
        figures, curve, seen = totals(**asked), entered_curve(**asked), shifts_seen(**asked)
        agreed = reconciled_to(communes, as_of, programme=programme) if with_waits else {}
    workdays = workdays_around(district, as_of)
    found = forecasts(communes, figures=figures, seen=seen, workdays=workdays)
    first = as_of - dt.timedelta(days=LOST_DAYS - 1)
    there = standing_between([one.pk for one in communes], first, as_of)
    waits, lost = (waiting(communes), _lost(communes, first, as_of, there)) if with_waits else ({}, {})
    beside = {
        one.pk: Beside(
            outlook=found[one.pk],
            verdicts=tuple(verdict(found[one.pk], deadline, capacity_on(as_of, there, one)) for deadline in deadlines),
            waiting=waits.get(one.pk, NONE_WAITING),
            minutes_lost=lost.get(one.pk, 0),
            was_compared=one.pk in agreed,
            reconciled_to=agreed.get(one.pk),
        )
        for one in communes
    }
    estimated = any(outlook.is_estimated for outlook in found.values())
    whole = outlook_of_all(figures=figures, seen=seen, workdays=workdays, as_of=as_of, is_estimated=estimated)
    machines = {one.pk: _machines(there, one, as_of) for one in communes}
    benchmark = benchmark_beside(deadlines)
    return Board(communes, deadlines, figures, curve, beside, whole, benchmark, machines)


def forecasts(
    communes: list[Commune], *, figures: Totals, seen: dict[int, Seen], workdays: Workdays
) -> dict[int, Outlook]:
    """The outlook of each commune, which knows what is not counted book by book: needs `with_attention`. No query."""
    by_commune = figures.by_commune()
    estimated = frozenset(one.pk for one in communes if is_estimated(one, by_commune.get(one.pk, NOTHING).to_enter))
    return outlooks(
        communes=communes, figures=figures, seen=seen, workdays=workdays, as_of=figures.as_of, estimated=estimated
    )


def capacity_on(day: dt.date, there: Standing, commune: Commune) -> float:
    """Machine-shifts an ordinary working day of the machines that stand in the commune on a day."""
    return capacity_of(_machines(there, commune, day))


@lru_cache(maxsize=32)
def deadlines_of(district: int, programme: str, as_of: dt.date) -> QuerySet[Deadline]:
    """With what holidays change of the days after the date, and the province's average on it. Built once for a day:
    putting the question together takes longer than answering it."""
    due = Deadline.objects.filter(district=district).with_calendar_effect(starts_after(as_of))
    return with_benchmark(due, programme, as_of)


def _machines(there: Standing, commune: Commune, day: dt.date):
    return [machine for machine, days in there.get(commune.pk, ()) if day in days]


def _lost(communes, first: dt.date, last: dt.date, there: Standing) -> dict[int, int]:
    sums: dict[int, int] = {}
    for one in minutes_lost(communes, first, last, there=there):
        sums[one.commune.pk] = sums.get(one.commune.pk, 0) + one.minutes
    return sums
