"""Kế hoạch nhập dữ liệu, in the form of Nghị định 30/2020/NĐ-CP; in a workbook the table alone, with its formulas."""

from decimal import Decimal

from django.utils import timezone

from communes.formatting import format_count, format_date, format_share, format_small, join_words
from communes.models import District, Plan, PlanLevel, PlanState, Programme
from entries.totals import Figure

from ..planning.plans import Capacity, Standing
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
    Signature,
    Table,
    Title,
)
from .handover_paper import dated

CAPTION = "Chỉ tiêu nhập dữ liệu"
WORK = {
    Programme.POPULATION_DB: "nhập dữ liệu hộ tịch từ Sổ hộ tịch trên nền Cơ sở dữ liệu quốc gia về dân cư",
    Programme.HISTORICAL: "số hóa dữ liệu hộ tịch lịch sử",
}
COLUMNS = (
    Column("place", "TT", CellKind.ORDINAL, 9),
    Column("span", "Thời gian", CellKind.TEXT, 50),
    Column("days", "Ngày làm việc", CellKind.COUNT, 14),
    Column("target", "Chỉ tiêu", CellKind.COUNT, 17),
    Column("cumulative", "Lũy kế", CellKind.COUNT, 17, running="target"),
    Column("share", "Tỷ lệ so với phải nhập", CellKind.SHARE, 19),
    Column("note", "Ghi chú", CellKind.TEXT, 39),
)


def plan_paper(standing: Standing, *, before: Figure, capacity: Capacity) -> Document:
    """`before`: the commune's figure on the day before the plan begins, or today's where that is still to come."""
    plan, district = standing.plan, standing.plan.commune.district
    work, place = WORK[Programme(plan.programme)], plan.commune.full_name
    blocks = (
        _letterhead(plan, district),
        Title(
            name="KẾ HOẠCH",
            subject=(f"{work[:1].upper()}{work[1:]}", f"tại {place} từ {_days(plan)}"),
        ),
        *([_text(f"Thực hiện {plan.document}, đơn vị lập kế hoạch {work} như sau:")] if plan.document else []),
        Heading(2, "1. Hiện trạng"),
        _text(_present(before)),
        Heading(2, "2. Chỉ tiêu"),
        _text(_goal(standing, before)),
        Table(CAPTION, COLUMNS, _rows(standing, before), total=_total(standing, before)),
        Heading(2, "3. Điều kiện thực hiện"),
        _text(_means(standing, capacity)),
        *([_text(words)] if (words := _busy(standing)) else []),
        *([_text(f"Ghi chú: {plan.note.rstrip('.')}.")] if plan.note else []),
        Paragraph((Run(_closing(plan)),), stays=True),
        _signature(plan, district),
    )
    return Document(
        title=f"Kế hoạch nhập dữ liệu {place}, {_days(plan)}",
        author=district.agency_short,
        as_of=plan.from_on,
        file_stem=f"ke-hoach-{plan.commune.code}-{plan.from_on:%Y-%m-%d}-{plan.pk}",
        sections=(Section(blocks),),
        sample_mark="DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ" if district.has_sample_data else "",
    )


def _days(plan: Plan) -> str:
    return f"{format_date(plan.from_on)} đến {format_date(plan.to_on)}"


def _text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def _letterhead(plan: Plan, district: District) -> Letterhead:
    blank = " " * 8
    if plan.level == PlanLevel.COMMUNE:
        agency, place = ("ỦY BAN NHÂN DÂN", plan.commune.full_name.upper()), plan.commune.name
    else:
        agency, place = tuple(line.strip() for line in district.agency_lines.split("|")), district.place
    signed = (
        dated(timezone.localdate(plan.decided_at)) if plan.state == PlanState.ACCEPTED and plan.decided_at else None
    )
    return Letterhead(
        agency=agency,
        number=f"Số:{blank}/KH-UBND",
        place_and_date=f"{place}, {signed or f'ngày{blank}tháng{blank}năm {plan.from_on.year}'}",
    )


