"""A fair ranking: what each commune entered, against the machine-shifts it could have run and the faults in its books.

The formula is one that an official can follow with a pocket calculator, and it is printed with the figures in it:

    adjusted = records entered x hardness / machine-shifts available                       (the last WINDOW_DAYS days)
    machine-shifts available = working days x SHIFTS_A_DAY x free share, over the machines that stand there
                               - minutes lost to downtime / SHIFT_MINUTES
    hardness = 1 + HARDER x records with open faults / records to enter, at most MOST_HARDNESS

Nobody is ranked where the data are too few. Nothing here runs a query.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from communes.downtime import Lost
from communes.machines import Standing
from communes.models import Commune, Deadline
from communes.workdays import Workdays
from entries.pace import UNSEEN, Seen
from entries.totals import NOTHING, Figure, Totals

from ..forecast.verdicts import SHIFTS_A_DAY, Verdict

WINDOW_DAYS = 30
SHIFT_MINUTES = 480
HARDER = 2  # a record with an open fault costs two more: it is looked up, asked about, and entered again
MOST_HARDNESS = 2.0
ENOUGH_DAYS = 10  # working days since the first batch; fewer tell of the beginning


@dataclass(frozen=True, slots=True)
class Worked:
    """One commune in the window. Machine-shifts are effective: a machine that is free half of the day counts half."""

    commune: Commune
    figure: Figure
    verdict: Verdict | None  # on the next deadline
    records: int
    shifts: int  # machine-shifts with a batch
    working_days: int
    standing: float  # machine-shifts of the machines that stand there
    lost: float  # machine-shifts lost to downtime, never more than `standing`
    minutes_lost: int
    faults: int  # records with an open fault
    first_on: dt.date | None
    last_on: dt.date | None  # in the last eight weeks
    days_since_first: int  # working days

    @property
    def per_day(self) -> float | None:
        """Records a working day, to a tenth: the raw pace."""
        return round(self.records / self.working_days, 1) if self.working_days else None

    @property
    def available(self) -> float:
        return self.standing - self.lost

    @property
    def faults_per_1000(self) -> float:
        return 1000 * self.faults / self.figure.to_enter if self.figure.to_enter > 0 else 0.0

    @property
    def hardness(self) -> float:
        return min(1 + HARDER * self.faults_per_1000 / 1000, MOST_HARDNESS)

    @property
    def adjusted(self) -> float | None:
        """Records a machine-shift, to a hundredth, as if all books were whole; None without a machine-shift."""
        return round(self.records * self.hardness / self.available, 2) if self.available >= 1 else None

    @property
    def used(self) -> float | None:
        """The part of the machine-shifts available in which something was recorded; may pass 1 with weekend work."""
        return self.shifts / self.available if self.available >= 1 else None

    @property
    def lost_part(self) -> float:
        return self.lost / self.standing if self.standing else 0.0

    @property
    def not_ranked(self) -> str:
        """Why there is no rank; empty where there is one."""
        if self.figure.to_enter <= 0:
            return "chưa có số phải nhập"
        if self.figure.left <= 0:
            return "đã nhập xong"
        if self.first_on is None:
            return "chưa đủ số liệu: chưa có phiếu ca nào"
        if self.days_since_first < ENOUGH_DAYS:
            return f"chưa đủ số liệu: mới nhập {self.days_since_first} ngày làm việc"
        if self.available < 1:
            return "chưa đủ số liệu: không có máy-ca nào chạy được"
        return "" if self.working_days else "chưa đủ số liệu: không có ngày làm việc nào"


@dataclass(frozen=True, slots=True)
class Mean:
    """What the ranked communes had on average."""

    per_day: float
    adjusted: float
    standing: float
    minutes_lost: float
    faults_per_1000: float


@dataclass(frozen=True, slots=True)
class Ranked:
    worked: Worked
    raw: int | None = None  # place by the raw pace, from 1; equal figures share a place
    fair: int | None = None  # place by the adjusted one

    @property
    def moved(self) -> int:
        """Places won (lost: below zero) by looking fairly."""
        return 0 if self.raw is None or self.fair is None else self.raw - self.fair


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked by the adjusted figure, then those without a rank in official order. `mean` is None without any rank."""

    lines: tuple[Ranked, ...]
    mean: Mean | None

    @property
    def size(self) -> int:
        return sum(line.fair is not None for line in self.lines)


