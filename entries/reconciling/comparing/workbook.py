"""A comparison as a workbook: a sheet a programme, a row a commune, ours, theirs and the difference of each kind.
Numbers are numbers, differences and sums formulas that carry their values. Runs no query."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from communes.formatting import NO_SHARE, format_date
from communes.models import BookKind, Programme

from .comparison import Cell, CommuneRow, Comparison

SAMPLE_MARK = "DỮ LIỆU MẪU – không phải số liệu thật"
FONT = "Times New Roman"
PAPER_A4 = 9
OURS, THEIRS, APART = range(3)  # columns of a kind
COLUMNS = ("Sổ cái", "Trích xuất", "Chênh lệch")
SUM, AGREES, DIFFERS, MISSING = "Cộng", "trong dung sai", "lệch", "trích xuất không có"


def comparison_workbook(comparison: Comparison, *, is_sample: bool = False) -> bytes:
    """The rows in the order of the screen: worst first. The same comparison gives the same bytes."""
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime.combine(comparison.extract.as_of, dt.time())})
    formats = _formats(book)
    for programme in comparison.programmes:
        sheet = book.add_worksheet(Programme(programme).short)
        above = list(_above(comparison, programme, is_sample))
        for row, (text, style) in enumerate(above):
            sheet.write_string(row, 0, text, formats[style])
        first = _headings(sheet, formats, comparison, len(above))
        for row, each in enumerate(comparison.rows, start=first):
            _row(sheet, formats, row, comparison, programme, each)
        _total(sheet, formats, comparison, programme, first, first + len(comparison.rows))
        _print_setup(sheet, len(above), first)
    book.close()
    return saved.getvalue()


def _formats(book) -> dict:
    base = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
    cell = base | {"border": 1}
    styles = {"mark": {"bold": True}, "title": {"bold": True, "font_size": 14}, "note": {"italic": True}}
    cells = {
        "text": {"align": "left", "indent": 1},
        "count": {"num_format": '#,##0;−#,##0;"–"'},
        "change": {"num_format": '+#,##0;−#,##0;"–"'},
        "share": {"num_format": "+0.00%;−0.00%;0.00%", "align": "right"},
    }
    found = {name: book.add_format(base | style) for name, style in styles.items()}
    found["head"] = book.add_format(cell | {"bold": True, "align": "center", "text_wrap": True})
    for name, style in cells.items():
        found[name] = book.add_format(cell | style)
        found[f"{name}.total"] = book.add_format(cell | style | {"bold": True})
    return found


def _above(comparison: Comparison, programme: str, is_sample: bool) -> Iterator[tuple[str, str]]:
    extract = comparison.extract
    if is_sample:
        yield SAMPLE_MARK, "mark"
    yield f"Đối chiếu Sổ cái với trích xuất của {extract.get_source_display()}", "title"
    yield Programme(programme).label, "mark"
    paper = f", {extract.paper_number}" if extract.paper_number else ""
    yield f"Trích xuất chốt đến hết ngày {format_date(extract.as_of)}, bản số {extract.version}{paper}", "note"
    yield f"Sổ cái đến hết ngày {format_date(comparison.ours_as_of)}; dung sai {comparison.tolerance.words}", "note"


def _headings(sheet, formats: dict, comparison: Comparison, row: int) -> int:
    """Two lines; returns the row below them."""
    head, share = formats["head"], _share_column(comparison)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, share - 1, 8.5)
    sheet.set_column(share, share, 9)
    sheet.set_column(share + 1, share + 1, 16)
    for column, text in ((0, "Xã, thị trấn"), (share, "Tỷ lệ lệch"), (share + 1, "Kết quả")):
        sheet.merge_range(row, column, row + 1, column, text, head)
    for place, text in enumerate([*(BookKind(kind).label for kind in comparison.kinds), SUM]):
        begin = 1 + len(COLUMNS) * place
        sheet.merge_range(row, begin, row, begin + len(COLUMNS) - 1, text, head)
        for offset, name in enumerate(COLUMNS):
            sheet.write_string(row + 1, begin + offset, name, head)
    return row + 2


def _share_column(comparison: Comparison) -> int:
    return 1 + len(COLUMNS) * (len(comparison.kinds) + 1)


def _row(sheet, formats: dict, row: int, comparison: Comparison, programme: str, each: CommuneRow) -> None:
    share = _share_column(comparison)
    sheet.write_string(row, 0, each.commune.title, formats["text"])
    if programme not in each.sums:
        for column in range(1, share + 1):
            sheet.write_string(row, column, NO_SHARE, formats["share"])
        sheet.write_string(row, share + 1, MISSING, formats["text"])
        return
    cells = [each.cells[programme, kind] for kind in comparison.kinds]
    for place, cell in enumerate(cells):
        begin = 1 + len(COLUMNS) * place
        sheet.write_number(row, begin + OURS, cell.ours, formats["count"])
        sheet.write_number(row, begin + THEIRS, cell.theirs, formats["count"])
        _apart(sheet, row, begin, cell, formats["change"])
    _across(sheet, row, comparison, each.sums[programme], formats, "")
    told = AGREES if all(cell.is_allowed for cell in cells) else DIFFERS
    sheet.write_string(row, share + 1, told, formats["text"])


def _total(sheet, formats: dict, comparison: Comparison, programme: str, first: int, row: int) -> None:
    """What is in the extract, added up."""
    sheet.write_string(row, 0, SUM, formats["text.total"])
    rows: Sequence[CommuneRow] = [each for each in comparison.rows if programme in each.sums]
    for place, kind in enumerate(comparison.kinds):
        begin = 1 + len(COLUMNS) * place
        cells = [each.cells[programme, kind] for each in rows]
        both = Cell(sum(cell.ours for cell in cells), sum(cell.theirs for cell in cells), is_allowed=True)
        for offset, value in ((OURS, both.ours), (THEIRS, both.theirs)):
            name = xl_col_to_name(begin + offset)
            sheet.write_formula(
                row, begin + offset, f"=SUM({name}{first + 1}:{name}{row})", formats["count.total"], value
            )
        _apart(sheet, row, begin, both, formats["change.total"])
    _across(sheet, row, comparison, comparison.sums[programme], formats, ".total")
    sheet.write_string(row, _share_column(comparison) + 1, "", formats["text.total"])


def _across(sheet, row: int, comparison: Comparison, whole: Cell, formats: dict, total: str) -> None:
    """The sums of a line over its kinds, and the difference as a part of theirs."""
    share = _share_column(comparison)
    begin = share - len(COLUMNS)
    for offset, value in ((OURS, whole.ours), (THEIRS, whole.theirs)):
        names = (xl_col_to_name(1 + len(COLUMNS) * place + offset) for place in range(len(comparison.kinds)))
        formula = "=" + "+".join(f"{name}{row + 1}" for name in names)
        sheet.write_formula(row, begin + offset, formula, formats[f"count{total}"], value)
    _apart(sheet, row, begin, whole, formats[f"change{total}"])
    apart, theirs = (f"{xl_col_to_name(begin + offset)}{row + 1}" for offset in (APART, THEIRS))
    value = NO_SHARE if whole.share is None else float(whole.share)
    sheet.write_formula(row, share, f'=IF({theirs}=0,"{NO_SHARE}",{apart}/{theirs})', formats[f"share{total}"], value)


def _apart(sheet, row: int, begin: int, cell: Cell, style) -> None:
    ours, theirs = (f"{xl_col_to_name(begin + offset)}{row + 1}" for offset in (OURS, THEIRS))
    sheet.write_formula(row, begin + APART, f"={ours}-{theirs}", style, cell.difference)


def _print_setup(sheet, above: int, first: int) -> None:
    sheet.freeze_panes(first, 1)
    sheet.repeat_rows(above, first - 1)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.set_footer(f'&C&"{FONT},Regular"&10&P/&N')
    sheet.hide_gridlines(2)
