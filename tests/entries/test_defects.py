"""Faults in the books: each rule from both sides, sums against a count by hand, and who changed what."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from communes.changes import changes_of
from communes.models import Book, BookKind, Commune
from entries.defect_sums import sums_of
from entries.defects import CLOSED, MOVES, hold_book, move_defect, record_defect, with_defects
from entries.models import OPEN_STATES, Defect, DefectKind, DefectState
from entries.posting import Refused
from tests.conftest import MONDAY
from tests.factories import make_book


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=120)


@pytest.fixture
def torn(db):
    return DefectKind.objects.get(code="torn")


@pytest.fixture
def illegible(db):
    return DefectKind.objects.get(code="illegible")


def refused(act, **given) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        act(**given)
    return [(problem.where, problem.message) for problem in told.value.problems]


# ------------------------------------------------------------------ recording
def test_a_defect_says_who_found_what_where_and_when(official, book, torn):
    made = record_defect(
        by=official, book=book, kind=torn, count=3, page=" 12 ", first_number=40, last_number=45, note="mép  trang"
    )
    stored = Defect.objects.get()
    assert (stored.book, stored.kind, stored.count, stored.page, stored.note) == (book, torn, 3, "12", "mép trang")
    assert (stored.first_number, stored.last_number, stored.state) == (40, 45, DefectState.NEW)
    assert (stored.found_by, stored.found_on) == (official, MONDAY)
    assert [(change.what, change.by) for change in changes_of(made)] == [("Thêm mới", "N.V.A")]


def test_a_book_cannot_have_more_faults_than_records(official, book, torn):
    assert refused(record_defect, by=official, book=book, kind=torn, count=121) == [
        (
            "count",
            "Quyển này có 120 trường hợp, không thể có 121 trường hợp lỗi. Kiểm tra lại số, hoặc chọn đúng quyển.",
        )
    ]
    assert record_defect(by=official, book=book, kind=torn, count=120).count == 120


def test_open_faults_of_one_kind_are_added_up(official, book, torn, illegible):
    record_defect(by=official, book=book, kind=torn, count=100)
    assert refused(record_defect, by=official, book=book, kind=torn, count=21) == [
        (
            "count",
            "Quyển này đã ghi 100 trường hợp cùng loại lỗi chưa xử lý; thêm 21 là 121, quá 120 trường hợp của quyển."
            " Kiểm tra có ghi trùng không.",
        )
    ]
    record_defect(by=official, book=book, kind=torn, count=20)
    record_defect(by=official, book=book, kind=illegible, count=120)
    assert Defect.objects.count() == 3


def test_a_settled_fault_makes_room(official, book, torn):
    old = record_defect(by=official, book=book, kind=torn, count=100)
    move_defect(by=official, defect=old, state=DefectState.SETTLED, note="đã phục chế")
    record_defect(by=official, book=book, kind=torn, count=120)
    assert refused(move_defect, by=official, defect=old, state=DefectState.VERIFYING)[0][0] == "count"


def test_a_book_that_nobody_has_counted_takes_any_number(official, phuoc_son, torn):
    uncounted = make_book(phuoc_son, by=official, kind=BookKind.PARENTAGE, count=0)
    assert record_defect(by=official, book=uncounted, kind=torn, count=500).count == 500


@pytest.mark.parametrize(
    ("given", "where", "words"),
    [
        ({"count": 0}, "count", "lớn hơn 0"),
        ({"count": 4, "first_number": 10, "last_number": 12}, "count", "Từ số 10 đến số 12 chỉ có 3 trường hợp."),
        ({"first_number": 12, "last_number": 10}, "first_number", "Số đầu lớn hơn số cuối."),
        ({"last_number": 10}, "first_number", "Ghi cả số đầu, hoặc bỏ trống cả hai."),
        ({"note": "052195001234"}, "note", "không lưu thông tin cá nhân"),
        ({"note": "x" * 301}, "note", "Viết gọn trong 300 ký tự"),
        ({"page": "0905123456"}, "page", "không lưu thông tin cá nhân"),
        ({"page": "1" * 8 + "a" * 13}, "page", "Viết gọn trong 20 ký tự"),
        ({"found_on": MONDAY + dt.timedelta(days=1)}, "found_on", "Ngày phát hiện ở tương lai"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(official, book, torn, given, where, words):
    ((told, message),) = refused(record_defect, **{"by": official, "book": book, "kind": torn, "count": 1} | given)
    assert told == where and words in message
    assert Defect.objects.count() == 0


@pytest.mark.parametrize(
    "given",
    [{"count": 3, "first_number": 10, "last_number": 12}, {"first_number": 10}, {"found_on": MONDAY}, {"page": "12a"}],
)
def test_the_other_side_of_each(official, book, torn, given):
    assert record_defect(**{"by": official, "book": book, "kind": torn, "count": 1} | given).pk


def test_the_same_fault_twice_is_one(official, book, torn):
    record_defect(by=official, book=book, kind=torn, count=3, page="12")
    assert refused(record_defect, by=official, book=book, kind=torn, count=3, page="12") == [
        ("kind", "Lỗi này đã được ghi rồi. Nếu là chỗ khác, ghi rõ trang hoặc số.")
    ]
    assert record_defect(by=official, book=book, kind=torn, count=3, page="13").page == "13"


def test_figures_without_a_book_have_no_faults(official, phuoc_son, torn):
    unallotted = Book.objects.create(commune=phuoc_son, kind=BookKind.BIRTH, is_unallotted=True)
    assert refused(record_defect, by=official, book=unallotted, kind=torn, count=1)[0][0] == "book"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_do_not_pass_the_books_records(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=120)
    kind = DefectKind.objects.get(code="torn")

    def clerk(page):
        try:
            return record_defect(by=official, book=book, kind=kind, count=70, page=page).count
        except Refused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clerks:
        assert sorted(clerks.map(clerk, "1234")) == [0, 0, 0, 70]


# ------------------------------------------------------------------ following up
@pytest.mark.parametrize("wanted", DefectState)
@pytest.mark.parametrize("state", DefectState)
def test_only_the_allowed_moves(official, justice_office, book, torn, state, wanted):
    found = record_defect(by=official, book=book, kind=torn, count=3)
    Defect.objects.update(state=state)
    if wanted not in MOVES[state]:
        assert refused(move_defect, by=justice_office, defect=found, state=wanted, note="đã sửa") == [
            ("state", f"Lỗi này đang ở tình trạng “{state.label}”, không chuyển sang “{wanted.label}” được.")
        ]
        return
    moved = move_defect(by=justice_office, defect=found, state=wanted, note="đã sửa")
    assert (moved.state, moved.state_note, moved.state_by, moved.state_on) == (wanted, "đã sửa", justice_office, MONDAY)
    newest = changes_of(moved)[0]
    assert (newest.what, newest.by, newest.reason) == ("Sửa", "L.T.B", "đã sửa")


@pytest.mark.parametrize("state", [DefectState.VERIFYING, *CLOSED])
def test_closing_needs_a_sentence(official, book, torn, state):
    found = record_defect(by=official, book=book, kind=torn, count=3)
    if state in CLOSED:
        assert refused(move_defect, by=official, defect=found, state=state)[0][0] == "state_note"
    else:
        assert move_defect(by=official, defect=found, state=state).state == state


def test_what_somebody_else_has_moved_meanwhile_is_told(official, justice_office, book, torn):
    found = record_defect(by=official, book=book, kind=torn, count=3)
    move_defect(by=justice_office, defect=found, state=DefectState.UNSOLVABLE, note="không còn giấy tờ")
    assert "đang ở tình trạng “không xử lý được”" in refused(
        move_defect, by=official, defect=found, state=DefectState.SETTLED, note="đã sửa"
    )[0][1]  # fmt: skip


# ------------------------------------------------------------------ sums, and books with many
def test_sums_agree_with_a_count_by_hand(official, justice_office):
    kinds, counted = list(DefectKind.objects.all()), Counter()
    communes = list(Commune.objects.in_official_order()[:4])
    for n, commune in enumerate(communes[:3]):
        for m in range(3):
            book = make_book(commune, by=justice_office, number=str(m + 1))
            for kind in kinds[n : n + m + 1]:
                record_defect(by=justice_office, book=book, kind=kind, count=1 + n + 2 * m)
                counted[kind, commune] += 1 + n + 2 * m
    sums = sums_of(Defect.objects.all(), communes=communes, kinds=kinds)
    assert {
        (line.kind, cell.commune): cell.count for line in sums.kinds for cell in line.cells if cell.count
    } == counted
    assert sums.communes == tuple(communes[:3])
    assert {line.kind: line.count for line in sums.kinds} == {
        kind: sum(n for (k, _), n in counted.items() if k == kind) for kind in {kind for kind, _ in counted}
    }
    assert {cell.commune: cell.count for cell in sums.by_commune} == {
        commune: sum(n for (_, c), n in counted.items() if c == commune) for commune in communes[:3]
    }
    assert (sums.count, sums.rows) == (sum(counted.values()), Defect.objects.count())


@pytest.mark.parametrize(("count", "has_many"), [(24, False), (25, True)])
def test_more_than_a_fifth_is_many(official, book, torn, count, has_many):
    record_defect(by=official, book=book, kind=torn, count=count)
    worst = with_defects(Book.objects.all()).get()
    assert (worst.faulty, worst.records, worst.has_many) == (count, 120, has_many)


def test_closed_faults_do_not_count_against_the_book(official, book, torn):
    found = record_defect(by=official, book=book, kind=torn, count=25)
    move_defect(by=official, defect=found, state=DefectState.SETTLED, note="đã sửa")
    assert list(with_defects(Book.objects.all())) == []
    assert found.state in OPEN_STATES


def test_the_worst_book_comes_first(official, phuoc_son, book, torn):
    small = make_book(phuoc_son, by=official, number="4", count=10)
    record_defect(by=official, book=book, kind=torn, count=20)
    record_defect(by=official, book=small, kind=torn, count=3)
    assert [found.pk for found in with_defects(Book.objects.all())] == [small.pk, book.pk]


def test_a_held_book_keeps_who_why_and_is_held_once(official, justice_office, book, torn):
    record_defect(by=official, book=book, kind=torn, count=25)
    held = hold_book(by=justice_office, book=book, reason="25 trường hợp rách")
    assert Book.objects.get(pk=book.pk).held_reason == "25 trường hợp rách"
    newest = changes_of(held)[0]
    assert (newest.by, newest.reason) == ("L.T.B", "Tạm giữ vì lỗi dữ liệu")
    assert refused(hold_book, by=justice_office, book=book, reason="nữa") == [
        ("reason", "Quyển này đang tạm giữ: 25 trường hợp rách.")
    ]


@pytest.mark.parametrize("reason", ["", "  ", "gọi 0905123456", "x" * 201])
def test_a_book_is_not_held_without_a_good_reason(justice_office, book, reason):
    assert refused(hold_book, by=justice_office, book=book, reason=reason)[0][0] == "reason"
    assert Book.objects.get(pk=book.pk).held_reason == ""
