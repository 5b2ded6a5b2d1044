"""Lending machines between communes: a machine is in one place at a time, and only a checked one goes away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from .calendar import today
from .fences import OVERLAPS
from .formatting import format_date, join_words
from .models import Assignment, Commune, Loan, User, Workstation
from .refusals import Problem, Refused, problems_of_words
from .roster import Standing, machines_within
from .text import normalise

MOST_PURPOSE, MOST_PAPER = 200, 120


def machines_at(commune: Commune, day: dt.date) -> list[Standing]:
    """What can be worked with in a commune on a day: its own machines in service that are not lent out, then the
    borrowed ones. Two queries."""
    return machines_within(commune, day, day)


class Places:
    """Where machines work on any day, for many at once. One query."""

    def __init__(self, machines: Iterable[Workstation]):
        keys = {machine.pk for machine in machines}
        self._loans: dict[int, list[Loan]] = {}
        for loan in Loan.objects.filter(workstation__in=keys).select_related("borrower"):
            self._loans.setdefault(loan.workstation_id, []).append(loan)

    def problem(self, machine: Workstation, commune: Commune, day: dt.date) -> str:
        """Why the machine cannot have worked in the commune on the day, in words; empty when it can."""
        loans = self._loans.get(machine.pk, [])
        away = next((one for one in loans if one.from_on <= day and (one.to_on is None or one.to_on >= day)), None)
        if machine.in_service_from and day < machine.in_service_from:
            return f"{machine.name} đưa vào dùng từ {format_date(machine.in_service_from)}. Chọn máy khác."
        if machine.in_service_to and day > machine.in_service_to:
            return f"{machine.name} thôi dùng sau ngày {format_date(machine.in_service_to)}. Chọn máy khác."
        if machine.commune_id == commune.pk:
            lent = away and f"{machine.name} đang cho {away.borrower.full_name} mượn ngày {format_date(day)}."
            return f"{lent} Chọn máy khác." if lent else ""
        if away and away.borrower_id == commune.pk:
            return ""
        own = next((one for one in loans if one.borrower_id == commune.pk), None)
        if own:
            return f"Xã chỉ mượn máy này {days_of(own)}. Chọn máy khác, hoặc sửa ngày làm việc."
        return "Chọn một máy của xã."


@transaction.atomic
def lend(
    *,
    by: User,
    workstation: Workstation,
    borrower: Commune,
    from_on: dt.date,
    to_on: dt.date | None = None,
    purpose: str,
    paper: str = "",
) -> Loan:
    """The machine works in `borrower` from the first day to the last, both counted; without a last one until it is
    returned. Raises Refused, also when somebody else has lent it meanwhile."""
    machine = Workstation.objects.select_for_update(of=("self",)).select_related("commune").get(pk=workstation.pk)
    loan = Loan(
        workstation=machine, borrower=borrower, from_on=from_on, to_on=to_on,
        purpose=normalise(purpose), paper=normalise(paper),
    )  # fmt: skip
    problems = [*_problems_of_loan(loan), *_problems_of_machine(loan), *_overlapping(loan), *_still_rostered(loan)]
    if problems:
        raise Refused(problems)
    loan._history_user = by
    try:
        with transaction.atomic():
            loan.save()
    except IntegrityError as error:
        if OVERLAPS not in str(error):
            raise
        raise Refused(
            [Problem("Máy vừa được cho mượn trong những ngày này. Tải lại trang để xem.", "from_on")]
        ) from error
    return loan


@dataclass(frozen=True, slots=True)
class Wanted:
    """One machine of several that are to be lent together."""

    workstation: Workstation
    borrower: Commune
    from_on: dt.date
    to_on: dt.date


@transaction.atomic
def lend_all(
    *, by: User, wanted: Iterable[Wanted], purpose: str, paper: str = "", clears_roster: bool = False
) -> list[Loan]:
    """Lends every machine or none. With `clears_roster` the shifts planned on them at home from then on are taken off
    the roster. Raises Refused with the problems of all of them, each naming its machine."""
    made, problems = [], []
    for one in wanted:
        if clears_roster:
            _take_off_roster(by, one)
        try:
            with transaction.atomic():
                made.append(
                    lend(
                        by=by, workstation=one.workstation, borrower=one.borrower, from_on=one.from_on,
                        to_on=one.to_on, purpose=purpose, paper=paper,
                    )
                )  # fmt: skip
        except Refused as refused:
            named = f"{one.workstation.name} của {one.workstation.commune.full_name}"
            problems += [
                Problem(
                    found.message if found.where in {"purpose", "paper"} else f"{named}: {found.message}", found.where
                )
                for found in refused.problems
            ]
    if problems:
        raise Refused(dict.fromkeys(problems))
    return made


def _take_off_roster(by: User, wanted: Wanted) -> None:
    rows = wanted.workstation.assignments.filter(work_date__gte=wanted.from_on, work_date__lte=wanted.to_on)
    for row in rows.exclude(commune=wanted.borrower):
        row._history_user, row._change_reason = by, f"Máy cho {wanted.borrower.full_name} mượn"
        row.delete()


@transaction.atomic
def return_machine(*, by: User, loan: Loan, on: dt.date, reason: str = "") -> Loan:
    """`on` is the last day the machine works in the borrower's commune; the next day it stands at home again.

    Raises Refused for a day outside the loan, and while the borrower has shifts planned on it after that day.
    """
    loan = Loan.objects.select_for_update(of=("self",)).select_related("workstation", "borrower").get(pk=loan.pk)
    reason = normalise(reason)
    problems = problems_of_words(reason, where="return_reason", most=100)
    if on < loan.from_on:
        problems.append(Problem(f"Máy được mượn từ {format_date(loan.from_on)}; không thể trả trước ngày đó.", "on"))
    elif loan.to_on and on > loan.to_on:
        later = f"Lần mượn này đến hết {format_date(loan.to_on)}. Mượn thêm thì ghi một lần cho mượn mới."
        problems.append(Problem(later, "on"))
    rows = loan.workstation.assignments.filter(commune=loan.borrower, work_date__gt=on)
    if loan.to_on:
        rows = rows.filter(work_date__lte=loan.to_on)
    problems += _named_shifts(rows, f"{loan.borrower.title} còn phân ca trên máy này", "on")
    if problems:
        raise Refused(problems)
    loan.to_on = on
    loan._history_user, loan._change_reason = by, reason or "Trả máy"
    loan.save()
    return loan


@transaction.atomic
def call_off(*, by: User, loan: Loan) -> None:
    """Takes back a loan that has not begun. Raises Refused once it has: then the machine is returned."""
    loan = Loan.objects.select_for_update(of=("self",)).select_related("workstation", "borrower").get(pk=loan.pk)
    problems = []
    if loan.from_on <= today():
        problems.append(Problem("Lần mượn này đã bắt đầu. Ghi ngày trả máy.", "on"))
    rows = loan.workstation.assignments.filter(commune=loan.borrower, work_date__gte=loan.from_on)
    problems += _named_shifts(rows, f"{loan.borrower.title} đã phân ca trên máy này", "on")
    if problems:
        raise Refused(problems)
    loan._history_user = by
    loan.delete()


def _problems_of_loan(loan: Loan) -> list[Problem]:
    found = []
    if loan.borrower_id == loan.workstation.commune_id:
        found.append(Problem("Máy này là của xã đó rồi. Chọn xã khác.", "borrower"))
    elif loan.borrower.district_id != loan.workstation.commune.district_id:
        found.append(Problem("Chọn một xã, thị trấn trong huyện.", "borrower"))
    if loan.to_on and loan.to_on < loan.from_on:
        found.append(Problem("Ngày trả không thể trước ngày mượn.", "to_on"))
    found += problems_of_words(loan.purpose, where="purpose", most=MOST_PURPOSE, empty="Ghi mượn để làm gì.")
    return found + problems_of_words(loan.paper, where="paper", most=MOST_PAPER)


def _problems_of_machine(loan: Loan) -> list[Problem]:
    """Out of service or without a check that covers the loan; a check with no end stated does."""
    machine, last = loan.workstation, loan.to_on or loan.from_on
    found = []
    if machine.in_service_from and loan.from_on < machine.in_service_from:
        found.append(Problem(f"Máy đưa vào dùng từ {format_date(machine.in_service_from)}.", "from_on"))
    if machine.in_service_to and last > machine.in_service_to:
        where = "from_on" if loan.from_on > machine.in_service_to else "to_on"
        found.append(Problem(f"Máy thôi dùng sau ngày {format_date(machine.in_service_to)}.", where))
    checked, ends = machine.security_checked_on, machine.security_valid_until
    if checked is None:
        found.append(Problem("Máy chưa kiểm tra bảo mật. Kiểm tra và ghi ngày kiểm tra trước khi cho mượn.", "from_on"))
    elif loan.from_on < checked:
        found.append(Problem(f"Máy mới được kiểm tra bảo mật ngày {format_date(checked)}; mượn từ ngày đó.", "from_on"))
    elif ends and loan.from_on > ends:
        told = f"Kiểm tra bảo mật hết giá trị từ {format_date(ends)}. Kiểm tra lại máy trước khi cho mượn."
        found.append(Problem(told, "from_on"))
    elif ends and last > ends:
        found.append(Problem(f"Kiểm tra bảo mật chỉ có giá trị đến {format_date(ends)}; mượn đến ngày đó.", "to_on"))
    return found


def _overlapping(loan: Loan) -> list[Problem]:
    same = Loan.objects.filter(workstation=loan.workstation).overlapping(loan.from_on, loan.to_on)
    return [
        Problem(f"{loan.workstation.name} đã cho {other.borrower.full_name} mượn {days_of(other)}.", "from_on")
        for other in same.select_related("borrower").order_by("from_on")[:1]
    ]


def _still_rostered(loan: Loan) -> list[Problem]:
    rows = loan.workstation.assignments.filter(work_date__gte=loan.from_on)
    if loan.to_on:
        rows = rows.filter(work_date__lte=loan.to_on)
    return _named_shifts(rows, "Đã phân ca trên máy này", "from_on")


def _named_shifts(rows, words: str, where: str) -> list[Problem]:
    rows = list(rows.order_by("work_date", "shift")[:4])
    if not rows:
        return []
    named = join_words([_shift_named(row) for row in rows[:3]] + (["các ca sau đó"] if len(rows) > 3 else []))
    return [Problem(f"{words}: {named}. Bỏ các ca đó trong Ca trực trước.", where)]


def _shift_named(row: Assignment) -> str:
    return f"ca {row.shift} ngày {format_date(row.work_date)}"


def days_of(loan: Loan) -> str:
    """ "từ 01/3/2024 đến hết 05/3/2024"."""
    ends = f" đến hết {format_date(loan.to_on)}" if loan.to_on else ", chưa hẹn ngày trả"
    return f"từ {format_date(loan.from_on)}{ends}"
