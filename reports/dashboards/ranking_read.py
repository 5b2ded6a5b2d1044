"""Reads what the fair ranking needs, as of a date, as known at a moment: a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from communes.downtime import minutes_lost
from communes.machines import standing_between
from communes.models import Commune, Deadline
from entries.attention import is_estimated, with_attention
from entries.pace import shifts_seen
from entries.running import running_sums
from entries.totals import NOTHING, totals

from ..forecast.forecasting import outlooks, workdays_around
from ..forecast.verdicts import capacity_of, verdict
from .ranking import Ranking, next_deadline, rank, window_start, worked_in


@dataclass(frozen=True, slots=True)
class RankingRead:
    ranking: Ranking
    deadline: Deadline | None


def read_ranking(
    communes: Iterable[Commune], *, district: int, programme: str, as_of: dt.date, known_at: dt.datetime | None = None
) -> RankingRead:
    """Six queries, whatever the number of communes (a queryset in official order)."""
    communes = list(with_attention(communes, programme=programme, as_of=as_of))
    scope = {"programme": programme, "as_of": as_of, "known_at": known_at}
    deadline = next_deadline(Deadline.objects.filter(district=district), as_of)
    with running_sums.held():
        figures = totals(communes=communes, **scope)
        seen = shifts_seen(communes=communes, **scope)
    workdays = workdays_around(district, as_of)
    by_commune = figures.by_commune()
    estimated = frozenset(one.pk for one in communes if is_estimated(one, by_commune.get(one.pk, NOTHING).to_enter))
    found = outlooks(communes=communes, figures=figures, seen=seen, workdays=workdays, as_of=as_of, estimated=estimated)
    first = window_start(as_of)
    there = standing_between([one.pk for one in communes], first, as_of)
    lost = minutes_lost(communes, first, as_of, there=there)
    verdicts = {
        pk: verdict(outlook, deadline, capacity_of(one for one, days in there.get(pk, ()) if as_of in days))
        for pk, outlook in found.items()
        if deadline
    }
    worked = worked_in(
        communes, figures=figures, seen=seen, verdicts=verdicts, workdays=workdays, there=there, lost=lost
    )
    return RankingRead(rank(worked), deadline)
