"""Who has a book: handing books over between the commune, Phòng Tư pháp and Sở Tư pháp."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class Holder(models.TextChoices):
    """The three levels that keep books of civil status."""

    COMMUNE = "commune", "UBND xã"
    DISTRICT = "district", "Phòng Tư pháp"
    PROVINCE = "province", "Sở Tư pháp"


class Handover(models.Model):
    """Books of one commune change hands on one day, with a paper (biên bản) that both sides sign."""

    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="handovers", verbose_name="xã, thị trấn"
    )
    from_holder = models.CharField("bên giao", max_length=10, choices=Holder.choices)
    from_person = models.CharField("người giao", max_length=80)
    from_title = models.CharField("chức vụ người giao", max_length=80, blank=True)
    to_holder = models.CharField("bên nhận", max_length=10, choices=Holder.choices)
    to_person = models.CharField("người nhận", max_length=80)
    to_title = models.CharField("chức vụ người nhận", max_length=80, blank=True)
    handed_on = models.DateField("ngày giao")
    purpose = models.CharField("mục đích", max_length=200)
    expected_on = models.DateField("hẹn trả", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "lần bàn giao sổ"
        verbose_name_plural = "bàn giao sổ"
        ordering = ["-handed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_holder=F("to_holder")),
                name="handover_has_two_sides",
                violation_error_message="Bên nhận phải khác bên giao.",
            ),
            models.CheckConstraint(
                condition=Q(expected_on__isnull=True) | Q(expected_on__gte=F("handed_on")),
                name="handover_returns_after_it_left",
                violation_error_message="Ngày hẹn trả không thể trước ngày giao.",
            ),
        ]

    def __str__(self):
        return f"{self.get_from_holder_display()} giao {self.get_to_holder_display()} ngày {self.handed_on:%d/%m/%Y}"


class HandedBook(models.Model):
    """One book of a handover; out until it is returned."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="books", verbose_name="lần bàn giao")
    book = models.ForeignKey("communes.Book", models.PROTECT, related_name="handed", verbose_name="sổ")
    condition = models.CharField("tình trạng khi giao", max_length=120, blank=True)
    returned_on = models.DateField("ngày trả", null=True, blank=True)
    returned_condition = models.CharField("tình trạng khi trả", max_length=120, blank=True)

    class Meta:
        verbose_name = "sổ được giao"
        verbose_name_plural = "sổ được giao"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("handover", "book", name="book_once_in_handover"),
            models.UniqueConstraint(
                "book",
                condition=Q(returned_on__isnull=True),
                name="book_out_once",
                violation_error_message="Quyển sổ này đang được giao, chưa trả.",
            ),
        ]

    def __str__(self):
        return str(self.book)
