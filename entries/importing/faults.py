"""What can be said about a file or a cell of it. Reasons are codes for machines; messages.py has them in words."""

from dataclasses import dataclass


class FileRefused(Exception):
    """The file as a whole cannot be read; `detail` says more where there is more to say."""

    def __init__(self, reason: str, detail: str | None = None):
        self.reason, self.detail = reason, detail
        super().__init__(reason)


class CellFault(Exception):
    """What stands in a cell cannot be taken."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Finding:
    """A refused cell or a warning: where, why, and what stands there."""

    sheet: str | None
    cell: str | None
    reason: str
    value: str = ""
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A stated total that is not the sum of the accepted rows."""

    sheet: str | None
    cell: str
    stated: int
    computed: int
