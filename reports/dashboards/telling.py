"""A commune's outlook as it is read out: one sentence, and a line for each deadline."""

import datetime as dt
from dataclasses import dataclass

from ..forecast.forecasting import LIKELY, SURE
from ..forecast.verdicts import Verdict, on_deadline, sentence
from .overview import DeadlineNeed, Row


@dataclass(frozen=True, slots=True)
class Said:
    """`lines`: verdict, need and words of each deadline; the days by which it is done at even odds, and with 80 %."""

    row: Row
    words: str
    lines: tuple[tuple[Verdict, DeadlineNeed, str], ...]
    likely: dt.date | None
    sure: dt.date | None

    @property
    def tone(self) -> str:
        """Of the first deadline that is still to come, else of the last."""
        coming = [found.tone for found, need, _ in self.lines if not need.is_past]
        return next(iter(coming or [found.tone for found, *_ in self.lines]), "muted")


def said(row: Row) -> Said:
    outlook = row.beside.outlook
    return Said(
        row=row,
        words=sentence(outlook),
        lines=tuple(
            (found, need, on_deadline(need.deadline.due_on, need.per_day, found))
            for need, found in zip(row.needs, row.beside.verdicts, strict=True)
        ),
        likely=outlook.finish_on(LIKELY),
        sure=outlook.finish_on(SURE),
    )
