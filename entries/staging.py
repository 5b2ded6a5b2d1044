"""How far a book is: derived from its figures, its checks and what is known of it, never stored."""

import enum
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length, NullIf

from communes.models import Book, BookCheck

from .models import OPEN_STATES, Defect

# A book is "đã kiểm tra" when at most two records in a hundred of its newest sample were wrong: the district's own
# rule of thumb, changed here and nowhere else.
TOLERATED = Decimal("0.02")
GOOD_CONDITIONS = ("", "tốt", "bình thường")


class Stage(enum.StrEnum):
    NOT_RECEIVED = "not_received"
    IN_PROGRESS = "in_progress"
    ENTERED = "entered"
    CHECKED = "checked"
    HELD = "held"

    @property
    def words(self) -> str:
        return {
            "not_received": "○ chưa nhận",
            "in_progress": "◐ đang nhập",
            "entered": "● đã nhập xong",
            "checked": "✓ đã kiểm tra",
            "held": "▲ tạm giữ vì lỗi",
        }[self.value]


def with_stage(books: QuerySet[Book]) -> QuerySet[Book]:
    """Adds `stage` to rows of `with_figures`. The newest sample check decides, not the best."""
    newest = BookCheck.objects.filter(book=OuterRef("pk")).order_by("-checked_on", "-id")
    is_good = ExpressionWrapper(
        Q(errors__lte=F("sample") * TOLERATED), output_field=BooleanField()
    )  # fmt: skip
    finished = Q(left__lte=0, to_enter__gt=0)
    return books.annotate(
        _check_is_good=Subquery(newest.annotate(good=is_good).values("good")[:1]),
        stage=Case(
            When(~Q(held_reason=""), then=Value(Stage.HELD.value)),
            When(finished & Q(_check_is_good=True), then=Value(Stage.CHECKED.value)),
            When(finished, then=Value(Stage.ENTERED.value)),
            When(Q(entered__gt=0) | Q(received_on__isnull=False), then=Value(Stage.IN_PROGRESS.value)),
            default=Value(Stage.NOT_RECEIVED.value),
            output_field=CharField(),
        ),
    )


def easy_first(books: QuerySet[Book]) -> QuerySet[Book]:
    """Dễ làm trước, khó làm sau: books with something left that are not held; those in good condition first, then
    those whose number and year are known, then those with the fewest open faults for their records, then the newer."""
    faults = (
        Defect.objects.filter(book=OuterRef("pk"), state__in=OPEN_STATES)
        .order_by()
        .values("book")
        .annotate(sum=Sum("count"))
        .values("sum")
    )
    return (
        books.filter(left__gt=0, to_enter__gt=0, held_reason="")
        .annotate(
            _is_worn=Case(
                When(condition__in=GOOD_CONDITIONS, then=Value(0)), default=Value(1), output_field=IntegerField()
            ),
            _is_vague=Case(
                When(Q(number="") | Q(opened__isnull=True), then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            _faults=Coalesce(Subquery(faults), 0) * 1000 / NullIf(F("to_enter"), 0),
        )
        .order_by(
            "_is_worn", "_is_vague", "_faults", F("opened").desc(nulls_last=True), Length("number"), "number", "id"
        )
    )


def stage_counts(books: Iterable[Book]) -> dict[Stage, int]:
    """How many books are at each stage; of rows that carry `stage`."""
    counted = dict.fromkeys(Stage, 0)
    for book in books:
        counted[Stage(book.stage)] += 1
    return counted
