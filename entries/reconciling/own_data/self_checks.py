"""Everything our own ledger shows without anybody's extract."""

import datetime as dt
from collections.abc import Iterable

from communes.calendar import now
from communes.models import Commune

from ...finding_kinds import ClueKind
from .clues import Clue
from .own_figures import figure_clues
from .own_shifts import shift_clues

__all__ = ["Clue", "ClueKind", "self_checks"]


def self_checks(communes: Iterable[Commune], as_of: dt.date, *, at: dt.datetime | None = None) -> list[Clue]:
    """Clues of these communes as of a date, by commune in the order given, the largest first. Six queries, and one for
    the communes when they are a QuerySet.

    `at` is the moment up to which a machine that has not come back counts as down; by default now. The same fact has
    the same key whenever it is looked for; a commune copied from another is seen only when both are asked for.
    """
    communes = list(communes)
    if not communes:
        return []
    place = {commune.pk: n for n, commune in enumerate(communes)}
    found = [*figure_clues(communes, as_of), *shift_clues(communes, as_of, at or now())]
    return sorted(found, key=lambda clue: (place[clue.commune.pk], -clue.measure, clue.key))
