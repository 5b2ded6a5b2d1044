"""A small cumulative chart for each commune, all on one scale, with the district's line behind. Runs no query."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from communes.formatting import format_count, format_date, format_share
from communes.models import Commune, Deadline
from entries.totals import NOTHING, Figure, Totals

WIDTH, HEIGHT = 240, 104
LEFT, RIGHT, TOP, BOTTOM = 2, 4, 16, 14
MOST_POINTS = 30
ORDERS = {"xa": "thứ tự xã", "ty-le": "tỷ lệ"}


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """`label_y`: below and above the chart in turn, since two deadlines may lie close together."""

    x: str
    label: str
    label_y: int


@dataclass(frozen=True, slots=True)
class Small:
    """One commune. `line` is empty where nothing is entered or nothing is to enter."""

    commune: Commune
    figure: Figure
    line: str
    now_x: str
    now_y: str
    words: str


@dataclass(frozen=True, slots=True)
class Multiples:
    smalls: tuple[Small, ...]
    district: str  # the line of all communes together, the same behind each; empty for one commune alone
    deadlines: tuple[DeadlineLine, ...]
    first: dt.date | None
    last: dt.date
    figure: Figure
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM
    top: int = TOP


def multiples(
    communes: list[Commune],
    figures: Totals,
    entered: dict[int, dict[dt.date, int]],
    deadlines: Iterable[Deadline],
    *,
    order: str = "xa",
) -> Multiples:
    """Shares of what there is to enter as of the cut-off, week by week; 100 % is the top of every chart, and a commune
    that entered more than there was ends there. `entered` as of entries.totals.entered_by_day."""
    deadlines, as_of = list(deadlines), figures.as_of
    first = min((next(iter(days)) for days in entered.values()), default=None)
    last = max([as_of, *(deadline.due_on for deadline in deadlines)])
    scale = _Scale(first or as_of, as_of, last)
    by_commune = figures.by_commune()
    together: dict[dt.date, int] = {}
    for days in entered.values():
        for day, count in days.items():
            together[day] = together.get(day, 0) + count
    several = len(communes) > 1
    beside = figures.all if several else None
    smalls = [scale.small(one, by_commune.get(one.pk, NOTHING), entered.get(one.pk, {}), beside) for one in communes]
    if order == "ty-le":
        smalls.sort(key=lambda small: (small.figure.share is None, -(small.figure.share or 0)))
    return Multiples(
        smalls=tuple(smalls),
        district=" ".join(f"{x},{y}" for x, y in scale.points(together, figures.all.to_enter)) if several else "",
        deadlines=tuple(scale.deadlines(deadline.due_on for deadline in deadlines)),
        first=first,
        last=last,
        figure=figures.all,
    )


class _Scale:
    """Days and shares as places in the chart."""

    def __init__(self, first: dt.date, as_of: dt.date, last: dt.date):
        self.first, self.as_of = first, as_of
        self.span = max((last - first).days, 1)
        step = max(7, -(-max((as_of - first).days, 1) // MOST_POINTS))
        days = [first + dt.timedelta(days=n) for n in range(0, (as_of - first).days + 1, step)]
        self.days = days if days[-1:] == [as_of] else [*days, as_of]

    def x(self, day: dt.date) -> str:
        return f"{LEFT + (day - self.first).days / self.span * (WIDTH - LEFT - RIGHT):.0f}"

    def y(self, part: int, whole: int) -> str:
        return f"{HEIGHT - BOTTOM - min(max(part / whole, 0), 1) * (HEIGHT - TOP - BOTTOM):.1f}"

    def points(self, by_day: dict[dt.date, int], whole: int) -> list[tuple[str, str]]:
        if whole <= 0 or not by_day:
            return []
        worked = sorted(by_day)
        sums = [0, *accumulate(by_day[day] for day in worked)]
        return [(self.x(day), self.y(sums[bisect_right(worked, day)], whole)) for day in self.days]

    def deadlines(self, days: Iterable[dt.date]) -> Iterator[DeadlineLine]:
        for place, day in enumerate(sorted(day for day in days if day >= self.first)):
            yield DeadlineLine(self.x(day), f"{day.day}/{day.month}", TOP - 5 if place % 2 else HEIGHT - 2)

    def small(self, commune: Commune, figure: Figure, by_day: dict[dt.date, int], beside: Figure | None) -> Small:
        points = self.points(by_day, figure.to_enter)
        x, y = points[-1] if points else ("", "")
        return Small(commune, figure, " ".join(f"{a},{b}" for a, b in points), x, y, _words(commune, figure, beside))


def _words(commune: Commune, figure: Figure, beside: Figure | None) -> str:
    if figure.to_enter <= 0:
        return f"{commune.title}: chưa có số phải nhập."
    said = f"{commune.title}: đã nhập {format_count(figure.entered)}/{format_count(figure.to_enter)}"
    said += f", đạt {format_share(figure.share)}; {left_in_words(figure)}"
    if figure.last_worked_on:
        said += f"; nhập gần nhất {format_date(figure.last_worked_on)}"
    return f"{said}." + (f" Cả huyện {format_share(beside.share)}." if beside else "")


def left_in_words(figure: Figure) -> str:
    """What is still to be entered, also where nothing is or more was entered than there was."""
    if figure.to_enter <= 0:
        return "chưa có số phải nhập"
    if figure.left < 0:
        return f"nhập vượt {format_count(-figure.left)} so với số phải nhập"
    return f"còn {format_count(figure.left)}" if figure.left else "đã nhập xong"
