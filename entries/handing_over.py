"""Handing over a shift: what it recorded, and which shifts before it nobody has accounted for."""

import datetime as dt
from dataclasses import dataclass

from communes.models import Commune, Shift, Workstation

from .models import Batch, BatchKind
from .shiftboard import BatchOfDay, batches_of_day

USUAL_DAYS = 14  # a machine's shift is a usual one if it was worked on two of these days
LOOK_BACK = 1  # days before the one handed over


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One machine in one shift of one business day."""

    work_date: dt.date
    shift: int
    machine: Workstation

    @property
    def shift_label(self) -> str:
        return Shift(self.shift).label


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a shift leaves behind; unit of the sums: trường hợp."""

    slot: Slot
    batches: list[BatchOfDay]
    missing: list[Slot]

    @property
    def population_db(self) -> int:
        return sum(one.population_db for one in self.batches)

    @property
    def historical(self) -> int:
        return sum(one.historical for one in self.batches)


def hand_over_of(commune: Commune, slot: Slot) -> HandOver:
    """The slot's batches, and the slots before it that have none. Two queries."""
    batches = [
        one
        for one in batches_of_day(commune, slot.work_date)
        if (one.batch.shift, one.batch.workstation_id) == (slot.shift, slot.machine.pk)
    ]
    return HandOver(slot, batches, _missing_before(commune, slot))


def _missing_before(commune: Commune, slot: Slot) -> list[Slot]:
    """Slots of the day before and of this day's earlier shifts with neither figures nor a reason, as far as the machine
    is usually worked then. A shift that still runs is not missing anything."""
    first = slot.work_date - dt.timedelta(days=USUAL_DAYS)
    worked, machines = {}, {}
    for batch in (
        Batch.objects.filter(
            commune=commune, kind=BatchKind.SHIFT, work_date__gte=first, work_date__lte=slot.work_date
        )
        .select_related("workstation")
        .order_by("workstation__number", "shift", "work_date")
    ):  # fmt: skip
        worked.setdefault((batch.shift, batch.workstation_id), set()).add(batch.work_date)
        machines[batch.workstation_id] = batch.workstation
    missing = []
    for back in range(LOOK_BACK, -1, -1):
        day = slot.work_date - dt.timedelta(days=back)
        for (shift, machine), days in worked.items():
            has_ended = back > 0 or shift < slot.shift
            if has_ended and len(days) > 1 and day not in days:
                missing.append(Slot(day, shift, machines[machine]))
    return sorted(missing, key=lambda one: (one.work_date, one.shift, one.machine.number))
