"""Plans beside the ledger: what a plan should ask for, and what has become of it. Nothing here writes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from communes.machines import machines_of
from communes.models import Commune, Plan, PlanState, Target
from communes.periods import ONE_DAY, Span, name_of, spans
from communes.workdays import Workdays, workdays_between
from entries.pace import UNSEEN, shifts_seen
from entries.running import running_sums
from entries.stretches import entered_in
from entries.totals import Figure, totals

from ..forecast.verdicts import capacity


def spread(left: int, weights: list[float]) -> list[int]:
    """`left` records over periods, as their weights are: whole numbers that add up to it exactly. What is over after
    rounding down goes to the largest remainders, the earlier first. Without any weight nothing can be spread: zeros."""
    whole = sum(weights)
    if whole <= 0 or left <= 0:
        return [0] * len(weights)
    exact = [Decimal(left) * Decimal(str(weight)) for weight in weights]
    divisor = sum(Decimal(str(weight)) for weight in weights)
    counts = [int(each // divisor) for each in exact]
    rest = [each - count * divisor for each, count in zip(exact, counts, strict=True)]
    largest = sorted(range(len(rest)), key=lambda place: (-rest[place], place))
    for place in largest[: left - sum(counts)]:
        counts[place] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the machines of a commune can do; None where no machine-shift was ever seen there."""

    machine_shifts: float  # a working day, every machine that stands there in three shifts
    per_shift: float | None  # records a machine-shift, mean of the last eight weeks

    def of(self, weight: float) -> int | None:
        """Records in so many working days."""
        return None if self.per_shift is None else int(self.machine_shifts * self.per_shift * weight)


