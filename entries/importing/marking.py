"""The file comes back: every faulty cell coloured, with a comment that says what to do, so that the clerk mends it
where it stands and sends it again."""

import datetime as dt
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

import xlsxwriter

from communes.formatting import format_count
from communes.models import Commune
from entries.models import ImportRun

from .marking_package import Unmarkable, mark_package
from .messages import about_cell, about_warning
from .reading import ZIP, read_workbook
from .sheets import NO_VALUE, Sheet
from .tables import LEAST_FILLED

FAULT, NOTE = "FFC7CE", "FFEB9C"  # the colours Excel itself gives to bad and to neutral cells
WIDEST = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell."""

    text: str
    colour: str


Marks = dict[str | None, dict[str, Mark]]  # name of the sheet (None: CSV) -> address -> mark


def has_marks(run: ImportRun) -> bool:
    """Whether anything was found that has a place in the file."""
    return any(
        found["cell"] for key in ("refused", "warnings", "mismatches") for found in run.result[key]
    )  # fmt: skip


def marks_of(run: ImportRun, communes: Iterable[Commune]) -> Marks:
    """Faults, warnings and totals that do not add up, each at its cell; several at one cell in one comment."""
    names = {commune.code: commune.full_name for commune in communes}
    found: dict[tuple, list[tuple[str, str]]] = {}
    for each in run.result["refused"]:
        words = f"CẦN SỬA: {about_cell(each['reason'], each.get('detail'))}"
        found.setdefault((each["sheet"], each["cell"]), []).append((words, FAULT))
    for each in run.result["mismatches"]:
        words = (
            f"Dòng cộng ghi {format_count(each['stated'])}, cộng các dòng đúng được {format_count(each['computed'])}."
        )
        found.setdefault((each["sheet"], each["cell"]), []).append((words, NOTE))
    for each in run.result["warnings"]:
        words = f"Xem lại: {about_warning(each['reason'], each.get('detail'), names)}"
        found.setdefault((each["sheet"], each["cell"]), []).append((words, NOTE))
    marks: Marks = {}
    for (sheet, cell), told in found.items():
        if cell:
            colour = FAULT if any(each == FAULT for _, each in told) else NOTE
            marks.setdefault(sheet, {})[cell] = Mark("\n".join(words for words, _ in told), colour)
    return marks


def marked_name(run: ImportRun) -> str:
    return f"{PurePath(run.file_name).stem}-danh-dau.xlsx"


def marked(run: ImportRun) -> bytes:
    """The file as it was sent, with its cells marked: an .xlsx with nothing else changed; any other kind of file, and
    an .xlsx that is built in an unusual way, as a new .xlsx with the same cells."""
    content, marks = bytes(run.content), marks_of(run, run.district.communes.all())
    if content.startswith(ZIP):
        try:
            return mark_package(content, marks)
        except Unmarkable:
            pass
    return _rewritten(read_workbook(content), marks)


# ------------------------------------------------------------------ anew
def _rewritten(sheets: list[Sheet], marks: Marks) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        for sheet in sheets:
            _write_sheet(book, sheet, marks.get(sheet.name, {}))
    return target.getvalue()


def _write_sheet(book, sheet: Sheet, marks: dict[str, Mark]) -> None:
    page = book.add_worksheet(sheet.name or "Trang 1")
    formats = {}

    def style(mark: Mark | None, pattern: str):
        key = mark and mark.colour, pattern
        if key not in formats:
            look = {"font_name": "Times New Roman", "font_size": 12, "num_format": pattern}
            formats[key] = book.add_format(look | ({"bg_color": f"#{mark.colour}", "pattern": 1} if mark else {}))
        return formats[key]

    merges = _merges(sheet)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if sheet.anchors.get((row, column), (row, column)) != (row, column):
                continue
            mark = marks.get(xlsxwriter.utility.xl_rowcol_to_cell(row, column))
            if (row, column) in merges:
                page.merge_range(row, column, *merges[row, column], "", style(mark, "General"))
            _write_cell(page, row, column, cell, mark, style)
    for place, mark in marks.items():
        page.write_comment(place, mark.text, {"x_scale": 2.2, "y_scale": 1 + mark.text.count("\n") * 0.6})
    _set_widths(page, sheet)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _set_widths(page, sheet: Sheet) -> None:
    """As wide as the table needs; long title lines run over their neighbours, as they did."""
    own = [
        [cell if sheet.anchors.get((row, column), (row, column)) == (row, column) else "" for column, cell in cells]
        for row, cells in enumerate(map(enumerate, sheet.rows))
    ]  # a merged title is not what a column needs
    rows = [cells for cells in own if sum(cell != "" for cell in cells) >= LEAST_FILLED]
    for column in range(max(map(len, rows), default=0)):
        shown = [_shown(cells[column]) for cells in rows if column < len(cells)]
        page.set_column(column, column, min(max(max(map(len, shown), default=0) + 2, 6), WIDEST))


def _shown(cell) -> str:
    return "dd/mm/yyyy" if isinstance(cell, dt.date) else str(cell)


def _merges(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """The last cell of each merged area, by its first; areas of one cell are none."""
    last = {}
    for place, anchor in sheet.anchors.items():
        last[anchor] = max(last.get(anchor, anchor), place)
    return {anchor: place for anchor, place in last.items() if place != anchor}


def _write_cell(page, row, column, cell, mark, style) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell, style(mark, "General"))
    elif isinstance(cell, int | float) and math.isfinite(cell):
        page.write_number(row, column, cell, style(mark, "General"))
    elif isinstance(cell, dt.date):
        page.write_datetime(row, column, cell, style(mark, "dd/mm/yyyy"))
    elif cell == "" or cell is NO_VALUE:
        if mark:
            page.write_blank(row, column, None, style(mark, "General"))
    else:
        page.write_string(row, column, str(cell), style(mark, "@"))
