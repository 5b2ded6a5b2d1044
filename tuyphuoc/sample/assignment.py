"""The assignment behind the work: who was on the roster, machines checked and lent, books received, checked, handed
over and found faulty. It has its own dice, so that the ledger of the sample stays as it is."""

import datetime as dt
import random
from dataclasses import dataclass

from communes.models import (
    Assignment,
    Book,
    BookCheck,
    Commune,
    DayOff,
    HandedBook,
    Handover,
    Holder,
    Loan,
    StaffMember,
    User,
    Workstation,
    WorkstationKind,
)
from communes.rotation import Person, Slot, rotate
from entries.models import Defect, DefectKind, DefectState
from entries.posting import Draft

ROSTER_DAYS = 92  # of the past; further back nobody asks
AHEAD_DAYS = 13
FORGOTTEN = 0.04  # shifts on the roster of which nothing was heard
CHECKED_ON, VALID_UNTIL = dt.date(2023, 5, 25), dt.date(2024, 5, 25)
EXPIRED_IN = 5  # position of the commune whose shared machine's check has run out
LENDER, BORROWER = 10, 13  # the commune that is nearly done helps the one that has barely begun
CUSTODY_EVERY = 6


@dataclass(frozen=True, slots=True)
class Worked:
    """One commune with what was worked there."""

    commune: Commune
    official: User
    team: list[StaffMember]
    workstations: list[Workstation]
    drafts: list[Draft]
    finished: list[Book]
    untouched: list[Book]
    last: dt.date
    rng: random.Random

    @property
    def entered_books(self) -> list[Book]:
        books = {line.book.pk: line.book for draft in self.drafts for line in draft.lines}
        return list(books.values())


def arrange(worked: list[Worked]) -> None:
    """Everything of every commune, each table in one go."""
    machines = [machine for site in worked for machine in _checked_machines(site)]
    Workstation.objects.bulk_update(
        machines, ["security_checked_on", "security_checked_by", "security_valid_until", "free_share"]
    )
    away = _lend(worked)
    Assignment.objects.bulk_create([row for site in worked for row in _roster(site, away)], batch_size=2_000)
    DayOff.objects.bulk_create(_day_off(site) for site in worked)
    books = [book for site in worked for book in _received(site)]
    Book.objects.bulk_update(books, ["received_on"], batch_size=500)
    BookCheck.objects.bulk_create(check for site in worked for check in _checks(site))
    for site in worked:
        if site.commune.position % CUSTODY_EVERY == 1 and len(site.untouched) >= 4:
            _hand_over(site)
    kinds = list(DefectKind.objects.all())
    Defect.objects.bulk_create(defect for site in worked for defect in _defects(site, kinds))


def _checked_machines(site: Worked):
    for machine in site.workstations:
        is_shared = machine.kind == WorkstationKind.SHARED
        has_expired = is_shared and site.commune.position == EXPIRED_IN
        machine.security_checked_on = CHECKED_ON - dt.timedelta(days=365 if has_expired else 0)
        machine.security_valid_until = VALID_UNTIL - dt.timedelta(days=365 if has_expired else 0)
        machine.security_checked_by = "Công an huyện"
        machine.free_share = 50 if is_shared else 100
        yield machine


def _lend(worked: list[Worked]) -> dict[int, dt.date]:
    """A shared machine works elsewhere from two days before the end; its primary key and its first day away."""
    by_position = {site.commune.position: site for site in worked}
    if not {LENDER, BORROWER} <= by_position.keys():
        return {}
    lender, borrower = by_position[LENDER], by_position[BORROWER]
    from_on = lender.last - dt.timedelta(days=2)
    loan = Loan.objects.create(
        workstation=lender.workstations[0],
        borrower=borrower.commune,
        from_on=from_on,
        to_on=from_on + dt.timedelta(days=27),
        purpose="Tăng cường nhập dữ liệu còn tồn",
        paper="02/BB-CAH",
    )
    return {loan.workstation_id: from_on}


