"""A machine's data, lending it, getting it back. The rules are in machines.py and lending.py."""

from django import forms
from django.core.exceptions import ValidationError

from ..lending import MOST_PAPER, MOST_PURPOSE
from ..machines import MOST_NAME, MOST_NOTE, MOST_REASON
from ..models import Commune, Workstation
from ..reading import DayField

UNREADABLE = {"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này."}
DAYS = ("security_checked_on", "security_valid_until", "in_service_from", "in_service_to", "from_on", "to_on", "on")


def _line(label: str, most: int, *, required: bool = False, empty: str = "", hint: str = "") -> forms.CharField:
    told = {"max_length": "Viết gọn trong %(limit_value)d ký tự.", **UNREADABLE}
    if empty:
        told["required"] = empty
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, error_messages=told)


def _whole(label: str, most: int, *, hint: str = "") -> forms.IntegerField:
    told = f"Gõ một số từ 1 đến {most}."
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
    )


class _Plain(forms.BaseForm):
    """What all these forms have in common: nothing is filled in by the browser, days are typed in short boxes."""

    def make_plain(self):
        self.use_required_attribute = False
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if name in DAYS:
                field.widget.attrs |= {"class": "short", "inputmode": "numeric"}


class MachineForm(_Plain, forms.ModelForm):
    number = _whole("Số máy", 99, hint="Số trong xã: máy 1, máy 2…")
    managed_by = _line("Đơn vị quản lý", MOST_NAME, required=True, empty="Ghi đơn vị quản lý, ví dụ Công an xã.")
    security_checked_on = DayField(label="Ngày kiểm tra bảo mật", required=False, help_text="Bỏ trống: chưa kiểm tra.")
    security_checked_by = _line("Đơn vị kiểm tra", MOST_NAME)
    security_valid_until = DayField(label="Có giá trị đến", required=False, help_text="Bỏ trống: không ghi thời hạn.")
    in_service_from = DayField(label="Đưa vào dùng từ", required=False, help_text="Bỏ trống: từ đầu.")
    in_service_to = DayField(label="Thôi dùng sau ngày", required=False, help_text="Bỏ trống: còn dùng.")
    free_share = _whole(
        "Phần ngày thật sự rảnh (%)", 100, hint="Máy dùng chung chỉ rảnh một phần; máy chuyên dùng: 100."
    )
    note = _line("Ghi chú (không bắt buộc)", MOST_NOTE)
    reason = _line("Lý do thay đổi (không bắt buộc)", MOST_REASON)

    class Meta:
        model = Workstation
        fields = [
            "number", "kind", "managed_by", "security_checked_on", "security_checked_by", "security_valid_until",
            "in_service_from", "in_service_to", "free_share", "note",
        ]  # fmt: skip
        widgets = {"kind": forms.RadioSelect}
        error_messages = {"kind": dict.fromkeys(("required", "invalid_choice"), "Chọn loại máy.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.make_plain()
        self.fields["kind"].choices = [choice for choice in self.fields["kind"].choices if choice[0]]
        if not self.instance.pk:
            del self.fields["reason"]

    def validate_constraints(self):
        """keep_machine says it, at the field."""


class CommuneField(forms.ModelChoiceField):
    def validate_no_null_characters(self, value):
        if "\x00" in str(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class LendForm(_Plain, forms.Form):
    borrower = CommuneField(
        label="Cho xã, thị trấn mượn",
        queryset=None,
        empty_label="Chọn xã, thị trấn",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn xã, thị trấn mượn máy."),
    )
    from_on = DayField(label="Từ ngày", error_messages={"required": "Ghi ngày bắt đầu mượn."})
    to_on = DayField(label="Đến hết ngày", required=False, help_text="Bỏ trống: chưa hẹn ngày trả.")
    purpose = _line("Mục đích", MOST_PURPOSE, required=True, empty="Ghi mượn để làm gì.")
    paper = _line("Giấy tờ (không bắt buộc)", MOST_PAPER, hint="Số, ký hiệu biên bản hoặc giấy mượn.")

    def __init__(self, *args, machine: Workstation, **kwargs):
        super().__init__(*args, **kwargs)
        self.make_plain()
        others = Commune.objects.filter(district=machine.commune.district_id).exclude(pk=machine.commune_id)
        self.fields["borrower"].queryset = others.in_official_order()
        self.fields["borrower"].label_from_instance = lambda commune: commune.title


class ReturnForm(_Plain, forms.Form):
    """The last day on which the machine works in the borrower's commune."""

    on = DayField(
        label="Làm việc ở xã mượn đến hết ngày",
        help_text="Từ hôm sau máy lại ở xã.",
        error_messages={"required": "Ghi ngày cuối máy ở xã mượn."},
    )
    return_reason = _line("Ghi chú (không bắt buộc)", MOST_REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.make_plain()
