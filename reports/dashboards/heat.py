"""Communes by days, or by weeks: how many records were entered where and when, shaded by quarters. Runs no query."""

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby

from communes.formatting import format_count, format_date, format_weekday
from communes.models import Commune
from communes.roster import monday_of
from communes.workdays import Workdays

LEVELS = 4
SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """A day, or the days of a week that are looked at. `is_off`: no working day; `age`: columns before the last one."""

    day: dt.date
    last: dt.date
    is_off: bool
    age: int

    @property
    def is_day(self) -> bool:
        return self.day == self.last

    @property
    def classes(self) -> str:
        """What a phone (seven columns) and a small screen (fourteen) have no room for is marked."""
        marks = (("off", self.is_off), ("older", self.age >= 7), ("oldest", self.age >= 14))
        return " ".join(word for word, holds in marks if holds)

    @property
    def heading(self) -> tuple[str, str]:
        """Above and below: the day and its weekday, or the first and the last day."""
        if self.is_day:
            return str(self.day.day), SHORT_WEEKDAYS[self.day.weekday()]
        return f"{self.day.day}/{self.day.month}", f"–{self.last.day}/{self.last.month}"

    @property
    def short(self) -> str:
        """For a cell of a phone, which has no headings: a week by its first day."""
        above, below = self.heading
        return f"{below} {above}/{self.day.month}" if self.is_day else above

    @property
    def words(self) -> str:
        if self.is_day:
            return f"{format_weekday(self.day)} {format_date(self.day)}" + (", ngày nghỉ" if self.is_off else "")
        return f"{format_date(self.day)} đến {format_date(self.last)}" + (", đều là ngày nghỉ" if self.is_off else "")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`count` is None where the ledger has nothing of those days; `level` from 0 (nothing) to LEVELS (most)."""

    on: HeatColumn
    count: int | None
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    commune: Commune
    cells: tuple[HeatCell, ...]

    @property
    def sum(self) -> int:
        return sum(cell.count or 0 for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Heat:
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    bounds: tuple[int, ...]  # the largest count of each level
    by_column: tuple[int, ...]

    @property
    def sum(self) -> int:
        return sum(self.by_column)

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
    communes: list[Commune],
    days: list[dt.date],
    entered: dict[int, dict[dt.date, int]],
    workdays: Workdays,
    *,
    by_week: bool = False,
) -> Heat:
    """`entered` as of entries.totals.entered_by_day. A single huge count makes one cell dark, not all others pale: the
    shades are quarters of the counts there are, not of the range between them."""
    spans = [list(of_week) for _, of_week in groupby(days, key=monday_of)] if by_week else [[day] for day in days]
    columns = tuple(
        HeatColumn(span[0], span[-1], not any(map(workdays.is_working, span)), len(spans) - place)
        for place, span in enumerate(spans, start=1)
    )
    sums = {commune.pk: [_sum(entered.get(commune.pk, {}), span) for span in spans] for commune in communes}
    counts = sorted(count for of_commune in sums.values() for count in of_commune if count and count > 0)
    bounds = tuple(counts[-(-len(counts) * level // LEVELS) - 1] for level in range(1, LEVELS + 1)) if counts else ()
    rows = tuple(
        HeatRow(
            commune,
            tuple(HeatCell(on, n, _level(n, bounds)) for on, n in zip(columns, sums[commune.pk], strict=True)),
        )
        for commune in communes
    )
    by_column = tuple(sum(row.cells[place].count or 0 for row in rows) for place in range(len(columns)))
    return Heat(columns, rows, bounds, by_column)


def _sum(of_day: dict[dt.date, int], span: list[dt.date]) -> int | None:
    found = [of_day[day] for day in span if day in of_day]
    return sum(found) if found else None


def _level(count: int | None, bounds: tuple[int, ...]) -> int:
    return bisect_left(bounds, count) + 1 if count and count > 0 else 0
