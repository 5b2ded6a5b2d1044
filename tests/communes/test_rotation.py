"""Luân phiên: fair, and never against a rule, whatever the list of people."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from communes.models import Shift
from communes.rotation import Person, Slot, rotate

MONDAY = dt.date(2024, 3, 4)
MONTH = [MONDAY + dt.timedelta(days=n) for n in range(28)]


def slots(days, shifts=(1, 2, 3), machines=(1, 2)):
    return [Slot(day, shift, machine) for day in days for shift in shifts for machine in machines]


def team(size, **extra):
    return [Person(pk, f"Người {pk}", **extra) for pk in range(1, size + 1)]


people_lists = st.lists(
    st.builds(
        Person,
        pk=st.integers(1, 10_000),
        name=st.just("N.V.A"),
        works_nights=st.booleans(),
        most_a_week=st.integers(0, 7),
        active_from=st.none() | st.sampled_from(MONTH[:10]),
        active_to=st.none() | st.sampled_from(MONTH[10:]),
        off=st.frozensets(st.sampled_from(MONTH), max_size=10),
    ),
    max_size=9,
    unique_by=lambda person: person.pk,
)
standing_lists = st.lists(
    st.tuples(st.builds(Slot, st.sampled_from(MONTH), st.sampled_from(Shift.values), st.just(9)), st.integers(1, 20)),
    max_size=6,
    unique_by=lambda pair: pair[0],
)


@settings(max_examples=1_000, deadline=None)
@given(people_lists, standing_lists, st.sets(st.sampled_from(Shift.values), min_size=1), st.booleans())
def test_the_rules_hold_for_every_list_of_people(people, standing, shifts, may_follow):
    wanted = slots(MONTH, sorted(shifts))
    plan = rotate(wanted, people, standing=standing, may_follow=may_follow)
    assert sorted([*plan.assigned, *plan.unfilled]) == sorted(wanted)
    turns, weeks = {}, {}
    for slot, pk in [(slot, person.pk) for slot, person in plan.assigned.items()] + standing:
        turns.setdefault(pk, []).append(slot.turn)
        weeks[pk, slot.week] = weeks.get((pk, slot.week), 0) + 1
    fixed = {}
    for slot, pk in standing:
        fixed.setdefault(pk, []).append(slot.turn)
    for slot, person in plan.assigned.items():
        assert person.is_there(slot.day) and (person.works_nights or slot.shift != 3)
        assert turns[person.pk].count(slot.turn) == 1  # nobody in two places
        assert weeks[person.pk, slot.week] <= max(person.most_a_week, _of_week(standing, person.pk, slot.week))
        if not may_follow:
            assert slot.turn + 1 not in turns[person.pk] and slot.turn - 1 not in turns[person.pk]
    if not may_follow:
        for slot in plan.unfilled:  # a slot stays empty only where nobody could take it in the end
            assert not any(_could(person, slot, turns, weeks) for person in people)


def _of_week(standing, pk, week):
    return sum(1 for slot, who in standing if who == pk and slot.week == week)


def _could(person, slot, turns, weeks):
    near = {slot.turn - 1, slot.turn, slot.turn + 1}
    return (
        person.is_there(slot.day)
        and (person.works_nights or slot.shift != 3)
        and weeks.get((person.pk, slot.week), 0) < person.most_a_week
        and not near & set(turns.get(person.pk, []))
    )


def counts(plan):
    found = {}
    for person in plan.assigned.values():
        found[person.pk] = found.get(person.pk, 0) + 1
    return sorted(found.values())


def test_a_team_of_six_shares_a_month_of_two_machines_evenly():
    plan = rotate(slots(MONTH, (1, 2)), team(6, most_a_week=7))
    assert plan.unfilled == []
    assert counts(plan) == [18, 18, 19, 19, 19, 19]


def test_nights_are_shared_as_well():
    plan = rotate(slots(MONTH, (1, 3), machines=(1,)), team(5, most_a_week=7))
    nights = {}
    for slot, person in plan.assigned.items():
        nights[person.pk] = nights.get(person.pk, 0) + slot.is_night
    assert plan.unfilled == []
    assert max(nights.values()) - min(nights.values()) <= 2


def test_who_was_away_is_not_made_to_catch_up_within_one_week():
    away = Person(1, "Nghỉ", off=frozenset(MONTH[:14]), most_a_week=3)
    plan = rotate(slots(MONTH, (1,), machines=(1,)), [away, *team(4)[1:]])
    by_week = {}
    for slot, person in plan.assigned.items():
        if person.pk == 1:
            by_week[slot.week] = by_week.get(slot.week, 0) + 1
    assert max(by_week.values()) == 3


def test_a_night_is_not_followed_by_the_morning_after():
    plan = rotate(slots(MONTH[:2], (3, 1), machines=(1,)), team(1))
    assert plan.unfilled == [Slot(MONTH[1], 1, 1)]
    assert len(plan.assigned) == 3


def test_the_same_lists_give_the_same_plan():
    assert rotate(slots(MONTH), team(7)).assigned == rotate(slots(MONTH)[::-1], team(7)).assigned
