"""How much of the figures are corrections: what was posted to put right something posted before."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Sum

from communes.models import Commune

from .models import BatchKind, Measure
from .totals import NOTHING, Figure, posted


def corrected(
    *, communes: Iterable[Commune], programme: str, as_of: dt.date, known_at: dt.datetime | None = None
) -> dict[int, Figure]:
    """The part of each commune's figure that corrections make, by its primary key; below zero where they take away.
    Communes without any are left out. One query."""
    rows = (
        posted(communes=communes, programme=programme, as_of=as_of, known_at=known_at)
        .filter(batch__kind=BatchKind.CORRECTION)
        .order_by()
        .values_list("commune", "measure")
        .annotate(Sum("count"))
    )
    found: dict[int, Figure] = {}
    for commune, measure, count in rows:
        figure = Figure(entered=count) if measure == Measure.ENTERED else Figure(to_enter=count)
        found[commune] = found.get(commune, NOTHING) + figure
    return found
