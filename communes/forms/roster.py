"""The roster's week as typed, and what the generator is asked for."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from ..models import Commune, Shift
from ..reading import DayField
from ..roster import Standing
from ..rotation import Person, Slot

MOST_DAYS = 62
WEEKDAYS = ((0, "T2"), (1, "T3"), (2, "T4"), (3, "T5"), (4, "T6"), (5, "T7"), (6, "CN"))


def cell_name(slot: Slot, prefix: str = "o") -> str:
    return f"{prefix}-{slot.machine}-{slot.day:%Y%m%d}-{slot.shift}"


def read_cells(typed, prefix: str) -> dict[Slot, int | None]:
    """Slots and members (primary keys) of a sent week; what is no cell is passed over."""
    cells = {}
    for name, value in typed.items():
        parts = name.split("-")
        if len(parts) != 4 or parts[0] != prefix or not all(part.isdecimal() for part in parts[1:]):
            continue
        try:
            slot = Slot(dt.datetime.strptime(parts[2], "%Y%m%d").date(), int(parts[3]), int(parts[1]))
        except (ValueError, OverflowError):
            continue
        if slot.shift in Shift.values and len(parts[1]) < 12:
            cells[slot] = int(value) if value.isdecimal() and len(value) < 12 else None
    return cells


class RotationForm(forms.Form):
    """From when to when, which machines in which shifts, on which days of the week, by whom."""

    tu = DayField(label="Từ ngày", error_messages={"required": "Ghi ngày bắt đầu."})
    den = DayField(label="Đến hết ngày", error_messages={"required": "Ghi ngày kết thúc."})
    may = forms.MultipleChoiceField(
        label="Máy và ca",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một máy và một ca."},
    )
    thu = forms.TypedMultipleChoiceField(
        label="Các ngày trong tuần",
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một ngày trong tuần."},
    )
    nguoi = forms.TypedMultipleChoiceField(
        label="Người trực",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một người."},
    )
    le = forms.BooleanField(label="Phân cả ngày lễ, tết", required=False)
    lien = forms.BooleanField(label="Cho phép hai ca liền", required=False)

    def __init__(self, *args, commune: Commune, machines: list[Standing], people: list[Person], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.commune, self.people = commune, people
        self.fields["may"].choices = [
            (f"{standing.machine.pk}-{shift}", f"{standing.label}, {shift.label}")
            for standing in machines
            for shift in Shift
        ]
        self.fields["nguoi"].choices = [(person.pk, person.name) for person in people]
        for name in ("tu", "den"):
            self.fields[name].widget.attrs |= {"class": "short", "autocomplete": "off", "inputmode": "numeric"}

    def clean(self):
        data = super().clean()
        first, last = data.get("tu"), data.get("den")
        if first and last and last < first:
            raise ValidationError({"den": "Ngày kết thúc trước ngày bắt đầu. Ghi lại."})
        if first and last and (last - first).days >= MOST_DAYS:
            raise ValidationError({"den": f"Mỗi lần phân nhiều nhất {MOST_DAYS} ngày. Chọn khoảng ngắn hơn."})
        return data

    @property
    def chosen_people(self) -> list[Person]:
        chosen = set(self.cleaned_data["nguoi"])
        return [person for person in self.people if person.pk in chosen]

    def slots(self, machines: list[Standing], holidays: set[dt.date]) -> list[Slot]:
        """The slots asked for: where the machine stands, on the chosen weekdays, holidays only when ticked."""
        data = self.cleaned_data
        days = [data["tu"] + dt.timedelta(days=n) for n in range((data["den"] - data["tu"]).days + 1)]
        days = [day for day in days if day.weekday() in data["thu"] and (data["le"] or day not in holidays)]
        return [
            Slot(day, shift, standing.machine.pk)
            for standing in machines
            for shift in Shift
            if f"{standing.machine.pk}-{shift}" in data["may"]
            for day in days
            if day in standing.days
        ]
