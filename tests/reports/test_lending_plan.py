"""The lending plan against trying everything, on a hundred small districts."""

import random
from itertools import product

import pytest

from reports.scenarios.lending_plan import Move, Plan, Site, Spare, best_plan

OLD, NEW = 1.5, 3.0


def subsets(spares: list[Spare]) -> tuple[tuple[Spare, ...], ...]:
    return tuple(
        tuple(spare for spare, taken in zip(spares, choice, strict=True) if taken)
        for choice in product((False, True), repeat=len(spares))
    )


def by_trying_everything(sites: list[Site]) -> tuple[int, int]:
    """(late, moves) of the best lending: every machine may stay or go to any other commune."""
    machines = sorted(
        {(spare.key, spare.effect, site.key) for site in sites for gift in site.can_give for spare in gift}
    )
    best = None
    for places in product([None, *(site.key for site in sites)], repeat=len(machines)):
        moved = [(key, effect, home, to) for (key, effect, home), to in zip(machines, places, strict=True) if to]
        late = 0
        for site in sites:
            given = {key for key, _, home, _ in moved if home == site.key}
            got = [effect for _, effect, _, to in moved if to == site.key]
            allowed = [{spare.key for spare in gift} for gift in site.can_give]
            if (given and given not in allowed) or len(got) > 2 or (got and site.needs is None):
                break
            late += site.is_late and not (site.needs is not None and sum(got) >= site.needs)
        else:
            value = late, len(moved)
            best = value if best is None or value < best else best
    return best


def a_district(chance: random.Random) -> list[Site]:
    sites, key = [], 0
    for place in range(1, chance.randint(2, 5) + 1):
        if chance.random() < 0.5:
            needs = chance.choice((0.5, 1.5, 2.0, 3.0, 4.5, 6.0, None))
            sites.append(Site(place, needs=needs, is_late=True))
            continue
        spares = []
        for _ in range(chance.randint(0, 2)):
            key += 1
            spares.append(Spare(key, chance.choice((OLD, NEW))))
        most = chance.choice((0, OLD, NEW, OLD + NEW, 2 * NEW))  # who can do without two can do without one
        allowed = [gift for gift in subsets(spares) if sum(spare.effect for spare in gift) <= most]
        sites.append(Site(place, can_give=tuple(allowed)))
    return sites


@pytest.mark.parametrize("seed", range(100))
def test_no_lending_is_better(seed):
    sites = a_district(random.Random(seed))
    plan = best_plan(sites)
    assert (len(plan.late), len(plan.moves)) == by_trying_everything(sites)


@pytest.mark.parametrize("seed", range(100))
def test_a_plan_can_be_carried_out(seed):
    sites = {site.key: site for site in a_district(random.Random(1_000 + seed))}
    plan = best_plan(list(sites.values()))
    effects = {spare.key: spare.effect for site in sites.values() for gift in site.can_give for spare in gift}
    assert len({move.machine for move in plan.moves}) == len(plan.moves)
    for key, site in sites.items():
        given = {move.machine for move in plan.moves if move.from_site == key}
        got = [effects[move.machine] for move in plan.moves if move.to_site == key]
        assert not given or given in [{spare.key for spare in gift} for gift in site.can_give]
        assert not got or (sum(got) >= site.needs and len(got) <= 2)
        assert (key in plan.late) == (site.is_late and not got)


def test_one_machine_goes_where_it_saves_a_commune():
    nghia = Site(10, can_give=((), (Spare(20, NEW),)))
    quang, an = Site(5, needs=0.6, is_late=True), Site(12, needs=7.0, is_late=True)
    assert best_plan([quang, nghia, an]) == Plan((Move(20, 10, 5),), (12,))


def test_the_least_machine_that_does_is_enough_and_none_moves_in_vain():
    giver = Site(1, can_give=subsets([Spare(1, OLD), Spare(2, NEW)]))
    assert len(best_plan([giver, Site(2, needs=1.0, is_late=True)]).moves) == 1
    assert best_plan([giver, Site(2, needs=9.0, is_late=True)]) == Plan((), (2,))
    assert best_plan([giver, Site(2)]) == Plan((), ())


def test_two_communes_saved_rather_than_one_that_needs_more():
    giver = Site(1, can_give=subsets([Spare(1, NEW), Spare(2, NEW)]))
    sites = [
        giver,
        Site(2, needs=5.0, is_late=True),
        Site(3, needs=2.0, is_late=True),
        Site(4, needs=3.0, is_late=True),
    ]
    assert best_plan(sites) == Plan((Move(1, 1, 3), Move(2, 1, 4)), (2,))


def test_a_district_without_communes_and_one_without_machines():
    assert best_plan([]) == Plan((), ())
    assert best_plan([Site(1, needs=1.0, is_late=True)]) == Plan((), (1,))


def test_the_same_district_gets_the_same_plan():
    sites = a_district(random.Random(3))
    assert best_plan(sites) == best_plan(list(sites))
