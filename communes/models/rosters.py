"""Who sits at which machine in which shift, and who cannot."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .shifts import Shift


class AssignmentQuerySet(models.QuerySet):
    def between(self, first: dt.date, last: dt.date):
        return self.filter(work_date__gte=first, work_date__lte=last)


class Assignment(models.Model):
    """One person at one machine for one shift of a business day. `commune` is where the machine stands that day."""

    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="assignments", verbose_name="xã, thị trấn"
    )
    work_date = models.DateField("ngày làm việc")
    shift = models.PositiveSmallIntegerField("ca", choices=Shift.choices)
    workstation = models.ForeignKey(
        "communes.Workstation", models.PROTECT, related_name="assignments", verbose_name="máy"
    )
    member = models.ForeignKey("communes.StaffMember", models.PROTECT, related_name="assignments", verbose_name="người")

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "ca trực"
        verbose_name_plural = "ca trực"
        ordering = ["work_date", "shift", "workstation"]
        constraints = [
            models.UniqueConstraint(
                "workstation",
                "work_date",
                "shift",
                name="one_person_per_machine_and_shift",
                violation_error_message="Máy này đã có người trực ca đó.",
            ),
            models.UniqueConstraint(
                "member",
                "work_date",
                "shift",
                name="one_place_per_person_and_shift",
                violation_error_message="Người này đã trực ca đó ở máy khác.",
            ),
        ]
        indexes = [models.Index("commune", "work_date", name="assignment_week")]

    def __str__(self):
        return f"{self.member}, ca {self.shift} ngày {self.work_date:%d/%m/%Y}"


class DayOff(models.Model):
    """Days on which a member of the team is not to be assigned; both counted."""

    member = models.ForeignKey("communes.StaffMember", models.CASCADE, related_name="days_off", verbose_name="người")
    from_on = models.DateField("nghỉ từ ngày")
    to_on = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "ngày nghỉ của thành viên"
        verbose_name_plural = "ngày nghỉ của thành viên"
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="day_off_ends_after_it_began",
                violation_error_message="Ngày nghỉ cuối không thể trước ngày đầu.",
            )
        ]

    def __str__(self):
        return f"{self.member}: {self.from_on:%d/%m} – {self.to_on:%d/%m/%Y}"
