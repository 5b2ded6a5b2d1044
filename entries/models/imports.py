"""A workbook that somebody brought, what was found in it, and what came of it."""

import uuid

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from communes.access import in_scope
from communes.models import Role, User


class ImportKind(models.TextChoices):
    BOOKS = "books", "Danh mục sổ hộ tịch"
    LOG = "log", "Nhật ký nhập liệu"
    TOTALS = "totals", "Số lũy kế đầu kỳ"
    EXTRACT = "extract", "Trích xuất đối chiếu"


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", "Chờ xác nhận"
    STORED = "stored", "Đã ghi"
    REFUSED = "refused", "Còn lỗi"
    DISCARDED = "discarded", "Đã bỏ"
    TAKEN_BACK = "taken_back", "Đã rút lại"


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A commune's own; the whole district's for everybody else, also files that name no commune."""
        return in_scope(self, user) if user.role == Role.COMMUNE else self.filter(district=user.district_id)

    def for_list(self):
        """Without the bytes and the findings, which can be long: what a list shows of them are two counts."""
        return (
            self.select_related("commune", "uploaded_by")
            .defer("content", "result")
            .annotate(
                rows_accepted=Cast(KT("result__rows_accepted"), models.IntegerField()),
                rows_refused=Cast(KT("result__rows_refused"), models.IntegerField()),
            )
        )


class ImportRun(models.Model):
    """One uploaded file. `result` is the checked outcome that was shown; `sha256` proves the file is the same; `books`
    are those it added to the register. Taken back, its batches are corrected to nothing and say why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("loại tệp", max_length=8, choices=ImportKind.choices)
    commune = models.ForeignKey(
        "communes.Commune",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name="xã, thị trấn",
    )
    district = models.ForeignKey("communes.District", models.PROTECT, related_name="imports", verbose_name="huyện")
    file_name = models.CharField("tên tệp", max_length=255)
    content = models.BinaryField("nội dung tệp")
    sha256 = models.CharField("mã băm", max_length=64)
    state = models.CharField("tình trạng", max_length=10, choices=ImportState.choices)
    result = models.JSONField("kết quả kiểm tra", default=dict)
    uploaded_by = models.ForeignKey("communes.User", models.PROTECT, related_name="imports", verbose_name="người gửi")
    uploaded_at = models.DateTimeField("gửi lúc")
    stored_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    books = models.ManyToManyField("communes.Book", related_name="imports", editable=False, verbose_name="sổ đã thêm")
    taken_back_at = models.DateTimeField("rút lại lúc", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "communes.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người rút lại"
    )
    taken_back_reason = models.CharField("lý do rút lại", max_length=300, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập tệp"
        verbose_name_plural = "các lần nhập tệp"
        ordering = ["-uploaded_at"]
        indexes = [models.Index("sha256", name="import_by_hash")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file_name}"
