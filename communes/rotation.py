"""Luân phiên: who takes which shift, fairly. Pure: people and slots in, a plan out; nothing is read or stored here."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import total_ordering

from .models import Shift


@total_ordering
@dataclass(frozen=True, slots=True)
class Slot:
    """One machine in one shift of one business day."""

    day: dt.date
    shift: int
    machine: int  # primary key of a workstation

    def __lt__(self, other):
        return (self.day, self.shift, self.machine) < (other.day, other.shift, other.machine)

    @property
    def turn(self) -> int:
        """The shifts of all days counted through: a night and the morning after it are neighbours."""
        return self.day.toordinal() * len(Shift) + self.shift

    @property
    def week(self) -> tuple[int, int]:
        return self.day.isocalendar()[:2]

    @property
    def is_night(self) -> bool:
        return self.shift == Shift.NIGHT


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be assigned; `off` are the days on which they cannot."""

    pk: int
    name: str
    works_nights: bool = True
    most_a_week: int = 6
    active_from: dt.date | None = None
    active_to: dt.date | None = None
    off: frozenset[dt.date] = frozenset()

    def is_there(self, day: dt.date) -> bool:
        return (
            day not in self.off
            and (self.active_from is None or day >= self.active_from)
            and (self.active_to is None or day <= self.active_to)
        )


@dataclass(slots=True)
class Rotation:
    """The plan: who got which slot, and the slots nobody could take."""

    assigned: dict[Slot, Person] = field(default_factory=dict)
    unfilled: list[Slot] = field(default_factory=list)


def rotate(
    slots: Iterable[Slot],
    people: list[Person],
    *,
    standing: Iterable[tuple[Slot, int]] = (),
    may_follow: bool = False,
) -> Rotation:
    """Gives each slot to whoever of those who can take it has had the fewest shifts, then the fewest nights, then has
    rested longest. `standing` are assignments that stay as they are, by primary key of the person; they count.

    Nobody is in two places, works on a day off, above the week's limit, or two shifts in a row (unless `may_follow`).
    """
    desk = _Desk(people, standing, may_follow)
    plan = Rotation()
    for slot in sorted(set(slots) - desk.taken):
        able = [person for person in people if desk.can_take(person, slot)]
        if not able:
            plan.unfilled.append(slot)
            continue
        chosen = min(able, key=lambda person: desk.burden(person, slot))
        plan.assigned[slot] = chosen
        desk.give(slot, chosen.pk)
    return plan


class _Desk:
    """What each person has so far."""

    def __init__(self, people: list[Person], standing: Iterable[tuple[Slot, int]], may_follow: bool):
        self.place = {person.pk: place for place, person in enumerate(people)}
        self.may_follow = may_follow
        self.taken: set[Slot] = set()
        self.shifts, self.nights, self.weeks = Counter(), Counter(), Counter()
        self.turns: dict[int, set[int]] = {}
        for slot, pk in standing:
            self.give(slot, pk)

    def give(self, slot: Slot, pk: int) -> None:
        self.taken.add(slot)
        self.shifts[pk] += 1
        self.nights[pk] += slot.is_night
        self.weeks[pk, slot.week] += 1
        self.turns.setdefault(pk, set()).add(slot.turn)

    def can_take(self, person: Person, slot: Slot) -> bool:
        near = {slot.turn} if self.may_follow else {slot.turn - 1, slot.turn, slot.turn + 1}
        return (
            person.is_there(slot.day)
            and (person.works_nights or not slot.is_night)
            and self.weeks[person.pk, slot.week] < person.most_a_week
            and not near & self.turns.get(person.pk, set())
        )

    def burden(self, person: Person, slot: Slot) -> tuple:
        """Less is fairer. The last part keeps the order of the list where all else is equal."""
        turns = self.turns.get(person.pk, ())
        last = max((turn for turn in turns if turn < slot.turn), default=0)
        nights = self.nights[person.pk] if slot.is_night else 0
        return (self.shifts[person.pk], nights, last, self.place[person.pk])
