"""The ledger: signed counts that are posted once and never changed. Every figure anywhere is a sum over Entry."""

import uuid

from django.db import models
from django.db.models import F, Q

from communes.models import BookKind, Programme, Shift

from ..append_only import AppendOnlyModel

MAX_COUNT = 1_000_000  # no book, commune or district posts more in one line; keeps typing errors out of the sums


class BatchKind(models.TextChoices):
    SHIFT = "shift", "Phiếu nhập"
    OPENING = "opening", "Số đầu kỳ"
    INVENTORY = "inventory", "Kiểm kê sổ"
    CORRECTION = "correction", "Điều chỉnh"
    SETTLING = "settling", "Điều chỉnh theo đối chiếu"  # of books, where no single batch can be named


class Measure(models.TextChoices):
    TO_ENTER = "to_enter", "Phải nhập"
    ENTERED = "entered", "Đã nhập"


class Source(models.TextChoices):
    FORM = "form", "Trình duyệt"
    OUTBOX = "outbox", "Hàng chờ gửi"
    IMPORT = "import", "Tệp Excel"
    COMMAND = "command", "Dòng lệnh"
    SAMPLE = "sample", "Dữ liệu mẫu"


class Batch(AppendOnlyModel):
    """One submission: who, when, on which machine and shift, why. Its lines are Entry rows.

    `work_date` is the business date: a night shift belongs to the day it began, so it is chosen, never derived from
    the clock. `recorded_at` is the server's clock. `content_hash` tells a repeated submission from a conflicting one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="batches", verbose_name="xã, thị trấn")
    kind = models.CharField("loại phiếu", max_length=10, choices=BatchKind.choices)
    work_date = models.DateField("ngày làm việc")
    shift = models.PositiveSmallIntegerField("ca", choices=Shift.choices, null=True, blank=True)
    workstation = models.ForeignKey(
        "communes.Workstation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name="máy",
    )
    worked_by = models.ForeignKey(
        "communes.StaffMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name="người nhập",
    )
    reason = models.CharField("lý do", max_length=300, blank=True)
    document_number = models.CharField("số văn bản", max_length=60, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="điều chỉnh cho phiếu",
    )
    recorded_by = models.ForeignKey("communes.User", models.PROTECT, related_name="batches", verbose_name="người ghi")
    recorded_at = models.DateTimeField("ghi lúc")
    source = models.CharField("nguồn", max_length=8, choices=Source.choices, default=Source.FORM)
    import_run = models.ForeignKey(
        "entries.ImportRun",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name="lần nhập tệp",
    )
    flags = models.JSONField("điều cần xem lại", default=list, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"
        indexes = [
            models.Index("commune", "work_date", "kind", name="batch_commune_day"),
            models.Index("workstation", "shift", "work_date", name="batch_machine_shift"),
            models.Index("commune", name="batch_flagged", condition=~Q(flags=[])),  # few of many
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=BatchKind.SHIFT)
                | Q(shift__isnull=False, workstation__isnull=False, worked_by__isnull=False),
                name="shift_batch_names_shift_machine_person",
                violation_error_message="Phiếu nhập phải ghi rõ ca, máy và người nhập.",
            ),
            models.CheckConstraint(
                condition=Q(shift__isnull=True) | Q(shift__in=[1, 2, 3]),
                name="batch_shift_is_one_to_three",
                violation_error_message="Một ngày có ca 1, ca 2 và ca 3.",
            ),
            models.CheckConstraint(
                condition=(Q(kind=BatchKind.CORRECTION) & ~Q(reason="") & Q(corrects__isnull=False))
                | (~Q(kind=BatchKind.CORRECTION) & Q(corrects__isnull=True)),
                name="correction_names_its_batch_and_reason",
                violation_error_message="Điều chỉnh phải nêu phiếu được điều chỉnh và lý do.",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")), name="batch_never_corrects_itself"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.receipt}"

    @property
    def receipt(self) -> str:
        """The number an official can write down: "P-7F3A-91C2", from the batch's own id."""
        digits = self.id.hex[:8].upper()
        return f"P-{digits[:4]}-{digits[4:]}"


class Entry(AppendOnlyModel):
    """One signed count for one book, programme and measure; unit: trường hợp (records).

    `commune`, `book_kind`, `work_date` and `recorded_at` are copied at posting: they can never change, and with them
    one index answers every total. What the official went by is kept beside the count and never summed: the numbers of
    the first and last record in the book, or the book's cumulative figure after the shift.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries", verbose_name="phiếu")
    book = models.ForeignKey("communes.Book", models.PROTECT, related_name="entries", verbose_name="quyển sổ")
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices)
    measure = models.CharField("chỉ tiêu", max_length=8, choices=Measure.choices)
    count = models.IntegerField("số trường hợp")
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+", verbose_name="xã, thị trấn")
    book_kind = models.CharField("loại sổ", max_length=3, choices=BookKind.choices)
    work_date = models.DateField("ngày làm việc")
    recorded_at = models.DateTimeField("ghi lúc")
    first_number = models.PositiveIntegerField("từ số", null=True, blank=True)
    last_number = models.PositiveIntegerField("đến số", null=True, blank=True)
    stated_total = models.PositiveIntegerField("lũy kế do cán bộ ghi", null=True, blank=True)
    source_sheet = models.CharField("trang tính", max_length=31, blank=True)
    source_row = models.PositiveIntegerField("dòng trong tệp", null=True, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "dòng số liệu"
        verbose_name_plural = "dòng số liệu"
        indexes = [
            # Totals: grouped by commune, kind and measure without sorting, answered from the index alone.
            models.Index(
                "programme",
                "commune",
                "book_kind",
                "measure",
                "work_date",
                "count",
                "recorded_at",
                name="entry_totals",
            ),
            models.Index("programme", "measure", "work_date", "count", name="entry_by_day"),
            models.Index("book", "programme", "measure", "work_date", "count", name="entry_by_book"),
            models.Index("work_date", "id", name="entry_newest"),
            models.Index("commune", "work_date", "id", name="entry_commune_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(count=0) & Q(count__gte=-MAX_COUNT) & Q(count__lte=MAX_COUNT),
                name="entry_count_is_never_zero",
                violation_error_message="Số trường hợp phải khác 0 và không quá 1.000.000.",
            ),
            models.CheckConstraint(
                condition=Q(programme__in=Programme.values) & Q(measure__in=Measure.values),
                name="entry_programme_and_measure_are_known",
                violation_error_message="Chương trình hoặc chỉ tiêu không đúng.",
            ),
        ]

    def __str__(self):
        return f"{self.count:+d} {self.get_measure_display()}"
