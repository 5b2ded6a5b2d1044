"""Correcting a batch: the difference is posted beside it, with a reason, and nothing is overwritten."""

import datetime as dt
import uuid

import pytest

from communes.models import BookKind, Programme
from entries.correcting import StaleBatch, correct_batch, effective_lines, version_of
from entries.models import Batch, BatchKind, Entry, Measure
from entries.posting import Conflict, Draft, Line, Refused, post
from entries.recording import record_batch
from entries.totals import totals
from tests.conftest import MONDAY
from tests.factories import COUNTED_ON, machine, make_book, member, record

POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def other_book(official, phuoc_son):
    return make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001)


@pytest.fixture
def batch(book, official):
    return record(book, 64, by=official)


def correct(batch, official, *wanted, **changes):
    fields = {"batch": batch, "wanted": wanted, "reason": "Gõ nhầm", "by": official} | changes
    return correct_batch(**fields)


def posted_lines(batch):
    return list(batch.entries.order_by("id").values_list("book", "programme", "measure", "count"))


def amounts(batch):
    return {(line.book, line.programme): line.count for line in effective_lines(batch)}


def problems(refusal):
    return [(p.where, p.line, p.message) for p in refusal.value.problems]


def test_a_wrong_count_posts_the_difference(batch, book, official):
    posted = correct(batch, official, Line(book, POPULATION, 46))
    assert posted.is_new
    assert posted_lines(posted.batch) == [(book.pk, POPULATION, "entered", -18)]
    assert posted_lines(batch) == [(book.pk, POPULATION, "entered", 64)]
    assert amounts(batch) == {(book, POPULATION): 46}


def test_a_wrong_programme_is_minus_in_one_and_plus_in_the_other_in_one_batch(batch, book, official):
    posted = correct(batch, official, Line(book, HISTORICAL, 64))
    assert sorted(posted_lines(posted.batch)) == [
        (book.pk, HISTORICAL, "entered", 64),
        (book.pk, POPULATION, "entered", -64),
    ]
    assert amounts(batch) == {(book, HISTORICAL): 64}


def test_a_wrong_book_moves_the_count(batch, book, other_book, official):
    posted = correct(batch, official, Line(other_book, POPULATION, 64))
    assert {(line[0], line[3]) for line in posted_lines(posted.batch)} == {(book.pk, -64), (other_book.pk, 64)}
    kinds = dict(Entry.objects.filter(batch=posted.batch).values_list("book", "book_kind"))
    assert kinds == {book.pk: "KS", other_book.pk: "KH"}


def test_only_what_differs_is_posted(book, other_book, official, phuoc_son):
    two_lines = record_batch(
        by=official, commune=phuoc_son, work_date=dt.date(2024, 3, 1), shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son), lines=(Line(book, POPULATION, 64), Line(other_book, HISTORICAL, 8)),
    ).batch  # fmt: skip
    posted = correct(two_lines, official, Line(book, POPULATION, 46), Line(other_book, HISTORICAL, 8))
    assert posted_lines(posted.batch) == [(book.pk, POPULATION, "entered", -18)]


def test_a_batch_can_be_brought_to_nothing_and_back(batch, book, official):
    correct(batch, official)
    assert effective_lines(batch) == []
    correct(batch, official, Line(book, POPULATION, 46))
    assert amounts(batch) == {(book, POPULATION): 46}


def test_a_recount_of_a_book_corrects_what_there_is_to_enter(book, official, phuoc_son):
    inventory = Batch.objects.get(kind=BatchKind.INVENTORY)
    posted = correct(inventory, official, Line(book, POPULATION, 118, Measure.TO_ENTER), document_number=" 12/CV ")
    assert posted_lines(posted.batch) == [(book.pk, POPULATION, "to_enter", -2)]
    assert (posted.batch.document_number, posted.batch.work_date) == ("12/CV", COUNTED_ON)
    assert totals(communes=[phuoc_son], programme=POPULATION, as_of=COUNTED_ON).all.to_enter == 118


def test_it_is_dated_like_the_original_and_recorded_now(batch, book, official, justice_office, settings):
    settings.FIXED_TODAY = dt.date(2024, 3, 9)
    correction = correct(batch, justice_office, Line(book, POPULATION, 46)).batch
    assert (correction.kind, correction.corrects) == (BatchKind.CORRECTION, batch)
    assert (correction.work_date, correction.shift, correction.workstation, correction.worked_by) == (
        batch.work_date, batch.shift, batch.workstation, batch.worked_by,
    )  # fmt: skip
    assert correction.recorded_at.date() == dt.date(2024, 3, 9) > batch.recorded_at.date()
    assert correction.recorded_by == justice_office
    assert set(correction.entries.values_list("work_date", flat=True)) == {batch.work_date}


def test_a_correction_of_a_correction_goes_to_the_root(batch, book, official):
    first = correct(batch, official, Line(book, POPULATION, 46)).batch
    second = correct(first, official, Line(book, POPULATION, 47)).batch
    assert second.corrects == batch
    assert posted_lines(second) == [(book.pk, POPULATION, "entered", 1)]
    assert version_of(batch) == 2


