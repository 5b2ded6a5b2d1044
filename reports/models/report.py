"""A report from the first draft to the issued paper, and what was ever issued."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from communes.models import User

from ..fences import MESSAGE


class ReportKind(models.TextChoices):
    """Presets: what such a report is about and how often it is due."""

    PROGRESS = "progress", "Báo cáo tiến độ"
    WEEKLY = "weekly", "Báo cáo tuần"
    MONTHLY = "monthly", "Báo cáo tháng"


class ReportState(models.TextChoices):
    DRAFT = "draft", "Bản thảo"
    ISSUED = "issued", "Đã phát hành"


class PartState(models.TextChoices):
    LIVE = "live", "theo số liệu"
    REWRITTEN = "rewritten", "đã viết lại"
    LEFT_OUT = "left_out", "bỏ ra"
    ADDED = "added", "viết thêm"


class IssuedReportError(Exception):
    """Somebody tried to change or delete a report that went out."""

    def __init__(self):
        super().__init__(MESSAGE)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        return self.filter(district=user.district_id)

    def issued(self):
        return self.filter(state=ReportState.ISSUED)

    def drafts(self):
        return self.filter(state=ReportState.DRAFT)


class Report(models.Model):
    """One report. A draft holds choices and the parts that people changed, no figure: those are read from the ledger
    each time. Issued, it holds its facts, its text and its files as they went out, and never changes again."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="reports", verbose_name="huyện")
    kind = models.CharField("loại báo cáo", max_length=8, choices=ReportKind.choices)
    as_of = models.DateField("số liệu tính đến hết ngày")
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="báo cáo kỳ trước"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay cho bản"
    )
    version = models.PositiveSmallIntegerField("bản số", default=1)
    state = models.CharField("tình trạng", max_length=8, choices=ReportState.choices, default=ReportState.DRAFT)
    options = models.JSONField("lựa chọn", default=dict)
    revision = models.PositiveIntegerField("lần sửa", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    changed_at = models.DateTimeField("sửa lúc")

    number = models.PositiveIntegerField("số", null=True, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=200, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người phát hành",
    )
    issued_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    known_at = models.DateTimeField("theo số đã ghi đến lúc", null=True, blank=True)
    code = models.CharField("mã tra cứu", max_length=12, blank=True)
    digest = models.CharField("mã băm của số liệu", max_length=64, blank=True)
    frozen_facts = models.JSONField("số liệu đã phát hành", default=list)
    frozen_parts = models.JSONField("câu chữ đã phát hành", default=list)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "các báo cáo"
        ordering = ["-as_of", "-id"]
        constraints = [
            models.UniqueConstraint("code", condition=~Q(code=""), name="report_code_once"),
            models.UniqueConstraint(
                "district", "replaces", condition=Q(replaces__isnull=False), name="report_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT) | Q(issued_at__isnull=False, known_at__isnull=False) & ~Q(code=""),
                name="report_issued_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} tính đến {self.as_of:%d/%m/%Y}"

    @property
    def is_issued(self) -> bool:
        return self.state == ReportState.ISSUED

    def save(self, *args, **kwargs):
        self._refuse_when_issued()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_when_issued()
        return super().delete(*args, **kwargs)

    def _refuse_when_issued(self):
        """A clear error here; the database's own triggers hold against everything else."""
        if not self._state.adding and Report.objects.issued().filter(pk=self.pk).exists():
            raise IssuedReportError


class ReportPart(models.Model):
    """What a person made of one part of the text: rewritten, left out, added, or only put elsewhere. `text` carries a
    fact as ⟦id⟧, so its figure stays live. `position` orders the parts of a section; without one the usual place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="parts", verbose_name="báo cáo")
    key = models.CharField("đoạn", max_length=80)
    section = models.CharField("mục", max_length=16)
    state = models.CharField("tình trạng", max_length=9, choices=PartState.choices)
    text = models.TextField("nội dung", blank=True)
    position = models.FloatField("thứ tự", null=True, blank=True)
    revision = models.PositiveIntegerField("lần sửa", default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    changed_at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "đoạn đã sửa"
        verbose_name_plural = "các đoạn đã sửa"
        ordering = ["id"]
        constraints = [models.UniqueConstraint("report", "key", name="report_part_once")]

    def __str__(self):
        return self.key


class ReportEditor(models.Model):
    """Who has a draft open, and which part of it: two people are told of each other."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="editors", verbose_name="báo cáo")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người mở")
    part = models.CharField("đoạn đang sửa", max_length=80, blank=True)
    seen_at = models.DateTimeField("thấy lúc")

    class Meta:
        verbose_name = "người đang mở báo cáo"
        verbose_name_plural = "người đang mở báo cáo"
        constraints = [models.UniqueConstraint("report", "user", name="report_editor_once")]


class ReportFile(models.Model):
    """A file as it was issued, byte by byte."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name="báo cáo")
    name = models.CharField("tên tệp", max_length=120)
    content = models.BinaryField("nội dung")
    sha256 = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "tệp đã phát hành"
        verbose_name_plural = "các tệp đã phát hành"
        ordering = ["id"]
        constraints = [models.UniqueConstraint("report", "name", name="report_file_once")]

    def __str__(self):
        return self.name


class Signer(models.Model):
    """Who may sign: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH" and "PHÓ CHỦ TỊCH" on lines of their own, and the name."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="signers", verbose_name="huyện")
    lines = models.CharField("quyền hạn, chức vụ", max_length=200, help_text="Mỗi dòng cách nhau bằng dấu |")
    name = models.CharField("họ tên", max_length=80, blank=True)

    class Meta:
        verbose_name = "người ký"
        verbose_name_plural = "những người ký"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "district", "lines", "name",
                name="signer_once", violation_error_message="Đã có người ký này.",
            )
        ]  # fmt: skip

    def __str__(self):
        return " / ".join([*self.lines.split("|"), self.name or "(chưa ghi tên)"])


class StandingText(models.Model):
    """A paragraph worth keeping for the next report, for one section of it."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="+", verbose_name="huyện")
    section = models.CharField("mục", max_length=16)
    title = models.CharField("tên gọi", max_length=80)
    text = models.TextField("nội dung")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu")
    kept_at = models.DateTimeField("lưu lúc")

    class Meta:
        verbose_name = "đoạn dùng lại"
        verbose_name_plural = "các đoạn dùng lại"
        ordering = ["section", "title"]
        constraints = [
            models.UniqueConstraint(
                "district", "section", "title",
                name="standing_text_once", violation_error_message="Mục này đã có đoạn mang tên ấy. Đặt tên khác.",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.title
