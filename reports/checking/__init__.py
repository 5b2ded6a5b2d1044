"""The guard: what a text states against what the facts say."""

from .doubt import Doubt, DoubtKind
from .draft import check_draft

__all__ = ["Doubt", "DoubtKind", "check_draft"]
