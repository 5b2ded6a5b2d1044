"""How long a rest of work may take: past weeks of whole machine-shifts, drawn again and again.

A bootstrap: weeks that were worked are drawn with replacement until they add up to what is left, a few hundred times
over. The spread of those paths is the forecast. What the past itself may have shown by luck enters as well: each path
weighs its need by the mean of a redrawn history (a double bootstrap), without which the 80 % day held too seldom.

Everything is drawn from tables made from fixed seeds: the same history gives the same answer, on every machine.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, islice
from math import ceil, inf
from operator import itemgetter

DAYS_A_WEEK = 5
PATHS = 240
MOST_WEEKS = 104  # two years; what takes longer is not dated
SYNTHETIC_WEEKS = 160  # made from single shifts when a number of shifts a day is assumed


@lru_cache(maxsize=256)
def _draws(size: int) -> tuple[itemgetter, ...]:
    """For each path, what takes the weeks it draws out of `size` weeks, in its order."""
    chance = random.Random(size)
    return tuple(itemgetter(*chance.choices(range(size), k=MOST_WEEKS)) for _ in range(PATHS))


@lru_cache(maxsize=256)
def _histories(size: int, length: int) -> tuple[tuple[int, ...], ...]:
    """For each path, which weeks make up the history it believes in."""
    chance = random.Random(f"{size}/{length}")
    return tuple(tuple(chance.choices(range(size), k=length)) for _ in range(PATHS))


def weeks_of(days: Sequence[int]) -> tuple[int, ...]:
    """Sums of five consecutive working days, starting at each day in turn; the last days go on with the first, so
    that every day counts as often as any other."""
    ring = (*days, *days[: DAYS_A_WEEK - 1]) if len(days) >= DAYS_A_WEEK else tuple(days) * DAYS_A_WEEK
    return tuple(sum(ring[start : start + DAYS_A_WEEK]) for start in range(len(days)))


@lru_cache(maxsize=2048)
def weeks_from_shifts(shifts: tuple[int, ...], shifts_per_day: float) -> tuple[int, ...]:
    """Weeks in which this many machine-shifts are worked each working day, each drawn from past shifts."""
    chance = random.Random(len(shifts))
    wanted, owed, numbers = shifts_per_day * DAYS_A_WEEK, 0.0, []
    for _ in range(SYNTHETIC_WEEKS):
        owed += wanted
        whole = int(owed + 1e-9)
        owed -= whole
        numbers.append(whole)
    drawn = iter(chance.choices(shifts, k=sum(numbers)))
    return tuple(sum(islice(drawn, number)) for number in numbers)


@lru_cache(maxsize=4096)
def days_needed(weeks: tuple[int, ...], left: int, independent: int) -> tuple[float, ...]:
    """Working days until `left` records are entered, one for each path, the shortest first; inf where two years are
    not enough. `independent` is the number of weeks in the past that share no day."""
    if left <= 0:
        return (0.0,) * PATHS
    mean = sum(weeks) / len(weeks) if weeks else 0
    if mean <= 0:
        return (inf,) * PATHS
    length, found = max(1, independent), []
    most = max(weeks) * MOST_WEEKS  # no path is longer: what needs more is not drawn at all
    for draw, history in zip(_draws(len(weeks)), _histories(len(weeks), length), strict=True):
        believed = sum(map(weeks.__getitem__, history)) / length
        need = left * mean / believed if believed > 0 else inf
        found.append(_reached(draw(weeks), need) if need <= most else inf)
    return tuple(sorted(found))


@lru_cache(maxsize=2048)
def days_needed_in_turn(
    weeks: tuple[int, ...], then: tuple[int, ...], left: int, independent: int, days: float
) -> tuple[float, ...]:
    """Like `days_needed`, when the work goes on as in `weeks` for so many working days, and as in `then` after that."""
    if days <= 0 or not weeks or not then:
        return days_needed(then if days <= 0 else weeks, left, independent)
    whole, part = divmod(days / DAYS_A_WEEK, 1)
    whole, mean, length = int(whole), sum(then) / len(then), max(1, independent)
    found = []
    for before, draw, history in zip(_draws(len(weeks)), _draws(len(then)), _histories(len(then), length), strict=True):
        first = before(weeks)
        taken = [*first[:whole], first[whole] * part]
        sums = list(accumulate(taken))
        if sums[-1] >= left:
            place = bisect_left(sums, left)
            earlier = sums[place - 1] if place else 0
            length_of_it = DAYS_A_WEEK if place < whole else DAYS_A_WEEK * part
            found.append(DAYS_A_WEEK * place + length_of_it * (left - earlier) / (sums[place] - earlier))
            continue
        believed = sum(map(then.__getitem__, history)) / length
        rest = left - sums[-1]
        found.append(days + _reached(draw(then), rest * mean / believed) if believed > 0 else inf)
    return tuple(sorted(found))


def _reached(drawn: Sequence[int], need: float) -> float:
    """Working days until the weeks drawn add up to `need`; inf when they do not."""
    sums = list(accumulate(drawn))
    if sums[-1] < need:
        return inf
    place = bisect_left(sums, need)
    before = sums[place - 1] if place else 0
    return DAYS_A_WEEK * (place + (need - before) / (sums[place] - before))


def within(needed: Sequence[float], chance: float) -> float:
    """The number of working days that is enough with this chance (0.8: in four paths of five)."""
    return needed[max(0, ceil(chance * len(needed)) - 1)]


def chance_within(needed: Sequence[float], days: float) -> float:
    """The share of paths that are done within this many working days."""
    return bisect_right(needed, days + 1e-9) / len(needed)


@lru_cache(maxsize=256)
def entered_by_days(weeks: tuple[int, ...], days: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    """For each number of working days the records entered in them, one for each path, the fewest first."""
    parts = [divmod(min(each / DAYS_A_WEEK, MOST_WEEKS - 1), 1) for each in days]
    longest = max((int(whole) for whole, _ in parts), default=0) + 1
    found: list[list[float]] = [[] for _ in days]
    for draw in _draws(len(weeks)) if weeks else ():
        drawn = draw(weeks)[:longest]
        sums = [0, *accumulate(drawn)]
        for place, (whole, part) in enumerate(parts):
            found[place].append(sums[int(whole)] + drawn[int(whole)] * part)
    return tuple(tuple(sorted(each)) or (0.0,) for each in found)


def entered_within(weeks: tuple[int, ...], days: float, chance: float) -> int:
    """Records entered in so many working days, at least, with this chance."""
    return at_least(entered_by_days(weeks, (days,))[0], chance)


def at_least(entered: Sequence[float], chance: float) -> int:
    """The records that so large a share of paths reach."""
    return int(entered[max(0, ceil((1 - chance) * len(entered)) - 1)])
