"""Communes by days: how many records were entered where on which day, shaded by quarters. Runs no query."""

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass

from communes.formatting import format_count, format_date, format_weekday
from communes.models import Commune
from communes.workdays import Workdays

LEVELS = 4
SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True, slots=True)
class HeatDay:
    """One column. `is_off`: no working day; `age`: days before the last one."""

    day: dt.date
    is_off: bool
    age: int

    @property
    def classes(self) -> str:
        """What a phone (seven days) and a small screen (fourteen) have no room for is marked."""
        marks = (("off", self.is_off), ("older", self.age >= 7), ("oldest", self.age >= 14))
        return " ".join(word for word, holds in marks if holds)

    @property
    def short(self) -> str:
        return f"{SHORT_WEEKDAYS[self.day.weekday()]} {self.day.day}/{self.day.month}"

    @property
    def words(self) -> str:
        return f"{format_weekday(self.day)} {format_date(self.day)}" + (", ngày nghỉ" if self.is_off else "")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`count` is None where the ledger has nothing of that day; `level` from 0 (nothing) to LEVELS (most)."""

    on: HeatDay
    count: int | None
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    commune: Commune
    cells: tuple[HeatCell, ...]

    @property
    def sum(self) -> int:
        return sum(cell.count or 0 for cell in self.cells)

    @property
    def active_days(self) -> int:
        """Days with records entered."""
        return sum((cell.count or 0) > 0 for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Heat:
    days: tuple[HeatDay, ...]
    rows: tuple[HeatRow, ...]
    bounds: tuple[int, ...]  # the largest count of each level
    by_day: tuple[int, ...]

    @property
    def sum(self) -> int:
        return sum(self.by_day)

    @property
    def key(self) -> list[tuple[int, str]]:
        """(level, words) of each shade that occurs."""
        found, low = [], 1
        for level, high in enumerate(self.bounds, start=1):
            if high >= low:
                words = format_count(low) if low == high else f"{format_count(low)}–{format_count(high)}"
                found.append((level, words))
                low = high + 1
        return found


def heat(
    communes: list[Commune], days: list[dt.date], entered: dict[int, dict[dt.date, int]], workdays: Workdays
) -> Heat:
    """`entered` as of entries.totals.entered_by_day. A single huge count makes one cell dark, not all others pale: the
    shades are quarters of the counts there are, not of the range between them."""
    columns = tuple(HeatDay(day, not workdays.is_working(day), (days[-1] - day).days) for day in days)
    counts = sorted(count for of_commune in entered.values() for count in of_commune.values() if count > 0)
    bounds = tuple(counts[-(-len(counts) * level // LEVELS) - 1] for level in range(1, LEVELS + 1)) if counts else ()
    rows = []
    for commune in communes:
        own = entered.get(commune.pk, {})
        rows.append(
            HeatRow(commune, tuple(HeatCell(on, own.get(on.day), _level(own.get(on.day), bounds)) for on in columns))
        )
    by_day = tuple(sum(row.cells[place].count or 0 for row in rows) for place in range(len(columns)))
    return Heat(columns, tuple(rows), bounds, by_day)


def _level(count: int | None, bounds: tuple[int, ...]) -> int:
    return bisect_left(bounds, count) + 1 if count and count > 0 else 0
