"""Puts figures into a template. Formats, widths, merged cells and formulas stay as they were."""

import datetime as dt
import io
import re
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from communes.formatting import format_date, percent_of
from communes.models import Commune
from entries.models import Measure

from ..facts import ReportFacts, UnitFacts
from .mapping import Mapping

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
    book = load_workbook(io.BytesIO(content))
    sheet = book[mapping.sheet]
    units = {unit.commune.code: unit for unit in facts.units}
    filled, formulas = 0, []
    for line, code in mapping.communes.items():
        for place, key in mapping.fields.items():
            if not key or code not in units:
                continue
            cell = sheet.cell(place, line) if mapping.across else sheet.cell(line, place)
            if isinstance(cell, MergedCell):
                continue
            if cell.data_type == "f":
                formulas.append(cell.coordinate)
                continue
            _put(cell, value_of(units[code], key, mapping.kinds.get(line)))
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


def _put_day(sheet: Worksheet, mapping: Mapping, day: dt.date) -> None:
    if not mapping.day:
        return
    cell = sheet[mapping.day]
    if isinstance(cell.value, str):
        cell.value = _DAY.sub(lambda match: f"{match[1]} {format_date(day)}", cell.value, count=1)
