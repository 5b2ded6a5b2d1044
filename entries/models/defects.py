"""What is wrong in the books themselves."""

from django.db import models


class DefectKind(models.Model):
    """A kind of fault found in a book; the list comes from the district's report and can be added to."""

    code = models.SlugField("mã", max_length=40, unique=True)
    group = models.CharField("nhóm", max_length=40)
    label = models.CharField("tên lỗi", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại lỗi dữ liệu"
        verbose_name_plural = "loại lỗi dữ liệu"
        ordering = ["position", "label"]

    def __str__(self):
        return self.label
