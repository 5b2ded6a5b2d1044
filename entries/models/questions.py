"""What is said about a batch: the district asks back, the commune answers, the district marks it as seen."""

import uuid

from django.db import models
from django.db.models import Q

from ..append_only import AppendOnlyModel

MAX_TEXT = 500  # characters of one remark


class RemarkKind(models.TextChoices):
    QUESTION = "question", "Hỏi lại"
    ANSWER = "answer", "Trả lời"
    SEEN = "seen", "Đã xem"


class Remark(AppendOnlyModel):
    """One sentence in the thread of a batch (the root, never a correction), or the district's mark that it has looked.

    Whether a question is open is never stored: reviewing.py derives it from what came after.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey("entries.Batch", models.PROTECT, related_name="remarks", verbose_name="phiếu")
    kind = models.CharField("loại", max_length=8, choices=RemarkKind.choices)
    text = models.CharField("nội dung", max_length=MAX_TEXT, blank=True)
    made_by = models.ForeignKey("communes.User", models.PROTECT, related_name="+", verbose_name="người ghi")
    made_at = models.DateTimeField("ghi lúc")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "ý kiến về phiếu"
        verbose_name_plural = "ý kiến về phiếu"
        indexes = [models.Index("batch", "made_at", "kind", name="remark_thread")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="seen", text="") | (Q(kind__in=["question", "answer"]) & ~Q(text="")),
                name="remark_says_something",
                violation_error_message="Câu hỏi và câu trả lời phải có nội dung; “đã xem” thì không.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}".removesuffix(": ")
