"""Which line of a template is which commune, and which column takes which figure."""

from dataclasses import asdict, dataclass, field

from openpyxl.worksheet.worksheet import Worksheet

from communes.models import PROGRAMME_KINDS
from entries.models import Measure

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
WHOLE_ONLY = {"books", "recent", "note"}  # known of a commune, not of one kind of book


@dataclass
class Mapping:
    """Lines and fields by their number in the sheet, from 1. `across`: communes run across, fields down. `kinds`: the
    line of a commune that is about one kind of book. `day`: the cell with the date of the figures. `place`: the column
    (row, when across) with the names of the communes."""

    sheet: str
    across: bool = False
    place: int = 1
    communes: dict[int, str] = field(default_factory=dict)  # line -> commune code
    kinds: dict[int, str] = field(default_factory=dict)  # line -> kind of book
    fields: dict[int, str] = field(default_factory=dict)  # column (row, when across) -> key of FIELDS
    day: str = ""
    unknown: list[str] = field(default_factory=list)  # names in the column of communes that are none of ours

    @property
    def first(self) -> int:
        """The first line of a commune; above it stand the headings."""
        return min(self.communes)

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Mapping":
        numbered = {
            name: {int(line): value for line, value in data[name].items()} for name in ("communes", "kinds", "fields")
        }
        return cls(**(data | numbered))


def cell_at(sheet: Worksheet, line: int, place: int, across: bool):
    """Line and place are row and column, or column and row when communes run across."""
    return sheet.cell(place, line) if across else sheet.cell(line, place)


def words_of(cell) -> str:
    """The words of a cell; a formula has none."""
    return "" if cell.value is None or cell.data_type == "f" else str(cell.value)


def text_at(sheet: Worksheet, line: int, place: int, across: bool) -> str:
    return words_of(cell_at(sheet, line, place, across))


def size_of(sheet: Worksheet, across: bool) -> tuple[int, int]:
    """How many lines and places are looked at."""
    rows, columns = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    return (columns, rows) if across else (rows, columns)
