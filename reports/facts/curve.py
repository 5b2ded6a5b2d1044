"""What the chart of a report is drawn from: all that was entered up to each week, and what accepted plans ask for."""

import datetime as dt
from dataclasses import dataclass

from entries.totals import entered_curve, totals

from ..planning.plan_line import plan_line
from .gathering import PROGRAMME
from .report import ReportFacts


@dataclass(frozen=True, slots=True)
class Curve:
    """Records by the end of days. `plan` is empty where not every commune has an accepted plan."""

    entered: list[tuple[dt.date, int]]
    plan: list[tuple[dt.date, int]]


def gather_curve(facts: ReportFacts) -> Curve:
    """For the communes, the day and the moment of these facts. A fixed number of queries."""
    communes = [unit.commune for unit in facts.units]
    asked = {
        "communes": communes, "programme": PROGRAMME, "as_of": facts.as_of.value, "known_at": facts.known_at
    }  # fmt: skip
    return Curve(entered_curve(**asked), plan_line(communes, totals(**asked)))
