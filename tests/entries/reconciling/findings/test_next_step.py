"""What to do about a finding now, and what a proposal would leave of it."""

import datetime as dt

import pytest

from entries.models import Finding, FindingRemark, FindingState
from entries.reconciling.findings.next_step import AGAIN, ANSWER, DECIDE, GONE, OURS_IS_WRONG, left_after, next_step

FIGURES = [{"programme": "population_db", "book_kind": "KS", "ours": 46, "theirs": 6}]


def a_finding(**fields) -> Finding:
    return Finding(**{"kind": "baseline", "state": FindingState.NEW, "gap": 40, "figures": FIGURES} | fields)


@pytest.mark.parametrize(
    ("fields", "settles", "told"),
    [
        ({}, True, "Hỏi xã trước; để trống ô dưới thì gửi câu hỏi mẫu."),
        ({"kind": "both_added"}, True, "Hỏi xã trước; để trống ô dưới thì gửi câu hỏi mẫu." + OURS_IS_WRONG),
        ({"kind": "both_added", "is_certain": False}, True, "Hỏi xã trước; để trống ô dưới thì gửi câu hỏi mẫu."),
        ({"state": FindingState.ASKED}, True, "Đang chờ xã trả lời."),
        ({"state": FindingState.EXPLAINED, "proposal_id": "8" * 32}, True, DECIDE),
        ({"state": FindingState.ASKED}, False, ANSWER),
        ({"gone_on": dt.date(2024, 3, 3)}, True, GONE),
        ({"state": FindingState.FIXED}, True, ""),
        ({"state": FindingState.FIXED}, False, ""),
    ],
)
def test_each_of_the_two_is_told_what_comes_next(fields, settles, told):
    assert next_step(a_finding(**fields), settles=settles) == told


def test_what_was_concluded_before_is_read_first():
    assert next_step(a_finding(), settles=True, again=True) == AGAIN
    assert next_step(a_finding(state=FindingState.ASKED), settles=True, again=True) == "Đang chờ xã trả lời."


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([{"book": 1, "programme": "population_db", "held": 46, "wanted": 6}], 0),
        ([{"book": 1, "programme": "population_db", "held": 46, "wanted": 40},
          {"book": 1, "programme": "historical", "held": 0, "wanted": 6}], 34),
        ([{"batch": "b", "day": "2024-03-03", "kind": "KS", "held": 46, "wanted": 6}], 0),
    ],
)  # fmt: skip
def test_what_a_proposal_leaves(lines, left):
    assert left_after(a_finding(proposal=FindingRemark(lines=lines))) == left


def test_without_a_proposal_or_figures_of_others_nothing_is_left_to_tell():
    assert left_after(a_finding()) is None
    assert left_after(a_finding(figures=[], proposal=FindingRemark(lines=[]))) is None
