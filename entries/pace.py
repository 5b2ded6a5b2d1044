"""How fast: what each machine-shift entered, lately. A machine-shift is one machine in one shift of one day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Min, Q, Sum
from django.db.models.functions import Coalesce

from communes.models import Commune

from .models import BatchKind, Measure
from .running import in_order, running_sums
from .totals import posted

WINDOW_DAYS = 56  # eight weeks: what lies further back says little of the people and books of today


@dataclass(frozen=True)
class Seen:
    """What the ledger saw of one commune in the window that ends with the as-of date; unit: trường hợp (records).

    Only shift batches count, each with the corrections of that very batch: opening figures are no pace.
    """

    first_on: dt.date | None = None  # the first day ever worked
    by_day: dict[dt.date, list[int]] = field(default_factory=dict)  # records of each machine-shift

    @cached_property
    def shifts(self) -> tuple[int, ...]:
        """Records of each machine-shift, oldest first."""
        return tuple(count for day in sorted(self.by_day) for count in self.by_day[day])

    @property
    def last_on(self) -> dt.date | None:
        return max(self.by_day, default=None)

    def records(self, first: dt.date, last: dt.date) -> int:
        return sum(sum(counts) for day, counts in self.by_day.items() if first <= day <= last)

    def machine_shifts(self, first: dt.date, last: dt.date) -> int:
        return sum(len(counts) for day, counts in self.by_day.items() if first <= day <= last)


UNSEEN = Seen()


def window_start(as_of: dt.date) -> dt.date:
    return as_of - dt.timedelta(days=WINDOW_DAYS - 1)


def shifts_seen(
    *, communes: Iterable[Commune], programme: str, as_of: dt.date, known_at: dt.datetime | None = None
) -> dict[int, Seen]:
    """What was seen of each commune, by its primary key; a commune without any shift is left out.

    No query beyond catching up with the ledger; as known at a moment, or inside a transaction, two.
    """
    communes = list(communes)
    first = window_start(as_of)
    if known_at is None and running_sums.is_usable:
        found = running_sums.shifts(programme, (commune.pk for commune in communes), first, as_of)
        return {pk: Seen(began, days) for pk, (began, days) in found.items() if began <= as_of}
    entered = posted(communes=communes, programme=programme, as_of=as_of, known_at=known_at).filter(
        measure=Measure.ENTERED
    )
    return _seen_in(entered, first)


def _seen_in(entered, first: dt.date) -> dict[int, Seen]:
    of_shift = Q(batch__kind=BatchKind.SHIFT) | Q(batch__corrects__kind=BatchKind.SHIFT)
    worked = entered.filter(of_shift).order_by()
    began = dict(worked.values_list("commune").annotate(Min("work_date")))
    slots: dict[int, dict[dt.date, dict]] = {pk: {} for pk in began}
    rows = worked.filter(work_date__gte=first).values_list(
        "commune",
        "work_date",
        Coalesce("batch__shift", "batch__corrects__shift"),
        Coalesce("batch__workstation", "batch__corrects__workstation"),
    )
    for commune, day, shift, machine, count in rows.annotate(Sum("count")):
        slots[commune].setdefault(day, {})[shift, machine] = count
    return {pk: Seen(began[pk], {day: in_order(of_day) for day, of_day in days.items()}) for pk, days in slots.items()}
