"""What a template is about, guessed from its words; mended by people afterwards.

Communes may run down (one a row) or across (one a column). A commune may have a row for each kind of book: its name
merged over them, or repeated in each, or written in the first alone.
"""

import datetime as dt
import re
from collections import Counter

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from communes.models import PROGRAMME_KINDS, Commune
from communes.text import fold
from entries.importing import words
from entries.importing.faults import CellFault
from entries.importing.names import Gazetteer, bare, heading, kind_named
from entries.models import Measure

from .mapping import MOST_COLUMNS, MOST_HEAD, MOST_ROWS, Mapping, size_of, text_at, words_of
from .reading import NO_COMMUNES, TemplateRefused, visible_sheets

_PLAIN = {
    **{bare(word): "share" for word in words.TOTALS_COLUMNS["rate"]},
    **{bare(word): "left" for word in words.TOTALS_COLUMNS["left"]},
    **{bare(word): "note" for word in words.TOTALS_COLUMNS["note"]},
    **{bare(word): "books" for word in ("Số sổ", "Tổng số sổ", "Số quyển", "Số lượng sổ")},
    **{bare(word): "recent" for word in ("Nhập trong tuần", "Trong tuần", "Đã nhập trong kỳ", "Nhập trong kỳ")},
}
_BANDS = {
    **{
        bare(word): Measure.TO_ENTER.value
        for word in (*words.TO_ENTER_BANDS, "Phải nhập", "Cần nhập", "Tổng số cần nhập")
    },
    **{bare(word): Measure.ENTERED.value for word in (*words.ENTERED_BANDS, "Kết quả nhập", "Lũy kế", "Đã thực hiện")},
}
_SUMS = {bare(word) for word in words.SUM_COLUMNS}
_DAY = re.compile("den (?:het )?ngay")
_NO_NAMES = ("cong", "tong", "toan")  # how a line of sums begins


def guess(book: Workbook, communes: list[Commune]) -> Mapping:
    """The sheet, the direction, the lines and the columns that the words of the template suggest.

    Raises TemplateRefused when no sheet names our communes.
    """
    gazetteer = Gazetteer(communes)
    best: tuple[int, Mapping] | None = None
    for sheet in visible_sheets(book):
        for across in (False, True):
            place, found = _place_of_communes(sheet, gazetteer, across)
            number = len(set(found.values()))
            if number and (best is None or number > best[0]):
                best = number, Mapping(sheet.title, across, place, {line: one.code for line, one in found.items()})
    if best is None:
        raise TemplateRefused(NO_COMMUNES)
    mapping = best[1]
    sheet = book[mapping.sheet]
    mapping.unknown = _unknown(sheet, mapping, gazetteer)
    _tell_lines_apart(sheet, mapping)
    mapping.fields = _fields(sheet, mapping)
    mapping.day = _day_cell(sheet, mapping.place if mapping.across else mapping.first)
    return mapping


# ------------------------------------------------------------------ lines
def _place_of_communes(sheet: Worksheet, gazetteer: Gazetteer, across: bool) -> tuple[int, dict[int, Commune]]:
    """The column (row, when across) with the most communes, and which commune each line of it is. A name that comes
    again further down begins another table, which is left alone."""
    lines, places = size_of(sheet, across)
    best: tuple[int, dict[int, Commune]] = (0, {})
    for place in range(1, places + 1):
        found = {}
        for line in range(1, lines + 1):
            commune = _commune(text_at(sheet, line, place, across), gazetteer)
            if commune and (commune not in found.values() or found.get(line - 1) == commune):
                found[line] = commune
        if len(set(found.values())) > len(set(best[1].values())):
            best = place, found
    return best


def _commune(text: str, gazetteer: Gazetteer) -> Commune | None:
    try:
        return gazetteer.named(text) if text else None
    except CellFault:
        return None


def _tell_lines_apart(sheet: Worksheet, mapping: Mapping) -> None:
    """Lines of one commune are told apart by the kind of book beside its name; where nothing tells, the first line
    alone is filled, and a line about something else is not."""
    owners = _owners(sheet, mapping)
    beside, named = _kinds_beside(sheet, mapping, owners) if max(Counter(owners.values()).values()) > 1 else (0, {})
    if not beside:
        firsts = {code: line for line, code in sorted(mapping.communes.items(), reverse=True)}
        mapping.communes = {line: code for code, line in sorted(firsts.items(), key=lambda one: one[1])}
        return
    lines, told = {}, set()
    for line, code in owners.items():
        about = named.get(line) or ("sum" if bare(text_at(sheet, line, beside, mapping.across)) in _SUMS else "")
        if (code, about) in told:
            break  # the same kind once more: the sums of all below the last commune
        if about:
            lines[line] = code
            told.add((code, about))
    mapping.communes = lines
    mapping.kinds = {line: kind for line, kind in named.items() if line in lines}


