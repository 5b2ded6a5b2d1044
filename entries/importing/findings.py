"""What one run of the checks knows, and everything it finds."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from communes.models import Commune

from .faults import CellFault, FileRefused, Finding
from .names import Gazetteer, text_of
from .sheets import NO_VALUE
from .tables import Row, Table
from .titles import communes_of

SHOWN = 60  # characters of a faulty cell that are shown


@dataclass
class Check:
    """The communes, the day, the commune that was asked for; and the findings so far."""

    gazetteer: Gazetteer
    today: dt.date
    asked: Commune | None
    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    bad_rows: set = field(default_factory=set)

    def take(self, row: Row, key: str, read: Callable, *more, **options):
        """What `read` makes of the row's cell; None after noting its fault."""
        try:
            return read(row.get(key), *more, **options)
        except CellFault as fault:
            self.refuse(row, key, fault.reason)
            return None

    def refuse(self, row: Row, key: str, reason: str, detail: str | None = None) -> None:
        self.bad_rows.add((id(row.table), row.index))
        self.refused.append(_finding(row, key, reason, detail))

    def warn(self, row: Row, key: str, reason: str, detail: str | None = None) -> None:
        self.warnings.append(_finding(row, key, reason, detail))

    def is_good(self, row: Row) -> bool:
        return (id(row.table), row.index) not in self.bad_rows

    def own_commune(self, tables: list[Table]) -> Commune:
        """The one commune of a register or log: the one asked for, or the one that the title lines name."""
        named = communes_of([line for table in tables for line in table.title_lines], self.gazetteer)
        if self.asked is not None:
            if named and self.asked not in named:
                raise FileRefused("wrong_commune", named[0].code)
            return self.asked
        if len(named) != 1:
            raise FileRefused("no_commune", ", ".join(commune.code for commune in named) or None)
        return named[0]

    def own_row(self, row: Row, commune: Commune) -> None:
        """Where the table has a column of communes, each row must be of the one commune."""
        if row.get("commune") == "":
            return
        found = self.take(row, "commune", self.gazetteer.named)
        if found is not None and found != commune:
            self.refuse(row, "commune", "foreign_commune", found.code)


def _finding(row: Row, key: str, reason: str, detail: str | None) -> Finding:
    cell = row.get(key)
    shown = "" if cell is NO_VALUE else cell.strftime("%d/%m/%Y") if isinstance(cell, dt.date) else text_of(cell)
    return Finding(row.table.sheet.name, row.at(key), reason, shown[:SHOWN], detail)
