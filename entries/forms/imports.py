"""Which file, of which kind, of which commune."""

from django import forms
from django.core.exceptions import ValidationError

from communes.models import Commune

from ..importing.checking import KINDS
from ..importing.messages import FILE
from ..importing.sheets import MAX_BYTES
from ..models import ImportKind

OF_ONE_COMMUNE = (ImportKind.BOOKS, ImportKind.LOG)


class UploadForm(forms.Form):
    """A commune official's file is of the own commune; the district may name one, or let the file say it."""

    kind = forms.ChoiceField(
        label="Loại tệp",
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn loại tệp.",
            "invalid_choice": "Không nhập được loại tệp này. Tệp của nhiều xã do Phòng Tư pháp huyện nhập.",
        },
    )
    commune = forms.ModelChoiceField(
        label="Xã, thị trấn",
        help_text="Chỉ cần cho danh mục sổ và nhật ký, khi đầu bảng không ghi tên xã.",
        queryset=None,
        to_field_name="code",
        required=False,
        empty_label="Theo tên xã ghi trên đầu bảng",
        error_messages={"invalid_choice": "Không có xã này trong phạm vi của bạn."},
    )
    file = forms.FileField(
        label="Tệp Excel hoặc CSV",
        help_text="Tệp .xlsx, .xls hoặc .csv, tối đa 10 MB. Gửi chưa phải là ghi: hệ thống kiểm tra và cho xem trước.",
        error_messages={
            "required": "Chọn tệp cần nhập.",
            "empty": "Tệp rỗng. Kiểm tra đã chọn đúng tệp chưa.",
            "missing": "Chọn tệp cần nhập.",
            "invalid": "Chọn tệp cần nhập.",
        },
    )

    def __init__(self, *args, communes: list[Commune], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.own = communes[0] if len(communes) == 1 else None
        self.fields["commune"].queryset = Commune.objects.filter(pk__in=[commune.pk for commune in communes])
        self.fields["commune"].label_from_instance = lambda commune: commune.title
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.csv"
        if self.own:
            del self.fields["commune"]
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in OF_ONE_COMMUNE]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(FILE["too_large"])
        return file

    @property
    def for_commune(self) -> Commune | None:
        """The commune that the file must be of; None: the one or those it names."""
        if self.cleaned_data["kind"] not in OF_ONE_COMMUNE:
            return None  # these name their communes in each row
        return self.own or self.cleaned_data.get("commune")


class TakeBackForm(forms.Form):
    """Why a stored file is taken back."""

    reason = forms.CharField(
        label="Lý do rút lại",
        help_text="Ghi rõ để người xem sau hiểu, ví dụ “gửi nhầm tệp của tháng trước”.",
        max_length=300,
        error_messages={
            "required": "Nêu lý do rút lại tệp.",
            "max_length": "Lý do dài quá %(limit_value)d ký tự. Viết ngắn lại.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
