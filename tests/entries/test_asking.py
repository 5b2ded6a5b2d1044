"""The district asks back, the commune answers or corrects: whose turn it is follows from what was said and posted."""

import threading
import uuid

import pytest
from django.db import connection

from communes.models import Commune, Programme
from entries.append_only import AppendOnlyError
from entries.asking import answer, ask_back, mark_seen
from entries.attention import with_attention
from entries.confirming import StaleFigures, confirm_figures, confirmed_figures, figures_of
from entries.correcting import correct_batch
from entries.models import Batch, Confirmation, Remark, RemarkKind
from entries.posting import Line, Refused
from entries.reviewing import ReviewState, open_questions, waiting, with_review_state
from tests.conftest import MONDAY
from tests.factories import make_book, record

QUESTION = "Vì sao ca này nhập 64 trường hợp?"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def batch(book, official):
    return record(book, 64, by=official)


@pytest.fixture
def asked(batch, justice_office):
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    return batch


def state(batch):
    return ReviewState(with_review_state(Batch.objects.filter(pk=batch.pk)).get().review_state)


def correct(batch, book, by, count=46):
    return correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, count),), reason="Gõ nhầm", by=by)


def said(batch):
    return list(batch.remarks.order_by("made_at").values_list("kind", "text"))


# ------------------------------------------------------------------ whose turn it is
def test_a_question_waits_for_the_commune(asked, phuoc_son, phuoc_hoa):
    assert state(asked) == ReviewState.FOR_COMMUNE
    assert [(batch.pk, batch.remark) for batch in open_questions(phuoc_son)] == [(asked.pk, QUESTION)]
    assert open_questions(phuoc_hoa) == []


def test_an_answer_hands_it_back_to_the_district(asked, official, phuoc_son):
    answer(batch=asked, text="Hai ca gộp một phiếu", by=official)
    assert (state(asked), open_questions(phuoc_son)) == (ReviewState.FOR_DISTRICT, [])
    assert said(asked) == [("question", QUESTION), ("answer", "Hai ca gộp một phiếu")]


def test_a_correction_by_the_commune_hands_it_back_as_well(asked, book, official, phuoc_son):
    correct(asked, book, official)
    assert (state(asked), open_questions(phuoc_son)) == (ReviewState.FOR_DISTRICT, [])


def test_a_correction_by_the_district_answers_nothing(asked, book, justice_office, phuoc_son):
    correct(asked, book, justice_office)
    assert (state(asked), len(open_questions(phuoc_son))) == (ReviewState.FOR_COMMUNE, 1)


def test_a_correction_before_the_question_answers_nothing(batch, book, official, justice_office):
    correct(batch, book, official)
    ask_back(batch=batch, text=QUESTION, by=justice_office)
    assert state(batch) == ReviewState.FOR_COMMUNE


def test_asked_again_it_is_open_again(asked, official, justice_office, phuoc_son):
    answer(batch=asked, text="Hai ca gộp một phiếu", by=official)
    ask_back(batch=asked, text="Ca nào với ca nào?", by=justice_office)
    assert [batch.remark for batch in open_questions(phuoc_son)] == ["Ca nào với ca nào?"]


def test_seen_ends_it_until_asked_again(asked, justice_office, phuoc_son):
    mark_seen(batch=asked, by=justice_office)
    assert (state(asked), open_questions(phuoc_son)) == (ReviewState.SEEN, [])
    ask_back(batch=asked, text=QUESTION, by=justice_office)
    assert state(asked) == ReviewState.FOR_COMMUNE


def waits(commune) -> tuple[int, int]:
    """How many batches of a commune wait for the district, and how many for the commune itself."""
    scope = Commune.objects.filter(pk=commune.pk)
    [found] = waiting(with_attention(scope, programme="population_db", as_of=MONDAY)).values()
    return found.for_district, found.for_commune


def test_a_flag_waits_for_the_district_until_it_is_seen(book, official, justice_office, phuoc_son, phuoc_hoa):
    flagged = record(book, 500, by=official)
    record(book, 1, by=justice_office, shift=3, programme="historical")
    assert [flag["code"] for flag in flagged.flags] == ["over_book"]
    assert (state(flagged), waits(phuoc_son)) == (ReviewState.FOR_DISTRICT, (1, 0))
    assert waits(phuoc_hoa) == (0, 0)
    mark_seen(batch=flagged, by=justice_office)
    assert (state(flagged), waits(phuoc_son)) == (ReviewState.SEEN, (0, 0))


def test_what_waits_is_counted_for_each_side(asked, book, official, justice_office, phuoc_son):
    record(book, 500, by=official, shift=2)
    assert waits(phuoc_son) == (1, 1)


