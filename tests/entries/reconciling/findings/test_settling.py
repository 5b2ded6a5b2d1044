"""Settling: the lines a finding points at are put right, and nothing else changes."""

import datetime as dt
from collections import Counter

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.models import Programme
from communes.refusals import Refused
from entries.correcting import correct_batch
from entries.models import BatchKind, Entry, Finding, FindingState
from entries.posting import Line
from entries.reconciling.findings.by_book import Change, accept, propose, propose_as_found, put_books_right
from entries.reconciling.findings.finding_thread import StaleFinding
from entries.reconciling.findings.settling import ask_for_adjustment, put_right
from entries.verifying import verify
from tests.factories import extracted, make_book, record

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2024, 3, 3)
POPULATION = Programme.POPULATION_DB


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=90_000)


def found(commune, by, mends, *, ours=460, **extra) -> Finding:
    """A finding that points at batches: (batch, held, wanted); `ours` is what the ledger holds."""
    return Finding.objects.create(
        district=by.district, commune=commune, key=f"gap/{len(mends)}/{Finding.objects.count()}", kind="typing_error",
        programme=POPULATION, gap=sum(held - wanted for _, held, wanted in mends), words=["Gõ thừa một số 0."],
        found_on=SUNDAY, as_of=SUNDAY, extract=extracted(commune, by=by, births=46),
        figures=[{"programme": "population_db", "book_kind": "KS", "ours": ours, "theirs": 46}],
        mends=[
            {"batch": str(batch.pk), "day": batch.work_date.isoformat(), "kind": "KS", "held": held, "wanted": wanted}
            for batch, held, wanted in mends
        ],
        **extra,
    )  # fmt: skip


def sums() -> Counter:
    rows = Entry.objects.order_by().values_list("book", "programme", "measure", "book_kind").annotate(Sum("count"))
    return Counter({tuple(key): count for *key, count in rows if count})