def _present(before: Figure) -> str:
    if before.to_enter <= 0:
        return "Chưa có số liệu kiểm kê số trường hợp phải nhập."
    return (
        f"Tổng số phải nhập: {format_count(before.to_enter)} trường hợp. Đã nhập lũy kế:"
        f" {format_count(before.entered)} trường hợp, đạt tỷ lệ {format_share(before.share)}. Còn lại:"
        f" {format_count(max(0, before.left))} trường hợp."
    )


def _goal(standing: Standing, before: Figure) -> str:
    told = f"Trong thời gian của kế hoạch nhập {format_count(standing.whole)} trường hợp"
    share = _share(standing.whole, before)
    return f"{told}; hết kế hoạch đạt {format_share(share)} số phải nhập." if share is not None else f"{told}."


def _share(cumulative: int, before: Figure) -> Decimal | None:
    return Decimal(before.entered + cumulative) / before.to_enter if before.to_enter > 0 else None


def _rows(standing: Standing, before: Figure) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            Cell(str(place), place),
            Cell(f"{row.line.name} ({row.line.span.words})"),
            Cell(format_count(row.line.working_days), row.line.working_days),
            Cell(format_count(row.target.count), row.target.count),
            Cell(format_count(row.cumulative), row.cumulative),
            Cell(format_share(_share(row.cumulative, before)), _share(row.cumulative, before)),
            Cell("; ".join(_remarks(row.line))),
        )
        for place, row in enumerate(standing.rows, 1)
    )


def _remarks(line) -> list[str]:
    found = ["ngày nghỉ"] if line.is_day_off else []
    return [*found, *(["vượt sức máy"] if line.is_over else []), *(["có đợt"] if line.campaigns else [])]


def _total(standing: Standing, before: Figure) -> tuple[Cell, ...]:
    days, share = sum(row.line.working_days for row in standing.rows), _share(standing.whole, before)
    return (
        Cell(""), Cell("CỘNG"), Cell(format_count(days), days), Cell(format_count(standing.whole), standing.whole),
        Cell(format_count(standing.whole), standing.whole), Cell(format_share(share), share), Cell(""),
    )  # fmt: skip


def _means(standing: Standing, capacity: Capacity) -> str:
    days = sum(row.line.working_days for row in standing.rows)
    told = f"Thời gian của kế hoạch có {format_small(days)} ngày làm việc."
    if capacity.per_shift is None:
        return f"{told} Chưa có ca máy nào được ghi nên chưa tính được sức máy."
    shifts = f"{capacity.machine_shifts:.1f}".removesuffix(".0").replace(".", ",")
    return (
        f"{told} Các máy đang đặt tại xã chạy đủ 03 ca được {shifts} máy-ca một ngày; bình quân mỗi máy-ca"
        f" nhập {format_count(round(capacity.per_shift))} trường hợp."
    )


def _busy(standing: Standing) -> str:
    """The campaigns that take from the days of the plan, named once."""
    names = list(dict.fromkeys(name for row in standing.rows for name in row.line.campaigns))
    return f"Các kỳ ghi “có đợt” trùng với đợt huy động người, máy: {join_words(names)}." if names else ""


def _closing(plan: Plan) -> str:
    if plan.level == PlanLevel.COMMUNE:
        return (
            "Tổ nhập dữ liệu hộ tịch theo dõi chỉ tiêu từng kỳ; kỳ nào không đạt thì ghi lý do và báo cáo Phòng Tư pháp"
            " huyện."
        )
    return (
        f"UBND {plan.commune.full_name} tổ chức thực hiện; kỳ nào không đạt thì báo cáo lý do về Phòng Tư pháp huyện."
    )


def _signature(plan: Plan, district: District) -> Signature:
    if plan.level == PlanLevel.COMMUNE:
        lines, name = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ""
        to = ("UBND huyện (b/c)", "Phòng Tư pháp huyện", f"Công an {plan.commune.kind}", "Lưu: VT")
    else:
        lines, name = (district.signer_authority, district.signer_title), district.signer_name
        to = (f"UBND {plan.commune.full_name}", "Phòng Tư pháp huyện", "Công an huyện", "Lưu: VT")
    return Signature(
        lines=lines,
        name=name,
        recipients=tuple(f"- {line}{'.' if place == len(to) else ';'}" for place, line in enumerate(to, 1)),
    )
