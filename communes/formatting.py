"""How figures and dates are written for people: "1.234", "44,5%", "03/3/2024", "02 máy"."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

NO_SHARE = "–"
_TENTH = Decimal("0.1")


def format_count(count: int | None) -> str:
    """Thousands grouped by a full stop: 1.234; a minus sign, not a hyphen, below zero."""
    if count is None:
        return NO_SHARE
    return f"{count:,}".replace(",", ".").replace("-", "−")


def format_signed(count: int) -> str:
    """A difference always carries its sign: +1.234, −5; nothing is 0."""
    return f"+{format_count(count)}" if count > 0 else format_count(count)


def percent_of(share: Decimal | None) -> Decimal | None:
    """A share as a percentage with one decimal, rounded half up, except that less than all is never shown as 100,0
    and more than nothing never as 0,0: overstating what is done is worse than understating it."""
    if share is None:
        return None
    percent = (share * 100).quantize(_TENTH, ROUND_HALF_UP)
    if share < 1 and percent >= 100:
        return Decimal("99.9")
    if share > 0 and percent == 0:
        return _TENTH
    return percent


def format_share(share: Decimal | None) -> str:
    percent = percent_of(share)
    return NO_SHARE if percent is None else f"{percent}".replace(".", ",").replace("-", "−") + "%"


def format_points(points: Decimal) -> str:
    """A difference of shares in percentage points: "−9,4 điểm", "+1 điểm"."""
    number = f"{abs(points).normalize():f}".replace(".", ",")
    return f"{'−' if points < 0 else '+' if points > 0 else ''}{number} điểm"


def format_date(day: dt.date | None) -> str:
    """Day and the months 1 and 2 with two digits, months 3 to 9 with one (Nghị định 30/2020/NĐ-CP): 03/3/2024."""
    if day is None:
        return NO_SHARE
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def format_small(count: int) -> str:
    """A count inside a sentence: below ten with a leading zero, as in "02 máy"."""
    return f"{count:02d}" if 0 <= count < 10 else format_count(count)


def lower_first(words: str) -> str:
    """ "Quý II/2024" inside a sentence: "quý II/2024"."""
    return words[:1].lower() + words[1:]


def join_words(words: list[str]) -> str:
    """ "A", "A và B", "A, B và C"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} và {words[-1]}"


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def format_weekday(day: dt.date) -> str:
    return WEEKDAYS[day.weekday()]
