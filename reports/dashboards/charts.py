"""Charts as numbers for an SVG template: points, ticks and words are computed here, never in the template."""

import datetime as dt
from dataclasses import dataclass

from communes.formatting import format_count, format_date
from communes.models import Deadline

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 14, 26


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with a value that is read out and shown on hover."""

    x: str
    y: str
    words: str


@dataclass(frozen=True, slots=True)
class CumulativeChart:
    """Records entered up to each day, against all there is to enter and the deadlines."""

    width: int
    height: int
    line: str
    area: str
    goal_y: str
    goal_label: str
    months: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    deadlines: tuple[Tick, ...]
    needed: tuple[str, ...]  # from today's point to each deadline: the pace it asks for
    marks: tuple[Mark, ...]
    words: str
    band: str  # where four paths of five will run from today on
    middle: str  # and the middle one
    plan: str  # targets of accepted plans, added up
    targets: tuple[str, ...]  # the same in words


def _at(value: float) -> str:
    return f"{value:.1f}"


def _round_up(count: int) -> int:
    """The next 1, 2 or 5 times a power of ten."""
    size = 10 ** (len(str(max(count, 1))) - 1)
    return next(step * size for step in (1, 2, 5, 10) if step * size >= count)


def cumulative_chart(
    curve: list[tuple[dt.date, int]],
    deadlines: list[Deadline],
    *,
    to_enter: int,
    as_of: dt.date,
    ahead: list[tuple[dt.date, int, int, int]] = (),
    plan: list[tuple[dt.date, int]] = (),
) -> CumulativeChart | None:
    """The chart of `entered_curve` up to the last deadline; None while nothing is entered. `ahead`: records by the end
    of days to come, at least with 90, 50 and 10 percent; `plan`: records planned by the end of days."""
    if not curve:
        return None
    first = curve[0][0]
    last = max([as_of, *(deadline.due_on for deadline in deadlines)])
    span = max((last - first).days, 1)
    top = max(to_enter, max(total for _, total in curve), 1)

    def x(day):
        return LEFT + (day - first).days / span * (WIDTH - LEFT - RIGHT)

    def y(count):
        return HEIGHT - BOTTOM - max(count, 0) / top * (HEIGHT - TOP - BOTTOM)

    def within(day):
        return first <= day <= last

    sides = [(as_of, curve[-1][1], curve[-1][1], curve[-1][1]), *(one for one in ahead if within(one[0]))]
    points = [(_at(x(day)), _at(y(total))) for day, total in curve]
    now_x, now_y = points[-1]
    line = " ".join(f"{px},{py}" for px, py in points)
    base = _at(y(0))
    step = _round_up(-(-top // 4))
    months = [
        dt.date(first.year + (first.month + n) // 12, (first.month + n) % 12 + 1, 1)
        for n in range((last.year - first.year) * 12 + last.month - first.month)
    ]
    every = max(1, -(-len(months) // 6))
    coming = [deadline for deadline in deadlines if deadline.due_on > as_of and to_enter]
    return CumulativeChart(
        width=WIDTH,
        height=HEIGHT,
        line=line,
        area=f"{points[0][0]},{base} {line} {now_x},{base}",
        goal_y=_at(y(to_enter)),
        goal_label=f"phải nhập {format_count(to_enter)}" if to_enter else "",
        months=tuple(Tick(_at(x(day)), f"{day.month}/{day.year % 100:02d}") for day in months[::every]),
        counts=tuple(Tick(_at(y(n)), format_count(n)) for n in range(0, top + 1, step)),
        deadlines=tuple(
            Tick(_at(x(deadline.due_on)), f"{deadline.due_on.day}/{deadline.due_on.month}") for deadline in deadlines
        ),
        needed=tuple(f"{now_x},{now_y} {_at(x(d.due_on))},{_at(y(to_enter))}" for d in coming),
        marks=tuple(
            Mark(px, py, f"{format_date(day)}: {format_count(total)} trường hợp")
            for (px, py), (day, total) in zip(points, curve, strict=True)
        ),
        words=(
            f"Lũy kế từ {format_date(first)} đến {format_date(as_of)}: {format_count(curve[-1][1])}"
            + (f" trên {format_count(to_enter)}" if to_enter else "")
            + " trường hợp."
            + (
                f" Dự báo đến {format_date(sides[-1][0])}: {format_count(sides[-1][1])} đến"
                f" {format_count(sides[-1][3])} trường hợp."
                if ahead
                else ""
            )
        ),
        band=" ".join(
            [f"{_at(x(day))},{_at(y(low))}" for day, low, _, _ in sides]
            + [f"{_at(x(day))},{_at(y(high))}" for day, _, _, high in reversed(sides)]
        )
        if ahead
        else "",
        middle=" ".join(f"{_at(x(day))},{_at(y(middle))}" for day, _, middle, _ in sides) if ahead else "",
        plan=" ".join(f"{_at(x(day))},{_at(y(count))}" for day, count in plan if within(day)),
        targets=tuple(f"{format_date(day)}: {format_count(count)} trường hợp" for day, count in plan if within(day)),
    )
