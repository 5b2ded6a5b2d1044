"""Faults in the books: recording them, following them up, and holding a book that has many."""

import datetime as dt

from django.db import transaction
from django.db.models import BooleanField, Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from communes.calendar import today
from communes.formatting import format_count, format_date
from communes.models import Book, Programme, User
from communes.text import normalise

from .asking import problems_of_text
from .models import MAX_COUNT, OPEN_STATES, Defect, DefectKind, DefectState, Entry, Measure
from .posting import Problem, Refused

# Which state may follow which. What was closed can be taken up again, by way of verifying it; nothing becomes new.
MOVES = {
    DefectState.NEW: (DefectState.VERIFYING, DefectState.SETTLED, DefectState.UNSOLVABLE),
    DefectState.VERIFYING: (DefectState.SETTLED, DefectState.UNSOLVABLE),
    DefectState.SETTLED: (DefectState.VERIFYING,),
    DefectState.UNSOLVABLE: (DefectState.VERIFYING,),
}
CLOSED = (DefectState.SETTLED, DefectState.UNSOLVABLE)
# A book with open faults in more than a fifth of its records (%) is not worth going on with before they are looked
# into: the district's own rule of thumb, changed here and nowhere else.
MANY = 20
MOST_NOTE, MOST_PAGE, MOST_REASON = 300, 20, 200


@transaction.atomic
def record_defect(
    *,
    by: User,
    book: Book,
    kind: DefectKind,
    count: int,
    page: str = "",
    first_number: int | None = None,
    last_number: int | None = None,
    note: str = "",
    found_on: dt.date | None = None,
) -> Defect:
    """`count` records of the book have this fault. Raises Refused when that cannot be, as `problems_of` tells."""
    defect = Defect(
        book=book, kind=kind, count=count, page=normalise(page), first_number=first_number, last_number=last_number,
        note=normalise(note), found_by=by, found_on=found_on or today(),
    )  # fmt: skip
    _wait_for(book)
    problems = _problems_now(defect)
    if Defect.objects.open().like(defect).exists():
        problems.append(Problem("Lỗi này đã được ghi rồi. Nếu là chỗ khác, ghi rõ trang hoặc số.", "kind"))
    if problems:
        raise Refused(problems)
    defect._history_user = by
    defect.save()
    return defect


@transaction.atomic
def move_defect(*, by: User, defect: Defect, state: str, note: str = "", on: dt.date | None = None) -> Defect:
    """Moves a defect on as MOVES allows; closing it needs a sentence on what came of it.

    Raises Refused, also when somebody else has moved it meanwhile.
    """
    _wait_for(defect.book)
    defect = Defect.objects.select_related("kind", "book__commune").get(pk=defect.pk)
    note, state = normalise(note), DefectState(state)
    if state not in MOVES[DefectState(defect.state)]:
        now = defect.get_state_display()
        raise Refused([Problem(f"Lỗi này đang ở tình trạng “{now}”, không chuyển sang “{state.label}” được.", "state")])
    defect.state, defect.state_note, defect.state_by, defect.state_on = state, note, by, on or today()
    problems = _problems_now(defect)
    if state in CLOSED and not note:
        problems.append(Problem("Ghi kết quả: đã sửa thế nào, hoặc vì sao không xử lý được.", "state_note"))
    if problems:
        raise Refused(problems)
    defect._history_user = by
    defect._change_reason = note[:100] or None
    defect.save()
    return defect


@transaction.atomic
def hold_book(*, by: User, book: Book, reason: str) -> Book:
    """Nobody goes on with the book until its faults are looked into. Raises Refused without a reason that can stand."""
    book = Book.objects.select_for_update(of=("self",)).select_related("commune").get(pk=book.pk)
    reason = normalise(reason)
    problems = problems_of_text(reason, "Ghi lý do tạm giữ.", where="reason", most=MOST_REASON)
    if book.held_reason:
        problems.append(Problem(f"Quyển này đang tạm giữ: {book.held_reason}.", "reason"))
    if problems:
        raise Refused(problems)
    book.held_reason = reason
    book._history_user = by
    book._change_reason = "Tạm giữ vì lỗi dữ liệu"
    book.save()
    return book


