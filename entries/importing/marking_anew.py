"""A file that cannot be marked in place (.xls, CSV) as a new .xlsx: the cells as they were read, with the marks."""

import datetime as dt
import io
import math
from dataclasses import replace
from itertools import pairwise

import xlsxwriter
from xlsxwriter.exceptions import DuplicateWorksheetName, InvalidWorksheetName, OverlappingRange

from .marking_findings import Mark, Marks, Place, at_anchors, worded
from .sheets import NO_VALUE, Cell, Sheet
from .tables import LEAST_FILLED, Layout, find_table

WIDEST = 40
LOOK = {"font_name": "Times New Roman", "font_size": 12}


def written_anew(sheets: list[Sheet], marks: dict[str | None, Marks], layout: Layout) -> bytes:
    """Visible sheets under their names. Text stays text: nothing becomes a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for sheet in sheets:
            shown = sheet if sheet.name else _with_bands(sheet, layout)
            _Page(book, shown, at_anchors(marks.get(sheet.name, {}), shown.anchors)).write()
    return target.getvalue()


def _with_bands(sheet: Sheet, layout: Layout) -> Sheet:
    """CSV has no merged cells: what a band of the header stands over is merged, so that it is read the same again."""
    table, anchors = find_table(sheet, layout), {}
    if table is None:
        return sheet
    for row, (upper, lower) in enumerate(pairwise(sheet.rows[table.top : table.bottom + 1]), start=table.top):
        first = None
        for column, cell in enumerate(upper):
            if cell != "":
                first = (row, column)
            elif column >= len(lower) or lower[column] == "":
                first = None
            elif first:
                anchors[row, column] = anchors[first] = first
    return replace(sheet, anchors=anchors)


class _Page:
    """One sheet that is being written."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, marks: Marks):
        self.book, self.sheet, self.marks, self.formats = book, sheet, marks, {}
        self.page = _new_page(book, sheet.name)

    def write(self) -> None:
        self._merge()
        for row, cells in enumerate(self.sheet.rows):
            for column, cell in enumerate(cells):
                if self.sheet.anchors.get((row, column), (row, column)) == (row, column):
                    self._write_cell(row, column, cell)
        for (row, column), mark in self.marks.items():
            size = {"x_scale": 2.2, "y_scale": 1.2 + len(mark.text) // 120 * 0.6}
            self.page.write_comment(row, column, worded(mark.text), size)
        self._set_widths()
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)

    def _style(self, mark: Mark | None, pattern: str):
        key = mark and mark.colour, pattern
        if key not in self.formats:
            fill = {"bg_color": f"#{mark.colour}", "pattern": 1} if mark else {}
            self.formats[key] = self.book.add_format(LOOK | {"num_format": pattern} | fill)
        return self.formats[key]

    def _merge(self) -> None:
        last: dict[Place, Place] = {}
        for place, anchor in self.sheet.anchors.items():
            last[anchor] = max(last.get(anchor, anchor), place)
        for anchor, place in last.items():
            if place != anchor:
                try:
                    self.page.merge_range(*anchor, *place, "", self._style(self.marks.get(anchor), "General"))
                except OverlappingRange:  # in a damaged file: the cells are there without it
                    continue

    def _write_cell(self, row: int, column: int, cell: Cell) -> None:
        page, mark = self.page, self.marks.get((row, column))
        if isinstance(cell, bool):
            page.write_boolean(row, column, cell, self._style(mark, "General"))
        elif isinstance(cell, int | float) and math.isfinite(cell):
            page.write_number(row, column, cell, self._style(mark, "General"))
        elif isinstance(cell, dt.date) and cell.year >= 1900:
            page.write_datetime(row, column, cell, self._style(mark, "dd/mm/yyyy"))
        elif cell != "" and cell is not NO_VALUE:
            page.write_string(row, column, str(cell), self._style(mark, "@"))
        elif mark:
            page.write_blank(row, column, None, self._style(mark, "General"))

    def _set_widths(self) -> None:
        """As wide as the table needs; long title lines run over their neighbours, as they did."""
        anchors = self.sheet.anchors
        own = [
            [cell if anchors.get((row, column), (row, column)) == (row, column) else ""
             for column, cell in enumerate(cells)]
            for row, cells in enumerate(self.sheet.rows)
        ]  # fmt: skip
        rows = [cells for cells in own if sum(cell != "" for cell in cells) >= LEAST_FILLED]
        for column in range(max(map(len, rows), default=0)):
            longest = max((len(_shown(cells[column])) for cells in rows if column < len(cells)), default=0)
            self.page.set_column(column, column, min(max(longest + 2, 6), WIDEST))


def _new_page(book: xlsxwriter.Workbook, name: str | None):
    """Under the sheet's own name, if Excel would take it."""
    try:
        return book.add_worksheet(name or "Trang 1")
    except (InvalidWorksheetName, DuplicateWorksheetName):
        return book.add_worksheet(f"Trang tính {len(book.worksheets()) + 1}")


def _shown(cell: Cell) -> str:
    return "dd/mm/yyyy" if isinstance(cell, dt.date) else str(cell)
