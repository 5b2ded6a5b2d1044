"""Tờ trình on moving machines, in the form of Nghị định 30/2020/NĐ-CP: which machine goes where, until when, why."""

import datetime as dt

from communes.formatting import format_date, format_small, join_words

from ..models import Scenario
from .blocks import (
    Addressee,
    Cell,
    CellKind,
    Column,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Run,
    Section,
    Signature,
    Table,
    Title,
)

COLUMNS = (
    Column("place", "TT", CellKind.ORDINAL, 10),
    Column("machine", "Máy", CellKind.TEXT, 30),
    Column("from", "Từ", CellKind.TEXT, 26),
    Column("to", "Đến", CellKind.TEXT, 26),
    Column("days", "Thời gian", CellKind.TEXT, 28),
    Column("reason", "Lý do", CellKind.TEXT, 45),
)


def lending_paper(kept: Scenario) -> Document:
    """From the proposal as it was kept: the paper says the same however the ledger goes on."""
    district, outcome, assumed = kept.district, kept.outcome, kept.assumed
    due = dt.date.fromisoformat(assumed["deadline"])
    blank = " " * 8
    blocks = (
        Letterhead(
            agency=(f"UBND HUYỆN {district.name.upper()}", "PHÒNG TƯ PHÁP"),
            number=f"Số:{blank}/TTr-TP",
            place_and_date=f"{district.place}, ngày{blank}tháng{blank}năm {kept.as_of.year}",
        ),
        Title(
            name="TỜ TRÌNH",
            subject=("Về việc điều chuyển máy vi tính nhập dữ liệu hộ tịch", f"để kịp hạn {format_date(due)}"),
        ),
        Addressee(receivers=(f"Chủ tịch Ủy ban nhân dân huyện {district.name}",)),
        Heading(2, "1. Tình hình"),
        _text(
            f"Theo số liệu tính đến hết ngày {format_date(kept.as_of)}, có {_units(outcome['late_before'])} chưa kịp"
            f" hạn {format_date(due)} nếu giữ nhịp nhập hiện nay."
        ),
        Heading(2, "2. Nội dung điều chuyển"),
        _text(
            f"Chuyển {format_small(len(outcome['transfers']))} máy theo bảng dưới đây, kể từ ngày"
            f" {format_date(dt.date.fromisoformat(assumed['from_on']))}; máy đã được kiểm tra bảo mật, sổ hộ tịch vẫn"
            " lưu giữ tại đơn vị có sổ."
        ),
        Table(
            "Máy điều chuyển", COLUMNS, tuple(_row(n, one, assumed) for n, one in enumerate(outcome["transfers"], 1))
        ),
        Heading(2, "3. Dự kiến kết quả"),
        *[_text(words) for words in _result(outcome, assumed, due)],
        Paragraph((Run("Kính đề nghị Chủ tịch Ủy ban nhân dân huyện xem xét, quyết định./."),), stays=True),
        Signature(
            lines=("TRƯỞNG PHÒNG",),
            name="",
            recipients=("- Như trên;", "- Công an huyện (p/h);", "- Các xã, thị trấn tại mục 2;", "- Lưu: TP."),
        ),
    )
    return Document(
        title=kept.name,
        author=district.agency_short,
        as_of=kept.as_of,
        file_stem=f"to-trinh-dieu-may-{kept.as_of:%Y-%m-%d}-{kept.pk}",
        sections=(Section(blocks),),
        sample_mark="DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ" if district.has_sample_data else "",
    )


def _text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def _units(count: int) -> str:
    return f"{format_small(count)} đơn vị" if count else "không có đơn vị nào"


def _row(place: int, one: dict, assumed: dict) -> tuple[Cell, ...]:
    first, until = (dt.date.fromisoformat(day) for day in (assumed["from_on"], one["until"]))
    return (
        Cell(str(place), place),
        Cell(one["machine"]),
        Cell(one["from"][:1].upper() + one["from"][1:]),
        Cell(one["to"][:1].upper() + one["to"][1:]),
        Cell(f"{format_date(first)} đến {format_date(until)}"),
        Cell(one["reason"]),
    )


def _result(outcome: dict, assumed: dict, due: dt.date) -> list[str]:
    late = [case["commune"] for case in outcome["cases"] if case["is_late_after"]]
    named = [name[:1].lower() + name[1:] for name in late]
    kept = f"Khi các máy chạy đủ {assumed['shifts']:02d} ca mỗi ngày và điều chuyển như trên"
    if not late:
        return [f"{kept}, các đơn vị đều kịp hạn."]
    return [
        f"{kept}, còn {_units(len(late))} chưa kịp hạn {format_date(due)}: {join_words(named)}.",
        "Các đơn vị này cần thêm người, thêm máy hoặc thời hạn phù hợp hơn.",
    ]