# ------------------------------------------------------------------ refused
@pytest.mark.parametrize("reason", ["", "   ", "\u00a0"])
def test_a_correction_without_a_reason_is_refused(batch, book, official, reason):
    with pytest.raises(Refused) as refusal:
        correct(batch, official, Line(book, POPULATION, 46), reason=reason)
    assert problems(refusal) == [("reason", None, "Nêu lý do điều chỉnh.")]
    assert version_of(batch) == 0


def test_a_correction_that_changes_nothing_is_refused(batch, book, official):
    with pytest.raises(Refused) as refusal:
        correct(batch, official, Line(book, POPULATION, 60), Line(book, POPULATION, 4))
    assert problems(refusal) == [("count", None, "Chưa có gì thay đổi: số đúng đang bằng số đã ghi.")]


@pytest.mark.parametrize(("count", "is_refused"), [(-1, True), (0, False)])
def test_what_is_right_is_never_below_zero(batch, book, official, count, is_refused):
    if is_refused:
        with pytest.raises(Refused) as refusal:
            correct(batch, official, Line(book, POPULATION, count))
        assert problems(refusal) == [("count", 0, "Số đúng không thể nhỏ hơn 0.")]
    else:
        correct(batch, official, Line(book, POPULATION, count))
        assert effective_lines(batch) == []


@pytest.mark.parametrize(("count", "is_refused"), [(39, True), (40, False)])
def test_a_book_is_never_brought_below_zero(batch, book, official, justice_office, phuoc_son, count, is_refused):
    """64 were recorded; reconciling took 40 away without saying from which batch."""
    away = (Line(book, POPULATION, -40),)
    settled = Draft(phuoc_son, dt.date(2024, 3, 3), BatchKind.SETTLING, away, id=uuid.uuid4(), reason="Đối chiếu")
    post(settled, by=justice_office)
    if is_refused:
        with pytest.raises(Refused, match=r"đang có 24 trường hợp đã nhập \(Dân cư\); điều chỉnh −25 thì dưới 0"):
            correct(batch, official, Line(book, POPULATION, count))
    else:
        assert correct(batch, official, Line(book, POPULATION, count)).is_new
    assert totals(communes=[phuoc_son], programme=POPULATION, as_of=MONDAY).all.entered == (24 if is_refused else 0)


def test_a_book_of_another_commune_is_refused(batch, official, neighbour, phuoc_hoa):
    foreign = make_book(phuoc_hoa, by=neighbour)
    with pytest.raises(Refused) as refusal:
        correct(batch, official, Line(foreign, POPULATION, 64))
    assert [where for where, *_ in problems(refusal)] == ["book"]
    assert version_of(batch) == 0


def test_a_programme_that_is_none_is_refused(batch, book, official):
    with pytest.raises(Refused) as refusal:
        correct(batch, official, Line(book, "", 64))
    assert [where for where, *_ in problems(refusal)] == ["programme"]


# ------------------------------------------------------------------ two people, two clicks
def test_who_did_not_see_the_latest_correction_is_told(batch, book, official, justice_office):
    seen = version_of(batch)
    correct(batch, justice_office, Line(book, POPULATION, 46), seen_version=seen)
    with pytest.raises(StaleBatch, match="vừa được người khác điều chỉnh"):
        correct(batch, official, Line(book, POPULATION, 50), seen_version=seen)
    assert amounts(batch) == {(book, POPULATION): 46}
    correct(batch, official, Line(book, POPULATION, 50), seen_version=seen + 1)
    assert amounts(batch) == {(book, POPULATION): 50}


def test_the_same_form_sent_twice_is_one_correction(batch, book, official):
    sent = {"id": uuid.uuid4(), "seen_version": 0}
    first = correct(batch, official, Line(book, POPULATION, 46), **sent)
    second = correct(batch, official, Line(book, POPULATION, 46), **sent)
    assert (first.is_new, second.is_new, first.batch) == (True, False, second.batch)
    assert amounts(batch) == {(book, POPULATION): 46}


def test_sent_again_after_a_later_correction_it_is_still_the_same(batch, book, official, justice_office):
    sent = {"id": uuid.uuid4(), "seen_version": 0}
    first = correct(batch, official, Line(book, POPULATION, 46), **sent).batch
    correct(batch, justice_office, Line(book, POPULATION, 50))
    assert correct(batch, official, Line(book, POPULATION, 46), **sent).batch == first
    assert amounts(batch) == {(book, POPULATION): 50}


@pytest.mark.parametrize("changes", [{"count": 47}, {"count": 64}, {"reason": "Lý do khác"}])
def test_the_same_id_with_other_content_is_a_conflict(batch, book, official, changes):
    sent = {"id": uuid.uuid4(), "seen_version": 0}
    correct(batch, official, Line(book, POPULATION, 46), **sent)
    line = Line(book, POPULATION, changes.pop("count", 46))
    with pytest.raises(Conflict):
        correct(batch, official, line, **sent, **changes)
    assert amounts(batch) == {(book, POPULATION): 46}


def test_the_id_of_another_batch_is_a_conflict(batch, book, official):
    other = record(book, 5, by=official, shift=2)
    with pytest.raises(Conflict):
        correct(batch, official, Line(book, POPULATION, 46), id=other.pk)