def test_one_line_is_put_right_by_a_correction_of_its_batch(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    posted = put_right(finding=finding, by=justice_office, seen=0, reason="Gõ thừa số 0", document_number="15/CV")
    assert (posted.kind, posted.corrects, posted.reason, posted.document_number) == (
        BatchKind.CORRECTION, batch, "Gõ thừa số 0", "15/CV",
    )  # fmt: skip
    assert [(entry.book, entry.count) for entry in posted.entries.all()] == [(book, -414)]
    finding.refresh_from_db()
    assert (finding.state, finding.settled_by, list(finding.corrections.all())) == (
        FindingState.FIXED, justice_office, [posted],
    )  # fmt: skip


def test_several_are_settled_by_one_batch(book, official, justice_office, phuoc_son):
    first = record(book, 300, by=official, work_date=SUNDAY)
    second = record(book, 200, by=official, work_date=SUNDAY, shift=2)
    finding = found(phuoc_son, justice_office, [(first, 300, 30), (second, 200, 20)], ours=500)
    posted = put_right(finding=finding, by=justice_office, seen=0, reason="Ghi số lũy kế")
    assert (posted.kind, posted.work_date) == (BatchKind.SETTLING, SUNDAY)
    assert [(entry.book, entry.count) for entry in posted.entries.all()] == [(book, -450)]
    assert verify() == []


def test_a_book_never_falls_below_zero(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    other = record(book, 10, by=official, work_date=SUNDAY, shift=2)
    correct_batch(batch=other, wanted=(Line(book, POPULATION, 1),), reason="Nhầm", by=official)
    finding = found(phuoc_son, justice_office, [(batch, 460, -5)], ours=461)
    with pytest.raises(Refused, match="đang có 461 trường hợp đã nhập"):
        put_right(finding=finding, by=justice_office, seen=0, reason="Thử")
    finding.refresh_from_db()
    assert (finding.state, finding.revision) == (FindingState.NEW, 0)


def test_lines_that_changed_since_are_not_put_right_again(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    correct_batch(batch=batch, wanted=(Line(book, POPULATION, 45),), reason="Xã tự sửa", by=official)
    record(book, 415, by=official, work_date=SUNDAY, shift=2)  # the sum is the same
    with pytest.raises(Refused, match="đã thay đổi từ khi phát hiện"):
        put_right(finding=finding, by=justice_office, seen=0, reason="Gõ thừa số 0")


@pytest.mark.parametrize(
    ("corrected", "told"),
    [
        (46, "Số mới nhất không còn chênh lệch này"),
        (45, "Số mới nhất không còn chênh lệch này"),  # less than five: as good as the same
        (100, "Khai sinh: lúc đối chiếu Sổ cái ghi 460, nay 100"),
    ],
)
def test_a_gap_that_is_no_longer_what_was_found_is_not_corrected(
    book, official, justice_office, phuoc_son, corrected, told
):
    """The commune put its own batch right meanwhile: the same gap must not be taken away a second time."""
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    change = Change(book.pk, POPULATION.value, corrected, 46)
    correct_batch(batch=batch, wanted=(Line(book, POPULATION, corrected),), reason="Xã tự sửa", by=official)
    before = sums()
    for write, words in (
        (put_right, {"reason": "Gõ thừa số 0"}),
        (ask_for_adjustment, {"reason": "Họ sai"}),
        (put_books_right, {"text": "Gõ thừa số 0", "changes": [change]}),
        (propose, {"text": "Gõ thừa số 0", "changes": [change]}),
        (propose_as_found, {"text": "Gõ thừa số 0"}),
    ):
        with pytest.raises(Refused, match=told):
            write(finding=finding, by=justice_office, seen=0, **words)
    assert sums() == before


def test_a_proposal_is_not_accepted_once_the_gap_is_gone(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    propose(
        finding=finding, by=official, seen=0, text="Gõ thừa số 0", changes=[Change(book.pk, POPULATION.value, 460, 46)]
    )
    extracted(phuoc_son, by=justice_office, births=460)  # theirs was wrong after all
    with pytest.raises(Refused, match="Số mới nhất không còn chênh lệch này"):
        accept(finding=finding, by=justice_office, seen=1)


def test_a_gap_that_looking_again_misses_is_not_corrected(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)], gone_on=SUNDAY)
    with pytest.raises(Refused, match="Số mới nhất không còn chênh lệch này"):
        put_right(finding=finding, by=justice_office, seen=0, reason="Gõ thừa số 0")


@pytest.mark.parametrize("reason", ["", "   ", "của 052099001234"])
def test_a_correction_needs_a_reason_without_a_citizens_number(book, official, justice_office, phuoc_son, reason):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    with pytest.raises(Refused):
        put_right(finding=finding, by=justice_office, seen=0, reason=reason)
    assert batch.corrections.count() == 0


def test_two_people_settling_the_second_is_told(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    put_right(finding=finding, by=justice_office, seen=0, reason="Gõ thừa số 0")
    with pytest.raises(StaleFinding):
        put_right(finding=finding, by=justice_office, seen=0, reason="Gõ thừa số 0")
    assert batch.corrections.count() == 1


def test_theirs_is_wrong_goes_on_the_list_of_requests(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found(phuoc_son, justice_office, [(batch, 460, 46)])
    with pytest.raises(Refused, match="Nêu lý do đề nghị"):
        ask_for_adjustment(finding=finding, by=justice_office, seen=0, reason="")
    before = sums()
    [request] = ask_for_adjustment(finding=finding, by=justice_office, seen=0, reason="Đã đếm lại từng trang sổ")
    assert (request.receiver, request.theirs, request.wanted, request.ours) == ("police", 46, 460, 460)
    assert sums() == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500)), min_size=1, max_size=4))
def test_settling_changes_exactly_what_was_posted(book, official, justice_office, phuoc_son, phuoc_hoa, lines):
    """The sums of every book, programme and measure differ by the posted lines and by nothing else."""
    other = book.__class__.objects.filter(commune=phuoc_hoa).first() or make_book(phuoc_hoa, by=justice_office)
    batches = []
    for place, (held, _) in enumerate(lines):
        day = dt.date(2023, 9, 1) + dt.timedelta(days=Entry.objects.count() + place)
        batches.append(record(book, held, by=official, work_date=day))
    finding = found(
        phuoc_son, justice_office, [(batch, held, wanted) for batch, (held, wanted) in zip(batches, lines, strict=True)]
    )
    before, number = sums(), Entry.objects.count()
    try:
        posted = put_right(finding=finding, by=justice_office, seen=0, reason="Đối chiếu")
    except Refused:
        assert (sums(), Entry.objects.count()) == (before, number)
        return
    after = sums()
    difference = {key: after[key] - before[key] for key in {*after, *before} if after[key] != before[key]}
    assert difference == {
        (entry.book_id, entry.programme, entry.measure, entry.book_kind): entry.count for entry in posted.entries.all()
    }
    assert {key[0] for key in difference} <= {book.pk} and other.pk not in {key[0] for key in difference}
