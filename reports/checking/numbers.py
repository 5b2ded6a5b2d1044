"""Numbers and dates as people write them, found in a text and made comparable with the values of facts."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from communes.formatting import percent_of

from ..facts import Fact, Unit

Value = tuple[str, object]  # ("count", 1234), ("share", Decimal("44.5")), ("day", date), ("number", Decimal("6.2"))

_GROUPED = r"\d{1,3}(?:[. \u00a0]\d{3})+(?!\d)"
_NUMBER = re.compile(rf"(?<![\w,.-])(?P<whole>{_GROUPED}|\d+)(?P<part>,\d+)?(?P<share>\s?%)?(?!\w|[.,]\d)")
_DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?!\d)")
_LONG_DAY = re.compile(r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})")
_SMALL = {
    "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11,
    "mười hai": 12, "mười ba": 13, "mười bốn": 14, "mười lăm": 15,
}  # fmt: skip
# "năm" is a year as well, "ba" a father: a word is a number only in front of what is counted here.
_COUNTED = "đơn vị|xã|thị trấn|máy|trường hợp|quyển"
_WORD = re.compile(
    rf"(?<!\w)(?P<word>{'|'.join(sorted(_SMALL, key=len, reverse=True))})\s+(?={_COUNTED})",
    re.IGNORECASE,
)
# What a number says by its name and not by counting: each with why no figure stands behind it.
_NAMES = (
    re.compile(r"Đề án (?:số )?06", re.IGNORECASE),  # the programme's name
    re.compile(r"(?:định danh(?: điện tử)?)? ?mức (?:độ )?2\b", re.IGNORECASE),  # the kind of account
    re.compile(r"\bQuý (?:IV|I{1,3})/\d{4}", re.IGNORECASE),  # a quarter
    re.compile(r"\btháng \d{1,2}(?:/\d{4}| năm \d{4})?(?!/)", re.IGNORECASE),  # a month
    re.compile(
        r"\b(?:máy|ca|quyển số|phụ lục|mục|điểm|khoản|điều|tuần) \d{1,4}\b", re.IGNORECASE
    ),  # the second machine
    re.compile(r"\b\d+/\d{4}/[A-ZĐ][\w-]*"),  # 30/2020/NĐ-CP
    re.compile(r"\b\d+/[A-ZĐ][\wĐ&-]*"),  # 812/UBND-TP: whether there is such a paper is asked elsewhere
    re.compile(r"^\s*(?:\d{1,2}\.|[a-zđ]\))\s"),  # the number of a heading
    re.compile(r"\bK\d\b"),
)
_YEAR = re.compile(r"\bnăm (\d{4})\b", re.IGNORECASE)
UNIT_WORDS = (
    ("trường hợp", Unit.RECORDS), ("quyển", Unit.BOOKS), ("máy", Unit.MACHINES), ("đơn vị", Unit.COMMUNES),
    ("xã", Unit.COMMUNES), ("thị trấn", Unit.COMMUNES), ("phút", Unit.MINUTES), ("ngày làm việc", Unit.WORKING_DAYS),
    ("văn bản", Unit.PAPERS), ("phiếu", None), ("lần", Unit.TIMES), ("ca", Unit.SHIFTS),
    ("điểm", Unit.POINTS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A number or a date in a text, from `start` to `end`, and the word that follows it."""

    start: int
    end: int
    text: str
    value: Value
    after: str

    @property
    def unit(self) -> Unit | None:
        """What is counted, where the next word says it."""
        return next((unit for word, unit in UNIT_WORDS if re.match(rf"{word}\b", self.after, re.IGNORECASE)), None)


def tokens_in(text: str, *, years: frozenset[int] = frozenset()) -> list[Token]:
    """Every number and date that states something; names that hold a number, and years that are meant, left out."""
    taken, found = [], []

    def take(match: re.Match, value: Value | None) -> None:
        start, end = match.span()
        if value is not None and not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            found.append(Token(start, end, text[start:end].strip(), value, text[end : end + 30].lstrip()))

    for pattern in (_LONG_DAY, _DAY):
        for match in pattern.finditer(text):
            take(match, _day_of(match))
    taken += [match.span() for pattern in _NAMES for match in pattern.finditer(text)]
    taken += [match.span() for match in _YEAR.finditer(text) if int(match[1]) in years]
    for match in _NUMBER.finditer(text):
        take(match, _number_of(match))
    for match in _WORD.finditer(text):
        take(match, ("count", _SMALL[match["word"].lower()]))
    return sorted(found, key=lambda token: token.start)


def _day_of(match: re.Match) -> Value:
    try:
        return "day", dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return "day", match[0]  # no such day: equal to nothing


def _number_of(match: re.Match) -> Value:
    whole = re.sub(r"[. \u00a0]", "", match["whole"])
    if match["share"]:
        return "share", Decimal(whole + (match["part"] or "").replace(",", "."))
    if match["part"]:
        return "number", Decimal(whole + match["part"].replace(",", "."))
    return "count", int(whole)


def value_of(fact: Fact) -> Value | None:
    """A fact's value as a text would state it; None of a name, or where there is no value."""
    if fact.value is None or isinstance(fact.value, str):
        return None
    if isinstance(fact.value, dt.date):
        return "day", fact.value
    if fact.unit == Unit.SHARE:
        return "share", percent_of(fact.value)
    if fact.unit == Unit.POINTS:
        return "number", abs(Decimal(fact.value))
    return "count", abs(fact.value)


def equal(one: Value, other: Value) -> bool:
    """44,5% and 44,50% are one share, 6 and 6,0 points one number."""
    kinds = {one[0], other[0]}
    if kinds == {"count", "number"}:
        return Decimal(one[1]) == Decimal(other[1])
    return one[0] == other[0] and one[1] == other[1]
