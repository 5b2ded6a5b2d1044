"""Findings: each fact once, brought up to date, gone, seen again; and what is said of them."""

import datetime as dt

import pytest

from communes.refusals import Refused
from entries.models import Finding, FindingState
from entries.reconciling.finding_thread import (
    QUESTION,
    StaleFinding,
    answer,
    ask_commune,
    close_as_right,
    reopen,
    take_over,
)
from entries.reconciling.gathering import gather_findings
from tests.factories import extracted, make_book, record

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2024, 3, 3)
BEFORE = SUNDAY - dt.timedelta(days=7)


@pytest.fixture
def book(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 46, by=official, work_date=BEFORE)
    return book


@pytest.fixture
def gather(justice_office):
    def gather():
        return gather_findings(district=justice_office.district, by=justice_office)

    return gather


@pytest.fixture
def gap(book, justice_office, phuoc_son, gather) -> Finding:
    extracted(phuoc_son, by=justice_office, births=6, as_of=BEFORE)
    gather()
    return Finding.objects.get(key__startswith="gap/")


# ------------------------------------------------------------------ gathering
def test_a_gap_becomes_a_finding_with_its_figures(gap, phuoc_son, justice_office):
    assert (gap.commune, gap.state, gap.gap, gap.as_of) == (phuoc_son, FindingState.NEW, 40, BEFORE)
    assert gap.figures == [{"programme": "population_db", "book_kind": "KS", "ours": 46, "theirs": 6}]
    assert gap.filters["den-ngay"] == "2024-02-25"
    assert gap.words


def test_figures_that_agree_are_no_finding(book, justice_office, phuoc_son, gather):
    extracted(phuoc_son, by=justice_office, births=46, as_of=BEFORE)
    gather()
    assert not Finding.objects.filter(key__startswith="gap/").exists()


def test_the_same_fact_is_found_once_also_at_the_next_cut_off(gap, phuoc_son, justice_office, gather):
    extracted(phuoc_son, by=justice_office, births=6, as_of=SUNDAY)
    seen = gather()
    [same] = Finding.objects.filter(key__startswith="gap/")
    assert (same.pk, same.as_of, same.gap) == (gap.pk, SUNDAY, 40)
    assert (seen.new, seen.gone) == (0, 0)


def test_a_fact_that_has_gone_says_since_when(gap, phuoc_son, justice_office, gather):
    extracted(phuoc_son, by=justice_office, births=46, as_of=SUNDAY)
    assert gather().gone == 1
    gap.refresh_from_db()
    assert (gap.gone_on, gap.state) == (dt.date(2024, 3, 4), FindingState.NEW)


def test_what_was_no_error_stays_so_and_what_was_fixed_is_opened_again(gap, phuoc_son, justice_office, gather):
    close_as_right(finding=gap, by=justice_office, seen=0, reason="Công an tỉnh tính chậm một tuần")
    extracted(phuoc_son, by=justice_office, births=6, as_of=SUNDAY)
    gather()
    gap.refresh_from_db()
    assert gap.state == FindingState.NOT_ERROR
    Finding.objects.filter(pk=gap.pk).update(state=FindingState.FIXED)
    assert gather().again == 1
    gap.refresh_from_db()
    assert (gap.state, gap.settled_by, gap.remarks.count()) == (FindingState.NEW, None, 2)


def test_clues_of_our_own_data_are_findings_too(official, phuoc_son, gather):
    book = make_book(phuoc_son, by=official, count=20)
    record(book, 25, by=official, work_date=SUNDAY)
    gather()
    [clue] = Finding.objects.filter(kind="above_book")
    assert (clue.book, clue.gap, clue.is_gap) == (book, 5, False)
    gather()
    assert Finding.objects.filter(kind="above_book").count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_communes_as_for_one(
    justice_office, official, phuoc_son, phuoc_hoa, gather, number, django_assert_max_num_queries
):
    from communes.models import Commune

    for commune in Commune.objects.in_official_order()[:number]:
        extracted(commune, by=justice_office, births=40, as_of=BEFORE)
    with django_assert_max_num_queries(20):
        gather()


# ------------------------------------------------------------------ the thread
def test_asked_with_one_click_answered_and_taken_over(gap, official, justice_office):
    ask_commune(finding=gap, by=justice_office, seen=0)
    answer(finding=gap, by=official, seen=1, text="  Gõ thừa một số 0  ")
    take_over(finding=gap, by=justice_office, seen=2)
    gap.refresh_from_db()
    assert (gap.state, gap.owner, gap.revision) == (FindingState.EXPLAINED, justice_office, 3)
    said = gap.remarks.order_by("made_at", "state").values_list("text", flat=True)
    assert {*said} == {QUESTION, "Gõ thừa một số 0", ""}


def test_an_answer_needs_words_and_no_citizens_number(gap, official):
    for words, told in (("", "Viết câu trả lời."), ("của 052099001234", "052099001234")):
        with pytest.raises(Refused, match=told):
            answer(finding=gap, by=official, seen=0, text=words)
    assert gap.remarks.count() == 0


def test_two_people_at_once_the_second_is_told(gap, justice_office, official):
    close_as_right(finding=gap, by=justice_office, seen=0, reason="Đã giải thích")
    with pytest.raises(StaleFinding):
        answer(finding=gap, by=official, seen=0, text="Chúng tôi xem lại")
    assert gap.remarks.count() == 1


def test_what_was_closed_is_opened_with_a_reason(gap, justice_office):
    close_as_right(finding=gap, by=justice_office, seen=0, reason="Đã giải thích")
    with pytest.raises(Refused, match="Nêu lý do mở lại"):
        reopen(finding=gap, by=justice_office, seen=1, reason=" ")
    reopen(finding=gap, by=justice_office, seen=1, reason="Công an tỉnh gửi bản mới")
    gap.refresh_from_db()
    assert (gap.state, gap.settled_at) == (FindingState.NEW, None)
