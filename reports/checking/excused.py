"""What a number says by its name and not by counting: the only numbers of a text behind which no figure need stand.

Each with the reason. No entry excuses a number in front of what is counted ("máy 350 trường hợp", "ca 12 xã").
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .units import COUNTS_SOMETHING

_ENDS = rf"(?!\w|[.,/]\d|\s?%|{COUNTS_SOMETHING})"
_YEAR = r"(?:19|20)\d\d"
# An act of the State by its number, and its date where that is of the same year: Nghị định số 30/2020/NĐ-CP ngày
# 05/3/2020. Papers of the province and the district carry no year in their number: those are asked for by date.
_ACT = re.compile(
    rf"(?<![\w.,/])\d{{1,4}}/(?P<year>{_YEAR})/[A-ZĐ][\wĐ-]*(?:,? ngày \d{{1,2}}/\d{{1,2}}/(?P=year)(?!\d))?"
)

Test = Callable[[re.Match, frozenset[int]], bool]


@dataclass(frozen=True, slots=True)
class Excuse:
    """`holds`: asked of a match and of the years that the report speaks of; excuses nothing when it says no."""

    pattern: re.Pattern
    why: str
    holds: Test = lambda match, years: True


def _in_known_years(match: re.Match, years: frozenset[int]) -> bool:
    """Every year that the match names is one that the report speaks of; none named is the current one."""
    return all(int(year) in years for year in re.findall(_YEAR, match[0]))


def _excuse(pattern: str, why: str, holds: Test = lambda match, years: True) -> Excuse:
    return Excuse(re.compile(pattern, re.IGNORECASE | re.MULTILINE), why, holds)


EXCUSES = (
    _excuse(r"Đề án (?:số )?06(?![\w]|[.,/]\d|\s?%)", "the name of the programme, Đề án 06"),
    _excuse(rf"mức (?:độ )?[12]{_ENDS}", "the kind of an account: định danh điện tử mức độ 2"),
    _excuse(rf"quý (?:IV|I{{1,3}}|[1-4])(?:/{_YEAR}| năm {_YEAR})?{_ENDS}", "the name of a quarter", _in_known_years),
    _excuse(
        rf"tháng (?:0?[1-9]|1[0-2])(?:/{_YEAR}| năm {_YEAR})?{_ENDS}", "the name of a month", _in_known_years
    ),
    _excuse(rf"năm {_YEAR}(?:\s?[-–]\s?{_YEAR})?{_ENDS}", "a year the report speaks of", _in_known_years),
    _excuse(rf"(?<!mỗi )máy (?:số )?0?[1-9]{_ENDS}", "the machine of that number"),
    _excuse(rf"(?<!mỗi )ca (?:số )?0?[1-3]{_ENDS}", "the shift of that number: 1, 2 or 3"),
    _excuse(rf"(?:quyển số|phụ lục|mục|khoản|điều|biểu|mẫu|bảng) (?:số )?\d{{1,3}}{_ENDS}", "a place in a paper"),
    _excuse(rf"(?:lần thứ|thứ|đợt|tuần(?: thứ)?) \d{{1,2}}{_ENDS}", "an ordinal, not a count"),
    _excuse(r"^\s*(?:[IVX]+\.|\d{1,2}[.)])(?=\s+\D)", "the number of a heading or of an item"),
    _excuse(r"(?<!\w)[A-ZĐ]{1,3}\d{1,2}(?!\w|[.,]\d)", "a symbol: K4 of a list of recipients, C06, khổ A4"),
    _excuse(
        r"(?:phấn đấu|bảo đảm|đảm bảo|yêu cầu|mục tiêu|chỉ tiêu|cần|phải)[^.;\n\d]{0,60}100\s?%",
        "all of it as a goal, not as a result",
    ),
)  # fmt: skip


def acts(text: str) -> Iterator[tuple[int, int]]:
    """From where to where a text cites acts of the State."""
    return (match.span() for match in _ACT.finditer(text))


def excused(text: str, years: frozenset[int]) -> Iterator[tuple[int, int]]:
    """From where to where a text holds numbers that are names."""
    for excuse in EXCUSES:
        for match in excuse.pattern.finditer(text):
            if excuse.holds(match, years):
                yield match.span()
