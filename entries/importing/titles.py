"""What the lines above a table say: the commune, the date of the figures, the month, the programme."""

import datetime as dt
import re
from dataclasses import dataclass

from communes.models import Commune
from communes.text import fold
from entries.models import ExtractSource

from .cells import day_in
from .faults import CellFault
from .names import Gazetteer, programmes_in, text_of
from .sheets import Cell

# Dates of papers ("Công văn số 04/TP ngày 08/01/2024") and of signatures have none of these words in front.
_MARK = (
    r"(?:den het ngay|den ngay|den [0-9]{1,2} ?(?:gio|h|g)(?: ?[0-9]{2}(?: ?phut)?)?,? ngay|tinh den|thoi diem kiem ke)"
)
_HOUR = r"[0-9]{1,2} ?(?:gio|h|g)(?![a-z])(?: ?[0-9]{2}(?![0-9/.\-])(?: ?phut)?)?"
_BETWEEN = rf"(?:[\s:,(]|het|ngay|thoi diem|cuoi|luc|la|{_HOUR})*"
_DATE = (
    r"([0-9]{1,2} ?[/.\-] ?[0-9]{1,2} ?[/.\-] ?(?:[0-9]{4}|[0-9]{2})(?![0-9])|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-9]{1,2} thang [0-9]{1,2} nam [0-9]{4})"
)
_AS_OF = re.compile(_MARK + _BETWEEN + _DATE)
_AS_OF_NEXT_CELL = re.compile(_MARK + _BETWEEN + r"[):]*\s*$")
_MONTH = re.compile(r"thang ?([0-9]{1,2}) ?(?:/|-|\.|nam|,? nam) ?([0-9]{4})(?![0-9])")


_SOURCES = {ExtractSource.POLICE.value: "cong an tinh", ExtractSource.JUSTICE.value: "so tu phap"}


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row above the table; a merged cell once, blanks left out."""

    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return " ".join(text_of(cell) for cell in self.cells)


def communes_of(lines: list[Line], gazetteer: Gazetteer) -> list[Commune]:
    """Every commune that the lines name, once."""
    return list(dict.fromkeys(commune for line in lines for commune in gazetteer.in_line(line.text)))


def programmes_of(lines: list[Line]) -> set[str]:
    return set().union(*(programmes_in(line.text) for line in lines))


def source_in(lines: list[Line]) -> str | None:
    """Who counted, when the lines name one of the two and not the other."""
    text = " ".join(fold(line.text) for line in lines)
    found = [source for source, words in _SOURCES.items() if words in text]
    return found[0] if len(found) == 1 else None


def as_of_in(lines: list[Line]) -> dt.date | None:
    """The date of the figures: behind its words in the text, or in the next filled cell to the right."""
    for line in lines:
        for number, cell in enumerate(line.cells):
            folded = fold(text_of(cell)) if isinstance(cell, str) else ""
            if found := _AS_OF.search(folded):
                if day := _readable(found[1]):
                    return day
            elif number + 1 < len(line.cells) and _AS_OF_NEXT_CELL.search(folded):
                following = line.cells[number + 1]
                if isinstance(following, dt.datetime):
                    return following.date()
                if isinstance(following, dt.date):
                    return following
                if day := _readable(text_of(following)):
                    return day
    return None


def impossible_as_of_in(lines: list[Line]) -> str:
    """The date of the figures as it is written where there is no such day: 31/02/2024; empty where none is written."""
    for line in lines:
        for cell in line.cells:
            found = _AS_OF.search(fold(text_of(cell))) if isinstance(cell, str) else None
            if found and _readable(found[1]) is None:
                return found[1]
    return ""


def _readable(text: str) -> dt.date | None:
    try:
        return day_in(text)
    except CellFault:
        return None


def month_in(lines: list[Line]) -> tuple[int, int] | None:
    """(year, month) of a log's title; the month inside a date ("ngày 01 tháng 3 năm 2024") is not it."""
    for line in lines:
        folded = fold(line.text)
        for found in _MONTH.finditer(folded):
            if not re.search(r"[0-9]\s*$", folded[: found.start()]) and 1 <= int(found[1]) <= 12:
                return int(found[2]), int(found[1])
    return None
