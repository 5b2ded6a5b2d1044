from .benchmark import Benchmark
from .paperwork import DueRule, PaperDue, WorkbookTemplate
from .report import (
    PartState,
    Report,
    ReportEditor,
    ReportFile,
    ReportKind,
    ReportPart,
    ReportState,
    Signer,
    StandingText,
)
from .scenario import Scenario, ScenarioKind

__all__ = [
    "Benchmark",
    "DueRule",
    "PaperDue",
    "PartState",
    "Report",
    "ReportEditor",
    "ReportFile",
    "ReportKind",
    "ReportPart",
    "ReportState",
    "Scenario",
    "ScenarioKind",
    "Signer",
    "StandingText",
    "WorkbookTemplate",
]
