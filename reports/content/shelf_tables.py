"""The tables of the second appendix: how far the books are, by kind in the district and by kind in each commune."""

from entries.staging import Stage

from ..facts.shelf import STAGES, ShelfFacts, ShelfLine
from .appendix import TOTAL, figure, numbered, words
from .blocks import Cell, CellKind, Column, Table

TITLES = {
    Stage.ENTERED: "Đã nhập xong",
    Stage.IN_PROGRESS: "Đang nhập",
    Stage.NOT_RECEIVED: "Chưa nhận",
    Stage.HELD: "Tạm giữ vì lỗi",
}
BY_KIND = "Sổ hộ tịch toàn huyện theo loại sổ"
BY_COMMUNE = "Sổ hộ tịch theo xã, thị trấn và loại sổ"


def shelf_tables(shelf: ShelfFacts) -> tuple[Table, ...]:
    """None where no commune has a book with records to enter."""
    if not shelf.by_commune:
        return ()
    kind, commune = Column("kind", "Loại sổ", CellKind.TEXT, 46), Column("name", "Đơn vị", CellKind.TEXT, 46)
    return (
        _table(BY_KIND, (kind,), shelf.by_kind, shelf.whole),
        _table(BY_COMMUNE, (commune, kind), shelf.by_commune, shelf.whole),
    )


def _table(caption: str, names: tuple[Column, ...], lines: tuple[ShelfLine, ...], whole: ShelfLine) -> Table:
    stages = [Column(stage.value, TITLES[stage], CellKind.COUNT, 26) for stage in STAGES]
    columns = numbered(
        [
            Column("ordinal", "STT", CellKind.ORDINAL, 12),
            *names,
            *stages,
            Column("books", "Tổng số sổ", CellKind.COUNT, 26, sum_of=tuple(column.key for column in stages)),
            Column("share", "Tỷ lệ sổ nhập xong (%)", CellKind.SHARE, 26, part_of=(Stage.ENTERED.value, "books")),
        ]
    )
    rows = tuple(_row(line, columns, place) for place, line in enumerate(lines, start=1))
    return Table(caption=caption, columns=columns, rows=rows, total=_row(whole, columns))


def _row(line: ShelfLine, columns: tuple[Column, ...], place: int | None = None) -> tuple[Cell, ...]:
    cells = {
        "ordinal": Cell(str(place or ""), place),
        "name": words(line.commune.title if line.commune else ""),
        "kind": words(line.kind.label if line.kind else ""),
        "books": figure(line.books),
        "share": figure(line.share),
    } | {stage.value: figure(fact) for stage, fact in line.stages.items()}
    if place is None:
        cells[columns[1].key] = words(TOTAL)
    return tuple(cells[column.key] for column in columns)
