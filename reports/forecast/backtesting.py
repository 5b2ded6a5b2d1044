"""Did past forecasts hold? Forecasts are made again as of past days and compared with what was entered since.

At each cut-off a commune is given a milestone: the records it would, at even odds, enter in the next four weeks (or
all that was left, when that is less). The forecast names the day by which the milestone is reached with 80 %. Where
that day has passed, the ledger tells whether it held. Nothing of the time after the cut-off enters the forecast.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from communes.models import Commune
from communes.workdays import workdays_between
from entries.pace import Seen, shifts_seen
from entries.running import running_sums
from entries.totals import totals

from .forecasting import AHEAD, LIKELY, SURE, Outlook, outlooks
from .resampling import DAYS_A_WEEK

EVERY = dt.timedelta(days=28)
CUT_OFFS = 5
MILESTONE_DAYS = 4 * DAYS_A_WEEK
REACH = dt.timedelta(days=54)  # two days less than what shifts_seen reads: a milestone is reached within it, or late


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast of the past with what became of it."""

    commune: Commune
    cut_off: dt.date
    milestone: int  # records
    promised: dt.date  # by then, with 80 %
    reached: dt.date | None  # None: not until the promised day

    @property
    def has_held(self) -> bool:
        return self.reached is not None


@dataclass(frozen=True, slots=True)
class BackTest:
    trials: tuple[Trial, ...]

    @property
    def held(self) -> int:
        return sum(one.has_held for one in self.trials)

    @property
    def share(self) -> float | None:
        return self.held / len(self.trials) if self.trials else None


def back_test(
    *, communes: Iterable[Commune], district: int, programme: str, as_of: dt.date, known_at: dt.datetime | None = None
) -> BackTest:
    """Trials at CUT_OFFS past days, four weeks apart, the newest far enough back to be judged. Two queries when
    the sums are in memory."""
    communes = list(communes)
    first = as_of - CUT_OFFS * EVERY - REACH
    workdays = workdays_between(district, first - EVERY * 2, as_of + AHEAD)
    with running_sums.held():
        return BackTest(tuple(_trials(communes, programme, as_of, known_at, workdays)))


def _trials(communes, programme, as_of, known_at, workdays) -> Iterator[Trial]:
    for number in range(CUT_OFFS, 0, -1):
        cut_off = as_of - (number * EVERY) - dt.timedelta(days=14)
        asked = {"communes": communes, "programme": programme, "known_at": known_at}
        figures = totals(as_of=cut_off, **asked)
        past = shifts_seen(as_of=cut_off, **asked)
        after = shifts_seen(as_of=min(as_of, cut_off + REACH), **asked)
        made = outlooks(communes=communes, figures=figures, seen=past, workdays=workdays, as_of=cut_off)
        for commune in communes:
            if trial := _trial(made[commune.pk], after.get(commune.pk), cut_off, as_of):
                yield trial


def _trial(outlook: Outlook, after: Seen | None, cut_off: dt.date, as_of: dt.date) -> Trial | None:
    """None where nothing was promised, or the promised day has not passed."""
    if not outlook.is_known or not outlook.left or after is None:
        return None
    middle = outlook.ahead.day_after(MILESTONE_DAYS)
    milestone = min(outlook.left, (outlook.entered_by(middle, LIKELY) or 0) - outlook.figure.entered)
    if milestone <= 0:
        return None
    promised = outlook.reach_on(milestone, SURE)
    if promised is None or promised > min(as_of, cut_off + REACH):
        return None
    return Trial(outlook.commune, cut_off, milestone, promised, _reached(after, milestone, cut_off, promised))


def _reached(after: Seen, milestone: int, cut_off: dt.date, last: dt.date) -> dt.date | None:
    entered = 0
    for day in sorted(after.by_day):
        if cut_off < day <= last:
            entered += sum(after.by_day[day])
            if entered >= milestone:
                return day
    return None
