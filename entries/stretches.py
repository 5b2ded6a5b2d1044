"""How much was entered from one day to another, for many stretches at once."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from itertools import accumulate

from django.db.models import Sum

from communes.models import Commune

from .models import Measure
from .running import running_sums
from .totals import posted

ONE_DAY = dt.timedelta(days=1)
Stretch = tuple[int, dt.date, dt.date]  # commune, first day, last day; both days are counted


def entered_in(
    *, communes: Iterable[Commune], programme: str, stretches: Collection[Stretch], as_of: dt.date
) -> dict[Stretch, int]:
    """Records entered in each stretch, as far as it has passed on the as-of date: what the ledger shows when narrowed
    to these days. No query beyond catching up with the ledger; one inside a transaction."""
    if not stretches:
        return {}
    if running_sums.is_usable:
        found = {
            pk: series
            for (pk, _, measure), series in running_sums.of(
                programme, (commune.pk for commune in communes), by_kind=False
            ).items()
            if measure == Measure.ENTERED
        }
        return {
            (pk, first, last): _between(found[pk], first, min(last, as_of)) if pk in found else 0
            for pk, first, last in stretches
        }
    rows = (
        posted(communes=communes, programme=programme, as_of=as_of)
        .filter(measure=Measure.ENTERED)
        .order_by("work_date")
        .values_list("commune", "work_date")
        .annotate(Sum("count"))
    )
    days: dict[int, list[dt.date]] = {}
    counts: dict[int, list[int]] = {}
    for pk, day, count in rows:
        days.setdefault(pk, []).append(day)
        counts.setdefault(pk, []).append(count)
    sums = {pk: [0, *accumulate(of_commune)] for pk, of_commune in counts.items()}
    return {
        (pk, first, last): sums[pk][bisect_right(days[pk], last)] - sums[pk][bisect_left(days[pk], first)]
        if pk in sums and first <= last
        else 0
        for pk, first, last in stretches
    }


def _between(series, first: dt.date, last: dt.date) -> int:
    return series.up_to(last)[0] - series.up_to(first - ONE_DAY)[0] if first <= last else 0
