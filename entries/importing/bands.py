"""Tables with a band over the four kinds of book (KS, KH, KT, CN, Cộng): kinds `totals` and the wide `extract`."""

from communes.models import PROGRAMME_KINDS

from . import words
from .cells import count_of
from .faults import CellFault, FileRefused, Finding, Mismatch
from .findings import Check
from .footing import stated_in
from .names import bare, kind_named
from .sheets import Cell
from .tables import Row
from .titles import Line, as_of_in, impossible_as_of_in

FOUR = tuple(kind.value for kind in PROGRAMME_KINDS)
_SUMS = {bare(word) for word in words.SUM_COLUMNS}
_NONE = ("-", "–", "—", "−")


def column_key(texts: list[str], bands: dict[str, str]) -> str | None:
    """ "t_KS" and the like for a column under one of the bands; `bands`: heading of a band -> its letter. A band
    "… trong kỳ" is not cumulative, and has no letter."""
    letter = next((bands[text] for text in texts[1:] if text in bands), None)
    if letter is None or any("trongky" in text for text in texts):
        return None
    if texts[0] in _SUMS:
        return f"{letter}_sum"
    kind = kind_named(texts[0])
    return f"{letter}_{kind}" if kind in FOUR else None


def keys_of(letter: str) -> tuple[str, ...]:
    return tuple(f"{letter}_{kind}" for kind in FOUR)


def figures(row: Row, letter: str, check: Check) -> dict[str, int]:
    """Count by kind under one band; one empty cell or "-" among filled ones is 0. Notes the faults."""
    keys = keys_of(letter)
    if all(_is_none(row.get(key)) for key in keys):
        check.refuse(row, keys[0], "missing_count")
        return {}
    return {key[2:]: check.take(row, key, _count) or 0 for key in keys}


def _is_none(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and cell.strip() in _NONE)


def _count(cell: Cell) -> int:
    return 0 if _is_none(cell) else count_of(cell)


def compare_sums(row: Row, computed: dict[str, int]) -> list[Mismatch]:
    """What the row itself states as a sum, against the sum."""
    stated = {key: stated_in(row, key) for key in computed}
    return [
        Mismatch(row.table.sheet.name, row.at(key), stated[key], computed[key])
        for key in computed
        if stated[key] is not None and stated[key] != computed[key]
    ]


def commune_of(row: Row, check: Check):
    """The commune that the row names; a code beside it must agree."""
    commune = check.take(row, "commune", _named, check)
    if commune and row.get("code") != "" and check.gazetteer.coded(row.get("code")) != commune:
        check.refuse(row, "code", "commune_mismatch")
    return commune


def _named(cell: Cell, check: Check):
    if cell == "":
        raise CellFault("unknown_commune")
    return check.gazetteer.named(cell)


def as_of_of(tables: list) -> object:
    """The date of the figures, None where the tables do not say one. Raises FileRefused for a day that is none."""
    lines: list[Line] = [line for table in tables for line in table.title_lines]
    day = as_of_in(lines)
    if day is None and (written := impossible_as_of_in(lines)):
        raise FileRefused("impossible_as_of_date", written)
    return day


def missing_communes(tables: list, named: set, check: Check) -> list[Finding]:
    """A warning for each commune that no row names; it has no cell."""
    return [
        Finding(tables[0].sheet.name, None, "missing_commune", detail=commune.code)
        for commune in check.gazetteer.communes
        if commune not in named
    ]
