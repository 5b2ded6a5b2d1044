"""How much was to enter and how much was entered: sums over the ledger, as of a date, as known at a moment."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from communes.models import Book, BookKind, Commune, Programme

from .models import Entry, Measure
from .running import running_sums

RECENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """What the ledger says of one scope; unit: trường hợp (records)."""

    to_enter: int = 0
    entered: int = 0
    entered_recently: int = 0  # on the last RECENT_DAYS days up to the as-of date
    last_worked_on: dt.date | None = None
    last_recorded_at: dt.datetime | None = None

    @property
    def left(self) -> int:
        """Records still to enter; below zero when more was entered than there was to enter."""
        return self.to_enter - self.entered

    @property
    def share(self) -> Decimal | None:
        """entered / to_enter, exact; None where there is nothing to enter."""
        return Decimal(self.entered) / Decimal(self.to_enter) if self.to_enter > 0 else None

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(
            self.to_enter + other.to_enter,
            self.entered + other.entered,
            self.entered_recently + other.entered_recently,
            max(filter(None, (self.last_worked_on, other.last_worked_on)), default=None),
            max(filter(None, (self.last_recorded_at, other.last_recorded_at)), default=None),
        )


NOTHING = Figure()
_NO_SUM = 0, 0, None, None


@dataclass(frozen=True)
class Totals:
    """Figures by commune and kind of book, and everything that is a sum of them."""

    programme: str
    as_of: dt.date
    known_at: dt.datetime | None
    cells: dict[tuple[int, str], Figure]

    def cell(self, commune: Commune, kind: str) -> Figure:
        return self.cells.get((commune.pk, kind), NOTHING)

    def commune(self, commune: Commune) -> Figure:
        return sum((figure for (pk, _), figure in self.cells.items() if pk == commune.pk), NOTHING)

    def by_commune(self) -> dict[int, Figure]:
        """Figure of each commune by its primary key; communes without entries are left out."""
        return dict(self._by_commune)

    @cached_property
    def _by_commune(self) -> dict[int, Figure]:
        figures = {}
        for (pk, _), figure in self.cells.items():
            figures[pk] = figures[pk] + figure if pk in figures else figure
        return figures

    def kind(self, kind: str) -> Figure:
        return sum((figure for (_, other), figure in self.cells.items() if other == kind), NOTHING)

    @cached_property
    def all(self) -> Figure:
        return sum(self._by_commune.values(), NOTHING)

    @property
    def kinds(self) -> list[str]:
        """Kinds of book that have a figure, in the official order."""
        present = {kind for _, kind in self.cells}
        return [kind for kind in BookKind.values if kind in present]


def posted(
    *,
    communes: Iterable[Commune] | QuerySet,
    programme: str,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
) -> QuerySet:
    """The entries that count: of these communes and this programme, worked up to `as_of`, recorded up to `known_at`."""
    entries = Entry.objects.filter(commune__in=communes, programme=programme, work_date__lte=as_of)
    return entries if known_at is None else entries.filter(recorded_at__lte=known_at)


def totals(
    *, communes: Iterable[Commune], programme: str, as_of: dt.date, known_at: dt.datetime | None = None
) -> Totals:
    """The one read function: one query, whatever the number of communes. Nothing inside asks the clock."""
    since = as_of - dt.timedelta(days=RECENT_DAYS - 1)
    sums = _sums(communes, programme, as_of, known_at, since)
    cells: dict[tuple[int, str], Figure] = {}
    for commune, kind, _ in sums:
        if (commune, kind) not in cells:  # one figure for both measures: a province has more than a thousand
            to_enter, _, _, listed = sums.get((commune, kind, Measure.TO_ENTER), _NO_SUM)
            entered, recent, worked, recorded = sums.get((commune, kind, Measure.ENTERED), _NO_SUM)
            newest = max(listed, recorded) if listed and recorded else listed or recorded
            cells[commune, kind] = Figure(to_enter, entered, recent, worked, newest)
    return Totals(programme=programme, as_of=as_of, known_at=known_at, cells=cells)


def _sums(communes, programme, as_of, known_at, since) -> dict:
    """{(commune, kind, measure): (count, count since `since`, last work date, last recorded_at)}."""
    if known_at is None and running_sums.is_usable:
        found = {}
        for key, series in running_sums.of(programme, (commune.pk for commune in communes)).items():
            if days := series.days_up_to(as_of):
                count, recorded = series.up_to(as_of)
                recent = count - series.up_to(since - dt.timedelta(days=1))[0]
                found[key] = count, recent, days[-1], recorded
        return found
    rows = (
        posted(communes=communes, programme=programme, as_of=as_of, known_at=known_at)
        .order_by()
        .values_list("commune", "book_kind", "measure")
        .annotate(
            sum=Sum("count"),
            recent=Sum("count", filter=Q(work_date__gte=since)),
            worked=Max("work_date"),
            recorded=Max("recorded_at"),
        )
    )
    return {tuple(key): (count, recent or 0, worked, recorded) for *key, count, recent, worked, recorded in rows}


def entered_curve(
    *, communes: Iterable[Commune], programme: str, as_of: dt.date, known_at: dt.datetime | None = None
) -> list[tuple[dt.date, int]]:
    """Records entered up to each seventh day since the first one with entries, and up to `as_of`; empty without any."""
    if known_at is None and running_sums.is_usable:
        ids = (commune.pk for commune in communes)
        all_series = [
            series
            for (_, _, measure), series in running_sums.of(programme, ids, by_kind=False).items()
            if measure == Measure.ENTERED and series.days[0] <= as_of
        ]
        days = _every_week(min((series.days[0] for series in all_series), default=None), as_of)
        return [(day, sum(series.up_to(day)[0] for series in all_series)) for day in days]
    rows = (
        posted(communes=communes, programme=programme, as_of=as_of, known_at=known_at)
        .filter(measure=Measure.ENTERED)
        .order_by("work_date")
        .values_list("work_date")
        .annotate(Sum("count"))
    )
    worked, sums = [], [0]
    for day, count in rows:
        worked.append(day)
        sums.append(sums[-1] + count)
    return [(day, sums[bisect_right(worked, day)]) for day in _every_week(next(iter(worked), None), as_of)]


def entered_by_day(
    *,
    communes: Iterable[Commune],
    programme: str,
    first: dt.date,
    last: dt.date,
    known_at: dt.datetime | None = None,
) -> dict[int, dict[dt.date, int]]:
    """{commune: {day: records entered that day}} from first to last, in order; days without entries are left out.

    As the ledger has it: corrections on the day they correct, opening figures on theirs. One query at most.
    """
    found: dict[int, dict[dt.date, int]] = {}
    if known_at is None and running_sums.is_usable:
        ids = [commune.pk for commune in communes]
        for (commune, _, measure), series in running_sums.of(programme, ids, by_kind=False).items():
            if measure == Measure.ENTERED and (days := series.by_day(first, last)):
                found[commune] = days
        return found
    rows = (
        posted(communes=communes, programme=programme, as_of=last, known_at=known_at)
        .filter(measure=Measure.ENTERED, work_date__gte=first)
        .order_by("work_date")
        .values_list("commune", "work_date")
        .annotate(Sum("count"))
    )
    for commune, day, count in rows:
        found.setdefault(commune, {})[day] = count
    return found


def _every_week(first: dt.date | None, last: dt.date) -> list[dt.date]:
    if first is None:
        return []
    days = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
    return days if days[-1] == last else [*days, last]


def with_figures(books: QuerySet[Book], *, as_of: dt.date) -> QuerySet[Book]:
    """Adds to each book, as of a date: `to_enter`, `entered` and `left` in the population-database programme, and
    `entered_historical`. One query, the sums taken from one index."""

    def sum_of(programme, measure):
        sums = (
            Entry.objects.filter(book=OuterRef("pk"), programme=programme, measure=measure, work_date__lte=as_of)
            .order_by()
            .values("book")
            .annotate(sum=Sum("count"))
            .values("sum")
        )
        return Coalesce(Subquery(sums), 0)

    return books.annotate(
        to_enter=sum_of(Programme.POPULATION_DB, Measure.TO_ENTER),
        entered=sum_of(Programme.POPULATION_DB, Measure.ENTERED),
        entered_historical=sum_of(Programme.HISTORICAL, Measure.ENTERED),
    ).annotate(left=F("to_enter") - F("entered"))
