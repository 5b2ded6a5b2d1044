"""Random workbooks of the family that the rules describe: one table, told in any of the allowed ways."""

import datetime as dt
import io
import random
import unicodedata
from dataclasses import dataclass, field

import xlsxwriter

from communes.models import Programme
from entries.importing import words

FOUR = ("KS", "KH", "KT", "CN")
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


# ------------------------------------------------------------------ the four kinds
def log_layout(seed: int, commune, books: list) -> tuple[bytes, list[tuple]]:
    """A log, and its rows: (day, shift, machine, person, book, programme, count)."""
    chance, hand, grid = new_grid(seed)
    lines = [f"UBND xã {commune.name}"] if chance.random() < 0.5 else []
    if chance.random() < 0.5:
        lines.append(chance.choice(("NHẬT KÝ NHẬP LIỆU Tháng 02/2024", "Tháng 2 năm 2024")))
    write_titles(grid, hand, lines)
    keys = ["date", "shift", "machine", "person", "book_kind", "number", "year", "programme", "count"]
    keys += [key for key in ("stt", "note") if chance.random() < 0.6]
    chance.shuffle(keys)
    places = write_header(grid, hand, [Column(key, hand.heading(words.LOG_COLUMNS[key])) for key in keys])
    rows, seen, since, total = [], set(), 0, 0
    day = dt.date(2024, 2, 1)
    for number in range(1, chance.randint(1, 14) + 1):
        day += dt.timedelta(days=chance.choice((0, 0, 1, 2)))
        day = min(day, dt.date(2024, 2, 29))
        row = (day, chance.randint(1, 3), chance.randint(1, 2), chance.choice(PEOPLE), chance.choice(books),
               chance.choice(list(Programme)).value, chance.choice((chance.randint(1, 60),
               chance.randint(1000, 2000))))  # fmt: skip
        if row in seen:
            continue
        seen.add(row)
        rows.append(row)
        write_noise(grid, hand)
        _, shift, machine, person, book, programme, count = row
        write_row(grid, places, {
            "stt": number, "date": hand.day(day), "shift": hand.mess(chance.choice(words.SHIFTS[shift])),
            "machine": hand.mess(chance.choice(words.MACHINES[machine])), "person": person,
            "book_kind": hand.kind(book.kind), "number": hand.number(int(book.number)), "year": hand.year(book.opened),
            "programme": hand.programme(programme), "count": hand.count(count), "note": chance.choice(NOTES),
        })  # fmt: skip
        since, total = since + count, total + count
        if chance.random() < 0.15 and "count" in places:
            grid.cells[grid.row, min(places.values())] = hand.mess(f"Cộng tuần {number}")
            _total(grid, hand, places["count"], since)
            since = 0
    if chance.random() < 0.6:
        grid.cells[grid.row, min(places.values())] = hand.mess(chance.choice(("Tổng cộng", "TỔNG", "Tổng số")))
        _total(grid, hand, places["count"], total)
    write_end(grid, hand)
    return grid.written(), rows


def _total(grid: Grid, hand: Hand, place: int, total: int) -> None:
    if place == min(column for row, column in grid.cells if row == grid.row):
        grid.row += 1  # the words of the total stand where its number would: it states nothing
        return
    grid.cells[grid.row, place] = hand.count(total)
    grid.row += 1


def books_layout(seed: int, commune) -> tuple[bytes, list[tuple], dt.date | None]:
    """A register, and its rows: (kind, number, opened, closed, pages, count)."""
    chance, hand, grid = new_grid(seed)
    as_of = dt.date(2023, 12, 31) if chance.random() < 0.6 else None
    lines = [f"UBND xã {commune.name}"] if chance.random() < 0.5 else []
    write_titles(grid, hand, lines + ([as_of_line(hand, as_of)] if as_of else []))
    keys = ["book_kind", "number", "opened", "count"]
    keys += [key for key in ("stt", "closed", "pages", "held", "condition", "note") if chance.random() < 0.6]
    chance.shuffle(keys)
    places = write_header(grid, hand, [Column(key, hand.heading(words.BOOKS_COLUMNS[key])) for key in keys])
    rows, total, width = [], 0, len(keys)
    for number in range(1, chance.randint(1, 16) + 1):
        opened = chance.randint(1976, 2019)
        row = (chance.choice(FOUR), str(number), opened, opened + chance.randint(0, 3) if "closed" in keys else None,
               chance.randint(10, 400) if "pages" in keys else None, chance.choice((0, chance.randint(1, 300),
               1236)))  # fmt: skip
        rows.append(row)
        write_noise(grid, hand)
        kind, name, _, closed, pages, count = row
        write_row(grid, places, {
            "stt": number, "book_kind": hand.kind(kind), "number": hand.number(int(name)), "opened": hand.year(opened),
            "closed": closed and hand.year(closed), "pages": pages and hand.count(pages), "count": hand.count(count),
            "held": "UBND xã", "condition": "Tốt", "note": chance.choice(NOTES),
        })  # fmt: skip
        total += count
    if chance.random() < 0.6 and width > 4:
        grid.cells[grid.row, min(places.values())] = hand.mess("Tổng cộng")
        _total(grid, hand, places["count"], total)
    write_end(grid, hand)
    return grid.written(), rows, as_of


