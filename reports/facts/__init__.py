"""Every figure a report may state: id, value, unit, meaning, and the entries it comes from."""

from .around import AroundFacts, DowntimeFacts
from .books import BookFacts, gather_books
from .fact import Fact, Unit
from .gathering import gather
from .report import DeadlineFacts, MachineFacts, ReportFacts, ReworkFacts, UnitFacts

__all__ = [
    "AroundFacts",
    "BookFacts",
    "DeadlineFacts",
    "DowntimeFacts",
    "Fact",
    "MachineFacts",
    "ReportFacts",
    "ReworkFacts",
    "Unit",
    "UnitFacts",
    "gather",
    "gather_books",
]
