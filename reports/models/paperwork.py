"""What goes with the reports: the Sở's own workbooks to fill, and the days on which papers are due."""

from django.conf import settings
from django.db import models


class WorkbookTemplate(models.Model):
    """A workbook of the Sở that is filled with our figures. `mapping` says which cells and columns take which fact."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="+", verbose_name="huyện")
    name = models.CharField("tên biểu mẫu", max_length=120)
    file_name = models.CharField("tên tệp", max_length=255)
    content = models.BinaryField("nội dung tệp")
    sha256 = models.CharField("mã băm", max_length=64)
    mapping = models.JSONField("cột nào lấy số nào", default=dict)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    kept_at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "biểu mẫu của Sở"
        verbose_name_plural = "các biểu mẫu của Sở"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "district", "name",
                name="workbook_template_once",
                violation_error_message="Đã có biểu mẫu mang tên này. Đặt tên khác.",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class DueRule(models.TextChoices):
    WEEKLY = "weekly", "hằng tuần"
    MONTHLY = "monthly", "hằng tháng"
    ONCE = "once", "một lần"


class PaperDue(models.Model):
    """A paper that is due again and again, or once: `day` is the weekday (1 Monday to 7 Sunday) or the day of the
    month (31: its last day); `once_on` the one day. Due by the end of that day, with figures up to it."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="+", verbose_name="huyện")
    report_kind = models.CharField("loại báo cáo", max_length=8)
    rule = models.CharField("kỳ hạn", max_length=8, choices=DueRule.choices)
    day = models.PositiveSmallIntegerField("ngày trong kỳ", null=True, blank=True)
    once_on = models.DateField("ngày đến hạn", null=True, blank=True)
    receiver = models.CharField("gửi đến", max_length=120)
    basis = models.CharField("theo văn bản", max_length=200, blank=True)
    since = models.DateField("áp dụng từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "các kỳ báo cáo"
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_rule_display()}, {self.receiver}"
