"""A machine and a shift of the commune, with the business day where one is asked for."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.calendar import today
from communes.formatting import format_date
from communes.models import Commune, Shift, Workstation
from communes.reading import DayField

LATE = dt.timedelta(days=14)  # a shift is written down late, when a borrowed machine may have gone back


def machines_of_late(commune: Commune):
    """The machines that a shift of these days can have worked with; posting looks at the day itself."""
    return Workstation.objects.used_in(commune, today() - LATE, today())


class SlotForm(forms.Form):
    """A machine and a shift of the commune."""

    may = forms.TypedChoiceField(label="Máy", coerce=int, widget=forms.RadioSelect)
    ca = forms.TypedChoiceField(label="Ca", coerce=int, choices=Shift.choices, widget=forms.RadioSelect)

    def __init__(self, *args, commune: Commune, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.machines = {machine.pk: machine for machine in machines_of_late(commune)}
        self.fields["may"].choices = [(pk, machine.label_in(commune)) for pk, machine in self.machines.items()]
        self.fields["may"].error_messages |= dict.fromkeys(("required", "invalid_choice"), "Chọn một máy của xã.")
        self.fields["ca"].error_messages |= dict.fromkeys(("required", "invalid_choice"), "Chọn ca 1, 2 hoặc 3.")
        for name in ("ngay", "so-phieu", "nguoi"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"autocomplete": "off", "class": "short"}

    @property
    def machine(self):
        return self.machines[self.cleaned_data["may"]]


class HandOverForm(SlotForm):
    """The shift that ends: machine, shift, business day."""

    ngay = DayField(
        label="Ngày làm việc",
        help_text="Ca đêm ghi vào ngày bắt đầu ca.",
        error_messages={"required": "Ghi ngày làm việc."},
    )

    def clean_ngay(self):
        day = self.cleaned_data["ngay"]
        if day > today():
            raise ValidationError(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.")
        return day
