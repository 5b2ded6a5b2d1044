"""Small charts as numbers: one scale for all, the district behind, words where there is nothing to draw."""

import datetime as dt
from decimal import Decimal

from communes.models import Commune, Deadline
from entries.totals import Figure, Totals
from reports.dashboards.multiples import BOTTOM, HEIGHT, LEFT, MOST_POINTS, RIGHT, TOP, WIDTH, left_in_words, multiples

FIRST, AS_OF = dt.date(2024, 1, 1), dt.date(2024, 1, 15)
MAY, JUNE = Deadline(due_on=dt.date(2024, 5, 31)), Deadline(due_on=dt.date(2024, 6, 30))
SON = Commune(pk=1, kind="xã", name="Phước Sơn", position=1)
HOA = Commune(pk=2, kind="xã", name="Phước Hòa", position=2)
GROUND = HEIGHT - BOTTOM


def made(cells, entered, *, communes=(SON, HOA), order="xa", deadlines=(MAY, JUNE), as_of=AS_OF):
    figures = Totals("population_db", as_of, None, {(pk, "KS"): figure for pk, figure in cells.items()})
    return multiples(list(communes), figures, entered, deadlines, order=order)


def points(line: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in line.split()]


def test_every_line_is_a_share_of_its_own_on_one_scale():
    found = made(
        {1: Figure(100, 50), 2: Figure(1000, 100)}, {1: {FIRST: 20, AS_OF: 30}, 2: {FIRST + dt.timedelta(days=8): 100}}
    )
    height, span = GROUND - TOP, (JUNE.due_on - FIRST).days
    across = [round(LEFT + days / span * (WIDTH - LEFT - RIGHT)) for days in (0, 7, 14)]
    assert points(found.smalls[0].line) == [
        (across[0], round(GROUND - 0.2 * height, 1)), (across[1], round(GROUND - 0.2 * height, 1)),
        (across[2], round(GROUND - 0.5 * height, 1)),
    ]  # fmt: skip
    assert [y for _, y in points(found.smalls[1].line)] == [GROUND, GROUND, round(GROUND - 0.1 * height, 1)]
    assert points(found.district)[-1][1] == round(GROUND - 150 / 1100 * height, 1)
    assert [(line.label, line.label_y) for line in found.deadlines] == [("31/5", HEIGHT - 2), ("30/6", TOP - 5)]
    assert (found.smalls[0].now_x, found.smalls[0].now_y) == tuple(found.smalls[0].line.split()[-1].split(","))


def test_a_year_of_entries_takes_no_more_than_thirty_points():
    days = {dt.date(2023, 1, 2) + dt.timedelta(days=n): 1 for n in range(400)}
    found = made({1: Figure(1000, 400)}, {1: days}, communes=[SON], as_of=dt.date(2024, 2, 5))
    assert len(points(found.smalls[0].line)) <= MOST_POINTS + 2


def test_more_than_there_was_to_enter_ends_at_the_top_and_is_told():
    found = made({1: Figure(100, 130)}, {1: {FIRST: 130}}, communes=[SON])
    assert {y for _, y in points(found.smalls[0].line)} == {TOP}
    assert "nhập vượt 30 so với số phải nhập" in found.smalls[0].words


def test_nothing_entered_and_nothing_to_enter_draw_no_line_but_words():
    nothing = made({}, {})
    assert ([small.line for small in nothing.smalls], nothing.district, nothing.first) == (["", ""], "", None)
    assert nothing.smalls[0].words == "Xã Phước Sơn: chưa có số phải nhập."
    unasked = made({1: Figure(0, 5)}, {1: {FIRST: 5}}, communes=[SON])
    assert (unasked.smalls[0].line, unasked.district) == ("", "")
    idle = made({1: Figure(100, 0)}, {})
    assert idle.smalls[0].words == "Xã Phước Sơn: đã nhập 0/100, đạt 0,0%; còn 100. Cả huyện 0,0%."


def test_the_order_is_official_or_by_share_and_nothing_to_enter_comes_last():
    cells = {1: Figure(100, 10), 2: Figure(100, 90)}
    assert [small.commune for small in made(cells, {}).smalls] == [SON, HOA]
    assert [small.commune for small in made(cells, {}, order="ty-le").smalls] == [HOA, SON]
    assert [small.commune for small in made({2: Figure(9, 0)}, {}, order="ty-le").smalls] == [HOA, SON]


def test_words_of_what_is_left():
    said = [left_in_words(Figure(a, b)) for a, b in ((0, 0), (10, 0), (10, 10), (10, 12))]
    assert said == ["chưa có số phải nhập", "còn 10", "đã nhập xong", "nhập vượt 2 so với số phải nhập"]
    assert Figure(10, 12).share == Decimal("1.2")


def test_one_commune_alone_is_compared_with_nobody():
    found = made({1: Figure(100, 50)}, {1: {FIRST: 50}}, communes=[SON])
    assert (found.district, found.smalls[0].words) == ("", "Xã Phước Sơn: đã nhập 50/100, đạt 50,0%; còn 50.")