def next_deadline(deadlines: Iterable[Deadline], as_of: dt.date) -> Deadline | None:
    """The first deadline that has not passed; when all have, the last."""
    ordered = sorted(deadlines, key=lambda deadline: deadline.due_on)
    return next((one for one in ordered if one.due_on >= as_of), ordered[-1] if ordered else None)


def worked_in(
    communes: list[Commune],
    *,
    figures: Totals,
    seen: dict[int, Seen],
    verdicts: dict[int, Verdict],
    workdays: Workdays,
    there: Standing,
    lost: Iterable[Lost],
) -> list[Worked]:
    """What each commune did and had in the window that ends with the cut-off. The communes need `open_defects`."""
    as_of, by_commune = figures.as_of, figures.by_commune()
    first = window_start(as_of)
    days = workdays.days(first, as_of)
    minutes: dict[int, int] = {}
    weighed: dict[int, float] = {}
    for one in lost:
        pk = one.commune.pk
        minutes[pk] = minutes.get(pk, 0) + one.minutes
        weighed[pk] = weighed.get(pk, 0.0) + one.minutes * one.machine.free_share / 100
    found = []
    for commune in communes:
        of_commune = seen.get(commune.pk, UNSEEN)
        standing = _standing(commune, days, workdays, there)
        found.append(
            Worked(
                commune=commune,
                figure=by_commune.get(commune.pk, NOTHING),
                verdict=verdicts.get(commune.pk),
                records=of_commune.records(first, as_of),
                shifts=of_commune.machine_shifts(first, as_of),
                working_days=len(days),
                standing=standing,
                lost=min(standing, weighed.get(commune.pk, 0.0) / SHIFT_MINUTES),
                minutes_lost=minutes.get(commune.pk, 0),
                faults=commune.open_defects,
                first_on=of_commune.first_on,
                last_on=of_commune.last_on,
                days_since_first=_days_since(of_commune.first_on, workdays, as_of),
            )
        )
    return found


def window_start(as_of: dt.date) -> dt.date:
    return as_of - dt.timedelta(days=WINDOW_DAYS - 1)


def _standing(commune: Commune, days: list[dt.date], workdays: Workdays, there: Standing) -> float:
    """Machine-shifts of the working days on which a machine stands there; campaigns leave less of a day."""
    return sum(
        SHIFTS_A_DAY * machine.free_share / 100 * workdays.weight(day, commune.pk)
        for machine, when in there.get(commune.pk, ())
        for day in days
        if day in when
    )


def _days_since(first_on: dt.date | None, workdays: Workdays, as_of: dt.date) -> int:
    return 0 if first_on is None else workdays.count(max(first_on, workdays.first), as_of)


def rank(worked: list[Worked]) -> Ranking:
    """Both rankings at once."""
    ranked = [one for one in worked if not one.not_ranked]
    raw = _places({one.commune.pk: one.per_day for one in ranked})
    fair = _places({one.commune.pk: one.adjusted for one in ranked})
    lines = [Ranked(one, raw.get(one.commune.pk), fair.get(one.commune.pk)) for one in worked]
    lines.sort(key=lambda line: (line.fair is None, line.fair or 0, line.worked.commune.position))
    return Ranking(tuple(lines), _mean(ranked) if ranked else None)


def _places(figures: dict[int, float]) -> dict[int, int]:
    """Places from 1, the largest first; equal figures share the better place, and the next one is left out."""
    ordered = sorted(figures.values(), reverse=True)
    return {pk: ordered.index(figure) + 1 for pk, figure in figures.items()}


def _mean(ranked: list[Worked]) -> Mean:
    def of(values):
        return sum(values) / len(ranked)

    return Mean(
        per_day=of([one.per_day for one in ranked]),
        adjusted=of([one.adjusted for one in ranked]),
        standing=of([one.standing for one in ranked]),
        minutes_lost=of([one.minutes_lost for one in ranked]),
        faults_per_1000=of([one.faults_per_1000 for one in ranked]),
    )
