"""Bàn giao sổ: books leave one holder for another, and come back. `Book.place` follows; nothing is out twice."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from .calendar import today
from .formatting import format_date
from .models import Book, Commune, HandedBook, Handover, User
from .refusals import Problem, Refused, problems_of_words

MOST_BOOKS = 200  # of one handover: more do not fit a paper that two people sign


@transaction.atomic
def hand_over_books(*, by: User, handover: Handover, books: Iterable[Book]) -> Handover:
    """Stores a handover with its books; each leaves with the condition that is known of it.

    Raises Refused: no books, a book of another commune, one that is not where the giver is or is out already, dates
    that cannot be, personal numbers in the words.
    """
    books = list(Book.objects.select_for_update().filter(pk__in=[book.pk for book in books]).order_by("pk"))
    problems = [*_problems_of(handover), *_problems_of_books(handover, books)]
    if problems:
        raise Refused(problems)
    handover.recorded_by = handover._history_user = by
    handover.save()
    try:
        with transaction.atomic():
            HandedBook.objects.bulk_create(
                HandedBook(handover=handover, book=book, condition=book.condition) for book in books
            )
    except IntegrityError as error:
        raise Refused([Problem("Có quyển vừa được giao ở nơi khác. Tải lại trang rồi chọn lại.", "books")]) from error
    Book.objects.filter(pk__in=[book.pk for book in books]).update(place=handover.to_holder)
    return handover


def _problems_of(handover: Handover):
    if handover.from_holder == handover.to_holder:
        yield Problem("Bên nhận phải khác bên giao.", "to_holder")
    if handover.handed_on > today():
        yield Problem(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.", "handed_on")
    if handover.expected_on and handover.expected_on < handover.handed_on:
        yield Problem("Ngày hẹn trả không thể trước ngày giao.", "expected_on")
    yield from problems_of_words(handover.from_person, where="from_person", most=80, empty="Ghi tên người giao.")
    yield from problems_of_words(handover.to_person, where="to_person", most=80, empty="Ghi tên người nhận.")
    yield from problems_of_words(handover.purpose, where="purpose", most=200, empty="Ghi mục đích giao sổ.")
    yield from problems_of_words(handover.note, where="note", most=300)


def _problems_of_books(handover: Handover, books: list[Book]):
    if not books:
        yield Problem("Chọn ít nhất một quyển sổ.", "books")
    if len(books) > MOST_BOOKS:
        yield Problem(f"Mỗi biên bản nhiều nhất {MOST_BOOKS} quyển. Chia thành nhiều lần giao.", "books")
    out = HandedBook.objects.filter(book__in=books, returned_on__isnull=True).select_related("handover", "book")
    named = {row.book_id: row for row in out}
    for book in books:
        if book.commune_id != handover.commune_id:
            yield Problem("Có quyển sổ không thuộc xã này. Chọn lại.", "books")
        elif row := named.get(book.pk):
            yield Problem(
                f"{book.label} đang được giao ngày {format_date(row.handover.handed_on)}, chưa trả. Nhận lại trước.",
                "books",
            )
        elif book.place != handover.from_holder:
            yield Problem(f"{book.label} đang ở {book.get_place_display()}, không phải ở bên giao.", "books")


@transaction.atomic
def take_back_books(
    *, by: User, handover: Handover, books: Iterable[HandedBook], on: dt.date, condition: str = ""
) -> int:
    """Books of a handover come back on a day; an empty condition means as they left. Returns how many.

    Raises Refused when the day is before the handover or to come, or nothing was chosen.
    """
    rows = [row for row in books if row.handover_id == handover.pk and row.returned_on is None]
    problems = list(problems_of_words(condition, where="condition", most=120))
    if not rows:
        problems.append(Problem("Chọn ít nhất một quyển chưa trả.", "books"))
    if on > today():
        problems.append(Problem(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.", "on"))
    if on < handover.handed_on:
        problems.append(Problem(f"Ngày trả không thể trước ngày giao {format_date(handover.handed_on)}.", "on"))
    if problems:
        raise Refused(problems)
    for row in rows:
        row.returned_on, row.returned_condition = on, condition or row.condition
    HandedBook.objects.bulk_update(rows, ["returned_on", "returned_condition"])
    Book.objects.filter(pk__in=[row.book_id for row in rows]).update(place=handover.from_holder)
    handover._history_user, handover._change_reason = by, f"Nhận lại {len(rows)} quyển ngày {format_date(on)}"
    handover.save()
    return len(rows)


def own_commune_books(commune: Commune) -> list[Book]:
    """The books of a commune on the shelf, in shelf order. One query."""
    return list(Book.objects.filter(commune=commune).real().in_shelf_order())
