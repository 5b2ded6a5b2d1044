"""What the district is compared with: the share of the whole province, as a paper states it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.models import Programme


class Benchmark(models.Model):
    """The provincial average of one programme at a date; unit: percent, typed in from a paper."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="benchmarks", verbose_name="huyện")
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices)
    as_of = models.DateField("tính đến hết ngày")
    percent = models.DecimalField("tỷ lệ toàn tỉnh (%)", max_digits=5, decimal_places=2)
    source = models.CharField("nguồn, số văn bản", max_length=160)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "mức chung toàn tỉnh"
        verbose_name_plural = "mức chung toàn tỉnh"
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(
                "district", "programme", "as_of",
                name="benchmark_once_a_day",
                violation_error_message="Đã ghi mức chung của ngày này. Sửa số đã ghi.",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="benchmark_in_percent",
                violation_error_message="Tỷ lệ từ 0 đến 100 %.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.percent} % ({self.as_of:%d/%m/%Y})"
