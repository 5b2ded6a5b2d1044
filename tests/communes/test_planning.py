"""Plans: who makes which, what can be changed when, what is refused and in which words; periods as people cut them."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from communes.models import Period, Plan, PlanLevel, PlanState, Programme
from communes.periods import Span, name_of, spans
from communes.planning import (
    accept_plan,
    drop_plan,
    explain_gap,
    keep_targets,
    make_plan,
    return_plan,
    same_plan,
    send_plan,
)
from communes.refusals import Refused

FIRST, LAST = dt.date(2024, 3, 4), dt.date(2024, 3, 17)  # Monday of today's week to the Sunday of the next


def drawn(commune, level=PlanLevel.COMMUNE, period=Period.WEEK, from_on=FIRST, to_on=LAST, **extra) -> Plan:
    return Plan(
        commune=commune, programme=Programme.POPULATION_DB, level=level, period=period, from_on=from_on, to_on=to_on,
        **extra,
    )  # fmt: skip


@pytest.fixture
def plan(official, phuoc_son):
    return make_plan(by=official, plan=drawn(phuoc_son), counts=[100, 120])


def refused(act, **about) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        act(**about)
    return [(problem.where, problem.message) for problem in caught.value.problems]


def state(plan) -> str:
    return Plan.objects.get(pk=plan.pk).state


# ------------------------------------------------------------------ periods
@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        (Period.DAY, "2024-03-04", "2024-03-06", ["04/3/2024", "05/3/2024", "06/3/2024"]),
        (Period.WEEK, "2024-03-06", "2024-03-12", ["06/3 – 10/3/2024", "11/3 – 12/3/2024"]),
        (Period.MONTH, "2024-01-30", "2024-03-01", ["30/01 – 31/01/2024", "01/02 – 29/02/2024", "01/3/2024"]),
        (Period.QUARTER, "2023-12-31", "2024-06-30", ["31/12/2023", "01/01 – 31/3/2024", "01/4 – 30/6/2024"]),
        (Period.WEEK, "2023-12-31", "2024-01-03", ["31/12/2023", "01/01 – 03/01/2024"]),
        (Period.QUARTER, "2024-12-31", "2024-12-30", []),
    ],
)
def test_a_stretch_is_cut_at_mondays_and_first_days(period, first, last, expected):
    found = spans(period, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert [span.words for span in found] == expected


def test_periods_leave_out_no_day_and_count_none_twice():
    first, last = dt.date(2023, 11, 8), dt.date(2025, 2, 3)
    for period in Period:
        days = [day for span in spans(period, first, last) for day in span.days]
        assert days == Span(first, last).days


def test_names_of_periods():
    march = Span(FIRST, dt.date(2024, 3, 10))
    assert [name_of(period, march) for period in Period] == ["Thứ Hai", "Tuần 10", "Tháng 3/2024", "Quý I/2024"]


# ------------------------------------------------------------------ making
def test_a_plan_is_stored_with_a_target_for_each_period(plan, official):
    assert (plan.state, plan.made_by) == (PlanState.DRAFT, official)
    assert list(plan.targets.values_list("from_on", "to_on", "count")) == [
        (FIRST, dt.date(2024, 3, 10), 100), (dt.date(2024, 3, 11), LAST, 120),
    ]  # fmt: skip
    assert plan.history.get().history_user == official


def test_the_same_plan_twice_is_refused_and_another_first_day_is_not(plan, official, phuoc_son):
    assert same_plan(drawn(phuoc_son)) == plan
    (problem,) = refused(make_plan, by=official, plan=drawn(phuoc_son), counts=[1, 2])
    assert problem[0] == "from_on"
    assert problem[1].startswith("Đã có kế hoạch tuần cấp xã bắt đầu 04/3/2024, tình trạng: đang soạn.")
    later = drawn(phuoc_son, from_on=FIRST + dt.timedelta(days=1))
    assert make_plan(by=official, plan=later, counts=[0, 0]).state == PlanState.DRAFT


@pytest.mark.parametrize(("count", "is_good"), [(0, True), (1_000_000, True), (1_000_001, False), (-1, False)])
def test_a_target_is_from_nothing_to_a_million(official, phuoc_son, count, is_good):
    if is_good:
        assert make_plan(by=official, plan=drawn(phuoc_son), counts=[count, 5]).targets.first().count == count
    else:
        told = refused(make_plan, by=official, plan=drawn(phuoc_son), counts=[count, 5])
        assert told == [("target-2024-03-04", "Chỉ tiêu là số nguyên từ 0 đến 1.000.000.")]
        assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("period", "from_on", "to_on", "where"),
    [
        (Period.WEEK, FIRST, FIRST - dt.timedelta(days=1), "to_on"),
        (Period.WEEK, FIRST, FIRST + dt.timedelta(days=731), "to_on"),
        (Period.DAY, FIRST, FIRST + dt.timedelta(days=31), "period"),
        (Period.MONTH, dt.date(2019, 12, 31), dt.date(2020, 3, 1), "from_on"),
        (Period.QUARTER, dt.date(9999, 12, 31), dt.date(9999, 12, 31), "from_on"),
    ],
)
def test_days_that_cannot_be(official, phuoc_son, period, from_on, to_on, where):
    plan = drawn(phuoc_son, period=period, from_on=from_on, to_on=to_on)
    assert [place for place, _ in refused(make_plan, by=official, plan=plan, counts=[])] == [where]


@pytest.mark.parametrize(
    ("period", "days"), [(Period.WEEK, 731), (Period.DAY, 31), (Period.DAY, 1), (Period.QUARTER, 1)]
)
def test_days_that_can_just_be(official, phuoc_son, period, days):
    plan = drawn(phuoc_son, period=period, to_on=FIRST + dt.timedelta(days=days - 1))
    counts = [1] * len(spans(period, plan.from_on, plan.to_on))
    assert make_plan(by=official, plan=plan, counts=counts).targets.count() == len(counts)


def test_each_house_makes_the_plans_of_its_own_level(official, justice_office, observer, phuoc_son):
    for level in (PlanLevel.DISTRICT, PlanLevel.PROVINCE):
        assert [w for w, _ in refused(make_plan, by=official, plan=drawn(phuoc_son, level), counts=[1, 2])] == ["level"]
        made = make_plan(by=justice_office, plan=drawn(phuoc_son, level), counts=[1, 2], is_issued=True)
        assert (made.state, made.decided_by) == (PlanState.ACCEPTED, justice_office)
    for other in (justice_office, observer):
        assert [w for w, _ in refused(make_plan, by=other, plan=drawn(phuoc_son), counts=[1, 2])] == ["level"]
    told = refused(make_plan, by=official, plan=drawn(phuoc_son), counts=[1, 2], is_issued=True)
    assert told == [("level", "Kế hoạch của xã phải gửi huyện duyệt.")]


def test_a_citizens_number_does_not_get_into_the_words(official, phuoc_son):
    plan = drawn(phuoc_son, document="KH 052090001234")
    assert [where for where, _ in refused(make_plan, by=official, plan=plan, counts=[1, 2])] == ["document"]


# ------------------------------------------------------------------ from draft to accepted and back
def test_the_way_of_a_plan(plan, official, justice_office):
    first, second = plan.targets.all()
    keep_targets(by=official, plan=plan, counts={first.pk: 110}, note="thêm ca tối")
    send_plan(by=official, plan=plan)
    return_plan(by=justice_office, plan=plan, words="Thấp hơn thời hạn")
    keep_targets(by=official, plan=plan, counts={first.pk: 150, second.pk: 0})
    send_plan(by=official, plan=plan)
    done = accept_plan(by=justice_office, plan=plan, words="Đồng ý")
    assert (done.state, done.decided_by, done.decision) == (PlanState.ACCEPTED, justice_office, "Đồng ý")
    assert list(plan.targets.values_list("count", flat=True)) == [150, 0]
    reasons = list(plan.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert reasons == [
        None, "Sửa chỉ tiêu 04/3/2024: 100 → 110", None, None,
        "Sửa chỉ tiêu 04/3/2024: 110 → 150; 11/3/2024: 120 → 0", None, None,
    ]  # fmt: skip


def test_what_is_sent_or_accepted_is_no_more_the_communes_to_change(plan, official, justice_office):
    target = plan.targets.first()
    send_plan(by=official, plan=plan)
    told = refused(keep_targets, by=official, plan=plan, counts={target.pk: 1})
    assert told == [("", "Kế hoạch chờ huyện duyệt nên không sửa chỉ tiêu được nữa.")]
    assert refused(send_plan, by=official, plan=plan) == [("", "Kế hoạch này chờ huyện duyệt rồi.")]
    assert [where for where, _ in refused(drop_plan, by=official, plan=plan)] == [""]
    accept_plan(by=justice_office, plan=plan)
    assert refused(keep_targets, by=official, plan=plan, counts={target.pk: 1})
    assert plan.targets.first().count == 100


def test_the_second_of_two_who_accept_is_told_who_was_first(plan, official, justice_office):
    send_plan(by=official, plan=plan)
    stale = Plan.objects.get(pk=plan.pk)
    accept_plan(by=justice_office, plan=plan)
    assert refused(accept_plan, by=justice_office, plan=stale) == [("", "L.T.B đã chấp nhận kế hoạch này rồi.")]


def test_what_was_not_sent_is_neither_accepted_nor_returned(plan, justice_office):
    told = refused(accept_plan, by=justice_office, plan=plan)
    assert told == [("", "Xã chưa gửi kế hoạch này (đang soạn).")]
    assert refused(return_plan, by=justice_office, plan=plan, words="sai")
    assert state(plan) == PlanState.DRAFT


@pytest.mark.parametrize("words", ["", "   "])
def test_who_gives_a_plan_back_says_why(plan, official, justice_office, words):
    send_plan(by=official, plan=plan)
    told = refused(return_plan, by=justice_office, plan=plan, words=words)
    assert told == [("decision", "Ghi lý do trả lại để người lập biết cần sửa gì.")]
    assert state(plan) == PlanState.SENT


def test_a_plan_in_force_is_opened_again_by_the_district(plan, official, justice_office):
    send_plan(by=official, plan=plan)
    accept_plan(by=justice_office, plan=plan)
    assert return_plan(by=justice_office, plan=plan, words="Sở giao thêm").state == PlanState.RETURNED
    assert keep_targets(by=official, plan=plan, counts={}).state == PlanState.RETURNED


def test_the_districts_own_plan_is_not_sent_but_issued(justice_office, phuoc_son):
    plan = make_plan(by=justice_office, plan=drawn(phuoc_son, PlanLevel.DISTRICT), counts=[1, 2])
    told = refused(send_plan, by=justice_office, plan=plan)
    assert told == [("", "Chỉ kế hoạch của xã mới gửi huyện duyệt.")]
    assert accept_plan(by=justice_office, plan=plan).state == PlanState.ACCEPTED


def test_a_draft_can_be_dropped_and_leaves_a_trace(plan, official):
    drop_plan(by=official, plan=plan)
    assert not Plan.objects.exists()
    assert Plan.history.order_by("-history_id").first().history_type == "-"


# ------------------------------------------------------------------ gaps
def test_reasons_are_written_once_the_plan_is_in_force_and_the_period_has_begun(plan, official, justice_office):
    this_week, next_week = plan.targets.all()
    told = refused(explain_gap, by=official, plan=plan, reasons={this_week.pk: "mất mạng"})
    assert told == [("", "Ghi lý do chênh lệch khi kế hoạch đã được chấp nhận.")]
    send_plan(by=official, plan=plan)
    accept_plan(by=justice_office, plan=plan)
    reasons = {this_week.pk: " mất  mạng ", next_week.pk: "chưa đến"}
    assert explain_gap(by=official, plan=plan, reasons=reasons) == 1
    assert list(plan.targets.values_list("gap_reason", flat=True)) == ["mất mạng", ""]
    assert explain_gap(by=official, plan=plan, reasons=reasons) == 0


def test_a_reason_that_is_too_long_stores_none(plan, official, justice_office):
    send_plan(by=official, plan=plan)
    accept_plan(by=justice_office, plan=plan)
    target = plan.targets.first()
    told = refused(explain_gap, by=official, plan=plan, reasons={target.pk: "x" * 301})
    assert [where for where, _ in told] == ["reason-2024-03-04"]
    assert explain_gap(by=official, plan=plan, reasons={target.pk: "x" * 300}) == 1


# ------------------------------------------------------------------ two at once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("acts", [(accept_plan, accept_plan), (accept_plan, return_plan)])
def test_of_two_who_decide_at_once_each_decision_is_told_or_done(plan, official, justice_office, acts):
    send_plan(by=official, plan=plan)

    def decide(act):
        try:
            act(by=justice_office, plan=Plan.objects.get(pk=plan.pk), words="Xem lại tuần 10")
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return act.__name__

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, acts))
    kept = Plan.objects.get(pk=plan.pk)
    decisions = plan.history.exclude(state__in=(PlanState.DRAFT, PlanState.SENT)).count()
    if acts[0] is acts[1]:
        assert told == ["L.T.B đã chấp nhận kế hoạch này rồi.", "accept_plan"]
        assert (kept.state, decisions) == (PlanState.ACCEPTED, 1)
    else:  # accepted first it is opened again; returned first there is nothing to accept
        assert told in (["accept_plan", "return_plan"], ["Xã chưa gửi kế hoạch này (huyện trả lại).", "return_plan"])
        assert (kept.state, decisions) == (PlanState.RETURNED, told.count("accept_plan") + 1)
