"""Findings: each fact once, brought up to date, gone, seen again; and what is said of them."""

import datetime as dt

import pytest

from communes.refusals import Refused
from entries.finding_kinds import Cause
from entries.models import Finding, FindingAct, FindingState
from entries.reconciling.extracts.keeping import keep_extract
from entries.reconciling.findings.by_book import Change, put_books_right
from entries.reconciling.findings.finding_thread import (
    QUESTION,
    StaleFinding,
    answer,
    ask_commune,
    close_as_mended,
    close_as_right,
    reopen,
    take_over,
)
from entries.reconciling.findings.gathering import gather_findings
from entries.reconciling.findings.settling import ask_for_adjustment
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


@pytest.mark.parametrize(("of_police", "source"), [({"births": 6}, "police"), ({"births": 46, "KT": 9}, "police")])
def test_a_gap_is_of_whose_figure_differs(book, phuoc_son, phuoc_hoa, justice_office, gather, of_police, source):
    """At one cut-off two of them sent figures: each commune is compared with the owner's where the owner names it."""
    extracted(phuoc_son, by=justice_office, as_of=BEFORE, **of_police)
    for communes in ([phuoc_hoa], [phuoc_son, phuoc_hoa]):
        keep_extract(
            district=phuoc_son.district, source="justice", as_of=BEFORE, paper_number="", received_on=SUNDAY,
            lines={(one, "population_db", "KS"): 46 if one == phuoc_son else 0 for one in communes}, by=justice_office,
        )  # fmt: skip
        gather()
        [found] = Finding.objects.filter(commune=phuoc_son, extract__isnull=False)
        assert found.extract.source == source
        asked = ask_for_adjustment(finding=found, by=justice_office, seen=found.revision, reason="Đã đếm lại sổ gốc")
        assert {request.receiver for request in asked} == {source}
        reopen(finding=found, by=justice_office, seen=found.revision + 1, reason="Xem lại")


def test_who_counts_is_named_over_the_figures(client, gap, justice_office):
    client.force_login(justice_office)
    page = client.get(f"/doi-chieu/phat-hien/{gap.pk}/").content.decode()
    assert '<th scope="col" class="n">Công an tỉnh</th>' in page


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


def test_what_has_gone_is_counted_once_and_closed_as_put_right_elsewhere(gap, phuoc_son, justice_office, gather):
    with pytest.raises(Refused, match="vẫn còn thấy"):
        close_as_mended(finding=gap, by=justice_office, seen=0, reason="Phiếu PH-1")
    extracted(phuoc_son, by=justice_office, births=46, as_of=SUNDAY)
    assert (gather().gone, gather().gone) == (1, 0)
    with pytest.raises(Refused, match="Ghi đã sửa ở đâu"):
        close_as_mended(finding=gap, by=justice_office, seen=0, reason=" ")
    close_as_mended(finding=gap, by=justice_office, seen=0, reason="Công an tỉnh nhập bù")
    gap.refresh_from_db()
    assert (gap.state, gap.settled_by) == (FindingState.FIXED, justice_office)


def test_what_was_no_error_stays_so_while_the_gap_is_the_same(gap, phuoc_son, justice_office, gather):
    close_as_right(finding=gap, by=justice_office, seen=0, reason="Công an tỉnh tính chậm một tuần")
    extracted(phuoc_son, by=justice_office, births=10, as_of=SUNDAY)
    assert gather().again == 0
    gap.refresh_from_db()
    assert (gap.state, gap.gap) == (FindingState.NOT_ERROR, 40)


def test_what_was_no_error_is_opened_again_when_the_gap_has_changed(
    gap, book, official, phuoc_son, justice_office, gather
):
    close_as_right(finding=gap, by=justice_office, seen=0, reason="Công an tỉnh tính chậm một tuần")
    record(book, 300, by=official, work_date=SUNDAY)
    extracted(phuoc_son, by=justice_office, births=6, as_of=SUNDAY)
    assert gather().again == 1
    gap.refresh_from_db()
    assert (gap.state, gap.settled_by, gap.gap) == (FindingState.NEW, None, 340)
    told = gap.remarks.get(act=FindingAct.SEEN_AGAIN)
    assert told.text == "Lúc kết luận lệch +40 trường hợp, nay lệch +340 trường hợp."


