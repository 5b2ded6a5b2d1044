"""Ours beside theirs at a cut-off: what differs, and by how much."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from communes.models import PROGRAMME_KINDS, BookKind, Commune, District, Programme

from ...models import Extract, ExtractLine, ReconcilingSettings
from ...running import running_sums
from ...totals import totals
from .tolerance import Tolerance


class Cell(NamedTuple):  # not a frozen dataclass: a province has thousands, and each would take three times as long
    """One commune, kind and programme, or a sum of such; unit: trường hợp. `theirs` is None where the extract does not
    name the commune."""

    ours: int
    theirs: int | None
    is_allowed: bool

    @property
    def difference(self) -> int | None:
        """Ours less theirs."""
        return None if self.theirs is None else self.ours - self.theirs

    @property
    def share(self) -> Decimal | None:
        """The difference as part of their figure; None where there is none."""
        return Decimal(self.difference) / self.theirs if self.theirs else None


@dataclass(frozen=True)
class CommuneRow:
    """Every cell of one commune by (programme, kind), and the sums by programme. `is_whole`: the extract gives this
    commune's figures of each programme that it has."""

    commune: Commune
    cells: dict[tuple[str, str], Cell]
    sums: dict[str, Cell]
    is_whole: bool

    @cached_property
    def off(self) -> int:
        """Records by which the cells beyond the tolerance differ, whichever way."""
        return sum(abs(cell.difference) for cell in self.cells.values() if not cell.is_allowed)

    @property
    def has_a_cause(self) -> bool:
        """Whether figures differ of which a cause is sought."""
        return any(not cell.is_allowed for (of, _), cell in self.cells.items() if of == Programme.POPULATION_DB)

    @cached_property
    def apart(self) -> int:
        """Records by which all cells differ, also those within the tolerance."""
        return sum(abs(cell.difference or 0) for cell in self.cells.values())

    @property
    def is_missing(self) -> bool:
        """What the extract gives of this commune, if anything, agrees; but it does not give all."""
        return not self.is_whole and not self.off

    @property
    def agrees(self) -> bool:
        return self.is_whole and not self.off


@dataclass(frozen=True)
class Comparison:
    """`rows`: worst first, communes that the extract leaves out, or gives in part, last. `ours_as_of` is the cut-off
    less the lag."""

    extract: Extract
    ours_as_of: dt.date
    tolerance: Tolerance
    lag_days: int
    programmes: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[CommuneRow, ...]
    sums: dict[str, Cell]

    @property
    def differing(self) -> tuple[CommuneRow, ...]:
        return tuple(row for row in self.rows if row.off)

    @property
    def missing(self) -> tuple[CommuneRow, ...]:
        return tuple(row for row in self.rows if row.is_missing)

    @cached_property
    def _by_commune(self) -> dict[int, CommuneRow]:
        return {row.commune.pk: row for row in self.rows}

    def row(self, commune: Commune) -> CommuneRow | None:
        return self._by_commune.get(commune.pk)

    def cell(self, commune: Commune, kind: str, programme: str) -> Cell | None:
        row = self.row(commune)
        return row.cells.get((programme, kind)) if row else None


def settings_of(district: District) -> ReconcilingSettings:
    """How the district compares; what nobody has set yet is the default. One query."""
    return ReconcilingSettings.objects.filter(district=district).first() or ReconcilingSettings(district=district)


def tolerance_of(settings: ReconcilingSettings) -> Tolerance:
    return Tolerance(settings.records, Decimal(settings.per_mille) / 1000)


def compare(
    *,
    communes: Iterable[Commune],
    extract: Extract,
    tolerance: Tolerance,
    lag_days: int,
    known_at: dt.datetime | None = None,
) -> Comparison:
    """Ours and theirs by commune, kind and programme; at most three queries, however many communes.

    Only programmes that the extract gives are compared, and of those the four kinds of the programme and whatever other
    kind the extract names. A kind that the extract does not give for a commune it names counts as 0.
    """
    communes = list(communes)
    theirs, kinds = _lines(extract, communes)
    ours_as_of = extract.as_of - dt.timedelta(days=lag_days)
    with running_sums.held():
        ours = {
            programme: totals(communes=communes, programme=programme, as_of=ours_as_of, known_at=known_at)
            for programme in extract.programmes
        }
    rows = [_row(commune, theirs.get(commune.pk), ours, kinds, tolerance) for commune in communes]
    rows.sort(key=lambda row: (row.is_missing, -row.off, -row.apart, row.commune.position))
    return Comparison(
        extract=extract,
        ours_as_of=ours_as_of,
        tolerance=tolerance,
        lag_days=lag_days,
        programmes=tuple(extract.programmes),
        kinds=kinds,
        rows=tuple(rows),
        sums={each: _sum([row.sums[each] for row in rows if each in row.sums], tolerance) for each in ours},
    )


def _lines(extract: Extract, communes: list[Commune]):
    """({commune: {(programme, kind): count}}, kinds in the official order)."""
    theirs, kinds = defaultdict(dict), set(PROGRAMME_KINDS)
    for commune, programme, kind, count in ExtractLine.objects.filter(
        extract=extract, commune__in=communes
    ).values_list("commune", "programme", "book_kind", "count"):
        theirs[commune][programme, kind] = count
        kinds.add(kind)
    return theirs, tuple(kind for kind in BookKind.values if kind in kinds)


def _row(commune, theirs, ours, kinds, tolerance: Tolerance) -> CommuneRow:
    if theirs is None:
        return CommuneRow(commune, {}, {}, is_whole=False)
    given = {programme for programme, _ in theirs}
    cells, sums = {}, {}
    for programme, held in ours.items():
        if programme not in given:
            continue
        of_programme = {
            (programme, kind): _cell(held.cell(commune, kind).entered, theirs.get((programme, kind), 0), tolerance)
            for kind in kinds
        }
        cells |= of_programme
        sums[programme] = _sum(of_programme.values(), tolerance)
    return CommuneRow(commune, cells, sums, is_whole=given >= ours.keys())


def _cell(ours: int, theirs: int, tolerance: Tolerance) -> Cell:
    return Cell(ours, theirs, tolerance.allows(ours - theirs, theirs))


def _sum(cells: Collection[Cell], tolerance: Tolerance) -> Cell:
    return _cell(sum(cell.ours for cell in cells), sum(cell.theirs for cell in cells), tolerance)
