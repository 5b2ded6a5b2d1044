"""A document's appendices as a workbook: real numbers, totals as formulas that carry their values. Runs no query."""

import datetime as dt
import io

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from communes.formatting import NO_SHARE, percent_of

from ..content.blocks import AppendixTitle, Cell, CellKind, Column, Document, Table

FONT = "Times New Roman"
COUNT_FORMAT, CHANGE_FORMAT, SHARE_FORMAT = "#,##0", "+#,##0;−#,##0;0", "0.0%"
A4 = 9
_MARGINS = {"left": 0.6, "right": 0.6, "top": 0.8, "bottom": 0.8}  # inches
_MM_PER_CHARACTER = 2.0
_LETTERS = 1.15  # of Times New Roman 12 in the width of one of Excel's characters, about
_ROW_HEIGHT, _LINE_HEIGHT = 18, 15.5  # points; of the second when a row has several lines
_HEADER_FONT = f'&"{FONT},Regular"'


class _Sheet(Worksheet):
    """Our formulas call functions that Excel has always had (SUM, IF, ROUND, MAX, MIN). XlsxWriter looks for each of
    thirty newer ones in every formula, which took half of the time of a workbook with all books of a province."""

    def _prepare_formula(self, formula, expand_future_functions=False):
        return formula.removeprefix("=")


def render(document: Document) -> bytes:
    """The .xlsx; the same document gives the same bytes."""
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": document.title,
            "author": document.author,
            "created": dt.datetime.combine(document.as_of, dt.time()),
        }
    )
    formats = _formats(book)
    for name, table, heading in _sheets(document):
        _sheet(book, formats, name, table, document, heading)
    book.close()
    return saved.getvalue()


def _sheets(document: Document) -> list[tuple[str, Table, AppendixTitle | None]]:
    """A sheet for each table of the appendices, then the tables that only a workbook carries; a paper that has neither
    gives the table of its text."""
    found = []
    for heading, tables in document.appendices:
        for place, table in enumerate(tables, start=1):
            found.append((f"{heading.label}.{place}" if len(tables) > 1 else heading.label, table, heading))
    found += [(table.caption, table, None) for table in document.details]
    if not document.appendices and not document.details:
        table = document.first(Table)
        found.append((table.caption, table, None))
    return found


def _formats(book) -> dict:
    base = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
    cell = base | {"border": 1}

    def pair(name: str, **more) -> dict:
        return {name: book.add_format(cell | more), f"{name}.total": book.add_format(cell | more | {"bold": True})}

    return {
        "label": book.add_format(base | {"bold": True, "font_size": 14, "align": "center"}),
        "italic": book.add_format(base | {"italic": True, "align": "center"}),
        "unit": book.add_format(base | {"italic": True, "align": "right"}),
        "mark": book.add_format(base | {"bold": True, "align": "center"}),
        "head": book.add_format(cell | {"bold": True, "align": "center", "text_wrap": True}),
        "number": book.add_format(cell | {"italic": True, "align": "center", "font_size": 9, "text_wrap": True}),
        "link": book.add_format(cell | {"align": "left", "font_color": "#1D4E89", "underline": 1, "text_wrap": True}),
        **pair(CellKind.ORDINAL, align="center"),
        **pair(CellKind.TEXT, align="left", text_wrap=True, indent=1),
        **pair(CellKind.COUNT, align="right", num_format=COUNT_FORMAT),
        **pair(CellKind.CHANGE, align="right", num_format=CHANGE_FORMAT),
        **pair(CellKind.SHARE, align="right", num_format=SHARE_FORMAT),
    }


