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
    counted, of_kind, of_commune, rows = {}, Counter(), Counter(), 0
    summed = defects.order_by().values_list("kind", "book__commune").annotate(Sum("count"), Count("pk"))
    for kind, commune, count, number in summed:
        counted[kind, commune] = count
        of_kind[kind] += count
        of_commune[commune] += count
        rows += number
    shown = tuple(commune for commune in communes if commune.pk in of_commune)
    lines = [
        KindSum(kind, tuple(Cell(c, counted.get((kind.pk, c.pk), 0)) for c in shown), of_kind[kind.pk])
        for kind in kinds
        if kind.pk in of_kind
    ]
    by_commune = tuple(Cell(commune, of_commune[commune.pk]) for commune in shown)
    return DefectSums(shown, tuple(lines), by_commune, of_kind.total(), rows)
