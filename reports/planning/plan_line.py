"""What accepted plans ask for by each day, for the chart of all that was entered."""

import datetime as dt
from functools import lru_cache

from django.db.models import QuerySet

from communes.models import Commune, PlanLevel, PlanState, Target
from entries.stretches import ONE_DAY, entered_in
from entries.totals import NOTHING, Totals

NEAREST = (PlanLevel.COMMUNE, PlanLevel.DISTRICT, PlanLevel.PROVINCE)  # of several plans the commune's own is drawn


def plan_line(communes: list[Commune], figures: Totals) -> list[tuple[dt.date, int]]:
    """Records planned to be entered by the end of each period; empty unless every commune that has records left has an
    accepted plan in force: a line of a few would be taken for the whole. One query."""
    found = _in_force(communes, figures)
    by_commune = figures.by_commune()
    unfinished = {pk for pk, figure in by_commune.items() if figure.left > 0}
    if not found or not unfinished <= found.keys():
        return []
    stretches = {(pk, first, figures.as_of) for pk, (first, _) in found.items()}
    since = entered_in(communes=communes, programme=figures.programme, stretches=stretches, as_of=figures.as_of)
    base = sum(by_commune.get(one.pk, NOTHING).entered for one in communes) - sum(since.values())
    targets = [target for _, own in found.values() for target in own]
    days = sorted({day for day, _ in targets})
    start = min(first for first, _ in found.values()) - ONE_DAY
    return [(start, base), *((day, base + sum(count for end, count in targets if end <= day)) for day in days)]


def _in_force(communes, figures: Totals) -> dict[int, tuple[dt.date, list[tuple[dt.date, int]]]]:
    """By commune the first day of its plan and its targets: (last day of the period, records)."""
    scope, plans = {commune.pk for commune in communes}, {}
    for key, commune, level, first, end, count in _targets(figures.programme, figures.as_of).all():
        if commune not in scope:
            continue
        plan = plans.setdefault(key, {"commune": commune, "level": level, "first": first, "targets": []})
        plan["targets"].append((end, count))
    chosen: dict[int, tuple[dt.date, list]] = {}
    for _, plan in sorted(plans.items(), key=lambda item: (NEAREST.index(item[1]["level"]), item[0])):
        chosen.setdefault(plan["commune"], (plan["first"], plan["targets"]))
    return chosen


@lru_cache(maxsize=32)
def _targets(programme: str, as_of: dt.date) -> QuerySet:
    """Targets of the plans in force, built once for a day: putting the question together takes longer than the
    answer, and there are few plans."""
    in_force = Target.objects.filter(
        plan__state=PlanState.ACCEPTED, plan__programme=programme,
        plan__from_on__lte=as_of + ONE_DAY, plan__to_on__gte=as_of,
    )  # fmt: skip
    return in_force.order_by("plan", "from_on").values_list(
        "plan", "plan__commune", "plan__level", "plan__from_on", "to_on", "count"
    )
