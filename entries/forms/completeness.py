"""Up to which day, and over how many days."""

from django import forms

from communes.calendar import today
from communes.reading import DayField

SPANS = ((14, "14 ngày"), (31, "31 ngày"))


class SpanForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["den-ngay"] = DayField(label="Đến hết ngày", required=False)
        self.fields["den-ngay"].widget.attrs |= {"class": "short", "autocomplete": "off", "inputmode": "numeric"}
        self.fields["so-ngay"] = forms.TypedChoiceField(
            label="Khoảng", choices=SPANS, coerce=int, empty_value=14, required=False, widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Chọn 14 hoặc 31 ngày."},
        )  # fmt: skip

    @property
    def last_day(self):
        return (self.cleaned_data.get("den-ngay") if self.is_bound else None) or today()

    @property
    def span(self) -> int:
        return (self.cleaned_data.get("so-ngay") if self.is_bound else None) or 14
