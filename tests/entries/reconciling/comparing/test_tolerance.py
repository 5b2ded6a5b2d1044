"""Two figures are equal up to so many records or such a share, whichever is more."""

from decimal import Decimal

import pytest

from entries.reconciling.comparing.tolerance import Tolerance


@pytest.mark.parametrize(
    ("difference", "theirs", "allowed"),
    [(5, 0, True), (-5, 0, True), (6, 0, False), (10, 10_000, True), (11, 10_000, False), (-11, 10_000, False)],
)
def test_records_or_share_whichever_is_more(difference, theirs, allowed):
    assert Tolerance(records=5, share=Decimal("0.001")).allows(difference, theirs) is allowed


def test_a_part_of_a_record_is_not_allowed():
    assert Tolerance(records=0, share=Decimal("0.001")).limit(1999) == 1


def test_the_tolerance_in_words():
    assert Tolerance().words == "5 trường hợp hoặc 0,1%, lấy số lớn hơn"
    assert Tolerance(records=20, share=Decimal(0)).words == "20 trường hợp"
