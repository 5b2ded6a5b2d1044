"""Công văn đề nghị điều chỉnh số liệu, in the form of Nghị định 30/2020/NĐ-CP, with its annex: whose figure of what
should read otherwise, and why. The requests are the ledger's own findings, as they were put on the list."""

import datetime as dt
from collections.abc import Sequence

from communes.formatting import format_count, format_date, format_signed, format_small
from communes.models import CommuneKind, District
from entries.models import ExtractSource, Measure, Request

from ..sentences import standing
from ..sentences.wording import say
from .blocks import Addressee, AppendixTitle, Cell, CellKind, Column, Document, Paragraph, Section, Table
from .letterhead import letter_head, signature
from .options import Options

ABOUT = ("V/v đề nghị điều chỉnh số liệu", "nhập dữ liệu hộ tịch")
NAME = "Số liệu đề nghị điều chỉnh"
END = "./."
COPIES = ("Như trên", "CT, PCT UBND huyện", "Công an huyện (p/h)", "UBND các xã, thị trấn liên quan", "Lưu: VT, TP")
COLUMNS = (
    Column("place", "STT", CellKind.ORDINAL, 10),
    Column("receiver", "Nơi điều chỉnh", CellKind.TEXT, 27),
    Column("name", "Đơn vị", CellKind.TEXT, 33),
    Column("what", "Chỉ tiêu", CellKind.TEXT, 39),
    Column("kind", "Loại sổ", CellKind.TEXT, 23),
    Column("day", "Số liệu đến ngày", CellKind.TEXT, 22),
    Column("theirs", "Số hiện có", CellKind.COUNT, 19),
    Column("wanted", "Đề nghị điều chỉnh thành", CellKind.COUNT, 22),
    Column("change", "Tăng, giảm", CellKind.COUNT, 17, less=("wanted", "theirs")),
    Column("reason", "Lý do", CellKind.TEXT, 45),
)


def adjustment_letter(district: District, requests: Sequence[Request], *, on: dt.date) -> Document:
    """`requests` in the order of the annex, at least one; `on` gives the year in the head. In a workbook the annex
    alone."""
    options = Options(recipients=COPIES)
    text = (
        letter_head(district, options, on, about=ABOUT),
        Addressee(receivers=tuple(_receiver(district, source) for source in _receivers(requests))),
        Paragraph(say(_found(requests))),
        Paragraph(say(_why(requests))),
        Paragraph(
            say(
                "{agency} đề nghị {receivers} xem xét, điều chỉnh số liệu của các đơn vị theo Phụ lục kèm theo Công văn"
                " này và thông báo kết quả để {agency} theo dõi, đối chiếu.",
                agency=district.agency_short,
                receivers=" và ".join(_receiver(district, source) for source in _receivers(requests)),
            )
        ),
        Paragraph(say("Rất mong nhận được sự quan tâm phối hợp của Quý cơ quan{end}", end=END), stays=True),
        signature(district, options),
    )
    annex = (
        AppendixTitle(
            label="PHỤ LỤC",
            name=(NAME.upper(),),
            reference=f"(Kèm theo Công văn số{' ' * 10}ngày{' ' * 10}của {district.agency_short})",
            unit="Đơn vị tính: trường hợp",
        ),
        Table(NAME, COLUMNS, tuple(_row(place, one) for place, one in enumerate(requests, start=1))),
    )
    return Document(
        title=f"Công văn đề nghị điều chỉnh số liệu ({format_date(on)})",
        author=district.agency_short,
        as_of=max(one.as_of for one in requests),
        file_stem=f"de-nghi-dieu-chinh-{on:%Y-%m-%d}",
        sections=(Section(text), Section(annex, landscape=True)),
        sample_mark=standing.SAMPLE_MARK if district.has_sample_data else "",
    )


def _receivers(requests: Sequence[Request]) -> list[str]:
    asked = {one.receiver for one in requests}
    return [source for source in ExtractSource.values if source in asked]


def _receiver(district: District, source: str) -> str:
    """Both are organs of the province, whose name the district's addressee carries."""
    province = district.addressee.partition(" tỉnh ")[2].split("|")[0].strip()
    name = ExtractSource(source).label
    if source == ExtractSource.POLICE:
        return f"{name} {province}".strip()
    return f"{name} tỉnh {province}" if province else name


def _found(requests: Sequence[Request]) -> str:
    days = sorted({one.as_of for one in requests})
    until = f"đến ngày {format_date(days[-1])}" if len(days) == 1 else "đến các ngày nêu tại Phụ lục"
    communes = {one.finding.commune_id: one.finding.commune for one in requests}.values()
    kinds = {commune.kind for commune in communes}
    units = "xã, thị trấn" if len(kinds) > 1 else CommuneKind(kinds.pop()).label.lower()
    where = f"{format_small(len(communes))} {units}"
    if len(communes) == 1:
        [where] = [commune.full_name for commune in communes]
    return (
        f"Qua đối chiếu số liệu nhập dữ liệu hộ tịch tính {until} với sổ theo dõi từng ca nhập của các đơn vị, có"
        f" {format_small(len(requests))} số liệu của {where} chưa khớp với số của cơ quan cấp trên."
    )


def _why(requests: Sequence[Request]) -> str:
    baseline = sum(one.measure == Measure.TO_ENTER for one in requests)
    if baseline == len(requests):
        return "Các đơn vị đã đếm lại sổ gốc; số phải nhập theo sổ gốc khác với số được giao ban đầu."
    told = (
        "Các đơn vị đã kiểm tra lại từng phiếu nhập và sổ gốc, xác định số đang theo dõi tại huyện là đúng; nguyên nhân"
        " chênh lệch nêu tại cột Lý do của Phụ lục."
    )
    return f"{told} Trong đó {format_small(baseline)} số liệu về số phải nhập ban đầu." if baseline else told


def _row(place: int, one: Request) -> tuple[Cell, ...]:
    what = f"{one.get_measure_display()} – {one.get_programme_display()}"
    change = one.wanted - one.theirs
    texts = (one.get_receiver_display(), one.finding.commune.title, what, one.get_book_kind_display())
    return (
        Cell(str(place), place),
        *(Cell(text, text) for text in (*texts, format_date(one.as_of))),
        Cell(format_count(one.theirs), one.theirs),
        Cell(format_count(one.wanted), one.wanted),
        Cell(format_signed(change), change),
        Cell(one.reason, one.reason),
    )
