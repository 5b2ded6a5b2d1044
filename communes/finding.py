"""Finding a book by what people call it: "KS 3/1998", "khai sinh 03 1998", or the label itself."""

import re

from .models import Book, BookKind, Commune
from .text import fold

# Longest first, so that "nuoi con nuoi" is not read as something shorter.
_KIND_WORDS = sorted(
    [(fold(kind.label), kind.value) for kind in BookKind]
    + [(fold(kind.value), kind.value) for kind in BookKind]
    + [("con nuoi", "CN"), ("cai chinh", "CC"), ("cha me con", "CMC"), ("hon nhan", "HN"), ("ghi chu", "GC")],
    key=lambda pair: -len(pair[0]),
)
_CODE = re.compile(r"\(ma so (\d+)\)")


def books_named(commune: Commune, name: str) -> list[Book]:
    """The commune's books that fit the name, at most 5; one when the name is exact. One query."""
    text = fold(name)
    books = Book.objects.filter(commune=commune).in_use()
    if code := _CODE.search(text):
        return list(books.filter(pk=int(code[1]) if len(code[1]) < 18 else 0))
    kind = next((value for word, value in _KIND_WORDS if re.match(rf"{re.escape(word)}\b", text)), None)
    if kind is None:
        return []
    books = books.filter(kind=kind)
    if "chua phan theo quyen" in text:
        return list(books.filter(is_unallotted=True))
    books = books.real()
    rest = re.sub(r"\b(so|quyen|nam|q)\b\.?", " ", text[len(next(w for w, v in _KIND_WORDS if text.startswith(w))) :])
    parts = re.findall(r"[0-9a-z]+", rest)
    year = next((p for p in reversed(parts) if re.fullmatch(r"(19|20)[0-9]{2}", p)), None)
    if year:
        books = books.filter(opened=int(year))
        parts.remove(year)
    if parts:
        number = parts[0].lstrip("0") or "0"
        books = books.filter(number__iexact=number)
    return list(books.in_shelf_order()[:5]) if parts or year else []
