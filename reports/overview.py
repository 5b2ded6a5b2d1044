"""The dashboard's table and tiles: figures of every commune beside what the deadlines ask for."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from communes.calendar import working_days_left
from communes.models import Commune, Deadline
from entries.totals import NOTHING, Figure, Totals


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
class Row:
    commune: Commune
    figure: Figure
    needs: tuple[DeadlineNeed, ...]

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


@dataclass(frozen=True, slots=True)
class Overview:
    rows: tuple[Row, ...]
    all: Figure
    needs: tuple[DeadlineNeed, ...]
    silent: tuple[Commune, ...]  # entered nothing on the as-of date
    sort: str
    sort_is_known: bool


_SORTS: dict[str, Callable[[Row], object]] = {
    "xa": lambda row: row.commune.position,
    "phai-nhap": lambda row: row.figure.to_enter,
    "da-nhap": lambda row: row.figure.entered,
    "ty-le": lambda row: -1 if row.figure.share is None else row.figure.share,
    "con-lai": lambda row: row.figure.left,
    "7-ngay": lambda row: row.figure.entered_recently,
    "can-1": lambda row: (row.needs[0].per_day or 0) if row.needs else 0,
    "can-2": lambda row: (row.needs[1].per_day or 0) if row.needs[1:] else 0,
    "gan-nhat": lambda row: row.figure.last_worked_on or dt.date.min,
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


def overview(communes: list[Commune], figures: Totals, deadlines: list[Deadline], *, sort: str = "") -> Overview:
    """Everything the dashboard shows, without a query. `sort` is a key of the table, with "-" in front to turn it."""
    by_commune = figures.by_commune()
    rows = [
        Row(
            commune,
            figure := by_commune.get(commune.pk, NOTHING),
            tuple(need(figure, deadline, figures.as_of) for deadline in deadlines),
        )
        for commune in communes
    ]
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    if key in _SORTS:
        rows.sort(key=_SORTS[key], reverse=turned)
    everything = figures.all
    return Overview(
        rows=tuple(rows),
        all=everything,
        needs=tuple(need(everything, deadline, figures.as_of) for deadline in deadlines),
        silent=tuple(row.commune for row in rows if row.figure.last_worked_on != figures.as_of),
        sort=sort,
        sort_is_known=not sort or key in _SORTS,
    )
