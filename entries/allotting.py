"""Opening figures, known per commune and kind only, are allotted to books once the books are known: taken off the
commune's unallotted book and put on the books, in one correction, so that nothing is counted twice."""

import uuid
from dataclasses import dataclass

from django.db.models import Sum

from communes.models import Book, User

from .correcting import correct_batch, effective_lines
from .models import Batch, BatchKind, Entry, Measure
from .posting import Line, Posted, Problem, Refused

REASON = "Phân số đầu kỳ về từng quyển"


@dataclass(frozen=True, slots=True)
class Unallotted:
    """What of one kind still stands on no book; unit: trường hợp (records)."""

    kind: str
    programme: str
    to_enter: int = 0
    entered: int = 0


def unallotted_of(batch: Batch) -> list[Unallotted]:
    """Of an opening batch, per kind of book, in shelf order; empty when everything is allotted."""
    found = {}
    lines = [line for line in effective_lines(batch) if line.book.is_unallotted]
    for line in sorted(lines, key=lambda line: line.book.kind_position):
        counts = found.setdefault((line.book.kind, line.programme), {})
        counts[line.measure] = counts.get(line.measure, 0) + line.count
    return [
        Unallotted(kind, programme, counts.get(Measure.TO_ENTER, 0), counts.get(Measure.ENTERED, 0))
        for (kind, programme), counts in found.items()
    ]


def counted_in_books(rest: Unallotted, batch: Batch) -> int:
    """Records of this kind that inventories have counted in the commune's books, now."""
    entries = Entry.objects.filter(
        commune=batch.commune,
        programme=rest.programme,
        measure=Measure.TO_ENTER,
        book_kind=rest.kind,
        book__is_unallotted=False,
    )
    return entries.aggregate(sum=Sum("count"))["sum"] or 0


def allot(
    *,
    batch: Batch,
    rest: Unallotted,
    entered: dict[Book, int],
    to_enter: dict[Book, int],
    counted_elsewhere: int = 0,
    by: User,
    seen_version: int,
    document_number: str = "",
    id: uuid.UUID | None = None,
) -> Posted:
    """Moves records of an opening batch to books. `counted_elsewhere` of those to enter are taken off without moving:
    inventories of the books count them already.

    Raises Refused when more is allotted than there is, StaleBatch when somebody else was faster.
    """
    problems = [
        Problem(f"Phân nhiều hơn số còn lại: chỉ còn {left}, đã phân {moved}.", where)
        for where, left, moved in (
            ("entered", rest.entered, sum(entered.values())),
            ("to_enter", rest.to_enter, sum(to_enter.values()) + counted_elsewhere),
        )
        if moved > left
    ]
    if batch.kind != BatchKind.OPENING:
        problems.append(Problem("Chỉ phân được số đầu kỳ.", "batch"))
    if problems:
        raise Refused(problems)
    taken = {Measure.ENTERED: sum(entered.values()), Measure.TO_ENTER: sum(to_enter.values()) + counted_elsewhere}
    wanted = []
    for line in effective_lines(batch):
        is_source = line.book.is_unallotted and (line.book.kind, line.programme) == (rest.kind, rest.programme)
        left = line.count - (taken[line.measure] if is_source else 0)
        wanted.append(Line(line.book, line.programme, left, line.measure))
    for measure, counts in ((Measure.ENTERED, entered), (Measure.TO_ENTER, to_enter)):
        wanted += [Line(book, rest.programme, count, measure) for book, count in counts.items() if count]
    return correct_batch(
        batch=batch, wanted=tuple(wanted), reason=REASON, document_number=document_number, by=by,
        seen_version=seen_version, id=id,
    )  # fmt: skip
