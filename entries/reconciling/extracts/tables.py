"""An extract as it is read: a table a programme, a row a commune, a column a kind of book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from communes.models import PROGRAMME_KINDS, BookKind, Commune, Programme

from ...models import Extract, ExtractLine

Lines = Mapping[tuple[Commune, str, str], int]


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """`cells`: (anchor, label of the kind, records), None where the extract gives no figure."""

    commune: Commune
    anchor: str
    cells: Sequence[tuple[str, str, int | None]]
    sum: int


@dataclass(frozen=True, slots=True)
class ExtractTable:
    programme: Programme
    kinds: Sequence[str]
    rows: Sequence[ExtractRow]
    sums: Sequence[int]
    left_out: Sequence[Commune]

    @property
    def total(self) -> int:
        return sum(self.sums)


def tables_of(extract: Extract | None, communes: Sequence[Commune], lines: Lines | None = None) -> list[ExtractTable]:
    """The figures of these communes, of an extract or as they were typed; one query at most."""
    by_pk = {commune.pk: commune for commune in communes}
    if lines is None:
        kept = ExtractLine.objects.filter(extract=extract, commune__in=communes)
        found = kept.values_list("commune", "programme", "book_kind", "count")
        lines = {(by_pk[commune], programme, kind): count for commune, programme, kind, count in found}
    present = {programme for _, programme, _ in lines}
    return [_table(programme, communes, lines) for programme in Programme if programme in present]


def anchor(commune: Commune, programme: str, kind: str = "") -> str:
    """The place of a line on the extract's page."""
    return f"xa-{commune.code}-{programme}" + (f"-{kind}" if kind else "")


def _table(programme: Programme, communes: Sequence[Commune], lines: Lines) -> ExtractTable:
    counts = {(commune.pk, kind): n for (commune, of, kind), n in lines.items() if of == programme}
    present = {kind for _, kind in counts} | set(PROGRAMME_KINDS)
    kinds = [kind for kind in BookKind if kind in present]
    named = {pk for pk, _ in counts}
    rows = [_row(commune, programme, kinds, counts) for commune in communes if commune.pk in named]
    return ExtractTable(
        programme=programme,
        kinds=[kind.label for kind in kinds],
        rows=rows,
        sums=[sum(n for (_, of), n in counts.items() if of == kind) for kind in kinds],
        left_out=[commune for commune in communes if commune.pk not in named],
    )


def _row(commune: Commune, programme: Programme, kinds: Sequence[BookKind], counts: Mapping) -> ExtractRow:
    cells = [(anchor(commune, programme, kind), kind.label, counts.get((commune.pk, kind))) for kind in kinds]
    return ExtractRow(commune, anchor(commune, programme), cells, sum(count or 0 for _, _, count in cells))
