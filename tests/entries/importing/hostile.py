"""Files that were made to break an import, or that look like it; small on the wire, large or strange inside."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["STT", "Loại sổ", "Quyển số", "Năm mở sổ", "Năm khóa sổ", "Số trang", "Số trường hợp", "Ghi chú"]


def _book(fill: Callable, sheet: str = "Sổ") -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        fill(book, book.add_worksheet(sheet))
    return target.getvalue()


def good(*rows, sheet: str = "Sổ") -> bytes:
    def fill(book, page):
        for number, row in enumerate([HEAD, *rows]):
            page.write_row(number, 0, row)

    return _book(fill, sheet)


def _with(name: str, part: bytes, within: bytes | None = None) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(within or good([1, "KS", 1, 1998, 1998, 9, 9]))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for item in source.namelist():
            if item != name:
                package.writestr(item, source.read(item))
        package.writestr(name, part)
    return target.getvalue()


def _sheet(cells: str) -> bytes:
    return _with(SHEET, f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode())


def _blanks() -> bytes:
    """300 MB of blanks in some 300 KB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("xl/workbook.xml", "w") as part:
            part.write(b"<x/>")
        with package.open(SHEET, "w") as part:
            for _ in range(300):
                part.write(b" " * (1024 * 1024))
    return target.getvalue()


def _many_entries() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
        for number in range(10_000):
            package.writestr(f"xl/media/{number}.png", b"")
    return target.getvalue()


def _nested() -> bytes:
    inner = b"PK\x05\x06" + bytes(18)
    for level in range(20):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(f"{level}.zip", inner)
        inner = target.getvalue()
    return inner


def _bomb() -> bytes:
    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )  # fmt: skip
    return f"<!DOCTYPE x [{entities}]><x>&a9;</x>".encode()


OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'


def _chart_only() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("Số")
        page.write_row(0, 0, [1, 2])
        page.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Số!$A$1:$B$1"})
        first = book.add_chartsheet()
        first.set_chart(chart)
        first.activate()
        first.set_first_sheet()
    return target.getvalue()


FIRST, FAR = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="1048576">{}</row>'


def _shrunk() -> bytes:
    """190 MB of blanks: within the limit of what a file may hold, but no table shrinks like that."""
    return _sheet(" " * (190 * 1024 * 1024))


def _one_text_everywhere() -> bytes:
    """One long text that 100,000 cells point to: 3 GB in the memory, 100 KB in the file."""
    rows = (
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ") + "</row>"
        for row in range(1, 10_001)
    )
    text = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_767}</t></si></sst>'.encode()
    return _with("xl/sharedStrings.xml", text, within=_sheet("".join(rows)))


def _areas() -> bytes:
    """Merged areas upon each other."""
    areas = "".join(f'<mergeCell ref="A{row}:CV9000"/>' for row in range(1, 2_000))
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 9_001))
    part = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData><mergeCells>{areas}</mergeCells></worksheet>'
    return _with(SHEET, part.encode())


# name -> how it is made; refused as a whole
REFUSED = {
    "300 MB of blanks": _blanks,
    "1,048,575 rows": lambda: _sheet('<row r="1048575"><c r="A1048575"><v>1</v></c></row>'),
    "1,048,575 rows, one of them far right": lambda: _sheet('<row r="1048575"><c r="XFD1048575"><v>1</v></c></row>'),
    "10,000 zip entries": _many_entries,
    "nested zips": _nested,
    "an entity bomb": lambda: _with(SHEET, _bomb()),
    "an external entity": lambda: _with("xl/sharedStrings.xml", OUTSIDE),
    "a truncated file": lambda: good([1, "KS", 1, 1998, 1998, 9, 9])[:-700],
    "a chart sheet only": _chart_only,
    "190 MB of blanks": _shrunk,
    "a far cell in small letters": lambda: _sheet(FIRST + FAR.format('<c r="xfd1048576"><v>1</v></c>')),
    "a far cell behind another address": lambda: _sheet(
        FIRST + FAR.format("""<c x=" r='A1' " r="XFD1048576"><v>1</v></c>""")
    ),
    "a far cell, oddly spaced": lambda: _sheet(FIRST + FAR.format('<c r = "XFD1048576"><v>1</v></c>')),
    "far cells without addresses": lambda: _sheet(FIRST + FAR.format("<c><v>1</v></c>" * 16_000)),
    "cells that never end": lambda: _sheet("<f/>" + '<c r="A1">' * 100_000),
    "tags that never end": lambda: _sheet("<c " * 100_000),
    "values that never end": lambda: _sheet('<c r="A1"><f/>' + "<v>" * 100_000 + "</c>"),
    "merged areas upon each other": _areas,
    "an .xls that asks for terabytes": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4096,
}
# refused too, but only after the other process has run into its limits
EXHAUSTING = {"one long text in 100,000 cells": _one_text_everywhere}
# read as they are: nothing in them is executed, and nothing of them breaks the page
STRANGE = {
    "200 columns": lambda: _book(
        lambda book, page: [
            page.write_row(0, 0, [*HEAD, *(f"Cột {n}" for n in range(192))]),
            page.write_row(1, 0, [1, "KS", 1, 1998, 1998, 9, 9, *range(193)]),
        ]
    ),
    "a 32,767-character cell": lambda: good([1, "KS", 1, 1998, 1998, 9, 9, "x" * 32_767]),
    "control characters": lambda: good([1, "KS", 1, 1998, 1998, 9, 9, "a\x0bb\x1fc\u202e\u0000".replace("\x00", "")]),
    "a sheet name with quotes": lambda: good([1, "KS", 1, 1998, 1998, 9, 9], sheet="Sổ '\"<b>&"),
    "an external reference": lambda: _book(
        lambda book, page: [
            page.write_row(0, 0, HEAD),
            page.write_row(1, 0, [1, "KS", 1, 1998, 1998, 9]),
            page.write_formula(1, 6, "='[other.xlsx]Sheet1'!A1", None, 9),
        ]
    ),
    "a live formula in a note": lambda: good([1, "KS", 1, 1998, 1998, 9, 9, "=HYPERLINK(\"http://x\")"]),
}  # fmt: skip
