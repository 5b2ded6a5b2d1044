"""The appendix: one line a commune, in official order, and the total. Columns number themselves."""

from dataclasses import replace

from communes.formatting import format_count
from entries.models import Measure

from ..facts import Fact, ReportFacts, UnitFacts
from .blocks import Cell, CellKind, Column, Table

TOTAL = "TỔNG CỘNG"
_GROUPS = {Measure.TO_ENTER: "Tổng số dữ liệu phải nhập", Measure.ENTERED: "Đã nhập lũy kế"}


def appendix_table(facts: ReportFacts, *, with_books: bool = False) -> Table:
    columns = numbered(_columns(facts, with_books))
    return Table(
        caption="Số phải nhập và đã nhập theo đơn vị và loại sổ",
        columns=columns,
        rows=tuple(
            _row(unit, columns, str(place), _note(unit, facts)) for place, unit in enumerate(facts.units, start=1)
        ),
        total=_row(facts.whole, columns, ""),
    )


def _columns(facts: ReportFacts, with_books: bool) -> list[Column]:
    sum_width, note_width = (20.5, 12) if with_books else (22, 17)
    columns = [
        Column("ordinal", "STT", CellKind.ORDINAL, 9),
        Column("name", "Đơn vị", CellKind.TEXT, 34),
    ]
    if with_books:
        columns.append(Column("books", "Số sổ", CellKind.COUNT, 12))
    for measure, group in _GROUPS.items():
        keys = tuple(f"{measure}.{kind.value}" for kind in facts.kinds)
        columns += [
            Column(key, kind.label, CellKind.COUNT, 13.5, group, f"{measure.label}: {kind.label.lower()}")
            for key, kind in zip(keys, facts.kinds, strict=True)
        ]
        columns.append(
            Column(measure.value, "Cộng", CellKind.COUNT, sum_width, group, f"{measure.label}: cộng", sum_of=keys)
        )
    return [
        *columns,
        Column("share", "Tỷ lệ (%)", CellKind.SHARE, 19.5, part_of=(Measure.ENTERED.value, Measure.TO_ENTER.value)),
        Column("left", "Còn lại", CellKind.COUNT, 18, less=(Measure.TO_ENTER.value, Measure.ENTERED.value)),
        Column("note", "Ghi chú", CellKind.TEXT, note_width),
    ]


def numbered(columns: list[Column]) -> tuple[Column, ...]:
    """Gives each column its number and, where it is calculated, how: (7)=(3)+...+(6), (13)=(12)/(7)."""
    place = {column.key: f"({number})" for number, column in enumerate(columns, start=1)}

    def mark(column: Column) -> str:
        own = place[column.key]
        if column.sum_of:
            return f"{own}={place[column.sum_of[0]]}+...+{place[column.sum_of[-1]]}" if column.sum_of[1:] else own
        if column.part_of:
            return f"{own}={place[column.part_of[0]]}/{place[column.part_of[1]]}"
        if column.less:
            return f"{own}={place[column.less[0]]}-{place[column.less[1]]}"
        return own

    return tuple(replace(column, mark=mark(column)) for column in columns)


def _row(unit: UnitFacts, columns: tuple[Column, ...], ordinal: str, note: str = "") -> tuple[Cell, ...]:
    cells = {
        "ordinal": Cell(ordinal, int(ordinal) if ordinal else None),
        "name": _name(unit),
        "books": figure(unit.books),
        "to_enter": figure(unit.to_enter),
        "entered": figure(unit.entered),
        "share": figure(unit.share),
        "left": figure(unit.left),
        "note": words(note),
    }
    cells |= {f"{measure}.{kind}": figure(fact) for (measure, kind), fact in unit.by_kind.items()}
    return tuple(cells[column.key] for column in columns)


def _name(unit: UnitFacts) -> Cell:
    return words(TOTAL) if unit.commune is None else Cell(unit.commune.title, unit.commune.title, unit.name)


def figure(fact: Fact) -> Cell:
    return Cell(fact.tabled, fact.value, fact)


def words(text: str) -> Cell:
    return Cell(text, text)


def _note(unit: UnitFacts, facts: ReportFacts) -> str:
    return "; ".join(filter(None, (_state(unit), _reconciled(unit, facts))))


def _reconciled(unit: UnitFacts, facts: ReportFacts) -> str:
    """What differs from the line above the table, which says up to which day the others agree."""
    found = facts.around.reconciled
    if not found.compared:
        return ""
    agreed = found.agreed.get(unit.commune.pk)
    if unit.commune in found.behind:
        return f"Chưa khớp, khớp đến {agreed.written}" if agreed else "Chưa khớp"
    if unit.commune in found.concluded:
        return "Lệch, chưa gửi đề nghị" if unit.commune in found.unsent else "Lệch, đã kết luận"
    if agreed is None:
        return "Chưa đối chiếu"
    return f"Khớp đến {agreed.written}" if agreed.value < found.newest.value else ""


def reconciled_in_words(facts: ReportFacts) -> str:
    """For the line above the table; empty where no commune agrees with anybody."""
    found = facts.around.reconciled
    if found.newest is None:
        return ""
    return f", khớp với số của {found.sources} đến ngày {found.newest.written} trừ đơn vị có ghi chú"


def _state(unit: UnitFacts) -> str:
    if unit.excess:
        return f"Vượt {format_count(unit.excess)}"
    if unit.is_done:
        return "Hoàn thành"
    return "Chưa nhập" if unit.is_untouched else ""
