"""Expected and actual: what became of every shift on the roster. The roster says what was expected, the ledger and the
downtimes what came of it."""

import datetime as dt
import enum
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, Exists, Min, OuterRef, QuerySet, Value, When
from django.utils import timezone

from communes.models import Assignment, CalendarDay, Commune, Downtime, Shift

from .models import Batch, BatchKind

SHIFT_BEGINS = {Shift.MORNING: 6, Shift.AFTERNOON: 14, Shift.NIGHT: 22}  # o'clock of the business day
SHIFT_LASTS = dt.timedelta(hours=8)
Stretch = tuple[dt.datetime, dt.datetime]
DOWN_FROM = dt.timedelta(hours=4)  # a machine down for half of the shift excuses the shift


class State(enum.Enum):
    """What became of an expected shift; PENDING has not ended yet and is expected of nobody."""

    ENTERED = "entered"
    ZERO = "zero"
    DOWN = "down"
    LATE = "late"
    MISSING = "missing"
    PENDING = "pending"

    @property
    def mark(self) -> str:
        return {"entered": "✓", "zero": "0", "down": "▼", "late": "▲", "missing": "✕", "pending": "·"}[self.value]

    @property
    def words(self) -> str:
        return {
            "entered": "đã ghi đúng hạn",
            "zero": "không nhập, có lý do",
            "down": "máy, mạng hoặc điện hỏng",
            "late": "ghi trễ",
            "missing": "thiếu phiếu",
            "pending": "chưa hết ca",
        }[self.value]


WORST_FIRST = (State.MISSING, State.LATE, State.DOWN, State.ZERO, State.ENTERED, State.PENDING)


@dataclass(frozen=True, slots=True)
class Expected:
    """One shift of the roster with what became of it."""

    assignment: Assignment
    state: State


@dataclass(frozen=True, slots=True)
class DayCell:
    """One commune on one day: how many shifts of each state."""

    commune: Commune
    day: dt.date
    counts: Counter

    @property
    def expected(self) -> int:
        return self.counts.total()

    @property
    def done(self) -> int:
        return self.counts[State.ENTERED] + self.counts[State.ZERO] + self.counts[State.DOWN] + self.counts[State.LATE]

    @property
    def in_words(self) -> str:
        return ", ".join(f"{state.words} {self.counts[state]}" for state in WORST_FIRST if self.counts[state])

    @property
    def worst(self) -> State | None:
        return next((state for state in WORST_FIRST if self.counts[state]), None)


def shift_begins(day: dt.date, shift: int) -> dt.datetime:
    hour = dt.time(SHIFT_BEGINS[Shift(shift)])
    return dt.datetime.combine(day, hour, timezone.get_default_timezone())


def expected_shifts(communes: Iterable[Commune], first: dt.date, last: dt.date, *, at: dt.datetime) -> list[Expected]:
    """Every shift on the roster from first to last (business dates), and its state at the moment `at`. Four queries."""
    communes = list(communes)
    rows = list(
        Assignment.objects.filter(commune__in=communes)
        .between(first, last)
        .select_related("workstation", "member")
        .order_by("work_date", "commune__position", "shift", "workstation__number")
    )
    state_of = _judge(communes, first, last, at)
    return [Expected(row, state_of(row)) for row in rows]


class Slot(NamedTuple):
    """A shift of the roster, only what its state depends on."""

    commune_id: int
    workstation_id: int
    work_date: dt.date
    shift: int


def counted_shifts(
    communes: Iterable[Commune], first: dt.date, last: dt.date, *, at: dt.datetime, tells_zero: bool = True
) -> dict[int, Counter[State]]:
    """How many shifts of the roster are in which state, by the commune's primary key: the same states as
    `expected_shifts`, without a row for each. The database counts them all; only the few that have no batch in time are
    looked at. Four queries, and a long one for `tells_zero`: without it ZERO is counted with ENTERED."""
    communes, on_time = list(communes), _on_time_until(first, last)
    slots = Assignment.objects.filter(commune__in=communes).between(first, last).order_by()
    told = _batches_of_slots(at)
    in_time = told.filter(recorded_at__lte=OuterRef("until"))
    with_limits = slots.annotate(until=_limits(on_time))
    counts = {commune: Counter({State.ENTERED: number}) for commune, number in _by_commune(slots)}
    if tells_zero:
        empty = with_limits.filter(Exists(in_time), ~Exists(told.filter(entries__isnull=False)))
        for commune, number in _by_commune(empty):
            counts[commune][State.ENTERED] -= number
            counts[commune][State.ZERO] += number
    late_or_silent = with_limits.filter(~Exists(in_time)).annotate(is_told=Exists(told))
    down = downtimes_between(communes, first, last, at)
    for *slot, is_told in late_or_silent.values_list("commune", "workstation", "work_date", "shift", "is_told"):
        slot = Slot(*slot)
        state = State.LATE if is_told else _state(slot, None, down, on_time, at)
        counts[slot.commune_id][State.ENTERED] -= 1
        counts[slot.commune_id][state] += 1
    return {commune: +of_commune for commune, of_commune in counts.items()}


