"""Random workbooks of the family that the rules describe: one table of each kind, told in any of the allowed ways."""

import datetime as dt
import random

from communes.models import Programme
from entries.importing import words

from .handwriting import (
    NOTES,
    PEOPLE,
    Column,
    Hand,
    as_of_line,
    merge_down,
    new_grid,
    write_end,
    write_header,
    write_noise,
    write_row,
    write_titles,
    write_total,
)

FOUR = ("KS", "KH", "KT", "CN")


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
    days = {}
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
        days.setdefault(day, []).append(grid.row)
        write_row(grid, places, {
            "stt": number, "date": hand.day(day), "shift": hand.mess(chance.choice(words.SHIFTS[shift])),
            "machine": hand.mess(chance.choice(words.MACHINES[machine])), "person": person,
            "book_kind": hand.kind(book.kind), "number": hand.number(int(book.number)), "year": hand.year(book.opened),
            "programme": hand.programme(programme), "count": hand.count(count), "note": chance.choice(NOTES),
        })  # fmt: skip
        since, total = since + count, total + count
        if chance.random() < 0.15:
            write_total(grid, hand, f"Cộng tuần {number}", {places["count"]: since}, at=min(places.values()))
            since = 0
    for lines in days.values():
        if chance.random() < 0.3:
            merge_down(grid, places["date"], lines)
    if chance.random() < 0.6:
        name = chance.choice(("Tổng cộng", "TỔNG", "Tổng số"))
        write_total(grid, hand, name, {places["count"]: total}, at=min(places.values()))
    write_end(grid, hand)
    return grid.written(), rows


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
        write_total(grid, hand, "Tổng cộng", {places["count"]: total}, at=min(places.values()))
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
        write_noise(grid, hand)
        write_row(grid, places, values)
    if chance.random() < 0.6:
        sums = {places[f"{measure[0]}_{kind}"]: 0 for _, kind, measure in figures}
        for (_, kind, measure), count in figures.items():
            sums[places[f"{measure[0]}_{kind}"]] += count
        write_total(grid, hand, chance.choice(("Toàn huyện", "TỔNG CỘNG", "Cộng")), sums, at=places["commune"])
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
        number = total = since = 0
        is_merged = chance.random() < 0.5
        for commune in chosen:
            first = grid.row
            name = hand.commune(commune)
            for programme in ("population_db", "historical"):
                for kind in chance.sample(FOUR, chance.randint(1, 4)):
                    number, count = number + 1, chance.choice((0, chance.randint(1, 3000)))
                    figures[commune.code, kind, programme] = count
                    write_row(grid, places, {
                        "stt": number, "commune": name, "code": commune.code,
                        "programme": hand.programme(programme), "book_kind": hand.kind(kind),
                        "count": hand.count(count),
                    })  # fmt: skip
                    total += count
            if is_merged:
                merge_down(grid, places["commune"], list(range(first, grid.row)))
            if chance.random() < 0.4:
                write_total(grid, hand, "Cộng", {places["count"]: total - since}, at=min(places.values()))
                since = total
        if chance.random() < 0.5:
            write_total(grid, hand, "Toàn huyện", {places["count"]: total}, at=min(places.values()))
    write_end(grid, hand)
    return grid.written(), figures
