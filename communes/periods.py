"""A stretch of days cut into the periods of a plan: days, weeks from Monday, calendar months and quarters."""

import datetime as dt
from dataclasses import dataclass

from .formatting import format_date, format_weekday
from .models import Period

ONE_DAY = dt.timedelta(days=1)
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last, both counted."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> list[dt.date]:
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]

    @property
    def words(self) -> str:
        """ "04/3 – 10/3/2024"; one day: "04/3/2024"."""
        if self.first == self.last:
            return format_date(self.first)
        first = format_date(self.first)
        return f"{first.rpartition('/')[0] if self.first.year == self.last.year else first} – {format_date(self.last)}"


def spans(period: str, first: dt.date, last: dt.date) -> list[Span]:
    """The periods from first to last, the outer ones cut at the ends of the stretch; none when it is empty."""
    found, day = [], first
    while day <= last:
        end = min(_end_of(period, day), last)
        found.append(Span(day, end))
        day = end + ONE_DAY
    return found


def _end_of(period: str, day: dt.date) -> dt.date:
    if period == Period.DAY:
        return day
    if period == Period.WEEK:
        return day + (6 - day.weekday()) * ONE_DAY
    month = day.month if period == Period.MONTH else (day.month + 2) // 3 * 3
    return dt.date(day.year + month // 12, month % 12 + 1, 1) - ONE_DAY


def name_of(period: str, span: Span) -> str:
    """How people call a period: "Thứ Hai", "Tuần 10", "Tháng 3/2024", "Quý I/2024"."""
    if period == Period.DAY:
        return format_weekday(span.first)
    if period == Period.WEEK:
        return f"Tuần {span.first.isocalendar().week}"
    if period == Period.MONTH:
        return f"Tháng {span.first.month}/{span.first.year}"
    return f"Quý {ROMAN[(span.first.month - 1) // 3]}/{span.first.year}"