def _by_commune(slots: QuerySet) -> QuerySet:
    return slots.values_list("commune").annotate(Count("pk"))


def _batches_of_slots(at: dt.datetime) -> QuerySet:
    """The batches that were recorded by a moment for a shift of the roster."""
    return Batch.objects.filter(
        kind=BatchKind.SHIFT, recorded_at__lte=at,
        workstation=OuterRef("workstation"), shift=OuterRef("shift"), work_date=OuterRef("work_date"),
    ).order_by()  # fmt: skip


def _limits(on_time: dict[dt.date, dt.datetime]) -> Case:
    """Until when a batch of a shift's day is in time. Days of one limit stand together: fewer to compare with."""
    last_days = {end: day for day, end in sorted(on_time.items())}
    return Case(*(When(work_date__lte=day, then=Value(end)) for end, day in last_days.items()))


def _judge(communes: list[Commune], first: dt.date, last: dt.date, at: dt.datetime) -> Callable[..., State]:
    """Tells the state of a row of the roster. Three queries."""
    batches = {
        (machine, day, shift): (recorded, lines)
        for machine, day, shift, recorded, lines in Batch.objects.filter(
            commune__in=communes, kind=BatchKind.SHIFT, work_date__gte=first, work_date__lte=last, recorded_at__lte=at
        )
        .order_by()
        .values_list("workstation", "work_date", "shift")
        .annotate(Min("recorded_at"), Count("entries"))
    }
    down = downtimes_between(communes, first, last, at)
    on_time = _on_time_until(first, last)

    def state_of(row: Assignment) -> State:
        return _state(row, batches.get((row.workstation_id, row.work_date, row.shift)), down, on_time, at)

    return state_of


def _state(row: Assignment | Slot, batch, down, on_time, at) -> State:
    if batch:
        recorded, lines = batch
        if recorded > on_time[row.work_date]:
            return State.LATE
        return State.ENTERED if lines else State.ZERO
    begins = shift_begins(row.work_date, row.shift)
    stretches = down.get((row.commune_id, row.workstation_id), []) + down.get((row.commune_id, None), [])
    if lost_within(stretches, begins, min(begins + SHIFT_LASTS, at)) >= DOWN_FROM:
        return State.DOWN
    return State.MISSING if begins + SHIFT_LASTS <= at else State.PENDING


def lost_within(
    stretches: list[tuple[dt.datetime, dt.datetime]], begins: dt.datetime, ends: dt.datetime
) -> dt.timedelta:
    """How much of begins..ends the stretches cover together; overlapping ones count once."""
    lost, reached = dt.timedelta(), begins
    for start, stop in sorted(stretches):
        start, stop = max(start, reached), min(stop, ends)
        if stop > start:
            lost += stop - start
            reached = stop
    return lost


def downtimes_between(
    communes: Iterable[Commune], first: dt.date, last: dt.date, at: dt.datetime
) -> dict[tuple[int, int | None], list[Stretch]]:
    """{(commune, machine or None for all of them): stretches of time lost} on these business dates; one query."""
    begins, ends = shift_begins(first, Shift.MORNING), shift_begins(last, Shift.NIGHT) + SHIFT_LASTS
    found = {}
    rows = Downtime.objects.filter(commune__in=communes, started_at__lt=ends).exclude(ended_at__lte=begins)
    for commune, machine, start, stop in rows.values_list("commune", "workstation", "started_at", "ended_at"):
        found.setdefault((commune, machine), []).append((start, stop or at))
    return found


def _on_time_until(first: dt.date, last: dt.date) -> dict[dt.date, dt.datetime]:
    """For each business date the end of the next working day: what is recorded later is late."""
    ahead = last + dt.timedelta(days=30)  # no holiday is longer
    told = dict(CalendarDay.objects.filter(day__gte=first, day__lte=ahead).values_list("day", "is_working"))
    limits, next_working = {}, None
    day = ahead
    while day >= first:
        if day <= last and next_working:
            after = next_working + dt.timedelta(days=1)
            limits[day] = dt.datetime.combine(after, dt.time(), timezone.get_default_timezone())
        if told.get(day, day.weekday() < 5):
            next_working = day
        day -= dt.timedelta(days=1)
    return limits


def heat_map(found: list[Expected], communes: Iterable[Commune], days: list[dt.date]) -> list[list[DayCell]]:
    """A row a commune, a cell a day."""
    counts: dict[tuple[int, dt.date], Counter] = {}
    for one in found:
        counts.setdefault((one.assignment.commune_id, one.assignment.work_date), Counter())[one.state] += 1
    return [[DayCell(commune, day, counts.get((commune.pk, day), Counter())) for day in days] for commune in communes]
