"""How much there is to do: the books of civil status (sổ hộ tịch)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from simple_history.models import HistoricalRecords

from ..text import fold
from .custody import Holder


class BookKind(models.TextChoices):
    """Kinds of book (Luật Hộ tịch 60/2014/QH13, Điều 58; Thông tư 04/2020/TT-BTP)."""

    BIRTH = "KS", "Khai sinh"
    MARRIAGE = "KH", "Kết hôn"
    DEATH = "KT", "Khai tử"
    ADOPTION = "CN", "Nuôi con nuôi"
    PARENTAGE = "CMC", "Nhận cha, mẹ, con"
    GUARDIANSHIP = "GH", "Giám hộ"
    CHANGE = "CC", "Thay đổi, cải chính, bổ sung hộ tịch"
    MARITAL_STATUS = "HN", "Xác nhận tình trạng hôn nhân"
    FOREIGN_NOTE = "GC", "Ghi chú việc hộ tịch ở nước ngoài"
    JUDGMENT = "BA", "Thay đổi theo bản án, quyết định"


# The four kinds that the programme on the national population database covers, in its order of priority.
PROGRAMME_KINDS = (BookKind.BIRTH, BookKind.MARRIAGE, BookKind.DEATH, BookKind.ADOPTION)


def number_on_cover(number: str) -> str:
    """Two digits at least: 03."""
    return number.zfill(2) if number.isdecimal() else number


class BookQuerySet(models.QuerySet):
    def real(self):
        """Books of paper that the register has: without the one that carries figures not yet allotted to books, and
        without those that were listed by mistake."""
        return self.filter(is_unallotted=False).in_use()

    def in_use(self):
        """Without those listed by mistake and withdrawn; they stay because the ledger's history names them."""
        return self.filter(is_withdrawn=False)

    def in_shelf_order(self):
        return self.order_by("kind_position", F("opened").asc(nulls_last=True), Length("number"), "number", "id")


class Book(models.Model):
    """One quyển. Number and opening year may be unknown in old books; the count of records is in the ledger."""

    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="books", verbose_name="xã, thị trấn")
    kind = models.CharField("loại sổ", max_length=3, choices=BookKind.choices)
    kind_position = models.PositiveSmallIntegerField(editable=False, default=0)
    number = models.CharField("quyển số", max_length=20, blank=True, help_text="Bỏ trống nếu sổ không ghi.")
    opened = models.PositiveSmallIntegerField("năm mở sổ", null=True, blank=True)
    closed = models.PositiveSmallIntegerField("năm khóa sổ", null=True, blank=True)
    pages = models.PositiveIntegerField("số trang", null=True, blank=True)
    held = models.CharField("nơi lưu", max_length=120, blank=True)
    condition = models.CharField("tình trạng", max_length=120, blank=True)
    place = models.CharField("đang ở", max_length=10, choices=Holder.choices, default=Holder.COMMUNE)
    received_on = models.DateField("Tổ nhận sổ ngày", null=True, blank=True)
    held_reason = models.CharField("tạm giữ vì", max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    is_unallotted = models.BooleanField("chưa phân theo quyển", default=False, editable=False)
    is_withdrawn = models.BooleanField("đã rút khỏi danh mục", default=False, editable=False)
    search_text = models.CharField(max_length=400, editable=False, default="")

    objects = BookQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "kind_position"])

    class Meta:
        verbose_name = "sổ hộ tịch"
        verbose_name_plural = "sổ hộ tịch"
        constraints = [
            models.UniqueConstraint(
                "commune",
                "kind",
                "number",
                "opened",
                condition=Q(is_unallotted=False) & Q(opened__isnull=False) & ~Q(number=""),
                name="book_once_in_commune",
                violation_error_message="Xã đã có quyển này: trùng loại sổ, quyển số và năm mở sổ.",
            ),
            models.UniqueConstraint(
                "commune", "kind", condition=Q(is_unallotted=True), name="one_unallotted_book_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(opened__isnull=True) | Q(closed__gte=F("opened")),
                name="book_closes_after_it_opened",
                violation_error_message="Năm khóa sổ không thể trước năm mở sổ.",
            ),
        ]
        indexes = [models.Index("commune", "kind_position", "opened", name="book_shelf")]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """How people name the book, unique in its commune: "Khai sinh 03/1998"."""
        kind = self.get_kind_display()
        if self.is_unallotted:
            return f"{kind} – chưa phân theo quyển"
        if self.number and self.opened:
            return f"{kind} {self.shown_number}/{self.opened}"
        known = f" {self.shown_number}" if self.number else f" năm {self.opened}" if self.opened else ""
        return f"{kind}{known} (mã sổ {self.pk})"

    @property
    def shown_number(self) -> str:
        return number_on_cover(self.number)

    def prepare(self) -> "Book":
        """Fills what is derived from the other fields; bulk writers call it, as bulk_create skips save()."""
        self.kind_position = list(BookKind).index(BookKind(self.kind))
        self.search_text = fold(
            f"{self.kind} {self.get_kind_display()} {self.number} {self.shown_number}"
            f" {self.shown_number}/{self.opened or ''} {self.number}/{self.opened or ''} {self.opened or ''}"
            f" {self.held} {self.condition} {self.note}"
        )[:400]
        return self

    def save(self, *args, **kwargs):
        self.prepare()
        super().save(*args, **kwargs)


class BookCheck(models.Model):
    """A second person recounts some records of a finished book against the database."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="checks", verbose_name="sổ")
    checked_on = models.DateField("ngày kiểm tra")
    checked_by = models.ForeignKey(
        "communes.StaffMember", models.PROTECT, related_name="checks", verbose_name="người kiểm tra"
    )
    sample = models.PositiveIntegerField("số trường hợp kiểm tra")
    errors = models.PositiveIntegerField("số trường hợp sai")
    note = models.CharField("ghi chú", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        verbose_name = "lần kiểm tra sổ"
        verbose_name_plural = "kiểm tra sổ"
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sample__gt=0) & Q(errors__lte=F("sample")),
                name="book_check_errors_within_sample",
                violation_error_message="Số trường hợp sai không thể nhiều hơn số trường hợp kiểm tra.",
            )
        ]

    def __str__(self):
        return f"{self.book}: {self.errors}/{self.sample}"

    @property
    def error_share(self) -> Decimal:
        """Wrong records of those recounted."""
        return Decimal(self.errors) / self.sample
