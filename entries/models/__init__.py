from .defects import DefectKind
from .imports import ImportKind, ImportRun, ImportState
from .ledger import MAX_COUNT, Batch, BatchKind, Entry, Measure, Source

__all__ = [
    "MAX_COUNT",
    "Batch",
    "BatchKind",
    "DefectKind",
    "Entry",
    "ImportKind",
    "ImportRun",
    "ImportState",
    "Measure",
    "Source",
]
