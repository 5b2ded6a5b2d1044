"""Correcting what was posted: the difference is posted beside it, with a reason. Nothing is overwritten."""

import uuid
from collections import Counter

from django.db import connection, transaction
from django.db.models import Min, QuerySet, Sum
from django.db.models.functions import Coalesce

from communes.models import Book, User
from communes.text import normalise

from .append_only import wait_for_turn
from .below_zero import below_zero
from .models import Batch, BatchKind, Entry, Source
from .posting import Draft, Line, Posted, Problem, Refused, post


class StaleBatch(Exception):
    """Somebody else corrected the batch after this form was opened; nothing was stored."""

    def __init__(self, batch: Batch):
        self.batch = batch
        super().__init__("Phiếu này vừa được người khác điều chỉnh. Xem lại số mới rồi điều chỉnh tiếp nếu còn cần.")


def effective_lines(batch: Batch, *, before: Batch | None = None) -> list[Line]:
    """What a batch amounts to now: its entries and all corrections of them, per book and programme, without zeros.
    With `before`, what it amounted to when that correction was made."""
    sums, books = Counter(), {}
    entries = (
        Entry.objects.filter(batch=batch) | Entry.objects.filter(batch__corrects=batch)
    ).select_related("book").order_by("id")  # fmt: skip
    if before:
        entries = entries.filter(id__lt=before.entries.aggregate(first=Min("id"))["first"])
    for entry in entries:
        books[entry.book_id] = entry.book
        sums[entry.book_id, entry.programme, entry.measure] += entry.count
    return [Line(books[book], programme, count, measure) for (book, programme, measure), count in sums.items() if count]


def amounts_of(entries: QuerySet[Entry]) -> dict[uuid.UUID, list[Line]]:
    """What each batch of these entries amounts to, corrections added up with the batch they correct; without zeros.
    Two queries for any number of batches."""
    sums = (
        entries.annotate(original=Coalesce("batch__corrects", "batch"))
        .order_by("original", "book")
        .values_list("original", "book", "programme", "measure")
        .annotate(sum=Sum("count"))
        .exclude(sum=0)
    )
    rows = list(sums)
    books = Book.objects.in_bulk({book for _, book, *_ in rows})
    amounts = {}
    for batch, book, programme, measure, count in rows:
        amounts.setdefault(batch, []).append(Line(books[book], programme, count, measure))
    return amounts


def version_of(batch: Batch) -> int:
    """How many corrections a batch has; a form carries it to find out that another one came first."""
    return batch.corrections.count()


@transaction.atomic
def correct_batch(
    *,
    batch: Batch,
    wanted: tuple[Line, ...],
    reason: str,
    by: User,
    seen_version: int | None = None,
    document_number: str = "",
    id: uuid.UUID | None = None,
    source: str = Source.FORM,
) -> Posted:
    """Makes a batch amount to `wanted` by posting the difference: a wrong count, programme or book.

    Dated like the batch it corrects, recorded now. A wrong programme posts -n in one and +n in the other, in one batch.
    Raises StaleBatch when `seen_version` is no longer the number of corrections, Refused when nothing would change,
    the reason is missing, a line is impossible or a book would hold less than nothing, Conflict when `id` is taken by
    other content.
    """
    if batch.kind == BatchKind.CORRECTION:
        batch = batch.corrects
    wait_for_turn(connection)  # before the row: everybody who posts takes the two locks in this order
    batch = Batch.objects.select_for_update(of=("self",)).select_related("commune").get(pk=batch.pk)
    stored = Batch.objects.filter(pk=id, corrects=batch).first()  # the same form, sent twice: `post` compares them
    if not stored and seen_version is not None and seen_version != version_of(batch):
        raise StaleBatch(batch)
    if negative := [n for n, line in enumerate(wanted) if line.count < 0]:
        raise Refused([Problem("Số đúng không thể nhỏ hơn 0.", "count", n) for n in negative])

    difference, books = Counter(), {}
    for sign, lines in ((1, wanted), (-1, effective_lines(batch, before=stored))):
        for line in lines:
            books[line.book.pk] = line.book
            difference[line.book.pk, line.programme, line.measure] += sign * line.count
    lines = tuple(
        Line(books[book], programme, count, measure)
        for (book, programme, measure), count in difference.items()
        if count
    )
    if not lines and not stored:
        raise Refused([Problem("Chưa có gì thay đổi: số đúng đang bằng số đã ghi.", "count")])
    if not stored and (less := below_zero(lines)):
        raise Refused([Problem(words, "count") for words in less])
    draft = Draft(
        id=id or uuid.uuid4(),
        commune=batch.commune,
        work_date=batch.work_date,
        kind=BatchKind.CORRECTION,
        shift=batch.shift,
        workstation=batch.workstation,
        worked_by=batch.worked_by,
        lines=lines,
        reason=normalise(reason),
        document_number=normalise(document_number),
        corrects=batch,
    )
    return post(draft, by=by, source=source)
