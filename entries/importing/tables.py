"""Finding the table of a kind on a sheet, and its rows: data, totals, and what is neither."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from communes.text import fold

from .cells import is_number_like
from .names import heading, text_of
from .sheets import Cell, Sheet, address
from .titles import Line

HEADER_WITHIN = 30  # rows from the top of a sheet
HIGHEST_HEADER = 3
LEAST_FILLED = 4  # cells of a data row; notes, section headings and signatures have fewer
LEAST_KNOWN = 3  # columns that make a row of texts a header
_TOTAL = {"cộng", "tổng", "cong", "tong"}
_COLUMN_NUMBER = re.compile(r"[(\[]?\s*([0-9]{1,2})\s*[)\]]?(?:\s*[=:].*)?")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of table looks like. `name` gives a column's key from its heading texts, the lowest first."""

    name: Callable[[list[str]], str | None]
    needed: tuple[str, ...]
    amounts: tuple[str, ...]  # keys whose totals are compared
    suits: Callable[[set[str]], bool]  # whether these keys make it a table of the kind at all


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet, counted from 0."""

    table: "Table"
    index: int
    cells: list[Cell]

    def get(self, key: str) -> Cell:
        column = self.table.columns.get(key)
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    def at(self, key: str) -> str:
        """The address of the row's cell in the column; of its first cell when there is no such column."""
        return address(self.index, self.table.columns.get(key, min(self.table.columns.values())))

    def text(self, key: str) -> str:
        return text_of(self.get(key))

    @property
    def notes(self) -> str:
        found = (text_of(self.cells[c]) for c in self.table.note_columns if c < len(self.cells))
        return "; ".join(filter(None, found))


@dataclass(frozen=True, slots=True)
class TotalRow:
    """`is_grand`: it covers all rows of the sheet, not only those since the previous total row."""

    row: Row
    is_grand: bool


@dataclass(frozen=True)
class Table:
    sheet: Sheet
    layout: Layout
    top: int
    bottom: int
    columns: dict[str, int]
    note_columns: tuple[int, ...]

    @cached_property
    def title_lines(self) -> list[Line]:
        lines = []
        for index, cells in enumerate(self.sheet.rows[: self.top]):
            once = {self.sheet.anchors.get((index, c), (index, c)): cell for c, cell in enumerate(cells) if cell != ""}
            if once:
                lines.append(Line(tuple(once.values())))
        return lines

    @cached_property
    def rows(self) -> list[Row | TotalRow]:
        return list(self._rows())

    def _rows(self) -> Iterator[Row | TotalRow]:
        for index in range(self.bottom + 1, len(self.sheet.rows)):
            cells = self.sheet.rows[index]
            filled = len(cells) - cells.count("")
            if not filled:
                continue
            row = Row(self, index, cells)
            if word := self._total_word(row):
                yield TotalRow(row, is_grand=word != "cong")
            elif filled >= LEAST_FILLED and not self._is_no_data(row):
                yield row

    def _total_word(self, row: Row) -> str | None:
        """The folded word of total that the row's first text begins with; numbers do not count as text."""
        for column, cell in enumerate(row.cells):
            if type(cell) is not str or cell == "" or is_number_like(cell.strip()):
                continue
            word = self._word_of_total(cell, is_person=column == self.columns.get("person"))
            if word or column != self.columns.get("stt"):
                return word
        return None

    def _word_of_total(self, text: str, *, is_person: bool) -> str | None:
        """ "Tống Văn A" and "Công an xã" are no totals: where there are accents they must be the right ones."""
        first = unicodedata.normalize("NFC", text[:40]).lower().split()
        word = first[0].strip(".:,-()") if first else ""
        if word in _TOTAL and not (word.isascii() and is_person):
            folded = fold(word)
            return None if word == "cong" and [fold(w) for w in first[1:2]] == ["an"] else folded
        return "toan huyen" if fold(" ".join(first[:2])).startswith("toan huyen") else None

    def _is_no_data(self, row: Row) -> bool:
        """Merged notes, the header once more on a new page, and the row of column numbers."""
        anchors = self.sheet.anchors
        if anchors and len({anchors.get((row.index, c), c) for c, cell in enumerate(row.cells) if cell != ""}) < 3:
            return True
        header = self.sheet.rows[self.bottom]
        if sum(c < len(row.cells) and row.cells[c] == header[c] != "" for c in self.columns.values()) >= LEAST_KNOWN:
            return True
        return _are_column_numbers(row.cells)


def _are_column_numbers(cells: list[Cell]) -> bool:
    """ "(1) (2) (3)" or 1 2 3 under a header: numbers below 100, each above the one before."""
    last = 0
    for cell in cells:
        if cell == "":
            continue
        number = _COLUMN_NUMBER.fullmatch(text_of(cell)) if isinstance(cell, str | int | float) else None
        if number is None or int(number[1]) <= last:
            return False
        last = int(number[1])
    return last > 0


def find_table(sheet: Sheet, layout: Layout) -> Table | None:
    """The table of the kind on a sheet: the rows near the top whose headings name most of its columns."""
    best, at = {}, (0, 0)
    grid = _headings(sheet)
    for height in range(1, HIGHEST_HEADER + 1):
        for top in range(len(grid) - height + 1):
            columns = _columns(grid[top : top + height], layout)
            if len(_known(columns)) > len(_known(best)):
                best, at = columns, (top, top + height - 1)
    known = _known(best)
    if len(known) < LEAST_KNOWN or not layout.suits(known):
        return None
    notes = tuple(sorted(column for key, column in best.items() if key.split(":")[0] == "note"))
    columns = {key: column for key, column in best.items() if not key.startswith("note:")}
    return Table(sheet, layout, at[0], _bottom(sheet, at, best), columns, notes)


def _known(columns: dict[str, int]) -> set[str]:
    """The keys that make it a table: a second column of notes adds nothing."""
    return {key for key in columns if not key.startswith("note:")}


def _headings(sheet: Sheet) -> list[list[str]]:
    """The first rows as headings. CSV has no merged cells: a band there stands over what follows it."""
    rows = sheet.rows[: HEADER_WITHIN + HIGHEST_HEADER]
    grid = [[heading(cell) if type(cell) is str else "" for cell in row] for row in rows]
    if sheet.name is None:
        for upper, lower in pairwise(grid):
            for column in range(1, min(len(upper), len(lower))):
                if not upper[column] and lower[column] and upper[column - 1]:
                    upper[column] = upper[column - 1]
    return grid


def _columns(rows: list[list[str]], layout: Layout) -> dict[str, int]:
    """Key -> column, from the heading texts of each column, the lowest first. More than one column of notes is kept
    as "note:<column>"; of any other two of a key the first counts."""
    columns = {}
    for column in range(max(map(len, rows), default=0)):
        texts = [row[column] for row in reversed(rows) if column < len(row) and row[column]]
        texts = [text for n, text in enumerate(texts) if n == 0 or text != texts[n - 1]]
        key = layout.name(texts) if texts else None
        if key == "note" and key in columns:
            key = f"note:{column}"
        if key and key not in columns:
            columns[key] = column
    return columns


def _bottom(sheet: Sheet, at: tuple[int, int], columns: dict[str, int]) -> int:
    """The last row of the header: cells merged downwards out of its last row belong to it."""
    top, bottom = at
    while bottom + 1 < min(len(sheet.rows), top + HIGHEST_HEADER):
        below = (sheet.anchors.get((bottom + 1, column)) for column in columns.values())
        if not any(anchor and anchor[0] <= bottom for anchor in below):
            break
        bottom += 1
    return bottom
