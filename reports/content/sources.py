"""The sheet that says where each figure of a report comes from."""

from collections.abc import Iterable

from django.utils.http import urlencode

from ..facts import Fact
from .blocks import Cell, CellKind, Column, Table

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
    query = urlencode({name: value for name, value in fact.filters.items() if value})
    joined = f"{ledger}{'&' if '?' in ledger else '?'}{query}" if ledger and query else ""
    texts = (fact.id, fact.meaning, fact.scope, fact.tabled, fact.unit.value, fact.how)
    return (Cell(str(place), place), *(Cell(text, text) for text in texts), Cell(query, query, link=joined))
