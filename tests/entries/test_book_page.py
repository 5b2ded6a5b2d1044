"""One book: its stage from both sides, its whole life on one page, checked by a second person."""

import datetime as dt

import pytest

from communes.models import Book, BookCheck, Programme
from entries.keeping_books import check_book, keep_book
from entries.models import Defect, DefectKind
from entries.posting import Refused
from entries.staging import Stage, easy_first, with_stage
from entries.totals import with_figures
from tests.conftest import MONDAY
from tests.factories import make_book, member, record

FRIDAY = MONDAY - dt.timedelta(days=3)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=100)


@pytest.fixture
def checker(phuoc_son):
    return member(phuoc_son, "T.T.B")


def stage_of(book) -> Stage:
    return Stage(with_stage(with_figures(Book.objects.all(), as_of=MONDAY)).get(pk=book.pk).stage)


def figures(book) -> Book:
    return with_figures(Book.objects.all(), as_of=MONDAY).get(pk=book.pk)


def check(book, official, checker, sample=50, errors=0, day=FRIDAY):
    return check_book(
        by=official, book=figures(book), checked_by=checker, checked_on=day, sample=sample, errors=errors
    )  # fmt: skip


# ------------------------------------------------------------------ the stage
def test_received_or_begun_is_in_progress(book, official):
    assert stage_of(book) == Stage.NOT_RECEIVED
    Book.objects.filter(pk=book.pk).update(received_on=FRIDAY)
    assert stage_of(book) == Stage.IN_PROGRESS
    Book.objects.filter(pk=book.pk).update(received_on=None)
    record(book, 99, by=official)
    assert stage_of(book) == Stage.IN_PROGRESS
    record(book, 1, by=official, shift=2)
    assert stage_of(book) == Stage.ENTERED


def test_the_other_programme_finishes_nothing(book, official):
    record(book, 100, by=official, programme=Programme.HISTORICAL)
    assert stage_of(book) == Stage.NOT_RECEIVED


@pytest.mark.parametrize(("errors", "expected"), [(1, Stage.CHECKED), (2, Stage.ENTERED)])
def test_two_in_a_hundred_are_tolerated(book, official, checker, errors, expected):
    record(book, 100, by=official)
    check(book, official, checker, sample=50, errors=errors)
    assert stage_of(book) == expected


def test_the_newest_check_decides(book, official, checker):
    record(book, 100, by=official)
    check(book, official, checker, errors=20, day=FRIDAY)
    check(book, official, checker, errors=0, day=MONDAY)
    assert stage_of(book) == Stage.CHECKED
    check(book, official, checker, errors=5, day=MONDAY)
    assert stage_of(book) == Stage.ENTERED


def test_a_held_book_is_held_whatever_else(book, official):
    record(book, 100, by=official)
    held = Book.objects.get(pk=book.pk)
    held.held_reason = "Rách nhiều trang"
    keep_book(by=official, book=held, reason="Chờ Phòng Tư pháp")
    assert stage_of(book) == Stage.HELD


# ------------------------------------------------------------------ checking by sample
@pytest.mark.parametrize(
    ("entered", "changed", "words"),
    [
        (99, {}, "Sổ chưa nhập xong"),
        (100, {"sample": 101}, "Sổ chỉ có 100 trường hợp."),
        (100, {"errors": 51}, "không thể nhiều hơn số trường hợp kiểm tra"),
    ],
)
def test_an_impossible_check_is_refused(book, official, checker, entered, changed, words):
    record(book, entered, by=official)
    with pytest.raises(Refused, match=words):
        check(book, official, checker, **changed)
    assert BookCheck.objects.count() == 0


def test_who_entered_the_book_does_not_check_it(book, official, phuoc_son, checker):
    record(book, 100, by=official)  # by N.V.A
    with pytest.raises(Refused, match=r"N.V.A đã nhập quyển này"):
        check(book, official, member(phuoc_son, "N.V.A"))
    assert check(book, official, checker).errors == 0


