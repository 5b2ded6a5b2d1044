"""What is said of one commune's gap."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...finding_kinds import Cause, method_of, without_method


@dataclass(frozen=True, slots=True)
class Mend:
    """One line of a batch that would have to read otherwise, were the cause right: `held` -> `wanted` records."""

    batch: Any
    day: dt.date
    kind: str
    held: int
    wanted: int


@dataclass(frozen=True)
class Explanation:
    """What the data say about a gap. `explained` is how much of the gap each cause accounts for, 0 to 1; `predicted`
    the gap over every kind that `best` would make at each cut-off, oldest first, empty where none is named.

    `is_certain` is False when the data cannot tell `best` from `not_told_from`, or when too little is known; then
    nothing is to be settled on the strength of it. `mends` are filled only where our rows name the very lines.
    """

    best: Cause
    runner_up: Cause | None
    gap: int
    explained: Mapping[Cause, Decimal]
    words: tuple[str, ...]
    predicted: tuple[int, ...] = ()
    day: dt.date | None = None
    until: dt.date | None = None
    batch_ids: tuple = ()
    is_certain: bool = False
    not_told_from: tuple[Cause, ...] = ()
    mends: tuple[Mend, ...] = ()
    other_commune: Any = field(default=None)

    @property
    def found(self) -> list[str]:
        return without_method(self.words)

    @property
    def method(self) -> str:
        return method_of(self.words)

    @property
    def headline(self) -> str:
        """One line for a list: the cause, or that it cannot be told."""
        if self.is_certain or self.best in (Cause.AGREE, Cause.UNKNOWN):
            return self.best.label
        if self.not_told_from:
            among = " và ".join(cause.inside for cause in (self.best, *self.not_told_from))
            return f"Chưa phân biệt được giữa {among}"
        return f"Có thể: {self.best.inside}"
