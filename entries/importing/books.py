"""Kind `books`: the register of one commune's books, with the records each holds."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from communes.models import PROGRAMME_KINDS, Book, Commune, Programme
from communes.text import fold
from entries.models import BatchKind, Entry, ImportKind, ImportState, Measure

from . import words
from .cells import book_number_of, count_of, printable, year_of
from .faults import CellFault, FileRefused
from .findings import Check
from .footing import mismatches
from .names import bare, book_kind_of
from .outcome import NewBook, Outcome, Plan
from .tables import Layout, Row, Table
from .titles import as_of_in

_KEYS = {bare(word): key for key, alike in words.BOOKS_COLUMNS.items() for word in alike}
_LOG_ONLY = {bare(word) for key in ("date", "shift", "machine", "person") for word in words.LOG_COLUMNS[key]}


def _name(texts: list[str]) -> str | None:
    if texts[0] in _LOG_ONLY:
        return f"log:{texts[0]}"
    return _KEYS.get(texts[0]) or _KEYS.get("".join(reversed(texts[:2])))


def _suits(keys: set[str]) -> bool:
    """A log has a book and a count in each row as well: its days, shifts and people tell it from a register."""
    return bool(keys & {"book_kind", "count"}) and sum(key.startswith("log:") for key in keys) < 2


LAYOUT = Layout(_name, words.BOOKS_NEEDED, amounts=("pages", "count"), suits=_suits)


LISTED = ("closed", "pages", "held", "condition", "note")  # what a list says of a book beside its name


@dataclass(frozen=True, slots=True)
class BookRow:
    """One accepted row."""

    row: Row
    book: Book
    count: int

    @property
    def is_known(self) -> bool:
        """Whether kind, number and year say which book it is."""
        return bool(self.book.number and self.book.opened)


def examine(tables: list[Table], check: Check) -> Outcome:
    """Checks every row, and plans what the register does not have yet."""
    commune = check.own_commune(tables)
    as_of = next(filter(None, (as_of_in(table.title_lines) for table in tables)), None)
    if as_of and as_of > check.today:
        raise FileRefused("future_date", as_of.isoformat())
    accepted, seen = [], set()
    footing = []
    for table in tables:
        amounts = {}
        for row in table.rows:
            if isinstance(row, Row) and (found := _book_row(row, commune, check, seen)):
                accepted.append(found)
                amounts[row.index] = {"count": found.count, "pages": found.book.pages or 0}
        footing += mismatches(table, amounts)
    totals = Counter()
    for item in accepted:
        if item.book.kind in PROGRAMME_KINDS:
            totals[commune.code, item.book.kind, Programme.POPULATION_DB.value, Measure.TO_ENTER.value] += item.count
    return Outcome(
        ImportKind.BOOKS,
        owner=commune,
        as_of=as_of,
        communes=(commune,) if accepted else (),
        rows_accepted=len(accepted),
        rows_refused=len(check.bad_rows),
        plan=_plan(accepted, commune, as_of or check.today, check),
        refused=tuple(check.refused),
        warnings=tuple(check.warnings),
        mismatches=tuple(footing),
        books=len(accepted),
        totals=dict(totals),
    )


def _book_row(row: Row, commune: Commune, check: Check, seen: set) -> BookRow | None:
    check.own_row(row, commune)
    kind = check.take(row, "book_kind", book_kind_of)
    number, year_in_number = check.take(row, "number", book_number_of) or (None, None)
    opened = check.take(row, "opened", year_of, today=check.today)
    opened = opened or (year_in_number if row.get("opened") == "" else None)
    closed = check.take(row, "closed", year_of, today=check.today)
    count = check.take(row, "count", count_of)
    if opened and closed and closed < opened:
        check.refuse(row, "closed", "closed_before_opened")
    if kind and number and opened:
        if (kind, number, opened) in seen:
            check.refuse(row, "number", "duplicate_book")
        seen.add((kind, number, opened))
    if not check.is_good(row):
        return None
    if kind not in PROGRAMME_KINDS:
        check.warn(row, "book_kind", "kind_outside_programme")
    book = Book(
        commune=commune, kind=kind, number=number, opened=opened, closed=closed, pages=_pages(row, check),
        held=printable(row.text("held"), 120), condition=printable(row.text("condition"), 120),
        note=printable(row.notes, 500),
    )  # fmt: skip
    return BookRow(row, book, count)


def _pages(row: Row, check: Check) -> int | None:
    """Pages are only told: what cannot be read is left out, with a warning."""
    if row.get("pages") == "":
        return None
    try:
        return count_of(row.get("pages"))
    except CellFault:
        check.warn(row, "pages", "pages_not_read")
        return None


# ------------------------------------------------------------------ against the register
def _plan(accepted: list[BookRow], commune: Commune, day, check: Check) -> Plan:
    """New books, and counts of books that were registered without one. A book with another count stays as it is; one
    that was withdrawn with the file that had listed it comes back."""
    stored_books = Book.objects.filter(commune=commune, is_unallotted=False)
    register = [book for book in stored_books if not book.is_withdrawn]
    withdrawn = defaultdict(list)
    for book in stored_books:
        if book.is_withdrawn:
            withdrawn[_name_of(book)].append(book)
    counted = _counts(commune)
    by_number = {(book.kind, book.number, book.opened): book for book in register if book.number and book.opened}
    nameless = _Nameless(register, counted)
    new, new_rows, adds, already = [], [], Counter(), 0
    for item in accepted:
        book = item.book
        stored = by_number.get((book.kind, book.number, book.opened)) if item.is_known else None
        if not item.is_known and nameless.take(_content(book, item.count)):
            already += 1
            continue
        if stored and (stored.pk in counted or not item.count or stored.kind not in PROGRAMME_KINDS):
            already += 1
            if stored.pk in counted and counted[stored.pk][0] != item.count:
                check.warn(item.row, "count", "book_has_other_count", str(counted[stored.pk][0]))
            continue
        new_rows.append(item.row)
        place = item.row.table.sheet.name or "", item.row.index + 1
        if not stored and (returning := withdrawn[_name_of(book)]):
            new.append(NewBook(_as_listed(returning.pop(), book), item.count, *place, is_returning=True))
        else:
            new.append(NewBook(stored or book, item.count, *place))
        if book.kind in PROGRAMME_KINDS:
            adds[commune.code, book.kind, Programme.POPULATION_DB.value, Measure.TO_ENTER.value] += item.count
    if new and (unallotted := _not_allotted(commune, adds)):
        check.warn(new_rows[0], "count", "opening_not_allotted", str(unallotted))
    return Plan(day=day, books=tuple(new), already=already, adds=dict(adds))


class _Nameless:
    """Books that only their description tells; each is taken once. Their count is the one of the inventory, or the
    one that corrections have made of it."""

    def __init__(self, register: list[Book], counted: dict[int, tuple[int, int]]):
        self.books = defaultdict(set)
        for book in register:
            for count in counted.get(book.pk, (0, 0)):
                self.books[_content(book, count)].add(book.pk)
        self.taken = set()

    def take(self, content: tuple) -> bool:
        left = self.books[content] - self.taken
        if left:
            self.taken.add(min(left))
        return bool(left)


def _not_allotted(commune: Commune, adds: Counter) -> int:
    """Records to enter of the kinds in `adds` that opening figures state without naming a book."""
    entries = Entry.objects.filter(
        commune=commune, programme=Programme.POPULATION_DB, measure=Measure.TO_ENTER, book__is_unallotted=True,
        book_kind__in={kind for _, kind, *_ in adds},
    )  # fmt: skip
    return entries.aggregate(sum=Sum("count"))["sum"] or 0


def _name_of(book: Book) -> tuple:
    return (book.kind, book.number, book.opened) if book.number and book.opened else _content(book, 0)


def _as_listed(book: Book, listed: Book) -> Book:
    """A withdrawn book, in use again with what the file says of it; storing saves it."""
    book.is_withdrawn = False
    for field in LISTED:
        setattr(book, field, getattr(listed, field))
    return book.prepare()


def _counts(commune: Commune) -> dict[int, tuple[int, int]]:
    """For each book of the commune that was ever counted: its records now, and as first counted. What a file brought
    that was taken back does not count."""
    rows = (
        Entry.objects.filter(commune=commune, programme=Programme.POPULATION_DB, measure=Measure.TO_ENTER)
        .exclude(batch__import_run__state=ImportState.TAKEN_BACK)
        .exclude(batch__corrects__import_run__state=ImportState.TAKEN_BACK)
        .values_list("book", "batch__kind")
        .annotate(sum=Sum("count"))
    )
    counts = {}
    for book, kind, total in rows:
        now, first = counts.get(book, (0, 0))
        counts[book] = now + total, first + (total if kind == BatchKind.INVENTORY else 0)
    return counts


def _content(book: Book, count: int) -> tuple:
    """A book whose number or year nobody knows is told by everything else that is written about it."""
    if book.kind not in PROGRAMME_KINDS:
        count = 0  # nothing is posted for it, so the register does not know its count
    return (
        book.kind, book.number, book.opened, book.closed, book.pages,
        fold(book.held), fold(book.condition), fold(book.note), count,
    )  # fmt: skip
