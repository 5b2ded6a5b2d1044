"""Findings: what comparing with extracts and checking our own data turned up, each fact once."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.calendar import now
from communes.formatting import format_count, format_date, format_signed
from communes.models import Commune, District, Programme, User

from ...finding_kinds import Cause
from ...models import GAP, Extract, Finding, FindingAct, FindingRemark, FindingState, Measure, ReconcilingSettings
from ..comparing.comparison import settings_of, tolerance_of
from ..comparing.tolerance import Tolerance
from ..explaining.causes import explain_all
from ..explaining.explanation import Explanation
from ..explaining.stories import stories
from ..explaining.story import Story
from ..explaining.why import newest_extracts
from ..extracts.keeping import standing
from ..own_data.clues import Clue
from ..own_data.self_checks import self_checks
from .disputing import still_disputed
from .other_gaps import OtherGap, other_gaps

POPULATION = Programme.POPULATION_DB
DOUBLED = 2  # times what was concluded to be no error: then it is looked into once more
# What a newer look may say otherwise of the same fact; nothing that people did is among it.
REFRESHED = (
    "kind", "is_certain", "extract", "gap", "words", "figures", "mends", "filters", "as_of", "gone_on", "state",
    "settled_by", "settled_at", "revision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many facts were seen for the first time, once more, again after they were settled, and no longer."""

    new: int
    known: int
    again: int
    gone: int

    @property
    def words(self) -> str:
        told = f"{self.new} phát hiện mới, {self.known} đã biết"
        told += f", {self.again} mở lại sau khi đã kết luận" if self.again else ""
        return told + (f", {self.gone} không còn thấy" if self.gone else "")


@transaction.atomic
def gather_findings(*, district: District, by: User, at: dt.datetime | None = None) -> Gathered:
    """Looks at the newest extracts and at our own data of the district. Nothing is found twice for the same fact.

    An open finding is brought up to date, one whose fact is no longer seen says since when. A settled one is open again
    when the ledger was put right and the fact still shows, or when what was concluded of it no longer fits its figures.
    `at` is the moment of the look, for samples; by default now. At most eighteen queries, however many communes.
    """
    at = at or now()
    day = timezone.localtime(at).date()
    District.objects.select_for_update(no_key=True).get(pk=district.pk)  # one at a time
    communes = list(Commune.objects.filter(district=district).in_official_order())
    stored = list(Finding.objects.filter(district=district).order_by("as_of", "pk"))
    settings = settings_of(district)
    tolerance = tolerance_of(settings)
    new, seen, changed, again = [], set(), [], []
    for finding, known in _paired(district, communes, stored, settings, day):
        if known is None:
            new.append(finding)
            continue
        seen.add(known.pk)
        if words := _no_longer_settled(known, finding, tolerance):
            again.append((known, words))
        if (words or known.is_open) and _brought_up(known, finding, reopens=bool(words)):
            changed.append(known)
    still_shown_before = (one for one in stored if one.is_open and not one.is_stated and one.gone_on is None)
    missed = [one for one in still_shown_before if one.pk not in seen]
    for finding in missed:
        finding.gone_on = day
    changed += missed
    Finding.objects.bulk_create(new)
    Finding.objects.bulk_update(changed, REFRESHED, batch_size=100)
    FindingRemark.objects.bulk_create(
        FindingRemark(
            finding=finding, act=FindingAct.SEEN_AGAIN, state=finding.state, text=words, made_by=by, made_at=at
        )
        for finding, words in again
    )  # fmt: skip
    settings.looked_at = at
    settings.save(update_fields=["looked_at"] if settings.pk else None)
    return Gathered(len(new), len(seen) - len(again), len(again), len(missed))


def still_shown(finding: Finding, *, by: User) -> str:
    """Looks again after something was posted because of this finding: in words what is left of it; nothing when it is
    settled by what was posted."""
    gather_findings(district=finding.district, by=by)
    finding.refresh_from_db()
    if finding.is_stated:  # no extract holds what is to enter: looking again does not see it
        return still_disputed(finding, by=by)
    if not finding.is_open:
        return ""
    return finding.remarks.filter(act=FindingAct.SEEN_AGAIN).latest("made_at").text


def _paired(
    district: District, communes: list[Commune], stored: list[Finding], settings: ReconcilingSettings, day: dt.date
) -> Iterator[tuple[Finding, Finding | None]]:
    """Everything that is seen now, each with the finding that says so already."""
    by_key = {finding.key: finding for finding in stored}
    last_gap = {(finding.commune_id, finding.programme): finding for finding in stored if finding.extract_id}
    for finding, since in _gaps(district, communes, settings, day):
        last = last_gap.get((finding.commune_id, finding.programme))
        is_same = last is not None and last.as_of >= since  # the figures have differed at each cut-off from then to now
        yield finding, last if is_same else by_key.get(finding.key)
    for finding in _clues(district, communes, day):
        yield finding, by_key.get(finding.key)