@dataclass(frozen=True, slots=True)
class Line:
    """One period of a plan to be made, or of one that is there."""

    span: Span
    name: str
    count: int
    working_days: int
    weight: float  # working days, those of a campaign by their free share
    most: int | None  # records that the machines can do
    campaigns: tuple[str, ...]

    @property
    def first(self) -> dt.date:
        return self.span.first

    @property
    def is_day_off(self) -> bool:
        """Nobody is expected to work: allowed, and marked."""
        return self.working_days == 0

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.count > self.most and not self.is_day_off


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is left, spread over the working days of a plan. `figure`: the commune's, as of the day before it begins."""

    figure: Figure
    as_of: dt.date
    lines: tuple[Line, ...]
    capacity: Capacity

    @property
    def left(self) -> int:
        return max(0, self.figure.left)

    @property
    def total(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def has_working_days(self) -> bool:
        return any(line.weight > 0 for line in self.lines)

    @property
    def over(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_over)


def figures_before(plan: Plan, today: dt.date) -> tuple[Figure, dt.date]:
    """The commune's figure on the day before the plan begins, or today's where that is still to come; and that day."""
    as_of = min(today, plan.from_on - ONE_DAY)
    found = totals(communes=[plan.commune], programme=plan.programme, as_of=as_of)
    return found.commune(plan.commune), as_of


def capacity_of(commune: Commune, programme: str, today: dt.date) -> Capacity:
    """Two queries."""
    (machines,) = machines_of([commune], today)
    seen = shifts_seen(communes=[commune], programme=programme, as_of=today).get(commune.pk, UNSEEN).shifts
    return Capacity(capacity(machines), sum(seen) / len(seen) if seen else None)


def propose(plan: Plan, *, today: dt.date) -> Proposal:
    """Targets for a plan that is not stored yet. The same number of queries for any number of periods."""
    workdays = workdays_between(plan.commune.district_id, plan.from_on, plan.to_on)
    with running_sums.held():
        figure, as_of = figures_before(plan, today)
        power = capacity_of(plan.commune, plan.programme, today)
    periods = spans(plan.period, plan.from_on, plan.to_on)
    counts = spread(max(0, figure.left), [_weight(workdays, span, plan.commune_id) for span in periods])
    lines = _lines(plan, zip(periods, counts, strict=True), workdays, power)
    return Proposal(figure, as_of, lines, power)


def _weight(workdays: Workdays, span: Span, commune: int) -> float:
    return round(sum(workdays.weight(day, commune) for day in workdays.days(span.first, span.last)), 6)


def _lines(plan: Plan, counted: Iterable[tuple[Span, int]], workdays: Workdays, power: Capacity) -> tuple[Line, ...]:
    found = []
    for span, count in counted:
        weight = _weight(workdays, span, plan.commune_id)
        names = dict.fromkeys(
            one.name for day in span.days for one in workdays.campaigns_on(day, plan.commune_id)
        )  # fmt: skip
        days = workdays.count(span.first, span.last)
        found.append(Line(span, name_of(plan.period, span), count, days, weight, power.of(weight), tuple(names)))
    return tuple(found)


# ------------------------------------------------------------------ plan against actual
def told_plans() -> QuerySet[Plan]:
    """Plans with all that telling them needs. Two queries."""
    return Plan.objects.select_related("commune__district", "made_by", "decided_by").prefetch_related("targets")


@dataclass(frozen=True, slots=True)
class Kept:
    """One target beside what was entered in its days."""

    target: Target
    line: Line
    actual: int
    due: int  # of the target, what should be entered by now
    cumulative: int  # targets up to and with this one
    has_begun: bool
    has_ended: bool

    @property
    def first(self) -> dt.date:
        return self.target.from_on

    @property
    def share(self) -> Decimal | None:
        """Of the whole target; None for a target of nothing."""
        return Decimal(max(0, self.actual)) / self.target.count if self.target.count else None

    @property
    def gap(self) -> int:
        """Records entered beyond what should be by now; below zero when behind."""
        return self.actual - self.due


@dataclass(frozen=True)
class Standing:
    """A plan as of today: its targets so far, what was entered, and the difference."""

    plan: Plan
    today: dt.date
    rows: tuple[Kept, ...]

    @cached_property
    def whole(self) -> int:
        return sum(row.target.count for row in self.rows)

    @cached_property
    def due(self) -> int:
        return sum(row.due for row in self.rows)

    @cached_property
    def actual(self) -> int:
        return sum(row.actual for row in self.rows)

    @property
    def gap(self) -> int:
        return self.actual - self.due

    @property
    def share(self) -> Decimal | None:
        """Of the whole plan; None for a plan of nothing."""
        return Decimal(max(0, self.actual)) / self.whole if self.whole else None

    @property
    def has_begun(self) -> bool:
        return self.plan.from_on <= self.today

    @property
    def is_past(self) -> bool:
        return self.plan.to_on < self.today

    @property
    def last_day(self) -> dt.date:
        """The last day of the plan that has passed, for the link to the ledger."""
        return min(self.today, self.plan.to_on)

    @property
    def tone(self) -> str:
        return "good" if self.gap >= 0 else "warn" if self.gap * 10 > -self.due else "bad"

    @property
    def reason(self) -> str:
        """The newest reason that was given for a gap."""
        return next((row.target.gap_reason for row in reversed(self.rows) if row.target.gap_reason), "")

    @property
    def unexplained(self) -> int:
        """Periods that ended behind their target without a reason."""
        return sum(row.has_ended and row.gap < 0 and not row.target.gap_reason for row in self.rows)

    @property
    def group(self) -> str:
        if self.plan.state != PlanState.ACCEPTED:
            return "waiting" if self.plan.state == PlanState.SENT else "making"
        return "past" if self.is_past else "running"


def standings(plans: list[Plan], *, today: dt.date, power: Capacity | None = None) -> list[Standing]:
    """Each plan beside the ledger, in the order given; the plans carry commune and targets (prefetched).

    One query for the calendar, none for a plan; inside a transaction one for each programme.
    """
    if not plans:
        return []
    district = plans[0].commune.district_id
    workdays = workdays_between(district, min(p.from_on for p in plans), max(p.to_on for p in plans))
    actual: dict[tuple[str, tuple], int] = {}
    with running_sums.held():
        for programme in {plan.programme for plan in plans}:
            mine = [plan for plan in plans if plan.programme == programme]
            wanted = {(p.commune_id, t.from_on, t.to_on) for p in mine for t in p.targets.all()}
            communes = {plan.commune_id: plan.commune for plan in mine}.values()
            found = entered_in(communes=communes, programme=programme, stretches=wanted, as_of=today)
            actual |= {(programme, key): count for key, count in found.items()}
    return [_standing(plan, actual, workdays, today, power or Capacity(0, None)) for plan in plans]


def _standing(plan: Plan, actual: dict, workdays: Workdays, today: dt.date, power: Capacity) -> Standing:
    targets = sorted(plan.targets.all(), key=lambda target: target.from_on)
    lines = _lines(plan, ((Span(one.from_on, one.to_on), one.count) for one in targets), workdays, power)
    rows, cumulative = [], 0
    for target, line in zip(targets, lines, strict=True):
        cumulative += target.count
        entered = actual[plan.programme, (plan.commune_id, target.from_on, target.to_on)]
        due = _due(target, line.weight, workdays, plan.commune_id, today)
        begun, ended = target.from_on <= today, target.to_on < today
        rows.append(Kept(target, line, entered, due, cumulative, begun, ended))
    return Standing(plan, today, tuple(rows))


def _due(target: Target, weight: float, workdays: Workdays, commune: int, today: dt.date) -> int:
    """Of a target, what should be entered by the end of today: by the working days of its period that have passed."""
    if target.to_on <= today:
        return target.count
    if target.from_on > today or not weight:
        return 0
    return round(target.count * min(1.0, _weight(workdays, Span(target.from_on, today), commune) / weight))
