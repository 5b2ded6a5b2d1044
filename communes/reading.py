"""Reading what people type: whole numbers and dates as written in Vietnam, with errors that say what to do."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .formatting import format_date
from .text import normalise

_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(\1[0-9]{3})*")  # one kind of separator: 1.234,567 has decimals
_DATE = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")


class WholeNumberField(forms.Field):
    """A count above zero: 46, or 1.234 with groups of three. Decimals, words and signs are refused in words."""

    widget = forms.TextInput

    def __init__(self, *, max_value: int, min_value: int = 1, to_take_away: str = "", **kwargs):
        """`to_take_away`: what to do instead of typing a negative number, where there is something to do."""
        super().__init__(**kwargs)
        self.max_value, self.min_value, self.to_take_away = max_value, min_value, to_take_away

    def to_python(self, value) -> int | None:
        text = normalise(value or "")
        if not text:
            return None
        if re.fullmatch(r"[-−–] ?[0-9.,]+", text):
            raise ValidationError(f"Số trường hợp không thể âm. {self.to_take_away}".strip())
        if _GROUPED.fullmatch(text):
            text = re.sub(r"[., ]", "", text)
        if re.fullmatch(r"[0-9]+[.,][0-9]*", text):
            raise ValidationError("Số trường hợp là số nguyên, không có phần lẻ. Gõ ví dụ 46.")
        if not re.fullmatch(r"[0-9]+", text):
            raise ValidationError("Chỉ gõ chữ số, ví dụ 46.")
        if len(text.lstrip("0")) > 12 or int(text) > self.max_value:
            raise ValidationError("Số quá lớn, không thể có trong một dòng. Kiểm tra lại.")
        if int(text) < self.min_value:
            raise ValidationError("Số trường hợp phải lớn hơn 0. Quyển không nhập được thì bỏ dòng đó.")
        return int(text)


class DayField(forms.Field):
    """A date, day first: 03/3/2024, 3.3.24; also the ISO form that links carry. Never month first."""

    widget = forms.TextInput

    def to_python(self, value) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        text = normalise(value or "")
        if not text:
            return None
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            year, month, day = map(int, text.split("-"))
        elif found := _DATE.fullmatch(text):
            day, month, year = map(int, found.groups())
            year += 2000 if year < 100 else 0
        elif re.fullmatch(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-]?", text):
            raise ValidationError("Thiếu năm. Ghi đủ ngày/tháng/năm, ví dụ 03/3/2024.")
        else:
            raise ValidationError("Gõ ngày dạng ngày/tháng/năm, ví dụ 03/3/2024.")
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise ValidationError(f"Không có ngày {text}. Kiểm tra lại ngày và tháng.") from None

    def prepare_value(self, value):
        return format_date(value) if isinstance(value, dt.date) else value


_MOMENT = re.compile(r"(.+?)[ ,]+([0-9]{1,2})(?::|h|g)([0-9]{2})")
_MOMENT_TIME_FIRST = re.compile(r"([0-9]{1,2})(?::|h|g)([0-9]{2})[ ,]+(?:ngày )?(.+)")


class MomentField(DayField):
    """A moment in Vietnam: 05/3/2024 17:00, 17:00 ngày 05/3/2024, or the ISO form that links carry. A day alone means
    its last moment."""

    def to_python(self, value) -> dt.datetime | None:
        if isinstance(value, dt.datetime):
            return value
        text = normalise(value or "")
        if not text:
            return None
        zone = timezone.get_default_timezone()
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.+]{5,21}", text):
            try:
                found = dt.datetime.fromisoformat(text)
                return found if found.tzinfo else found.replace(tzinfo=zone)
            except ValueError:
                raise ValidationError(self._told) from None
        hour = minute = None
        if found := _MOMENT_TIME_FIRST.fullmatch(text):
            hour, minute, text = found.groups()
        elif found := _MOMENT.fullmatch(text):
            text, hour, minute = found.groups()
        day = super().to_python(text)
        if hour is None:
            return dt.datetime.combine(day, dt.time.max, zone)
        try:
            return dt.datetime.combine(day, dt.time(int(hour), int(minute)), zone)
        except ValueError:
            raise ValidationError(self._told) from None

    _told = "Gõ giờ và ngày, ví dụ 17:00 05/3/2024."

    def prepare_value(self, value):
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value)
            return f"{local:%H:%M} {format_date(local.date())}"
        return value
