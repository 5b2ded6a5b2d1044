"""The figures of each book, for the sheet that lists them all."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from communes.models import Book, Commune
from entries.models import Measure
from entries.totals import posted

from .gathering import PROGRAMME


@dataclass(frozen=True, slots=True)
class BookFacts:
    """One book in the programme; counts are in trường hợp."""

    commune: Commune
    kind: str
    number: str
    opened: int | None
    to_enter: int
    entered: int

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
    books = Book.objects.filter(commune__in=communes).in_shelf_order().only(
        "commune_id", "kind", "number", "opened", "is_unallotted"
    )  # fmt: skip
    return tuple(
        BookFacts(
            commune=place[book.commune_id][1],
            kind=book.get_kind_display(),
            number="chưa phân theo quyển" if book.is_unallotted else book.shown_number,
            opened=book.opened,
            to_enter=sums[book.pk, Measure.TO_ENTER],
            entered=sums[book.pk, Measure.ENTERED],
        )
        for book in sorted(books, key=lambda book: place[book.commune_id][0])
        if book.pk in with_figures
    )
