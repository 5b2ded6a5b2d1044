"""One commune's gap told whole: its explanation, the figures it was drawn from, and the lines that it points at."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from communes.models import BookKind, Commune, Programme

from ...finding_kinds import Cause
from ...models import Extract, Finding, ReconcilingSettings
from ..comparing.comparison import compare, tolerance_of
from ..comparing.tolerance import Tolerance
from .causes import explain_all
from .explanation import Explanation, Mend
from .stories import stories
from .story import Story

NEWEST = 26  # cut-offs a story is told of; half a year of weeks says all that can be told


@dataclass(frozen=True, slots=True)
class CutOff:
    """Ours and theirs over every kind at one cut-off; `gaps` by label of the kind where they differ, `predicted` what
    the named cause would make of the gap."""

    ours_on: dt.date
    theirs_on: dt.date
    ours: int
    theirs: int
    agrees: bool
    gaps: tuple[tuple[str, int], ...]
    predicted: int | None

    @property
    def gap(self) -> int:
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class Why:
    """`causes`: the best and the next, with the part of the gap that each explains. `cut_offs` are newest first."""

    explanation: Explanation
    causes: tuple[tuple[Cause, Decimal], ...]
    finding: Finding | None  # what stands open of it, to be settled there
    cut_offs: tuple[CutOff, ...]
    mends: tuple[tuple[Mend, str], ...]  # with the label of the kind
    has_other_programme: bool

    @property
    def gap_size(self) -> int:
        return abs(self.explanation.gap)


def why(
    commune: Commune, *, among: Iterable[Commune], extracts: QuerySet[Extract], settings: ReconcilingSettings
) -> Why | None:
    """None where no extract has figures of the population programme for this commune.

    Two communes whose gaps mirror each other are seen only together: those of `among` that differ now are read too.
    """
    tolerance = tolerance_of(settings)
    told = newest_extracts(extracts)
    if not told:
        return None
    communes = _differing(commune, among, told[0], tolerance, settings.lag_days)
    found = stories(communes, told, lag_days=settings.lag_days)
    if commune not in [story.commune for story in found]:
        return None
    explained = dict(zip([story.commune.pk for story in found], explain_all(found, tolerance), strict=True))
    story = next(story for story in found if story.commune == commune)
    explanation = explained[commune.pk]
    return Why(
        explanation=explanation,
        causes=_causes(explanation),
        finding=_finding_of(commune),
        cut_offs=tuple(_cut_offs(story, tolerance, explanation.predicted)),
        mends=tuple((mend, BookKind(mend.kind).label) for mend in explanation.mends),
        has_other_programme=story.other is not None,
    )


def _finding_of(commune: Commune) -> Finding | None:
    gaps = Finding.objects.open().filter(commune=commune, extract__isnull=False, programme=Programme.POPULATION_DB)
    return gaps.order_by("as_of", "pk").last()


def newest_extracts(extracts: QuerySet[Extract]) -> list[Extract]:
    """Extracts of the newest cut-offs, newest first, those with the population programme in front."""
    found = sorted(extracts, key=lambda each: (each.as_of, Programme.POPULATION_DB in each.programmes), reverse=True)
    days = sorted({each.as_of for each in found}, reverse=True)[:NEWEST]
    return [each for each in found if each.as_of in days]


def _differing(commune: Commune, among: Iterable[Commune], extract: Extract, tolerance: Tolerance, lag_days: int):
    among = list(among)
    if Programme.POPULATION_DB not in extract.programmes:
        return [commune]
    comparison = compare(communes=among, extract=extract, tolerance=tolerance, lag_days=lag_days)
    return [commune, *(row.commune for row in comparison.differing if row.commune != commune)]


def _causes(explanation: Explanation) -> tuple[tuple[Cause, Decimal], ...]:
    named = dict.fromkeys([explanation.best, *([explanation.runner_up] if explanation.runner_up else [])])
    return tuple((cause, explanation.explained[cause]) for cause in named if cause in explanation.explained)


def _cut_offs(story: Story, tolerance: Tolerance, predicted: tuple[int, ...]) -> Iterable[CutOff]:
    for place in reversed(range(len(story.cut_offs))):
        day = story.cut_offs[place]
        ours, theirs = ([row[place] for row in rows] for rows in (story.ours, story.theirs))
        yield CutOff(
            ours_on=day,
            theirs_on=day + dt.timedelta(days=story.lag_days),
            ours=sum(ours),
            theirs=sum(theirs),
            agrees=all(tolerance.allows(r - n, n) for r, n in zip(ours, theirs, strict=True)),
            gaps=tuple(
                (BookKind(kind).label, r - n) for kind, r, n in zip(story.kinds, ours, theirs, strict=True) if r != n
            ),
            predicted=predicted[place] if predicted else None,
        )
