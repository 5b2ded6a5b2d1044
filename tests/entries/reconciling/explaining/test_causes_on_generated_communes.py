"""How often the cause is named right, on invented communes whose error is known. `python -m bench.reconciling` prints
the whole confusion matrix over 500 districts; here is a part of it."""

import pytest

from bench.reconciling import UNTOLD, confusion, named

AGREE = "agree"


@pytest.mark.parametrize(("weeks", "right"), [(12, 0.95), (8, 0.92), (4, 0.88)])
def test_with_our_daily_rows(weeks, right):
    found = confusion(15, weeks, with_rows=True)
    total, named_right, named_wrong = named(found)
    assert named_right / total >= right
    assert named_wrong / total <= 0.02


@pytest.mark.parametrize("weeks", [12, 4])
def test_with_figures_only_much_is_left_open_rather_than_guessed(weeks):
    found = confusion(10, weeks, with_rows=False)
    total, named_right, named_wrong = named(found)
    assert named_right / total >= 0.65
    assert named_wrong / total <= 0.10
    assert sum(count for (_, said), count in found.items() if said == UNTOLD) > named_wrong


@pytest.mark.parametrize("with_rows", [True, False])
def test_no_cause_is_ever_named_where_the_figures_agree(with_rows):
    found = confusion(10, 8, with_rows=with_rows, seed=7)
    assert {said for (true, said) in found if true == AGREE} == {AGREE}
    assert {true for (true, said) in found if said == AGREE} == {AGREE}
    assert found[AGREE, AGREE] == 30


def test_the_same_seed_gives_the_same_communes():
    assert confusion(1, 4, with_rows=True, seed=3) == confusion(1, 4, with_rows=True, seed=3)