# ------------------------------------------------------------------ easy first
def test_easy_books_first_and_only_those_with_something_left(official, phuoc_son, book):
    worn = make_book(phuoc_son, by=official, number="4", opened=2010, condition="rách gáy")
    vague = make_book(phuoc_son, by=official, number="", opened=2011)
    faulty = make_book(phuoc_son, by=official, number="5", opened=2012, count=100)
    newer = make_book(phuoc_son, by=official, number="10", opened=1999)
    later = make_book(phuoc_son, by=official, number="9", opened=1999)
    done = make_book(phuoc_son, by=official, number="7", opened=2000, count=5)
    record(done, 5, by=official)
    Defect.objects.create(book=faulty, kind=DefectKind.objects.first(), count=3, found_by=official, found_on=FRIDAY)
    rows = easy_first(with_figures(Book.objects.filter(commune=phuoc_son), as_of=MONDAY))
    assert [row.pk for row in rows] == [later.pk, newer.pk, book.pk, faulty.pk, vague.pk, worn.pk]


# ------------------------------------------------------------------ the page
def test_the_whole_life_is_on_the_page(client, official, book, checker):
    batch = record(book, 100, by=official)
    check(book, official, checker, sample=40, errors=1)
    client.force_login(official)
    html = client.get(f"/so-ho-tich/{book.pk}/").content.decode()
    for words in ("Khai sinh 03/1998", f"Phiếu nhập {batch.receipt}", "T.T.B: sai 1 / 40 (2,5%)", "● đã nhập xong"):
        assert words in html


def test_data_are_mended_with_who_and_why_and_figures_are_not_among_them(client, official, book):
    client.force_login(official)
    sent = {"number": "4", "opened": "1998", "condition": "mờ chữ", "received_on": "01/3/2024", "reason": "Xem lại bìa"}
    assert client.post(f"/so-ho-tich/{book.pk}/", sent).status_code == 302
    mended = Book.objects.get(pk=book.pk)
    assert (mended.number, mended.condition, mended.received_on) == ("4", "mờ chữ", FRIDAY)
    html = client.get(f"/so-ho-tich/{book.pk}/").content.decode()
    assert "Xem lại bìa" in html and "<del>3</del> → <ins>4</ins>" in html
    assert figures(book).to_enter == 100


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"number": "9", "opened": "1998"}, "Xã đã có quyển này"),
        ({"number": "3", "opened": "1998", "closed": "1990"}, "Năm khóa sổ không thể trước năm mở sổ."),
        ({"number": "3", "opened": "1998", "received_on": "05/3/2024"}, "Ngày ở tương lai."),
        ({"number": "3", "opened": "1998", "note": "CCCD 052098001234"}, "052098001234"),
    ],
)
def test_bad_data_are_refused_at_their_field_and_kept(client, official, phuoc_son, book, sent, words):
    make_book(phuoc_son, by=official, number="9")
    client.force_login(official)
    page = client.post(f"/so-ho-tich/{book.pk}/", sent | {"held": "Kệ 2"})
    assert page.status_code == 400
    assert words in page.content.decode() and 'value="Kệ 2"' in page.content.decode()
    assert Book.objects.get(pk=book.pk).held == ""


def test_the_sum_of_the_books_is_shown_beside_the_communes_total(client, official, book):
    record(book, 40, by=official)
    client.force_login(official)
    html = client.get("/so-ho-tich/").content.decode()
    assert "Cộng các quyển: đã nhập <b>40</b> / <b>100</b>; tổng của xã 40 / 100" in html and "✓ khớp" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_one_posting_as_for_three(client, official, book, rows, django_assert_num_queries):
    for shift in range(1, rows + 1):
        record(book, 3, by=official, shift=shift)
    client.force_login(official)
    client.get(f"/so-ho-tich/{book.pk}/")
    with django_assert_num_queries(8):
        client.get(f"/so-ho-tich/{book.pk}/")
