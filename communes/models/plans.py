"""How much by when: campaigns that bind people, and plans whose targets are proposed, sent and accepted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .mandate import Programme

MOST_IN_TARGET = 1_000_000  # records; more is a typing error, as in the ledger


class Campaign(models.Model):
    """Days on which other duties bind people or machines: Tết, an ID-account drive. Both days are counted."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="campaigns", verbose_name="huyện")
    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, null=True, blank=True, related_name="campaigns",
        verbose_name="xã, thị trấn", help_text="Bỏ trống: cả huyện.",
    )  # fmt: skip
    name = models.CharField("tên đợt", max_length=120)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày")
    free_share = models.PositiveSmallIntegerField(
        "sức làm còn lại (%)", default=50, help_text="So với ngày thường; 0: không ai nhập được."
    )
    document = models.CharField("văn bản", max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "đợt huy động người, máy"
        verbose_name_plural = "đợt huy động người, máy"
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="campaign_ends_after_it_began",
                violation_error_message="Ngày cuối không thể trước ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(free_share__lte=100),
                name="campaign_free_share_in_percent",
                violation_error_message="Sức làm còn lại từ 0 đến 100 %.",
            ),
        ]

    def __str__(self):
        return self.name


class PlanLevel(models.TextChoices):
    """Who set the plan; several are in force at once."""

    PROVINCE = "province", "tỉnh"
    DISTRICT = "district", "huyện"
    COMMUNE = "commune", "xã"


class Period(models.TextChoices):
    DAY = "day", "ngày"
    WEEK = "week", "tuần"
    MONTH = "month", "tháng"
    QUARTER = "quarter", "quý"


class PlanState(models.TextChoices):
    DRAFT = "draft", "đang soạn"
    SENT = "sent", "chờ huyện duyệt"
    RETURNED = "returned", "huyện trả lại"
    ACCEPTED = "accepted", "huyện đã chấp nhận"


class Plan(models.Model):
    """What one commune is to enter in one programme between two days, cut into periods."""

    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="plans", verbose_name="xã, thị trấn")
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices)
    level = models.CharField("kế hoạch của", max_length=8, choices=PlanLevel.choices)
    period = models.CharField("chia theo", max_length=7, choices=Period.choices)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày")
    document = models.CharField("văn bản", max_length=120, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    state = models.CharField("tình trạng", max_length=8, choices=PlanState.choices, default=PlanState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decision = models.CharField("ý kiến của huyện", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ["-from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "commune", "programme", "level", "period", "from_on",
                name="plan_once",
                violation_error_message="Đã có kế hoạch này của xã: cùng cấp, cùng cách chia và cùng ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="plan_ends_after_it_begins",
                violation_error_message="Ngày cuối không thể trước ngày đầu.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Kế hoạch {self.get_period_display()} của {self.commune}"


class Target(models.Model):
    """The records to enter in one period of a plan; both days are counted. `gap_reason` says why the actual differs."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name="kế hoạch")
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày")
    count = models.PositiveIntegerField("số trường hợp")
    gap_reason = models.CharField("lý do chênh lệch", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint("plan", "from_on", name="target_once_in_plan"),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="target_ends_after_it_begins",
                violation_error_message="Ngày cuối không thể trước ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(count__lte=MOST_IN_TARGET),
                name="target_within_a_million",
                violation_error_message="Chỉ tiêu từ 0 đến 1.000.000 trường hợp.",
            ),
        ]

    def __str__(self):
        return f"{self.count} từ {self.from_on:%d/%m/%Y}"
