"""What our own ledger shows without anybody's extract: one clue is one fact that somebody should look at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...finding_kinds import ClueKind


@dataclass(frozen=True)
class Clue:
    """`key` is the same for the same fact however often it is looked for; `measure` is in trường hợp. `filters` are
    those of the ledger page that open the entries behind it; `since` is the day from which the fact holds."""

    key: str
    kind: ClueKind
    commune: Any
    book: Any | None
    words: str
    measure: int
    filters: Mapping[str, str]
    since: dt.date
