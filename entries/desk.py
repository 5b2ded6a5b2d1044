"""Everything the entry page needs to go on without the network: books with what is left, people, machines, recent
batches, and what the soft checks compare with."""

import datetime as dt
from collections import defaultdict

from django.db.models import Sum

from communes.models import Assignment, Book, Commune, Programme, Workstation

from .models import Batch, BatchKind, Entry, Measure
from .plausibility import (
    BEST_NEEDS_SHIFTS,
    BEST_WITHIN_DAYS,
    FAR_ABOVE_BEST,
    LARGE_SHIFT,
    ROSTER_AROUND,
    SAME_DAYS,
)
from .shiftboard import recent_books
from .totals import with_figures

BATCH_DAYS = 14
REPEATABLE = 12  # batches whose lines are told, to be repeated


def desk_of(commune: Commune, *, day: dt.date) -> dict:
    """Plain values for JSON; a fixed number of queries."""
    return {
        "commune": commune.code,
        "today": day.isoformat(),
        "books": _books(commune, day),
        "staff": [member.name for member in commune.staff.all()],
        "machines": _machines(commune, day),
        "batches": _batches(commune, day),
        "roster": _roster(commune, day),
        "limits": {"far": FAR_ABOVE_BEST, "large": LARGE_SHIFT, "sameDays": SAME_DAYS, "rosterAround": ROSTER_AROUND},
    }


def _books(commune: Commune, day: dt.date) -> list[dict]:
    """In shelf order, the ones in hand first. `left` and `entered` in records; `by`: who entered it today."""
    recent, by = recent_books(commune), defaultdict(list)
    today = Entry.objects.filter(
        commune=commune, work_date=day, measure=Measure.ENTERED, batch__kind=BatchKind.SHIFT
    ).values_list("book", "batch__worked_by__name")  # fmt: skip
    for book, name in today.distinct():
        by[book].append(name)
    books = with_figures(Book.objects.filter(commune=commune).real(), as_of=day).in_shelf_order()
    rows = [
        {
            "id": book.pk,
            "label": book.label,
            "search": book.search_text,
            "left": book.left,
            "entered": {Programme.POPULATION_DB: book.entered, Programme.HISTORICAL: book.entered_historical},
            "recent": book.pk in recent,
            **({"by": by[book.pk]} if book.pk in by else {}),
        }
        for book in books
    ]
    return sorted(rows, key=lambda row: not row["recent"])


def _machines(commune: Commune, day: dt.date) -> list[dict]:
    """With the best shift of each, None before it has had enough of them, and the sums of the days before by shift."""
    sums = (
        Entry.objects.filter(
            commune=commune,
            measure=Measure.ENTERED,
            batch__kind=BatchKind.SHIFT,
            batch__work_date__gte=day - dt.timedelta(days=BEST_WITHIN_DAYS),
        )
        .order_by()
        .values_list("batch__workstation", "work_date", "batch__shift")
        .annotate(Sum("count"))
    )
    shifts = defaultdict(list)
    for machine, worked, shift, count in sums:
        shifts[machine].append((worked, shift, count))
    return [
        {
            "id": machine.pk,
            "number": machine.number,
            "label": machine.label_in(commune),
            "best": max((count for *_, count in shifts[machine.pk]), default=None)
            if len(shifts[machine.pk]) >= BEST_NEEDS_SHIFTS
            else None,
            "before": [
                [worked.isoformat(), shift, count]
                for worked, shift, count in shifts[machine.pk]
                if (day - worked).days <= SAME_DAYS
            ],
        }
        for machine in Workstation.objects.used_in(commune, day - dt.timedelta(days=BATCH_DAYS), day)
    ]


def _roster(commune: Commune, day: dt.date) -> list[list]:
    """Who is assigned, two weeks back and one ahead: [day, shift, machine, name]."""
    rows = Assignment.objects.filter(commune=commune).between(
        day - dt.timedelta(days=BATCH_DAYS), day + dt.timedelta(days=7)
    )
    values = rows.order_by("work_date", "shift").values_list("work_date", "shift", "workstation", "member__name")
    return [[worked.isoformat(), shift, machine, name] for worked, shift, machine, name in values]


def _batches(commune: Commune, day: dt.date) -> list[dict]:
    """Shift batches of the last days, the newest first; the newest ones with their lines."""
    batches = list(
        Batch.objects.filter(
            commune=commune, kind=BatchKind.SHIFT, work_date__gt=day - dt.timedelta(days=BATCH_DAYS), work_date__lte=day
        )
        .select_related("workstation", "worked_by")
        .order_by("-work_date", "-recorded_at", "id")[:200]
    )
    lines = defaultdict(list)
    entries = Entry.objects.filter(batch__in=batches[:REPEATABLE]).select_related("book").order_by("id")
    for entry in entries:
        lines[entry.batch_id].append({"book": entry.book.label, "programme": entry.programme, "count": entry.count})
    return [
        {
            "id": str(batch.pk),
            "receipt": batch.receipt,
            "day": batch.work_date.isoformat(),
            "shift": batch.shift,
            "machine": batch.workstation.number,
            "person": batch.worked_by.name,
            "reason": batch.reason,
            "lines": lines[batch.pk],
        }
        for batch in batches
    ]
