"""Puts figures into a template. Formats, widths, merged cells and formulas stay as they were."""

import datetime as dt
import io
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from communes.formatting import format_date, percent_of
from communes.models import Commune
from entries.models import Measure

from ..facts import ReportFacts, UnitFacts
from .mapping import WHOLE_ONLY, Mapping, cell_at, words_of
from .reading import open_template

_DAY = re.compile(r"(đến(?: hết)? ngày)\s*(?:[\d./…-]+(?:\s*tháng\s*[\d…]+\s*năm\s*[\d…]+)?|[.…]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filled:
    """`content`: the workbook. `filled`: cells that got a figure; `formulas`: cells left alone because they compute
    themselves; `missing`: communes that the template has no line for."""

    content: bytes
    filled: int
    formulas: tuple[str, ...]
    missing: tuple[Commune, ...]


def fill(content: bytes, mapping: Mapping, facts: ReportFacts) -> Filled:
    """The template with the figures of these facts. Equal input gives equal cells. Runs no query."""
    book = open_template(content)
    sheet = book[mapping.sheet]
    units = {unit.commune.code: unit for unit in facts.units}
    filled, formulas = 0, []
    for line, code in mapping.communes.items():
        for place, key in mapping.fields.items():
            if not key or code not in units:
                continue
            cell, kind = cell_at(sheet, line, place, mapping.across), mapping.kinds.get(line)
            if isinstance(cell, MergedCell) or (kind and key in WHOLE_ONLY):
                continue
            if cell.data_type == "f":
                formulas.append(cell.coordinate)
                continue
            _put(cell, value_of(units[code], key, kind))
            filled += 1
    _put_day(sheet, mapping, facts.as_of.value)
    saved = io.BytesIO()
    book.save(saved)
    missing = tuple(unit.commune for unit in facts.units if unit.commune.code not in mapping.communes.values())
    return Filled(saved.getvalue(), filled, tuple(formulas), missing)


def value_of(unit: UnitFacts, key: str, kind: str | None = None):
    """What a field of a commune takes; of one kind of book when the line is about one."""
    name, _, of_field = key.partition(".")
    kind = of_field or kind
    if name == "note":
        return "Hoàn thành" if unit.is_done else "Chưa nhập" if unit.is_untouched else ""
    if kind is None:
        return getattr(unit, name).value
    to_enter, entered = (getattr(unit.by_kind.get((measure, kind)), "value", 0) for measure in Measure)
    if name == "left":
        return to_enter - entered
    if name == "share":
        return Decimal(entered) / to_enter if to_enter > 0 else None
    return {"to_enter": to_enter, "entered": entered}.get(name)


def _put(cell, value) -> None:
    """A number as a number; a share as its cell shows it: 0,445 where the format is per cent, else 44,5."""
    if value is not None and not isinstance(value, (int, str)):
        percent = percent_of(value)
        cell.value = float(percent / 100 if "%" in (cell.number_format or "") else percent)
    elif isinstance(value, str):
        cell.value = value or None
        cell.data_type = "s" if value else "n"  # what begins with = is words, not a formula
    else:
        cell.value = value


def takes_day(cell) -> bool:
    """Whether the date can be written here: into its words "đến ngày …", or as a date where there are no words."""
    if isinstance(cell, MergedCell) or cell.data_type == "f":
        return False
    return cell.value is None or isinstance(cell.value, dt.date) or bool(_DAY.search(_nfc(cell)))


def _nfc(cell) -> str:
    return unicodedata.normalize("NFC", words_of(cell))


def _put_day(sheet: Worksheet, mapping: Mapping, day: dt.date) -> None:
    cell = sheet[mapping.day] if mapping.day else None
    if cell is None or not takes_day(cell):
        return
    if _DAY.search(_nfc(cell)):
        cell.value = _DAY.sub(lambda match: f"{match[1]} {format_date(day)}", _nfc(cell), count=1)
        return
    number_format = cell.number_format
    cell.value = day
    cell.number_format = "dd/mm/yyyy" if number_format == "General" else number_format
