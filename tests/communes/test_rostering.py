"""The roster's writes: each rule from both sides, two clerks at once, and who changed what."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from communes.models import Assignment, DayOff, Loan, StaffMember
from communes.roster import assigned_within, roster_of
from communes.rostering import RosterRefused, copy_week, fill_from, save_slots
from communes.rotation import Slot, rotate
from tests.conftest import MONDAY
from tests.factories import machine, member

TUESDAY, NEXT = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=7)


@pytest.fixture
def an(phuoc_son):
    return member(phuoc_son, "N.V.A")


@pytest.fixture
def binh(phuoc_son):
    return member(phuoc_son, "T.T.B")


@pytest.fixture
def slot(phuoc_son):
    def make(day=MONDAY, shift=1, number=1):
        return Slot(day, shift, machine(phuoc_son, number).pk)

    return make


def save(official, wanted, seen=None, **extra):
    wanted = {slot: person and person.pk for slot, person in wanted.items()}
    seen = {slot: person and person.pk for slot, person in (seen or {}).items()}
    return save_slots(by=official, commune=official.commune, wanted=wanted, seen=seen, **extra)


def refused(official, wanted, seen=None, **extra) -> list[str]:
    with pytest.raises(RosterRefused) as told:
        save(official, wanted, seen, **extra)
    return [problem.message for problem in told.value.problems]


def roster() -> set:
    rows = Assignment.objects.values_list("work_date", "shift", "workstation__number", "member__name")
    return set(rows)


def test_a_slot_is_given_changed_and_emptied_and_each_is_remembered(official, slot, an, binh):
    assert save(official, {slot(): an}) == 1
    assert save(official, {slot(): binh}, {slot(): an}, reason="An bận họp") == 1
    assert roster() == {(MONDAY, 1, 1, "T.T.B")}
    assert save(official, {slot(): None}, {slot(): binh}) == 1
    assert roster() == set()
    told = Assignment.history.order_by("history_id").values_list(
        "history_type", "member__name", "history_user__username", "history_change_reason"
    )
    name = official.username
    assert list(told) == [
        ("+", "N.V.A", name, ""),
        ("-", "N.V.A", name, "An bận họp"),
        ("+", "T.T.B", name, "An bận họp"),
        ("-", "T.T.B", name, ""),
    ]


def test_what_is_as_it_was_changes_nothing(official, slot, an):
    save(official, {slot(): an})
    assert save(official, {slot(): an, slot(TUESDAY): None}, {slot(): an}) == 0
    assert Assignment.history.count() == 1


def test_two_people_change_places_in_one_saving(official, slot, an, binh):
    one, two = slot(number=1), slot(number=2)
    save(official, {one: an, two: binh})
    assert save(official, {one: binh, two: an}, {one: an, two: binh}) == 2
    assert roster() == {(MONDAY, 1, 1, "T.T.B"), (MONDAY, 1, 2, "N.V.A")}


def test_nobody_is_in_two_places(official, slot, an):
    assert "N.V.A đã trực máy khác trong ca này" in refused(official, {slot(number=1): an, slot(number=2): an})[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        for number in (1, 2):
            at = slot(number=number)
            Assignment.objects.create(
                commune=official.commune, work_date=at.day, shift=at.shift, workstation_id=at.machine, member=an
            )


def test_two_shifts_in_a_row_only_when_allowed(official, slot, an):
    night, morning = slot(MONDAY, 3), slot(TUESDAY, 1)
    assert len(refused(official, {night: an, morning: an})) == 2
    assert save(official, {night: an, slot(TUESDAY, 2): an}) == 2
    assert "hai ca liền" in refused(official, {slot(TUESDAY, 3): an})[0]
    assert save(official, {slot(TUESDAY, 3): an}, may_follow=True) == 1


def test_days_off_and_nights_are_kept(official, slot, an, binh):
    DayOff.objects.create(member=an, from_on=MONDAY, to_on=MONDAY)
    assert "N.V.A nghỉ" in refused(official, {slot(): an})[0]
    assert save(official, {slot(TUESDAY): an}) == 1
    StaffMember.objects.filter(pk=binh.pk).update(works_nights=False)
    assert "T.T.B không trực ca đêm" in refused(official, {slot(shift=3): binh})[0]
    assert save(official, {slot(shift=2): binh}) == 1


def test_only_members_of_the_team_of_that_day(official, slot, an, phuoc_hoa):
    stranger = member(phuoc_hoa, "Người xã khác")
    assert "không thuộc Tổ của xã" in refused(official, {slot(): stranger})[0]
    StaffMember.objects.filter(pk=an.pk).update(active_to=MONDAY)
    assert save(official, {slot(MONDAY): an}) == 1
    assert "không còn trong Tổ" in refused(official, {slot(TUESDAY): an})[0]


def test_a_machine_is_assigned_where_it_stands(official, neighbour, slot, an, phuoc_son, phuoc_hoa):
    Loan.objects.create(
        workstation=machine(phuoc_son, 2), borrower=phuoc_hoa, from_on=TUESDAY, to_on=TUESDAY, purpose="Chiến dịch"
    )
    assert save(official, {slot(MONDAY, number=2): an}) == 1
    assert "máy không đặt ở xã ngày này" in refused(official, {slot(TUESDAY, number=2): an})[0]
    theirs = member(phuoc_hoa, "L.V.C")
    borrowed = Slot(TUESDAY, 1, machine(phuoc_son, 2).pk)
    assert save_slots(by=neighbour, commune=phuoc_hoa, wanted={borrowed: theirs.pk}, seen={}) == 1


def test_what_somebody_else_changed_is_not_overwritten(official, slot, an, binh):
    save(official, {slot(): an})
    assert "vừa được phân cho N.V.A" in refused(official, {slot(): binh})[0]
    assert "vừa được bỏ trống" in refused(official, {slot(TUESDAY): binh}, {slot(TUESDAY): an})[0]
    assert roster() == {(MONDAY, 1, 1, "N.V.A")}


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_one_is_told(official, slot, an, binh):
    def clerk(person):
        try:
            return save(official, {slot(): person})
        except RosterRefused as told:
            return str(told)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(clerk, [an, binh]), key=str)
    assert answers[0] == 1
    assert "vừa được phân cho" in answers[1]
    assert Assignment.objects.count() == 1


# ------------------------------------------------------------------ whole weeks
def test_the_generator_fills_what_is_empty(official, slot, an, binh):
    save(official, {slot(): an})
    found = roster_of(official.commune, MONDAY, MONDAY + dt.timedelta(days=6))
    empty = [cell[0] for row in found.rows for cell in row.cells if cell and cell[1] is None and row.shift == 1]
    standing = [(at, row.member_id) for at, row in found.assigned.items()]
    plan = rotate(empty, found.people, standing=standing)
    assert fill_from(by=official, commune=official.commune, plan=plan) == len(plan.assigned) == 11
    again = roster_of(official.commune, MONDAY, MONDAY + dt.timedelta(days=6))
    assert sorted(count for _, count in again.shifts_by_person) == [6, 6]


def test_a_week_is_copied_where_it_can_be(official, slot, an, binh):
    save(official, {slot(): an, slot(TUESDAY): an, slot(shift=2): binh})
    DayOff.objects.create(member=an, from_on=NEXT, to_on=NEXT)
    save(official, {slot(NEXT, 2): an and binh})
    made, left = copy_week(by=official, commune=official.commune, monday=NEXT)
    assert (made, len(left)) == (1, 1)
    assert "N.V.A nghỉ" in left[0].message
    moved = assigned_within(official.commune, NEXT, NEXT + dt.timedelta(days=6))
    assert {(at.day, at.shift): row.member.name for at, row in moved.items()} == {
        (NEXT, 2): "T.T.B",
        (NEXT + dt.timedelta(days=1), 1): "N.V.A",
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_takes_as_many_queries_for_one_slot_as_for_three(official, slot, an, rows, django_assert_num_queries):
    days = [slot(MONDAY + dt.timedelta(days=n)) for n in range(rows)]
    wanted = dict.fromkeys(days, an)
    with django_assert_num_queries(12):
        save(official, wanted)


@pytest.mark.parametrize("days", [7, 31])
def test_reading_takes_five_queries(official, an, slot, days, django_assert_num_queries):
    save(official, {slot(): an})
    commune = official.commune
    with django_assert_num_queries(5):
        roster_of(commune, MONDAY, MONDAY + dt.timedelta(days=days - 1))
