"""Công văn đề nghị điều chỉnh số liệu, in the form of Nghị định 30/2020/NĐ-CP, with its annex: whose figure of what
should read otherwise, and why. The requests are the ledger's own findings, as they were put on the list; nothing is
said to have been checked that nobody recorded."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from communes.formatting import format_count, format_date, format_signed, format_small, join_words
from communes.models import Commune, District, Programme
from entries.models import ExtractSource, Measure, Request

from ..sentences import standing
from ..sentences.wording import say, say_communes
from .blocks import Addressee, AppendixTitle, Cell, CellKind, Column, Document, Letterhead, Paragraph, Section, Table
from .letterhead import letter_head, letter_reference, signature
from .options import Options

ABOUT = ("V/v đề nghị điều chỉnh số liệu", "nhập dữ liệu hộ tịch")
NAME = "SỐ LIỆU ĐỀ NGHỊ ĐIỀU CHỈNH"
CAPTION = "Số liệu đề nghị điều chỉnh"
END = "./."
MEASURES = {Measure.ENTERED: "Số đã nhập", Measure.TO_ENTER: "Số phải nhập"}
MOST_NAMED = 6  # communes named in a sentence; of more the number is told, the annex names them all
_RECEIVER = Column("receiver", "Nơi điều chỉnh", CellKind.TEXT, 27)
_PROGRAMME = Column("programme", "Chương trình", CellKind.TEXT, 36)
_DAY = Column("day", "Số liệu đến ngày", CellKind.TEXT, 22)
_COLUMNS = (
    Column("place", "STT", CellKind.ORDINAL, 10),
    _RECEIVER,
    Column("name", "Đơn vị", CellKind.TEXT, 36),
    _PROGRAMME,
    Column("what", "Số liệu", CellKind.TEXT, 24),
    Column("kind", "Loại sổ", CellKind.TEXT, 24),
    _DAY,
    Column("theirs", "Số hiện có", CellKind.COUNT, 20),
    Column("wanted", "Đề nghị điều chỉnh thành", CellKind.COUNT, 23),
    Column("change", "Tăng, giảm", CellKind.CHANGE, 18, less=("wanted", "theirs")),
    Column("reason", "Lý do", CellKind.TEXT, 60),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """`requests` in the order of the annex, at least one. `is_explained`: every commune has said what happened. `sent`
    is number and day of the letter once it has gone out."""

    district: District
    requests: Sequence[Request]
    on: dt.date
    is_explained: bool
    sent: tuple[str, dt.date] | None

    @property
    def receivers(self) -> list[str]:
        asked = {one.receiver for one in self.requests}
        return [source for source in ExtractSource.values if source in asked]

    @property
    def communes(self) -> list[Commune]:
        found = {one.finding.commune_id: one.finding.commune for one in self.requests}
        return sorted(found.values(), key=lambda commune: commune.position)

    @property
    def baselines(self) -> int:
        return sum(one.measure == Measure.TO_ENTER for one in self.requests)

    @property
    def days(self) -> list[dt.date]:
        return sorted({one.as_of for one in self.requests})


def adjustment_letter(
    district: District, requests: Sequence[Request], *, on: dt.date, is_explained: bool = False
) -> Document:
    """`on` gives the year in the head of a draft; requests that went out with one letter carry its number and day. In a
    workbook the annex alone."""
    # As they are addressed, and within that the communes in official order.
    places = {source: place for place, source in enumerate(ExtractSource.values)}
    requests = sorted(requests, key=lambda one: (places[one.receiver], one.finding.commune.position))
    letters = {(one.letter_number, one.letter_on) for one in requests}
    sent = letters.pop() if len(letters) == 1 and all(one.letter_number for one in requests) else None
    letter = Letter(district, requests, on, is_explained, sent)
    options = Options(recipients=_copies(letter), signed_on=sent and sent[1])
    to = tuple(_receiver(district, source) for source in letter.receivers)
    text = (
        _head(letter, options),
        Addressee(receivers=to),
        Paragraph(say(_found(letter))),
        Paragraph(say(_why(letter))),
        Paragraph(
            say(
                "{agency} đề nghị {receivers} xem xét, điều chỉnh số liệu theo Phụ lục kèm theo Công văn này và thông"
                " báo kết quả để {agency} theo dõi, đối chiếu.",
                agency=district.agency_short,
                receivers=join_words(list(to)),
            )
        ),
        Paragraph(say("Rất mong nhận được sự quan tâm, phối hợp của Quý cơ quan{end}", end=END), stays=True),
        signature(district, options),
    )
    return Document(
        title=f"Công văn đề nghị điều chỉnh số liệu ({format_date(sent[1] if sent else on)})",
        author=district.agency_short,
        as_of=letter.days[-1],
        file_stem=f"de-nghi-dieu-chinh-{sent[1] if sent else on:%Y-%m-%d}",
        sections=(Section(text), Section(_annex(letter, options), landscape=True)),
        sample_mark=standing.SAMPLE_MARK if district.has_sample_data else "",
    )


def _head(letter: Letter, options: Options) -> Letterhead:
    head = letter_head(letter.district, options, letter.on, about=ABOUT)
    return replace(head, number=f"Số: {letter.sent[0]}") if letter.sent else head


def _copies(letter: Letter) -> tuple[str, ...]:
    one = len(letter.communes) == 1
    units = f"UBND {letter.communes[0].full_name}" if one else "UBND các xã, thị trấn liên quan"
    return ("Như trên", "CT, PCT UBND huyện", "Công an huyện (p/h)", units, "Lưu: VT, TP")


def _receiver(district: District, source: str) -> str:
    """Both are organs of the province, whose name the district's addressee carries."""
    province = district.addressee.partition(" tỉnh ")[2].split("|")[0].strip()
    name = ExtractSource(source).label
    if source == ExtractSource.POLICE:
        return f"{name} {province}".strip()
    return f"{name} tỉnh {province}" if province else name


