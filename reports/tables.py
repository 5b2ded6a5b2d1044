"""The heading row of the dashboard's table: words, and links that sort."""

from dataclasses import dataclass

from django.http import QueryDict

from .overview import Overview


@dataclass(frozen=True, slots=True)
class Column:
    word: str
    classes: str = "n"
    address: str = ""
    direction: str = ""  # aria-sort: ascending, descending, or empty
    arrow: str = ""


def commune_columns(board: Overview, query: QueryDict) -> list[Column]:
    """Columns in order; each that can be sorted links to itself, turned when it leads already."""

    def sorted_by(word, key, classes="n", first="-"):
        is_up, is_down = board.sort == key, board.sort == f"-{key}"
        following = f"-{key}" if is_up else key if is_down else f"{first}{key}"
        address = query.copy()
        address["sort"] = following
        direction = "ascending" if is_up else "descending" if is_down else ""
        arrow = "▲" if is_up else "▼" if is_down else ""
        return Column(word, classes, f"?{address.urlencode()}", direction, arrow)

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
