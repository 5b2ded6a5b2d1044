"""Proposals: the commune says what its books should hold, the district accepts, and exactly that is posted."""

import datetime as dt
import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.models import Programme
from communes.refusals import Refused
from entries.models import BatchKind, Entry, FindingState, Measure
from entries.reconciling.findings.by_book import (
    Change,
    accept,
    books_of,
    propose,
    propose_as_found,
    put_books_right,
    withdraw_proposal,
)
from entries.reconciling.findings.finding_thread import StaleFinding, ask_commune, close_as_right
from entries.reconciling.findings.proposals import proposal_to_begin_with
from entries.verifying import verify
from tests.factories import found_in, make_book, record

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2024, 3, 3)
NUMBERS = itertools.count(1)
POPULATION, HISTORICAL = Programme.POPULATION_DB.value, Programme.HISTORICAL.value


@pytest.fixture
def book(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 460, by=official, work_date=SUNDAY)
    return book


@pytest.fixture
def finding(book, phuoc_son):
    found = found_in(phuoc_son)
    found.programme, found.filters = POPULATION, {"den-ngay": SUNDAY.isoformat()}
    found.save()
    return found


def held(book, programme=POPULATION, measure=Measure.ENTERED) -> int:
    return sum(Entry.objects.filter(book=book, programme=programme, measure=measure).values_list("count", flat=True))


def test_a_proposal_changes_nothing_until_it_is_accepted(finding, book, official, justice_office):
    moved = [Change(book.pk, POPULATION, 460, 46), Change(book.pk, HISTORICAL, 0, 414)]
    propose(finding=finding, by=official, seen=0, text="414 là số hóa", changes=moved, document_number="07/CV-UBND")
    finding.refresh_from_db()
    assert (finding.state, finding.proposal.text) == (FindingState.EXPLAINED, "414 là số hóa")
    assert held(book) == 460
    posted = accept(finding=finding, by=justice_office, seen=1)
    assert (posted.kind, posted.work_date, posted.reason, posted.document_number) == (
        BatchKind.SETTLING, SUNDAY, "414 là số hóa", "07/CV-UBND",
    )  # fmt: skip
    assert (held(book), held(book, HISTORICAL)) == (46, 414)
    finding.refresh_from_db()
    assert (finding.state, finding.proposal, list(finding.corrections.all())) == (FindingState.FIXED, None, [posted])
    assert verify() == []


def test_lines_that_were_found_are_proposed_as_they_are(finding, book, official, justice_office):
    batch = book.entries.get(measure=Measure.ENTERED).batch
    with pytest.raises(Refused, match="không chỉ ra dòng nào"):
        propose_as_found(finding=finding, by=official, seen=0, text="Đúng là 46")
    finding.mends = [{"batch": str(batch.pk), "day": "2024-03-03", "kind": "KS", "held": 460, "wanted": 46}]
    finding.save()
    propose_as_found(finding=finding, by=official, seen=0, text="Đúng là 46")
    posted = accept(finding=finding, by=justice_office, seen=1, reason="Xã đã đối chiếu sổ gốc")
    assert (posted.corrects, posted.reason, held(book)) == (batch, "Xã đã đối chiếu sổ gốc", 46)


def test_the_number_to_enter_is_put_right_the_same_way(finding, book, justice_office):
    finding.measure = Measure.TO_ENTER
    finding.save()
    change = Change(book.pk, POPULATION, 900, 880)
    put_books_right(finding=finding, by=justice_office, seen=0, text="Đếm lại sổ gốc", changes=[change])
    assert (held(book, measure=Measure.TO_ENTER), held(book)) == (880, 460)


def test_figures_that_changed_since_are_not_overwritten(finding, book, official, justice_office):
    change = Change(book.pk, POPULATION, 460, 46)
    propose(finding=finding, by=official, seen=0, text="Thừa số 0", changes=[change])
    record(book, 5, by=official, work_date=SUNDAY, shift=2)
    with pytest.raises(Refused, match=r"từ lúc xã đề xuất \(460, nay 465\)\. Bấm Hỏi xã"):
        accept(finding=finding, by=justice_office, seen=1)
    assert held(book) == 465


def test_a_proposal_is_returned_by_asking_once_more(finding, book, official, justice_office):
    propose(finding=finding, by=official, seen=0, text="Thừa số 0", changes=[Change(book.pk, POPULATION, 460, 46)])
    ask_commune(finding=finding, by=justice_office, seen=1, text="Sổ gốc có 48 trường hợp, xem lại")
    with pytest.raises(Refused, match="Chưa có đề xuất nào"):
        accept(finding=finding, by=justice_office, seen=2)
    finding.refresh_from_db()
    assert (finding.state, finding.proposal, finding.remarks.count()) == (FindingState.ASKED, None, 2)
    assert finding.remarks.latest("made_at").get_act_display() == "Trả lại đề xuất"


