"""The ledger as a file: every row that is shown, text as text, numbers as numbers."""

import csv
import io
from collections.abc import Iterator

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from communes.models import Book, Programme

from .models import BatchKind, Measure

HEADINGS = (
    "Ngày", "Xã, thị trấn", "Loại phiếu", "Ca", "Máy", "Người nhập", "Quyển sổ", "Chương trình", "Chỉ tiêu",
    "Số trường hợp", "Mã phiếu", "Ghi lúc",
)  # fmt: skip
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
    """One sheet with the entries; memory does not grow with the rows."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"constant_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet("Sổ cái")
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day_format = workbook.add_format({"num_format": "dd/mm/yyyy"})
    moment_format = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    whole = workbook.add_format({"num_format": "#,##0"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    first = 0
    if is_sample:
        sheet.write_string(0, 0, "DỮ LIỆU MẪU – không phải số liệu thật", bold)
        first = 1
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(first, column, heading, bold)
    sheet.freeze_panes(first + 1, 0)
    write_string, write_number, write_datetime = sheet._write_string, sheet._write_number, sheet._write_datetime
    local = timezone.localtime
    row = first
    for row, cells in enumerate(_rows(entries), start=first + 1):
        day, commune, kind, shift, machine, person, book, programme, measure, count, batch, recorded = cells
        write_datetime(row, 0, day, day_format)
        write_string(row, 1, commune)
        write_string(row, 2, kind)
        if shift:
            write_number(row, 3, shift)
            write_number(row, 4, machine)
            write_string(row, 5, person)
        write_string(row, 6, book)
        write_string(row, 7, programme)
        write_string(row, 8, measure)
        write_number(row, 9, count, whole)
        write_string(row, 10, batch)
        write_datetime(row, 11, local(recorded).replace(tzinfo=None), moment_format)
    sheet.autofilter(first, 0, row, len(HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)
    workbook.close()
    return output.getvalue()
