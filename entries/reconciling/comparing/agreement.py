"""Up to when each commune's figures agree with those of others."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from django.db.models import Sum

from communes.models import PROGRAMME_KINDS, Commune, Programme

from ...models import OWNER, Entry, Extract, ExtractLine, Finding, FindingState, Measure, ReconcilingSettings
from ...running import Series, running_sums
from .comparison import tolerance_of
from .tolerance import Tolerance

# So many cut-offs are looked at, then so many more, then all that are left: most agree at the newest.
LOOKED_AT = (1, 12, None)
# People said what the gap is, so that it is no longer open. Where it was put right the figures agree by themselves.
CONCLUDED = (FindingState.NOT_ERROR, FindingState.REQUESTED)


@dataclass(frozen=True, slots=True)
class Agreement:
    """`day` is the latest cut-off at which every kind agrees, None where none ever did; `compared_to` the latest at
    which an extract names the commune, and `source` whose that is. `is_concluded`: the figures differ there, but by no
    more than what people have concluded to be no error, or to be wrong at others."""

    day: dt.date | None
    compared_to: dt.date
    source: str
    is_concluded: bool = False

    @property
    def is_behind(self) -> bool:
        """Whether the newest figures of others are not accounted for."""
        return self.day is None or self.day < self.compared_to


@dataclass(frozen=True, slots=True)
class _Stated:
    """What an extract says of one commune; `ours_on` is the day of our figures that it is compared with."""

    source: str
    commune: int
    cut_off: dt.date
    ours_on: dt.date
    tolerance: Tolerance
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Concluded:
    """The gap by kind of book, ours less theirs, as it was concluded at a cut-off; it holds from then on."""

    cut_off: dt.date
    gaps: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Source:
    """An extract without its figures."""

    pk: uuid.UUID
    name: str
    as_of: dt.date
    is_owners: bool
    tolerance: Tolerance
    lag_days: int


def reconciled_to(
    communes: Iterable[Commune], as_of: dt.date, *, programme: str = Programme.POPULATION_DB
) -> dict[int, dt.date | None]:
    """{commune's primary key: the day up to which its figures are reconciled}: see `agreements`."""
    return {commune: found.day for commune, found in agreements(communes, as_of, programme=programme).items()}


def agreements(
    communes: Iterable[Commune], as_of: dt.date, *, programme: str = Programme.POPULATION_DB
) -> dict[int, Agreement]:
    """By commune's primary key, at cut-offs up to `as_of`; a commune that was never compared is left out.

    Two queries besides the running sums while every commune agrees at the newest cut-off; at most five, however far one
    must look back.
    """
    communes = list(communes)
    left = {commune.pk for commune in communes}
    cut_offs = _cut_offs({commune.district_id for commune in communes}, as_of, programme)
    found: dict[int, Agreement] = {}
    ours = ours_by_day(left, programme) if cut_offs else {}
    concluded = cache(lambda: _concluded(communes, programme))  # asked only when figures differ
    for number in LOOKED_AT:
        looked_at, cut_offs = (cut_offs[:number], cut_offs[number:]) if number else (cut_offs, [])
        if not looked_at or not left:
            break
        for each in _stated(looked_at, left, programme):
            if each.commune not in left:
                continue
            before = found.setdefault(each.commune, Agreement(None, each.cut_off, each.source))
            if _agrees(each, ours, {}):
                found[each.commune] = replace(before, day=each.cut_off)
            elif _is_concluded(each, ours, concluded().get(each.commune)):
                found[each.commune] = replace(before, day=each.cut_off, is_concluded=True)
            else:
                continue
            left.discard(each.commune)
    return found


def _is_concluded(stated: _Stated, ours: dict[tuple[int, str], Series], known: _Concluded | None) -> bool:
    return known is not None and known.cut_off <= stated.cut_off and _agrees(stated, ours, known.gaps)


def _cut_offs(districts: set[int], as_of: dt.date, programme: str) -> list[list[_Source]]:
    """The extracts that stand, those of one cut-off together, the newest first."""
    rows = (
        Extract.objects.standing()
        .filter(district__in=districts, as_of__lte=as_of)
        .order_by("-as_of", "pk")
        .values_list(
            "pk", "as_of", "source", "programmes",
            "district__reconciling__records", "district__reconciling__per_mille", "district__reconciling__lag_days",
        )
    )  # fmt: skip
    sources = []
    for pk, cut_off, source, programmes, *way in rows:
        if programme in programmes:
            set_so = ReconcilingSettings() if way[0] is None else ReconcilingSettings(None, None, *way)
            sources.append(
                _Source(pk, source, cut_off, source == OWNER[programme], tolerance_of(set_so), set_so.lag_days)
            )
    return [list(of_day) for _, of_day in groupby(sources, key=lambda source: source.as_of)]


def _stated(cut_offs: list[list[_Source]], communes: set[int], programme: str) -> list[_Stated]:
    """What these extracts say of the communes, the newest first; at one cut-off the owner's figures go before
    another's. One query."""
    counts: dict[tuple[uuid.UUID, int], dict[str, int]] = defaultdict(dict)
    lines = ExtractLine.objects.filter(
        extract__in=[source.pk for of_day in cut_offs for source in of_day], commune__in=communes, programme=programme
    )
    for extract, commune, kind, count in lines.values_list("extract", "commune", "book_kind", "count"):
        counts[extract, commune][kind] = count
    found = []
    for of_day in cut_offs:
        by_commune = {}
        for source in sorted(of_day, key=lambda source: source.is_owners):  # the last one stays
            for commune in communes:
                if (source.pk, commune) in counts:
                    by_commune[commune] = source
        for commune, source in by_commune.items():
            day = source.as_of - dt.timedelta(days=source.lag_days)
            stated = counts[source.pk, commune]
            found.append(_Stated(source.name, commune, source.as_of, day, source.tolerance, stated))
    return found


def _concluded(communes: list[Commune], programme: str) -> dict[int, _Concluded]:
    """The gap of each commune whose last finding was concluded without a change in the ledger. One query."""
    gaps = Finding.objects.filter(commune__in=communes, programme=programme, extract__isnull=False)
    last = {commune: rest for commune, *rest in gaps.order_by("as_of", "pk").values_list(
        "commune", "state", "as_of", "figures"
    )}  # fmt: skip
    return {
        commune: _Concluded(as_of, {each["book_kind"]: each["ours"] - each["theirs"] for each in figures})
        for commune, (state, as_of, figures) in last.items()
        if state in CONCLUDED
    }


def _agrees(stated: _Stated, ours: dict[tuple[int, str], Series], known: dict[str, int]) -> bool:
    """Whether no kind differs by more than the tolerance, besides what is known to differ."""
    return all(
        stated.tolerance.allows(
            held_on(ours, stated.commune, kind, stated.ours_on) - stated.counts.get(kind, 0) - known.get(kind, 0),
            stated.counts.get(kind, 0),
        )
        for kind in {*PROGRAMME_KINDS, *stated.counts}
    )


def held_on(ours: dict[tuple[int, str], Series], commune: int, kind: str, day: dt.date) -> int:
    """Records entered up to a day, of what `ours_by_day` found (trường hợp)."""
    series = ours.get((commune, kind))
    return series.up_to(day)[0] if series else 0


def ours_by_day(communes: set[int], programme: str) -> dict[tuple[int, str], Series]:
    """{(commune, kind): records entered by day}; from the running sums, or one query inside a transaction."""
    if not communes:
        return {}
    if running_sums.is_usable:
        series = running_sums.of(programme, communes)
        return {
            (commune, kind): each for (commune, kind, measure), each in series.items() if measure == Measure.ENTERED
        }
    found = defaultdict(Series)
    rows = (
        Entry.objects.filter(commune__in=communes, programme=programme, measure=Measure.ENTERED)
        .order_by()
        .values_list("commune", "book_kind", "work_date")
        .annotate(Sum("count"))
    )
    for commune, kind, day, count in rows:
        found[commune, kind].add(day, count, dt.datetime.min)
    return found
