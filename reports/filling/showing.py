"""The beginning of a template as it looks, with what was understood of it: for the people who check the guess."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .mapping import MOST_COLUMNS, MOST_HEAD, MOST_ROWS, Mapping, cell_at, size_of, text_at, words_of

MOST_SHOWN = 14  # rows of the sheet that are shown
MOST_ACROSS = 16  # columns of them
MOST_WORDS = 40  # characters of a cell

_PLAIN, _NAME, _FIGURE, _FORMULA, _DAY = "", "name", "figure", "formula", "day"


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the sheet; `role`: what is done with it, "" for nothing."""

    words: str
    role: str


@dataclass(frozen=True, slots=True)
class Look:
    """Rows as (number, cells) under the letters of the columns; `more`: rows and columns there are besides."""

    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Shown, ...]], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column (row, when communes run across): how it is called, its words, what it takes, and how many of its cells
    compute themselves."""

    number: int
    place: str
    words: str
    key: str
    formulas: int


def look(sheet: Worksheet, mapping: Mapping) -> Look:
    """The headings and the first communes of the sheet that is filled."""
    columns, rows = min(sheet.max_column, MOST_ACROSS), min(sheet.max_row, MOST_ROWS)
    first = 1 if mapping.across or mapping.first <= MOST_SHOWN - 3 else mapping.first - MOST_HEAD
    shown = range(first, min(rows, first + MOST_SHOWN - 1) + 1)
    cells = tuple(
        (row, tuple(_shown(sheet, row, column, mapping) for column in range(1, columns + 1))) for row in shown
    )
    letters = tuple(get_column_letter(column) for column in range(1, columns + 1))
    return Look(letters, cells, columns < sheet.max_column or shown.stop <= sheet.max_row)


def _shown(sheet: Worksheet, row: int, column: int, mapping: Mapping) -> Shown:
    cell = sheet.cell(row, column)
    line, place = (column, row) if mapping.across else (row, column)
    if f"{get_column_letter(column)}{row}" == mapping.day:
        role = _DAY
    elif line not in mapping.communes:
        role = _PLAIN
    elif place == mapping.place:
        role = _NAME
    else:
        role = _FIGURE if place in mapping.fields and cell.data_type != "f" else _PLAIN
    if cell.data_type == "f":
        return Shown("công thức", _FORMULA)
    words = " ".join(words_of(cell).split())
    return Shown(words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1] + "…", role)


def choices(sheet: Worksheet, mapping: Mapping) -> list[ColumnChoice]:
    """Columns that have a heading or take something."""
    _, places = size_of(sheet, mapping.across)
    found = []
    for place in range(1, min(places, MOST_COLUMNS) + 1):
        if place == mapping.place:
            continue
        lines = range(max(1, mapping.first - MOST_HEAD), mapping.first)
        texts = (text_at(sheet, line, place, mapping.across).strip() for line in lines)
        words = " / ".join(dict.fromkeys(text for text in texts if text))
        formulas = sum(cell_at(sheet, line, place, mapping.across).data_type == "f" for line in mapping.communes)
        if words or formulas or place in mapping.fields:
            name = f"Dòng {place}" if mapping.across else f"Cột {get_column_letter(place)}"
            found.append(ColumnChoice(place, name, words, mapping.fields.get(place, ""), formulas))
    return found
