"""How a form for the import looks in Excel: title, table with checks in its cells, and a sheet that explains."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

PAPER_A4 = 9
LIST_SHEET = "Danh mục để chọn"
GUIDE_SHEET = "Hướng dẫn"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the band above it, its width in characters, what may stand in it (`choices`, or "count",
    "date") and what the guide says of it."""

    heading: str
    width: int
    guide: str
    band: str = ""
    choices: Sequence[str] = ()
    kind: str = "text"
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form before it is drawn. `rows` are filled in; `blank` more rows can be typed into. `beside`: further sheets,
    name -> (headings, rows)."""

    sheet: str
    titles: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence] = ()
    blank: int = 0
    guide: Sequence[str] = ()
    beside: dict[str, tuple[Sequence[str], Iterable[Sequence]]] = field(default_factory=dict)


def draw(form: Form) -> bytes:
    """The form as an .xlsx. Text is never taken for a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = _looks(book)
        page = book.add_worksheet(form.sheet)
        lists = _draw_lists(book, form.columns, add=False)
        _draw_table(page, form, looks, lists)
        _draw_guide(book.add_worksheet(GUIDE_SHEET), form, looks)
        for name, (headings, rows) in form.beside.items():
            _draw_beside(book.add_worksheet(name), headings, rows, looks)
        _draw_lists(book, form.columns, add=True)
    return target.getvalue()


def _looks(book) -> dict:
    base = {"font_name": "Times New Roman", "font_size": 12}
    cell = base | {"border": 1, "valign": "vcenter"}
    return {
        name: book.add_format(look)
        for name, look in {
            "title": base | {"bold": True, "font_size": 13},
            "head": cell | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F0EDE5"},
            "text": cell | {"num_format": "@"},
            "count": cell | {"num_format": "#,##0", "align": "right"},
            "date": cell | {"num_format": "dd/mm/yyyy", "align": "center"},
            "number": cell | {"align": "center"},
            "plain": base | {"text_wrap": True, "valign": "top"},
            "bold": base | {"bold": True, "text_wrap": True, "valign": "top"},
        }.items()
    }


def _draw_table(page, form: Form, looks: dict, lists: dict[int, str]) -> None:
    for number, line in enumerate(form.titles):
        page.write_string(number, 0, line, looks["title"])
    top = len(form.titles) + 1
    first = _draw_head(page, form.columns, top, looks)
    rows = list(form.rows)
    for number, row in enumerate(rows):
        for place, (column, value) in enumerate(zip(form.columns, row, strict=True)):
            _write(page, first + number, place, value, looks[_look(column)])
    last = first + len(rows) + form.blank - 1
    for number in range(first + len(rows), last + 1):
        for place, column in enumerate(form.columns):
            page.write_blank(number, place, None, looks[_look(column)])
    for place, column in enumerate(form.columns):
        page.set_column(place, place, column.width)
        if last >= first and (rule := _rule(column, lists.get(place))):
            page.data_validation(first, place, last, place, rule)
    page.freeze_panes(first, 0)
    page.repeat_rows(top, first - 1)
    page.set_landscape()
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N")


def _draw_head(page, columns: Sequence[Column], top: int, looks: dict) -> int:
    """One row of headings, or two where columns stand under bands; returns the first row below."""
    has_bands = any(column.band for column in columns)
    place = 0
    while place < len(columns):
        band = columns[place].band
        end = place
        while band and end + 1 < len(columns) and columns[end + 1].band == band:
            end += 1
        if band:
            page.merge_range(top, place, top, end, band, looks["head"])
        elif has_bands:
            page.merge_range(top, place, top + 1, place, columns[place].heading, looks["head"])
        for each in range(place, end + 1):
            if band or not has_bands:
                page.write_string(top + has_bands, each, columns[each].heading, looks["head"])
        place = end + 1
    return top + 1 + has_bands


def _look(column: Column) -> str:
    return column.kind if column.kind in ("count", "date", "number") else "text"


def _write(page, row: int, column: int, value, look) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, look)
    elif isinstance(value, bool | int | float):
        page.write_number(row, column, value, look)
    elif isinstance(value, str):
        page.write_string(row, column, value, look)
    else:
        page.write_datetime(row, column, value, look)


# ------------------------------------------------------------------ checks in the cells
def _rule(column: Column, source: str | None) -> dict | None:
    if source:
        # A new member of the team, or another way to write it, is no fault: Excel asks and lets it stand.
        return {
            "validate": "list", "source": source, "error_type": "warning", "error_title": column.heading[:32],
            "error_message": f"Không có trong danh sách của cột {column.heading}. Vẫn ghi?"[:255],
        }  # fmt: skip
    if column.kind == "count":
        return {
            "validate": "integer", "criteria": ">=", "value": 0, "error_title": "Số trường hợp",
            "error_message": "Ghi số nguyên từ 0 trở lên, ví dụ 46.",
        }  # fmt: skip
    return None


def _draw_lists(book, columns: Sequence[Column], *, add: bool) -> dict[int, str]:
    """Ranges that the lists of the columns come from; a list typed into a cell's rule may have 255 characters only.
    The hidden sheet itself is added last, so that the table is the first sheet people see."""
    page = book.add_worksheet(LIST_SHEET) if add else None
    sources = {}
    for place, column in enumerate(columns):
        if not column.choices:
            continue
        letter = xl_col_to_name(place)
        sources[place] = f"='{LIST_SHEET}'!${letter}$1:${letter}${len(column.choices)}"
        for number, choice in enumerate(column.choices) if page else ():
            page.write_string(number, place, choice)
    if page:
        page.hide()
    return sources


# ------------------------------------------------------------------ what stands beside
def _draw_guide(page, form: Form, looks: dict) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, "Cách điền", looks["title"])
    row = 2
    for line in form.guide:
        page.merge_range(row, 0, row, 1, line, looks["plain"])
        row += 1
    row += 1
    for column in form.columns:
        name = f"{column.band}: {column.heading}" if column.band else column.heading
        page.write_string(row, 0, f"{name}{' (bắt buộc)' if column.is_needed else ''}", looks["bold"])
        page.write_string(row, 1, column.guide, looks["plain"])
        row += 1
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)


def _draw_beside(page, headings: Sequence[str], rows: Iterable[Sequence], looks: dict) -> None:
    widths = [len(heading) + 2 for heading in headings]
    for place, heading in enumerate(headings):
        page.write_string(0, place, heading, looks["head"])
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(page, number, place, value, looks["number" if isinstance(value, int) else "text"])
            widths[place] = max(widths[place], len(str(value or "")) + 2)
    for place, width in enumerate(widths):
        page.set_column(place, place, min(width, 50))
    page.freeze_panes(1, 0)
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)
