"""What others counted: cumulative figures of Công an tỉnh or Sở Tư pháp at a cut-off, kept for ever, never posted."""

import uuid

from django.db import models
from django.db.models import Q

from communes.formatting import format_date
from communes.models import BookKind, Commune, Programme, User

from ..append_only import AppendOnlyModel, AppendOnlyQuerySet


class ExtractSource(models.TextChoices):
    POLICE = "police", "Công an tỉnh"
    JUSTICE = "justice", "Sở Tư pháp"


# Each programme is counted best by whom it belongs to; the other's figure is taken where there is none.
OWNER = {Programme.POPULATION_DB: ExtractSource.POLICE, Programme.HISTORICAL: ExtractSource.JUSTICE}


class ExtractQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User):
        return self.filter(district=user.district_id)

    def naming(self, commune: Commune):
        """Those that give a figure of this commune."""
        return self.filter(models.Exists(ExtractLine.objects.filter(extract=models.OuterRef("pk"), commune=commune)))

    def standing(self):
        """The newest version of each source and cut-off, unless it was withdrawn; older ones stay readable."""
        return self.newest().exclude(programmes=[])

    def newest(self):
        """The last word on each source and cut-off, be it that the figures were withdrawn."""
        return self.filter(replaced_by__isnull=True)


class Extract(AppendOnlyModel):
    """One extract as it came. A newer one of the same source and cut-off `replaces` it and is one version up; one that
    was kept by mistake is replaced by a version without lines, whose `paper_number` says why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("communes.District", models.PROTECT, related_name="extracts", verbose_name="huyện")
    source = models.CharField("nguồn", max_length=7, choices=ExtractSource.choices)
    as_of = models.DateField("chốt đến hết ngày")
    version = models.PositiveSmallIntegerField("bản số", default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay cho bản"
    )
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    received_on = models.DateField("nhận ngày")
    run = models.OneToOneField(
        "entries.ImportRun", models.PROTECT, null=True, blank=True, related_name="extract", verbose_name="tệp"
    )
    programmes = models.JSONField("chương trình có trong trích xuất", default=list)
    fingerprint = models.CharField(max_length=64, editable=False)
    recorded_by = models.ForeignKey("communes.User", models.PROTECT, related_name="+", verbose_name="người ghi")
    recorded_at = models.DateTimeField("ghi lúc")

    objects = ExtractQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "trích xuất đối chiếu"
        verbose_name_plural = "các trích xuất đối chiếu"
        ordering = ["-as_of", "source", "-version"]
        constraints = [models.UniqueConstraint("district", "source", "as_of", "version", name="extract_version_once")]

    @property
    def is_withdrawal(self) -> bool:
        return not self.programmes

    def __str__(self):
        return f"{self.get_source_display()} đến {format_date(self.as_of)}"


class ExtractLine(AppendOnlyModel):
    """Records entered by the cut-off: one commune, programme and kind of book. Zero is a figure too."""

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="lines", verbose_name="trích xuất")
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+", verbose_name="xã, thị trấn")
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices)
    book_kind = models.CharField("loại sổ", max_length=3, choices=BookKind.choices)
    count = models.PositiveIntegerField("số đã nhập")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "dòng trích xuất"
        verbose_name_plural = "các dòng trích xuất"
        constraints = [
            models.UniqueConstraint("extract", "commune", "programme", "book_kind", name="extract_line_once"),
            models.CheckConstraint(condition=Q(count__gte=0), name="extract_count_not_negative"),
        ]


class ReconcilingSettings(models.Model):
    """How a district compares: what difference is allowed, and by how many days their figures lag behind ours."""

    district = models.OneToOneField(
        "communes.District", models.CASCADE, related_name="reconciling", verbose_name="huyện"
    )
    records = models.PositiveIntegerField("chênh lệch cho phép (trường hợp)", default=5)
    per_mille = models.PositiveIntegerField("chênh lệch cho phép (phần nghìn)", default=1)
    lag_days = models.PositiveSmallIntegerField("số liệu của họ chậm hơn (ngày)", default=0)
    looked_at = models.DateTimeField("tìm phát hiện lần cuối lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "cách đối chiếu"
        verbose_name_plural = "cách đối chiếu"
