"""What our own ledger shows without anybody's extract: one clue is one fact that somebody should look at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices


class ClueKind(TextChoices):
    """The values are stored, the labels are shown."""

    ABOVE_BOOK = "above_book", "Nhập vượt số của sổ"
    BOOKS_AND_TOTAL = "books_and_total", "Tổng các quyển khác số đã khai"
    REPEATED = "repeated", "Lặp lại một con số"
    COPIED = "copied", "Trùng số với xã khác"
    MACHINE_DOWN = "machine_down", "Có số khi máy hỏng"
    NOBODY_ROSTERED = "nobody_rostered", "Có số khi không phân ca"
    JUMP = "jump", "Tăng vọt"
    ROUND_WEEKEND = "round_weekend", "Số tròn cuối tuần"
    SHARE_FELL = "share_fell", "Tỷ lệ giảm"


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
