"""Columns of the files in which master data leaves and returns: headings and cells as people write them."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.widgets import Widget

from .formatting import format_date
from .models import Commune
from .reading import DayField
from .text import fold, normalise

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
UNREADABLE = "Không đọc được ô này. Gõ lại giá trị."
FIRST_DAY, LAST_DAY = dt.date(1900, 3, 1), dt.date(2100, 12, 31)  # what Excel and people agree about


class Column(Field):
    """`is_shown_only`: never read from a file. `is_fixed`: read for new rows; of old ones it stays as it is."""

    def __init__(self, heading: str, attribute: str, widget: Widget, *, is_shown_only=False, is_fixed=False, width=14):
        super().__init__(attribute=attribute, column_name=heading, widget=widget)
        self.heading, self.width = heading, width
        self.is_shown_only, self.is_fixed = is_shown_only, is_fixed

    def shown(self, obj) -> str:
        """The cell as a preview writes it."""
        value = self.export(obj)
        if value is None or value == "":
            return "(trống)"
        return format_date(value) if isinstance(value, dt.date) else str(value)


def text_of(cell) -> str:
    """A cell as text: 3.0 is "3", a day is written as officials do."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | dt.date):
        raise ValidationError(UNREADABLE)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.date):
        return format_date(cell)
    if "\x00" in str(cell):
        raise ValidationError(UNREADABLE)
    return normalise(cell)


class TextWidget(Widget):
    def clean(self, value, row=None, **kwargs) -> str:
        return text_of(value)

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else str(value)


class WholeWidget(Widget):
    def __init__(self, lowest: int, highest: int):
        super().__init__()
        self.lowest, self.highest = lowest, highest

    def clean(self, value, row=None, **kwargs) -> int | None:
        text = text_of(value)
        if not text:
            return None
        is_grouped = isinstance(value, str) and _GROUPED.fullmatch(text)  # "1.234" typed; a number 1.234 has decimals
        plain = text.replace(".", "") if is_grouped else text
        is_whole = plain.isascii() and plain.isdecimal() and len(plain) < 12
        if not (is_whole and self.lowest <= int(plain) <= self.highest):
            raise ValidationError(f"Ghi số nguyên từ {self.lowest} đến {self.highest}.")
        return int(plain)

    def render(self, value, obj=None, **kwargs):
        return value


class DayWidget(Widget):
    """A real date, or text with the day first."""

    def clean(self, value, row=None, **kwargs) -> dt.date | None:
        if isinstance(value, dt.datetime):
            value = value.date()
        day = value if isinstance(value, dt.date) else DayField(required=False).clean(text_of(value))
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError("Năm không hợp lý. Gõ ngày dạng ngày/tháng/năm, ví dụ 03/3/2024.")
        return day

    def render(self, value, obj=None, **kwargs):
        return value


class LabelWidget(Widget):
    """One of a few, by its words or its code."""

    def __init__(self, choices):
        super().__init__()
        self.labels = dict(choices)
        self.values = {fold(str(value)): value for value in self.labels}
        self.values |= {fold(label): value for value, label in self.labels.items()}

    def clean(self, value, row=None, **kwargs):
        found = self.values.get(fold(text_of(value)))
        if found is None:
            raise ValidationError(f"Ghi một trong: {'; '.join(self.labels.values())}.")
        return found

    def render(self, value, obj=None, **kwargs) -> str:
        return self.labels.get(value, "")


class YesNoWidget(LabelWidget):
    def __init__(self):
        super().__init__({True: "có", False: "không"})


class CommuneWidget(Widget):
    """A commune in the user's scope by title, name or code."""

    def __init__(self, communes: list[Commune]):
        super().__init__()
        self.communes = {fold(word): each for each in communes for word in (each.code, each.name, each.title)}

    def clean(self, value, row=None, **kwargs) -> Commune:
        text = text_of(value)
        found = self.communes.get(fold(text))
        if found is None:
            raise ValidationError(f"“{text}” không có trong phạm vi của bạn." if text else "Ghi tên xã, thị trấn.")
        return found

    def render(self, value, obj=None, **kwargs) -> str:
        return value.title if value else ""
