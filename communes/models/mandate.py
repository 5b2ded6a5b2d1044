"""On whose order, for which programme, by when: directives, deadlines, the calendar of working days."""

import datetime as dt

from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


class Programme(models.TextChoices):
    """The two programmes that were mixed up: never a default, always chosen, always shown."""

    POPULATION_DB = "population_db", "Nhập từ Sổ hộ tịch trên nền CSDLQG về dân cư"
    HISTORICAL = "historical", "Số hóa hộ tịch lịch sử"

    @property
    def short(self) -> str:
        return {"population_db": "Dân cư", "historical": "Lịch sử"}[self.value]

    @property
    def mark(self) -> str:
        """The shape shown with the name, so that colour is never the only sign."""
        return {"population_db": "■", "historical": "◇"}[self.value]


class DirectiveKind(models.TextChoices):
    PLAN = "plan", "kế hoạch"
    DIRECTIVE = "directive", "chỉ đạo"
    FUNDING = "funding", "kinh phí"
    REQUEST = "request", "yêu cầu báo cáo"


class Directive(models.Model):
    """A paper that orders, plans or pays for the work."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="directives", verbose_name="huyện")
    number = models.CharField("số, ký hiệu", max_length=40)
    issued_on = models.DateField("ngày ban hành")
    issuer = models.CharField("cơ quan ban hành", max_length=120)
    paper = models.CharField("loại văn bản", max_length=40)
    kind = models.CharField("nội dung", max_length=10, choices=DirectiveKind.choices)
    subject = models.CharField("trích yếu", max_length=300)

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        verbose_name_plural = "văn bản chỉ đạo"
        ordering = ["issued_on", "number"]
        constraints = [models.UniqueConstraint("district", "number", "issued_on", name="directive_once")]

    def __str__(self):
        return f"{self.paper} số {self.number}"


class DeadlineQuerySet(models.QuerySet):
    def with_calendar_effect(self, since: dt.date):
        """Adds `calendar_effect`: days that holidays take from, and make-up Saturdays give to, since..due_on."""
        effect = (
            CalendarDay.objects.filter(day__gte=since, day__lte=OuterRef("due_on"))
            .order_by()
            .values(one=models.Value(1))
            .annotate(sum=Sum("effect"))
            .values("sum")
        )
        return self.annotate(calendar_effect=Coalesce(Subquery(effect), 0))


class Deadline(models.Model):
    """A date by which everything is to be entered, and who set it."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="deadlines", verbose_name="huyện")
    issuer = models.CharField("cơ quan đặt hạn", max_length=120)
    basis = models.CharField("văn bản", max_length=200)
    label = models.CharField("thời hạn", max_length=40)
    due_on = models.DateField("đến hết ngày")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint("district", "basis", "due_on", name="deadline_once")]

    def __str__(self):
        return f"{self.label} ({self.issuer})"


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a Saturday worked to make up for one."""

    day = models.DateField("ngày", unique=True)
    name = models.CharField("tên", max_length=120)
    is_working = models.BooleanField("là ngày làm việc", default=False)
    effect = models.SmallIntegerField(editable=False, help_text="-1: mất một ngày làm việc; +1: thêm; 0: ngày nghỉ sẵn")

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.name}"

    @staticmethod
    def effect_of(day: dt.date, is_working: bool) -> int:
        return int(is_working) - int(day.weekday() < 5)

    def save(self, *args, **kwargs):
        self.effect = self.effect_of(self.day, self.is_working)
        super().save(*args, **kwargs)
