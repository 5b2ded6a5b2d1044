"""What the report before said and has to be put right: said before anything new is."""

from communes.formatting import format_signed, join_words
from entries.models import Measure

from ..content.blocks import Cell, CellKind, Column, Run, Runs, Table
from ..facts.restated import Restated, RestatedLine
from .wording import said, say

_WORDS = {Measure.TO_ENTER: "số phải nhập", Measure.ENTERED: "số đã nhập"}
_COLUMNS = (
    Column("ordinal", "STT", CellKind.ORDINAL, 10),
    Column("name", "Đơn vị", CellKind.TEXT, 36),
    Column("what", "Chỉ tiêu", CellKind.TEXT, 34),
    Column("reported", "Đã báo cáo", CellKind.COUNT, 20),
    Column("change", "Điều chỉnh", CellKind.COUNT, 20),
    Column("right", "Số đúng", CellKind.COUNT, 20),
    Column("reasons", "Lý do", CellKind.TEXT, 45),
)
ALL = "TOÀN HUYỆN"


def restated(facts: Restated) -> dict[str, Runs]:
    """One sentence: nothing changed, or what did and by how much."""
    if not facts.lines:
        return said(
            none=say(
                "Số liệu tính đến ngày {day} nêu tại {paper} đến nay không thay đổi.",
                day=facts.as_of,
                paper=facts.paper,
            )
        )
    return said(
        lead=say(
            "Số liệu tính đến ngày {day} nêu tại {paper} được điều chỉnh như sau: {sums}.",
            day=facts.as_of, paper=facts.paper, sums=_sums(facts),
        )
    )  # fmt: skip


def _sums(facts: Restated) -> Runs:
    runs: list[Run] = []
    for place, line in enumerate(facts.sums):
        if place:
            runs.append(Run("; "))
        runs += say(
            "{what} toàn huyện từ {reported} thành {right} trường hợp" if line.change.value else
            "{what} toàn huyện vẫn là {right} trường hợp, có thay đổi giữa các đơn vị hoặc loại sổ",
            what=_WORDS[line.measure], reported=line.reported, right=line.right,
        )  # fmt: skip
    return tuple(runs)


def restated_table(facts: Restated) -> Table | None:
    """Đã báo cáo, điều chỉnh, số đúng; None when nothing changed."""
    if not facts.lines:
        return None
    lines = (*facts.lines, *facts.sums)
    return Table(
        caption="Điều chỉnh số liệu đã báo cáo",
        columns=_COLUMNS,
        rows=tuple(_row(line, place) for place, line in enumerate(lines, start=1)),
    )


def _row(line: RestatedLine, place: int) -> tuple[Cell, ...]:
    name = line.commune.title if line.commune else ALL
    what = Measure(line.measure).label + (f", {line.kind.lower()}" if line.kind else "")
    reasons = join_words(list(line.reasons))
    change = Cell(format_signed(line.change.value), line.change.value, line.change)
    return (
        Cell(str(place), place),
        Cell(name, name),
        Cell(what, what),
        Cell(line.reported.tabled, line.reported.value, line.reported),
        change,
        Cell(line.right.tabled, line.right.value, line.right),
        Cell(reasons, reasons),
    )
