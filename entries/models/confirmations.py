"""Chốt số liệu: a commune stands by its figures as of a date."""

from django.db import models

from ..append_only import AppendOnlyModel


class Confirmation(AppendOnlyModel):
    """The figures a commune confirmed, as they stood: {programme: {kind of book: {measure: records}}}.

    `last_entry` is the key of the newest ledger entry the figures take in. Entries become visible in the order of
    their keys (append_only.py), so what has a higher one came after, whatever the clocks say.
    """

    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="confirmations", verbose_name="xã, thị trấn"
    )
    as_of = models.DateField("số liệu đến hết ngày")
    figures = models.JSONField("số liệu đã chốt")
    last_entry = models.PositiveBigIntegerField("dòng cuối đã tính")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    confirmed_by = models.ForeignKey("communes.User", models.PROTECT, related_name="+", verbose_name="người chốt")
    confirmed_at = models.DateTimeField("chốt lúc")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "lần chốt số liệu"
        verbose_name_plural = "các lần chốt số liệu"
        indexes = [models.Index(fields=["commune", "-as_of", "-id"], name="confirmation_latest")]

    def __str__(self):
        return f"{self.commune} đến {self.as_of:%d/%m/%Y}"
