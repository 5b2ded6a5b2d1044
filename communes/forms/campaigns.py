"""A day of the calendar and a campaign, as the district types them. The rules are in campaigns.py."""

from django import forms

from ..campaigns import MOST_NAME
from ..models import Commune
from ..reading import DayField, WholeNumberField
from .plans import TEXTS


class ShareField(WholeNumberField):
    def to_python(self, value) -> int | None:
        try:
            return super().to_python(str(value).removesuffix("%") if value is not None else value)
        except forms.ValidationError:
            raise forms.ValidationError("Gõ số nguyên từ 0 đến 100.") from None


class CampaignForm(forms.Form):
    name = forms.CharField(
        label="Tên đợt", max_length=MOST_NAME, error_messages={"required": "Ghi tên đợt.", **TEXTS}
    )  # fmt: skip
    from_on = DayField(label="Từ ngày", error_messages={"required": "Ghi ngày đầu."})
    to_on = DayField(label="Đến hết ngày", error_messages={"required": "Ghi ngày cuối."})
    free_share = ShareField(
        label="Sức làm còn lại (%)", min_value=0, max_value=100, initial=50,
        help_text="So với ngày thường; 0: không ai nhập được.",
        error_messages={"required": "Gõ số nguyên từ 0 đến 100."},
    )  # fmt: skip
    commune = forms.ChoiceField(
        label="Ở đâu", required=False, error_messages={"invalid_choice": "Chọn một xã trong danh sách."}
    )
    document = forms.CharField(
        label="Văn bản (không bắt buộc)", required=False, max_length=MOST_NAME, error_messages=TEXTS
    )

    def __init__(self, *args, communes: list[Commune], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.communes = {str(one.pk): one for one in communes}
        self.fields["commune"].choices = [("", "Cả huyện"), *((key, one.title) for key, one in self.communes.items())]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        for name in ("from_on", "to_on", "free_share"):
            self.fields[name].widget.attrs |= {"class": "short", "inputmode": "numeric"}

    def clean_commune(self) -> Commune | None:
        return self.communes.get(self.cleaned_data["commune"])


class CalendarDayForm(forms.Form):
    day = DayField(label="Ngày", error_messages={"required": "Ghi ngày."})
    name = forms.CharField(
        label="Tên", max_length=MOST_NAME, error_messages={"required": "Ghi tên ngày, ví dụ Nghỉ bù.", **TEXTS}
    )
    is_working = forms.TypedChoiceField(
        label="Ngày này",
        choices=(("0", "nghỉ"), ("1", "làm việc, làm bù")),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn nghỉ hay làm việc."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["day"].widget.attrs |= {"class": "short", "inputmode": "numeric", "autocomplete": "off"}
        self.fields["name"].widget.attrs["autocomplete"] = "off"
