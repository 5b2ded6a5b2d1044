"""What is wrong in the books themselves."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

GROUPS = {
    "missing field": "Thiếu thông tin",
    "wrong field": "Ghi sai thông tin",
    "conflict": "Mâu thuẫn, sai sót",
    "condition": "Tình trạng quyển sổ",
    "duplicate": "Trùng lặp",
}


class DefectKind(models.Model):
    """A kind of fault found in a book; the list comes from the district's report and can be added to."""

    code = models.SlugField("mã", max_length=40, unique=True)
    group = models.CharField("nhóm", max_length=40)
    label = models.CharField("tên lỗi", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại lỗi dữ liệu"
        verbose_name_plural = "loại lỗi dữ liệu"
        ordering = ["position", "label"]

    def __str__(self):
        return self.label

    @property
    def group_in_words(self) -> str:
        return GROUPS.get(self.group, self.group)


class DefectState(models.TextChoices):
    NEW = "new", "mới"
    VERIFYING = "verifying", "đang xác minh"
    SETTLED = "settled", "đã xử lý"
    UNSOLVABLE = "unsolvable", "không xử lý được"


# What somebody still has to look into.
OPEN_STATES = (DefectState.NEW, DefectState.VERIFYING)


class DefectQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def like(self, other: "Defect"):
        """Those that say the same: a form sent twice, a row that stands in a file twice."""
        said = ("book_id", "kind_id", "count", "page", "first_number", "last_number", "note")
        return self.filter(**{name: getattr(other, name) for name in said}).exclude(pk=other.pk)


class Defect(models.Model):
    """So many records of a book with one kind of fault. Never whose records they are."""

    book = models.ForeignKey("communes.Book", models.PROTECT, related_name="defects", verbose_name="sổ")
    kind = models.ForeignKey(DefectKind, models.PROTECT, related_name="defects", verbose_name="loại lỗi")
    count = models.PositiveIntegerField("số trường hợp")
    page = models.CharField("trang", max_length=20, blank=True)
    first_number = models.PositiveIntegerField("từ số", null=True, blank=True)
    last_number = models.PositiveIntegerField("đến số", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=DefectState.choices, default=DefectState.NEW)
    state_note = models.CharField("kết quả xử lý", max_length=300, blank=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    found_on = models.DateField("ngày phát hiện")
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )
    state_on = models.DateField("ngày xử lý", null=True, blank=True)

    objects = DefectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "lỗi dữ liệu"
        verbose_name_plural = "lỗi dữ liệu"
        ordering = ["-found_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="defect_counts_something",
                violation_error_message="Số trường hợp phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(last_number__isnull=True)
                | Q(first_number__isnull=True)
                | Q(last_number__gte=F("first_number")),
                name="defect_range_runs_forward",
                violation_error_message="Số đầu lớn hơn số cuối.",
            ),
        ]
        indexes = [models.Index("book", "state", name="defects_of_book")]

    def __str__(self):
        return f"{self.kind}: {self.count}"
