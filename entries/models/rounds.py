"""Đợt rà soát: what each commune says of its figures by a date."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..append_only import AppendOnlyModel
from .findings import MOST_WORDS

USER = settings.AUTH_USER_MODEL


class Round(models.Model):
    """Đợt rà soát: every commune says by a date whether its figures as of a day are right. `summary` is frozen at
    closing."""

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="rounds", verbose_name="huyện")
    name = models.CharField("tên đợt", max_length=120)
    as_of = models.DateField("rà soát số liệu đến hết ngày")
    answer_by = models.DateField("trả lời chậm nhất ngày")
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người mở")
    opened_at = models.DateTimeField("mở lúc")
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người đóng")
    closed_at = models.DateTimeField("đóng lúc", null=True)
    summary = models.JSONField("kết quả", default=dict)

    class Meta:
        verbose_name = "đợt rà soát"
        verbose_name_plural = "đợt rà soát"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint("district", condition=Q(closed_at__isnull=True), name="one_open_round_at_a_time"),
            models.CheckConstraint(condition=Q(answer_by__gte=F("as_of")), name="round_answers_after_its_figures"),
        ]

    def __str__(self):
        return self.name


class Statement(models.TextChoices):
    RIGHT = "right", "đúng"
    DIFFERS = "differs", "còn lệch"


class RoundAnswer(AppendOnlyModel):
    """What one commune says in a round; its newest answer stands, the earlier ones stay."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="answers", verbose_name="đợt rà soát")
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+", verbose_name="xã, thị trấn")
    statement = models.CharField("số liệu", max_length=7, choices=Statement.choices)
    note = models.CharField("ghi chú", max_length=MOST_WORDS, blank=True)
    answered_by = models.ForeignKey("communes.User", models.PROTECT, related_name="+", verbose_name="người trả lời")
    answered_at = models.DateTimeField("trả lời lúc")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "trả lời rà soát"
        verbose_name_plural = "trả lời rà soát"
        indexes = [models.Index("round", "commune", "answered_at", name="round_answers")]
