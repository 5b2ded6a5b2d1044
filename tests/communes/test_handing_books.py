"""Bàn giao: a book is with one holder at a time, and everything about its way is told in words."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from communes.handing_books import take_back_books
from communes.models import Book, HandedBook, Handover, Holder
from communes.refusals import Refused
from tests.conftest import MONDAY
from tests.factories import handed, make_book

FRIDAY = MONDAY - dt.timedelta(days=3)
PAGE = "/ban-giao/"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, condition="rách gáy")


@pytest.fixture
def other(official, phuoc_son):
    return make_book(phuoc_son, by=official, number="4")


def place(book) -> str:
    return Book.objects.get(pk=book.pk).place


def take_back(handover, by, rows=None, on=MONDAY, **extra):
    rows = list(handover.books.all()) if rows is None else rows
    return take_back_books(by=by, handover=handover, books=rows, on=on, **extra)


# ------------------------------------------------------------------ there and back
def test_a_book_leaves_with_its_condition_and_its_place_follows(book, other, official):
    handover = handed(book, other, by=official)
    assert list(handover.books.values_list("book", "condition")) == [(book.pk, "rách gáy"), (other.pk, "")]
    assert place(book) == place(other) == Holder.DISTRICT
    assert handover.history.get().history_user == official


def test_some_come_back_before_others(book, other, official, justice_office):
    handover = handed(book, other, by=official)
    first, second = handover.books.all()
    assert take_back(handover, justice_office, [first], condition="đã dán gáy") == 1
    assert (place(book), place(other)) == (Holder.COMMUNE, Holder.DISTRICT)
    first.refresh_from_db()
    assert (first.returned_on, first.returned_condition) == (MONDAY, "đã dán gáy")
    assert take_back(handover, official, [second], on=FRIDAY) == 1
    reasons = handover.history.order_by("-history_id").values_list("history_change_reason", flat=True)
    assert list(reasons)[:2] == ["Nhận lại 1 quyển ngày 01/3/2024", "Nhận lại 1 quyển ngày 04/3/2024"]


def test_a_book_that_is_out_is_not_handed_again_until_it_is_back(book, official):
    handover = handed(book, by=official)
    with pytest.raises(Refused, match=r"đang được giao ngày 01/3/2024, chưa trả"):
        handed(book, by=official, from_holder=Holder.DISTRICT, to_holder=Holder.PROVINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandedBook.objects.create(handover=handover, book=book)
    take_back(handover, official)
    assert handed(book, by=official).books.count() == 1


def test_the_giver_must_have_the_book(book, official):
    with pytest.raises(Refused, match="đang ở UBND xã, không phải ở bên giao"):
        handed(book, by=official, from_holder=Holder.DISTRICT, to_holder=Holder.PROVINCE)
    assert Handover.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"to_holder": Holder.COMMUNE}, "Bên nhận phải khác bên giao."),
        ({"handed_on": MONDAY + dt.timedelta(days=1)}, "Ngày ở tương lai. Hôm nay là 04/3/2024."),
        ({"expected_on": FRIDAY - dt.timedelta(days=1)}, "Ngày hẹn trả không thể trước ngày giao."),
        ({"purpose": ""}, "Ghi mục đích giao sổ."),
        ({"note": "CCCD 052098001234"}, "052098001234"),
    ],
)
def test_what_cannot_be_is_refused(book, official, changed, words):
    with pytest.raises(Refused, match=words):
        handed(book, by=official, **changed)
    assert (Handover.objects.count(), place(book)) == (0, Holder.COMMUNE)


def test_a_book_of_another_commune_is_refused(book, official, neighbour, phuoc_hoa):
    foreign = make_book(phuoc_hoa, by=neighbour)
    with pytest.raises(Refused, match="không thuộc xã này"):
        handed(book, foreign, by=official)


@pytest.mark.parametrize(
    ("day", "words"),
    [(MONDAY + dt.timedelta(days=1), "tương lai"), (dt.date(2024, 2, 29), "trước ngày giao 01/3/2024")],
)
def test_books_come_back_after_they_left_and_not_tomorrow(book, official, day, words):
    handover = handed(book, by=official)
    with pytest.raises(Refused, match=words):
        take_back(handover, official, on=day)
    assert place(book) == Holder.DISTRICT


# ------------------------------------------------------------------ the pages
def sent(book, **changed):
    return {
        "xa": "21970", "from_holder": "commune", "from_person": "N.V.A", "to_holder": "district", "to_person": "L.T.B",
        "handed_on": "01/3/2024", "expected_on": "", "purpose": "Đối chiếu", "note": "", "books": [book.pk],
    } | changed  # fmt: skip


def test_the_commune_hands_over_and_the_district_sees_it(client, official, justice_office, book):
    client.force_login(official)
    made = client.post(f"{PAGE}moi/", sent(book, expected_on="03/3/2024"))
    handover = Handover.objects.get()
    assert made.url == f"{PAGE}{handover.pk}/"
    client.force_login(justice_office)
    html = client.get(PAGE).content.decode()
    assert "▲ quá hạn" in html and "Xã Phước Sơn" in html
    taken = client.post(made.url, {"books": [handover.books.get().pk], "on": "04/3/2024", "condition": ""})
    assert taken.status_code == 302
    assert "✓ đã trả đủ" in client.get(made.url).content.decode()
    assert "✓ Không có lần bàn giao nào quá hạn." in client.get(PAGE).content.decode()


def test_bad_input_is_told_at_its_field_and_kept(client, official, book):
    client.force_login(official)
    page = client.post(f"{PAGE}moi/", sent(book, to_person="", books=[]))
    html = page.content.decode()
    assert page.status_code == 400
    assert "Ghi tên người nhận." in html and 'value="Đối chiếu"' in html
    page = client.post(f"{PAGE}moi/", sent(book, books=[]))
    assert "Chọn ít nhất một quyển sổ." in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_one_book_as_for_three(client, official, phuoc_son, rows, django_assert_num_queries):
    books = [make_book(phuoc_son, by=official, number=str(number)) for number in range(1, rows + 1)]
    handover = handed(*books, by=official)
    client.force_login(official)
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(f"{PAGE}{handover.pk}/")
    with django_assert_num_queries(5):
        client.get(f"{PAGE}{handover.pk}/bien-ban.docx")
