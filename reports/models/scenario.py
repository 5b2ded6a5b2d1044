"""A "what if" that was worth keeping: its name, what was assumed, and what it came to on that day."""

from django.conf import settings
from django.db import models

from communes.models import Programme

MOST_NAME = 120


class ScenarioKind(models.TextChoices):
    WHAT_IF = "what_if", "thử phương án"
    LENDING = "lending", "điều máy"


class Scenario(models.Model):
    """`assumed` is what the form said, `outcome` the lines as they were shown: a kept proposal never changes by
    itself, however the ledger goes on."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="scenarios", verbose_name="huyện")
    kind = models.CharField("loại", max_length=8, choices=ScenarioKind.choices)
    name = models.CharField("tên phương án", max_length=MOST_NAME)
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices)
    as_of = models.DateField("số liệu tính đến hết ngày")
    assumed = models.JSONField("giả định")
    outcome = models.JSONField("kết quả")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu")
    kept_at = models.DateTimeField("lưu lúc")

    class Meta:
        verbose_name = "phương án"
        verbose_name_plural = "phương án"
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(
                "district", "name",
                name="scenario_name_once",
                violation_error_message="Đã có phương án mang tên này. Đặt tên khác.",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name