def _no_longer_settled(known: Finding, seen: Finding, tolerance: Tolerance) -> str:
    """Why a settled finding has to be looked into once more, in words; nothing while it is settled."""
    if known.is_open:
        return ""
    cause = f" Nguyên nhân lúc kết luận: {known.heading}." if known.kind != seen.kind else ""
    if known.state == FindingState.FIXED:
        return f"Sau khi ghi điều chỉnh vẫn {_how_far(seen)}.{cause}"
    if known.extract_id:
        before, after = _gaps_by_kind(known), _gaps_by_kind(seen)
        theirs = {figure["book_kind"]: figure["theirs"] for figure in seen.figures}
        has_changed = any(
            not tolerance.allows(after.get(kind, 0) - before.get(kind, 0), theirs.get(kind, 0))
            for kind in {*before, *after}
        )
    else:
        has_changed = abs(seen.gap) >= DOUBLED * abs(known.gap)
    return f"Lúc kết luận {_how_far(known)}, nay {_how_far(seen)}.{cause}" if has_changed else ""


def _how_far(finding: Finding) -> str:
    if finding.extract_id:
        return f"lệch {format_signed(finding.gap)} trường hợp"
    return f"thấy {format_count(finding.gap)} trường hợp"


def _gaps_by_kind(finding: Finding) -> dict[str, int]:
    return {figure["book_kind"]: figure["ours"] - figure["theirs"] for figure in finding.figures}


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
def _gaps(
    district: District, communes: list[Commune], settings: ReconcilingSettings, day: dt.date
) -> Iterator[tuple[Finding, dt.date]]:
    """Each with the day of the first cut-off, of those up to the newest, at which the figures differ: while that lasts
    it is one fact, whatever cause is named."""
    tolerance, extracts = tolerance_of(settings), newest_extracts(standing(district))
    told = stories(communes, extracts, lag_days=settings.lag_days)
    by_pk = {extract.pk: extract for extract in extracts}
    for story, explanation in zip(told, explain_all(told, tolerance), strict=True):
        if explanation.best != Cause.AGREE:
            since = _since(story, tolerance) + dt.timedelta(days=settings.lag_days)
            yield _gap(district, story, explanation, by_pk[story.newest], since=since, found_on=day), since
    for found in other_gaps(communes, extracts, tolerance=tolerance, lag_days=settings.lag_days):
        yield _other_gap(district, found, found_on=day), found.since


def _gap(
    district: District, story: Story, explanation: Explanation, extract: Extract, *, since: dt.date, found_on: dt.date
) -> Finding:
    cut_off = story.cut_offs[-1] + dt.timedelta(days=story.lag_days)
    return Finding(
        district=district,
        commune=story.commune,
        key=f"{GAP}{story.commune.pk}/{since.isoformat()}",
        kind=explanation.best,
        is_certain=explanation.is_certain,
        extract=extract,
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
        found_on=found_on,
        as_of=cut_off,
    )  # fmt: skip


def _other_gap(district: District, found: OtherGap, *, found_on: dt.date) -> Finding:
    gap = found.ours - found.theirs
    programme = Programme.HISTORICAL
    return Finding(
        district=district,
        commune=found.commune,
        key=f"{GAP}{found.commune.pk}/{programme.value}/{found.since.isoformat()}",
        kind=Cause.UNKNOWN,
        is_certain=False,
        extract=found.extract,
        programme=programme,
        measure=Measure.ENTERED,
        gap=gap,
        words=[
            f"Đến {format_date(found.ours_on)} {found.commune} ghi {format_count(found.ours)} trường hợp số hóa hộ tịch"
            f" lịch sử ở các loại sổ còn lệch, trích xuất có {format_count(found.theirs)}: chênh {format_signed(gap)}.",
            "Chương trình này chỉ so được con số, không xét nguyên nhân: hỏi xã.",
        ],
        figures=[
            {"programme": programme.value, "book_kind": kind, "ours": ours, "theirs": theirs}
            for kind, (ours, theirs) in found.figures.items()
        ],
        filters={
            "xa": found.commune.code, "chuong-trinh": programme.value, "chi-tieu": Measure.ENTERED.value,
            "den-ngay": found.ours_on.isoformat(),
        },
        found_on=found_on,
        as_of=found.extract.as_of,
    )  # fmt: skip


def _since(story: Story, tolerance: Tolerance) -> dt.date:
    since = story.cut_offs[-1]
    for place in reversed(range(len(story.cut_offs))):
        pairs = [(ours[place], theirs[place]) for ours, theirs in zip(story.ours, story.theirs, strict=True)]
        if all(tolerance.allows(ours - theirs, theirs) for ours, theirs in pairs):
            break
        since = story.cut_offs[place]
    return since


# ------------------------------------------------------------------ clues
def _clues(district: District, communes: Iterable[Commune], day: dt.date) -> Iterator[Finding]:
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