def _sheet(book, formats: dict, name: str, table: Table, document: Document, heading: AppendixTitle | None) -> None:
    sheet = book.add_worksheet(name, worksheet_class=_Sheet)
    sheet.set_default_row(_ROW_HEIGHT)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width / _MM_PER_CHARACTER)
    above = _lines_above(sheet, formats, name, table, document, heading)
    first = _headings(sheet, formats, table, above)
    written = [(place, one, formats[one.kind], _across(table, one, first)) for place, one in enumerate(table.columns)]
    texts = [(n, int(one.width / _MM_PER_CHARACTER * _LETTERS)) for n, one, *_ in written if one.kind == CellKind.TEXT]
    for row, cells in enumerate(table.rows, start=first):
        for place, column, style, formula in written:
            if formula:
                sheet.write_formula(row, place, formula.format(row=row + 1), style, _cached(cells[place], column))
            else:
                _write(sheet, row, place, cells[place], column, style, formats["link"])
        # How many lines the longest text takes: Excel does not stretch the rows of a file by itself.
        lines = max((-(-len(cells[place].text) // letters) for place, letters in texts), default=1)
        if lines > 1:
            sheet.set_row(row, _LINE_HEIGHT * lines)
    if table.total:
        _total(sheet, formats, table, first, first + len(table.rows))
    _print_setup(sheet, document, above, first)


def _lines_above(sheet, formats, name: str, table: Table, document: Document, heading: AppendixTitle | None) -> int:
    lines = [(document.sample_mark, "mark")] if document.sample_mark else []
    if heading:
        lines += [(heading.label, "label"), *((text, "label") for text in heading.name)]
        lines += [(heading.reference, "italic"), (heading.unit, "unit")]
        if name != heading.label:
            lines.append((table.caption, "mark"))
    else:
        lines += [(table.caption.upper(), "label"), (document.title, "italic")]
    last = len(table.columns) - 1
    for row, (text, style) in enumerate(lines):
        sheet.merge_range(row, 0, row, last, "", formats[style])
        sheet.write_string(row, 0, text, formats[style])
    return len(lines)


def _headings(sheet, formats, table: Table, row: int) -> int:
    """Two lines of headings and, where columns are numbered, a line of numbers; returns the row below them."""
    place = 0
    for group, columns in table.groups:
        last = place + len(columns) - 1
        if group:
            sheet.merge_range(row, place, row, last, "", formats["head"])
            sheet.write_string(row, place, group, formats["head"])
            for offset, column in enumerate(columns):
                sheet.write_string(row + 1, place + offset, column.title, formats["head"])
        else:
            sheet.merge_range(row, place, row + 1, place, "", formats["head"])
            sheet.write_string(row, place, columns[0].title, formats["head"])
        place = last + 1
    sheet.set_row(row + 1, 32)
    if not table.has_marks:
        return row + 2
    for place, column in enumerate(table.columns):
        sheet.write_string(row + 2, place, column.mark, formats["number"])
    sheet.set_row(row + 2, 24)
    return row + 3


def _write(sheet, row: int, place: int, cell: Cell, column: Column, style, link=None) -> None:
    if column.kind == CellKind.SHARE:
        sheet.write(row, place, _cached(cell, column), style)
    elif cell.link:
        sheet.write_url(row, place, cell.link, link, cell.text)
    elif isinstance(cell.value, int):
        sheet.write_number(row, place, cell.value, style)
    else:
        sheet.write_string(row, place, cell.text, style)


def _cached(cell: Cell, column: Column) -> int | float | str:
    """What a cell shows, also where a formula calculates it: phones and previews do not calculate."""
    if column.kind != CellKind.SHARE:
        return cell.value
    percent = percent_of(cell.value)
    return NO_SHARE if percent is None else float(percent / 100)


def _total(sheet, formats, table: Table, first: int, row: int) -> None:
    """The closing line: each count is the sum of its column, the share is calculated from the two sums."""
    sheet.merge_range(row, 0, row, 1, "", formats[f"{CellKind.ORDINAL}.total"])
    sheet.write_string(row, 0, table.total[1].text, formats[f"{CellKind.ORDINAL}.total"])
    for place, (cell, column) in enumerate(zip(table.total, table.columns, strict=True)):
        style = formats[f"{column.kind}.total"]
        if place < 2:
            continue
        if column.running or (column.kind == CellKind.SHARE and not column.part_of):
            _write(sheet, row, place, cell, column, style)  # the last line says it already
        elif column.kind in (CellKind.COUNT, CellKind.CHANGE):
            name = xl_col_to_name(place)
            sheet.write_formula(row, place, f"=SUM({name}{first + 1}:{name}{row})", style, cell.value)
        elif column.kind == CellKind.SHARE:
            formula = _share_formula(table, column).format(row=row + 1)
            sheet.write_formula(row, place, formula, style, _cached(cell, column))
        else:
            sheet.write_string(row, place, cell.text, style)


def _across(table: Table, column: Column, first: int) -> str:
    """The formula of a column that is calculated from others of the same line, with {row} for the line; empty for the
    rest."""
    name = {other.key: xl_col_to_name(n) for n, other in enumerate(table.columns)}
    if column.sum_of:
        return f"=SUM({name[column.sum_of[0]]}{{row}}:{name[column.sum_of[-1]]}{{row}})"
    if column.less:
        return f"={name[column.less[0]]}{{row}}-{name[column.less[1]]}{{row}}"
    if column.running:
        return f"=SUM({name[column.running]}${first + 1}:{name[column.running]}{{row}})"
    return _share_formula(table, column) if column.part_of else ""


def _share_formula(table: Table, column: Column) -> str:
    """With {row} for the line. As communes.formatting.percent_of: less than all never shows as 100%, more than nothing
    never as 0%."""
    place = {other.key: f"{xl_col_to_name(n)}{{row}}" for n, other in enumerate(table.columns)}
    part, whole = (place[key] for key in column.part_of)
    rounded = f"ROUND({part}/{whole},3)"
    return (
        f'=IF({whole}<=0,"{NO_SHARE}",IF({part}>={whole},{rounded},'
        f"IF({part}>0,MAX(0.001,MIN(0.999,{rounded})),{rounded})))"
    )


def _print_setup(sheet, document: Document, headings: int, first: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_start_page(1)  # each sheet counts its own pages, whatever is printed before it
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(headings, first - 1)
    sheet.freeze_panes(first, 2)
    sheet.center_horizontally()
    sheet.set_margins(**_MARGINS)
    mark = f"&R{_HEADER_FONT}&9{document.sample_mark}" if document.sample_mark else ""
    sheet.set_header(f"&C{_HEADER_FONT}&14&P{mark}")
    sheet.hide_gridlines(2)
