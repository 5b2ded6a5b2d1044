"""Declared tables: headings, order, empty text and cells live here."""

from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from communes.formatting import format_count, format_date, format_share
from communes.models import PROGRAMME_KINDS, Book, Programme

from .models import Entry, Measure
from .staging import Stage

NUMBER = {"th": {"class": "n"}, "td": {"class": "n"}}


def programme_mark(programme: Programme):
    return format_html('<span class="programme {}">{} {}</span>', programme.value, programme.mark, programme.short)


_FLAG = mark_safe(' <span class="warn">▲ xem lại</span>')
_DONE = mark_safe('<span class="good">✓ đã nhập xong</span>')
_CHECKED = format_html('<span class="good">{}</span>', Stage.CHECKED.words)
_MARKS = {programme.value: programme_mark(programme) for programme in Programme}


class DrawnTable(tables.Table):
    """Headings, order, pages and empty text are django-tables2's; each cell is drawn by `draw_<column>(record)`.

    That takes a fifth of the time of its own cells, which look at every signature and attribute again for each row.
    """

    @tables.Table.order_by.setter
    def order_by(self, value):
        """Rows that are equal in what they are sorted by have one order too: else, as a server may return them in any,
        one page could repeat what another has shown, and a row be on none."""
        tables.Table.order_by.fset(self, value)
        rows, by = self.data.data, self.data.data.query.order_by
        if not {"id", "-id"} & set(by):
            self.data.data = rows.order_by(*by, "id")

    def drawn_rows(self):
        columns = [
            (column.attrs["td"].get("class", ""), column.header, getattr(self, f"draw_{column.name}"))
            for column in self.columns
        ]
        for row in self.paginated_rows:
            yield format_html_join(
                "",
                '<td class="{}" data-label="{}">{}</td>',
                ((css, word, draw(row.record)) for css, word, draw in columns),
            )


class EntryTable(DrawnTable):
    work_date = tables.Column("Ngày", order_by=("work_date", "id"))
    commune = tables.Column("Xã, thị trấn", order_by=("commune__position", "work_date"), accessor="commune__name")
    shift = tables.Column("Ca, máy, người nhập", accessor="batch__shift", orderable=False)
    book = tables.Column("Quyển sổ", accessor="book__label", orderable=False)
    programme = tables.Column("Chương trình")
    count = tables.Column("Số trường hợp", attrs=NUMBER)
    batch = tables.Column("Phiếu", accessor="batch", orderable=False)

    class Meta:
        model = Entry
        fields = ("work_date", "commune", "shift", "book", "programme", "count", "batch")
        attrs = {"class": "figures stacks"}
        empty_text = "Không có dòng số liệu nào khớp. Bỏ bớt điều kiện lọc hoặc chọn khoảng ngày khác."
        order_by = ("-work_date",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._batch_address = reverse("batch", args=["00000000-0000-0000-0000-000000000000"])[:-37]

    def draw_work_date(self, record):
        return format_date(record.work_date)

    def draw_commune(self, record):
        return record.commune.name

    def draw_shift(self, record):
        batch = record.batch
        if batch.shift is None:
            return "–"
        return f"Ca {batch.shift}, {batch.workstation.name}, {batch.worked_by.name}"

    def draw_book(self, record):
        return record.book.label

    def draw_programme(self, record):
        return _MARKS[record.programme]

    def draw_count(self, record):
        word = "" if record.measure == Measure.ENTERED else "phải nhập "
        sign = "+" if record.count > 0 and record.batch.corrects_id else ""
        return format_html('<span class="muted">{}</span><b>{}{}</b>', word, sign, format_count(record.count))

    def draw_batch(self, record):
        batch = record.batch
        flag = _FLAG if batch.flags else ""
        return format_html(
            '<a href="{}{}/">{}</a> <span class="muted">{}</span>{}',
            self._batch_address, batch.pk, batch.receipt, batch.get_kind_display().lower(), flag,
        )  # fmt: skip


class BookTable(DrawnTable):
    commune = tables.Column("Xã, thị trấn", accessor="commune__name", order_by=("commune__position", "kind_position"))
    kind = tables.Column("Loại sổ", order_by=("kind_position", "opened", "number"))
    number = tables.Column("Quyển số", order_by=("number_length", "number"))
    opened = tables.Column("Năm mở", default="–")
    to_enter = tables.Column("Số trường hợp", attrs=NUMBER)
    entered = tables.Column("Đã nhập", attrs=NUMBER)
    left = tables.Column("Còn lại", attrs=NUMBER)
    share = tables.Column("Tỷ lệ", orderable=False, attrs=NUMBER)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Book
        fields = ("commune", "kind", "number", "opened", "to_enter", "entered", "left", "share", "state")
        attrs = {"class": "figures stacks"}
        empty_text = "Chưa có quyển sổ nào khớp. Bỏ bớt điều kiện lọc, hoặc thêm sổ."

    def draw_commune(self, record):
        return record.commune.name

    def draw_kind(self, record):
        return record.get_kind_display()

    def draw_opened(self, record):
        return record.opened or "–"

    def draw_number(self, record):
        if record.is_unallotted:
            return "chưa phân theo quyển"
        return format_html('<a href="{}">{}</a>', reverse("book", args=[record.pk]), record.shown_number or "không ghi")

    def draw_to_enter(self, record):
        return self._figure(record, record.to_enter, Measure.TO_ENTER)

    def draw_entered(self, record):
        return self._figure(record, record.entered, Measure.ENTERED)

    def draw_left(self, record):
        return format_count(record.left)

    def draw_share(self, record):
        return format_share(Decimal(record.entered) / record.to_enter if record.to_enter > 0 else None)

    def draw_state(self, record):
        if record.to_enter == 0 and not record.entered:
            return format_html(
                '<span class="muted">{}</span>',
                "○ ngoài chương trình" if record.kind not in PROGRAMME_KINDS else "○ chưa kiểm đếm",
            )
        if record.held_reason:
            return format_html('<span class="warn">{}</span>', Stage.HELD.words)
        if record.left < 0:
            return format_html('<span class="warn">▲ vượt {}</span>', format_count(-record.left))
        if record.left == 0:
            return _CHECKED if record.stage == Stage.CHECKED else _DONE
        return "◐ đang nhập" if record.entered else "○ chưa nhập"

    def _figure(self, record, value, measure):
        if not value:
            return format_count(value)
        return format_html(
            '<a class="figure" href="{}?quyen={}&amp;chuong-trinh=population_db&amp;chi-tieu={}">{}</a>',
            reverse("ledger"), record.pk, measure, format_count(value),
        )  # fmt: skip