def test_what_was_asked_of_others_is_opened_again_when_they_change_half_of_it(gap, phuoc_son, justice_office, gather):
    ask_for_adjustment(finding=gap, by=justice_office, seen=0, reason="Đã đếm lại sổ gốc")
    extracted(phuoc_son, by=justice_office, births=6, as_of=SUNDAY)
    assert gather().again == 0
    extracted(phuoc_son, by=justice_office, births=26, as_of=SUNDAY)
    assert gather().again == 1
    gap.refresh_from_db()
    assert (gap.state, gap.gap) == (FindingState.NEW, 20)


def test_a_correction_that_closes_a_part_of_the_gap_leaves_the_finding_open(gap, book, justice_office, gather):
    change = Change(book.pk, "population_db", 46, 36)
    put_books_right(finding=gap, by=justice_office, seen=0, text="Đếm lại sổ gốc", changes=[change])
    assert gather().again == 1
    gap.refresh_from_db()
    assert (gap.state, gap.gap, gap.figures[0]["ours"]) == (FindingState.NEW, 30, 36)
    told = gap.remarks.get(act=FindingAct.SEEN_AGAIN)
    assert told.text == "Sau khi ghi điều chỉnh vẫn lệch +30 trường hợp."


def test_the_cause_that_was_settled_stays_in_the_story_when_another_is_found(gap, book, justice_office, gather):
    Finding.objects.filter(pk=gap.pk).update(kind=Cause.SENT_TWICE, is_certain=True)
    change = Change(book.pk, "population_db", 46, 36)
    put_books_right(finding=gap, by=justice_office, seen=0, text="Bỏ phiếu gửi hai lần", changes=[change])
    gather()
    told = gap.remarks.get(act=FindingAct.SEEN_AGAIN).text
    label = Finding(kind=Cause.SENT_TWICE).kind_label
    assert told == f"Sau khi ghi điều chỉnh vẫn lệch +30 trường hợp. Nguyên nhân lúc kết luận: {label}."


def test_a_correction_that_closes_the_gap_ends_it(gap, book, justice_office, gather):
    change = Change(book.pk, "population_db", 46, 6)
    put_books_right(finding=gap, by=justice_office, seen=0, text="Đếm lại sổ gốc", changes=[change])
    assert gather().again == 0
    gap.refresh_from_db()
    assert gap.state == FindingState.FIXED


def test_an_older_extract_that_comes_late_makes_no_second_finding(gap, phuoc_son, justice_office, gather):
    extracted(phuoc_son, by=justice_office, births=500, as_of=BEFORE - dt.timedelta(days=7))
    seen = gather()
    [same] = Finding.objects.filter(key__startswith="gap/")
    assert (same.pk, same.gone_on, seen.new, seen.gone) == (gap.pk, None, 0, 0)


def test_a_gap_that_comes_back_after_agreeing_is_another_fact(gap, phuoc_son, justice_office, gather):
    extracted(phuoc_son, by=justice_office, births=46, as_of=SUNDAY - dt.timedelta(days=2))
    gather()
    extracted(phuoc_son, by=justice_office, births=9, as_of=SUNDAY)
    assert gather().new == 1
    assert list(Finding.objects.filter(key__startswith="gap/").order_by("pk").values_list("gap", flat=True)) == [40, 37]


def test_a_clue_that_was_no_error_is_opened_again_when_it_has_doubled(official, justice_office, phuoc_son, gather):
    book = make_book(phuoc_son, by=official, count=20)
    record(book, 25, by=official, work_date=SUNDAY)
    gather()
    clue = Finding.objects.get(kind="above_book")
    close_as_right(finding=clue, by=justice_office, seen=0, reason="Sổ có trang phụ")
    for more, again in ((4, 0), (1, 1)):
        record(book, more, by=official, work_date=SUNDAY, shift=3 - more // 2)
        assert gather().again == again
    clue.refresh_from_db()
    assert (clue.state, clue.gap) == (FindingState.NEW, 10)


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
