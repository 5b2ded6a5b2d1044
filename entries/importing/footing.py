"""Stated totals against the sums of the accepted rows."""

from .cells import count_of
from .faults import CellFault, Mismatch
from .tables import Row, Table

Amounts = dict[str, int]


def mismatches(table: Table, accepted: dict[int, Amounts]) -> list[Mismatch]:
    """`accepted`: the amounts of each accepted data row, by its index; a refused row adds nothing.

    "Tổng…" and "Toàn huyện" cover all rows above on the sheet (all below when none is above), "Cộng…" the rows since
    the previous total row, or all above when there are none since.
    """
    found, above, since = [], [], []
    everything = [item.index for item in table.rows if isinstance(item, Row)]
    for item in table.rows:
        if isinstance(item, Row):
            above.append(item.index)
            since.append(item.index)
            continue
        covered = since if since and not item.is_grand else above or everything
        found += _compare(item.row, [accepted.get(index, {}) for index in covered])
        since = []
    return found


def _compare(row: Row, amounts: list[Amounts]) -> list[Mismatch]:
    found = []
    for key in row.table.layout.amounts:
        stated = stated_in(row, key)
        computed = sum(amount.get(key, 0) for amount in amounts)
        if stated is not None and stated != computed:
            found.append(Mismatch(row.table.sheet.name, row.at(key), stated, computed))
    return found


def stated_in(row: Row, key: str) -> int | None:
    """The number in a cell of totals; None where it states nothing."""
    if key not in row.table.columns:
        return None
    try:
        return count_of(row.get(key), may_be_negative=True)
    except CellFault:
        return None
