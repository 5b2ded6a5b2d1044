"""Which shifts were worked, by whom, and how much they entered: weekends, Tết, campaigns, slow and fast communes."""

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from communes.models import (
    Book,
    CalendarDay,
    Commune,
    Downtime,
    DowntimeCause,
    Programme,
    StaffMember,
    Workstation,
)
from entries.posting import Draft, Line

FIRST_DAY = dt.date(2023, 6, 5)
LAST_DAY = dt.date(2024, 3, 3)
TET = (dt.date(2024, 2, 8), dt.date(2024, 2, 14))
ID_CAMPAIGN = (dt.date(2023, 11, 20), dt.date(2023, 12, 19))  # all hands on identity cards, until 20/12/2023

# What each commune had entered by LAST_DAY, in official order: one nearly done, one that has barely begun.
SHARES = (0.44, 0.36, 0.52, 0.27, 0.58, 0.31, 0.41, 0.29, 0.47, 0.97, 0.33, 0.25, 0.03)
# How often a machine works a shift on an ordinary day: the dedicated one first, nights seldom.
PRESENCE = {(1, 1): 0.3, (1, 2): 0.2, (1, 3): 0.2, (2, 1): 0.8, (2, 2): 0.35, (2, 3): 0.15}
SHIFT_ENDS = {1: 14, 2: 22, 3: 30}  # o'clock of the day the shift began
EMPTY_SHIFTS = 0.015
HISTORICAL_SHIFTS = 0.08
LATE_RECORDS = 0.03
LOST_TIME = {
    "Mất mạng cả ca": DowntimeCause.NETWORK,
    "Đường truyền chậm, phần mềm treo": DowntimeCause.SOFTWARE,
    "Mất điện": DowntimeCause.POWER,
    "Máy hỏng, chờ sửa": DowntimeCause.MACHINE,
    "Huy động cấp căn cước, định danh mức 2": DowntimeCause.OTHER_DUTY,
    "Dự tập huấn tại huyện": DowntimeCause.TRAINING,
    "Người trực nghỉ ốm, chưa bố trí được người thay": DowntimeCause.NO_STAFF,
}


@dataclass(frozen=True, slots=True)
class Slot:
    day: dt.date
    workstation: Workstation
    shift: int
    weight: float  # its part of what is entered, against other slots


@dataclass(slots=True)
class Shelf:
    """The books still to be entered, in the order a commune works through them, and what each has left."""

    queue: list[Book]
    left: Counter

    def take(self, count: int, desk: int) -> list[tuple[Book, int]]:
        """The next `count` records; each machine (desk) has its own book open."""
        taken = []
        while count > 0 and self.queue:
            place = min(desk, len(self.queue) - 1)
            book = self.queue[place]
            part = min(count, self.left[book])
            taken.append((book, part))
            self.left[book] -= part
            count -= part
            if not self.left[book]:
                del self.queue[place]
        return taken


def make_shelf(register: list[tuple[Book, int]], rng: random.Random) -> Shelf:
    """Birth books before marriage books before death books, roughly; within a kind the newer first."""
    counts = Counter({book: count for book, count in register if count})
    place = {book: (book.kind_position + rng.uniform(0, 1.5), -book.opened) for book in counts}
    return Shelf(sorted(counts, key=place.get), counts)


def share_of(commune: Commune, rng: random.Random) -> float:
    return SHARES[commune.position - 1] if commune.position <= len(SHARES) else rng.uniform(0.25, 0.6)


def holidays() -> frozenset[dt.date]:
    return frozenset(CalendarDay.objects.filter(is_working=False).values_list("day", flat=True))


def pace_of(day: dt.date, holidays: frozenset) -> float:
    """How much of an ordinary day's work was done."""
    if TET[0] <= day <= TET[1]:
        return 0.01
    if day in holidays:
        return 0.08
    pace = (1, 1, 1, 1, 1, 0.35, 0.18)[day.weekday()]
    if ID_CAMPAIGN[0] <= day <= ID_CAMPAIGN[1]:
        return pace * 0.4
    if day < dt.date(2023, 7, 1):
        return pace * 0.6  # machines and accounts were still being set up
    return pace * (1.2 if day > TET[1] else 1)


def slots(
    workstations: list[Workstation], *, first: dt.date, last: dt.date, eagerness: float, free: frozenset, rng
) -> Iterator[Slot]:
    """The shifts that were worked. `eagerness` above 50 means every shift of every day (for speed tests)."""
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        pace = pace_of(day, free)
        for workstation in workstations:
            for shift in SHIFT_ENDS:
                presence = PRESENCE[workstation.number, shift] * pace * eagerness
                is_worked, weight = rng.random() < presence, rng.uniform(0.4, 1.6)
                if is_worked or eagerness > 50:
                    yield Slot(day, workstation, shift, weight * max(pace, 0.2))


def recorded_at(day: dt.date, shift: int, rng: random.Random, *, last: dt.date) -> dt.datetime:
    """Soon after the shift; now and then days later, but never after the last day."""
    midnight = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
    moment = midnight + dt.timedelta(hours=SHIFT_ENDS[shift], minutes=rng.randint(3, 55), seconds=rng.randint(0, 59))
    late = moment + dt.timedelta(days=rng.randint(1, 4))
    is_late = rng.random() < LATE_RECORDS
    return late if is_late and late.date() <= last else moment


def new_id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def shift_drafts(
    commune: Commune,
    *,
    worked: list[Slot],
    target: int,
    whole_weight: float,
    shelf: Shelf,
    team: list[StaffMember],
    rng: random.Random,
) -> list[Draft]:
    """One batch a slot. `target` records are spread over `whole_weight`; when the shelf is empty the work ends."""
    drafts = []
    for slot in worked:
        lines, reason = [], ""
        if rng.random() < EMPTY_SHIFTS:
            reason = rng.choice(list(LOST_TIME))
        else:
            count = max(1, int(target * slot.weight / whole_weight + rng.random()))
            taken = shelf.take(count, desk=slot.workstation.number - 1)
            lines = [Line(book, Programme.POPULATION_DB, part) for book, part in taken]
            if lines and rng.random() < HISTORICAL_SHIFTS:
                lines.append(Line(lines[0].book, Programme.HISTORICAL, rng.randint(2, 15)))
        if lines or reason:
            drafts.append(
                Draft(
                    id=new_id(rng),
                    commune=commune,
                    work_date=slot.day,
                    shift=slot.shift,
                    workstation=slot.workstation,
                    worked_by=rng.choice(team),
                    lines=tuple(lines),
                    reason=reason,
                )
            )
    return drafts


def downtimes_of(drafts: list[Draft], rng: random.Random) -> list[Downtime]:
    """The lost hours behind the shifts in which nothing was entered."""
    found = []
    for draft in drafts:
        if draft.lines:
            continue
        midnight = dt.datetime.combine(draft.work_date, dt.time(), timezone.get_default_timezone())
        start = midnight + dt.timedelta(hours=SHIFT_ENDS[draft.shift] - 8, minutes=rng.randint(0, 90))
        found.append(
            Downtime(
                commune=draft.commune,
                workstation=draft.workstation,
                cause=LOST_TIME[draft.reason],
                started_at=start,
                ended_at=start + dt.timedelta(minutes=rng.randint(4 * 60, 390)),
                note=draft.reason,
            )
        )
    return found
