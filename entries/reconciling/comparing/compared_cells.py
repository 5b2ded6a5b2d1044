"""How a comparison is drawn: one table a programme, every figure a link to what it is made of.

Cells are put together here and not by the template: a page of 25 communes has 500 links, which has to stay quick.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from communes.formatting import format_count, format_share, format_signed
from communes.models import BookKind, Commune, Programme

from ...models import Measure
from .comparison import Cell, CommuneRow, Comparison

_NO_COMMUNE = "trích xuất không có xã này"


@dataclass(frozen=True, slots=True)
class DrawnRow:
    commune: Commune
    row: CommuneRow
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Section:
    """One programme of a comparison. `headings` are those of the figures; `sums` closes the table. `differs`: some
    figure of any commune, beyond the tolerance."""

    programme: Programme
    headings: Sequence[str]
    rows: Sequence[DrawnRow]
    sums: SafeString
    differs: bool


def sections_of(comparison: Comparison, rows: Sequence[CommuneRow]) -> list[Section]:
    """`rows`: those of the comparison that the page shows; the sums are of all."""
    return [_section(comparison, rows, programme) for programme in comparison.programmes]


def _section(comparison: Comparison, shown: Sequence[CommuneRow], programme: str) -> Section:
    asked = {
        "chuong-trinh": programme,
        "chi-tieu": Measure.ENTERED.value,
        "den-ngay": comparison.ours_as_of.isoformat(),
    }
    ledger = f"{reverse('ledger')}?{urlencode(asked)}".replace("&", "&amp;")
    extract = reverse("extract", args=[comparison.extract.pk])
    kinds = [(kind, BookKind(kind).label) for kind in comparison.kinds]

    def drawn(row: CommuneRow) -> SafeString:
        if programme not in row.sums:
            return mark_safe(f'<td class="whole muted" colspan="{len(kinds) + 2}">{_NO_COMMUNE}</td>')
        code = row.commune.code
        ours, theirs = f"{ledger}&amp;xa={code}", f"{extract}#xa-{code}-{programme}"
        total = row.sums[programme]
        cells = [_cell(total, "Cộng", ours, theirs), _share_cell(total)]
        cells += [
            _cell(row.cells[programme, kind], label, f"{ours}&amp;loai-so={kind}", f"{theirs}-{kind}")
            for kind, label in kinds
        ]
        return mark_safe("".join(cells))

    return Section(
        programme=Programme(programme),
        headings=["Cộng", "Tỷ lệ lệch", *(label for _, label in kinds)],
        rows=[DrawnRow(row.commune, row, drawn(row)) for row in shown],
        sums=_closing(comparison, programme),
        differs=any(
            not cell.is_allowed for row in comparison.rows for (of, _), cell in row.cells.items() if of == programme
        ),
    )


def _cell(cell: Cell, label: str, ours: str, theirs: str) -> str:
    """What agrees takes one line, so that what does not stands out."""
    if not cell.ours and not cell.theirs:  # nothing to open, and most of a page
        return f'<td class="n muted none" data-label="{label}">–</td>'
    if cell.is_allowed:
        sign = "✓" if not cell.difference else f"≈ {format_signed(cell.difference)}"
        return (
            f'<td class="n" data-label="{label}"><a class="figure" href="{ours}">{format_count(cell.ours)}</a>'
            f' <a class="same" href="{theirs}" aria-label="Trích xuất ghi {format_count(cell.theirs)}">{sign}</a></td>'
        )
    return (
        f'<td class="n" data-label="{label}"><span class="bad">▲ {format_signed(cell.difference)}</span>'
        f'<small><a class="figure" href="{ours}">{format_count(cell.ours)}</a> /'
        f' <a class="figure" href="{theirs}">{format_count(cell.theirs)}</a></small></td>'
    )


def _share_cell(cell: Cell) -> str:
    if not cell.difference:
        return '<td class="n muted none" data-label="Tỷ lệ lệch">–</td>'
    return f'<td class="n" data-label="Tỷ lệ lệch">{_share(cell)}</td>'


def _share(cell: Cell) -> str:
    if cell.share is None:
        return format_share(None)
    return ("+" if cell.share > 0 else "−" if cell.share < 0 else "") + format_share(abs(cell.share))


def _closing(comparison: Comparison, programme: str) -> SafeString:
    cells = [
        (comparison.sums[programme], "Cộng"),
        *((_sum_of_kind(comparison.rows, programme, kind), BookKind(kind).label) for kind in comparison.kinds),
    ]
    drawn = [_plain(*each) for each in cells]
    drawn.insert(1, f'<td class="n" data-label="Tỷ lệ lệch">{_share(comparison.sums[programme])}</td>')
    return mark_safe("".join(drawn))


def _sum_of_kind(rows: Iterable[CommuneRow], programme: str, kind: str) -> Cell:
    found = [row.cells[programme, kind] for row in rows if (programme, kind) in row.cells]
    return Cell(sum(cell.ours for cell in found), sum(cell.theirs for cell in found), is_allowed=True)


def _plain(cell: Cell, label: str) -> str:
    """A sum over communes, no link: those that the extract leaves out are in neither figure, but in the ledger's."""
    return (
        f'<td class="n" data-label="{label}">{format_signed(cell.difference)}'
        f"<small>{format_count(cell.ours)} / {format_count(cell.theirs)}</small></td>"
    )
