"""What one commune's figures looked like, cut-off by cut-off: the whole of what an explanation is drawn from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from communes.models import BookKind, Programme

ByKind = Mapping[str, tuple[int, ...]]  # kind of book: one cumulative figure a cut-off
BatchLine = tuple[Any, dt.date, str, str, int]  # batch id, day, kind of book, programme, records


@dataclass(frozen=True)
class Story:
    """Ours and theirs of one commune, cumulative records entered at each cut-off, oldest first.

    `daily` is our ledger by programme, kind and day; `batches` its shift batches with their corrections folded in.
    Either may be empty: then only the figures speak. Where theirs lag, `cut_offs` are the days at which ours is looked
    at, `lag_days` before theirs. `theirs_historical` is None when nobody gave that programme. `newest` is the primary
    key of the extract that theirs of the last cut-off are of.
    """

    commune: Any
    cut_offs: tuple[dt.date, ...]
    ours_population: ByKind
    ours_historical: ByKind
    theirs_population: ByKind
    theirs_historical: ByKind | None = None
    daily: Mapping[str, Mapping[str, Mapping[dt.date, int]]] = field(default_factory=dict)
    batches: tuple[BatchLine, ...] | None = None
    holidays: frozenset[dt.date] = frozenset()
    lag_days: int = 0
    newest: Any = None

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of book with any figure, in the official order."""
        sources = (self.ours_population, self.theirs_population, self.theirs_historical or {})
        present = {kind for source in sources for kind, counts in source.items() if any(counts)}
        return tuple(kind for kind in BookKind.values if kind in present)

    @cached_property
    def ours(self) -> tuple[tuple[int, ...], ...]:
        """What we hold as population_db: a row a kind, a column a cut-off."""
        return self._rows(self.ours_population)

    @cached_property
    def theirs(self) -> tuple[tuple[int, ...], ...]:
        return self._rows(self.theirs_population)

    @cached_property
    def other(self) -> tuple[tuple[int, ...], ...] | None:
        """Theirs of the historical programme."""
        return None if self.theirs_historical is None else self._rows(self.theirs_historical)

    @cached_property
    def our_other(self) -> tuple[tuple[int, ...], ...]:
        """What we hold as historical."""
        return self._rows(self.ours_historical)

    @cached_property
    def gaps(self) -> tuple[tuple[int, ...], ...]:
        """Ours less theirs, population_db."""
        return tuple(
            tuple(r - n for r, n in zip(*rows, strict=True)) for rows in zip(self.ours, self.theirs, strict=True)
        )

    @cached_property
    def gap(self) -> int:
        """Ours less theirs at the last cut-off, over every kind."""
        return sum(row[-1] for row in self.gaps if row)

    @property
    def has_rows(self) -> bool:
        """Whether the days of our ledger are known, and not only sums at cut-offs."""
        return bool(self.batches) or any(self.daily.get(Programme.POPULATION_DB, {}).values())

    def _rows(self, source: ByKind) -> tuple[tuple[int, ...], ...]:
        nothing = (0,) * len(self.cut_offs)
        return tuple(tuple(source.get(kind, nothing)) for kind in self.kinds)
