"""The sheet that says where each figure of a report comes from."""

from collections.abc import Iterable, Iterator

from ..facts import Fact
from .blocks import Bullets, Cell, CellKind, Column, Paragraph, Section, Table

SHEET = "Nguồn số liệu"
_COLUMNS = (
    Column("ordinal", "STT", CellKind.ORDINAL, 12),
    Column("id", "Mã số liệu", CellKind.TEXT, 56),
    Column("meaning", "Nội dung", CellKind.TEXT, 90),
    Column("scope", "Phạm vi", CellKind.TEXT, 36),
    Column("value", "Giá trị", CellKind.TEXT, 30),
    Column("unit", "Đơn vị tính", CellKind.TEXT, 26),
    Column("how", "Cách tính", CellKind.TEXT, 70),
    Column("filter", "Lọc ở sổ cái", CellKind.TEXT, 90),
)


def sources_table(facts: Iterable[Fact], ledger: str = "") -> Table:
    """A line for each fact; its filter leads to the entries when the ledger's address is known."""
    return Table(caption=SHEET, columns=_COLUMNS, rows=tuple(_row(n, f, ledger) for n, f in enumerate(facts, start=1)))


def _row(place: int, fact: Fact, ledger: str) -> tuple[Cell, ...]:
    query = fact.query
    joined = f"{ledger}{'&' if '?' in ledger else '?'}{query}" if ledger and query else ""
    texts = (fact.id, fact.meaning, fact.scope, fact.tabled, fact.unit.value, fact.how)
    return (Cell(str(place), place), *(Cell(text, text) for text in texts), Cell(query, query, link=joined))


def facts_in(sections: Iterable[Section]) -> Iterator[Fact]:
    """Every fact that pages state, in their order."""
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from (run.fact for run in block.runs if run.fact)
            elif isinstance(block, Bullets):
                yield from (run.fact for item in block.items for run in item if run.fact)
            elif isinstance(block, Table):
                rows = (*block.rows, *((block.total,) if block.total else ()))
                yield from (cell.fact for row in rows for cell in row if cell.fact)
