"""The sheet that lists every book."""

from decimal import Decimal
from functools import lru_cache

from communes.formatting import format_count, format_share
from communes.models import BookKind

from ..facts import BookFacts
from .appendix import TOTAL
from .blocks import Cell, CellKind, Column, Table

_COLUMNS = (
    Column("ordinal", "STT", CellKind.ORDINAL, 12),
    Column("commune", "Đơn vị", CellKind.TEXT, 42),
    Column("kind", "Loại sổ", CellKind.TEXT, 32),
    Column("number", "Quyển số", CellKind.TEXT, 34),
    Column("opened", "Năm mở sổ", CellKind.ORDINAL, 18),
    Column("to_enter", "Phải nhập", CellKind.COUNT, 22),
    Column("entered", "Đã nhập", CellKind.COUNT, 22),
    Column("left", "Còn lại", CellKind.COUNT, 22, less=("to_enter", "entered")),
    Column("share", "Tỷ lệ (%)", CellKind.SHARE, 20, part_of=("entered", "to_enter")),
)
_KINDS = {kind: Cell(kind.label, kind.label) for kind in BookKind}


def books_table(books: tuple[BookFacts, ...]) -> Table:
    names = {commune.pk: _text(commune.title) for commune in {book.commune for book in books}}
    return Table(
        caption="Chi tiết sổ",
        columns=_COLUMNS,
        rows=tuple(_row(n, book, names[book.commune.pk]) for n, book in enumerate(books, start=1)),
        total=_total(books),
    )


def _total(books: tuple[BookFacts, ...]) -> tuple[Cell, ...]:
    to_enter, entered = sum(book.to_enter for book in books), sum(book.entered for book in books)
    share = Decimal(entered) / to_enter if to_enter > 0 else None
    return (_text(""), _text(TOTAL), _text(""), _text(""), _text(""), *_figures(to_enter, entered, share))


def _figures(to_enter: int, entered: int, share: Decimal | None) -> tuple[Cell, ...]:
    return (_count(to_enter), _count(entered), _count(to_enter - entered), _share(share))


def _row(ordinal: int, book: BookFacts, name: Cell) -> tuple[Cell, ...]:
    return (
        Cell(str(ordinal), ordinal),
        name,
        _KINDS[book.kind],
        _text(book.number),
        Cell(str(book.opened or ""), book.opened),
        *_figures(book.to_enter, book.entered, book.share),
    )


# Thousands of books have few different figures: a cell is a value, so that one stands for all that are equal.
@lru_cache(maxsize=4_096)
def _count(value: int) -> Cell:
    return Cell(format_count(value), value)


@lru_cache(maxsize=4_096)
def _share(value: Decimal | None) -> Cell:
    return Cell(format_share(value), value)


@lru_cache(maxsize=1_024)
def _text(text: str) -> Cell:
    return Cell(text, text)
