"""Time lost, as it is typed: a day and a time of day for each end. The rules are in downtime.py."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ..downtime import MOST_NOTE, MOST_REASON
from ..models import DowntimeCause
from ..reading import DayField
from ..roster import Standing
from ..text import normalise

UNREADABLE = {"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này."}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:hg.]([0-5][0-9])?")
CAUSES = [(cause.value, cause.label[:1].upper() + cause.label[1:]) for cause in DowntimeCause]


class ClockField(forms.Field):
    """A time of day: 14:20, 14h20, 14h."""

    widget = forms.TextInput

    def to_python(self, value) -> dt.time | None:
        text = normalise(value or "")
        if not text:
            return None
        if not (found := _CLOCK.fullmatch(text)):
            raise ValidationError("Gõ giờ và phút, ví dụ 14:20.")
        return dt.time(int(found[1]), int(found[2] or 0))


class DowntimeForm(forms.Form):
    cause = forms.ChoiceField(
        label="Nguyên nhân",
        choices=CAUSES,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn nguyên nhân."),
    )
    workstation = forms.TypedChoiceField(
        label="Máy",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Máy này không đặt ở xã. Chọn một máy trong danh sách."},
    )
    started_at = DayField(label="Từ ngày", error_messages={"required": "Ghi ngày bắt đầu."})
    started_time = ClockField(label="Từ lúc", error_messages={"required": "Ghi giờ bắt đầu, ví dụ 14:20."})
    ended_at = DayField(label="Đến ngày", required=False, help_text="Bỏ trống: chưa có lại.")
    ended_time = ClockField(label="Đến lúc", required=False)
    is_sure = forms.BooleanField(label="Đúng là gián đoạn hơn 3 ngày", required=False)
    note = forms.CharField(
        label="Ghi chú (không bắt buộc)",
        required=False,
        max_length=MOST_NOTE,
        error_messages={"max_length": "Viết gọn trong %(limit_value)d ký tự.", **UNREADABLE},
    )
    reason = forms.CharField(
        label="Lý do sửa (không bắt buộc)",
        required=False,
        max_length=MOST_REASON,
        error_messages={"max_length": "Viết gọn trong %(limit_value)d ký tự.", **UNREADABLE},
    )

    def __init__(self, *args, machines: list[Standing], is_new: bool, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.machines = {one.machine.pk: one.machine for one in machines}
        named = [(one.machine.pk, one.label) for one in machines]
        self.fields["workstation"].choices = [("", "Cả xã (mọi máy)"), *named]
        for name in ("started_at", "started_time", "ended_at", "ended_time"):
            self.fields[name].widget.attrs |= {"class": "short", "inputmode": "numeric"}
        for name in ("started_at", "started_time", "ended_at", "ended_time", "note", "reason"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if is_new:
            del self.fields["reason"]

    def clean_workstation(self):
        return self.machines.get(self.cleaned_data["workstation"])

    def clean(self):
        data = super().clean()
        day, clock = data.get("ended_at"), data.get("ended_time")
        if clock and not day and "ended_at" not in self.errors:
            day = data.get("started_at")  # the same day, as most are
        elif day and not clock and "ended_time" not in self.errors:
            self.add_error("ended_time", "Ghi giờ có lại, ví dụ 15:05.")
        data["starts"], data["ends"] = _moment(data.get("started_at"), data.get("started_time")), _moment(day, clock)
        return data

    @property
    def stated(self) -> dict:
        """What the form says of the downtime."""
        data = self.cleaned_data
        return {
            "cause": data["cause"],
            "workstation": data["workstation"],
            "started_at": data["starts"],
            "ended_at": data["ends"],
            "note": data["note"],
        }


def _moment(day: dt.date | None, clock: dt.time | None) -> dt.datetime | None:
    return dt.datetime.combine(day, clock, timezone.get_default_timezone()) if day and clock else None


class DowntimeFilterForm(forms.Form):
    """`xa`, `nguyen-nhan` and `thang` (YYYY-MM) of the list; left out: all, all, the last three months."""

    def __init__(self, *args, communes, months: list[dt.date], **kwargs):
        super().__init__(*args, **kwargs)
        self.communes = {commune.code: commune for commune in communes}
        places = [("", "Tất cả"), *((one.code, one.title) for one in communes)]
        told = {"invalid_choice": "Chọn một mục trong danh sách."}
        self.fields["xa"] = forms.ChoiceField(label="Xã, thị trấn", choices=places, required=False, error_messages=told)
        if len(self.communes) == 1:
            self.fields["xa"].widget = forms.HiddenInput()
        self.fields["nguyen-nhan"] = forms.ChoiceField(
            label="Nguyên nhân", choices=[("", "Tất cả"), *CAUSES], required=False, error_messages=told
        )
        named = [(f"{month:%Y-%m}", f"Tháng {month.month}/{month.year}") for month in months]
        self.fields["thang"] = forms.ChoiceField(
            label="Tháng", choices=[("", "Ba tháng gần đây"), *named], required=False, error_messages=told
        )

    @property
    def chosen_communes(self) -> list:
        code = self.cleaned_data["xa"]
        return [self.communes[code]] if code else list(self.communes.values())

    @property
    def chosen_month(self) -> dt.date | None:
        typed = self.cleaned_data["thang"]
        return dt.date.fromisoformat(f"{typed}-01") if typed else None
