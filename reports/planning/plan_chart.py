"""A plan as a picture: the targets summed up day by day, and what was entered, as numbers for an SVG template."""

import datetime as dt
from dataclasses import dataclass

from communes.formatting import format_count, format_date

from .plans import Standing

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 14, 28


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanChart:
    width: int
    height: int
    left: int
    right: int
    base: int
    target: str
    actual: str
    points: tuple[Point, ...]
    levels: tuple[tuple[str, str], ...]  # y, label
    ends: tuple[tuple[str, str], ...]  # label, anchor is start then end
    today_x: str
    words: str


def plan_chart(standing: Standing) -> PlanChart | None:
    """None for a plan that asks for nothing and in which nothing was entered."""
    plan, rows = standing.plan, standing.rows
    top = max(standing.whole, standing.actual)
    if not rows or top <= 0:
        return None
    before = plan.from_on - dt.timedelta(days=1)
    length = (plan.to_on - before).days

    def at(day: dt.date, count: int) -> tuple[str, str]:
        x = LEFT + (min(day, plan.to_on) - before).days / length * (WIDTH - LEFT - RIGHT)
        return f"{x:.1f}", f"{HEIGHT - BOTTOM - max(count, 0) / top * (HEIGHT - TOP - BOTTOM):.1f}"

    targets, entered, points, total = [at(before, 0)], [at(before, 0)], [], 0
    for row in rows:
        targets.append(at(row.target.to_on, row.cumulative))
        if row.target.from_on > standing.today:
            continue
        total += row.actual
        day = min(row.target.to_on, standing.today)
        entered.append(at(day, total))
        due = row.cumulative - row.target.count + row.due
        points.append(
            Point(*entered[-1], f"{format_date(day)}: đã nhập {format_count(total)}, chỉ tiêu {format_count(due)}")
        )
    return PlanChart(
        width=WIDTH, height=HEIGHT, left=LEFT, right=WIDTH - RIGHT, base=HEIGHT - BOTTOM,
        target=_line(targets), actual=_line(entered) if points else "", points=tuple(points),
        levels=tuple((at(before, count)[1], format_count(count)) for count in sorted({0, top // 2, top})),
        ends=((format_date(plan.from_on), "start"), (format_date(plan.to_on), "end")),
        today_x=at(standing.today, 0)[0] if plan.from_on <= standing.today <= plan.to_on else "",
        words=_words(standing),
    )  # fmt: skip


def _line(points: list[tuple[str, str]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _words(standing: Standing) -> str:
    whole = f"Chỉ tiêu cả kế hoạch {format_count(standing.whole)} trường hợp"
    if not standing.has_begun:
        return f"{whole}; kế hoạch chưa bắt đầu."
    day, due, actual = map(
        str, (format_date(standing.last_day), format_count(standing.due), format_count(standing.actual))
    )
    return f"{whole}; đến {day}: chỉ tiêu {due}, đã nhập {actual}."
