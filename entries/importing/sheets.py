"""A sheet as every reader hands it over: a grid of plain values that begins at A1."""

import datetime as dt
from dataclasses import dataclass, field

from .faults import FileRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 1_000
MAX_CELLS = 3_000_000  # a grid is kept whole: one stray cell far away must not fill the memory


class NoValue:
    """A formula whose file carries no computed value: neither zero nor empty."""

    def __repr__(self):
        return "NO_VALUE"


NO_VALUE = NoValue()
Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | NoValue


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[0][0]` is A1; an empty cell is "". A merged cell stands in each of its rows and columns, and `anchors`
    says for each of those places where it begins. `name` is None for CSV."""

    name: str | None
    rows: list[list[Cell]]
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(cell != "" for row in self.rows for cell in row)


def column_letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Of a place counted from 0, as a spreadsheet shows it: (0, 0) is A1."""
    return f"{column_letters(column)}{row + 1}"


def refuse_too_large(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise FileRefused("too_many_rows")
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise FileRefused("too_wide")


def trimmed(cells: list) -> list[Cell]:
    """A cell that holds nothing but blanks is empty."""
    return [
        "" if cell is None or (type(cell) is str and (not cell or cell.isspace())) else cell
        for cell in cells
    ]  # fmt: skip


def spread(name: str | None, rows: list[list[Cell]], merges: list) -> Sheet:
    """Puts each merged cell into every place it covers, as far as the sheet goes."""
    anchors = {}
    width = max(map(len, rows), default=0)
    areas = [
        (top, left, min(bottom, len(rows) - 1), min(right, width - 1))
        for (top, left), (bottom, right) in merges
        if top < len(rows) and left < len(rows[top]) and rows[top][left] != ""
    ]
    # Areas of a damaged file may lie upon each other.
    if sum(max(0, bottom - top + 1) * max(0, right - left + 1) for top, left, bottom, right in areas) > MAX_CELLS:
        raise FileRefused("too_wide")
    for top, left, bottom, right in areas:
        for row in range(top, bottom + 1):
            rows[row].extend([""] * (right + 1 - len(rows[row])))
            for column in range(left, right + 1):
                rows[row][column] = rows[top][left]
                anchors[row, column] = (top, left)
    return Sheet(name, rows, anchors)
