"""Numbers and dates as people write them, found in a text and made comparable with the values of facts.

No digit is passed over: it belongs to a number that is read, to a name (see excused.py), or to an oddity, which equals
nothing.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from communes.formatting import percent_of

from ..facts import Fact, Unit
from .excused import acts, excused
from .number_words import number_words
from .units import units_after

# ("count", 1234), ("share", Decimal("44.5")), ("number", Decimal("6.2")), ("day", date), ("day_of_year", (day, month)),
# ("paper", "812/UBND-TP"), ("period", "III/2031"), ("odd", "44.5")
Value = tuple[str, object]

_GAP = "[. \u00a0\u2009\u202f]"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<whole>\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)|\d+)(?P<part>,\d+)?"
    r"(?P<share>\s?%|\s+phần trăm)?(?!\w|[.,]\d)(?:\s+(?P<times>chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?!\w))?",
    re.IGNORECASE,
)
_TIMES = {"chục": 10, "trăm": 100, "nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 10**6, "tỷ": 10**9}
_DAY = re.compile(r"(?<![\d/.])(?P<day>\d{1,2})(?P<by>[/.-])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4}|\d{2})(?![\d/])")
_LONG_DAY = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(?:\s+năm\s+|/)(?P<year>\d{4})(?!\d)", re.IGNORECASE
)
_DAY_OF_YEAR = re.compile(
    r"(?<=ngày )(?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?![\w/]|[.,]\d|\s+năm\s+\d)", re.IGNORECASE
)
_PERIOD = re.compile(r"(?<=tháng )\d{1,2}/\d{4}|(?<=quý )\w{1,3}/\d{4}", re.IGNORECASE)
_PAPER = re.compile(r"(?<![\w.,/])\d+(?:/\d{4})?/[A-ZĐ]{2,}[\w&Đ-]*")
_ODD = re.compile(r"[^\s()“”\"';:]*\d[^\s()“”\"';:]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A number or a date in a text, from `start` to `end`, and the words behind it."""

    start: int
    end: int
    text: str
    value: Value
    after: str

    @property
    def units(self) -> frozenset[Unit] | None:
        """What is counted, where the next word says it: nothing of ours (empty), or anything (None)."""
        return units_after(self.after)

    @property
    def unit_word(self) -> str:
        return re.match(r"\w*", self.after)[0]


def tokens_in(text: str, *, years: frozenset[int] = frozenset()) -> list[Token]:
    """Every number and date that states something; names that hold a number, and `years` that are meant, left out."""
    taken: list[tuple[int, int]] = []
    found: list[Token] = []

    def take(start: int, end: int, value: Value) -> None:
        if not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            found.append(Token(start, end, text[start:end].strip(), value, text[end : end + 40].lstrip()))

    taken += acts(text)  # with the date behind it
    for pattern, read in ((_LONG_DAY, _day_of), (_DAY, _day_of), (_PAPER, lambda m: ("paper", m[0]))):
        for match in pattern.finditer(text):
            take(*match.span(), read(match))
    for match in _DAY_OF_YEAR.finditer(text):
        take(*match.span(), ("day_of_year", (int(match["day"]), int(match["month"]))))
    taken += excused(text, years)
    for match in _PERIOD.finditer(text):
        take(*match.span(), ("period", match[0]))
    for match in _NUMBER.finditer(text):
        take(match.start(), match.end(), _number_of(match))
    for start, end, value in number_words(text):
        if value > 1:
            take(start, end, ("count", value))
    for match in _ODD.finditer(text):
        _take_odd(text, match, taken, take)
    return sorted(found, key=lambda token: token.start)


def _take_odd(text: str, match: re.Match, taken: list[tuple[int, int]], take) -> None:
    """Digits that nothing has read: "44.5", "1234tr", "1..234"."""
    start, end = match.start(), match.start() + len(match[0].rstrip(".,-–/…!?"))
    left = [at for at in range(start, end) if text[at].isdigit() and not any(a <= at < b for a, b in taken)]
    if left:
        before = max((b for _, b in taken if b <= left[0]), default=0)
        behind = min((a for a, _ in taken if a > left[-1]), default=end)
        start, end = max(start, before), min(end, max(behind, left[-1] + 1))
        take(start, end, ("odd", text[start:end]))


def _day_of(match: re.Match) -> Value:
    year = int(match["year"])
    try:
        return "day", dt.date(year if year > 99 else 2000 + year, int(match["month"]), int(match["day"]))
    except ValueError:
        return "odd", match[0]  # no such day: equal to nothing


def _number_of(match: re.Match) -> Value:
    whole = re.sub(_GAP, "", match["whole"])
    number = Decimal(whole + (match["part"] or "").replace(",", "."))
    if match["times"]:
        number *= _TIMES.get(match["times"].lower(), 10**9)
    if match["share"]:
        return "share", number
    is_whole = match["times"] or not match["part"]  # 6,0 stays a number with a part
    return ("count", int(number)) if is_whole and number == number.to_integral() else ("number", number)


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
    """44,5% and 44,50% are one share, 6 and 6,0 points one number, ngày 03/3 and 03/3/2024 may be one day."""
    kinds = {one[0], other[0]}
    if kinds == {"count", "number"}:
        return Decimal(one[1]) == Decimal(other[1])
    if kinds == {"day", "day_of_year"}:
        day, short = (one[1], other[1]) if one[0] == "day" else (other[1], one[1])
        return (day.day, day.month) == short
    return one[0] == other[0] != "odd" and one[1] == other[1]
