"""The two questions every figure answers first: up to which day, of which programme."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.models import Programme
from communes.reading import DayField

FIRST_DAY = dt.date(2000, 1, 1)


class AsOfForm(forms.Form):
    """`den-ngay` and `chuong-trinh` in the address; left out they mean today and the population-database programme."""

    def __init__(self, data, *, today: dt.date, **kwargs):
        super().__init__(data, **kwargs)
        self.today = today
        self.fields["den-ngay"] = DayField(label="Tính đến hết ngày", required=False)
        self.fields["den-ngay"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.fields["chuong-trinh"] = forms.ChoiceField(
            label="Chương trình",
            choices=[(p.value, f"{p.mark} {p.short}") for p in Programme],
            required=False,
            error_messages={"invalid_choice": "Không có chương trình này."},
        )

    def clean(self):
        data = super().clean()
        data["chuong-trinh"] = data.get("chuong-trinh") or Programme.POPULATION_DB.value
        day = data.get("den-ngay") or self.today
        if day > self.today:
            self.add_error("den-ngay", ValidationError(f"Ngày ở tương lai. Hôm nay là {format_date(self.today)}."))
        elif day < FIRST_DAY:
            self.add_error("den-ngay", ValidationError("Ngày quá xa. Chọn một ngày từ năm 2000."))
        data["den-ngay"] = day
        return data
