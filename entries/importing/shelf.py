"""A commune's register in memory: which book a row of a log means."""

from collections import defaultdict

from communes.models import Book, Commune

from .faults import CellFault


class Shelf:
    """All books of a commune, read once."""

    def __init__(self, commune: Commune):
        self._by_kind, self._by_number = defaultdict(list), defaultdict(list)
        for book in Book.objects.filter(commune=commune).real():
            self._by_kind[book.kind].append(book)
            self._by_number[book.kind, book.number.lower()].append(book)

    def book(self, kind: str, number: str, year: int | None) -> Book:
        """The book opened in the year; if none was, the one that spans it. With number or year unknown: the only
        book that fits what is given. Raises CellFault: none, or several."""
        books = self._by_number[kind, number.lower()] if number else self._by_kind[kind]
        if year is not None:
            opened = [book for book in books if book.opened == year]
            books = opened or [
                book for book in books if book.opened and book.closed and book.opened <= year <= book.closed
            ]
        if not books:
            raise CellFault("unknown_book")
        if len(books) > 1:
            raise CellFault("ambiguous_book")
        return books[0]
