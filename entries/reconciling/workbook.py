"""A comparison as a workbook: one row a commune, programme and kind, numbers as numbers. Runs no query."""

import datetime as dt
import io
from collections.abc import Iterator

import xlsxwriter

from communes.formatting import format_date
from communes.models import BookKind, Programme

from .comparison import Comparison

SAMPLE_MARK = "DỮ LIỆU MẪU – không phải số liệu thật"
HEADINGS = (
    ("Xã, thị trấn", 22), ("Chương trình", 16), ("Loại sổ", 20), ("Sổ cái", 12), ("Trích xuất", 12), ("Chênh lệch", 12),
    ("Tỷ lệ lệch", 11), ("Kết quả", 22),
)  # fmt: skip
PAPER_A4 = 9


def comparison_workbook(comparison: Comparison, *, is_sample: bool = False) -> bytes:
    """The rows in the order of the screen: worst first. The same comparison gives the same bytes."""
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime.combine(comparison.extract.as_of, dt.time())})
    sheet = book.add_worksheet("Đối chiếu")
    bold, plain = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_format()
    count, share = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "+0.00%;-0.00%;0.00%"})
    signed = book.add_format({"num_format": "+#,##0;-#,##0;0"})
    above = [*([SAMPLE_MARK] if is_sample else []), *_titles(comparison)]
    for row, text in enumerate(above):
        sheet.write_string(row, 0, text, bold if row == 0 else plain)
    head = len(above)
    for column, (heading, width) in enumerate(HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, heading, bold)
    styles = (plain, plain, plain, count, count, signed, share, plain)
    last = head
    for last, cells in enumerate(_rows(comparison), start=head + 1):
        for column, (value, style) in enumerate(zip(cells, styles, strict=True)):
            if isinstance(value, str):
                sheet.write_string(last, column, value, style)
            elif value is not None:
                sheet.write_number(last, column, value, style)
    sheet.autofilter(head, 0, last, len(HEADINGS) - 1)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    book.close()
    return saved.getvalue()


def _titles(comparison: Comparison) -> Iterator[str]:
    extract = comparison.extract
    yield f"Đối chiếu sổ cái với trích xuất của {extract.get_source_display()}"
    paper = f", {extract.paper_number}" if extract.paper_number else ""
    yield f"Trích xuất chốt đến {format_date(extract.as_of)}, bản số {extract.version}{paper}"
    yield f"Sổ cái đến {format_date(comparison.ours_as_of)}; dung sai {comparison.tolerance.words}"


def _rows(comparison: Comparison) -> Iterator[tuple]:
    for row in comparison.rows:
        if row.is_missing:
            yield row.commune.title, "", "", None, None, None, None, "trích xuất không có"
        for (programme, kind), cell in row.cells.items():
            yield (
                row.commune.title, Programme(programme).short, BookKind(kind).label, cell.ours, cell.theirs,
                cell.difference, cell.share, "trong dung sai" if cell.is_allowed else "lệch",
            )  # fmt: skip
