"""The chart as numbers: inside its frame, rising, and read out in words."""

import datetime as dt

import pytest

from communes.models import Deadline
from reports.dashboards.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, cumulative_chart

FIRST, LAST = dt.date(2023, 6, 5), dt.date(2024, 3, 3)
CURVE = [(FIRST, 120), (dt.date(2023, 10, 20), 3_000), (LAST, 7_500)]
DEADLINES = [Deadline(due_on=dt.date(2024, 5, 31)), Deadline(due_on=dt.date(2024, 6, 30))]


def chart(curve=CURVE, deadlines=DEADLINES, to_enter=15_000, as_of=LAST):
    return cumulative_chart(curve, deadlines, to_enter=to_enter, as_of=as_of)


def points(text) -> list[tuple[float, float]]:
    return [tuple(float(n) for n in pair.split(",")) for pair in text.split()]


def test_no_chart_while_nothing_is_entered():
    assert chart(curve=[]) is None


def test_the_line_starts_left_and_half_done_is_half_way_up():
    line = points(chart().line)
    assert line[0][0] == LEFT
    assert line[-1][1] == pytest.approx((HEIGHT - BOTTOM + TOP) / 2, abs=0.1)
    assert [x for x, _ in line] == sorted(x for x, _ in line)
    assert chart().goal_y == f"{TOP:.1f}"
    assert chart().goal_label == "phải nhập 15.000"


@pytest.mark.parametrize(
    ("curve", "to_enter", "as_of"),
    [
        (CURVE, 15_000, LAST),
        (CURVE, 0, LAST),
        (CURVE, 7_000, LAST),
        ([(LAST, 1)], 1, LAST),
        ([(LAST, -5)], 0, LAST),
        ([(FIRST, 1_000_000)], 3, FIRST),
        (CURVE, 15_000, dt.date(2025, 1, 1)),
    ],
)
def test_everything_stays_inside_the_frame(curve, to_enter, as_of):
    drawn = chart(curve=curve, to_enter=to_enter, as_of=as_of)
    every = points(drawn.line) + points(drawn.area) + [p for text in drawn.needed for p in points(text)]
    assert all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= HEIGHT - BOTTOM for x, y in every)
    assert all(TOP <= float(tick.at) <= HEIGHT - BOTTOM for tick in drawn.counts)
    assert all(LEFT <= float(tick.at) <= WIDTH - RIGHT for tick in (*drawn.months, *drawn.deadlines))
    assert 2 <= len(drawn.counts) <= 6 and len(drawn.months) <= 6


def test_deadlines_are_marked_and_the_pace_they_ask_for_is_drawn():
    drawn = chart()
    assert [tick.label for tick in drawn.deadlines] == ["31/5", "30/6"]
    assert float(drawn.deadlines[-1].at) == WIDTH - RIGHT
    assert [points(text)[0] for text in drawn.needed] == [points(drawn.line)[-1]] * 2
    assert [points(text)[1][1] for text in drawn.needed] == [TOP] * 2


def test_a_deadline_that_has_passed_asks_for_no_pace():
    assert [len(chart(as_of=day).needed) for day in (LAST, dt.date(2024, 5, 31), dt.date(2024, 7, 1))] == [2, 1, 0]
    assert chart(to_enter=0).needed == ()


def test_numbers_are_written_for_svg_and_words_for_people():
    drawn = chart()
    assert "," not in drawn.goal_y and "." in drawn.goal_y
    assert drawn.words == "Lũy kế từ 05/6/2023 đến 03/3/2024: 7.500 trên 15.000 trường hợp."
    assert [mark.words for mark in drawn.marks][1] == "20/10/2023: 3.000 trường hợp"
    assert chart(to_enter=0).words == "Lũy kế từ 05/6/2023 đến 03/3/2024: 7.500 trường hợp."


def test_months_and_counts_are_round():
    drawn = chart()
    assert [tick.label for tick in drawn.counts] == ["0", "5.000", "10.000", "15.000"]
    assert [tick.label for tick in drawn.months] == ["7/23", "9/23", "11/23", "1/24", "3/24", "5/24"]
