"""The heading row of the dashboard's table: words, and links that sort."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from ..renderers.view_xlsx import Kind, ViewColumn
from .overview import Overview, Row


@dataclass(frozen=True, slots=True)
class Column:
    word: str
    classes: str = "n"
    address: str = ""
    direction: str = ""  # aria-sort: ascending, descending, or empty
    arrow: str = ""


def commune_columns(board: Overview, query: QueryDict) -> list[Column]:
    """Columns in order; each that can be sorted links to itself, turned when it leads already."""

    kept = [(name, value) for name, value in query.items() if name != "sort"]

    def sorted_by(word, key, classes="n", first="-"):
        is_up, is_down = board.sort == key, board.sort == f"-{key}"
        following = f"-{key}" if is_up else key if is_down else f"{first}{key}"
        direction = "ascending" if is_up else "descending" if is_down else ""
        arrow = "▲" if is_up else "▼" if is_down else ""
        return Column(word, classes, f"?{urlencode([*kept, ('sort', following)])}", direction, arrow)

    due = [need.deadline.due_on for need in board.needs]
    return [
        sorted_by("Đơn vị", "xa", "", ""),
        sorted_by("Phải nhập", "phai-nhap"),
        sorted_by("Đã nhập", "da-nhap"),
        sorted_by("Tỷ lệ", "ty-le"),
        sorted_by("Còn lại", "con-lai"),
        sorted_by("Nhịp/ngày", "nhip"),
        *(sorted_by(f"Cần/ngày, hạn {day.day}/{day.month}", f"can-{place}") for place, day in enumerate(due[:1], 1)),
        *(sorted_by(f"Hạn {day.day}/{day.month}", f"han-{place}", "") for place, day in enumerate(due, start=1)),
        sorted_by("Nhập gần nhất", "gan-nhat", ""),
        sorted_by("Cần để ý", "loi", ""),
    ]


def workbook_columns(board: Overview) -> list[ViewColumn]:
    """The same table for Excel."""
    due = [f"{need.deadline.due_on:%d/%m/%Y}" for need in board.needs]
    return [
        ViewColumn("Đơn vị", Kind.TEXT, 24),
        ViewColumn("Phải nhập", sums=True),
        ViewColumn("Đã nhập", sums=True),
        ViewColumn("Tỷ lệ", Kind.SHARE, part_of=(2, 1)),
        ViewColumn("Còn lại", sums=True),
        ViewColumn("Nhập 7 ngày qua", sums=True),
        ViewColumn("Nhịp/ngày làm việc (30 ngày)", Kind.NUMBER, 14),
        *(ViewColumn(f"Cần/ngày, hạn {day}", width=14) for day in due),
        *(ViewColumn(f"Hạn {day}", Kind.TEXT, 30) for day in due),
        ViewColumn("Nhập gần nhất", Kind.DAY, 13),
        ViewColumn("Chốt đến", Kind.DAY, 13),
        ViewColumn("Đã đối chiếu đến", Kind.DAY, 13),
        ViewColumn("Phiếu chờ xem", sums=True),
        ViewColumn("Câu hỏi chờ xã", sums=True),
        ViewColumn("Gián đoạn 30 ngày (phút)", sums=True, width=14),
        ViewColumn("Lỗi dữ liệu", sums=True),
    ]


def workbook_row(row: Row) -> tuple:
    figure, beside = row.figure, row.beside
    return (
        row.commune.title,
        figure.to_enter,
        figure.entered,
        figure.share,
        figure.left,
        figure.entered_recently,
        beside.outlook.pace.per_day_30,
        *(None if need.is_past else need.per_day for need in row.needs),
        *(f"{found.words}{f', {found.detail}' if found.detail else ''}" for found in beside.verdicts),
        figure.last_worked_on,
        row.commune.confirmed_to,
        beside.reconciled_to,
        beside.waiting.for_district,
        beside.waiting.for_commune,
        beside.minutes_lost,
        row.commune.open_defects,
    )
