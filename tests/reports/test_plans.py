"""What a plan should ask for, and what has become of it: sums that are exact, equal to the ledger's."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from communes.models import Period, Plan, PlanLevel, Programme
from communes.planning import accept_plan, send_plan
from entries.running import running_sums
from entries.stretches import entered_in
from entries.totals import totals
from reports.planning.plan_chart import plan_chart
from reports.planning.plans import propose, spread, standings, told_plans
from tests.factories import bound, make_book, planned, record

TODAY = dt.date(2024, 3, 4)
TUESDAY = TODAY + dt.timedelta(days=1)


def plan_of(commune, period=Period.WEEK, from_on=TUESDAY, to_on=dt.date(2024, 3, 17)) -> Plan:
    return Plan(
        commune=commune, programme=Programme.POPULATION_DB, level=PlanLevel.COMMUNE, period=period, from_on=from_on,
        to_on=to_on,
    )  # fmt: skip


def standing_of(plan):
    return standings(list(told_plans().filter(pk=plan.pk)), today=TODAY)[0]


# ------------------------------------------------------------------ spreading
weights = st.lists(st.one_of(st.just(0.0), st.integers(1, 500).map(lambda n: n / 100)), min_size=1, max_size=110)


@given(left=st.integers(0, 1_000_000), weights=weights)
def test_what_is_spread_adds_up_exactly_and_days_off_get_nothing(left, weights):
    counts = spread(left, weights)
    assert len(counts) == len(weights)
    assert sum(counts) == (left if sum(weights) > 0 else 0)
    assert all(count >= 0 for count in counts)
    assert all(count == 0 for count, weight in zip(counts, weights, strict=True) if weight == 0)


@given(left=st.integers(0, 100_000), weights=weights)
def test_no_period_is_more_than_one_away_from_its_exact_part(left, weights):
    whole = sum(weights)
    for count, weight in zip(spread(left, weights), weights, strict=True):
        assert not whole or abs(count - left * weight / whole) < 1.000001


@pytest.mark.parametrize(
    ("left", "weights", "expected"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (7, [5, 2.5, 0], [5, 2, 0]),
        (3, [0, 0], [0, 0]),
        (0, [1, 1], [0, 0]),
        (-5, [1, 1], [0, 0]),
        (2, [1, 1, 1], [1, 1, 0]),
    ],
)
def test_spread_by_hand(left, weights, expected):
    assert spread(left, weights) == expected


# ------------------------------------------------------------------ proposing
def test_the_proposal_is_what_is_left_over_the_working_days(official, phuoc_son):
    make_book(phuoc_son, by=official, count=1_000)
    record(make_book(phuoc_son, by=official, number="4", count=0), 100, by=official)
    proposal = propose(plan_of(phuoc_son), today=TODAY)
    assert (proposal.left, proposal.total, proposal.as_of) == (900, 900, TODAY)
    assert [(line.count, line.working_days) for line in proposal.lines] == [(400, 4), (500, 5)]


def test_a_campaign_asks_for_less_in_its_days_and_for_more_before(official, justice_office, phuoc_son):
    make_book(phuoc_son, by=official, count=900)
    bound(by=justice_office, free_share=40)
    proposal = propose(plan_of(phuoc_son), today=TODAY)
    assert [(line.count, line.weight) for line in proposal.lines] == [(600, 4.0), (300, 2.0)]
    assert [line.campaigns for line in proposal.lines] == [(), ("Định danh mức 2",)]


def test_another_communes_campaign_changes_nothing(official, justice_office, phuoc_son, phuoc_hoa):
    make_book(phuoc_son, by=official, count=900)
    bound(by=justice_office, commune=phuoc_hoa)
    assert [line.count for line in propose(plan_of(phuoc_son), today=TODAY).lines] == [400, 500]


def test_day_by_day_the_weekend_gets_nothing_and_is_marked(official, phuoc_son):
    make_book(phuoc_son, by=official, count=70)
    plan = plan_of(phuoc_son, Period.DAY, dt.date(2024, 3, 7), dt.date(2024, 3, 11))
    lines = propose(plan, today=TODAY).lines
    assert [(line.count, line.is_day_off) for line in lines] == [
        (24, False), (23, False), (0, True), (0, True), (23, False),
    ]  # fmt: skip


def test_a_plan_from_the_past_begins_with_what_was_left_then(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=500)
    record(book, 40, by=official, work_date=dt.date(2024, 3, 1))
    assert propose(plan_of(phuoc_son, from_on=dt.date(2024, 3, 1)), today=TODAY).left == 500
    assert propose(plan_of(phuoc_son, from_on=dt.date(2024, 3, 2)), today=TODAY).left == 460


def test_nothing_left_and_more_entered_than_there_was_ask_for_nothing(official, phuoc_son):
    empty = propose(plan_of(phuoc_son), today=TODAY)
    assert (empty.left, empty.total, empty.capacity.per_shift) == (0, 0, None)
    record(make_book(phuoc_son, by=official, count=10), 30, by=official)
    over = propose(plan_of(phuoc_son), today=TODAY)
    assert (over.left, over.total) == (0, 0)


def test_only_days_off_get_nothing_and_say_so(official, phuoc_son):
    make_book(phuoc_son, by=official, count=500)
    tet = propose(plan_of(phuoc_son, from_on=dt.date(2025, 1, 27), to_on=dt.date(2025, 1, 31)), today=TODAY)
    assert (tet.left, tet.total, tet.has_working_days) == (500, 0, False)


def test_what_the_machines_cannot_do_is_marked(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=5_000)
    record(book, 50, by=official)
    proposal = propose(plan_of(phuoc_son), today=TODAY)
    shares = [machine.free_share for machine in phuoc_son.workstations.all()]
    a_day = sum(3 * share / 100 for share in shares)
    assert (proposal.capacity.machine_shifts, proposal.capacity.per_shift) == (a_day, 50)
    assert [line.most for line in proposal.lines] == [int(a_day * 50 * 4), int(a_day * 50 * 5)]
    assert [line.is_over for line in proposal.lines] == [True, True]


@pytest.mark.parametrize("to_on", [dt.date(2024, 3, 17), dt.date(2025, 12, 31)])
def test_a_proposal_costs_the_same_whatever_its_length(
    official, phuoc_son, to_on, django_assert_max_num_queries
):  # fmt: skip
    make_book(phuoc_son, by=official, count=5_000)
    with django_assert_max_num_queries(6):
        propose(plan_of(phuoc_son, to_on=to_on), today=TODAY)


# ------------------------------------------------------------------ plan against actual
def test_the_actual_is_the_ledgers_in_these_days(official, phuoc_son, neighbour, phuoc_hoa):
    book = make_book(phuoc_son, by=official, count=900)
    record(make_book(phuoc_hoa, by=neighbour, count=900), 99, by=neighbour, work_date=TODAY)
    for day, count in ((dt.date(2024, 3, 3), 7), (TODAY, 46), (dt.date(2024, 2, 29), 5)):
        record(book, count, by=official, work_date=day)
    record(book, 11, by=official, work_date=TODAY, programme=Programme.HISTORICAL, shift=2)
    standing = standing_of(planned(phuoc_son, by=official, counts=[100, 120]))
    assert [(row.actual, row.due, row.gap) for row in standing.rows] == [(46, 20, 26), (0, 0, 0)]
    assert (standing.whole, standing.due, standing.actual, standing.gap) == (220, 20, 46, 26)
    before, after = (
        totals(communes=[phuoc_son], programme=Programme.POPULATION_DB, as_of=day).all.entered
        for day in (dt.date(2024, 3, 3), TODAY)
    )
    assert standing.actual == after - before


def test_what_is_due_goes_with_the_working_days_that_passed(official, justice_office, phuoc_son):
    plan = planned(phuoc_son, by=official, counts=[0, 90, 50], from_on=dt.date(2024, 2, 24), to_on=dt.date(2024, 3, 10))
    assert [row.due for row in standing_of(plan).rows] == [0, 90, 10]
    assert standing_of(plan).rows[0].line.is_day_off


def test_a_plan_of_nothing_has_no_share_and_no_picture(official, phuoc_son):
    standing = standing_of(planned(phuoc_son, by=official, counts=[0, 0]))
    assert (standing.share, standing.gap, plan_chart(standing)) == (None, 0, None)


def test_a_gap_of_a_past_period_waits_for_its_reason(official, justice_office, phuoc_son):
    plan = planned(phuoc_son, by=official, counts=[90, 50], from_on=dt.date(2024, 2, 26), to_on=dt.date(2024, 3, 10))
    assert (standing_of(plan).unexplained, standing_of(plan).group) == (1, "making")
    send_plan(by=official, plan=plan)
    assert standing_of(plan).group == "waiting"
    accept_plan(by=justice_office, plan=plan)
    assert standing_of(plan).group == "running"
    plan.targets.filter(from_on=dt.date(2024, 2, 26)).update(gap_reason="mất mạng")
    assert (standing_of(plan).unexplained, standing_of(plan).reason) == (0, "mất mạng")


def test_many_plans_ask_as_much_as_one(official, justice_office, phuoc_son, django_assert_max_num_queries):
    for days in (0, 7, 14):
        first = TODAY + dt.timedelta(days=days)
        planned(phuoc_son, by=official, from_on=first, to_on=first + dt.timedelta(days=13))
    for count in (1, 3):
        plans = list(told_plans()[:count])
        with django_assert_max_num_queries(2):
            assert len(standings(plans, today=TODAY)) == count


def test_the_picture_ends_where_the_plan_and_the_ledger_end(official, phuoc_son):
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=TODAY)
    chart = plan_chart(standing_of(planned(phuoc_son, by=official, counts=[100, 120])))
    assert chart.target.split()[-1] == "624.0,14.0"
    assert [point.words for point in chart.points] == ["04/3/2024: đã nhập 46, chỉ tiêu 20"]
    assert chart.actual.split()[-1].endswith(f",{192 - 46 / 220 * 178:.1f}")
    assert chart.words == "Chỉ tiêu cả kế hoạch 220 trường hợp; đến 04/3/2024: chỉ tiêu 20, đã nhập 46."


# ------------------------------------------------------------------ stretches of days
@pytest.mark.django_db(transaction=True)
def test_running_sums_and_the_database_say_the_same(official, phuoc_son, phuoc_hoa):
    book = make_book(phuoc_son, by=official, count=900)
    for day, count in ((dt.date(2024, 2, 28), 5), (dt.date(2024, 3, 1), 7), (TODAY, 46)):
        record(book, count, by=official, work_date=day)
    stretches = {
        (phuoc_son.pk, dt.date(2024, 3, 1), TODAY), (phuoc_son.pk, dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (phuoc_hoa.pk, dt.date(2024, 2, 1), TODAY), (phuoc_son.pk, TUESDAY, TUESDAY),
    }  # fmt: skip
    asked = {"communes": [phuoc_son, phuoc_hoa], "programme": Programme.POPULATION_DB, "as_of": TODAY}
    assert running_sums.is_usable
    in_memory = entered_in(stretches=stretches, **asked)
    with transaction.atomic():
        assert entered_in(stretches=stretches, **asked) == in_memory
    assert sorted(in_memory.values()) == [0, 0, 5, 53]
