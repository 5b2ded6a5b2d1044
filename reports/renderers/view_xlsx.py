"""A table of a screen as a workbook: real numbers and dates, totals as formulas that carry their values. No query."""

import datetime as dt
import enum
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from communes.formatting import NO_SHARE, format_date

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
SAMPLE_MARK = "DỮ LIỆU MẪU – không phải số liệu thật"
A4 = 9
_STEP = Decimal("0.0001")


class Kind(enum.Enum):
    """What a column holds, with its number format; a share is a part of 1, shown in percent."""

    TEXT = None
    COUNT = "#,##0"
    NUMBER = "#,##0.0"
    DECIMAL = "#,##0.00"
    SHARE = "0.00%"
    DAY = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """`sums`: the closing line adds it up. `part_of`: places of two columns; the closing line divides their sums."""

    title: str
    kind: Kind = Kind.COUNT
    width: float = 12
    sums: bool = False
    part_of: tuple[int, int] | None = None


def view_workbook(
    title: str,
    as_of: dt.date,
    columns: Sequence[ViewColumn],
    rows: Iterable[Sequence],
    *,
    notes: Sequence[str] = (),
    total: str = "Cộng",
    is_sample: bool = False,
) -> bytes:
    """One sheet: title, the day of the figures, `notes`, the table, and a closing line named `total` where a column
    sums. None is shown as "–". The same table gives the same bytes."""
    saved, rows = io.BytesIO(), [tuple(row) for row in rows]
    book = xlsxwriter.Workbook(saved, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": dt.datetime.combine(as_of, dt.time())})
    sheet, formats = book.add_worksheet("Số liệu"), _formats(book)
    above = [(SAMPLE_MARK, "mark")] if is_sample else []
    above += [(title, "title"), (f"Tính đến hết ngày {format_date(as_of)}", "note"), *((one, "note") for one in notes)]
    for row, (text, style) in enumerate(above):
        sheet.write_string(row, 0, text, formats[style])
    head = len(above)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, column.title, formats["head"])
    for offset, row in enumerate(rows, start=1):
        for place, (value, column) in enumerate(zip(row, columns, strict=True)):
            _write(sheet, head + offset, place, value, formats[column.kind, False])
    if rows and any(column.sums for column in columns):
        _total(sheet, formats, columns, rows, head + 1, total)
    _print_setup(sheet, head)
    book.close()
    return saved.getvalue()


def shown_share(share: Decimal | float | None) -> float | None:
    """To a hundredth of a percent; less than all never as 100,00%, more than nothing never as 0,00%."""
    if share is None:
        return None
    exact = Decimal(share)
    rounded = exact.quantize(_STEP, ROUND_HALF_UP)
    if 0 < exact < 1:
        rounded = min(max(rounded, _STEP), 1 - _STEP)
    return float(rounded)


def _formats(book) -> dict:
    base = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
    found = {
        "mark": book.add_format(base | {"bold": True}),
        "title": book.add_format(base | {"bold": True, "font_size": 14}),
        "note": book.add_format(base | {"italic": True}),
        "head": book.add_format(base | {"bold": True, "border": 1, "align": "center", "text_wrap": True}),
    }
    for kind in Kind:
        side = {"align": "left", "text_wrap": True} if kind is Kind.TEXT else {"align": "right"}
        number = {"num_format": kind.value} if kind.value else {}
        for is_total in (False, True):
            found[kind, is_total] = book.add_format(base | {"border": 1, "bold": is_total} | side | number)
    return found


def _write(sheet, row: int, place: int, value, style) -> None:
    if value is None:
        sheet.write_string(row, place, NO_SHARE, style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), style)
    elif isinstance(value, Decimal):
        sheet.write_number(row, place, shown_share(value), style)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, style)
    else:
        sheet.write_string(row, place, str(value), style)


def _total(sheet, formats, columns, rows, first: int, name: str) -> None:
    """The closing line: sums of the columns that add up, shares divided anew from the sums."""
    at = first + len(rows)
    sums = {n: sum(row[n] or 0 for row in rows) for n, column in enumerate(columns) if column.sums}
    for place, column in enumerate(columns):
        style, letter = formats[column.kind, True], xl_col_to_name(place)
        if place == 0:
            sheet.write_string(at, place, name, formats[Kind.TEXT, True])
        elif column.sums:
            sheet.write_formula(at, place, f"=SUM({letter}{first + 1}:{letter}{at})", style, sums[place])
        elif column.part_of:
            part, whole = column.part_of
            share = Decimal(sums[part]) / sums[whole] if sums[whole] > 0 else None
            value = NO_SHARE if share is None else shown_share(share)
            sheet.write_formula(at, place, _share_formula(part, whole, at + 1), style, value)
        else:
            sheet.write_blank(at, place, None, style)


def _share_formula(part: int, whole: int, row: int) -> str:
    """As `shown_share`."""
    part, whole = f"{xl_col_to_name(part)}{row}", f"{xl_col_to_name(whole)}{row}"
    rounded = f"ROUND({part}/{whole},4)"
    return (
        f'=IF({whole}<=0,"{NO_SHARE}",IF({part}>={whole},{rounded},'
        f"IF({part}>0,MAX(0.0001,MIN(0.9999,{rounded})),{rounded})))"
    )


def _print_setup(sheet, head: int) -> None:
    sheet.freeze_panes(head + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_header(f'&C&"{FONT},Regular"&14&P')
