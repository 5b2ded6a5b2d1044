"""What the guard found in a text, where, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from ..facts import Fact


class DoubtKind(StrEnum):
    ORPHAN = "orphan"
    CONTRADICTION = "contradiction"
    MISSING = "missing"
    UNKNOWN_FACT = "unknown_fact"


@dataclass(frozen=True, slots=True)
class Doubt:
    """`part`: key of the part, empty for the whole paper; `start` to `end`: where in its text; `near`: facts that may
    have been meant."""

    part: str
    kind: DoubtKind
    start: int
    end: int
    quoted: str
    words: str
    near: tuple[Fact, ...] = ()
