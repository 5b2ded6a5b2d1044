"""A year at a glance: twelve months of days, each with what it is."""

import calendar
import datetime as dt
from dataclasses import dataclass

from .formatting import format_date, format_weekday
from .models import CalendarDay, Campaign


@dataclass(frozen=True, slots=True)
class Day:
    """`kind`: work, rest (a weekend), off (a holiday), extra (a make-up day), busy (a working day in a campaign)."""

    day: dt.date
    kind: str
    mark: str
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    working_days: int
    weeks: tuple[tuple[Day | None, ...], ...]


MARKS = {"work": "", "rest": "", "off": "✕", "extra": "+", "busy": "▲"}


def year_sheet(year: int, days: list[CalendarDay], campaigns: list[Campaign], today: dt.date) -> list[Month]:
    told = {one.day: one for one in days}
    months = []
    for number in range(1, 13):
        weeks = tuple(
            tuple(_day(day, told, campaigns, today) if day.month == number else None for day in week)
            for week in calendar.Calendar().monthdatescalendar(year, number)
        )
        working = sum(one is not None and one.kind in ("work", "extra", "busy") for week in weeks for one in week)
        months.append(Month(f"Tháng {number}", working, weeks))
    return months


def _day(day: dt.date, told: dict[dt.date, CalendarDay], campaigns: list[Campaign], today: dt.date) -> Day:
    differing = told.get(day)
    is_working = differing.is_working if differing else day.weekday() < 5
    names = [one.name for one in campaigns if one.from_on <= day <= one.to_on]
    kind = _kind(is_working, differing is not None, bool(names))
    reasons = [*([differing.name] if differing else []), *(names if is_working else [])]
    told_words = "làm việc" if is_working else "nghỉ"
    words = f"{format_weekday(day)} {format_date(day)}: {told_words}"
    return Day(day, kind, MARKS[kind], f"{words} ({'; '.join(reasons)})" if reasons else words, day == today)


def _kind(is_working: bool, is_told: bool, is_bound: bool) -> str:
    if not is_working:
        return "off" if is_told else "rest"
    if is_bound:
        return "busy"
    return "extra" if is_told else "work"
