"""What went wrong on the way and was put right: wrong counts, programmes and books, recounts, improbable figures."""

import dataclasses
import datetime as dt
import random

from communes.models import Programme
from entries.models import Batch, BatchKind, Measure
from entries.plausibility import flags_for
from entries.posting import Draft, Line

from .work import Shelf, new_id

SHARE_WRONG = 0.015
REASONS = {
    "count": ("Gõ nhầm số, đối chiếu lại với sổ theo dõi của Tổ", "Đếm trùng một trang sổ"),
    "programme": ("Ghi nhầm chương trình: đây là dữ liệu nhập trên CSDLQG về dân cư",),
    "book": ("Ghi nhầm quyển sổ", "Nhầm số quyển cùng năm"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Improbable:
    """Days before the last one; `books` are filled up in one large shift, `count` is the number that repeats."""

    too_much: int
    large: int
    books: int
    same: tuple[int, ...]
    shift: int
    count: int


IMPROBABLE = (
    Improbable(too_much=2, large=3, books=8, same=(6, 5, 4), shift=3, count=8),
    Improbable(too_much=4, large=2, books=6, same=(5, 4, 3), shift=3, count=6),
    Improbable(too_much=3, large=4, books=9, same=(6, 5, 4), shift=2, count=9),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Mistake:
    """The batch as it was first recorded, wrongly, and the lines that put it right."""

    first: Draft
    reason: str
    difference: tuple[Line, ...]


def spoil(draft: Draft, others: list, rng: random.Random) -> Mistake | None:
    """Now and then a one-line batch is first recorded wrongly; what it amounts to in the end stays true."""
    if len(draft.lines) != 1 or rng.random() >= SHARE_WRONG:
        return None
    right = draft.lines[0]
    kind = rng.choice(list(REASONS))
    if kind == "count":
        wrong = dataclasses.replace(right, count=right.count + rng.choice((1, 2, 5, 9, 10)))
        difference = (dataclasses.replace(right, count=right.count - wrong.count),)
    else:
        other = rng.choice(others)
        if kind == "book" and other == right.book:
            return None
        wrong = (
            dataclasses.replace(right, programme=Programme.HISTORICAL)
            if kind == "programme"
            else dataclasses.replace(right, book=other)
        )
        difference = (right, dataclasses.replace(wrong, count=-wrong.count))
    return Mistake(dataclasses.replace(draft, lines=(wrong,)), rng.choice(REASONS[kind]), difference)


def correction(batch: Batch, lines: tuple[Line, ...], reason: str, rng: random.Random, document_number="") -> Draft:
    """What `correct_batch` posts: the difference, dated like the batch it corrects."""
    return Draft(
        id=new_id(rng),
        commune=batch.commune,
        work_date=batch.work_date,
        kind=BatchKind.CORRECTION,
        shift=batch.shift,
        workstation=batch.workstation,
        worked_by=batch.worked_by,
        lines=lines,
        reason=reason,
        document_number=document_number,
        corrects=batch,
    )


def recount(inventory: Batch, shelf: Shelf, rng: random.Random) -> Draft | None:
    """Two books were counted again: one holds some records less, one some more."""
    open_books = [book for book in shelf.queue[30:] if shelf.left[book] > 20]  # none that `improbable` fills
    if len(open_books) < 2:
        return None
    fewer, more = rng.sample(open_books, 2)
    lines = (
        Line(fewer, Programme.POPULATION_DB, -rng.randint(1, 6), Measure.TO_ENTER),
        Line(more, Programme.POPULATION_DB, rng.randint(1, 12), Measure.TO_ENTER),
    )
    return correction(inventory, lines, "Kiểm đếm lại số trường hợp trong quyển", rng, "02/BB-UBND")


def improbable(commune, *, shelf: Shelf, worker, workstation, last: dt.date, rng: random.Random) -> list[Draft]:
    """On the last days, on purpose: more than a book has left, a very large shift, the same number three days."""
    if len(shelf.queue) < 30:
        return []

    def draft(days_ago: int, shift: int, *lines: Line) -> Draft:
        return Draft(
            id=new_id(rng),
            commune=commune,
            work_date=last - dt.timedelta(days=days_ago),
            shift=shift,
            workstation=workstation,
            worked_by=worker,
            lines=lines,
        )

    def line(place: int, count: int) -> Line:
        return Line(shelf.queue[place], Programme.POPULATION_DB, count)

    one = IMPROBABLE[commune.position % len(IMPROBABLE)]
    too_much = draft(one.too_much, 2, line(5, shelf.left[shelf.queue[5]] + rng.randint(2, 6)))
    books = range(8, 8 + one.books)
    large = draft(one.large, 1, *(line(place, shelf.left[shelf.queue[place]]) for place in books))
    same = [draft(days_ago, one.shift, line(20, one.count)) for days_ago in one.same]
    return [too_much, large, *same]


def flagged(draft: Draft) -> Draft:
    """With the flags that the ledger, as it stands, gives such a batch."""
    return dataclasses.replace(draft, flags=flags_for(draft))
