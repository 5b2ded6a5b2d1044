"""Who can do without a machine, who needs one, and the lending that leaves fewest communes late: read and worked out.

A commune that is in time gives what it can do without at its present pace. A commune that is not is asked first
whether its own machines would do with the full number of shifts; only what is missing then calls for a machine.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

from django.db.models import Count

from communes.formatting import format_count, format_date
from communes.machines import Standing, security_of, standing_between
from communes.models import Assignment, Book, Commune, Deadline, Holder, Workstation

from ..dashboards.board import Board
from ..forecast.forecasting import SURE, Outlook
from ..forecast.verdicts import ON_TIME, SHIFTS_A_DAY, sure_day
from .lending_plan import MOST_RECEIVED, Move, Plan, Site, Spare, best_plan

IN_TIME, MORE_SHIFTS, NEEDS, HOPELESS = "in_time", "more_shifts", "needs", "hopeless"
NOTHING, UNKNOWN, DONE = "nothing", "unknown", "done"
LATE = (MORE_SHIFTS, NEEDS, HOPELESS)


@dataclass(frozen=True, slots=True)
class Offer:
    """A machine that could be lent from the first day to `until`; `rostered`: shifts planned on it from then on."""

    machine: Workstation
    until: dt.date
    effect: float  # machine-shifts a working day where it goes, mean until the deadline
    rostered: int


@dataclass(frozen=True, slots=True)
class Case:
    """One commune before and after the lending."""

    commune: Commune
    outlook: Outlook
    code: str
    capacity: float  # machine-shifts a working day of the machines that stand there, at the shifts asked for
    offers: tuple[Offer, ...]  # machines it could lend, as far as security and loans go
    blocked: tuple[tuple[Workstation, str], ...]  # and those it could not, with the reason
    can_give: tuple[tuple[Spare, ...], ...]
    needs: float | None
    books_away: int
    before: dt.date | None  # done by then with 80 %, as things stand
    after: dt.date | None
    is_late: bool
    is_late_after: bool
    gives: tuple[Offer, ...] = ()
    receives: tuple[tuple[Offer, Commune], ...] = ()

    @property
    def words(self) -> str:
        if self.code == NOTHING:
            return "chưa có số phải nhập"
        if self.code == DONE:
            return "đã nhập xong"
        if self.code == UNKNOWN:
            return "chưa đủ số liệu để dự báo"
        if self.code == IN_TIME:
            return "kịp; " + ("cho mượn được máy" if len(self.can_give) > 1 else "không có máy cho mượn được")
        if self.code == MORE_SHIFTS:
            return "kịp được nếu chạy đủ ca trên máy đang có"
        if self.code == NEEDS:
            return f"thiếu khoảng {decimal(self.needs)} máy-ca mỗi ngày dù chạy đủ ca"
        return "không kịp dù chạy đủ ca và mượn thêm hai máy"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One machine of the proposal."""

    offer: Offer
    giver: Commune
    receiver: Commune


@dataclass(frozen=True, slots=True)
class LendingBoard:
    deadline: Deadline
    from_on: dt.date
    shifts: int
    cases: tuple[Case, ...]
    transfers: tuple[Transfer, ...]

    @property
    def late_before(self) -> int:
        """Communes that are late as things stand."""
        return sum(case.is_late for case in self.cases)

    @property
    def late_after(self) -> int:
        """Those that stay late with the lending and with the full number of shifts."""
        return sum(case.is_late_after for case in self.cases)


