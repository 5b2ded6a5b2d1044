"""Every figure a report may state: id, value, unit, meaning, and the entries it comes from."""

from .books import BookFacts, gather_books
from .fact import Fact, Unit
from .gathering import gather
from .report import DeadlineFacts, DowntimeFacts, MachineFacts, ReportFacts, ReworkFacts, UnitFacts

__all__ = [
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
