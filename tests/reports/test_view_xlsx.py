"""A view as a workbook, read back: numbers are numbers, dates are dates, text never runs, totals carry their values."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from reports.renderers.view_xlsx import SAMPLE_MARK, Kind, ViewColumn, shown_share, view_workbook

DAY = dt.date(2024, 3, 3)
COLUMNS = [
    ViewColumn("Đơn vị", Kind.TEXT, 24),
    ViewColumn("Phải nhập", sums=True),
    ViewColumn("Đã nhập", sums=True),
    ViewColumn("Tỷ lệ", Kind.SHARE, part_of=(2, 1)),
    ViewColumn("Nhập gần nhất", Kind.DAY),
    ViewColumn("Nhịp", Kind.NUMBER),
]
ROWS = [
    ("Xã Phước Sơn", 1_000, 445, Decimal("0.445"), DAY, 61.5),
    ('=HYPERLINK("http://x")', 0, 0, None, None, None),
]


def read(*, values: bool = True, columns=COLUMNS, rows=ROWS, **extra):
    content = view_workbook("Tiến độ", DAY, columns, rows, **extra)
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values).active


def cells(sheet, row: int) -> list:
    return [cell.value for cell in sheet[row]]


def test_real_numbers_real_dates_and_text_that_is_text():
    sheet = read(notes=["Một dòng"])
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == ["Tiến độ", "Tính đến hết ngày 03/3/2024", "Một dòng"]
    assert cells(sheet, 4) == [column.title for column in COLUMNS]
    assert cells(sheet, 5) == ["Xã Phước Sơn", 1_000, 445, 0.445, dt.datetime(2024, 3, 3), 61.5]
    assert cells(sheet, 6) == ['=HYPERLINK("http://x")', 0, 0, "–", "–", "–"]
    assert sheet.cell(6, 1).data_type == read(values=False, notes=["x"]).cell(6, 1).data_type == "s"
    assert [sheet.cell(5, n).number_format for n in (2, 4, 5, 6)] == ["#,##0", "0.00%", "dd/mm/yyyy", "#,##0.0"]


def test_the_total_is_a_formula_that_carries_its_value():
    assert cells(read(total="Toàn huyện"), 6) == ["Toàn huyện", 1_000, 445, 0.445, None, None]
    formulas = cells(read(values=False), 6)
    assert formulas[1:3] == ["=SUM(B4:B5)", "=SUM(C4:C5)"]
    assert formulas[3].startswith('=IF(B6<=0,"–",IF(C6>=B6,ROUND(C6/B6,4)')


def test_nothing_to_divide_by_and_no_rows_at_all():
    assert cells(read(rows=[("Xã", 0, 5, None, None, None)]), 5)[1:4] == [0, 5, "–"]
    empty = read(rows=[])
    assert (empty.max_row, cells(empty, 3)) == (3, [column.title for column in COLUMNS])


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0.99996", 0.9999), ("1", 1.0), ("0.00001", 0.0001), ("0", 0.0), ("1.23456", 1.2346), ("0.44445", 0.4445)],
)
def test_less_than_all_is_never_all_and_more_than_nothing_never_nothing(share, shown):
    assert shown_share(Decimal(share)) == shown


def test_a_sample_says_so_and_the_same_table_gives_the_same_bytes():
    assert read(is_sample=True).cell(1, 1).value == SAMPLE_MARK
    assert view_workbook("T", DAY, COLUMNS, ROWS) == view_workbook("T", DAY, COLUMNS, ROWS)
