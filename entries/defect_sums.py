"""How many records have which fault where: sums of defects as values."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from communes.models import Commune

from .models import DefectKind


@dataclass(frozen=True, slots=True)
class Cell:
    commune: Commune
    count: int


@dataclass(frozen=True, slots=True)
class KindSum:
    """One kind of fault: the records with it, in each commune of the table and in all."""

    kind: DefectKind
    cells: tuple[Cell, ...]
    count: int


@dataclass(frozen=True, slots=True)
class DefectSums:
    """Unit: records (trường hợp); a record with two kinds of fault counts once for each. `rows`: defects recorded."""

    communes: tuple[Commune, ...]  # those that have any
    kinds: tuple[KindSum, ...]  # those that occur, in the order of the list
    by_commune: tuple[Cell, ...]
    count: int
    rows: int


def sums_of(defects: QuerySet, *, communes: list[Commune], kinds: list[DefectKind]) -> DefectSums:
    """One query, whatever the number of communes and kinds."""
    counted, rows = Counter(), 0
    summed = defects.order_by().values_list("kind", "book__commune").annotate(Sum("count"), Count("pk"))
    for kind, commune, count, number in summed:
        counted[kind, commune] = count
        rows += number
    shown = tuple(commune for commune in communes if any(place == commune.pk for _, place in counted))
    lines = [
        KindSum(kind, tuple(Cell(c, counted[kind.pk, c.pk]) for c in shown), _sum(counted, kind=kind.pk))
        for kind in kinds
        if any(found == kind.pk for found, _ in counted)
    ]
    by_commune = tuple(Cell(commune, _sum(counted, commune=commune.pk)) for commune in shown)
    return DefectSums(shown, tuple(lines), by_commune, sum(counted.values()), rows)


def _sum(counted, *, kind=None, commune=None) -> int:
    return sum(count for (k, c), count in counted.items() if k == kind or c == commune)
