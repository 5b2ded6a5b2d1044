"""Which machine goes where: the lending that leaves fewest communes late, with fewest machines moved. Exact.

Every commune has a few options: to give none or some of the machines it can spare and still be in time, or to receive
none, one or two. Machines that add the same number of machine-shifts are alike for whoever receives them, so what
links the communes is only how many of each sort have been given and not yet received. Going through the communes one
by one and keeping, for each such balance, the best choice so far (dynamic programming) therefore looks at every
combination: a choice that is worse up to a commune with the same balance can never become better after it. The plan is
the best choice whose balance is zero at the end. Tests compare it with trying everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

MOST_RECEIVED = 2

Counts = tuple[int, ...]  # machines of each sort


@dataclass(frozen=True, slots=True)
class Spare:
    """A machine that could be lent; `effect`: machine-shifts a working day that it adds where it goes, mean until the
    deadline."""

    key: int
    effect: float


@dataclass(frozen=True, slots=True)
class Site:
    """One commune. `can_give`: the sets of its machines, each of which it can do without and be in time; with a set
    every part of it. `needs`: the effect that would bring it in time; None where it is, or where nothing can."""

    key: int
    can_give: tuple[tuple[Spare, ...], ...] = ()
    needs: float | None = None
    is_late: bool = False  # as things stand


@dataclass(frozen=True, slots=True)
class Move:
    machine: int
    from_site: int
    to_site: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`late`: communes that are late even so."""

    moves: tuple[Move, ...]
    late: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Option:
    gives: tuple[Spare, ...]
    receives: Counts
    change: Counts  # of the balance: given less received
    is_late: bool


def best_plan(sites: Sequence[Site]) -> Plan:
    """The lending with the fewest late communes, then the fewest moves, then the earliest in the order of `sites`."""
    sorts = sorted({spare.effect for site in sites for gift in site.can_give for spare in gift})
    # balance -> (late, moves, which option of each commune so far)
    best: dict[Counts, tuple[int, int, tuple[int, ...]]] = {(0,) * len(sorts): (0, 0, ())}
    options = [list(_options(site, sorts)) for site in sites]
    for of_site in options:
        following: dict[Counts, tuple[int, int, tuple[int, ...]]] = {}
        for balance, (late, moves, chosen) in best.items():
            for place, option in enumerate(of_site):
                then = tuple(a + b for a, b in zip(balance, option.change, strict=True))
                value = late + option.is_late, moves + len(option.gives), (*chosen, place)
                if then not in following or value < following[then]:
                    following[then] = value
        best = following
    _, _, chosen = best[(0,) * len(sorts)]
    return _plan(sites, [of_site[place] for of_site, place in zip(options, chosen, strict=True)], sorts)


def _options(site: Site, sorts: list[float]) -> Iterator[_Option]:
    nothing = (0,) * len(sorts)
    yield _Option((), nothing, nothing, site.is_late)
    seen = set()
    for gift in sorted(site.can_give, key=lambda gift: (len(gift), [spare.key for spare in gift])):
        counts = _counted((spare.effect for spare in gift), sorts)
        if gift and counts not in seen:  # machines of one sort are alike: the first by number goes
            seen.add(counts)
            yield _Option(gift, nothing, counts, site.is_late)
    if site.needs is None:
        return
    for number in range(1, MOST_RECEIVED + 1):
        for effects in combinations_with_replacement(sorts, number):
            if sum(effects) + 1e-9 >= site.needs and not _is_wasteful(effects, site.needs):
                counts = _counted(effects, sorts)
                yield _Option((), counts, tuple(-count for count in counts), False)


def _is_wasteful(effects: tuple[float, ...], needs: float) -> bool:
    """Some of these machines alone would do."""
    return any(sum(fewer) + 1e-9 >= needs for fewer in combinations(effects, len(effects) - 1))


def _counted(effects, sorts: list[float]) -> Counts:
    found = list(effects)
    return tuple(found.count(sort) for sort in sorts)


def _plan(sites: Sequence[Site], chosen: list[_Option], sorts: list[float]) -> Plan:
    pool = {sort: [] for sort in sorts}
    for site, option in zip(sites, chosen, strict=True):
        for spare in option.gives:
            pool[spare.effect].append((spare.key, site.key))
    moves = []
    for site, option in zip(sites, chosen, strict=True):
        for sort, count in zip(sorts, option.receives, strict=True):
            moves += [Move(*pool[sort].pop(0), site.key) for _ in range(count)]
    return Plan(tuple(moves), tuple(site.key for site, option in zip(sites, chosen, strict=True) if option.is_late))
