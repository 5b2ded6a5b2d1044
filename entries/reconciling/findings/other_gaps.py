"""Gaps of số hóa hộ tịch lịch sử: seen by comparing alone, no cause is sought for them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from communes.models import PROGRAMME_KINDS, BookKind, Commune, Programme

from ...models import OWNER, Extract, ExtractLine
from ..comparing.agreement import held_on, ours_by_day
from ..comparing.tolerance import Tolerance

HISTORICAL = Programme.HISTORICAL


@dataclass(frozen=True, slots=True)
class OtherGap:
    """`figures`: {kind of book: (ours, theirs)} where they differ at the newest cut-off that names the commune, in
    trường hợp; `extract` is of that cut-off, `since` the first of those in a row at which they differ."""

    commune: Commune
    extract: Extract
    since: dt.date
    ours_on: dt.date
    figures: Mapping[str, tuple[int, int]]

    @property
    def ours(self) -> int:
        return sum(ours for ours, _ in self.figures.values())

    @property
    def theirs(self) -> int:
        return sum(theirs for _, theirs in self.figures.values())


def other_gaps(
    communes: list[Commune], extracts: list[Extract], *, tolerance: Tolerance, lag_days: int
) -> Iterator[OtherGap]:
    """In the order of `communes`; two queries at most, none where no extract has the programme."""
    extracts = [extract for extract in extracts if HISTORICAL in extract.programmes]
    if not extracts:
        return
    stated, ours = _stated(communes, extracts), ours_by_day({commune.pk for commune in communes}, HISTORICAL)
    lag = dt.timedelta(days=lag_days)
    for commune in communes:
        newest, since = None, None
        for cut_off, (extract, counts) in sorted(stated[commune.pk].items(), reverse=True):
            figures = {
                kind: (held_on(ours, commune.pk, kind, cut_off - lag), counts.get(kind, 0))
                for kind in BookKind.values
                if kind in counts or kind in PROGRAMME_KINDS
            }
            if all(tolerance.allows(held - theirs, theirs) for held, theirs in figures.values()):
                break
            newest, since = newest or (extract, cut_off - lag, figures), cut_off
        if newest:
            extract, ours_on, figures = newest
            differing = {kind: pair for kind, pair in figures.items() if pair[0] != pair[1]}
            yield OtherGap(commune, extract, since, ours_on, differing)


def _stated(communes: list[Commune], extracts: list[Extract]) -> dict[int, dict[dt.date, tuple[Extract, dict]]]:
    """{commune: {cut-off: (extract, {kind: records})}}; at one cut-off the owner's figures go before another's."""
    by_pk, counts = {extract.pk: extract for extract in extracts}, defaultdict(dict)
    lines = ExtractLine.objects.filter(extract__in=extracts, commune__in=communes, programme=HISTORICAL)
    for commune, extract, kind, count in lines.values_list("commune", "extract", "book_kind", "count"):
        counts[commune, by_pk[extract]][kind] = count
    found = defaultdict(dict)
    for (commune, extract), of_kind in sorted(counts.items(), key=lambda item: item[0][1].source == OWNER[HISTORICAL]):
        found[commune][extract.as_of] = extract, of_kind
    return found
