"""Which report is due when, and whether it went out. Rules are kept; the days follow from them and the calendar."""

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from communes.formatting import format_date
from communes.models import CalendarDay, District, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from .models import DueRule, PaperDue, Report, ReportKind, ReportState

AHEAD = 35  # days that are looked ahead
BEHIND = 35  # days in which one that did not go out is still told
MOST_RECEIVER, MOST_BASIS = 120, 200


@dataclass(frozen=True, slots=True)
class Due:
    """One report to send: by the end of `on`, a working day; `report` that went out for it, or its draft."""

    rule: PaperDue
    on: dt.date
    report: Report | None
    is_overdue: bool

    @property
    def kind(self) -> str:
        return ReportKind(self.rule.report_kind).label

    @property
    def is_done(self) -> bool:
        return bool(self.report and self.report.is_issued)


def due_papers(district: District, today: dt.date) -> list[Due]:
    """From BEHIND days ago (only what did not go out) to AHEAD days on, the nearest first. Three queries."""
    first, last = today - dt.timedelta(days=BEHIND), today + dt.timedelta(days=AHEAD)
    rules = list(PaperDue.objects.filter(district=district, since__lte=last))
    reports = list(Report.objects.filter(district=district, as_of__gte=first - dt.timedelta(days=BEHIND)))
    off = _days_off(first - dt.timedelta(days=14), last)
    found = []
    for rule in rules:
        for day in days_of(rule, first, last):
            on = _working(day, off)
            report = _report_for(rule, on, reports)
            is_done = report is not None and report.state == ReportState.ISSUED
            if on >= today or not is_done:
                found.append(Due(rule, on, report, on < today and not is_done))
    return sorted(found, key=lambda due: (due.on, due.rule.pk))


def days_of(rule: PaperDue, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days a rule names, from first to last, whether worked or not."""
    first, last = max(first, rule.since), min(last, rule.until or last)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if rule.rule == DueRule.ONCE:
        return [day for day in days if day == rule.once_on]
    if rule.rule == DueRule.WEEKLY:
        return [day for day in days if day.isoweekday() == rule.day]
    return [day for day in days if day.day == min(rule.day, calendar.monthrange(day.year, day.month)[1])]


def _days_off(first: dt.date, last: dt.date) -> dict[dt.date, bool]:
    return dict(CalendarDay.objects.filter(day__gte=first, day__lte=last).values_list("day", "is_working"))


def _working(day: dt.date, told: dict[dt.date, bool]) -> dt.date:
    """The day itself, or the working day before it."""
    while not told.get(day, day.weekday() < 5):
        day -= dt.timedelta(days=1)
    return day


def _report_for(rule: PaperDue, on: dt.date, reports: list[Report]) -> Report | None:
    """The newest report of this kind with figures of the period that ends on this day."""
    since = on - dt.timedelta(days={DueRule.WEEKLY: 6, DueRule.MONTHLY: 27}.get(rule.rule, 13))
    fitting = [one for one in reports if one.kind == rule.report_kind and since <= one.as_of <= on]
    return max(fitting, key=lambda one: (one.is_issued, one.as_of, one.version), default=None)


@transaction.atomic
def keep_rule(*, rule: PaperDue, by: User) -> PaperDue:
    """A new rule, or what changed of one. Raises Refused."""
    rule.receiver, rule.basis = normalise(rule.receiver), normalise(rule.basis)
    problems = problems_of_words(rule.receiver, where="receiver", most=MOST_RECEIVER, empty="Ghi nơi nhận báo cáo.")
    problems += problems_of_words(rule.basis, where="basis", most=MOST_BASIS)
    if rule.rule == DueRule.ONCE:
        rule.day = None
        if rule.once_on is None:
            problems.append(Problem("Ghi ngày phải gửi.", "once_on"))
        else:
            rule.since = min(rule.since, rule.once_on)
    else:
        rule.once_on = None
        most = 7 if rule.rule == DueRule.WEEKLY else 31
        if not rule.day or not 1 <= rule.day <= most:
            named = "thứ trong tuần: 1 là thứ Hai, 7 là Chủ nhật" if most == 7 else "ngày trong tháng, 1 đến 31"
            problems.append(Problem(f"Ghi {named}.", "day"))
    if rule.until and rule.until < rule.since:
        problems.append(Problem(f"Ngày cuối không thể trước {format_date(rule.since)}.", "until"))
    if problems:
        raise Refused(problems)
    rule.save()
    return rule


def day_words(rule: PaperDue) -> str:
    """ "thứ Sáu hằng tuần", "ngày 25 hằng tháng", "ngày 05/3/2024"."""
    if rule.rule == DueRule.ONCE:
        return f"ngày {format_date(rule.once_on)}"
    if rule.rule == DueRule.MONTHLY:
        return "ngày cuối tháng" if rule.day == 31 else f"ngày {rule.day:02d} hằng tháng"
    names = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
    return f"{names[rule.day - 1]} hằng tuần"
