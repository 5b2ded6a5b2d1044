"""The machines of a commune: what stands there on a day, whether each is checked, and keeping their data."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.db.models import F, FilteredRelation, Q, QuerySet

from .calendar import today
from .formatting import format_date
from .models import Commune, Loan, User, Workstation
from .refusals import Problem, Refused, problems_of_words
from .text import normalise

NEEDED = 2  # Quyết định số 1500/QĐ-UBND: 02 machines a commune
SOON = dt.timedelta(days=30)  # a check that ends within these days is to be renewed now
MOST_NOTE, MOST_NAME, MOST_REASON = 200, 80, 100
TAKEN = "Xã đã có máy mang số này. Chọn số khác."
Standing = dict[int, list[tuple[Workstation, set[dt.date]]]]


@dataclass(frozen=True, slots=True)
class Security:
    """The state of a machine's security check on a day; `tone` is good, warn or bad."""

    tone: str
    mark: str
    words: str


def security_of(machine: Workstation, day: dt.date) -> Security:
    checked, ends = machine.security_checked_on, machine.security_valid_until
    if checked is None or checked > day:
        return Security("bad", "✕", "chưa kiểm tra")
    if ends is None:
        return Security("good", "✓", f"kiểm tra ngày {format_date(checked)}, không ghi thời hạn")
    if ends < day:
        return Security("bad", "✕", f"đã hết giá trị từ {format_date(ends)}")
    if ends - day <= SOON:
        return Security("warn", "▲", f"sắp hết: còn giá trị đến {format_date(ends)}")
    return Security("good", "✓", f"còn giá trị đến {format_date(ends)}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A machine on a day: is it in service, and by which loan is it away from the commune it belongs to."""

    machine: Workstation
    day: dt.date
    loan: Loan | None = None

    @property
    def security(self) -> Security:
        return security_of(self.machine, self.day)

    @property
    def is_in_service(self) -> bool:
        begins, ends = self.machine.in_service_from, self.machine.in_service_to
        return (begins is None or begins <= self.day) and (ends is None or ends >= self.day)

    @property
    def is_at_home(self) -> bool:
        return self.is_in_service and self.loan is None


@dataclass(frozen=True, slots=True)
class CommuneMachines:
    """What a commune has on a day: its own machines, wherever they are, and those it has borrowed."""

    commune: Commune
    own: list[Kept]
    borrowed: list[Kept]

    @property
    def standing(self) -> list[Kept]:
        return [one for one in self.own if one.is_at_home] + [one for one in self.borrowed if one.is_in_service]

    @property
    def lent(self) -> list[Kept]:
        return [one for one in self.own if one.loan]

    @property
    def out_of_service(self) -> list[Kept]:
        return [one for one in self.own if not one.is_in_service and not one.loan]

    @property
    def unchecked(self) -> list[Kept]:
        return [one for one in self.standing if one.security.tone != "good"]

    @property
    def missing(self) -> int:
        return max(0, NEEDED - len(self.standing))


def machines_of(communes: list[Commune], day: dt.date) -> list[CommuneMachines]:
    """A line for each commune, in the order given. Two queries."""
    keys = [commune.pk for commune in communes]
    loans = list(
        Loan.objects.in_force_on(day)
        .filter(Q(borrower__in=keys) | Q(workstation__commune__in=keys))
        .select_related("workstation__commune", "borrower")
        .order_by("workstation__commune__position", "workstation__number")
    )
    away = {loan.workstation_id: loan for loan in loans}
    own: dict[int, list[Kept]] = {}
    for machine in Workstation.objects.filter(commune__in=keys).order_by("number"):
        own.setdefault(machine.commune_id, []).append(Kept(machine, day, away.get(machine.pk)))
    borrowed: dict[int, list[Kept]] = {}
    for loan in loans:
        borrowed.setdefault(loan.borrower_id, []).append(Kept(loan.workstation, day, loan))
    return [CommuneMachines(one, own.get(one.pk, []), borrowed.get(one.pk, [])) for one in communes]


def standing_between(communes: Iterable[int], first: dt.date, last: dt.date) -> Standing:
    """The machines that stand in each commune (its primary key) on some day, with those days. One query."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    rows = _with_loans(tuple(sorted(communes)), first, last).all()
    machines: dict[int, Workstation] = {}
    loans: dict[int, list[Workstation]] = {}  # a row for each loan of those days
    for row in rows:
        machines.setdefault(row.pk, row)
        if row.borrower:
            loans.setdefault(row.pk, []).append(row)
    found: dict[int, dict[int, set]] = {}
    for machine in machines.values():
        begins, ends = machine.in_service_from or first, machine.in_service_to or last
        in_service = days if begins <= first and ends >= last else [day for day in days if begins <= day <= ends]
        if not loans.get(machine.pk):
            if in_service:
                found.setdefault(machine.commune_id, {})[machine.pk] = set(in_service)
            continue
        for day in in_service:
            away = next((one for one in loans[machine.pk] if _is_away(one, day)), None)
            place = away.borrower if away else machine.commune_id
            found.setdefault(place, {}).setdefault(machine.pk, set()).add(day)
    return {place: [(machines[pk], when) for pk, when in rows.items()] for place, rows in found.items()}


@lru_cache(maxsize=64)
def _with_loans(communes: tuple[int, ...], first: dt.date, last: dt.date) -> QuerySet[Workstation]:
    """The question, built once for a day: putting it together takes longer than answering it."""
    in_those_days = Q(loans__from_on__lte=last) & (Q(loans__to_on__isnull=True) | Q(loans__to_on__gte=first))
    return (
        Workstation.objects.annotate(away=FilteredRelation("loans", condition=in_those_days))
        .filter(Q(commune__in=communes) | Q(away__borrower__in=communes))
        .annotate(borrower=F("away__borrower"), away_from=F("away__from_on"), away_to=F("away__to_on"))
    )


def _is_away(row: Workstation, day: dt.date) -> bool:
    return row.away_from <= day and (row.away_to is None or row.away_to >= day)


@transaction.atomic
def keep_machine(*, by: User, machine: Workstation, reason: str = "") -> Workstation:
    """Stores a new machine, or what changed of one. Raises Refused with what cannot be, at its fields."""
    if machine.pk:
        Workstation.objects.select_for_update().get(pk=machine.pk)  # nobody lends it meanwhile
    for name in ("managed_by", "security_checked_by", "note"):
        setattr(machine, name, normalise(getattr(machine, name)))
    reason = normalise(reason)
    problems = [*_problems_of(machine), *problems_of_words(reason, where="reason", most=MOST_REASON)]
    if machine.pk and machine.in_service_to:
        problems += _needed_after(machine)
    if problems:
        raise Refused(problems)
    machine._history_user, machine._change_reason = by, reason or None
    try:
        with transaction.atomic():
            machine.save()
    except IntegrityError as error:
        if not _same_number(machine).exists():
            raise
        raise Refused([Problem(TAKEN, "number")]) from error
    return machine


def _same_number(machine: Workstation):
    return Workstation.objects.filter(commune=machine.commune_id, number=machine.number).exclude(pk=machine.pk)


def _problems_of(machine: Workstation) -> list[Problem]:
    found = [Problem(TAKEN, "number")] if _same_number(machine).exists() else []
    checked, ends = machine.security_checked_on, machine.security_valid_until
    if checked and checked > today():
        found.append(Problem(f"Ngày kiểm tra ở tương lai. Hôm nay là {format_date(today())}.", "security_checked_on"))
    if ends and not checked:
        found.append(Problem("Ghi cả ngày kiểm tra bảo mật.", "security_checked_on"))
    if ends and checked and ends < checked:
        found.append(Problem("Ngày hết giá trị phải sau ngày kiểm tra bảo mật.", "security_valid_until"))
    begins, last = machine.in_service_from, machine.in_service_to
    if begins and last and last < begins:
        found.append(Problem("Ngày thôi dùng không thể trước ngày đưa vào dùng.", "in_service_to"))
    for name, most in (("managed_by", MOST_NAME), ("security_checked_by", MOST_NAME), ("note", MOST_NOTE)):
        found += problems_of_words(getattr(machine, name), where=name, most=most)
    return found


def _needed_after(machine: Workstation) -> list[Problem]:
    """A machine that goes out of service leaves no shift and no loan behind."""
    found, last = [], machine.in_service_to
    row = machine.assignments.filter(work_date__gt=last).order_by("work_date", "shift").first()
    if row:
        told = f"Máy còn được phân ca {row.shift} ngày {format_date(row.work_date)}. Bỏ các ca sau ngày này trước."
        found.append(Problem(told, "in_service_to"))
    loan = machine.loans.filter(Q(to_on__isnull=True) | Q(to_on__gt=last)).select_related("borrower").first()
    if loan:
        found.append(
            Problem(f"Máy đang cho {loan.borrower.full_name} mượn quá ngày này. Ghi ngày trả trước.", "in_service_to")
        )
    return found
