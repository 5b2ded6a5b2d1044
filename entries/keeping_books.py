"""Writes to what is known of a book, apart from its figures: its data, holding it, and checking it by sample."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communes.models import Book, BookCheck, StaffMember, User
from communes.privacy import NO_PERSONAL_NUMBERS, personal_number_in

from .models import Entry, Measure
from .posting import Problem, Refused

# What people may change of a book here; where it is follows its handovers, and nothing else is touched in saving.
KEPT = ("number", "opened", "closed", "pages", "held", "condition", "received_on", "held_reason", "note")
DERIVED = ("search_text", "kind_position")


@transaction.atomic
def keep_book(*, by: User, book: Book, reason: str = "") -> Book:
    """Stores what changed of a book, with who and why. Raises Refused in words: the same book twice in a commune, a
    year that closes before it opened, a citizen's number in a note."""
    problems = [
        Problem(NO_PERSONAL_NUMBERS.format(number), field)
        for field in ("note", "condition", "held", "held_reason")
        if (number := personal_number_in(getattr(book, field)))
    ]
    stored = Book.objects.select_for_update().get(pk=book.pk)
    changed = [name for name in KEPT if getattr(book, name) != getattr(stored, name)]
    try:
        book.full_clean()
    except ValidationError as error:
        problems += [Problem(words, field) for field, told in error.message_dict.items() for words in told]
    if problems:
        raise Refused(problems)
    book._history_user, book._change_reason = by, reason[:100] or None
    try:
        with transaction.atomic():
            book.save(update_fields=[*changed, *DERIVED])
    except IntegrityError as error:
        raise Refused([Problem("Xã vừa có thêm một quyển trùng số và năm này. Kiểm tra lại.", "number")]) from error
    return book


def entered_by(book: Book) -> set[int]:
    """Primary keys of the members who entered records of this book. One query."""
    rows = Entry.objects.filter(book=book, measure=Measure.ENTERED, batch__worked_by__isnull=False)
    return set(rows.order_by().values_list("batch__worked_by", flat=True).distinct())


@transaction.atomic
def check_book(
    *, by: User, book: Book, checked_by: StaffMember, checked_on, sample: int, errors: int, note=""
) -> BookCheck:
    """A second person recounted `sample` records of a finished book, `errors` of them were wrong.

    `book` carries its figures (`with_figures`). Raises Refused when the book is not finished, the sample larger than
    the book, or the person one of those who entered it.
    """
    problems = []
    if book.left > 0 or book.to_enter <= 0:
        problems.append(Problem("Sổ chưa nhập xong, chưa kiểm tra được.", "sample"))
    if sample > book.to_enter > 0:
        problems.append(Problem(f"Sổ chỉ có {book.to_enter} trường hợp.", "sample"))
    if errors > sample:
        problems.append(Problem("Số trường hợp sai không thể nhiều hơn số trường hợp kiểm tra.", "errors"))
    if checked_by.commune_id != book.commune_id:
        problems.append(Problem("Chọn một thành viên Tổ của xã.", "checked_by"))
    elif checked_by.pk in entered_by(book):
        problems.append(
            Problem(f"{checked_by.name} đã nhập quyển này. Người kiểm tra phải là người khác.", "checked_by")
        )
    if number := personal_number_in(note):
        problems.append(Problem(NO_PERSONAL_NUMBERS.format(number), "note"))
    if problems:
        raise Refused(problems)
    return BookCheck.objects.create(
        book=book, checked_by=checked_by, checked_on=checked_on, sample=sample, errors=errors, note=note, recorded_by=by
    )
