"""The dashboard's table and tiles: figures of every commune beside its pace, its forecast and what waits there."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from communes.calendar import working_days_left
from communes.models import Commune, Deadline
from entries.reviewing import NONE_WAITING, Waiting
from entries.totals import NOTHING, Figure, Totals

from ..forecast.forecasting import Outlook
from ..forecast.verdicts import Verdict

WORST_CHANCE = -1.0


@dataclass(frozen=True, slots=True)
class DeadlineNeed:
    """What one deadline asks of a scope."""

    deadline: Deadline
    working_days: int  # from the day after the as-of date to the deadline, both counted
    calendar_days: int
    per_day: int | None  # records a working day; None when no working day is left and records are

    @property
    def is_past(self) -> bool:
        return self.calendar_days < 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the figures of a commune: its forecast, its verdicts on the deadlines, what waits there."""

    outlook: Outlook
    verdicts: tuple[Verdict, ...]
    waiting: Waiting = NONE_WAITING
    minutes_lost: int = 0  # of its machines, in the last 30 days
    was_compared: bool = False  # with an extract
    reconciled_to: dt.date | None = None  # the latest cut-off at which it agreed with one


@dataclass(frozen=True, slots=True)
class Row:
    commune: Commune
    figure: Figure
    needs: tuple[DeadlineNeed, ...]
    beside: Beside | None = None

    @property
    def state(self) -> str:
        """Bands that leaders ask for: none, below 10 %, below 50 %, 50 % and more, all."""
        share = self.figure.share
        if share is None:
            return "nothing"
        if share >= 1:
            return "done"
        if not self.figure.entered:
            return "none"
        return "below10" if share < Decimal("0.1") else "below50" if share < Decimal("0.5") else "above50"

    @property
    def per_day(self) -> float:
        """Records a working day in the last 30 days, for sorting; -1 where there was no working day."""
        pace = self.beside and self.beside.outlook.pace.per_day_30
        return WORST_CHANCE if pace is None else pace

    def chance(self, place: int) -> float:
        """Of one deadline, for sorting; what is unknown comes before what is late."""
        verdicts = self.beside.verdicts[place : place + 1] if self.beside else ()
        return WORST_CHANCE if not verdicts or verdicts[0].chance is None else verdicts[0].chance


# The bands of the filter, in the words leaders use: key in the address, words, states.
BANDS = (
    ("chua", "chưa thực hiện", ("none",)),
    ("duoi-10", "dưới 10%", ("below10",)),
    ("duoi-50", "10% đến dưới 50%", ("below50",)),
    ("tu-50", "từ 50%", ("above50",)),
    ("xong", "100%", ("done",)),
)


@dataclass(frozen=True, slots=True)
class Band:
    key: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    rows: tuple[Row, ...]  # of the chosen band
    all: Figure
    needs: tuple[DeadlineNeed, ...]
    silent: tuple[Commune, ...]  # entered nothing on the as-of date
    bands: tuple[Band, ...]
    waiting: Waiting
    sort: str
    sort_is_known: bool
    size: int  # communes in scope, whatever band is chosen


_SORTS: dict[str, Callable[[Row], object]] = {
    "xa": lambda row: row.commune.position,
    "phai-nhap": lambda row: row.figure.to_enter,
    "da-nhap": lambda row: row.figure.entered,
    "ty-le": lambda row: -1 if row.figure.share is None else row.figure.share,
    "con-lai": lambda row: row.figure.left,
    "7-ngay": lambda row: row.figure.entered_recently,
    "nhip": lambda row: row.per_day,
    "can-1": lambda row: (row.needs[0].per_day or 0) if row.needs else 0,
    "can-2": lambda row: (row.needs[1].per_day or 0) if row.needs[1:] else 0,
    "han-1": lambda row: row.chance(0),
    "han-2": lambda row: row.chance(1),
    "gan-nhat": lambda row: row.figure.last_worked_on or dt.date.min,
    "chot": lambda row: getattr(row.commune, "confirmed_to", None) or dt.date.min,
    "loi": lambda row: getattr(row.commune, "open_defects", 0),
    "gian-doan": lambda row: row.beside.minutes_lost if row.beside else 0,
}


def starts_after(as_of: dt.date) -> dt.date:
    """The first day that can still be worked after the cut-off."""
    return as_of + dt.timedelta(days=1)


def need(figure: Figure, deadline: Deadline, as_of: dt.date) -> DeadlineNeed:
    """Records a working day, rounded up, to finish by the deadline; the deadline needs `with_calendar_effect`."""
    days = working_days_left(deadline, starts_after(as_of))
    left = max(figure.left, 0)
    per_day = 0 if not left else None if not days else -(-left // days)
    return DeadlineNeed(deadline, days, (deadline.due_on - as_of).days, per_day)


def overview(
    communes: list[Commune],
    figures: Totals,
    deadlines: list[Deadline],
    *,
    beside: dict[int, Beside] | None = None,
    sort: str = "",
    band: str = "",
) -> Overview:
    """Everything the table shows, without a query. `sort` is a key of the table, with "-" in front to turn it; `band`
    one of BANDS, or empty for every commune."""
    by_commune = figures.by_commune()
    rows = [
        Row(
            commune,
            figure := by_commune.get(commune.pk, NOTHING),
            tuple(need(figure, deadline, figures.as_of) for deadline in deadlines),
            beside and beside[commune.pk],
        )
        for commune in communes
    ]
    silent = tuple(row.commune for row in rows if row.figure.last_worked_on != figures.as_of)
    bands = tuple(Band(key, words, sum(row.state in states for row in rows)) for key, words, states in BANDS)
    everything = figures.all
    chosen = next((states for key, _, states in BANDS if key == band), None)
    shown = [row for row in rows if chosen is None or row.state in chosen]
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    if key in _SORTS:
        shown.sort(key=_SORTS[key], reverse=turned)
    return Overview(
        rows=tuple(shown),
        all=everything,
        needs=tuple(need(everything, deadline, figures.as_of) for deadline in deadlines),
        silent=silent,
        bands=bands,
        waiting=sum((row.beside.waiting for row in rows if row.beside), NONE_WAITING),
        sort=sort,
        sort_is_known=not sort or key in _SORTS,
        size=len(rows),
    )
