"""What a meeting room reads from afar: the district's figures in five numbers, the communes as bars. Runs no query."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from communes.models import Deadline

from ..forecast.verdicts import Verdict
from .benchmarks import points_from
from .board import Board
from .overview import DeadlineNeed, Overview, Row, overview
from .ranking import next_deadline

MANY = 15  # communes; more of them stand in two columns


@dataclass(frozen=True, slots=True)
class Bar:
    row: Row
    verdict: Verdict | None  # on the next deadline


@dataclass(frozen=True, slots=True)
class Wall:
    table: Overview
    bars: tuple[Bar, ...]  # the largest share first; nothing to enter last
    need: DeadlineNeed | None  # of the next deadline
    per_day: float | None  # records a working day in the last 30 days
    points: Decimal | None  # above or below the province
    shown_at: dt.datetime

    @property
    def mean(self) -> Decimal | None:
        """The share of all communes together, to be marked on each bar; of one commune there is none."""
        return self.table.all.share if self.table.size > 1 else None

    @property
    def is_many(self) -> bool:
        return len(self.bars) > MANY

    @property
    def is_slow(self) -> bool:
        """The pace is below what the next deadline asks for."""
        return bool(self.need and self.need.per_day and (self.per_day or 0) < self.need.per_day)


def wall_of(board: Board, *, shown_at: dt.datetime) -> Wall:
    table = overview(board.communes, board.figures, board.deadlines, beside=board.beside)
    deadline = next_deadline(board.deadlines, board.figures.as_of)
    place = board.deadlines.index(deadline) if deadline else None
    bars = [Bar(row, None if place is None else row.beside.verdicts[place]) for row in table.rows]
    bars.sort(key=lambda bar: (bar.row.figure.share is None, -(bar.row.figure.share or 0)))
    return Wall(
        table=table,
        bars=tuple(bars),
        need=_need(table, deadline),
        per_day=board.whole.pace.per_day_30,
        points=points_from(table.all.share, board.benchmark),
        shown_at=shown_at,
    )


def _need(table: Overview, deadline: Deadline | None) -> DeadlineNeed | None:
    return next((one for one in table.needs if one.deadline == deadline), None)
