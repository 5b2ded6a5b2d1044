"""Ours beside theirs at a cut-off: what differs, by how much, and up to when each commune agrees."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef, Sum

from communes.models import PROGRAMME_KINDS, BookKind, Commune, District, Programme

from ..models import (
    OPEN_FINDINGS,
    Entry,
    Extract,
    ExtractLine,
    ExtractSource,
    Finding,
    Measure,
    ReconcilingSettings,
)
from ..running import Series, running_sums
from ..totals import totals
from .tolerance import Tolerance

# Each programme is counted best by whom it belongs to.
OWNER = {Programme.POPULATION_DB: ExtractSource.POLICE, Programme.HISTORICAL: ExtractSource.JUSTICE}
# So many cut-offs are looked at for the date of agreement, then so many more, then all: most agree at the newest.
LOOKED_AT = (1, 12, None)


@dataclass(frozen=True, slots=True)
class Cell:
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
    """Every cell of one commune by (programme, kind), and the sums by programme."""

    commune: Commune
    cells: dict[tuple[str, str], Cell]
    sums: dict[str, Cell]

    @cached_property
    def off(self) -> int:
        """Records by which the cells beyond the tolerance differ, whichever way."""
        return sum(abs(cell.difference) for cell in self.cells.values() if not cell.is_allowed)

    @cached_property
    def apart(self) -> int:
        """Records by which all cells differ, also those within the tolerance."""
        return sum(abs(cell.difference or 0) for cell in self.cells.values())

    @property
    def is_missing(self) -> bool:
        """The extract does not name this commune."""
        return not self.cells

    @property
    def agrees(self) -> bool:
        return bool(self.cells) and all(cell.is_allowed for cell in self.cells.values())


@dataclass(frozen=True)
class Comparison:
    """`rows`: worst first, communes that the extract leaves out last. `ours_as_of` is the cut-off less the lag."""

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
        return CommuneRow(commune, {}, {})
    given = {programme for programme, _ in theirs}
    cells = {
        (programme, kind): _cell(
            ours[programme].cell(commune, kind).entered, theirs.get((programme, kind), 0), tolerance
        )
        for programme in ours
        if programme in given
        for kind in kinds
    }
    sums = {
        programme: _sum([cell for (of, _), cell in cells.items() if of == programme], tolerance)
        for programme in ours
        if programme in given
    }
    return CommuneRow(commune, cells, sums)


def _cell(ours: int, theirs: int, tolerance: Tolerance) -> Cell:
    return Cell(ours, theirs, tolerance.allows(ours - theirs, theirs))


def _sum(cells: list[Cell], tolerance: Tolerance) -> Cell:
    return _cell(sum(cell.ours for cell in cells), sum(cell.theirs for cell in cells), tolerance)


# ------------------------------------------------------------------ reconciled up to
def reconciled_to(
    communes: Iterable[Commune], as_of: dt.date, *, programme: str = Programme.POPULATION_DB
) -> dict[int, dt.date | None]:
    """{commune's primary key: the latest cut-off up to `as_of` at which every kind agrees, or the gap is settled}.

    None for a commune that was compared and never agreed; one that was never compared is left out. One query besides
    the running sums while every commune agrees at the newest cut-off; at most three, however far one must look back.
    """
    every = {commune.pk for commune in communes}
    left, until = every, as_of
    found: dict[int, dt.date | None] = {}
    ours = None
    for number in LOOKED_AT:
        compared = _compared(left, until, programme, number)
        if compared and ours is None:
            ours = _ours_by_day(every, programme)
        found |= dict.fromkeys(commune for _, commune in compared) | _agreeing(compared, ours)
        left = {commune for commune in left if found.get(commune) is None}
        cut_offs = {cut_off for cut_off, _ in compared}
        if not left or len(cut_offs) < (number or 0) or not cut_offs:
            break
        until = min(cut_offs) - dt.timedelta(days=1)
    return found


def _compared(communes: set[int], as_of: dt.date, programme: str, number: int | None) -> dict:
    """{(cut-off, commune): (tolerance, lag, is settled, {kind: theirs})}, from the newest cut-off to the oldest."""
    lines = ExtractLine.objects.filter(
        commune__in=communes, programme=programme, extract__as_of__lte=as_of, extract__replaced_by=None
    )
    if number:
        named = Exists(ExtractLine.objects.filter(extract=OuterRef("pk"), programme=programme, commune__in=communes))
        extracts = Extract.objects.filter(named, as_of__lte=as_of).standing()
        cut_offs = extracts.order_by("-as_of").values("as_of").distinct()[:number]
        lines = lines.filter(extract__as_of__in=cut_offs)
    settled = Finding.objects.filter(commune=OuterRef("commune"), extract=OuterRef("extract"))
    rows = lines.annotate(
        is_settled=Exists(settled.exclude(state__in=OPEN_FINDINGS)) & ~Exists(settled.open())
    ).values_list(
        "extract__as_of", "commune", "extract__source", "book_kind", "count", "is_settled",
        "extract__district__reconciling__records", "extract__district__reconciling__per_mille",
        "extract__district__reconciling__lag_days",
    )  # fmt: skip
    found, by_owner, ways = {}, set(), {}
    for cut_off, commune, source, kind, count, is_settled, records, per_mille, lag in rows:
        key = cut_off, commune
        if source == OWNER[programme] and key not in by_owner:
            by_owner.add(key)
            found.pop(key, None)  # the owner's figures go before another's
        elif key in by_owner and source != OWNER[programme]:
            continue
        if key not in found:
            way = records, per_mille, lag
            if way not in ways:
                set_so = ReconcilingSettings() if records is None else ReconcilingSettings(None, None, *way)
                ways[way] = tolerance_of(set_so), set_so.lag_days
            found[key] = *ways[way], is_settled, {}
        found[key][3][kind] = count
    return dict(sorted(found.items(), key=lambda item: item[0][0], reverse=True))


def _agreeing(compared: dict, ours: dict[tuple[int, str], Series]) -> dict[int, dt.date]:
    """The newest of these cut-offs at which ours agrees with theirs, for each commune that has one."""
    found: dict[int, dt.date] = {}
    for (cut_off, commune), (tolerance, lag, is_settled, theirs) in compared.items():
        if commune in found:
            continue
        day = cut_off - dt.timedelta(days=lag)
        if is_settled or all(
            tolerance.allows(_held(ours, commune, kind, day) - theirs.get(kind, 0), theirs.get(kind, 0))
            for kind in {*PROGRAMME_KINDS, *theirs}
        ):
            found[commune] = cut_off
    return found


def _held(ours: dict[tuple[int, str], Series], commune: int, kind: str, day: dt.date) -> int:
    series = ours.get((commune, kind))
    return series.up_to(day)[0] if series else 0


def _ours_by_day(communes: set[int], programme: str) -> dict[tuple[int, str], Series]:
    """{(commune, kind): records entered by day}; from the running sums, or one query inside a transaction."""
    if not communes:
        return {}
    if running_sums.is_usable:
        series = running_sums.of(programme, communes)
        return {
            (commune, kind): each for (commune, kind, measure), each in series.items() if measure == Measure.ENTERED
        }
    found = defaultdict(Series)
    rows = (
        Entry.objects.filter(commune__in=communes, programme=programme, measure=Measure.ENTERED)
        .order_by()
        .values_list("commune", "book_kind", "work_date")
        .annotate(Sum("count"))
    )
    for commune, kind, day, count in rows:
        found[commune, kind].add(day, count, dt.datetime.min)
    return found
