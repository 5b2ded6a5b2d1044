"""Stories from the database: what the ledger and the extracts say of each commune, cut-off by cut-off."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from communes.models import CalendarDay, Commune, Programme

from ...models import OWNER, BatchKind, Entry, Extract, ExtractLine, Measure
from .story import BatchLine, Story

POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL
Counts = dict[str, dict[dt.date, int]]  # kind of book: day: records


def stories(
    communes: Iterable[Commune], extracts: QuerySet[Extract] | Iterable[Extract], *, lag_days: int = 0
) -> list[Story]:
    """One story a commune that the extracts name, in the order given; at most four queries, however many communes.

    A cut-off counts when it has figures of the population programme. Ours is taken `lag_days` before it. The
    historical programme is part of the story when the newest cut-off has it; then only cut-offs with both count.
    """
    communes = list(communes)
    theirs, newest = _theirs(communes, extracts)
    last = max((day for of_commune in theirs.values() for day in of_commune[POPULATION]), default=None)
    if last is None:
        return []
    lag = dt.timedelta(days=lag_days)
    daily, batches = _ours(communes, last - lag)
    holidays = frozenset(
        CalendarDay.objects.filter(is_working=False, day__lte=last).order_by().values_list("day", flat=True)
    )
    return [
        _story(commune, theirs[commune.pk], daily[commune.pk], batches[commune.pk], lag, holidays, newest[commune.pk])
        for commune in communes
        if theirs[commune.pk][POPULATION]
    ]


def _theirs(communes, extracts) -> tuple[dict[int, dict[str, dict[dt.date, dict[str, int]]]], dict[int, uuid.UUID]]:
    """{commune: {programme: {cut-off: {kind: count}}}}, where the owner of a programme is read after the other; and by
    commune the extract that its newest figures of the population programme are of."""
    found, newest = defaultdict(lambda: {POPULATION: {}, HISTORICAL: {}}), {}
    rows = (
        ExtractLine.objects.filter(extract__in=extracts, commune__in=communes)
        .order_by("extract__as_of", "extract__version")
        .values_list("commune", "programme", "extract__as_of", "extract__source", "extract", "book_kind", "count")
    )
    by_source = defaultdict(dict)
    for commune, programme, as_of, source, extract, kind, count in rows:
        by_source[commune, programme, source == OWNER[programme], as_of, extract][kind] = count
    for (commune, programme, _, as_of, extract), counts in sorted(by_source.items(), key=lambda item: item[0][2:4]):
        found[commune][programme][as_of] = counts
        if programme == POPULATION and as_of == max(found[commune][programme]):
            newest[commune] = extract
    return found, newest


def _ours(communes, last: dt.date) -> tuple[dict[int, dict[str, Counts]], dict[int, list[BatchLine]]]:
    """The ledger by day, and its shift batches, each with the corrections of that very batch."""
    rows = (
        Entry.objects.filter(commune__in=communes, measure=Measure.ENTERED, work_date__lte=last)
        .annotate(root=Coalesce("batch__corrects", "batch"))
        .order_by()
        .values_list("commune", "programme", "book_kind", "work_date", "root")
        .annotate(
            Sum("count"),
            posted=Min("id"),
            of_shift=Sum("count", filter=Q(batch__kind=BatchKind.SHIFT) | Q(batch__corrects__kind=BatchKind.SHIFT)),
        )
        .order_by("work_date", "posted")
    )
    daily = defaultdict(lambda: {POPULATION: {}, HISTORICAL: {}})
    batches = defaultdict(list)
    for commune, programme, kind, day, root, count, _, of_shift in rows.iterator(chunk_size=5_000):
        days = daily[commune][programme].setdefault(kind, {})
        days[day] = days.get(day, 0) + count
        if of_shift:
            batches[commune].append((root, day, kind, programme, of_shift))
    return daily, batches


def _story(commune, theirs, daily: dict[str, Counts], batches, lag: dt.timedelta, holidays, newest) -> Story:
    cut_offs = sorted(theirs[POPULATION])
    has_other = cut_offs[-1] in theirs[HISTORICAL]
    if has_other:
        cut_offs = [day for day in cut_offs if day in theirs[HISTORICAL]]
    return Story(
        commune=commune,
        # Ours is looked at on the day the lag leaves, so that rows and cut-offs have one calendar.
        cut_offs=tuple(day - lag for day in cut_offs),
        ours_population=_up_to(daily[POPULATION], cut_offs, lag),
        ours_historical=_up_to(daily[HISTORICAL], cut_offs, lag),
        theirs_population=_at(theirs[POPULATION], cut_offs),
        theirs_historical=_at(theirs[HISTORICAL], cut_offs) if has_other else None,
        daily=daily,
        batches=tuple(batches),
        holidays=holidays,
        lag_days=lag.days,
        newest=newest,
    )


def _at(figures: dict[dt.date, dict[str, int]], cut_offs) -> dict[str, tuple[int, ...]]:
    kinds = {kind for day in cut_offs for kind in figures[day]}
    return {kind: tuple(figures[day].get(kind, 0) for day in cut_offs) for kind in kinds}


def _up_to(counts: Counts, cut_offs, lag: dt.timedelta) -> dict[str, tuple[int, ...]]:
    """Running sums at each cut-off less the lag."""
    found = {}
    for kind, days in counts.items():
        ordered = sorted(days.items())
        sums = list(accumulate((count for _, count in ordered), initial=0))
        found[kind] = tuple(sums[sum(day <= cut_off - lag for day, _ in ordered)] for cut_off in cut_offs)
    return found
