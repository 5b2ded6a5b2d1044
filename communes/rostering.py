"""Writes to the roster: every change of slots comes through `save_slots`, whoever asks and however many at once."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history

from .calendar import now
from .formatting import format_date
from .models import Assignment, Commune, User
from .roster import Standing, assigned_within, machines_within, monday_of, people_of
from .rotation import Person, Rotation, Slot

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SlotProblem:
    """Why a slot cannot be as wanted, in words."""

    message: str
    slot: Slot | None = None


class RosterRefused(Exception):
    """Nothing was stored. Carries every problem at once."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


@transaction.atomic
def save_slots(
    *,
    by: User,
    commune: Commune,
    wanted: dict[Slot, int | None],
    seen: dict[Slot, int | None],
    may_follow: bool = False,
    reason: str = "",
) -> int:
    """Gives the slots to the members wanted (primary keys; None empties a slot) and returns how many changed.

    `seen` is what the writer had before their eyes: a slot that somebody else has changed since is refused, never
    overwritten. Raises RosterRefused with the problem of every slot.
    """
    changed = {slot: pk for slot, pk in wanted.items() if seen.get(slot) != pk}
    if not changed:
        return 0
    Commune.objects.select_for_update().get(pk=commune.pk)  # two writers of one roster wait for each other
    current, problems = _compared(commune, changed, seen, may_follow)
    if problems:
        raise RosterRefused(problems)
    _store(by, commune, changed, current, reason)
    return len(changed)


def problems_of(
    *, commune: Commune, wanted: dict[Slot, int | None], seen: dict[Slot, int | None], may_follow: bool = False
) -> list[SlotProblem]:
    """Why `save_slots` would refuse this now; nothing is stored and nobody waits."""
    changed = {slot: pk for slot, pk in wanted.items() if seen.get(slot) != pk}
    return _compared(commune, changed, seen, may_follow)[1] if changed else []


def _compared(commune, changed, seen, may_follow) -> tuple[dict[Slot, Assignment], list[SlotProblem]]:
    """What is assigned around the changed slots, and what is wrong with the changes."""
    first = monday_of(min(slot.day for slot in changed)) - dt.timedelta(days=1)
    last = monday_of(max(slot.day for slot in changed)) + WEEK
    current = assigned_within(commune, first, last)
    people = {person.pk: person for person in people_of(commune, first, last)}
    machines = {standing.machine.pk: standing for standing in machines_within(commune, first, last)}
    problems = [*_changed_meanwhile(changed, seen, current)]
    if not problems:
        after = {slot: row.member_id for slot, row in current.items()} | changed
        after = {slot: pk for slot, pk in after.items() if pk is not None}
        problems = [*_against_rules(changed, after, people, machines, may_follow)]
    return current, problems


def _changed_meanwhile(changed, seen, current):
    for slot in sorted(changed):
        row = current.get(slot)
        if (row.member_id if row else None) == seen.get(slot):
            continue
        told = f"vừa được phân cho {row.member.name}" if row else "vừa được bỏ trống"
        yield SlotProblem(f"{name_of(slot)} {told} ở máy khác. Bảng dưới đây là bảng mới nhất; phân lại nếu cần.", slot)


def _against_rules(changed, after, people: dict[int, Person], machines: dict[int, Standing], may_follow: bool):
    places: dict[tuple[int, int], list[Slot]] = {}
    for slot, pk in after.items():
        places.setdefault((pk, slot.turn), []).append(slot)
    for slot, pk in sorted(changed.items()):
        if pk is None:
            continue
        person, standing = people.get(pk), machines.get(slot.machine)
        if person is None:
            yield SlotProblem(f"{name_of(slot)}: người này không thuộc Tổ của xã, hoặc đã thôi tham gia.", slot)
            continue
        if standing is None or slot.day not in standing.days:
            yield SlotProblem(f"{name_of(slot)}: máy không đặt ở xã ngày này. Xem trang Máy tính.", slot)
        if not person.is_there(slot.day):
            yield SlotProblem(f"{name_of(slot)}: {person.name} nghỉ hoặc không còn trong Tổ ngày này.", slot)
        if slot.is_night and not person.works_nights:
            yield SlotProblem(f"{name_of(slot)}: {person.name} không trực ca đêm.", slot)
        if len(places[pk, slot.turn]) > 1:
            yield SlotProblem(f"{name_of(slot)}: {person.name} đã trực máy khác trong ca này.", slot)
        if not may_follow and (places.get((pk, slot.turn - 1)) or places.get((pk, slot.turn + 1))):
            yield SlotProblem(
                f"{name_of(slot)}: {person.name} trực hai ca liền. Đổi người, hoặc chọn “Cho phép hai ca liền”.", slot
            )


def name_of(slot: Slot) -> str:
    return f"Ca {slot.shift} ngày {format_date(slot.day)}"


def _store(by, commune, changed, current, reason) -> None:
    """Old rows go before new ones come: people may change places within one saving."""
    gone = [current[slot] for slot in changed if slot in current]
    _remember_removed(gone, by, reason)
    doomed = Assignment.objects.filter(pk__in=[row.pk for row in gone])
    doomed._raw_delete(doomed.db)  # without a signal for each row: their history has just been written, in one go
    made = [
        Assignment(commune=commune, work_date=slot.day, shift=slot.shift, workstation_id=slot.machine, member_id=pk)
        for slot, pk in changed.items()
        if pk is not None
    ]
    try:
        with transaction.atomic():
            bulk_create_with_history(made, Assignment, default_user=by, default_change_reason=reason[:100])
    except IntegrityError as error:
        raise RosterRefused(
            [SlotProblem("Một máy mượn hoặc một người vừa được phân ở nơi khác. Tải lại trang rồi phân lại.")]
        ) from error


def _remember_removed(rows: list[Assignment], by: User, reason: str) -> None:
    history = Assignment.history.model
    history.objects.bulk_create(
        history(
            **{field.attname: getattr(row, field.attname) for field in history.tracked_fields},
            history_type="-", history_date=now(), history_user=by, history_change_reason=reason[:100],
        )
        for row in rows
    )  # fmt: skip


def fill_from(*, by: User, commune: Commune, plan: Rotation, may_follow: bool = False) -> int:
    """Stores what the generator planned; a slot that has been filled meanwhile is refused as a whole."""
    wanted = {slot: person.pk for slot, person in plan.assigned.items()}
    return save_slots(by=by, commune=commune, wanted=wanted, seen={}, may_follow=may_follow, reason="Luân phiên")


def copy_week(
    *, by: User, commune: Commune, monday: dt.date, may_follow: bool = False
) -> tuple[int, list[SlotProblem]]:
    """Fills the empty slots of a week as the week before was; returns how many, and what could not be taken over."""
    before = assigned_within(commune, monday - WEEK, monday - dt.timedelta(days=1))
    there = assigned_within(commune, monday, monday + WEEK - dt.timedelta(days=1))
    wanted = {
        moved: row.member_id
        for slot, row in before.items()
        for moved in [Slot(slot.day + WEEK, slot.shift, slot.machine)]
        if moved not in there
    }
    left = []
    while wanted:
        try:
            with transaction.atomic():
                made = save_slots(
                    by=by, commune=commune, wanted=wanted, seen={}, may_follow=may_follow, reason="Chép tuần trước"
                )
            return made, left
        except RosterRefused as refused:
            left += refused.problems
            wrong = {problem.slot for problem in refused.problems}
            wanted = {slot: pk for slot, pk in wanted.items() if slot not in wrong} if None not in wrong else {}
    return 0, left