def _owners(sheet: Worksheet, mapping: Mapping) -> dict[int, str]:
    """{line: commune code}, with the lines below a name (beside it, when across) where nothing is written."""
    lines, _ = size_of(sheet, mapping.across)
    owners, owner = {}, ""
    for line in range(mapping.first, lines + 1):
        is_named = any(text_at(sheet, line, place, mapping.across).strip() for place in _naming(mapping))
        owner = mapping.communes.get(line, "" if is_named else owner)
        if owner:
            owners[line] = owner
    return owners


def _naming(mapping: Mapping) -> range:
    """Where words say that a line is about something else: the column of names and those before it."""
    return range(mapping.place if mapping.across else 1, mapping.place + 1)


def _kinds_beside(sheet: Worksheet, mapping: Mapping, owners: dict[int, str]) -> tuple[int, dict[int, str]]:
    """The place beside the names that says the kind of book of more lines than one a commune; 0 where none does."""
    _, places = size_of(sheet, mapping.across)
    for beside in range(mapping.place + 1, places + 1):
        found = {line: kind_named(text_at(sheet, line, beside, mapping.across)) for line in owners}
        found = {line: kind for line, kind in found.items() if kind}
        if len(found) > len(set(owners.values())):
            return beside, found
    return 0, {}


def _unknown(sheet: Worksheet, mapping: Mapping, gazetteer: Gazetteer) -> list[str]:
    """Names among the communes, or just behind them, that are none of ours; totals are no names."""
    lines = range(mapping.first, max(mapping.communes) + MOST_HEAD)
    texts = [text_at(sheet, line, mapping.place, mapping.across).strip() for line in lines]
    return [
        text
        for text in texts
        if text and not text.isdigit() and not fold(text).startswith(_NO_NAMES) and not _commune(text, gazetteer)
    ]


# ------------------------------------------------------------------ columns
def _fields(sheet: Worksheet, mapping: Mapping) -> dict[int, str]:
    _, places = size_of(sheet, mapping.across)
    start = max(1, mapping.first - MOST_HEAD)
    bands = _merged_words(sheet, mapping.across)
    found = {}
    for column in range(1, places + 1):
        if column == mapping.place:
            continue
        texts = [
            text_at(sheet, line, column, mapping.across) or bands.get((line, column), "")
            for line in range(start, mapping.first)
        ]
        if key := _field([heading(text) for text in reversed(texts) if text.strip()]):
            found[column] = key
    return found


def _field(texts: list[str]) -> str:
    """The field that headings name, the lowest first."""
    texts = [text for text in texts if text and not text.isdigit()]
    if not texts:
        return ""
    band = next((_BANDS[text] for text in texts if text in _BANDS), "")
    kind = kind_named(texts[0])
    if texts[0] in _PLAIN and not (band and kind):
        return _PLAIN[texts[0]]
    if any("trongky" in text for text in texts):
        return ""
    if band and kind in {one.value for one in PROGRAMME_KINDS}:
        return f"{band}.{kind}"
    return band if band and (texts[0] in _SUMS or texts[0] in _BANDS) else ""


def _merged_words(sheet: Worksheet, across: bool) -> dict[tuple[int, int], str]:
    """{(line, place): words} of merged cells, for each place they cover."""
    found = {}
    for area in sheet.merged_cells.ranges:
        text = words_of(sheet.cell(area.min_row, area.min_col))
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1):
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                found[(column, row) if across else (row, column)] = text
    return found


# ------------------------------------------------------------------ the day
def _day_cell(sheet: Worksheet, above: int) -> str:
    """The cell with "đến ngày …" above the table, or the date that stands beside those words."""
    for row in sheet.iter_rows(min_row=1, max_row=max(1, min(above, MOST_ROWS)), max_col=MOST_COLUMNS):
        for place, cell in enumerate(row):
            if _DAY.search(fold(words_of(cell))):
                beside = next((one for one in row[place + 1 :] if one.value is not None), None)
                if beside is not None and isinstance(beside.value, dt.date) and beside.data_type != "f":
                    return beside.coordinate
                return f"{get_column_letter(cell.column)}{cell.row}"
    return ""
