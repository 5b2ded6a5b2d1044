"""The sheet that lists every book."""

from communes.formatting import format_count, format_share

from ..facts import BookFacts
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


def books_table(books: tuple[BookFacts, ...]) -> Table:
    return Table(
        caption="Chi tiết sổ", columns=_COLUMNS, rows=tuple(_row(n, book) for n, book in enumerate(books, start=1))
    )


def _row(ordinal: int, book: BookFacts) -> tuple[Cell, ...]:
    return (
        Cell(str(ordinal), ordinal),
        Cell(book.commune.title, book.commune.title),
        Cell(book.kind, book.kind),
        Cell(book.number, book.number),
        Cell(str(book.opened or ""), book.opened),
        Cell(format_count(book.to_enter), book.to_enter),
        Cell(format_count(book.entered), book.entered),
        Cell(format_count(book.left), book.left),
        Cell(format_share(book.share), book.share),
    )
