"""Reading the roster: which machines stand in a commune, who can be assigned, and who is, over a stretch of days."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from .models import Assignment, Commune, DayOff, Loan, Shift, StaffMember, Workstation
from .rotation import Person, Slot
from .text import vietnamese_order


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Standing:
    """A machine with the days on which it stands in the commune and is in service."""

    machine: Workstation
    is_borrowed: bool
    days: frozenset[dt.date]

    @property
    def label(self) -> str:
        if self.is_borrowed:
            return f"{self.machine.name} (mượn của {self.machine.commune.full_name})"
        return self.machine.label


def machines_within(commune: Commune, first: dt.date, last: dt.date) -> list[Standing]:
    """The commune's own machines that are not lent out, then those it has borrowed. Two queries."""
    loans = list(
        Loan.objects.overlapping(first, last)
        .filter(Q(borrower=commune) | Q(workstation__commune=commune))
        .select_related("workstation__commune")
        .order_by("workstation__commune__position", "workstation__number")
    )
    away: dict[int, set] = {}
    here: dict[int, set] = {}
    borrowed = {}
    for loan in loans:
        days = days_between(max(first, loan.from_on), min(last, loan.to_on or last))
        if loan.borrower_id == commune.pk:
            here.setdefault(loan.workstation_id, set()).update(days)
            borrowed[loan.workstation_id] = loan.workstation
        else:
            away.setdefault(loan.workstation_id, set()).update(days)
    own = [
        Standing(machine, False, _in_service(machine, first, last) - away.get(machine.pk, set()))
        for machine in commune.workstations.order_by("number")
    ]
    others = [Standing(machine, True, _in_service(machine, first, last) & here[pk]) for pk, machine in borrowed.items()]
    return [standing for standing in [*own, *others] if standing.days]


def _in_service(machine: Workstation, first: dt.date, last: dt.date) -> frozenset[dt.date]:
    begins, ends = max(first, machine.in_service_from or first), min(last, machine.in_service_to or last)
    return frozenset(days_between(begins, ends)) if begins <= ends else frozenset()


def people_of(commune: Commune, first: dt.date, last: dt.date) -> list[Person]:
    """Members of the team who are active on some day of the stretch, with their days off. Two queries."""
    off: dict[int, set] = {}
    for row in DayOff.objects.filter(member__commune=commune, from_on__lte=last, to_on__gte=first):
        off.setdefault(row.member_id, set()).update(days_between(max(first, row.from_on), min(last, row.to_on)))
    members = StaffMember.objects.filter(commune=commune).active_within(first, last)
    return [
        Person(
            member.pk, member.name, member.works_nights, member.max_shifts_a_week, member.active_from,
            member.active_to, frozenset(off.get(member.pk, ())),
        )
        for member in sorted(members, key=lambda member: vietnamese_order(member.name))
    ]  # fmt: skip


def assigned_within(commune: Commune, first: dt.date, last: dt.date) -> dict[Slot, Assignment]:
    """One query."""
    rows = Assignment.objects.filter(commune=commune).between(first, last).select_related("member", "workstation")
    return {Slot(row.work_date, row.shift, row.workstation_id): row for row in rows}


def filled_by_day(communes: list[Commune], first: dt.date, last: dt.date) -> dict[tuple[int, dt.date], int]:
    """Shifts with somebody in them, by commune and day. One query."""
    rows = Assignment.objects.filter(commune__in=communes).between(first, last).order_by()
    counted = rows.values_list("commune", "work_date").annotate(Count("id"))
    return {(commune, day): count for commune, day, count in counted}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One machine in one shift: a cell for each day, None where the machine does not stand there that day."""

    standing: Standing
    shift: Shift
    cells: list[tuple[Slot, Assignment | None] | None]


@dataclass(frozen=True, slots=True)
class Roster:
    """A stretch of days of one commune's roster."""

    commune: Commune
    days: list[dt.date]
    rows: list[RosterRow]
    people: list[Person]
    assigned: dict[Slot, Assignment]

    @property
    def shifts_by_person(self) -> list[tuple[Person, int]]:
        counted = dict.fromkeys((person.pk for person in self.people), 0)
        for row in self.assigned.values():
            counted[row.member_id] = counted.get(row.member_id, 0) + 1
        return [(person, counted[person.pk]) for person in self.people]


def roster_of(commune: Commune, first: dt.date, last: dt.date) -> Roster:
    """Five queries, whatever the number of days."""
    days, machines = days_between(first, last), machines_within(commune, first, last)
    assigned = assigned_within(commune, first, last)
    rows = [
        RosterRow(
            standing,
            shift,
            [
                (slot, assigned.get(slot)) if day in standing.days else None
                for day in days
                for slot in [Slot(day, shift, standing.machine.pk)]
            ],
        )
        for standing in machines
        for shift in Shift
    ]
    return Roster(commune, days, rows, people_of(commune, first, last), assigned)
