"""Tables of lost minutes: a line for whatever they are summed by, a column for each cause that occurs."""

from collections.abc import Callable
from dataclasses import dataclass

from .downtime import Lost
from .models import DowntimeCause


@dataclass(frozen=True, slots=True)
class LostTable:
    """`lines`: (name, minutes by cause in the order of `causes`, their sum); `sums` and `total` of all lines."""

    causes: list[str]
    lines: list[tuple[tuple[str, ...], list[int], int]]
    sums: list[int]
    total: int


def table_of(lost: list[Lost], name_of: Callable[[Lost], tuple[str, ...]]) -> LostTable:
    occurring = [cause for cause in DowntimeCause if any(one.cause == cause for one in lost)]
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for one in sorted(
        lost, key=lambda one: (one.month, one.commune.position, one.machine.commune_id, one.machine.number)
    ):
        counts = found.setdefault(name_of(one), dict.fromkeys(occurring, 0))
        counts[one.cause] += one.minutes
    lines = [(name, list(counts.values()), sum(counts.values())) for name, counts in found.items()]
    sums = [sum(counts[at] for _, counts, _ in lines) for at in range(len(occurring))]
    return LostTable([cause.label for cause in occurring], lines, sums, sum(sums))
