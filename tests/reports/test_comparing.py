"""Two looks: what moved, how much of it was corrected, in which order, and words for the odd cases."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from communes.models import Commune
from entries.totals import Figure, Totals
from reports.dashboards.comparing import Look, compare, in_order, in_words, moved

FEBRUARY, MARCH = dt.date(2024, 2, 1), dt.date(2024, 3, 1)
SON, HOA, AN = (Commune(pk=pk, kind="xã", name=name) for pk, name in enumerate(("Phước Sơn", "Phước Hòa", "Phước An")))
NINE, TEN = (dt.datetime(2024, 3, 4, hour, tzinfo=timezone.get_default_timezone()) for hour in (9, 10))


def figures(day, known_at=None, **entered) -> Totals:
    cells = {(place, "KS"): Figure(100, count) for place, count in enumerate(entered.values())}
    return Totals("population_db", day, known_at, cells)


def compared(then, now, corrected_then=None, corrected_now=None, **extra):
    return compare(
        [SON, HOA, AN], then=then, now=now, corrected_then=corrected_then or {}, corrected_now=corrected_now or {},
        **extra,
    )  # fmt: skip


def test_up_down_and_the_same_commune_by_commune():
    found = compared(figures(FEBRUARY, a=10, b=20, c=30), figures(MARCH, a=25, b=12, c=30))
    assert [line.entered for line in found.lines] == [15, -8, 0]
    assert [(line.mark, line.words, line.tone) for line in found.lines] == [
        ("▲", "tăng 15", "good"), ("▼", "giảm 8", "bad"), ("=", "không đổi", "muted"),
    ]  # fmt: skip
    assert [line.points for line in found.lines] == [Decimal("15.0"), Decimal("-8.0"), Decimal("0.0")]
    assert (found.all.entered, found.counts) == (7, [("tăng", 1), ("giảm", 1), ("không đổi", 1)])
    assert in_words(found) == (
        "Từ 01/02/2024 đến 01/3/2024: số đã nhập tăng 7 trường hợp; tỷ lệ tăng 2,3 điểm phần trăm."
    )
    assert (found.opens, found.opens_from) == (True, dt.date(2024, 2, 2))


def test_corrections_are_the_part_of_the_difference_that_they_make():
    found = compared(
        figures(FEBRUARY, a=50, b=0, c=0), figures(MARCH, a=60, b=0, c=0),
        {0: Figure(entered=-2)}, {0: Figure(entered=-7, to_enter=3)},
    )  # fmt: skip
    assert found.lines[0].corrections == Figure(entered=-5, to_enter=3)
    assert found.all.corrections == Figure(entered=-5, to_enter=3)
    assert "tăng 10 trường hợp, trong đó điều chỉnh −5; " in in_words(found)


def test_equal_dates_are_told_and_so_is_one_day_known_at_two_moments():
    same = compared(figures(MARCH, a=1, b=1, c=1), figures(MARCH, a=1, b=1, c=1))
    assert same.is_same and not same.opens
    assert in_words(same).startswith("Hai lần xem đều là ngày 01/3/2024 nên không có gì khác nhau.")
    known = compared(figures(MARCH, NINE, a=1, b=1, c=1), figures(MARCH, a=4, b=1, c=1))
    assert (known.is_same, known.is_one_day, known.opens) == (False, True, False)
    assert in_words(known).startswith("Cùng ngày 01/3/2024, khác lúc ghi") and "tăng 3 trường hợp" in in_words(known)


def test_nothing_to_enter_has_no_share_and_no_points():
    empty = Totals("population_db", FEBRUARY, None, {})
    found = compared(empty, figures(MARCH, a=5, b=0, c=0))
    assert (found.lines[0].then.share, found.lines[0].points, moved(found.lines[0].points)) == (None, None, "–")
    assert in_words(found) == "Từ 01/02/2024 đến 01/3/2024: số đã nhập tăng 5 trường hợp; số phải nhập tăng 300."


@pytest.mark.parametrize(
    ("first", "second", "is_turned"),
    [
        (Look(FEBRUARY), Look(MARCH), False),
        (Look(MARCH), Look(FEBRUARY), True),
        (Look(MARCH, TEN), Look(FEBRUARY, NINE), True),
        (Look(MARCH), Look(MARCH), False),
        (Look(MARCH, NINE), Look(MARCH, TEN), False),
        (Look(MARCH, TEN), Look(MARCH, NINE), True),
        (Look(MARCH, NINE), Look(MARCH), False),
        (Look(MARCH), Look(MARCH, NINE), True),
    ],
)
def test_the_earlier_look_comes_first_and_turning_is_told(first, second, is_turned):
    assert in_order([first, second]) == ((second, first, True) if is_turned else (first, second, False))