def _roster(site: Worked, away: dict[int, dt.date]) -> list[Assignment]:
    first = site.last - dt.timedelta(days=ROSTER_DAYS)
    taken: dict[tuple, set[int]] = {}
    rows = []

    def put(day, shift, machine, wanted=None):
        busy = taken.setdefault((day, shift), set())
        able = [member for member in site.team if member.pk not in busy]
        if not able or day >= away.get(machine.pk, dt.date.max):
            return
        member = wanted if wanted in able else site.rng.choice(able)
        busy.add(member.pk)
        rows.append(Assignment(commune=site.commune, work_date=day, shift=shift, workstation=machine, member=member))

    done = set()
    for draft in site.drafts:
        if draft.work_date < first or (draft.work_date, draft.shift, draft.workstation.pk) in done:
            continue
        done.add((draft.work_date, draft.shift, draft.workstation.pk))
        put(draft.work_date, draft.shift, draft.workstation, draft.worked_by)
    for number in range(ROSTER_DAYS):
        day = first + dt.timedelta(days=number)
        for machine in site.workstations:
            slot = (day, 1, machine.pk)
            if day.weekday() < 5 and slot not in done and site.rng.random() < FORGOTTEN:
                done.add(slot)
                put(day, 1, machine)
    return rows + _planned(site, away)


def _planned(site: Worked, away: dict[int, dt.date]) -> list[Assignment]:
    """The fortnight to come, as the generator makes it."""
    days = [site.last + dt.timedelta(days=n) for n in range(1, AHEAD_DAYS + 1)]
    slots = [
        Slot(day, shift, machine.pk)
        for day in days
        if day.weekday() < 6
        for machine in site.workstations
        if machine.pk not in away
        for shift in (1, 2)
    ]
    off = site.last + dt.timedelta(days=3)
    people = [
        Person(member.pk, member.name, off=frozenset({off} if member is site.team[-1] else ())) for member in site.team
    ]
    machines = {machine.pk: machine for machine in site.workstations}
    return [
        Assignment(
            commune=site.commune, work_date=slot.day, shift=slot.shift, workstation=machines[slot.machine],
            member_id=person.pk,
        )
        for slot, person in rotate(slots, people).assigned.items()
    ]  # fmt: skip


def _day_off(site: Worked) -> DayOff:
    day = site.last + dt.timedelta(days=3)
    return DayOff(member=site.team[-1], from_on=day, to_on=day, reason="Nghỉ phép")


def _received(site: Worked):
    """A book came to the team on the day it was first worked on."""
    first = {}
    for draft in site.drafts:
        for line in draft.lines:
            first[line.book.pk] = min(first.get(line.book.pk, draft.work_date), draft.work_date)
    for book in site.entered_books:
        book.received_on = first[book.pk]
        yield book


def _checks(site: Worked):
    for book in site.rng.sample(site.finished, min(3, len(site.finished))):
        sample = site.rng.randint(10, 20)
        yield BookCheck(
            book=book, checked_on=site.last - dt.timedelta(days=site.rng.randint(1, 20)), checked_by=site.team[1],
            sample=sample, errors=site.rng.choice((0, 0, 0, 1)), recorded_by=site.official,
        )  # fmt: skip


def _hand_over(site: Worked) -> None:
    """Books that are worn went to the district to be compared with its copies: one still out, the others came back."""
    books = site.rng.sample(site.untouched, 4)
    handed_on = site.last - dt.timedelta(days=30)
    handover = Handover.objects.create(
        commune=site.commune,
        from_holder=Holder.COMMUNE,
        from_person=site.official.full_name,
        from_title="Công chức Tư pháp - Hộ tịch",
        to_holder=Holder.DISTRICT,
        to_person="L.T.B",
        to_title="Chuyên viên Phòng Tư pháp",
        handed_on=handed_on,
        purpose="Đối chiếu với sổ lưu tại huyện",
        expected_on=handed_on + dt.timedelta(days=20),
        recorded_by=site.official,
    )
    HandedBook.objects.bulk_create(
        HandedBook(
            handover=handover,
            book=book,
            condition=book.condition or "bình thường",
            returned_on=None if place == 0 else handed_on + dt.timedelta(days=12),
            returned_condition="" if place == 0 else book.condition or "bình thường",
        )
        for place, book in enumerate(books)
    )
    Book.objects.filter(pk=books[0].pk).update(place=Holder.DISTRICT)


def _defects(site: Worked, kinds: list[DefectKind]):
    books = site.entered_books
    for book in site.rng.sample(books, min(site.rng.randint(4, 9), len(books))):
        state = site.rng.choice(list(DefectState))
        found_on = site.last - dt.timedelta(days=site.rng.randint(0, 60))
        is_settled = state in (DefectState.SETTLED, DefectState.UNSOLVABLE)
        yield Defect(
            book=book, kind=site.rng.choice(kinds), count=site.rng.randint(1, 4), page=str(site.rng.randint(2, 60)),
            state=state, found_by=site.official, found_on=found_on,
            state_by=site.official if is_settled else None,
            state_on=min(found_on + dt.timedelta(days=5), site.last) if is_settled else None,
        )  # fmt: skip
