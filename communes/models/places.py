"""Where the work is done: the district and its communes."""

from django.db import models


class District(models.Model):
    """A huyện, with the letterhead its papers carry (Nghị định 30/2020/NĐ-CP)."""

    name = models.CharField("tên huyện", max_length=80, unique=True)
    province = models.CharField("tỉnh", max_length=80)
    agency_lines = models.CharField(
        "cơ quan ban hành", max_length=200, help_text="Mỗi dòng của tên cơ quan cách nhau bằng dấu |"
    )
    agency_short = models.CharField("tên cơ quan viết gọn", max_length=120)
    agency_code = models.CharField("ký hiệu cơ quan", max_length=20)
    place = models.CharField("địa danh ghi trên văn bản", max_length=80)
    addressee = models.CharField("nơi nhận báo cáo (Kính gửi)", max_length=120)
    signer_authority = models.CharField("thẩm quyền ký", max_length=80)
    signer_title = models.CharField("chức vụ người ký", max_length=80)
    signer_name = models.CharField("họ tên người ký", max_length=80, blank=True)
    recipients = models.TextField("nơi nhận", help_text="Mỗi dòng một nơi nhận")
    has_sample_data = models.BooleanField("đang chứa dữ liệu mẫu", default=False, editable=False)

    class Meta:
        verbose_name = "huyện"
        verbose_name_plural = "huyện"

    def __str__(self):
        return f"huyện {self.name}"


class CommuneKind(models.TextChoices):
    TOWN = "thị trấn", "thị trấn"
    VILLAGE = "xã", "xã"


class CommuneQuerySet(models.QuerySet):
    def in_official_order(self):
        return self.order_by("position")

    def existing_on(self, day):
        """Communes that exist on a day: codes were reused on 01/7/2025, so a code alone is no key."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day))


class Commune(models.Model):
    """A xã or thị trấn, with its place in the official order."""

    district = models.ForeignKey(District, models.PROTECT, related_name="communes", verbose_name="huyện")
    code = models.CharField("mã đơn vị hành chính", max_length=5)
    name = models.CharField("tên", max_length=80)
    kind = models.CharField("loại", max_length=10, choices=CommuneKind.choices)
    position = models.PositiveSmallIntegerField("thứ tự")
    heavy_backlog = models.BooleanField("dữ liệu cũ nhiều", default=False)
    valid_to = models.DateField("sáp nhập từ ngày", null=True, blank=True)
    merged_into_code = models.CharField("mã đơn vị mới", max_length=5, blank=True)
    merged_into_name = models.CharField("tên đơn vị mới", max_length=80, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "xã, thị trấn"
        verbose_name_plural = "xã, thị trấn"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("district", "code", name="commune_code_once_in_district"),
            models.UniqueConstraint("district", "position", name="commune_position_once_in_district"),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        """As written inside a sentence: "xã Phước An", "thị trấn Diêu Trì" (Nghị định 30/2020, Phụ lục II)."""
        return f"{self.kind} {self.name}"

    @property
    def title(self) -> str:
        """As written at the head of a line: "Xã Phước An"."""
        return self.full_name[:1].upper() + self.full_name[1:]