def test_an_answer_waits_for_the_district_and_so_does_a_correction_by_the_commune(asked, book, official, phuoc_son):
    assert waits(phuoc_son) == (0, 1)
    answer(batch=asked, text="Đếm lại", by=official)
    assert waits(phuoc_son) == (1, 0)


def test_a_correction_by_the_commune_ends_the_question(asked, book, official, phuoc_son):
    correct(asked, book, official)
    assert waits(phuoc_son) == (1, 0)


# ------------------------------------------------------------------ the thread stays with the batch
def test_asking_about_a_correction_asks_about_its_batch(batch, book, official, justice_office):
    correction = correct(batch, book, official).batch
    assert ask_back(batch=correction, text=QUESTION, by=justice_office).batch == batch
    assert answer(batch=correction, text="Đếm lại", by=official).batch == batch
    assert mark_seen(batch=correction, by=justice_office).batch == batch


def test_text_is_kept_as_typed_in_one_form_of_unicode(batch, justice_office):
    ask_back(batch=batch, text="  Vi\u0300 sao\u00a0 nhiều?  ", by=justice_office)
    assert said(batch) == [("question", "Vì sao nhiều?")]


def test_marked_twice_it_is_one_mark(batch, justice_office):
    assert mark_seen(batch=batch, by=justice_office) == mark_seen(batch=batch, by=justice_office)
    assert said(batch) == [("seen", "")]


def test_sent_twice_it_is_one_question(batch, justice_office):
    key = uuid.uuid4()
    first, second = (ask_back(batch=batch, text=QUESTION, by=justice_office, id=key) for _ in range(2))
    assert (first, batch.remarks.count()) == (second, 1)
    with pytest.raises(Refused, match="đã được gửi với nội dung khác"):
        ask_back(batch=batch, text="Câu khác", by=justice_office, id=key)
    assert said(batch) == [("question", QUESTION)]


# ------------------------------------------------------------------ refused
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Ghi câu hỏi gửi xã."),
        ("   ", "Ghi câu hỏi gửi xã."),
        ("a" * 501, "Viết gọn trong 500 ký tự; đang có 501."),
        ("Trường hợp 052195001234 là ai?", "“052195001234”"),
        ("Gọi 0912 345 678", "không lưu thông tin cá nhân"),
    ],
)
def test_what_cannot_be_asked(batch, justice_office, text, words):
    with pytest.raises(Refused) as refusal:
        ask_back(batch=batch, text=text, by=justice_office)
    assert [problem.where for problem in refusal.value.problems] == ["text"]
    assert words in str(refusal.value)
    assert said(batch) == []


def test_500_characters_are_enough_and_allowed(batch, justice_office):
    assert len(ask_back(batch=batch, text="a" * 500, by=justice_office).text) == 500


def test_nothing_to_answer_where_nothing_was_asked(batch, official, justice_office):
    mark_seen(batch=batch, by=justice_office)
    with pytest.raises(Refused, match="chưa có câu hỏi nào"):
        answer(batch=batch, text="Đúng rồi", by=official)
    assert said(batch) == [("seen", "")]


def test_an_empty_answer_is_no_answer(asked, official):
    with pytest.raises(Refused, match=r"Ghi câu trả lời\."):
        answer(batch=asked, text=" ", by=official)


# ------------------------------------------------------------------ what was said is never changed
def test_a_remark_never_changes(asked):
    remark = asked.remarks.get()
    remark.text = "khác"
    for act in (remark.save, remark.delete, Remark.objects.all().delete, lambda: Remark.objects.update(text="khác")):
        with pytest.raises(AppendOnlyError):
            act()
    assert asked.remarks.get().text == QUESTION
    assert asked.remarks.get().kind == RemarkKind.QUESTION


# ------------------------------------------------------------------ at the same moment
ROUNDS = 15


def test_correcting_asking_and_confirming_at_once_hold_up_nobody(
    transactional_db, batch, book, official, justice_office, phuoc_son
):
    failures = []

    def keep(act):
        try:
            for n in range(ROUNDS):
                act(n)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    def confirm(n):
        try:
            seen = figures_of(phuoc_son, as_of=batch.work_date).fingerprint
            confirm_figures(commune=phuoc_son, as_of=batch.work_date, by=official, seen=seen)
        except StaleFigures:
            pass  # a correction came between looking and clicking, and was told

    threads = [
        threading.Thread(target=keep, args=(act,))
        for act in (
            lambda n: correct(batch, book, official, count=1 + n),
            lambda n: ask_back(batch=batch, text=f"Câu hỏi {n}", by=justice_office),
            confirm,
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, batch.remarks.count(), batch.corrections.count()) == ([], ROUNDS, ROUNDS)
    for confirmation in Confirmation.objects.select_related("commune"):
        known = figures_of(phuoc_son, as_of=confirmation.as_of, known_at=confirmation.confirmed_at)
        assert known == confirmed_figures(confirmation)