def problems_of(defect: Defect, *, records: int, others: int) -> list[Problem]:
    """Why a defect cannot be stored. `records`: how many the book holds, 0 while nobody has counted them; `others`:
    records with open defects of the same kind in the same book, without this one."""
    found = []
    if defect.book.is_unallotted or defect.book.is_withdrawn:
        found.append(Problem("Chọn một quyển có trong danh mục sổ; không ghi lỗi cho số chưa phân theo quyển.", "book"))
    if not 0 < defect.count <= MAX_COUNT:
        found.append(Problem("Số trường hợp phải lớn hơn 0.", "count"))
    found += _problems_of_range(defect)
    if defect.found_on > today():
        found.append(Problem(f"Ngày phát hiện ở tương lai. Hôm nay là {format_date(today())}.", "found_on"))
    for name, most in (("page", MOST_PAGE), ("note", MOST_NOTE), ("state_note", MOST_NOTE)):
        found += problems_of_text(getattr(defect, name), "", where=name, most=most)
    if records and defect.state in OPEN_STATES and defect.count + others > records:
        found.append(Problem(_too_many(defect.count, others, records), "count"))
    return found


def _problems_of_range(defect) -> list[Problem]:
    first, last = defect.first_number, defect.last_number
    if last and not first:
        return [Problem("Ghi cả số đầu, hoặc bỏ trống cả hai.", "first_number")]
    if first and last and first > last:
        return [Problem("Số đầu lớn hơn số cuối.", "first_number")]
    if first and last and defect.count > last - first + 1:
        room = format_count(last - first + 1)
        return [Problem(f"Từ số {first} đến số {last} chỉ có {room} trường hợp.", "count")]
    return []


def _too_many(count: int, others: int, records: int) -> str:
    if count > records:
        return (
            f"Quyển này có {format_count(records)} trường hợp, không thể có {format_count(count)} trường hợp lỗi."
            " Kiểm tra lại số, hoặc chọn đúng quyển."
        )
    return (
        f"Quyển này đã ghi {format_count(others)} trường hợp cùng loại lỗi chưa xử lý; thêm {format_count(count)} là"
        f" {format_count(count + others)}, quá {format_count(records)} trường hợp của quyển."
        " Kiểm tra có ghi trùng không."
    )


def _wait_for(book: Book) -> None:
    """Two clerks at one book wait for each other: neither can pass the book's records together with the other."""
    Book.objects.select_for_update().get(pk=book.pk)


def _problems_now(defect: Defect) -> list[Problem]:
    same = Defect.objects.open().filter(book=defect.book_id, kind=defect.kind_id).exclude(pk=defect.pk)
    others = same.aggregate(sum=Sum("count"))["sum"] or 0
    return problems_of(defect, records=records_of([defect.book_id]).get(defect.book_id, 0), others=others)


def records_of(books: list[int]) -> dict[int, int]:
    """How many records each book (primary key) holds, where that was counted. One query."""
    return dict(_counted().filter(book__in=books).values_list("book").annotate(Sum("count")))


def _counted() -> QuerySet:
    return Entry.objects.filter(programme=Programme.POPULATION_DB, measure=Measure.TO_ENTER).order_by()


def with_defects(books: QuerySet[Book]) -> QuerySet[Book]:
    """Only books with open defects, the worst first. Adds `faulty` (records with open defects; one with two kinds of
    fault counts twice), `records`, and `has_many`: more than MANY percent of the
    records, which a book whose records nobody has counted never has."""

    def sum_of(rows):
        rows = rows.filter(book=OuterRef("pk")).order_by().values("book")
        return Coalesce(Subquery(rows.annotate(sum=Sum("count")).values("sum")), 0)

    return (
        books.annotate(faulty=sum_of(Defect.objects.open()), records=sum_of(_counted()))
        .filter(faulty__gt=0)
        .annotate(hundredfold=F("faulty") * 100)  # whole numbers: exactly MANY percent is not more than that
        .annotate(
            has_many=Case(
                When(records__gt=0, hundredfold__gt=F("records") * MANY, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .order_by("-has_many", "-faulty", "pk")
    )
