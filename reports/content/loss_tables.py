"""The tables of the third appendix: minutes lost by commune and cause, and faults in the books by kind."""

from communes.models import DowntimeCause

from ..facts import ReportFacts
from ..facts.losses import FaultLine, LostTime, fault_lines, lost_time
from .appendix import TOTAL, figure, numbered, words
from .blocks import Cell, CellKind, Column, Table

LOST_TIME = "Thời gian gián đoạn theo xã, thị trấn và nguyên nhân"
FAULTS = "Lỗi dữ liệu trong sổ theo loại lỗi"
_ALL = "total"


def lost_time_table(facts: ReportFacts) -> Table | None:
    """None where no lost time was recorded."""
    lines, whole = lost_time(facts), facts.around.downtime
    if not lines:
        return None
    causes = tuple(whole.minutes)
    columns = numbered(
        [
            Column("ordinal", "STT", CellKind.ORDINAL, 12),
            Column("name", "Đơn vị", CellKind.TEXT, 46),
            *(
                Column(cause, _capitalised(str(DowntimeCause(cause).label)), CellKind.COUNT, 24)
                for cause in causes
            ),
            Column(_ALL, "Cộng", CellKind.COUNT, 26, sum_of=causes),
        ]
    )  # fmt: skip
    total = {"ordinal": Cell(""), "name": words(TOTAL), _ALL: figure(whole.total)}
    total |= {cause: figure(fact) for cause, fact in whole.minutes.items()}
    rows = tuple(_lost(line, columns, place) for place, line in enumerate(lines, start=1))
    return Table(LOST_TIME, columns, rows, tuple(total[column.key] for column in columns))


def _lost(line: LostTime, columns: tuple[Column, ...], place: int) -> tuple[Cell, ...]:
    cells = {"ordinal": Cell(str(place), place), "name": words(line.commune.title), _ALL: figure(line.total)}
    cells |= {cause: figure(fact) for cause, fact in line.minutes.items()}
    return tuple(cells[column.key] for column in columns)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


_FAULT_COLUMNS = numbered(
    [
        Column("ordinal", "STT", CellKind.ORDINAL, 12),
        Column("kind", "Loại lỗi", CellKind.TEXT, 120),
        Column("count", "Số trường hợp", CellKind.COUNT, 30),
        Column("communes", "Số đơn vị có lỗi", CellKind.ORDINAL, 30),
        Column("most_in", "Nhiều nhất ở", CellKind.TEXT, 40),
        Column("most", "Số trường hợp ở đó", CellKind.ORDINAL, 30),
    ]
)


def faults_table(facts: ReportFacts) -> Table | None:
    """None where no fault was recorded."""
    lines = fault_lines(facts)
    if not lines:
        return None
    total = (Cell(""), words(TOTAL), figure(facts.around.defects.total), words(""), words(""), words(""))
    rows = tuple(_fault(line, place) for place, line in enumerate(lines, start=1))
    return Table(FAULTS, _FAULT_COLUMNS, rows, total)


def _fault(line: FaultLine, place: int) -> tuple[Cell, ...]:
    return (
        Cell(str(place), place),
        words(line.label),
        figure(line.count),
        figure(line.communes),
        words(line.most_in.title),
        figure(line.most),
    )