def lending_board(board: Board, deadline: Deadline, *, from_on: dt.date, shifts: int = SHIFTS_A_DAY) -> LendingBoard:
    """Works out the lending for one deadline: the machines go on `from_on`. Three queries."""
    there = standing_between([one.pk for one in board.communes], from_on, max(from_on, deadline.due_on))
    rostered = dict(
        Assignment.objects.filter(commune__in=board.communes, work_date__gte=from_on)
        .order_by().values_list("workstation").annotate(Count("pk"))
    )  # fmt: skip
    away = dict(
        Book.objects.filter(commune__in=board.communes).real().exclude(place=Holder.COMMUNE)
        .order_by().values_list("commune").annotate(Count("pk"))
    )  # fmt: skip
    asked = _Asked(deadline, from_on, shifts, there, rostered)
    first = [_looked_at(commune, board.beside[commune.pk].outlook, asked) for commune in board.communes]
    sorts = sorted({spare.effect for case in first for gift in case["can_give"] for spare in gift})
    cases = [_with_need(case, sorts, asked) for case in first]
    sites = [Site(one["commune"].pk, one["can_give"], one["needs"], one["code"] in (NEEDS, HOPELESS)) for one in cases]
    plan = best_plan(sites)
    return _told(cases, plan, away, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    deadline: Deadline
    from_on: dt.date
    shifts: int
    there: Standing
    rostered: dict[int, int]

    def capacity(self, commune: Commune, without: Iterable[int] = ()) -> float:
        """Mean machine-shifts a day until the deadline of the machines that stand there, some left out."""
        span = (self.deadline.due_on - self.from_on).days + 1
        left_out = set(without)
        return sum(
            self.shifts * machine.free_share / 100 * len(days) / span
            for machine, days in self.there.get(commune.pk, ())
            if machine.pk not in left_out and span > 0
        )

    def is_in_time(self, outlook: Outlook, shifts_per_day: float | None = None) -> bool:
        chance = outlook.chance_of(self.deadline.due_on, shifts_per_day=shifts_per_day)
        return chance is not None and chance >= ON_TIME


def _looked_at(commune: Commune, outlook: Outlook, asked: _Asked) -> dict:
    offers, blocked = _offers(commune, outlook, asked)
    found = {
        "commune": commune, "outlook": outlook, "offers": offers, "blocked": blocked, "needs": None,
        "capacity": asked.capacity(commune), "can_give": ((),), "code": IN_TIME,
    }  # fmt: skip
    if not outlook.figure.to_enter > 0:
        found["code"] = NOTHING  # not counted yet, perhaps: its machines stay
    elif not outlook.left:
        found["code"] = DONE
    elif outlook.chance_of(asked.deadline.due_on, shifts_per_day=found["capacity"]) is None:
        found["code"] = UNKNOWN
    elif not asked.is_in_time(outlook):
        found["code"] = MORE_SHIFTS if asked.is_in_time(outlook, found["capacity"]) else NEEDS
    if found["code"] in (DONE, IN_TIME):
        found["can_give"] = _can_give(commune, outlook, offers, asked)
    return found


def _offers(commune: Commune, outlook: Outlook, asked: _Asked) -> tuple[tuple[Offer, ...], tuple]:
    """The commune's own machines that stand at home, with a security check, until the deadline or the check ends."""
    offers, blocked = [], []
    due, whole = asked.deadline.due_on, _days_worked(outlook, asked.from_on, asked.deadline.due_on)
    for machine, days in asked.there.get(commune.pk, ()):
        if machine.commune_id != commune.pk:
            continue
        if len(days) < (due - asked.from_on).days + 1:
            blocked.append((machine, "có ngày cho mượn hoặc thôi dùng"))
            continue
        security = security_of(machine, asked.from_on)
        if security.tone == "bad":
            blocked.append((machine, f"kiểm tra bảo mật {security.words}"))
            continue
        until = min(due, machine.security_valid_until or due)
        covered = _days_worked(outlook, asked.from_on, until) / whole if whole else 0
        effect = round(asked.shifts * machine.free_share / 100 * covered, 2)
        if effect:
            offers.append(Offer(machine, until, effect, asked.rostered.get(machine.pk, 0)))
    return tuple(offers), tuple(blocked)


def _days_worked(outlook: Outlook, first: dt.date, last: dt.date) -> float:
    return max(0.0, outlook.ahead.until(last) - outlook.ahead.until(first - dt.timedelta(days=1)))


def _can_give(commune, outlook: Outlook, offers: tuple[Offer, ...], asked: _Asked) -> tuple[tuple[Spare, ...], ...]:
    """Sets of machines without which the commune is in time still: at its present number of shifts, or at what the
    rest can run in three shifts where that is less."""
    present = len(outlook.shifts) / len(outlook.days) if outlook.days else 0.0
    found = [()]
    for number in range(1, len(offers) + 1):
        for gift in combinations(offers, number):
            rest = asked.capacity(commune, [offer.machine.pk for offer in gift]) * SHIFTS_A_DAY / asked.shifts
            if not outlook.left or (rest > 0 and (rest >= present or asked.is_in_time(outlook, rest))):
                found.append(tuple(Spare(offer.machine.pk, offer.effect) for offer in gift))
    return tuple(found)


def _with_need(case: dict, sorts: list[float], asked: _Asked) -> dict:
    """What would bring a late commune in time: the least that one or two machines of these sorts add up to."""
    if case["code"] != NEEDS:
        return case
    sums = {
        round(sum(effects), 2)
        for number in range(1, MOST_RECEIVED + 1)
        for effects in combinations_with_replacement(sorts, number)
    }
    for extra in sorted(sums):
        if asked.is_in_time(case["outlook"], case["capacity"] + extra):
            return case | {"needs": extra}
    return case | {"code": HOPELESS}


def _told(cases: list[dict], plan: Plan, away: dict[int, int], asked: _Asked) -> LendingBoard:
    communes = {case["commune"].pk: case["commune"] for case in cases}
    offers = {offer.machine.pk: offer for case in cases for offer in case["offers"]}
    transfers = [Transfer(offers[m.machine], communes[m.from_site], communes[m.to_site]) for m in plan.moves]
    found = []
    for case in cases:
        commune = case["commune"]
        gives = tuple(one.offer for one in transfers if one.giver == commune)
        receives = tuple((one.offer, one.giver) for one in transfers if one.receiver == commune)
        found.append(
            Case(
                **case,
                books_away=away.get(commune.pk, 0),
                before=sure_day(case["outlook"]),
                after=_after(case, plan.moves, gives, receives, asked),
                is_late=case["code"] in LATE,
                is_late_after=case["code"] == HOPELESS or (case["code"] == NEEDS and not receives),
                gives=gives,
                receives=receives,
            )
        )
    return LendingBoard(asked.deadline, asked.from_on, asked.shifts, tuple(found), tuple(transfers))


def _after(case: dict, moves: tuple[Move, ...], gives, receives, asked: _Asked) -> dt.date | None:
    """The 80 % day with the lending: at full shifts where the commune is late now, else as it works at present."""
    outlook = case["outlook"]
    if case["code"] in LATE:
        extra = sum(offer.effect for offer, _ in receives)
        return outlook.finish_on(SURE, shifts_per_day=round(case["capacity"] + extra, 2))
    if not gives:
        return sure_day(outlook)
    rest = asked.capacity(case["commune"], [offer.machine.pk for offer in gives]) * SHIFTS_A_DAY / asked.shifts
    present = len(outlook.shifts) / len(outlook.days) if outlook.days else 0.0
    return sure_day(outlook) if rest >= present else outlook.finish_on(SURE, shifts_per_day=rest)


def decimal(number: float) -> str:
    """1,5 machine-shifts as people write them."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")


def reason_of(transfer: Transfer, cases: Iterable[Case], deadline: Deadline) -> str:
    """Why this machine goes there, for the paper: what is left, and what changes."""
    case = next(one for one in cases if one.commune == transfer.receiver)
    before = f"dự báo xong {format_date(case.before)}" if case.before else "chưa thể xong trong 2 năm"
    after = f", có máy và chạy đủ ca thì xong {format_date(case.after)}" if case.after else ""
    return f"Còn {format_count(case.outlook.left)} trường hợp; {before}{after} (hạn {format_date(deadline.due_on)})"
