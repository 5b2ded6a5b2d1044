"""Recording what a shift entered, and how many records a book holds."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from communes.models import PROGRAMME_KINDS, Book, Commune, Programme, StaffMember, User, Workstation
from communes.text import fold, normalise

from .models import BatchKind, Measure, Source
from .plausibility import flags_for
from .posting import Draft, Line, Posted, post


def record_batch(
    *,
    by: User,
    commune: Commune,
    work_date: dt.date,
    shift: int,
    workstation: Workstation,
    worked_by: StaffMember,
    lines: tuple[Line, ...] = (),
    reason: str = "",
    note: str = "",
    id: uuid.UUID | None = None,
    source: str = Source.FORM,
) -> Posted:
    """Stores one shift's batch. The improbable is stored with a flag; the impossible raises Refused.

    The same `id` with the same content returns the stored batch; with other content it raises Conflict.
    """
    draft = Draft(
        id=id or uuid.uuid4(),
        commune=commune,
        work_date=work_date,
        shift=shift,
        workstation=workstation,
        worked_by=worked_by,
        lines=tuple(lines),
        reason=normalise(reason),
        note=normalise(note),
    )
    return post(dataclasses.replace(draft, flags=flags_for(draft)), by=by, source=source)


@transaction.atomic
def register_book(
    *,
    by: User,
    book: Book,
    count: int,
    as_of: dt.date,
    document_number: str = "",
    note: str = "",
    source: str = Source.FORM,
) -> Book:
    """Adds a book to the register with the records it holds, posted as TO_ENTER from `as_of` on.

    A book without records, or of a kind outside the programme, is registered and nothing is posted.
    Raises Refused as `post` does; ValidationError when the register has the book already.
    """
    book.prepare()
    if twin := _withdrawn_twin(book):
        book.pk, book._state.adding = twin.pk, False  # it was listed by mistake once: now it is listed rightly
    book.full_clean()
    book.save(force_insert=twin is None, force_update=twin is not None)
    if draft := inventory_draft(
        commune=book.commune, counts={book: count}, as_of=as_of, document_number=document_number, note=note
    ):
        post(draft, by=by, source=source)
    return book


def _withdrawn_twin(book: Book) -> Book | None:
    if not (book.number and book.opened):
        return None
    return Book.objects.filter(
        commune=book.commune, kind=book.kind, number=book.number, opened=book.opened, is_withdrawn=True
    ).first()


def inventory_draft(
    *, commune: Commune, counts: dict[Book, int], as_of: dt.date, document_number: str = "", note: str = "",
    id: uuid.UUID | None = None, rows: dict[Book, tuple[str, int]] | None = None,
) -> Draft | None:  # fmt: skip
    """One INVENTORY batch with `TO_ENTER +count` for every book that the programme covers; None when there is none."""
    rows = rows or {}
    lines = tuple(
        Line(book, Programme.POPULATION_DB, count, Measure.TO_ENTER, *rows.get(book, ("", None)))
        for book, count in counts.items()
        if count and is_in_programme(book)
    )
    if not lines:
        return None
    return Draft(
        id=id or uuid.uuid4(),
        commune=commune,
        work_date=as_of,
        kind=BatchKind.INVENTORY,
        lines=lines,
        document_number=document_number,
        note=note,
    )


def is_in_programme(book: Book) -> bool:
    """Whether the programme on the national population database covers the book's kind."""
    return book.kind in PROGRAMME_KINDS


def staff_member_named(*, commune: Commune, name: str) -> StaffMember:
    """The member of the commune's team with this name, matched without accents; enrolled when new."""
    name = normalise(name)
    member, _ = StaffMember.objects.get_or_create(commune=commune, folded_name=fold(name), defaults={"name": name})
    return member
