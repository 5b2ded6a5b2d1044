"""Faults in the books as a table that goes out to Excel and comes back. The rules are those of defects.py."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import Sum
from import_export.widgets import Widget

from communes.bringing_in import KEY, Fault
from communes.calendar import today
from communes.columns import Column, CommuneWidget, LabelWidget, WholeWidget, text_of
from communes.models import Book
from communes.resources import DAY, TEXT, MasterDataResource

from .defects import CLOSED, MOVES, problems_of, records_of
from .models import MAX_COUNT, OPEN_STATES, Defect, DefectKind, DefectState

HEADINGS = {
    "book": "Mã sổ", "count": "Số trường hợp", "page": "Trang", "first_number": "Từ số", "last_number": "Đến số",
    "note": "Ghi chú", "found_on": "Ngày phát hiện", "state_note": "Kết quả xử lý",
}  # fmt: skip


class BookWidget(Widget):
    """A book in scope by its code: names of books are not unique in a district."""

    def __init__(self, communes):
        super().__init__()
        self.books = {book.pk: book for book in Book.objects.filter(commune__in=communes).real()}

    def clean(self, value, row=None, **kwargs):
        text = text_of(value)
        found = self.books.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 12 else None
        if found is None:
            raise ValidationError(f"Không có sổ mã “{text}” trong phạm vi của bạn. Xem cột Mã ở tệp Sổ hộ tịch.")
        return found

    def render(self, value, obj=None, **kwargs):
        return value.pk if value else None


class DefectResource(MasterDataResource):
    slug, title, model = "loi-du-lieu", "Lỗi dữ liệu", Defect
    hint = "Số trường hợp, chỗ có lỗi, tình trạng xử lý. Lỗi mới: thêm dòng, bỏ trống cột Mã, ghi Mã sổ."

    def commune_column(self):
        return Column("Xã, thị trấn", "book__commune", CommuneWidget(self.communes), is_shown_only=True, width=20)

    def own_columns(self):
        kinds = {kind.pk: kind.label for kind in DefectKind.objects.all()}
        number = WholeWidget(1, MAX_COUNT)
        return [
            Column("Mã sổ", "book", BookWidget(self.communes), is_fixed=True, width=9),
            Column("Quyển sổ", "book__label", TEXT, is_shown_only=True, width=22),
            Column("Loại lỗi", "kind_id", LabelWidget(kinds), width=36),
            Column("Số trường hợp", "count", number, width=10),
            Column("Trang", "page", TEXT, width=10),
            Column("Từ số", "first_number", number, width=9),
            Column("Đến số", "last_number", number, width=9),
            Column("Ghi chú", "note", TEXT, width=30),
            Column("Ngày phát hiện", "found_on", DAY),
            Column("Tình trạng", "state", LabelWidget(DefectState.choices), width=18),
            Column("Kết quả xử lý", "state_note", TEXT, width=30),
        ]

    def rows(self):
        rows = Defect.objects.filter(book__commune__in=self.communes).select_related("book__commune", "kind")
        return rows.order_by("book__commune__position", "book__kind_position", "book_id", "pk")

    def prepare(self, obj):
        obj.found_on = obj.found_on or today()

    def problems(self, obj, original):
        if obj.count is None:
            yield "Số trường hợp", "Ghi số trường hợp bị lỗi."
            return
        for problem in problems_of(obj, records=0, others=0):  # with the book's records in problems_together
            yield HEADINGS.get(problem.where, KEY), problem.message
        before = DefectState(original.state if original else DefectState.NEW)
        if obj.state != before and (original is None or obj.state not in MOVES[before]):
            wanted = DefectState(obj.state).label
            yield "Tình trạng", f"Lỗi đang ở tình trạng “{before.label}”, không chuyển sang “{wanted}” được."
        if obj.state in CLOSED and not obj.state_note:
            yield "Kết quả xử lý", "Ghi kết quả: đã sửa thế nào, hoặc vì sao không xử lý được."

    def problems_together(self, changes):
        """No book has more open faults of one kind than records, with every row of the file in place. Two queries."""
        books = {change.obj.book_id for change in changes}
        kept = Defect.objects.open().filter(book__in=books).exclude(pk__in=[c.obj.pk for c in changes if not c.is_new])
        summed = Counter(
            {(book, kind): n for book, kind, n in kept.order_by().values_list("book", "kind").annotate(Sum("count"))}
        )
        for change in changes:
            if change.obj.state in OPEN_STATES:
                summed[change.obj.book_id, change.obj.kind_id] += change.obj.count
        records = records_of(list(books))
        return [
            Fault(problem.message, change.row, HEADINGS.get(problem.where, KEY))
            for change in changes
            if change.obj.state in OPEN_STATES
            for problem in problems_of(
                change.obj,
                records=records.get(change.obj.book_id, 0),
                others=summed[change.obj.book_id, change.obj.kind_id] - change.obj.count,
            )
        ]

    def keys(self, obj):
        if obj.state in OPEN_STATES:
            said = (obj.book_id, obj.kind_id, obj.count, obj.page, obj.first_number, obj.last_number, obj.note)
            yield said, "Lỗi này đã được ghi rồi. Nếu là chỗ khác, ghi rõ trang hoặc số."

    def wait_for_turn(self):
        """Who records a defect waits for the book (defects.py)."""
        books = Book.objects.select_for_update().filter(commune__in=self.communes)
        list(books.order_by("pk").values_list("pk", flat=True))

    def store(self, plan, *, by, reason):
        for change in plan.changes:
            defect = change.obj
            if change.is_new:
                defect.found_by = by
            elif (defect.state, defect.state_note) != (change.original.state, change.original.state_note):
                defect.state_by, defect.state_on = by, today()
        super().store(plan, by=by, reason=reason)
