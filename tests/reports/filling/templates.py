"""Workbooks as a Sở may send them: one line of headings; bands and formulas; communes across; a line for each kind."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from ..stage import all_communes

_LINE = Border(*(Side(style="thin"),) * 4)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def simple() -> bytes:
    """One line of headings, names as "Xã …", a share in per cent, a date in a sentence, a line we do not know."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Biểu 01"
    sheet["A1"] = "TIẾN ĐỘ NHẬP DỮ LIỆU HỘ TỊCH"
    sheet["A1"].font = Font(name="Times New Roman", size=14, bold=True)
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "(Số liệu tính đến ngày 31/12/2023)"
    heads = ("STT", "Đơn vị", "Số phải nhập", "Đã nhập", "Tỷ lệ (%)", "Còn lại", "Ghi chú")
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(4, column, head)
        cell.font, cell.border, cell.fill = Font(bold=True), _LINE, PatternFill("solid", fgColor="FFDDEEFF")
    for row, commune in enumerate(all_communes(), start=5):
        sheet.cell(row, 1, row - 4)
        sheet.cell(row, 2, commune.title)
        for column in range(1, 8):
            sheet.cell(row, column).border = _LINE
        sheet.cell(row, 3).number_format = sheet.cell(row, 4).number_format = "#,##0"
        sheet.cell(row, 5).number_format = "0.0%"
    sheet.cell(18, 2, "Xã Cát Tân")
    sheet.column_dimensions["B"].width = 31.5
    sheet.print_title_rows = "4:4"
    sheet.page_setup.orientation = "landscape"
    return saved(book)


def banded() -> bytes:
    """Two lines of headings under bands, totals and shares as formulas, a second sheet that is not about us."""
    book = Workbook()
    book.active.title = "Hướng dẫn"
    book.active["A1"] = "Ghi số vào trang PL1"
    sheet = book.create_sheet("PL1")
    sheet["B2"] = "Thời điểm chốt: đến hết ngày ……"
    kinds = ("KS", "KH", "KT", "CN", "Cộng")
    for start, band in ((4, "Tổng số phải nhập"), (9, "Đã nhập lũy kế")):
        sheet.cell(4, start, band)
        sheet.merge_cells(start_row=4, start_column=start, end_row=4, end_column=start + 4)
        for place, kind in enumerate(kinds):
            sheet.cell(5, start + place, kind)
    for column, head in ((2, "TT"), (3, "Xã, thị trấn"), (14, "Tỷ lệ")):
        sheet.cell(4, column, head)
        sheet.merge_cells(start_row=4, start_column=column, end_row=5, end_column=column)
    for row, commune in enumerate(reversed(all_communes()), start=6):
        sheet.cell(row, 3, f"{'TT.' if commune.kind == 'thị trấn' else ''} {commune.name}".strip().upper())
        sheet.cell(row, 8, f"=SUM(D{row}:G{row})")
        sheet.cell(row, 13, f"=SUM(I{row}:L{row})")
        sheet.cell(row, 14, f"=IF(H{row}=0,0,M{row}/H{row})").number_format = "0.00%"
        sheet.cell(row, 4).alignment = Alignment(horizontal="right", indent=1)
    sheet.cell(19, 3, "Tổng cộng")
    for column in range(4, 14):
        letter = sheet.cell(19, column).column_letter
        sheet.cell(19, column, f"=SUM({letter}6:{letter}18)")
    return saved(book)


def across() -> bytes:
    """Communes across; figures down, the share as a plain number."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Ngang"
    sheet["A1"] = "Chỉ tiêu"
    for column, commune in enumerate(all_communes(), start=2):
        sheet.cell(1, column, commune.name if commune.name != "Tuy Phước" else "Thị trấn Tuy Phước")
    for row, head in enumerate(("Số phải nhập", "Số đã nhập", "Tỷ lệ đạt", "Còn lại", "Số sổ"), start=2):
        sheet.cell(row, 1, head)
    return saved(book)


def by_kind() -> bytes:
    """A commune merged over four lines, one for each kind of book."""
    book = Workbook()
    sheet = book.active
    for column, head in enumerate(("Đơn vị", "Loại sổ", "Phải nhập", "Đã nhập", "Còn lại"), start=1):
        sheet.cell(3, column, head)
    for place, commune in enumerate(all_communes()):
        first = 4 + 4 * place
        sheet.cell(first, 1, commune.title)
        sheet.merge_cells(start_row=first, start_column=1, end_row=first + 3, end_column=1)
        for offset, kind in enumerate(("Khai sinh", "Kết hôn", "Khai tử", "Nuôi con nuôi")):
            sheet.cell(first + offset, 2, kind)
    return saved(book)
