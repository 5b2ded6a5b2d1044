"""Biên bản giao nhận sổ hộ tịch, in the form of Nghị định 30/2020/NĐ-CP: a paper between two sides, signed by both."""

import datetime as dt
from collections.abc import Iterable

from communes.formatting import format_count, format_small
from communes.models import Book, District, HandedBook, Handover, Holder

from .blocks import (
    Cell,
    CellKind,
    Column,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Run,
    Section,
    Signatures,
    Table,
    Title,
)

COPIES = 2
COLUMNS = (
    Column("place", "TT", CellKind.ORDINAL, 10),
    Column("kind", "Loại sổ", CellKind.TEXT, 42),
    Column("number", "Quyển số", CellKind.ORDINAL, 17),
    Column("opened", "Năm mở", CellKind.ORDINAL, 17),
    Column("pages", "Số trang", CellKind.COUNT, 18),
    Column("records", "Số trường hợp", CellKind.COUNT, 23),
    Column("condition", "Tình trạng", CellKind.TEXT, 38),
)


def handover_paper(
    handover: Handover, rows: Iterable[HandedBook], *, district: District, records: dict[int, int]
) -> Document:
    """`records`: how many records each book (primary key) holds; a book nobody has counted shows a dash."""
    rows = list(rows)
    day = handover.handed_on
    known = [records[row.book_id] for row in rows if row.book_id in records]
    blocks = (
        Letterhead(
            agency=_agency(handover, district),
            number=f"Số:{' ' * 8}/BB-{'UBND' if handover.from_holder == Holder.COMMUNE else 'TP'}",
            place_and_date=f"{_place(handover, district)}, {dated(day)}",
        ),
        Title(name="BIÊN BẢN", subject=("Giao nhận sổ hộ tịch",)),
        _text(f"Hôm nay, {dated(day)}, chúng tôi gồm:"),
        Heading(2, "1. Bên giao"),
        _text(_side(handover, district, handover.from_holder, handover.from_person, handover.from_title)),
        Heading(2, "2. Bên nhận"),
        _text(_side(handover, district, handover.to_holder, handover.to_person, handover.to_title)),
        Heading(2, "3. Nội dung"),
        _text(
            f"Bên giao đã giao, bên nhận đã nhận {format_small(len(rows))} quyển sổ hộ tịch của"
            f" {handover.commune.full_name}, theo danh sách dưới đây. Mục đích: {_ended(handover.purpose)}"
        ),
        Table("Danh sách sổ giao nhận", COLUMNS, tuple(_row(place, row, records) for place, row in enumerate(rows, 1)),
              total=_total(rows, known)),
        _text(_return(handover)),
        *([_text(f"Ghi chú: {_ended(handover.note)}")] if handover.note else []),
        Paragraph(
            (
                Run(
                    f"Biên bản lập thành {COPIES:02d} bản có giá trị như nhau, mỗi bên giữ {COPIES // 2:02d} bản; hai"
                    " bên đã kiểm từng quyển, cùng ký xác nhận."
                ),
            ),
            stays=True,
        ),
        Signatures((("BÊN GIAO", handover.from_person), ("BÊN NHẬN", handover.to_person))),
    )  # fmt: skip
    return Document(
        title=f"Biên bản giao nhận sổ hộ tịch {handover.commune.full_name}",
        author=district.agency_short,
        as_of=day,
        file_stem=f"bien-ban-giao-nhan-{handover.commune.code}-{day:%Y-%m-%d}-{handover.pk}",
        sections=(Section(blocks),),
        sample_mark="DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ" if district.has_sample_data else "",
    )


def dated(day: dt.date) -> str:
    """ngày 05 tháng 3 năm 2024: days below 10 and the months 1 and 2 have a leading zero."""
    return f"ngày {day.day:02d} tháng {f'{day.month:02d}' if day.month < 3 else day.month} năm {day.year}"


def _text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def _ended(words: str) -> str:
    return words.strip().rstrip(".") + "."


def _agency(handover: Handover, district: District) -> tuple[str, ...]:
    if handover.from_holder == Holder.COMMUNE:
        return ("ỦY BAN NHÂN DÂN", handover.commune.full_name.upper())
    if handover.from_holder == Holder.DISTRICT:
        return (f"UBND HUYỆN {district.name.upper()}", "PHÒNG TƯ PHÁP")
    return (f"UBND TỈNH {district.province.upper()}", "SỞ TƯ PHÁP")


def _place(handover: Handover, district: District) -> str:
    return handover.commune.name if handover.from_holder == Holder.COMMUNE else district.place


def _side(handover: Handover, district: District, holder: str, person: str, title: str) -> str:
    house = {
        Holder.COMMUNE: f"Ủy ban nhân dân {handover.commune.full_name}",
        Holder.DISTRICT: f"Phòng Tư pháp huyện {district.name}",
        Holder.PROVINCE: f"Sở Tư pháp tỉnh {district.province}",
    }[Holder(holder)]
    return f"{house}, người đại diện: {person}{f', {title[:1].lower()}{title[1:]}' if title else ''}."


def _return(handover: Handover) -> str:
    if handover.expected_on is None:
        return "Hai bên không hẹn ngày trả."
    return f"Bên nhận giữ gìn nguyên trạng và trả lại chậm nhất {dated(handover.expected_on)}."


def _row(place: int, row: HandedBook, records: dict[int, int]) -> tuple[Cell, ...]:
    book: Book = row.book
    count = records.get(book.pk)
    return (
        Cell(str(place), place),
        Cell(book.get_kind_display()),
        Cell(book.shown_number or "–"),
        Cell(str(book.opened or "–")),
        Cell(format_count(book.pages) if book.pages else "–", book.pages),
        Cell("–" if count is None else format_count(count), count),
        Cell(row.condition or "bình thường"),
    )


def _total(rows: list[HandedBook], known: list[int]) -> tuple[Cell, ...]:
    """A sum is stated only where every book has been counted."""
    is_whole = len(known) == len(rows)
    return (
        Cell(""), Cell(f"Cộng {format_small(len(rows))} quyển"), Cell(""), Cell(""), Cell(""),
        Cell(format_count(sum(known)) if is_whole else "–", sum(known) if is_whole else None),
        Cell(""),
    )  # fmt: skip
