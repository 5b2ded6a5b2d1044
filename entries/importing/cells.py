"""Reading one cell: whole numbers, dates, years and numbers of books as people type them."""

import datetime as dt
import re

from communes.text import fold
from entries.models import MAX_COUNT

from .faults import CellFault
from .names import is_unknown, text_of
from .sheets import NO_VALUE, Cell

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119: outside a number is no date that anyone means
DAY_ZERO = dt.date(1899, 12, 30)
FIRST_YEAR = 1900  # no book of civil status in use is older

_SIGN = "\\-+−–"
_PLAIN = re.compile(rf"([{_SIGN}]?) ?([0-9]+)(?:\.0)?")
_GROUPED = re.compile(rf"([{_SIGN}]?) ?([1-9][0-9]{{0,2}}(?:([., ])[0-9]{{3}})(?:\3[0-9]{{3}})*)")
_MAYBE_DECIMAL = re.compile(rf"[{_SIGN}]? ?[0-9]*[.,][0-9.,]*")
_NUMBER_LIKE = re.compile(rf"[{_SIGN}(]?[0-9][0-9., ]*[%)]?")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4}|[0-9]{2})(?: 0?0:00(?::00)?)?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_IN_WORDS = re.compile(r"([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})")
_YEAR = re.compile(r"(?:nam )?([0-9]{4})(?:\.0)?")
_BOOK_NUMBER = re.compile(r"(?:(?:quyen|so|q)[\s.:]*)*(?:so[\s.:]*)?0*([0-9]{1,6})(?:\.0)?")
_OFFICIAL_NUMBER = re.compile(r"0*([0-9]{1,6}) ?(?:- ?tp ?/ ?ht ?-|/) ?((?:19|20)[0-9]{2})(?: ?- ?[a-z]+)?")


def is_number_like(text: str) -> bool:
    """Whether a text is a number, as far as finding the label of a total row goes."""
    return _NUMBER_LIKE.fullmatch(text) is not None


def count_of(cell: Cell, *, may_be_negative: bool = False) -> int:
    """A count of records. Whatever may be a decimal is refused, not rounded. Raises CellFault."""
    if cell == "":
        raise CellFault("missing_count")
    if cell is NO_VALUE:
        raise CellFault("formula_no_value")
    number = _number_of(cell)
    if number < 0 and not may_be_negative:
        raise CellFault("negative_count")
    if abs(number) > (MAX_COUNT if not may_be_negative else 10**12):
        raise CellFault("count_too_large")
    return number


def _number_of(cell: Cell) -> int:
    if isinstance(cell, bool):
        raise CellFault("not_a_number")
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        if not cell.is_integer():
            raise CellFault("ambiguous_number")
        return int(cell)
    if not isinstance(cell, str):
        raise CellFault("not_a_number")
    text = text_of(cell)
    if found := _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text):
        digits = re.sub("[., ]", "", found[2])
        if len(digits) > 18:
            raise CellFault("count_too_large")
        return -int(digits) if found[1] in tuple("-−–") else int(digits)
    if _MAYBE_DECIMAL.fullmatch(text) and re.search("[0-9]", text):
        raise CellFault("ambiguous_number")
    raise CellFault("not_a_number")


def date_of(cell: Cell, *, today: dt.date) -> dt.date:
    """A day that is not in the future; text is read day first, never month first. Raises CellFault."""
    if cell == "":
        raise CellFault("missing_date")
    if cell is NO_VALUE:
        raise CellFault("formula_no_value")
    day = _day_of(cell)
    if day > today:
        raise CellFault("future_date")
    return day


def _day_of(cell: Cell) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial_day(float(cell))
    if not isinstance(cell, str):
        raise CellFault("not_a_date")
    text = text_of(cell)
    if re.fullmatch(r"[0-9]{5}(\.0)?", text):
        return _serial_day(float(text))
    return day_in(text)


def day_in(text: str) -> dt.date:
    """The day that a text says: dd/mm/yyyy, d.m.yy, dd-mm-yyyy, yyyy-mm-dd. Raises CellFault."""
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _IN_WORDS.fullmatch(fold(text)):
        day, month, year = map(int, found.groups())
    else:
        raise CellFault("not_a_date")
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise CellFault("impossible_date") from None


def _serial_day(serial: float) -> dt.date:
    """Excel counts the days; a fraction is the time of day."""
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise CellFault("not_a_date")
    return DAY_ZERO + dt.timedelta(days=int(serial))


def year_of(cell: Cell, *, today: dt.date) -> int | None:
    """The year of a book; None where it is empty or said to be unknown. Raises CellFault."""
    if isinstance(cell, dt.date):
        return cell.year
    if cell is NO_VALUE:
        raise CellFault("formula_no_value")
    text = text_of(cell)
    if not text or is_unknown(text):
        return None
    found = _YEAR.fullmatch(fold(text))
    if not found or not FIRST_YEAR <= int(found[1]) <= today.year:
        raise CellFault("not_a_year")
    return int(found[1])


def book_number_of(cell: Cell) -> tuple[str, int | None]:
    """The number on the cover, without zeros in front, "" when unknown; and the year that the number carries, as in
    "01-TP/HT-2015-CMC" (Thông tư 04/2020/TT-BTP) or "1/2015". Raises CellFault."""
    if cell is NO_VALUE:
        raise CellFault("formula_no_value")
    text = text_of(cell)
    if not text or is_unknown(text):
        return "", None
    folded = fold(text)
    if found := _OFFICIAL_NUMBER.fullmatch(folded):
        return found[1], int(found[2])
    if found := _BOOK_NUMBER.fullmatch(folded):
        return found[1], None
    if len(text) > 20:
        raise CellFault("not_a_book_number")
    return text.upper(), None


def printable(text: str, longest: int) -> str:
    """NFC text without control characters, cut where the register has no room for more."""
    return "".join(c for c in text if c.isprintable())[:longest].strip()
