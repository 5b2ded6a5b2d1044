"""How somebody types one table: cells on a grid, and every value in one of its allowed ways."""

import datetime as dt
import io
import random
import unicodedata
from dataclasses import dataclass, field

import xlsxwriter

from entries.importing import words

PEOPLE = ("N.V.A", "T.T.B", "Lê Thị Đào", "P.Đ.H")
EPOCH = dt.date(1899, 12, 30)
NOTES = ("", "", "", "=1+1", "đếm lại", "-", "@phòng", "+ bìa rách")


@dataclass
class Grid:
    """Cells before they are written: values by place, merged areas, and the row that comes next."""

    chance: random.Random
    is_csv: bool
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    row: int = 0
    left: int = 0

    def line(self, *values) -> None:
        for column, value in enumerate(values):
            if value not in (None, ""):
                self.cells[self.row, self.left + column] = value
        self.row += 1

    def blank(self, most: int) -> None:
        self.row += self.chance.randint(0, most)

    def written(self) -> bytes:
        return self._as_csv() if self.is_csv else self._as_xlsx()

    def _as_xlsx(self) -> bytes:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
            day = book.add_format({"num_format": self.chance.choice(("dd/mm/yyyy", "d/m/yy", "yyyy-mm-dd"))})
            if self.chance.random() < 0.3:
                book.add_worksheet("Trống")
            page = book.add_worksheet(self.chance.choice(("Sheet1", "Tháng 02", "Số 'liệu' & khác")))
            for (row, column), value in self.cells.items():
                if isinstance(value, dt.date):
                    page.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), day)
                else:
                    page.write(row, column, value)
            for top, left, bottom, right in self.merges:
                value = self.cells.get((top, left), "")
                look = day if isinstance(value, dt.date) else None
                if isinstance(value, dt.date):
                    value = dt.datetime(value.year, value.month, value.day)
                page.merge_range(top, left, bottom, right, value, look)
            if self.chance.random() < 0.3:
                hidden = book.add_worksheet("Ẩn")
                hidden.write_row(0, 0, ["STT", "Ngày", "Ca", "Máy", "Người nhập", "Loại sổ", "Chương trình", "Số TH"])
                hidden.write_row(1, 0, [1, "01/02/2024", 1, 1, "X", "KS", "Dân cư", 999])
                hidden.hide()
        return target.getvalue()

    def _as_csv(self) -> bytes:
        separator = self.chance.choice(",;")
        merged = {
            (row, column): (top, left)
            for top, left, bottom, right in self.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        width = max(column for _, column in self.cells) + 1
        lines = []
        for row in range(self.row):
            texts = []
            for column in range(width):
                value = self.cells.get(merged.get((row, column), (row, column)), "")
                text = value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else str(value)
                texts.append('"' + text.replace('"', '""') + '"' if set(text) & set(',;"\n') else text)
            lines.append(separator.join(texts))
        mark = b"\xef\xbb\xbf" if self.chance.random() < 0.5 else b""
        return mark + self.chance.choice(("\n", "\r\n")).join(lines).encode()


# ------------------------------------------------------------------ ways to write one thing
class Hand:
    """Somebody who types: every value in one of its allowed ways."""

    def __init__(self, chance: random.Random, is_csv: bool):
        self.chance, self.is_csv = chance, is_csv

    def mess(self, text: str) -> str:
        chance = self.chance
        if chance.random() < 0.2:
            text = text.upper()
        elif chance.random() < 0.1:
            text = text.lower()
        if chance.random() < 0.15:
            text = text.replace("đ", "ð").replace("Đ", "Ð")
        if chance.random() < 0.2:
            text = text.replace(" ", chance.choice(("  ", "\u00a0", " \u00a0")))
        if chance.random() < 0.2:
            text = f" {text} "
        return unicodedata.normalize("NFD", text) if chance.random() < 0.3 else text

    def heading(self, alike: tuple[str, ...]) -> str:
        text = self.chance.choice(alike)
        if self.chance.random() < 0.2 and " " in text:
            text = text.replace(" ", "\n", 1)
        if self.chance.random() < 0.15:
            text += self.chance.choice((" (trường hợp)", " (*)", ":"))
        return self.mess(text)

    def count(self, number: int):
        ways = [number, str(number)]
        if not self.is_csv:
            ways.append(float(number))
        else:
            ways.append(f"{number}.0")
        if number >= 1000:
            ways += [f"{number:,}".replace(",", mark) for mark in (".", ",", " ", "\u00a0")]
        return self.chance.choice(ways)

    def year(self, year: int):
        return self.chance.choice((year, str(year), f" {year}"))

    def number(self, number: int):
        return self.chance.choice(
            (number, str(number), f"{number:02}", f"Q.{number}", f"Quyển {number:02}", f"q.{number}")
        )

    def day(self, day: dt.date):
        d, m, y = day.day, day.month, day.year
        mark = self.chance.choice("/.-")
        ways = [
            f"{d:02}{mark}{m:02}{mark}{y}",
            f"{d}{mark}{m}{mark}{y % 100:02}",
            f"{d}{mark}{m}{mark}{y}",
            day.isoformat(),
        ]
        if not self.is_csv:
            ways += [day, day, (day - EPOCH).days]
        return self.chance.choice(ways)

    def kind(self, kind: str) -> str:
        name = self.chance.choice(words.BOOK_KINDS[kind])
        front = self.chance.choice(words.BEFORE_BOOK_KIND)
        behind = f" ({kind})" if name != kind and self.chance.random() < 0.2 else ""
        return self.mess(f"{front} {name}{behind}".strip())

    def programme(self, programme: str) -> str:
        return self.mess(self.chance.choice(words.PROGRAMMES[programme]))

    def commune(self, commune) -> str:
        plain = commune.name.replace("òa", self.chance.choice(("òa", "oà")))
        kinds = {"xã": ("", "Xã ", "X. ", "X.", "xã "), "thị trấn": ("Thị trấn ", "TT. ", "TT ", "TT.")}[commune.kind]
        front = self.chance.choice(("", "", "UBND ", "Ủy ban nhân dân ", "Công an ", "CA "))
        return self.mess(front + self.chance.choice(kinds) + plain)

    def nothing(self):
        return self.chance.choice((0, "0", "-", ""))


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    band: str = ""


def write_header(grid: Grid, hand: Hand, columns: list[Column]) -> dict[str, int]:
    """One to three rows of headings with blank and unknown columns between; returns the column of each key."""
    chance, places, at = grid.chance, {}, grid.left
    has_bands = any(column.band for column in columns)
    above = 1 if has_bands else chance.choice((0, 0, 1, 2))
    top, bottom = grid.row, grid.row + above
    band_from: tuple[str, int] | None = None

    def close(last: int) -> None:
        if band_from and band_from[0]:
            grid.cells[top, band_from[1]] = hand.mess(band_from[0])
            if last > band_from[1]:
                grid.merges.append((top, band_from[1], top, last))

    for column in columns:
        if not column.band and chance.random() < 0.1:
            at += 1  # a blank column
        if not column.band and chance.random() < 0.05:
            grid.cells[bottom, at] = hand.mess("Ký tên")
            at += 1
        if band_from is None or band_from[0] != column.band:
            close(at - 1)
            band_from = (column.band, at)
        places[column.key] = at
        if not column.band and above and chance.random() < 0.6:
            grid.cells[top, at] = column.heading
            grid.merges.append((top, at, bottom, at))
        else:
            grid.cells[bottom, at] = column.heading
        at += 1
    close(at - 1)
    if above == 2 and not has_bands and chance.random() < 0.7:
        free = [place for place in places.values() if (top, place) not in grid.cells]
        if free:
            grid.cells[top, free[0]] = hand.mess("Thông tin chung")
    grid.row = bottom + 1
    if chance.random() < 0.3:
        style = chance.choice(("({})", "{}"))
        for number, place in enumerate(places.values(), start=1):
            grid.cells[grid.row, place] = style.format(number)
        grid.row += 1
    return places


def write_titles(grid: Grid, hand: Hand, lines: list[str]) -> None:
    """Up to 12 lines above the table, the ones that matter among others."""
    others = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "(Kèm theo Công văn số 12/UBND ngày 05/01/2021)",
        "Tổ nhập dữ liệu hộ tịch",
        "Nơi nhận: như trên",
        "Biểu số 02",
        "Đơn vị tính: trường hợp",
        "Người lập: N.V.A",
        "Liên số 1",
    ]
    chosen = lines + grid.chance.sample(others, grid.chance.randint(0, len(others)))
    grid.chance.shuffle(chosen)
    for line in chosen:
        grid.line(hand.mess(line))
        grid.blank(1)
    grid.blank(2)


