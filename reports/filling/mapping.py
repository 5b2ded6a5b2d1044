"""Which line of a template is which commune, and which column takes which figure. Guessed first, mended by people.

Communes may run down (one a row) or across (one a column); a commune may have a row for each kind of book.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from communes.models import PROGRAMME_KINDS, Commune
from communes.text import fold
from entries.importing import words
from entries.importing.faults import CellFault
from entries.importing.names import Gazetteer, bare, heading, kind_named
from entries.models import Measure

from .reading import NO_COMMUNES, TemplateRefused, visible_sheets

MOST_ROWS, MOST_COLUMNS = 400, 60  # of a template that are looked at
MOST_HEAD = 4  # lines of headings above the first commune

# What a column may take: key -> how it is called in the list.
FIELDS: dict[str, str] = {"": "để nguyên"}
for _measure in Measure:
    FIELDS |= {f"{_measure.value}.{kind.value}": f"{_measure.label}: {kind.label.lower()}" for kind in PROGRAMME_KINDS}
    FIELDS[_measure.value] = f"{_measure.label}: cộng"
FIELDS |= {
    "share": "Tỷ lệ (%)", "left": "Còn lại", "books": "Số sổ", "recent": "Nhập trong 7 ngày", "note": "Ghi chú",
}  # fmt: skip
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
_DAY = re.compile("den (?:het )?ngay")
_SUMS = {bare(word) for word in words.SUM_COLUMNS}


@dataclass
class Mapping:
    """Lines and fields by their number in the sheet, from 1. `across`: communes run across, fields down. `kinds`: the
    line of a commune that is about one kind of book. `day`: the cell with the date of the figures."""

    sheet: str
    across: bool = False
    communes: dict[int, str] = field(default_factory=dict)  # line -> commune code
    kinds: dict[int, str] = field(default_factory=dict)  # line -> kind of book
    fields: dict[int, str] = field(default_factory=dict)  # column (row, when across) -> key of FIELDS
    day: str = ""
    unknown: list[str] = field(default_factory=list)  # names in the column of communes that are none of ours

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Mapping":
        numbered = {
            name: {int(line): value for line, value in data[name].items()} for name in ("communes", "kinds", "fields")
        }
        return cls(**(data | numbered))


def guess(book: Workbook, communes: list[Commune]) -> Mapping:
    """The sheet, the direction, the lines and the columns that the words of the template suggest.

    Raises TemplateRefused when no sheet names our communes.
    """
    gazetteer = Gazetteer(communes)
    best: tuple[int, Mapping, int] | None = None
    for sheet in visible_sheets(book):
        for across in (False, True):
            line, found = _line_of_communes(sheet, gazetteer, across)
            number = len(set(found.values()))
            if number and (best is None or number > best[0]):
                best = number, Mapping(sheet.title, across, {at: one.code for at, one in found.items()}), line
    if best is None:
        raise TemplateRefused(NO_COMMUNES)
    mapping, line = best[1], best[2]
    sheet = book[mapping.sheet]
    _spread_merged(sheet, mapping, line)
    first = min(mapping.communes)
    mapping.kinds = _kinds(sheet, mapping, line)
    mapping.fields = _fields(sheet, mapping, first, line)
    mapping.unknown = _unknown(sheet, mapping, line, gazetteer)
    mapping.day = _day_cell(sheet, first if not mapping.across else line)
    return mapping


def text_at(sheet: Worksheet, line: int, place: int, across: bool) -> str:
    """The words of a cell: line and place are row and column, or column and row when communes run across."""
    cell = sheet.cell(place, line) if across else sheet.cell(line, place)
    value = cell.value
    return "" if value is None or (isinstance(value, str) and value.startswith("=")) else str(value)


def _size(sheet: Worksheet, across: bool) -> tuple[int, int]:
    rows, columns = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    return (columns, rows) if across else (rows, columns)


def _line_of_communes(sheet: Worksheet, gazetteer: Gazetteer, across: bool) -> tuple[int, dict[int, Commune]]:
    """The column (row, when across) with the most communes, and which commune each line of it is."""
    lines, places = _size(sheet, across)
    best: tuple[int, dict[int, Commune]] = (0, {})
    for place in range(1, places + 1):
        found = {}
        for line in range(1, lines + 1):
            commune = _commune(text_at(sheet, line, place, across), gazetteer)
            if commune and commune not in found.values():
                found[line] = commune
        if len(found) > len(best[1]):
            best = place, found
    return best


def _commune(text: str, gazetteer: Gazetteer) -> Commune | None:
    try:
        return gazetteer.named(text) if text else None
    except CellFault:
        return None


def _spread_merged(sheet: Worksheet, mapping: Mapping, place: int) -> None:
    """A name merged over several lines is the commune of each of them."""
    for area in sheet.merged_cells.ranges:
        low, high = (area.min_col, area.max_col) if mapping.across else (area.min_row, area.max_row)
        from_place, to_place = (area.min_row, area.max_row) if mapping.across else (area.min_col, area.max_col)
        if low in mapping.communes and from_place <= place <= to_place:
            for line in range(low, high + 1):
                mapping.communes[line] = mapping.communes[low]


def _kinds(sheet: Worksheet, mapping: Mapping, place: int) -> dict[int, str]:
    """The kinds of book of lines, when a commune has more than one line: the place beside the name that says it."""
    if max(Counter(mapping.communes.values()).values()) < 2:
        return {}
    _, places = _size(sheet, mapping.across)
    for beside in range(place + 1, places + 1):
        found = {line: kind_named(text_at(sheet, line, beside, mapping.across)) for line in mapping.communes}
        if sum(kind is not None for kind in found.values()) * 2 > len(found):
            return {line: kind for line, kind in found.items() if kind}
    return {}


def _fields(sheet: Worksheet, mapping: Mapping, first: int, place: int) -> dict[int, str]:
    _, places = _size(sheet, mapping.across)
    start = max(1, first - MOST_HEAD)
    bands = _merged_words(sheet, mapping.across)
    found = {}
    for column in range(1, places + 1):
        if column == place:
            continue
        texts = [
            text_at(sheet, line, column, mapping.across) or bands.get((line, column), "")
            for line in range(start, first)
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
        text = sheet.cell(area.min_row, area.min_col).value
        if not isinstance(text, str):
            continue
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1):
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                found[(column, row) if across else (row, column)] = text
    return found


def _unknown(sheet: Worksheet, mapping: Mapping, place: int, gazetteer: Gazetteer) -> list[str]:
    """Names among the communes, or just behind them, that are none of ours; totals are no names."""
    lines = range(min(mapping.communes), max(mapping.communes) + MOST_HEAD)
    texts = [text_at(sheet, line, place, mapping.across).strip() for line in lines if line not in mapping.communes]
    return [
        text for text in texts if text and not text.isdigit() and not fold(text).startswith(("cong", "tong", "toan"))
    ]


def _day_cell(sheet: Worksheet, above: int) -> str:
    for row in sheet.iter_rows(min_row=1, max_row=max(1, min(above, MOST_ROWS))):
        for cell in row:
            if isinstance(cell.value, str) and _DAY.search(fold(cell.value)):
                return cell.coordinate
    return ""
