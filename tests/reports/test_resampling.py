"""The forecast against a slow calculation that shares no line with it, and against 200 histories that went on."""

import random
from math import ceil, inf

import pytest

from reports.forecast.resampling import (
    PATHS,
    chance_within,
    days_needed,
    entered_within,
    weeks_from_shifts,
    weeks_of,
    within,
)

STEADY = weeks_of([20] * 30)


def test_a_week_is_five_days_and_every_day_counts_as_often():
    assert weeks_of([1, 2, 3, 4, 5, 6]) == (15, 20, 19, 18, 17, 16)
    assert sum(weeks_of([3, 0, 9, 40, 2, 2, 8])) == 5 * 64
    assert weeks_of([7, 9]) == (39, 41)  # less than a week: what there is, again and again
    assert weeks_of([]) == ()


def test_a_steady_pace_needs_what_a_division_says():
    needed = days_needed(STEADY, 500, 6)
    assert (len(needed), needed[0], needed[-1]) == (PATHS, 25.0, 25.0)
    assert (within(needed, 0.1), within(needed, 0.8)) == (25.0, 25.0)
    assert (chance_within(needed, 24.9), chance_within(needed, 25)) == (0.0, 1.0)


@pytest.mark.parametrize("left", [0, -3])
def test_nothing_left_needs_no_day(left):
    assert set(days_needed(STEADY, left, 6)) == {0.0}


def test_who_enters_nothing_is_never_done():
    assert set(days_needed(weeks_of([0] * 20), 5, 4)) == {inf}
    assert set(days_needed((), 5, 1)) == {inf}
    assert chance_within(days_needed((), 5, 1), 10_000) == 0.0


def test_more_than_two_years_is_not_dated():
    assert within(days_needed(STEADY, 20 * 5 * 104, 6), 0.5) == 520.0
    assert within(days_needed(STEADY, 20 * 5 * 104 + 1, 6), 0.5) == inf


def test_the_same_history_gives_the_same_answer():
    chance = random.Random(5)
    days = [chance.randint(0, 90) for _ in range(40)]
    first = days_needed(weeks_of(days), 2_000, 8)
    days_needed.cache_clear()
    assert days_needed(weeks_of(days), 2_000, 8) == first


def test_a_quantile_is_the_smallest_number_that_enough_paths_keep():
    assert [within((1.0, 2.0, 3.0, 4.0, 5.0), chance) for chance in (0.2, 0.21, 0.5, 0.8, 1)] == [1, 2, 3, 4, 5]


def test_weeks_made_from_shifts_have_as_many_as_are_assumed():
    weeks = weeks_from_shifts((10,), 2.3)
    assert set(weeks) == {110, 120}  # 11.5 shifts a week: 11 and 12 in turn
    assert sum(weeks) == 10 * 11.5 * len(weeks)


def test_what_is_entered_by_a_day_falls_with_the_chance_asked_for():
    chance = random.Random(8)
    weeks = weeks_of([chance.randint(0, 60) for _ in range(40)])
    least, middle, most = (entered_within(weeks, 40, sure) for sure in (0.9, 0.5, 0.1))
    assert least < middle < most
    assert entered_within(STEADY, 7.5, 0.9) == 150
    assert entered_within((), 10, 0.5) == 0


# ------------------------------------------------------------------ the slow calculation
def slowly(days: list[int], left: int, paths: int, seed: int) -> list[float]:
    """The same question, answered day by day: a redrawn history of whole weeks, and weeks drawn from that history."""
    chance = random.Random(seed)
    weeks = [[days[(start + n) % len(days)] for n in range(5)] for start in range(len(days))]
    mean = sum(days) / len(days)
    found = []
    for _ in range(paths):
        history = [chance.choice(weeks) for _ in range(len(days) // 5)]
        believed = sum(map(sum, history)) / (5 * len(history))
        need, number = left * mean / believed, 0.0
        while need > 0:
            week = chance.choice(weeks)
            number += 5 if need >= sum(week) else 5 * need / sum(week)
            need -= sum(week)
        found.append(number)
    return sorted(found)


@pytest.mark.parametrize("seed", range(8))
def test_it_agrees_with_a_slow_calculation(seed):
    chance = random.Random(seed)
    days = [chance.randint(0, 40) + chance.choice((0, 0, 30)) for _ in range(chance.randint(20, 40))]
    left = sum(days) * chance.choice((1, 2, 3))
    fast, slow = days_needed(weeks_of(days), left, len(days) // 5), slowly(days, left, 6_000, seed)
    for share in (0.1, 0.5, 0.8, 0.9):
        assert within(fast, share) == pytest.approx(slow[ceil(share * len(slow)) - 1], rel=0.06)
    deadline = slow[len(slow) // 2]
    assert chance_within(fast, deadline) == pytest.approx(0.5, abs=0.1)


# ------------------------------------------------------------------ histories that go on
def a_team(chance: random.Random):
    """Days of one team: 1 to 4 machine-shifts, uneven, with outages that may last; unit: records a day."""
    shifts, mean, spread = chance.choice((1, 2, 2, 3, 4)), chance.uniform(6, 45), chance.uniform(0.3, 1.0)
    fails, stays = chance.uniform(0.02, 0.2), chance.uniform(0.2, 0.5)
    is_down = False
    while True:
        is_down = chance.random() < (stays if is_down else fails)
        worked = 0 if is_down else sum(chance.random() < 0.85 for _ in range(shifts))
        yield sum(int(chance.gammavariate(spread**-2, mean * spread**2)) for _ in range(worked))


def how_often_it_held(share: float, histories: int = 200) -> float:
    chance, held = random.Random(2024), 0
    for _ in range(histories):
        team = a_team(chance)
        past = [next(team) for _ in range(chance.randint(25, 40))]
        left = max(1, sum(past) * chance.randint(15, 90) // len(past))
        promised = within(days_needed(weeks_of(past), left, len(past) // 5), share)
        entered = day = 0
        while entered < left and day < 2_000:
            entered, day = entered + next(team), day + 1
        held += day <= ceil(promised) if promised != inf else 1
    return held / histories


def test_the_80_percent_day_holds_in_about_80_percent_of_200_histories():
    assert 0.74 <= how_often_it_held(0.8) <= 0.86


def test_the_even_day_holds_about_as_often_as_not():
    assert 0.44 <= how_often_it_held(0.5) <= 0.58