def _bands(chance: random.Random, hand: Hand, bands: dict[str, str], *, sums: bool) -> list[Column]:
    columns = []
    for letter, name in bands.items():
        kinds = list(FOUR)
        chance.shuffle(kinds)
        columns += [
            Column(f"{letter}_{kind}", hand.mess(chance.choice(words.BOOK_KINDS[kind])), name) for kind in kinds
        ]
        if sums:
            columns.append(Column(f"{letter}_sum", hand.mess(chance.choice(words.SUM_COLUMNS)), name))
    return columns


def _figures(chance: random.Random, hand: Hand, letter: str, numbers: dict[str, int], *, sums: bool) -> dict:
    shown = {f"{letter}_{kind}": hand.count(number) if number else hand.nothing() for kind, number in numbers.items()}
    if all(value in ("", "-") for value in shown.values()):
        shown[f"{letter}_KS"] = 0  # a band without any figure would be a fault
    return shown | ({f"{letter}_sum": hand.count(sum(numbers.values()))} if sums else {})


def totals_layout(seed: int, communes: list) -> tuple[bytes, dict, dt.date, str]:
    """Opening figures: content, {(code, kind, measure): count}, the date and the programme."""
    chance, hand, grid = new_grid(seed)
    as_of, programme = dt.date(2023, 12, 31), chance.choice(list(Programme)).value
    name = chance.choice([word for word in words.PROGRAMMES[programme] if len(word) > 8])
    write_titles(grid, hand, [f"SỐ LIỆU {name}", as_of_line(hand, as_of)])
    sums = chance.random() < 0.6
    bands = {"t": chance.choice(words.TO_ENTER_BANDS), "e": chance.choice(words.ENTERED_BANDS)}
    columns = [Column("stt", "STT"), Column("commune", hand.heading(("Đơn vị", "Xã, thị trấn", "Tên đơn vị")))]
    columns += _bands(chance, hand, bands, sums=sums)
    if chance.random() < 0.5:
        columns.append(Column("left", hand.heading(words.TOTALS_COLUMNS["left"])))
    places = write_header(grid, hand, columns)
    figures = {}
    for number, commune in enumerate(chance.sample(communes, chance.randint(1, len(communes))), start=1):
        to_enter = {kind: chance.choice((0, chance.randint(1, 900), chance.randint(1000, 9000))) for kind in FOUR}
        entered = {kind: chance.randint(0, count) for kind, count in to_enter.items()}
        values = {"stt": number, "commune": hand.commune(commune)}
        for letter, measure, numbers in (("t", "to_enter", to_enter), ("e", "entered", entered)):
            values |= _figures(chance, hand, letter, numbers, sums=sums)
            figures |= {(commune.code, kind, measure): count for kind, count in numbers.items()}
        values["left"] = hand.count(sum(to_enter.values()) - sum(entered.values()))
        write_row(grid, places, values)
    write_end(grid, hand)
    return grid.written(), figures, as_of, programme


def extract_layout(seed: int, communes: list) -> tuple[bytes, dict]:
    """An extract in its long or wide form: content and {(code, kind, programme): count}."""
    chance, hand, grid = new_grid(seed)
    day = dt.date(2024, 1, 31)
    figures, chosen = {}, chance.sample(communes, chance.randint(1, 6))
    if chance.random() < 0.5:
        write_titles(grid, hand, [as_of_line(hand, day)])
        bands = {letter: chance.choice(words.PROGRAMMES[programme])
                 for letter, programme in (("p", "population_db"), ("h", "historical"))}  # fmt: skip
        sums = chance.random() < 0.5
        columns = [Column("stt", "STT"), Column("commune", "Đơn vị"), *_bands(chance, hand, bands, sums=sums)]
        places = write_header(grid, hand, columns)
        for number, commune in enumerate(chosen, start=1):
            values = {"stt": number, "commune": hand.commune(commune)}
            for letter, programme in (("p", "population_db"), ("h", "historical")):
                numbers = {kind: chance.choice((0, chance.randint(1, 3000))) for kind in FOUR}
                values |= _figures(chance, hand, letter, numbers, sums=sums)
                figures |= {(commune.code, kind, programme): count for kind, count in numbers.items()}
            write_row(grid, places, values)
    else:
        write_titles(grid, hand, [as_of_line(hand, day)])
        keys = [
            "commune",
            "programme",
            "book_kind",
            "count",
            *(key for key in ("stt", "code") if chance.random() < 0.5),
        ]
        chance.shuffle(keys)
        places = write_header(grid, hand, [Column(key, hand.heading(words.EXTRACT_COLUMNS[key])) for key in keys])
        number = 0
        for commune in chosen:
            for programme in ("population_db", "historical"):
                for kind in chance.sample(FOUR, chance.randint(1, 4)):
                    number, count = number + 1, chance.choice((0, chance.randint(1, 3000)))
                    figures[commune.code, kind, programme] = count
                    write_row(grid, places, {
                        "stt": number, "commune": hand.commune(commune), "code": commune.code,
                        "programme": hand.programme(programme), "book_kind": hand.kind(kind),
                        "count": hand.count(count),
                    })  # fmt: skip
    write_end(grid, hand)
    return grid.written(), figures
