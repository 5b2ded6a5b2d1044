"""Which commune, kind of book, programme, shift or machine is meant: look-ups by folded words."""

import re
from collections.abc import Iterable
from functools import lru_cache

from communes.models import Commune
from communes.text import fold, normalise

from . import words
from .faults import CellFault
from .sheets import Cell

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NOT_BARE = re.compile(r"[^0-9a-z]+")
_WHOLE_NUMBER = re.compile(r"0*([0-9]+)(?:\.0)?")


SHORT = 80  # characters; longer texts name nothing and would only fill the caches


def text_of(cell: Cell) -> str:
    """What stands in a cell, in NFC and with single spaces; whole numbers without ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str) and len(cell) <= SHORT:
        return _short_text(cell)
    return normalise(cell)


@lru_cache(maxsize=8_192)
def _short_text(text: str) -> str:
    return normalise(text)


@lru_cache(maxsize=16_384)
def bare(text: str) -> str:
    """Folded letters and digits only: "Ngày / tháng" and "ngay-thang" are one."""
    return _NOT_BARE.sub("", fold(text))


@lru_cache(maxsize=4_096)
def heading(text: str) -> str:
    """A heading without what stands in brackets, as bare letters; but "(trong kỳ)" makes it another column."""
    return bare(text if "trong ky" in fold(text) else _BRACKETS.sub(" ", text))


def _reversed(table: dict, *, before: Iterable[str] = ("",)) -> dict[str, object]:
    return {bare(front + word): key for key, alike in table.items() for word in alike for front in before}


_KINDS = _reversed(words.BOOK_KINDS, before=words.BEFORE_BOOK_KIND)
_KIND_BEGINNINGS = tuple(
    (bare(front + word), code) for word, code in words.BOOK_KIND_BEGINNINGS.items() for front in words.BEFORE_BOOK_KIND
)
_PROGRAMMES = _reversed(words.PROGRAMMES)
_SHIFTS = _reversed(words.SHIFTS)
_MACHINES = _reversed(words.MACHINES)
_UNKNOWN = {fold(word) for word in words.UNKNOWN}
_PROGRAMME_IN_LINE = {
    programme: re.compile(
        r"(?<!\w)(?:" + "|".join(sorted((re.escape(fold(word)) for word in alike), key=len, reverse=True)) + r")(?!\w)"
    )
    for programme, alike in words.PROGRAMMES.items()
}


@lru_cache(maxsize=4_096)
def kind_named(text: str) -> str | None:
    """The code of the kind of book that a text names; None when it names none."""
    inside = [bare(a or b) for a, b in _BRACKETS.findall(text)]
    outside = bare(_BRACKETS.sub(" ", text))
    found = _KINDS.get(outside)
    if found is None:
        found = next((code for beginning, code in _KIND_BEGINNINGS if outside.startswith(beginning)), None)
        if found:
            return found
    return found if all(_KINDS.get(word) == found for word in inside) else None


def book_kind_of(cell: Cell) -> str:
    """The code of the kind of book. Raises CellFault."""
    if cell == "":
        raise CellFault("missing_book_kind")
    text = text_of(cell)
    found = kind_named(text) if len(text) <= 2 * SHORT else None
    if found is None:
        raise CellFault("unknown_book_kind")
    return found


def programme_of(cell: Cell) -> str:
    """The programme named in a cell; there is no default. Raises CellFault."""
    if cell == "":
        raise CellFault("missing_programme")
    found = _PROGRAMMES.get(bare(text_of(cell)))
    if found is None:
        raise CellFault("unknown_programme")
    return found.value


def programmes_in(line: str) -> set[str]:
    """The programmes whose words stand anywhere in a line."""
    folded = fold(line)
    return {programme.value for programme, pattern in _PROGRAMME_IN_LINE.items() if pattern.search(folded)}


def _numbered(cell: Cell) -> str:
    """01 and 1.0 are 1."""
    text = text_of(cell)
    whole = _WHOLE_NUMBER.fullmatch(text)
    return whole[1] if whole else re.sub(r"0+(?=[0-9])", "", bare(text))


def shift_of(cell: Cell) -> int:
    """1, 2 or 3. Raises CellFault."""
    if cell == "":
        raise CellFault("missing_shift")
    found = _SHIFTS.get(_numbered(cell))
    if found is None:
        raise CellFault("unknown_shift")
    return found


def machine_of(cell: Cell) -> int:
    """The number of the machine. Raises CellFault."""
    if cell == "":
        raise CellFault("missing_workstation")
    found = _MACHINES.get(_numbered(cell))
    if found is None:
        raise CellFault("unknown_workstation")
    return found


def is_unknown(text: str) -> bool:
    """Whether the words say that nobody knows."""
    return fold(text) in _UNKNOWN


class Gazetteer:
    """The communes by every way their names are written."""

    def __init__(self, communes: Iterable[Commune]):
        self.communes = tuple(communes)
        self._by_code = {commune.code: commune for commune in self.communes}
        self._by_name, self._in_line = {}, []
        for commune in self.communes:
            kinds = words.COMMUNE_KINDS[commune.kind]
            for front in words.BEFORE_COMMUNE:
                for kind in kinds:
                    self._by_name[bare(f"{front}{kind}{commune.name}")] = commune
            fronts = "|".join(re.escape(fold(kind)) for kind in kinds if kind)
            pattern = re.compile(rf"(?<!\w)(?:{fronts})[\s.:]*{re.escape(fold(commune.name))}(?!\w)")
            self._in_line.append((pattern, commune))

    def named(self, cell: Cell) -> Commune:
        """The commune of a cell in a column of communes. Raises CellFault."""
        found = self._by_name.get(bare(text_of(cell)))
        if found is None:
            raise CellFault("unknown_commune")
        return found

    def in_line(self, line: str) -> list[Commune]:
        """Communes named in a line above the table, only with their kind in front: "xã Phước Sơn"."""
        folded = fold(line)
        return [commune for pattern, commune in self._in_line if pattern.search(folded)]

    def coded(self, cell: Cell) -> Commune | None:
        """The commune of a code as written in a cell; None when there is no such code."""
        return self._by_code.get(text_of(cell).zfill(5))
