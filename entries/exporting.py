"""The ledger as a file: every row that is shown, text as text, numbers as numbers."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from communes.models import Book, Programme

from .models import BatchKind, Measure

HEADINGS = (
    "Ngày", "Xã, thị trấn", "Loại phiếu", "Ca", "Máy", "Người nhập", "Quyển sổ", "Chương trình", "Chỉ tiêu",
    "Số trường hợp", "Mã phiếu", "Ghi lúc",
)  # fmt: skip
NUMBER_FORMATS = {"Ngày": "dd/mm/yyyy", "Số trường hợp": "#,##0", "Ghi lúc": "dd/mm/yyyy hh:mm"}
SHEET = "xl/worksheets/sheet1.xml"
EPOCH = dt.date(1899, 12, 30)
MIDNIGHT = dt.datetime.combine(EPOCH, dt.time())
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that XML cannot hold
WIDTHS = (11, 18, 12, 5, 5, 16, 28, 14, 11, 12, 14, 17)
_FIELDS = (
    "work_date", "commune__name", "commune__kind", "batch__kind", "batch__shift", "batch__workstation__number",
    "batch__worked_by__name", "book_id", "programme", "measure", "count", "batch_id", "recorded_at",
)  # fmt: skip
_KINDS = dict(BatchKind.choices)
_MEASURES = dict(Measure.choices)
_PROGRAMMES = {p.value: p.short for p in Programme}


def _rows(entries: QuerySet) -> Iterator[tuple]:
    """Rows in the order of HEADINGS; every book's label is made once."""
    labels = {
        book.pk: book.label
        for book in Book.objects.filter(pk__in=entries.order_by().values("book")).only(
            "kind", "number", "opened", "is_unallotted"
        )
    }
    for (day, name, kind, batch_kind, shift, machine, person, book, programme, measure, count, batch, recorded) in (
        entries.values_list(*_FIELDS).iterator(chunk_size=2_000)
    ):  # fmt: skip
        yield (
            day, f"{kind} {name}", _KINDS[batch_kind], shift, machine, person, labels[book], _PROGRAMMES[programme],
            _MEASURES[measure], count, f"P-{batch.hex[:4]}-{batch.hex[4:8]}".upper(), recorded,
        )  # fmt: skip


class _Line:
    def write(self, text):
        return text


def ledger_csv(entries: QuerySet) -> Iterator[str]:
    """UTF-8 with a byte-order mark, so that Excel shows Vietnamese; text that Excel would run starts with a quote."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + writer.writerow(HEADINGS)
    chunk = []
    local = timezone.localtime
    for day, *rest, recorded in _rows(entries):
        cells = [f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t" else cell for cell in rest]
        chunk.append(writer.writerow([f"{day:%d/%m/%Y}", *cells, f"{local(recorded):%d/%m/%Y %H:%M}"]))
        if len(chunk) == 500:
            yield "".join(chunk)
            chunk.clear()
    yield "".join(chunk)


def ledger_xlsx(entries: QuerySet, *, is_sample: bool = False) -> bytes:
    """One sheet with the entries; memory does not grow with the rows.

    XlsxWriter makes the workbook: headings, styles, print set-up. The rows are streamed into its sheet, which takes a
    third of the time of writing them cell by cell.
    """
    above = 2 if is_sample else 1  # rows above the first entry
    output = io.BytesIO()
    with (
        zipfile.ZipFile(_shell(entries.order_by().count(), above=above, is_sample=is_sample)) as shell,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as filled,
    ):
        for part in shell.namelist():
            if part != SHEET:
                filled.writestr(part, shell.read(part))
                continue
            head, tail = re.sub(r"<dimension [^>]*/>", "", shell.read(part).decode()).split("</sheetData>")
            styles = dict(re.findall(r'<col min="(\d+)"[^>]* style="(\d+)"', head))
            with filled.open(part, "w", force_zip64=True) as sheet:
                sheet.write(head.encode())
                for chunk in _row_xml(entries, above=above, styles=styles):
                    sheet.write(chunk.encode())
                sheet.write(f"</sheetData>{tail}".encode())
    return output.getvalue()


def _shell(rows: int, *, above: int, is_sample: bool) -> io.BytesIO:
    """The workbook with everything but its rows; the style of a column is the style of its cells."""
    shell = io.BytesIO()
    workbook = xlsxwriter.Workbook(shell, {"in_memory": True})
    sheet = workbook.add_worksheet("Sổ cái")
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        code = NUMBER_FORMATS.get(heading)
        sheet.set_column(column, column, width, workbook.add_format({"num_format": code}) if code else None)
        sheet.write_string(above - 1, column, heading, bold)
    if is_sample:
        sheet.write_string(0, 0, "DỮ LIỆU MẪU – không phải số liệu thật", bold)
    sheet.freeze_panes(above, 0)
    sheet.autofilter(above - 1, 0, above - 1 + rows, len(HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(above - 1)
    workbook.close()
    return shell


def _row_xml(entries: QuerySet, *, above: int, styles: dict[str, str]) -> Iterator[str]:
    """The rows as SpreadsheetML, 500 at a time: numbers as numbers, text as inline text that is never a formula."""
    marks = [f' s="{styles[str(n)]}"' if str(n) in styles else "" for n in range(1, len(HEADINGS) + 1)]
    columns = list(zip("ABCDEFGHIJKL", marks, strict=True))
    chunk = []
    for row, (day, *cells, recorded) in enumerate(_rows(entries), start=above + 1):
        found = [f'<row r="{row}">']
        for (letter, mark), cell in zip(columns, ((day - EPOCH).days, *cells, _serial(recorded)), strict=True):
            if isinstance(cell, str):
                text = ILLEGAL.sub("", escape(cell))
                found.append(f'<c r="{letter}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            elif cell is not None:
                found.append(f'<c r="{letter}{row}"{mark}><v>{cell}</v></c>')
        found.append("</row>")
        chunk.append("".join(found))
        if len(chunk) == 500:
            yield "".join(chunk)
            chunk.clear()
    yield "".join(chunk)


def _serial(moment: dt.datetime) -> float:
    """A moment in Vietnam as Excel counts it: days since the end of 1899, to the minute."""
    since = timezone.localtime(moment).replace(tzinfo=None, second=0, microsecond=0) - MIDNIGHT
    return since.days + since.seconds / 86_400
