"""A member of the team, and the days off."""

from django import forms
from django.core.exceptions import ValidationError

from ..models import Commune, StaffMember
from ..reading import DayField, WholeNumberField
from ..text import fold, normalise


class MemberForm(forms.ModelForm):
    active_from = DayField(label="Tham gia từ ngày", required=False, help_text="Bỏ trống: từ đầu.")
    active_to = DayField(label="Đến hết ngày", required=False, help_text="Bỏ trống: chưa có ngày thôi.")
    max_shifts_a_week = WholeNumberField(
        label="Nhiều nhất mấy ca một tuần",
        max_value=21,
        help_text="Luân phiên không phân quá số này.",
        error_messages={"required": "Ghi số ca nhiều nhất một tuần, ví dụ 6."},
    )
    reason = forms.CharField(
        label="Lý do thay đổi (không bắt buộc)",
        required=False,
        max_length=100,
        error_messages={"max_length": "Lý do dài quá %(limit_value)d ký tự. Viết ngắn lại."},
    )

    class Meta:
        model = StaffMember
        fields = ["name", "force", "active_from", "active_to", "max_shifts_a_week", "works_nights"]
        labels = {"name": "Họ tên hoặc tên viết tắt"}
        error_messages = {
            "name": {"required": "Ghi tên thành viên.", "max_length": "Tên dài quá %(limit_value)d ký tự."},
            "force": {"required": "Chọn lực lượng.", "invalid_choice": "Chọn lực lượng."},
        }
        widgets = {"force": forms.RadioSelect}

    def __init__(self, *args, commune: Commune, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.commune = commune
        self.fields["force"].choices = [choice for choice in self.fields["force"].choices if choice[0]]
        for name in ("name", "active_from", "active_to", "max_shifts_a_week", "reason"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("active_from", "active_to", "max_shifts_a_week"):
            self.fields[name].widget.attrs |= {"class": "short", "inputmode": "numeric"}
        if not self.instance.pk:
            del self.fields["reason"]

    def clean_name(self):
        name = normalise(self.cleaned_data["name"])
        same = StaffMember.objects.filter(commune=self.commune, folded_name=fold(name)).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError("Xã đã có thành viên tên này. Thêm chữ để phân biệt, ví dụ “N.V.A (Công an)”.")
        return name

    def clean(self):
        data = super().clean()
        if data.get("active_from") and data.get("active_to") and data["active_to"] < data["active_from"]:
            raise ValidationError({"active_to": "Ngày thôi tham gia không thể trước ngày bắt đầu."})
        return data


class DayOffForm(forms.Form):
    from_on = DayField(label="Nghỉ từ ngày", error_messages={"required": "Ghi ngày bắt đầu nghỉ."})
    to_on = DayField(label="Đến hết ngày", required=False, help_text="Bỏ trống: nghỉ một ngày.")
    off_reason = forms.CharField(
        label="Lý do (không bắt buộc)",
        required=False,
        max_length=120,
        error_messages={"max_length": "Lý do dài quá %(limit_value)d ký tự. Viết ngắn lại."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        for name in ("from_on", "to_on"):
            self.fields[name].widget.attrs |= {"class": "short", "inputmode": "numeric"}

    def clean(self):
        data = super().clean()
        if data.get("from_on"):
            data["to_on"] = data.get("to_on") or data["from_on"]
            if data["to_on"] < data["from_on"]:
                raise ValidationError({"to_on": "Ngày nghỉ cuối không thể trước ngày đầu."})
            if (data["to_on"] - data["from_on"]).days > 366:
                raise ValidationError({"to_on": "Nghỉ quá một năm thì ghi ngày thôi tham gia."})
        return data