# ------------------------------------------------------------------ what it says
def _found(letter: Letter) -> str:
    number, baselines = len(letter.requests), letter.baselines
    theirs = join_words([ExtractSource(source).label for source in letter.receivers])
    where = say_communes(letter.communes, most=MOST_NAMED)
    if baselines == number:
        return (
            f"Qua rà soát số dữ liệu phải nhập, {letter.district.agency_short} nhận thấy {format_small(number)} số liệu"
            f" của {where} theo dõi tại huyện khác với số liệu của {theirs}."
        )
    until = f"đến ngày {format_date(letter.days[-1])}" if len(letter.days) == 1 else "đến các ngày nêu tại Phụ lục"
    told = (
        f"Qua đối chiếu số liệu nhập dữ liệu hộ tịch tính {until}, {letter.district.agency_short} nhận thấy"
        f" {format_small(number)} số liệu của {where} theo dõi tại huyện khác với số liệu của {theirs}"
    )
    return f"{told}, trong đó có {format_small(baselines)} số liệu là số phải nhập." if baselines else f"{told}."


def _why(letter: Letter) -> str:
    heard = "Sau khi xem xét giải trình của " if letter.is_explained else ""
    units = "đơn vị" if len(letter.communes) == 1 else "các đơn vị"
    start = f"{heard}{units}, " if heard else "Sau khi rà soát, "
    return (
        f"{start}{letter.district.agency_short} xác định số đề nghị điều chỉnh là đúng; lý do của từng số liệu nêu tại"
        " Phụ lục."
    )


# ------------------------------------------------------------------ the annex
def _annex(letter: Letter, options: Options) -> tuple:
    programmes = {one.programme for one in letter.requests}
    shown = {
        _RECEIVER: len(letter.receivers) > 1,
        _PROGRAMME: len(programmes) > 1,
        _DAY: len(letter.days) > 1,
    }
    columns = tuple(column for column in _COLUMNS if shown.get(column, True))
    name = (NAME, standing.WORK.upper()) if programmes == {Programme.POPULATION_DB} else (NAME,)
    if programmes == {Programme.HISTORICAL}:
        name = (NAME, Programme.HISTORICAL.label.upper())
    until = f"Số liệu đến hết ngày {format_date(letter.days[-1])}. " if len(letter.days) == 1 else ""
    rows = tuple(_row(place, one, columns) for place, one in enumerate(letter.requests, start=1))
    return (
        AppendixTitle(
            label="Phụ lục",
            name=name,
            reference=letter_reference(
                letter.district, options, letter.on, number=letter.sent[0] if letter.sent else None
            ),
            unit=f"{until}Đơn vị tính: trường hợp",
        ),
        Table(CAPTION, columns, rows),
    )


def _row(place: int, one: Request, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    change = one.wanted - one.theirs
    texts = {
        "receiver": one.get_receiver_display(),
        "name": one.finding.commune.title,
        "programme": one.get_programme_display(),
        "what": MEASURES[one.measure],
        "kind": one.get_book_kind_display(),
        "day": format_date(one.as_of),
        "reason": one.reason,
    }
    cells = {key: Cell(text, text) for key, text in texts.items()} | {
        "place": Cell(str(place), place),
        "theirs": Cell(format_count(one.theirs), one.theirs),
        "wanted": Cell(format_count(one.wanted), one.wanted),
        "change": Cell(format_signed(change), change),
    }
    return tuple(cells[column.key] for column in columns)
