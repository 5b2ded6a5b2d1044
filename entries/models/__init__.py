from .confirmations import Confirmation
from .defects import OPEN_STATES, Defect, DefectKind, DefectState
from .imports import ImportKind, ImportRun, ImportState
from .ledger import MAX_COUNT, Batch, BatchKind, Entry, Measure, Source
from .questions import MAX_TEXT, Remark, RemarkKind

__all__ = [
    "MAX_COUNT",
    "MAX_TEXT",
    "OPEN_STATES",
    "Batch",
    "BatchKind",
    "Confirmation",
    "Defect",
    "DefectKind",
    "DefectState",
    "Entry",
    "ImportKind",
    "ImportRun",
    "ImportState",
    "Measure",
    "Remark",
    "RemarkKind",
    "Source",
]
