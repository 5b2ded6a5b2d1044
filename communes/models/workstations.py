"""With what the work is done: the machines of a commune, and the minutes lost."""

from django.db import models
from django.db.models import F, Q


class WorkstationKind(models.TextChoices):
    SHARED = "shared", "cũ, dùng chung"
    DEDICATED = "dedicated", "mới, chuyên dùng"
    BORROWED = "borrowed", "mượn"


class Workstation(models.Model):
    """A networked PC, kept by Công an xã and security-checked by Công an huyện."""

    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="workstations", verbose_name="xã, thị trấn"
    )
    number = models.PositiveSmallIntegerField("số máy")
    kind = models.CharField("loại máy", max_length=10, choices=WorkstationKind.choices)
    managed_by = models.CharField("đơn vị quản lý", max_length=80)
    security_checked_on = models.DateField("ngày kiểm tra bảo mật", null=True, blank=True)
    security_checked_by = models.CharField("đơn vị kiểm tra bảo mật", max_length=80, blank=True)

    class Meta:
        verbose_name = "máy vi tính"
        verbose_name_plural = "máy vi tính"
        ordering = ["commune", "number"]
        constraints = [models.UniqueConstraint("commune", "number", name="workstation_number_once_in_commune")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return f"Máy {self.number}"

    @property
    def label(self) -> str:
        return f"Máy {self.number} ({self.get_kind_display()})"


class DowntimeCause(models.TextChoices):
    NETWORK = "network", "mạng"
    POWER = "power", "điện"
    MACHINE = "machine", "máy hỏng"
    SOFTWARE = "software", "phần mềm"
    OTHER_DUTY = "other_duty", "nhiệm vụ chuyên môn khác"
    TRAINING = "training", "tập huấn"
    NO_STAFF = "no_staff", "thiếu người"
    OTHER = "other", "khác"


class Downtime(models.Model):
    """A stretch of time lost on one machine, or in the whole commune when no machine is named."""

    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="downtimes", verbose_name="xã, thị trấn"
    )
    workstation = models.ForeignKey(
        Workstation, models.PROTECT, null=True, blank=True, related_name="downtimes", verbose_name="máy"
    )
    cause = models.CharField("nguyên nhân", max_length=12, choices=DowntimeCause.choices)
    started_at = models.DateTimeField("từ lúc")
    ended_at = models.DateTimeField("đến lúc", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        verbose_name = "gián đoạn"
        verbose_name_plural = "gián đoạn"
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="downtime_ends_after_it_began",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            )
        ]

    def __str__(self):
        return f"{self.get_cause_display()} từ {self.started_at:%H:%M %d/%m/%Y}"
