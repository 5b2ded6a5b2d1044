"""What a commune's team sees of its own day: the batches recorded for it, and the books in hand."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q, Sum

from communes.calendar import working_days_left
from communes.models import Commune, Deadline, Programme

from .models import Batch, BatchKind, Entry, Measure
from .totals import Figure

RECENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class BatchOfDay:
    """One batch with what it and its corrections amount to; unit: trường hợp."""

    batch: Batch
    population_db: int
    historical: int
    is_corrected: bool


def batches_of_day(commune: Commune, day: dt.date) -> list[BatchOfDay]:
    """Shift batches of a business date, the newest first, corrections added in. Two queries."""
    batches = list(
        Batch.objects.filter(commune=commune, work_date=day, kind=BatchKind.SHIFT)
        .select_related("workstation", "worked_by")
        .order_by("-recorded_at", "id")
    )
    sums, corrected = {}, set()
    rows = (
        Entry.objects.filter(Q(batch__in=batches) | Q(batch__corrects__in=batches))
        .values("batch", "batch__corrects", "programme")
        .annotate(sum=Sum("count"))
    )
    for row in rows:
        root = row["batch__corrects"] or row["batch"]
        sums[root, row["programme"]] = sums.get((root, row["programme"]), 0) + row["sum"]
        if row["batch__corrects"]:
            corrected.add(root)
    return [
        BatchOfDay(
            batch,
            sums.get((batch.pk, Programme.POPULATION_DB), 0),
            sums.get((batch.pk, Programme.HISTORICAL), 0),
            batch.pk in corrected,
        )
        for batch in batches
    ]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one working day asks of a commune to finish by the next deadline; unit: trường hợp."""

    deadline: Deadline
    wanted: int
    entered: int

    @property
    def left(self) -> int:
        return max(self.wanted - self.entered, 0)


def plan_of_day(commune: Commune, figure: Figure, entered: int, day: dt.date) -> DayPlan | None:
    """The commune's remaining records, those of the day put back, spread over the working days from `day` to the next
    deadline, rounded up. None when nothing is left, or no working day. One query."""
    deadline = (
        Deadline.objects.filter(district=commune.district_id, due_on__gte=day)
        .with_calendar_effect(day)
        .order_by("due_on")
        .first()
    )
    days = working_days_left(deadline, day) if deadline else 0
    left = max(figure.left, 0) + entered
    return DayPlan(deadline, -(-left // days), entered) if days and left else None


def recent_books(commune: Commune) -> set[int]:
    """Primary keys of the books last worked on in this commune: the ones a team has on the table."""
    rows = (
        Entry.objects.filter(commune=commune, measure=Measure.ENTERED, batch__kind=BatchKind.SHIFT)
        .values("book")
        .annotate(last=Max("id"))
        .order_by("-last")
    )
    latest = Entry.objects.filter(commune=commune).aggregate(day=Max("work_date"))["day"]
    if latest is None:
        return set()
    rows = rows.filter(work_date__gt=latest - dt.timedelta(days=RECENT_DAYS))
    return {row["book"] for row in rows[:8]}
