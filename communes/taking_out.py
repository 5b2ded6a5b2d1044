"""Master data as an Excel file: what import-export exports, written so that no text becomes a formula."""

import datetime as dt
import io

import xlsxwriter

SAMPLE = "DỮ LIỆU MẪU – không phải số liệu thật"


def workbook_of(resource, *, is_sample: bool = False) -> bytes:
    """One sheet: headings, one row an object. What comes back is read by the headings, wherever the rows begin."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = workbook.add_worksheet(resource.title[:31])
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    grey = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_color": "#666666"})
    above = 1 if is_sample else 0
    if is_sample:
        sheet.write_string(0, 0, SAMPLE, bold)
    for place, column in enumerate(resource.columns):
        is_for_reading = place == 0 or column.is_shown_only
        sheet.set_column(place, place, column.width)
        sheet.write_string(above, place, column.heading, grey if is_for_reading else bold)
    rows = resource.export(resource.rows())
    for number, cells in enumerate(rows, start=above + 1):
        for place, cell in enumerate(cells):
            _write(sheet, number, place, cell)
    sheet.freeze_panes(above + 1, 2)
    sheet.autofilter(above, 0, above + len(rows), len(resource.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(above)
    workbook.close()
    return output.getvalue()


def _write(sheet, row, place, cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, place, cell)
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    else:
        sheet.write_string(row, place, str(cell))
