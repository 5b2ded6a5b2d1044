"""What is still to be looked at: flagged batches and questions, and whose turn it is. Derived, never stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, TextField, Value, When
from django.db.models.functions import Cast

from communes.models import Commune, Role

from .models import Batch, Remark, RemarkKind


class ReviewState(TextChoices):
    FOR_DISTRICT = "cho-huyen", "Chờ Phòng Tư pháp xem"
    FOR_COMMUNE = "cho-xa", "Chờ xã trả lời"
    SEEN = "da-xem", "Đã xem"


# Codes of plausibility.py, in the words of the filter.
FLAG_WORDS = {
    "over_book": "Vượt số còn lại của sổ",
    "far_above_best": "Vượt xa ca nhiều nhất của máy",
    "large_shift": "Quá nhiều trong một ca",
    "same_three_days": "Ba ngày liền cùng một số",
    "range_differs": "Khác số đầu, số cuối đã ghi",
    "cumulative_differs": "Khác lũy kế đã ghi",
    "book_two_people": "Hai người cùng ghi một quyển",
    "no_roster": "Ngày không phân ca trực",
    "book_away": "Sổ đang giao nơi khác",
}


def with_review_state(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Adds `review_state`, and of the newest remark `remarked` (its kind), `remarked_at` and `remark`.

    A question is open until the commune answers it or corrects the batch, or the district marks the batch as seen.
    """
    newest = Remark.objects.filter(batch=OuterRef("pk")).order_by("-made_at")
    corrected = Batch.objects.filter(
        corrects=OuterRef("pk"), recorded_by__role=Role.COMMUNE, recorded_at__gt=OuterRef("remarked_at")
    )
    return batches.annotate(
        remarked=Subquery(newest.values("kind")[:1]),
        remarked_at=Subquery(newest.values("made_at")[:1]),
        remark=Subquery(newest.values("text")[:1]),
    ).annotate(
        review_state=Case(
            When(remarked=RemarkKind.SEEN, then=Value(ReviewState.SEEN.value)),
            When(Q(remarked=RemarkKind.QUESTION) & ~Exists(corrected), then=Value(ReviewState.FOR_COMMUNE.value)),
            default=Value(ReviewState.FOR_DISTRICT.value),
        )
    )


def to_review(communes: Iterable[Commune]) -> QuerySet[Batch]:
    """Batches of these communes that carry a flag or a remark, with their state."""
    flagged = _flagged(communes).values("pk")
    remarked = _remarked(communes).values("pk")
    return with_review_state(Batch.objects.filter(pk__in=flagged.union(remarked)))


def _flagged(communes: Iterable[Commune]) -> QuerySet[Batch]:
    return Batch.objects.filter(commune__in=communes, corrects=None).exclude(flags=[]).order_by()


def _remarked(communes: Iterable[Commune]) -> QuerySet[Batch]:
    """From the remarks, which are few; never from the batches."""
    return Batch.objects.filter(pk__in=Remark.objects.order_by().values("batch"), commune__in=communes).order_by()


def flagged_as(batches: QuerySet[Batch], code: str) -> QuerySet[Batch]:
    """Only those that carry a flag of this code. Read as text: SQLite cannot look into a JSON list."""
    return batches.annotate(flags_text=Cast("flags", TextField())).filter(flags_text__contains=f'"{code}"')


def open_questions(commune: Commune) -> list[Batch]:
    """Batches about which the district waits for this commune, the oldest question first: `remark` is the question."""
    asked = Remark.objects.filter(batch__commune=commune, kind=RemarkKind.QUESTION).order_by().values("batch")
    waiting = with_review_state(Batch.objects.filter(pk__in=asked)).filter(review_state=ReviewState.FOR_COMMUNE)
    return list(waiting.select_related("workstation").order_by("remarked_at"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many batches wait, and for whom."""

    for_district: int = 0
    for_commune: int = 0

    def __add__(self, other: "Waiting") -> "Waiting":
        return Waiting(self.for_district + other.for_district, self.for_commune + other.for_commune)


NONE_WAITING = Waiting()


@cache
def _remarks() -> QuerySet:
    """Batch, commune, kind of remark, and whether the commune has corrected the batch since; oldest first. Built once:
    putting the question together takes longer than answering it."""
    corrected = Batch.objects.filter(
        corrects=OuterRef("batch"), recorded_by__role=Role.COMMUNE, recorded_at__gt=OuterRef("made_at")
    )
    return Remark.objects.order_by("batch", "made_at").values_list("batch", "batch__commune", "kind", Exists(corrected))


def waiting(communes: Iterable[Commune]) -> dict[int, Waiting]:
    """By the primary key of the commune; needs `flagged` of attention.with_attention. One query, over the remarks,
    which are few, and never over the batches."""
    states = {commune.pk: Counter({ReviewState.FOR_DISTRICT: commune.flagged}) for commune in communes}
    corrected = Batch.objects.filter(
        corrects=OuterRef("batch"), recorded_by__role=Role.COMMUNE, recorded_at__gt=OuterRef("made_at")
    )
    rows = Remark.objects.order_by("batch", "made_at").values_list("batch", "batch__commune", "kind", Exists(corrected))
    newest = {batch: said for batch, *said in rows}
    for commune, kind, is_corrected in newest.values():
        if commune in states and kind != RemarkKind.SEEN:
            is_open = kind == RemarkKind.QUESTION and not is_corrected
            states[commune][ReviewState.FOR_COMMUNE if is_open else ReviewState.FOR_DISTRICT] += 1
    return {
        pk: Waiting(found[ReviewState.FOR_DISTRICT], found[ReviewState.FOR_COMMUNE]) for pk, found in states.items()
    }
