"""Who works: accounts, and the members of a commune's entry team (Tổ nhập dữ liệu Đề án 06)."""

import datetime as dt

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from simple_history.models import HistoricalRecords

from ..text import fold
from .places import District


class Role(models.TextChoices):
    COMMUNE = "commune", "Cán bộ xã"
    DISTRICT = "district", "Phòng Tư pháp"
    OBSERVER = "observer", "Quan sát"
    ADMINISTRATOR = "administrator", "Quản trị"


class ScopedUserManager(UserManager):
    def get_by_natural_key(self, username):
        return self.select_related("commune", "district").get(username=username)

    def create_superuser(self, username, email=None, password=None, **fields):
        """The first account of a new database: the administrator of its district."""
        fields.setdefault("role", Role.ADMINISTRATOR)
        fields.setdefault("district", District.objects.order_by("pk").first())
        return super().create_superuser(username, email, password, **fields)


class User(AbstractUser):
    """An account. A commune official sees one commune; every other role sees the whole district."""

    role = models.CharField("vai trò", max_length=15, choices=Role.choices, default=Role.OBSERVER)
    district = models.ForeignKey("communes.District", models.PROTECT, null=True, blank=True, verbose_name="huyện")
    commune = models.ForeignKey(
        "communes.Commune",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="xã, thị trấn",
        related_name="accounts",
    )
    full_name = models.CharField("họ tên", max_length=80, blank=True)
    valid_until = models.DateField(
        "hết hạn sau ngày",
        null=True,
        blank=True,
        help_text="Tài khoản huy động thêm: sau ngày này không đăng nhập được.",
    )
    is_helper = models.BooleanField(
        "huy động thêm", default=False, help_text="Ghi phiếu nhập được, không xuất tệp, không chốt số liệu."
    )
    must_change_password = models.BooleanField("phải đổi mật khẩu khi đăng nhập lần đầu", default=False)

    objects = ScopedUserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        constraints = [
            models.CheckConstraint(
                condition=(Q(role=Role.COMMUNE) & Q(commune__isnull=False))
                | (~Q(role=Role.COMMUNE) & Q(commune__isnull=True)),
                name="commune_official_has_a_commune",
                violation_error_message="Cán bộ xã phải gắn với một xã, thị trấn; vai trò khác thì để trống.",
            ),
        ]

    def __str__(self):
        return self.shown_name

    def clean(self):
        super().clean()
        if self.role != Role.COMMUNE and not self.district_id:
            raise ValidationError({"district": "Chọn huyện của tài khoản."})

    def save(self, *args, **kwargs):
        if self.commune_id:
            self.district_id = self.commune.district_id  # an official's district is the commune's
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        return self.full_name or self.username

    def has_expired(self, day: dt.date) -> bool:
        """A helper's account ends by itself after its last day."""
        return self.valid_until is not None and day > self.valid_until

    @property
    def works_for(self) -> str:
        """The line under the name at the head of each page."""
        return self.commune.title if self.role == Role.COMMUNE else self.get_role_display()


class Force(models.TextChoices):
    POLICE = "police", "Công an xã"
    JUSTICE = "justice", "Tư pháp - Hộ tịch"
    UNION = "union", "Đoàn thể"
    HELPER = "helper", "Huy động thêm"


class StaffQuerySet(models.QuerySet):
    def active_on(self, day: dt.date):
        return self.active_within(day, day)

    def active_within(self, first: dt.date, last: dt.date):
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=last), Q(active_to__isnull=True) | Q(active_to__gte=first)
        )

    def with_shifts(self, first: dt.date, last: dt.date):
        """Adds `shifts`: how many each has on the roster from first to last."""
        within = Q(assignments__work_date__gte=first, assignments__work_date__lte=last)
        return self.annotate(shifts=Count("assignments", filter=within))


class StaffMember(models.Model):
    """A member of the team that enters data in one commune."""

    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="staff", verbose_name="xã, thị trấn")
    name = models.CharField("họ tên", max_length=80)
    folded_name = models.CharField(max_length=80, editable=False)
    force = models.CharField("lực lượng", max_length=10, choices=Force.choices, default=Force.POLICE)
    active_from = models.DateField("từ ngày", null=True, blank=True)
    active_to = models.DateField("đến ngày", null=True, blank=True)
    max_shifts_a_week = models.PositiveSmallIntegerField("nhiều nhất mấy ca một tuần", default=6)
    works_nights = models.BooleanField("trực được ca đêm", default=True)

    objects = StaffQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "thành viên Tổ"
        verbose_name_plural = "thành viên Tổ"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "commune",
                "folded_name",
                name="staff_member_once_in_commune",
                violation_error_message="Xã đã có thành viên tên này.",
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_from__isnull=True) | Q(active_to__gte=F("active_from")),
                name="staff_member_leaves_after_joining",
                violation_error_message="Ngày thôi tham gia không thể trước ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.folded_name = fold(self.name)
        super().save(*args, **kwargs)
