"""The process dies in the middle of a 5,000-row import: all of it is stored or nothing, and importing again works."""

import json
import random
import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from .sites import LOG, PreparedSites

KILLS, WIDE = 30, 20
SIDE_BY_SIDE = 2
NOTHING, ALL = (0, 0, 0), (186, 5_000, 1)  # shift batches, entries, imports of a log


@pytest.fixture
def sites(tmp_path, transactional_db):
    prepared = PreparedSites(tmp_path)
    yield prepared
    prepared.remove()


def imported(site) -> None:
    found = json.loads(site.run("import_workbook", str(LOG), "--kind=log", "--json"))
    assert (found["stored"], found["rows_accepted"]) == (True, 5_000)


@pytest.mark.long
def test_thirty_kills_leave_all_or_nothing(sites):
    chance = random.Random(2024)
    copies = [sites.copy() for _ in range(KILLS)]
    assert copies[0].counts() == NOTHING
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        whole = [sites.copy() for _ in range(SIDE_BY_SIDE)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        list(pool.map(imported, whole))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert [site.counts() for site in whole] == [ALL] * SIDE_BY_SIDE

        # Processor time, not the clock: a busy machine does not move the kills. From the reading to past the end.
        effort = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / SIDE_BY_SIDE
        early, late, seen = effort * 0.3, effort * 1.05, []
        for some in (copies[:WIDE], copies[WIDE:]):
            moments = [early + (late - early) * (n + chance.random()) / len(some) for n in range(len(some))]
            killed = pool.map(lambda site, moment: site.killed_import(moment), some, moments)
            seen += zip(moments, killed, strict=True)
            hits = [moment for moment, state in seen if state == "writing"] or [early, late]
            early, late = min(hits), max(hits)  # the second round aims at the writing
        states = [state for _, state in seen]
        found = [site.counts() for site in copies]
        assert set(found) <= {NOTHING, ALL}
        assert (states.count("writing") >= 5, states.count("reading") >= 5) == (True, True), seen

        list(pool.map(lambda site: site.run("verify_ledger"), copies[::5]))  # fails by its exit status
        # Again, after a kill of each sort: what is missing is added, what is there is not doubled.
        again = [copies[states.index(state)] for state in dict.fromkeys(states)] + [copies[-1]]
        list(pool.map(imported, dict.fromkeys(again)))
        assert {site.counts()[:2] for site in again} == {ALL[:2]}
        list(pool.map(lambda site: site.run("verify_ledger"), dict.fromkeys(again)))
