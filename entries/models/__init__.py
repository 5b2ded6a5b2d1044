from .confirmations import Confirmation
from .defects import OPEN_STATES, Defect, DefectKind, DefectState
from .extracts import OWNER, Extract, ExtractLine, ExtractSource, ReconcilingSettings
from .findings import (
    GAP,
    MOST_WORDS,
    OPEN_FINDINGS,
    Finding,
    FindingAct,
    FindingRemark,
    FindingState,
    since_of,
)
from .imports import ImportKind, ImportRun, ImportState
from .ledger import MAX_COUNT, Batch, BatchKind, Entry, Measure, Source
from .questions import MAX_TEXT, Remark, RemarkKind
from .requests import Request, RequestOutcome
from .rounds import Round, RoundAnswer, Statement

__all__ = [
    "GAP",
    "MAX_COUNT",
    "MAX_TEXT",
    "MOST_WORDS",
    "OPEN_FINDINGS",
    "OPEN_STATES",
    "OWNER",
    "Batch",
    "BatchKind",
    "Confirmation",
    "Defect",
    "DefectKind",
    "DefectState",
    "Entry",
    "Extract",
    "ExtractLine",
    "ExtractSource",
    "Finding",
    "FindingAct",
    "FindingRemark",
    "FindingState",
    "ImportKind",
    "ImportRun",
    "ImportState",
    "Measure",
    "ReconcilingSettings",
    "Remark",
    "RemarkKind",
    "Request",
    "RequestOutcome",
    "Round",
    "RoundAnswer",
    "Source",
    "Statement",
    "since_of",
]
