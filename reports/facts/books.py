"""The figures of each book, for the sheet that lists them all."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from communes.models import Book, BookKind, Commune
from communes.models.books import number_on_cover
from entries.models import Measure
from entries.staging import Stage
from entries.totals import posted

from .gathering import PROGRAMME


@dataclass(frozen=True, slots=True)
class BookFacts:
    """One book in the programme; counts are in trường hợp. `is_counted`: a book of paper with records to enter, which
    is what "số sổ" counts."""

    commune: Commune
    kind: BookKind
    number: str
    opened: int | None
    to_enter: int
    entered: int
    stage: Stage
    is_counted: bool

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.entered) / Decimal(self.to_enter) if self.to_enter > 0 else None


def gather_books(
    *, communes: list[Commune], as_of: dt.date, known_at: dt.datetime | None = None
) -> tuple[BookFacts, ...]:
    """Every book with a figure, commune by commune in the order given, as on the shelf. Two queries."""
    communes = list(communes)
    rows = (
        posted(communes=communes, programme=PROGRAMME, as_of=as_of, known_at=known_at)
        .order_by()
        .values_list("book", "measure")
        .annotate(Sum("count"))
    )
    sums = Counter()
    for book, measure, count in rows:
        sums[book, measure] = count
    with_figures = {book for book, _ in sums}
    place = {commune.pk: (position, commune) for position, commune in enumerate(communes)}
    kinds = {kind.value: kind for kind in BookKind}
    rows = Book.objects.filter(commune__in=communes).in_shelf_order().values_list(
        "pk", "commune", "kind", "number", "opened", "is_unallotted", "received_on", "held_reason", named=True
    )  # fmt: skip
    found = []
    for row in sorted((row for row in rows if row.pk in with_figures), key=lambda row: place[row.commune][0]):
        to_enter, entered = sums[row.pk, Measure.TO_ENTER], sums[row.pk, Measure.ENTERED]
        found.append(
            BookFacts(
                commune=place[row.commune][1],
                kind=kinds[row.kind],
                number="chưa phân theo quyển" if row.is_unallotted else number_on_cover(row.number),
                opened=row.opened,
                to_enter=to_enter,
                entered=entered,
                stage=_stage(row, to_enter, entered, as_of),
                is_counted=not row.is_unallotted and (row.pk, Measure.TO_ENTER) in sums,
            )
        )
    return tuple(found)


def _stage(book, to_enter: int, entered: int, as_of: dt.date) -> Stage:
    """As entries.staging, from the figures of a day; that a finished book was checked makes no difference here."""
    if book.held_reason:
        return Stage.HELD
    if 0 < to_enter <= entered:
        return Stage.ENTERED
    is_received = book.received_on is not None and book.received_on <= as_of
    return Stage.IN_PROGRESS if entered > 0 or is_received else Stage.NOT_RECEIVED
