"""What is known on the day of a report, as values: nothing here asks the database or the clock."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from communes.models import BookKind, Commune, Directive, District

from .around import AroundFacts
from .fact import Fact

SET_OF_MACHINES = 2  # 02 machines a commune: one shared, one dedicated (Quyết định số 1500/QĐ-UBND)
HEAVY = Decimal("1.2")  # a backlog is heavy from a fifth above the district's mean


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One commune, or all of them together. Counts are in trường hợp."""

    name: Fact
    commune: Commune | None
    by_kind: dict[tuple[str, str], Fact]  # (measure, kind of book)
    to_enter: Fact
    entered: Fact
    share: Fact
    left: Fact
    recent: Fact  # entered in the last seven days
    books: Fact

    @property
    def is_done(self) -> bool:
        return self.to_enter.value > 0 and self.left.value <= 0

    @property
    def is_untouched(self) -> bool:
        return self.to_enter.value > 0 and self.entered.value <= 0

    @property
    def excess(self) -> int:
        """Records entered beyond what there was to enter."""
        return max(0, -self.left.value)

    def facts(self):
        return (
            *(() if self.commune is None else (self.name,)), *self.by_kind.values(), self.to_enter, self.entered,
            self.share, self.left, self.recent, self.books,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """A deadline, the working days that remain after the day of the report, and the pace it asks for."""

    issuer: str
    basis: str
    label: Fact
    due_on: Fact
    days_left: Fact
    pace: Fact  # records to enter on each working day that remains; None when no day remains or nothing is left


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The machines of one commune."""

    commune: Commune
    total: int
    shared: int
    dedicated: int
    checked: int

    @property
    def is_equipped(self) -> bool:
        """Has its machines, a shared and a dedicated one, and every one of them is checked for security."""
        return self.total >= SET_OF_MACHINES and self.shared and self.dedicated and self.checked == self.total


@dataclass(frozen=True, slots=True)
class ReworkFacts:
    """Corrections posted up to the day of the report."""

    corrections: Fact
    mixed: Fact  # corrections that moved records from one programme to the other
    mixed_communes: tuple[Commune, ...]
    recounts: Fact  # corrections of how much there is to enter


@dataclass(frozen=True, slots=True)
class ReportFacts:
    district: District
    as_of: Fact
    known_at: dt.datetime | None
    kinds: tuple[BookKind, ...]
    whole: UnitFacts
    units: tuple[UnitFacts, ...]  # in official order
    directives: tuple[Directive, ...]  # issued up to the day, oldest first
    deadlines: tuple[DeadlineFacts, ...]
    machines: tuple[MachineFacts, ...]
    rework: ReworkFacts
    around: AroundFacts
    pace: Fact  # records a working day over the last seven days; None when none of them was a working day

    def where(self, test: Callable[[UnitFacts], bool]) -> tuple[UnitFacts, ...]:
        return tuple(unit for unit in self.units if test(unit))

    @property
    def heavy(self) -> tuple[UnitFacts, ...]:
        """Communes with clearly more to enter than the mean, the largest first; none when there is but one commune."""
        if len(self.units) < 2:
            return ()
        mean = Decimal(self.whole.to_enter.value) / len(self.units)
        heavy = self.where(lambda unit: unit.to_enter.value >= mean * HEAVY and unit.to_enter.value > 0)
        return tuple(sorted(heavy, key=lambda unit: -unit.to_enter.value))

    @property
    def slow(self) -> tuple[UnitFacts, ...]:
        """Communes whose share is below that of the whole, the lowest first."""
        mean = self.whole.share.value
        if mean is None:
            return ()
        slow = self.where(lambda unit: unit.share.value is not None and unit.share.value < mean)
        return tuple(sorted(slow, key=lambda unit: unit.share.value))

    @property
    def idle(self) -> tuple[UnitFacts, ...]:
        """Communes with records left that entered none in the last seven days."""
        return self.where(lambda unit: unit.left.value > 0 and unit.recent.value <= 0)

    def by_id(self) -> dict[str, Fact]:
        """Every fact of the report, by its id."""
        facts = [self.as_of, self.pace, *self.whole.facts()]
        for unit in self.units:
            facts += unit.facts()
        for deadline in self.deadlines:
            facts += [deadline.label, deadline.due_on, deadline.days_left, deadline.pace]
        facts += self.around.facts()
        facts += [self.rework.corrections, self.rework.mixed, self.rework.recounts]
        return {fact.id: fact for fact in facts}