def test_who_proposed_takes_it_back_and_begins_from_it_again(finding, book, official, justice_office):
    with pytest.raises(Refused, match="Chưa có đề xuất nào"):
        withdraw_proposal(finding=finding, by=official, seen=0, text="Nhầm quyển")
    proposed = propose(
        finding=finding, by=official, seen=0, text="Thừa số 0", changes=[Change(book.pk, POPULATION, 460, 46)]
    )
    with pytest.raises(Refused, match="Viết lý do rút"):
        withdraw_proposal(finding=finding, by=official, seen=1, text=" ")
    withdraw_proposal(finding=finding, by=official, seen=1, text="Nhầm quyển")
    finding.refresh_from_db()
    assert (finding.state, finding.proposal) == (FindingState.NEW, None)
    assert proposal_to_begin_with(finding) == proposed
    with pytest.raises(Refused, match="Chưa có đề xuất nào"):
        accept(finding=finding, by=justice_office, seen=2)
    put_books_right(
        finding=finding, by=justice_office, seen=2, text="Đếm lại", changes=[Change(book.pk, POPULATION, 460, 440)]
    )
    assert proposal_to_begin_with(finding) is None  # its figures are of before


def test_work_after_the_day_that_was_compared_is_no_change(finding, book, official, justice_office):
    record(book, 5, by=official, work_date=dt.date(2024, 3, 4))
    change = Change(book.pk, POPULATION, 460, 46)
    put_books_right(finding=finding, by=justice_office, seen=0, text="Thừa số 0", changes=[change])
    assert held(book) == 51


def test_nothing_to_change_no_words_or_a_foreign_book_is_refused(finding, book, official, phuoc_hoa):
    other = make_book(phuoc_hoa, by=official, count=10)
    right = Change(book.pk, POPULATION, 460, 46)
    for changes, text, told in (
        ([], "Thừa", "Chưa đổi số nào"),
        ([Change(book.pk, POPULATION, 460, 460)], "Thừa", "Chưa đổi số nào"),
        ([right], " ", "Viết lý do đề xuất"),
        ([Change(other.pk, POPULATION, 0, 5)], "Thừa", "không thuộc phát hiện này"),
    ):
        with pytest.raises(Refused, match=told):
            propose(finding=finding, by=official, seen=0, text=text, changes=changes)
    finding.refresh_from_db()
    assert (finding.revision, finding.proposal) == (0, None)


def test_a_book_never_falls_below_zero(finding, book, justice_office, phuoc_son):
    later = found_in(phuoc_son, kind="repeated")  # of Monday: what it settles is not among Sunday's figures
    all_gone = Change(book.pk, POPULATION, 460, 0)
    put_books_right(finding=later, by=justice_office, seen=0, text="Sổ của xã khác", changes=[all_gone])
    with pytest.raises(Refused, match="đang có 0 trường hợp đã nhập"):
        put_books_right(finding=finding, by=justice_office, seen=0, text="Sổ của xã khác", changes=[all_gone])
    assert held(book) == 0


def test_without_a_proposal_nothing_is_accepted_and_a_closed_one_takes_it_away(finding, book, official, justice_office):
    with pytest.raises(Refused, match="Chưa có đề xuất"):
        accept(finding=finding, by=justice_office, seen=0)
    propose(finding=finding, by=official, seen=0, text="Thừa", changes=[Change(book.pk, POPULATION, 460, 46)])
    with pytest.raises(StaleFinding):
        accept(finding=finding, by=justice_office, seen=0)
    close_as_right(finding=finding, by=justice_office, seen=1, reason="Đã xem lại sổ gốc")
    finding.refresh_from_db()
    assert finding.proposal is None


@given(wanted=st.lists(st.integers(0, 2_000), min_size=3, max_size=3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_what_was_accepted_is_posted(wanted, official, justice_office, phuoc_son):
    books = [make_book(phuoc_son, by=official, number=str(next(NUMBERS)), count=3_000) for _ in range(3)]
    for number, book in enumerate(books):
        record(book, 100 + number, by=official, work_date=SUNDAY)
    finding = found_in(phuoc_son, kind=f"jump{books[0].pk}")
    finding.filters = {"den-ngay": SUNDAY.isoformat()}
    finding.save()
    before = sums()
    changes = [Change(book.pk, POPULATION, 100 + n, wanted[n]) for n, book in enumerate(books)]
    if all(change.held == change.wanted for change in changes):
        return
    propose(finding=finding, by=official, seen=0, text="Đếm lại", changes=changes)
    accept(finding=finding, by=justice_office, seen=1)
    expected = before + Counter()
    for change in changes:
        expected[change.book, POPULATION, Measure.ENTERED.value] += change.wanted - change.held
    assert sums() == Counter({key: count for key, count in expected.items() if count})


def sums() -> Counter:
    found = Counter()
    for *key, count in Entry.objects.values_list("book", "programme", "measure", "count"):
        found[tuple(key)] += count
    return Counter({key: count for key, count in found.items() if count})


def test_the_books_of_a_finding_are_those_of_its_kinds(finding, book, official, phuoc_son):
    marriage = make_book(phuoc_son, by=official, kind="KH", count=40)
    assert [one.pk for one in books_of(finding)] == [book.pk, marriage.pk]
    finding.book_kind = "KH"
    assert [(one.pk, one.held_population_db) for one in books_of(finding)] == [(marriage.pk, 0)]
