"""Choosing the day of the figures, and confirming them."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.reading import DayField

EARLIEST = dt.date(2000, 1, 1)  # before any civil-status figure of this work; keeps typing errors out


class ConfirmationDayForm(forms.Form):
    """`den-ngay` of the page; left out it means the last working day that has ended."""

    def __init__(self, query, *, today: dt.date):
        super().__init__(query)
        self.today = today
        self.fields["den-ngay"] = DayField(label="Số liệu đến hết ngày", required=False)
        self.fields["den-ngay"].widget.attrs |= {"inputmode": "numeric", "class": "short", "autocomplete": "off"}

    def clean(self):
        day = self.cleaned_data.get("den-ngay")
        if day and day > self.today:
            self.add_error("den-ngay", f"Ngày {format_date(day)} chưa đến. Chọn hôm nay hoặc một ngày đã qua.")
        elif day and day < EARLIEST:
            self.add_error("den-ngay", f"Chọn một ngày từ {format_date(EARLIEST)} trở đi.")
        return self.cleaned_data


class ConfirmForm(forms.Form):
    """The one click: which day, and the figures that were shown."""

    as_of = DayField(widget=forms.HiddenInput, error_messages={"required": "Chọn ngày của số liệu."})
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    note = forms.CharField(
        label="Ghi chú (không bắt buộc)",
        required=False,
        error_messages={"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ghi chú."},
    )

    def clean_as_of(self):
        if (day := self.cleaned_data["as_of"]) < EARLIEST:
            raise ValidationError(f"Chọn một ngày từ {format_date(EARLIEST)} trở đi.")
        return day
