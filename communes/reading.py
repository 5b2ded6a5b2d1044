"""Reading what people type: whole numbers and dates as written in Vietnam, with errors that say what to do."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError

from .formatting import format_date
from .text import normalise

_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(\1[0-9]{3})*")  # one kind of separator: 1.234,567 has decimals
_DATE = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")


class WholeNumberField(forms.Field):
    """A count above zero: 46, or 1.234 with groups of three. Decimals, words and signs are refused in words."""

    widget = forms.TextInput

    def __init__(self, *, max_value: int, min_value: int = 1, **kwargs):
        super().__init__(**kwargs)
        self.max_value, self.min_value = max_value, min_value

    def to_python(self, value) -> int | None:
        text = normalise(value or "")
        if not text:
            return None
        if re.fullmatch(r"[-−–] ?[0-9.,]+", text):
            raise ValidationError("Số trường hợp không thể âm. Muốn bớt đi thì điều chỉnh phiếu đã ghi.")
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
        else:
            raise ValidationError("Gõ ngày dạng ngày/tháng/năm, ví dụ 03/3/2024.")
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise ValidationError(f"Không có ngày {text}. Kiểm tra lại ngày và tháng.") from None

    def prepare_value(self, value):
        return format_date(value) if isinstance(value, dt.date) else value