def write_row(grid: Grid, places: dict[str, int], values: dict[str, object]) -> None:
    for key, value in values.items():
        if key in places and value not in (None, ""):
            grid.cells[grid.row, places[key]] = value
    grid.row += 1


def merge_down(grid: Grid, place: int, rows: list[int]) -> None:
    """One cell for rows that follow each other and say the same there."""
    start = rows[0]
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if following != row + 1:
            if row > start:
                grid.merges.append((start, place, row, place))
            start = following


def write_total(grid: Grid, hand: Hand, words: str, figures: dict[int, int], *, at: int) -> None:
    """A total row; where its words would stand in the place of a figure, that figure is not stated."""
    grid.cells[grid.row, at] = hand.mess(words)
    for place, figure in figures.items():
        if place != at and hand.chance.random() < 0.9:
            grid.cells[grid.row, place] = hand.count(figure)
    grid.row += 1


def write_noise(grid: Grid, hand: Hand) -> None:
    """What is no row: blanks, section headings, notes."""
    chance = grid.chance
    if chance.random() < 0.1:
        grid.blank(2)
    if chance.random() < 0.08:
        grid.cells[grid.row, grid.left] = hand.mess("I. Các quyển sổ của những năm trước")
        grid.row += 1


def write_end(grid: Grid, hand: Hand) -> None:
    grid.blank(2)
    if grid.chance.random() < 0.7:
        grid.line("", hand.mess("Phước Sơn, ngày 05 tháng 3 năm 2024"))
        grid.line(hand.mess("Người lập biểu"), "", hand.mess("TM. ỦY BAN NHÂN DÂN"))


def as_of_line(hand: Hand, day: dt.date) -> str:
    shown = hand.chance.choice((
        f"{day.day:02}/{day.month:02}/{day.year}", f"{day.day}.{day.month}.{day.year}",
        f"{day.day} tháng {day.month} năm {day.year}",
    ))  # fmt: skip
    front = hand.chance.choice(("Tính đến ngày", "Số liệu đến hết ngày", "Tính đến 24 giờ 00 ngày", "(Tính đến ngày"))
    return f"{front} {shown}"


def new_grid(seed: int) -> tuple[random.Random, Hand, Grid]:
    chance = random.Random(seed)
    is_csv = chance.random() < 0.25
    grid = Grid(chance, is_csv, left=chance.choice((0, 0, 0, 1, 2)))
    grid.row = chance.choice((0, 0, 1, 3))
    return chance, Hand(chance, is_csv), grid
