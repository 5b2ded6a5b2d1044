"""What a commune's team sees of its own day: the batches recorded for it, and the books in hand."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q, Sum
from django.db.models.functions import Coalesce

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


def batches_of_day(commune: Commune, *days: dt.date) -> list[BatchOfDay]:
    """Shift batches of one or several business dates, the newest first, corrections added in: they are dated like what
    they correct. One query."""
    rows = list(
        Batch.objects.filter(commune=commune, work_date__in=days, kind__in=(BatchKind.SHIFT, BatchKind.CORRECTION))
        .select_related("workstation", "worked_by")
        .annotate(
            population_db=Coalesce(Sum("entries__count", filter=Q(entries__programme=Programme.POPULATION_DB)), 0),
            historical=Coalesce(Sum("entries__count", filter=Q(entries__programme=Programme.HISTORICAL)), 0),
        )
        .order_by("-recorded_at", "id")
    )
    corrections = [row for row in rows if row.corrects_id]
    return [
        BatchOfDay(
            batch,
            batch.population_db + sum(one.population_db for one in corrections if one.corrects_id == batch.pk),
            batch.historical + sum(one.historical for one in corrections if one.corrects_id == batch.pk),
            any(one.corrects_id == batch.pk for one in corrections),
        )
        for batch in rows
        if batch.kind == BatchKind.SHIFT
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
