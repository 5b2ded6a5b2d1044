"""With what the work is done: the machines of a commune, what is lent, and the minutes lost."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from simple_history.models import HistoricalRecords


class WorkstationKind(models.TextChoices):
    SHARED = "shared", "cũ, dùng chung"
    DEDICATED = "dedicated", "mới, chuyên dùng"
    BORROWED = "borrowed", "mượn"


class WorkstationQuerySet(models.QuerySet):
    def in_service_on(self, day: dt.date):
        return self.filter(
            Q(in_service_from__isnull=True) | Q(in_service_from__lte=day),
            Q(in_service_to__isnull=True) | Q(in_service_to__gte=day),
        )

    def used_in(self, commune, first: dt.date, last: dt.date):
        """The commune's own machines, then those it has borrowed for some of these days."""
        lent = Loan.objects.overlapping(first, last).filter(borrower=commune).values("workstation")
        found = self.filter(Q(commune=commune) | Q(pk__in=lent)).select_related("commune")
        is_own = Case(When(commune=commune, then=0), default=1)
        return found.order_by(is_own, "commune__position", "number")


class Workstation(models.Model):
    """A networked PC, kept by Công an xã and security-checked by Công an huyện. `commune` is where it belongs; where it
    stands on a day is told by its loans. A machine of Công an huyện belongs to the commune that has it, as BORROWED."""

    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="workstations", verbose_name="xã, thị trấn"
    )
    number = models.PositiveSmallIntegerField("số máy")
    kind = models.CharField("loại máy", max_length=10, choices=WorkstationKind.choices)
    managed_by = models.CharField("đơn vị quản lý", max_length=80)
    security_checked_on = models.DateField("ngày kiểm tra bảo mật", null=True, blank=True)
    security_checked_by = models.CharField("đơn vị kiểm tra bảo mật", max_length=80, blank=True)
    security_valid_until = models.DateField("kiểm tra bảo mật có giá trị đến", null=True, blank=True)
    in_service_from = models.DateField("đưa vào dùng từ", null=True, blank=True)
    in_service_to = models.DateField("thôi dùng sau ngày", null=True, blank=True)
    free_share = models.PositiveSmallIntegerField(
        "phần ngày thật sự rảnh (%)", default=100, help_text="Máy dùng chung chỉ rảnh một phần; máy chuyên dùng: 100."
    )
    note = models.CharField("ghi chú", max_length=200, blank=True)

    objects = WorkstationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "máy vi tính"
        verbose_name_plural = "máy vi tính"
        ordering = ["commune", "number"]
        constraints = [
            models.UniqueConstraint(
                "commune",
                "number",
                name="workstation_number_once_in_commune",
                violation_error_message="Xã đã có máy mang số này.",
            ),
            models.CheckConstraint(
                condition=Q(free_share__gte=1, free_share__lte=100),
                name="workstation_free_share_in_percent",
                violation_error_message="Phần ngày rảnh từ 1 đến 100 %.",
            ),
            models.CheckConstraint(
                condition=Q(security_valid_until__isnull=True)
                | Q(security_checked_on__isnull=False, security_valid_until__gte=F("security_checked_on")),
                name="workstation_check_valid_after_it_was_made",
                violation_error_message="Ngày hết giá trị phải sau ngày kiểm tra bảo mật.",
            ),
            models.CheckConstraint(
                condition=Q(in_service_to__isnull=True)
                | Q(in_service_from__isnull=True)
                | Q(in_service_to__gte=F("in_service_from")),
                name="workstation_ends_after_it_began",
                violation_error_message="Ngày thôi dùng không thể trước ngày đưa vào dùng.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return f"Máy {self.number}"

    @property
    def label(self) -> str:
        return f"Máy {self.number} ({self.get_kind_display()})"

    def label_in(self, commune) -> str:
        """As it is called in the commune where it is worked with: "Máy 2 (mượn của xã Phước An)"."""
        return self.label if self.commune_id == commune.pk else f"{self.name} (mượn của {self.commune.full_name})"


class LoanQuerySet(models.QuerySet):
    def in_force_on(self, day: dt.date):
        return self.overlapping(day, day)

    def overlapping(self, first: dt.date, last: dt.date | None):
        """Loans that share a day with first..last; without `last`, with everything from `first` on."""
        found = self.filter(Q(to_on__isnull=True) | Q(to_on__gte=first))
        return found.filter(from_on__lte=last) if last else found


class Loan(models.Model):
    """A machine works in another commune for a while. It is in one place at a time: fences.py has the database see to
    that. Both days are counted; without `to_on` the machine has not come back."""

    workstation = models.ForeignKey(Workstation, models.PROTECT, related_name="loans", verbose_name="máy")
    borrower = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="loans_in", verbose_name="xã, thị trấn mượn"
    )
    from_on = models.DateField("mượn từ ngày")
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    purpose = models.CharField("mục đích", max_length=200)
    paper = models.CharField("giấy tờ", max_length=120, blank=True, help_text="Số, ký hiệu biên bản hoặc giấy mượn.")

    objects = LoanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "lần cho mượn máy"
        verbose_name_plural = "cho mượn máy"
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="loan_ends_after_it_began",
                violation_error_message="Ngày trả không thể trước ngày mượn.",
            )
        ]

    def __str__(self):
        return f"{self.workstation} – {self.borrower}"


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
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )

    history = HistoricalRecords()

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
