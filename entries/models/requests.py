"""What Công an tỉnh or Sở Tư pháp is asked to put right, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import BookKind, Programme

from .extracts import ExtractSource
from .findings import MOST_WORDS, Finding
from .ledger import Measure

USER = settings.AUTH_USER_MODEL


class RequestOutcome(models.TextChoices):
    WAITING = "waiting", "chờ"
    ADJUSTED = "adjusted", "đã điều chỉnh"
    DECLINED = "declined", "không đồng ý"


class Request(models.Model):
    """One figure that Công an tỉnh or Sở Tư pháp is asked to put right; unit: trường hợp."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="requests", verbose_name="phát hiện")
    receiver = models.CharField("nơi được đề nghị", max_length=7, choices=ExtractSource.choices)
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices)
    book_kind = models.CharField("loại sổ", max_length=3, choices=BookKind.choices)
    measure = models.CharField("chỉ tiêu", max_length=8, choices=Measure.choices, default=Measure.ENTERED)
    as_of = models.DateField("số liệu đến ngày")
    ours = models.IntegerField("số của huyện")
    theirs = models.IntegerField("số của họ")
    wanted = models.PositiveIntegerField("đề nghị điều chỉnh thành")
    reason = models.CharField("lý do", max_length=MOST_WORDS)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc")
    letter_number = models.CharField("số công văn", max_length=60, blank=True)
    letter_on = models.DateField("ngày công văn", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=8, choices=RequestOutcome.choices, default=RequestOutcome.WAITING)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=MOST_WORDS, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "đề nghị điều chỉnh"
        verbose_name_plural = "đề nghị điều chỉnh"
        ordering = ["receiver", "finding__commune__position", "programme", "book_kind", "id"]
        indexes = [models.Index("outcome", "receiver", name="request_list")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(letter_number="") & Q(letter_on__isnull=True))
                | (~Q(letter_number="") & Q(letter_on__isnull=False)),
                name="letter_has_number_and_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", answered_on__isnull=True)
                | (~Q(outcome="waiting") & Q(answered_on__isnull=False)),
                name="answer_has_a_date",
            ),
            models.CheckConstraint(condition=~Q(wanted=F("theirs")), name="request_wants_a_change"),
        ]

    def __str__(self):
        return f"{self.finding.commune}, {self.get_book_kind_display()}: {self.theirs} → {self.wanted}"

    @property
    def of_programme(self) -> Programme:
        """With its mark and short name, for a page."""
        return Programme(self.programme)
