"""A saved outbox, sent from a machine that has the network."""

from django import forms
from django.core.exceptions import ValidationError

from communes.access import communes_of
from communes.models import Commune, Role, User

from ..outbox_files import MAX_BYTES, NotAnOutboxFile, OutboxFile, read_outbox_file


class OutboxFileForm(forms.Form):
    """By its owner, or by the district for a commune of its scope."""

    file = forms.FileField(
        label="Tệp hàng chờ",
        help_text="Tệp hang-cho-….json lưu từ danh sách phiếu chờ trên máy không có mạng. Gửi lại nhiều lần cũng"
        " không thành hai phiếu.",
        error_messages={
            "required": "Chọn tệp hàng chờ.",
            "empty": "Tệp rỗng. Kiểm tra đã chọn đúng tệp chưa.",
            "missing": "Chọn tệp hàng chờ.",
            "invalid": "Chọn tệp hàng chờ.",
        },
    )  # fmt: skip

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.by = by
        self.fields["file"].widget.attrs["accept"] = ".json,application/json"

    def clean_file(self) -> tuple[OutboxFile, Commune]:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("Tệp lớn quá 2 MB, không phải tệp hàng chờ. Chọn lại tệp.")
        try:
            found = read_outbox_file(file.read())
        except NotAnOutboxFile as error:
            raise ValidationError(str(error)) from None
        commune = communes_of(self.by).filter(code=found.commune_code).first()
        if commune is None:
            raise ValidationError("Tệp này của xã khác. Xã đó gửi, hoặc gửi tệp cho Phòng Tư pháp huyện.")
        if self.by.role == Role.COMMUNE and found.owner != self.by.pk:
            raise ValidationError(
                f"Tệp này của {found.owner_name or 'người khác'}: người đó đăng nhập để gửi, hoặc gửi tệp cho Phòng Tư"
                " pháp huyện."
            )
        return found, commune
