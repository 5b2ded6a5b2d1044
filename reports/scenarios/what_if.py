"""What if: other shifts, machines, people, weekends, from a day on; before and after, commune by commune."""

import datetime as dt
from dataclasses import dataclass

from communes.models import Commune, Deadline, Workstation

from ..dashboards.board import Board
from ..dashboards.overview import Row
from ..forecast.forecasting import SURE
from ..forecast.verdicts import SHIFTS_A_DAY, Verdict, verdict

WORKDAYS, DAYS = 5, 7


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed of a commune. None means: as it is now. People: how many work in each shift."""

    shifts: int | None = None
    machines: int | None = None
    people: int | None = None
    weekends: bool = False
    since: dt.date | None = None

    @property
    def is_nothing(self) -> bool:
        return self.shifts is None and self.machines is None and self.people is None and not self.weekends

    def machine_shifts(self, machines: list[Workstation], present: float) -> float | None:
        """Machine-shifts an ordinary working day; None when nothing is assumed. A shared machine counts for its free
        share, machines beyond those that stand there count whole; weekends are spread over the five working days.
        `present`: what is worked now, which stands while only weekends are assumed."""
        if self.is_nothing:
            return None
        week = DAYS / WORKDAYS if self.weekends else 1
        if self.shifts is None and self.machines is None and self.people is None:
            return round(present * week, 2)
        shares = sorted((machine.free_share / 100 for machine in machines), reverse=True)
        number = len(shares) if self.machines is None else self.machines
        desks = sorted([*shares, *[1.0] * max(0, number - len(shares))][:number], reverse=True)
        manned = desks if self.people is None else desks[: self.people]
        return round((SHIFTS_A_DAY if self.shifts is None else self.shifts) * sum(manned) * week, 2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One commune before and after; days by which it is done with 80 %."""

    commune: Commune
    row: Row
    lever: float | None  # machine-shifts a working day that are assumed
    before: dt.date | None
    after: dt.date | None
    verdicts: tuple[Verdict, ...]
    verdicts_after: tuple[Verdict, ...]

    @property
    def left(self) -> int:
        return self.row.beside.outlook.left

    @property
    def is_told(self) -> bool:
        """Somebody can tell: there is something left, and a past to draw from."""
        return self.left > 0 and bool(self.row.beside.outlook.shifts)

    @property
    def gained(self) -> int | None:
        """Days sooner; below zero later. None where one of the two has no date."""
        return (self.before - self.after).days if self.before and self.after else None


def outcome_of(row: Row, board: Board, assumed: Assumed, machines: list[Workstation]) -> Outcome:
    outlook = row.beside.outlook
    present = len(outlook.shifts) / len(outlook.days) if outlook.days else 0.0
    lever = assumed.machine_shifts(machines, present)
    return Outcome(
        commune=row.commune,
        row=row,
        lever=lever,
        before=outlook.finish_on(SURE),
        after=outlook.finish_on(SURE, shifts_per_day=lever, since=assumed.since),
        verdicts=row.beside.verdicts,
        verdicts_after=tuple(
            verdict(outlook, deadline, shifts_per_day=lever, since=assumed.since) for deadline in board.deadlines
        ),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many communes are in time for one deadline, before and after."""

    deadline: Deadline
    before: int
    after: int


def tallies(outcomes: list[Outcome], deadlines: list[Deadline]) -> list[Tally]:
    return [
        Tally(
            deadline,
            sum(one.verdicts[place].tone == "good" for one in outcomes),
            sum(one.verdicts_after[place].tone == "good" for one in outcomes),
        )
        for place, deadline in enumerate(deadlines)
    ]
