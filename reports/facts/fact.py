"""One figure, with all that is needed to state it and to check it."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.utils.http import urlencode

from communes.formatting import NO_SHARE, format_count, format_date, format_share, format_small


class Unit(StrEnum):
    RECORDS = "trường hợp"
    SHARE = "%"
    BOOKS = "quyển"
    MACHINES = "máy"
    COMMUNES = "đơn vị"
    MINUTES = "phút"
    SHIFTS = "ca"
    POINTS = "điểm phần trăm"
    WORKING_DAYS = "ngày làm việc"
    PAPERS = "văn bản"
    TIMES = "lần"
    DAY = "ngày"
    NAME = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure a report may state. `filters` is the query of the ledger page that lists the entries behind it; empty
    where no entries stand behind it. `scope` says of whom, `how` in words how it was computed."""

    id: str
    value: int | Decimal | dt.date | str | None
    unit: Unit
    meaning: str
    filters: dict[str, str] = field(default_factory=dict)
    scope: str = "toàn huyện"
    how: str = ""

    @property
    def query(self) -> str:
        """The filters as the query of an address; what is empty narrows nothing and is left out."""
        return _query(tuple(self.filters.items()))

    @property
    def written(self) -> str:
        """As inside a sentence: 02, 1.234, 44,5%, 03/3/2024."""
        return self._text(format_small)

    @property
    def tabled(self) -> str:
        """As in a table: 2, 1.234, 44,5%, 03/3/2024."""
        return self._text(format_count)

    def _text(self, whole) -> str:
        if self.value is None:
            return NO_SHARE
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, dt.date):
            return format_date(self.value)
        if self.unit == Unit.SHARE:
            return format_share(self.value)
        if self.unit == Unit.POINTS:  # the word beside it says whether up or down
            return f"{abs(self.value)}".replace(".", ",")
        return whole(self.value) if self.value else "0"


@lru_cache(maxsize=16_384)
def _query(filters: tuple[tuple[str, str], ...]) -> str:
    """Put together once: a province's report states thousands of figures, on each of its pages."""
    return urlencode({name: value for name, value in filters if value})
