"""Findings: what comparing with extracts and checking our own data turned up, each fact once."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from communes.calendar import now, today
from communes.models import Commune, District, Programme, User

from ..finding_kinds import Cause
from ..models import Extract, Finding, FindingAct, FindingRemark, FindingState, Measure
from .causes import explain_all
from .clues import Clue
from .comparison import settings_of, tolerance_of
from .explanation import Explanation
from .extracts import standing
from .self_checks import self_checks
from .stories import stories
from .story import Story
from .tolerance import Tolerance
from .why import newest_extracts

POPULATION = Programme.POPULATION_DB
# What a newer look may say otherwise of the same fact; nothing that people did is among it.
REFRESHED = (
    "kind", "is_certain", "extract", "gap", "words", "figures", "mends", "filters", "as_of", "gone_on", "state",
    "settled_by", "settled_at", "revision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many facts were seen for the first time, once more, again after they were put right, and no longer."""

    new: int
    known: int
    again: int
    gone: int

    @property
    def words(self) -> str:
        told = f"{self.new} phát hiện mới, {self.known} đã biết"
        told += f", {self.again} thấy lại sau khi đã sửa" if self.again else ""
        return told + (f", {self.gone} không còn thấy" if self.gone else "")


@transaction.atomic
def gather_findings(*, district: District, by: User) -> Gathered:
    """Looks at the newest extracts and at our own data of the district. Nothing is found twice for the same fact: an
    open finding is brought up to date, one that was put right and shows again is open again, and one whose fact is no
    longer seen says since when. About fifteen queries, however many communes."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)  # one at a time
    communes = list(Commune.objects.filter(district=district).in_official_order())
    seen = {finding.key: finding for finding in (*_gaps(district, communes), *_clues(district, communes))}
    stored = {finding.key: finding for finding in Finding.objects.filter(district=district)}
    new = [finding for key, finding in seen.items() if key not in stored]
    Finding.objects.bulk_create(new)
    changed, again = [], []
    for key, finding in stored.items():
        if key in seen:
            was_fixed = finding.state == FindingState.FIXED and seen[key].as_of > finding.as_of
            if was_fixed:
                again.append(finding)
            if (was_fixed or finding.is_open) and _brought_up(finding, seen[key], reopens=was_fixed):
                changed.append(finding)
        elif finding.is_open and finding.gone_on is None and not finding.is_stated:
            finding.gone_on = today()
            changed.append(finding)
    Finding.objects.bulk_update(changed, REFRESHED, batch_size=100)
    FindingRemark.objects.bulk_create(
        FindingRemark(finding=finding, act=FindingAct.SEEN_AGAIN, state=finding.state, made_by=by, made_at=now())
        for finding in again
    )
    gone = sum(finding.is_open and not finding.is_stated and key not in seen for key, finding in stored.items())
    return Gathered(len(new), len(seen) - len(new) - len(again), len(again), gone)


def _brought_up(finding: Finding, seen: Finding, *, reopens: bool) -> bool:
    """Takes over what is seen now; whether anything changed."""
    before = [getattr(finding, name) for name in REFRESHED]
    for name in ("kind", "is_certain", "extract", "gap", "words", "figures", "mends", "filters", "as_of"):
        setattr(finding, name, getattr(seen, name))
    finding.gone_on = None
    if reopens:
        finding.state, finding.settled_by, finding.settled_at = FindingState.NEW, None, None
        finding.revision += 1
    return before != [getattr(finding, name) for name in REFRESHED]


# ------------------------------------------------------------------ gaps
def _gaps(district: District, communes: list[Commune]) -> Iterator[Finding]:
    settings = settings_of(district)
    tolerance, extracts = tolerance_of(settings), newest_extracts(standing(district))
    told = stories(communes, extracts, lag_days=settings.lag_days)
    by_day: dict[dt.date, Extract] = {}
    for extract in extracts:  # those with the population programme come first
        by_day.setdefault(extract.as_of, extract)
    for story, explanation in zip(told, explain_all(told, tolerance), strict=True):
        if explanation.best != Cause.AGREE:
            yield _gap(district, story, explanation, tolerance, by_day)


def _gap(district, story: Story, explanation: Explanation, tolerance: Tolerance, by_day) -> Finding:
    cut_off = story.cut_offs[-1] + dt.timedelta(days=story.lag_days)
    return Finding(
        district=district,
        commune=story.commune,
        key=f"gap/{story.commune.pk}/{_since(story, tolerance):%Y-%m-%d}",
        kind=explanation.best,
        is_certain=explanation.is_certain,
        extract=by_day[cut_off],
        programme=POPULATION,
        measure=Measure.ENTERED,
        gap=explanation.gap,
        words=list(explanation.words),
        figures=[
            {"programme": POPULATION.value, "book_kind": kind, "ours": ours[-1], "theirs": theirs[-1]}
            for kind, ours, theirs in zip(story.kinds, story.ours, story.theirs, strict=True)
            if ours[-1] != theirs[-1]
        ],
        mends=[
            {"batch": str(mend.batch), "day": mend.day.isoformat(), "kind": mend.kind, "held": mend.held,
             "wanted": mend.wanted}
            for mend in explanation.mends
        ],
        filters={
            "xa": story.commune.code, "chuong-trinh": POPULATION.value, "chi-tieu": Measure.ENTERED.value,
            "den-ngay": story.cut_offs[-1].isoformat(),
        },
        found_on=today(),
        as_of=cut_off,
    )  # fmt: skip


def _since(story: Story, tolerance: Tolerance) -> dt.date:
    """The first cut-off of the row of cut-offs, up to the newest, at which the figures differ: while it lasts, it is
    one fact, whatever cause is named."""
    since = story.cut_offs[-1]
    for place in reversed(range(len(story.cut_offs))):
        pairs = [(ours[place], theirs[place]) for ours, theirs in zip(story.ours, story.theirs, strict=True)]
        if all(tolerance.allows(ours - theirs, theirs) for ours, theirs in pairs):
            break
        since = story.cut_offs[place]
    return since


# ------------------------------------------------------------------ clues
def _clues(district: District, communes: Iterable[Commune]) -> Iterator[Finding]:
    day = today()
    for clue in self_checks(communes, day):
        yield _of_clue(district, clue, day)


def _of_clue(district: District, clue: Clue, day: dt.date) -> Finding:
    return Finding(
        district=district,
        commune=clue.commune,
        key=clue.key,
        kind=clue.kind,
        book=clue.book,
        measure=clue.filters.get("chi-tieu") or Measure.ENTERED,
        programme=clue.filters.get("chuong-trinh", ""),
        book_kind=clue.filters.get("loai-so", ""),
        gap=clue.measure,
        words=[clue.words],
        filters=dict(clue.filters),
        found_on=day,
        as_of=day,
    )
