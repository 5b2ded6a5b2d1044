"""Lost time and faults commune by commune: what the third appendix lists. Computed from facts already gathered."""

from dataclasses import dataclass

from communes.models import Commune

from .fact import Fact, Unit
from .report import ReportFacts


@dataclass(frozen=True, slots=True)
class LostTime:
    """Machine-minutes of one commune by cause, in the order of AroundFacts.downtime.minutes, and all of them."""

    commune: Commune
    minutes: dict[str, Fact]
    total: Fact


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One kind of fault: its records, how many communes have it, and the commune that has most."""

    label: str
    count: Fact
    communes: Fact
    most_in: Commune
    most: Fact


def lost_time(facts: ReportFacts) -> tuple[LostTime, ...]:
    """One line a commune, none where nothing was recorded at all. No query."""
    downtime = facts.around.downtime
    if not downtime.minutes:
        return ()
    found = []
    for unit in facts.units:
        commune, cells = unit.commune, {}
        for cause, whole in downtime.minutes.items():
            cells[cause] = _in(commune, whole, downtime.cells.get((commune.pk, cause), 0))
        found.append(LostTime(commune, cells, _in(commune, downtime.total, sum(f.value for f in cells.values()))))
    return tuple(found)


def fault_lines(facts: ReportFacts) -> tuple[FaultLine, ...]:
    """One line a kind that occurs, the most frequent first. No query."""
    defects, units = facts.around.defects, [unit.commune for unit in facts.units]
    found = []
    for label, count in defects.kinds:
        here = [(commune, defects.cells.get((count.id, commune.pk), 0)) for commune in units]
        having = [(commune, number) for commune, number in here if number]
        most_in, most = max(having, key=lambda one: one[1])  # of equals the first in official order
        communes = Fact(
            f"{count.id}.communes", len(having), Unit.COMMUNES, f"Đơn vị có lỗi: {label}",
            how="đếm đơn vị có lỗi đã ghi",
        )  # fmt: skip
        found.append(FaultLine(label, count, communes, most_in, _in(most_in, count, most)))
    return tuple(found)


def _in(commune: Commune, whole: Fact, value: int) -> Fact:
    """The part of a figure of the whole that one commune has."""
    meaning = f"{whole.meaning}, {commune.full_name}"
    return Fact(f"{whole.id}.{commune.code}", value, whole.unit, meaning, scope=commune.full_name, how=whole.how)
