"""No book holds less than nothing: what a correction would leave in its books, before it is posted."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Sum

from communes.formatting import format_count, format_signed
from communes.models import Programme

from .models import Entry, Measure
from .posting import Line


def below_zero(lines: Iterable[Line]) -> list[str]:
    """Why these signed lines cannot be posted: a sentence for each book, programme and measure that they would bring
    below zero. Books may hold too little already; what adds to them is let through. One query, none without a line
    that takes something away."""
    change, books = Counter(), {}
    for line in lines:
        books[line.book.pk] = line.book
        change[line.book.pk, line.programme, line.measure] += line.count
    less = {key: count for key, count in change.items() if count < 0}
    if not less:
        return []
    rows = (
        Entry.objects.filter(book__in={book for book, _, _ in less})
        .order_by()
        .values_list("book", "programme", "measure")
        .annotate(sum=Sum("count"))
    )
    held = Counter({tuple(key): count for *key, count in rows})
    return [
        f"Quyển {books[book].label} đang có {format_count(held[book, programme, measure])} trường hợp"
        f" {Measure(measure).label.lower()} ({Programme(programme).short}); điều chỉnh {format_signed(count)} thì"
        " dưới 0. Xem lại các phiếu của quyển này trước."
        for (book, programme, measure), count in less.items()
        if held[book, programme, measure] + count < 0
    ]
