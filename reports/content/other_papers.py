"""Papers that go with the report, made of the same facts: to late communes, on the week, on praise and blame, and one
page for leaders. Each in the form of Nghị định 30/2020/NĐ-CP."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from communes.formatting import format_count, format_date
from communes.models import Commune, District

from ..facts import DeadlineFacts, Fact, ReportFacts, UnitFacts
from ..sentences import standing
from ..sentences.ahead import next_verdict
from ..sentences.progress import progress
from ..sentences.shortcomings import shortcomings
from ..sentences.wording import inside, name_units, say
from .blocks import Addressee, Cell, CellKind, Column, Document, Heading, Paragraph, Runs, Section, Table, Title
from .letterhead import letter_head, letterhead, signature
from .options import Options

END = "./."
TO_LATE = ("Như trên", "CT, PCT UBND huyện", "Công an huyện (p/h)", "Lưu: VT, TP")
TO_ALL = ("UBND các xã, thị trấn", "CT, PCT UBND huyện", "Công an huyện", "Lưu: VT, TP")
_COUNT, _SHARE, _TEXT, _PLACE = CellKind.COUNT, CellKind.SHARE, CellKind.TEXT, CellKind.ORDINAL
_LATE = (
    Column("place", "STT", _PLACE, 10),
    Column("name", "Đơn vị", _TEXT, 36),
    Column("to_enter", "Phải nhập", _COUNT, 19),
    Column("entered", "Đã nhập", _COUNT, 18),
    Column("share", "Tỷ lệ (%)", _SHARE, 15),
    Column("left", "Còn lại", _COUNT, 18),
    Column("recent", "Nhập 07 ngày gần nhất", _COUNT, 20),
    Column("pace", "Cần mỗi ngày làm việc", _COUNT, 20),
    Column("gone", "Thiếu, trễ 30 ngày (ca)", _COUNT, 18),
)
_WEEK = (
    Column("place", "STT", _PLACE, 12),
    Column("name", "Đơn vị", _TEXT, 50),
    Column("recent", "Nhập trong tuần", _COUNT, 28),
    Column("entered", "Đã nhập", _COUNT, 26),
    Column("share", "Tỷ lệ (%)", _SHARE, 24),
    Column("left", "Còn lại", _COUNT, 26),
)
_NAMED = (Column("place", "STT", _PLACE, 12), Column("name", "Đơn vị", _TEXT, 42), Column("why", "Lý do", _TEXT, 112))


def late_communes(facts: ReportFacts) -> tuple[tuple[UnitFacts, ...], DeadlineFacts | None]:
    """Who will miss the nearest deadline that anybody will miss, and that deadline."""
    found = next_verdict(facts)
    if found is None:
        return (), None
    behind = {one.commune.pk for one in found[0].behind}
    return facts.where(lambda unit: unit.commune.pk in behind), found[1]


def urging_letter(facts: ReportFacts, options: Options, commune: Commune | None = None) -> Document | None:
    """Công văn đôn đốc to every late commune, or to one with its own figures alone; None when nobody is late."""
    units, deadline = late_communes(facts)
    units = tuple(unit for unit in units if commune is None or unit.commune.pk == commune.pk)
    if not units:
        return None
    to = [f"UBND {unit.commune.full_name}" for unit in units]
    text = (
        letter_head(
            facts.district, options, facts.as_of.value, about=("V/v đôn đốc nhập dữ liệu", "hộ tịch từ Sổ hộ tịch")
        ),
        Addressee(receivers=tuple(to)),
        Paragraph(_urged(facts, units, deadline)),
        Table(
            "Các đơn vị chưa kịp hạn", _LATE, tuple(_late(n, unit, facts, deadline) for n, unit in enumerate(units, 1))
        ),
        Paragraph(
            say(
                "{agency} yêu cầu Chủ tịch UBND {whom} phân công từng thành viên Tổ nhập dữ liệu Đề án 06, bố trí"
                " 03 ca/ngày trên đủ số máy, ghi phiếu ngay trong ngày và báo vướng mắc về Phòng Tư pháp để xử lý.",
                agency=facts.district.agency_short,
                whom=name_units(units) if len(units) == 1 else "các xã, thị trấn nêu trên",
            )
        ),
        Paragraph(
            say(
                "Kết quả báo cáo về UBND huyện (qua Phòng Tư pháp) trước 17 giờ thứ Sáu hằng tuần{end}",
                end=END,
            ),
            stays=True,
        ),
        signature(facts.district, _to(options, TO_LATE)),
    )
    stem = f"don-doc-{commune.code}" if commune else "don-doc"
    return _document(facts, stem, "Công văn đôn đốc nhập dữ liệu hộ tịch", text)


def _urged(facts: ReportFacts, units: Sequence[UnitFacts], deadline: DeadlineFacts) -> Runs:
    return say(
        "Theo số liệu tính đến ngày {day}, {units} nếu giữ nhịp nhập của 08 tuần gần nhất thì không kịp hoàn thành"
        " {work} theo thời hạn {label} (hết ngày {due}; còn {days} ngày làm việc). Cụ thể:",
        day=facts.as_of,
        units=name_units(units),
        work=standing.WORK,
        label=inside(deadline.label),
        due=deadline.due_on,
        days=deadline.days_left,
    )


def _late(place: int, unit: UnitFacts, facts: ReportFacts, deadline: DeadlineFacts) -> tuple[Cell, ...]:
    days = deadline.days_left.value
    pace = -(-unit.left.value // days) if days and unit.left.value > 0 else None
    gone = next((fact.value for one, fact in facts.around.reporting.communes if one.pk == unit.commune.pk), 0)
    return (
        _place(place),
        _name(unit),
        _figure(unit.to_enter),
        _figure(unit.entered),
        _figure(unit.share),
        _figure(unit.left),
        _figure(unit.recent),
        Cell(format_count(pace), pace),
        Cell(format_count(gone), gone),
    )


def week_notice(facts: ReportFacts, options: Options) -> Document:
    """Thông báo kết quả tuần: who entered how much in the seven days up to the day, the most first."""
    first = facts.as_of.value - dt.timedelta(days=6)
    units = sorted(facts.units, key=lambda unit: -unit.recent.value)
    idle = [unit for unit in facts.units if unit.left.value > 0 and unit.recent.value <= 0]
    text = (
        letterhead(facts.district, options, facts.as_of.value, paper="TB"),
        Title(
            "THÔNG BÁO",
            ("Kết quả nhập dữ liệu hộ tịch trong tuần", f"(từ {format_date(first)} đến {facts.as_of.written})"),
        ),
        Paragraph(
            say(
                "Trong tuần, toàn huyện nhập được {recent} trường hợp; lũy kế {entered}/{to_enter} trường hợp, đạt"
                " {share}.",
                recent=facts.whole.recent,
                entered=facts.whole.entered,
                to_enter=facts.whole.to_enter,
                share=facts.whole.share,
            )
        ),
        Table(
            "Kết quả trong tuần",
            _WEEK,
            tuple(_week(n, unit) for n, unit in enumerate(units, 1)),
            total=_week_total(facts.whole),
        ),
        *((Paragraph(say("Chưa nhập trong tuần dù còn dữ liệu: {units}.", units=name_units(idle))),) if idle else ()),
        Paragraph(
            say("{agency} thông báo để các đơn vị biết, thực hiện{end}", agency=facts.district.agency_short, end=END),
            stays=True,
        ),
        signature(facts.district, _to(options, TO_ALL)),
    )
    return _document(facts, "thong-bao-tuan", "Thông báo kết quả nhập dữ liệu hộ tịch trong tuần", text)


def _week(place: int, unit: UnitFacts) -> tuple[Cell, ...]:
    figures = (unit.recent, unit.entered, unit.share, unit.left)
    return (_place(place), _name(unit), *(_figure(fact) for fact in figures))


def _week_total(whole: UnitFacts) -> tuple[Cell, ...]:
    figures = (whole.recent, whole.entered, whole.share, whole.left)
    return (Cell(""), Cell("TOÀN HUYỆN"), *(_figure(fact) for fact in figures))


def merit_list(facts: ReportFacts, options: Options, praised: Sequence, called: Sequence) -> Document:
    """Danh sách đề nghị khen thưởng and kiểm điểm, with the reason of each; nobody is named without one."""

    def part(heading: str, named: Sequence, none: str) -> tuple:
        if not named:
            return Heading(2, heading), Paragraph(say(none))
        rows = tuple((_place(n), _text(one.commune.title), _text(one.why)) for n, one in enumerate(named, 1))
        return Heading(2, heading), Table(heading, _NAMED, rows)

    text = (
        letterhead(facts.district, options, facts.as_of.value, paper="DS"),
        Title(
            "DANH SÁCH",
            ("Đề nghị khen thưởng, kiểm điểm", f"trong nhập dữ liệu hộ tịch, tính đến ngày {facts.as_of.written}"),
        ),
        *part("1. Đề nghị khen thưởng", praised, "Chưa có đơn vị đủ điều kiện đề nghị khen thưởng."),
        *part("2. Đề nghị kiểm điểm", called, "Chưa có đơn vị phải kiểm điểm."),
        signature(facts.district, _to(options, TO_ALL)),
    )
    return _document(facts, "khen-thuong-kiem-diem", "Danh sách khen thưởng, kiểm điểm", text)


def leader_summary(facts: ReportFacts, options: Options) -> Document:
    """One page for leaders: how far, who, what is wrong, what to decide."""
    said = progress(facts)
    wrong = shortcomings(facts)
    units, deadline = late_communes(facts)
    decide = (
        say(
            "Chưa kịp hạn {label}: {units}. Đề nghị quyết định thêm ca, điều máy và thời điểm kiểm tra.",
            label=inside(deadline.label),
            units=name_units(units, total=len(facts.units)),
        )
        if units
        else say("Các đơn vị đều có thể kịp hạn nếu giữ nhịp nhập của 08 tuần gần nhất.")
    )
    text = (
        Title("TÓM TẮT", ("Tiến độ nhập dữ liệu hộ tịch từ Sổ hộ tịch", f"tính đến ngày {facts.as_of.written}")),
        Heading(2, "1. Kết quả"),
        Paragraph(_reached(facts)),
        *(Paragraph(said[name]) for name in ("extremes", "recent") if name in said),
        Heading(2, "2. Tồn tại"),
        *(Paragraph(wrong[name]) for name in ("pace", "province", "slow", "none") if name in wrong),
        Heading(2, "3. Cần quyết định"),
        Paragraph(decide),
    )
    return _document(facts, "tom-tat", "Tóm tắt tiến độ nhập dữ liệu hộ tịch", text)


def _reached(facts: ReportFacts) -> Runs:
    whole = facts.whole
    return say(
        "Toàn huyện đã nhập {entered}/{to_enter} trường hợp, đạt {share}; còn lại {left} trường hợp.",
        entered=whole.entered, to_enter=whole.to_enter, share=whole.share, left=whole.left,
    )  # fmt: skip


# ------------------------------------------------------------------ what they share
def _to(options: Options, recipients: tuple[str, ...]) -> Options:
    return options if options.recipients else replace(options, recipients=recipients)


def _document(facts: ReportFacts, stem: str, title: str, blocks: tuple) -> Document:
    district: District = facts.district
    return Document(
        title=f"{title} (tính đến ngày {facts.as_of.written})",
        author=district.agency_short,
        as_of=facts.as_of.value,
        file_stem=f"{stem}-{facts.as_of.value.isoformat()}",
        sections=(Section(blocks),),
        sample_mark=standing.SAMPLE_MARK if district.has_sample_data else "",
    )


def _place(place: int) -> Cell:
    return Cell(str(place), place)


def _name(unit: UnitFacts) -> Cell:
    return Cell(unit.commune.title, unit.commune.title, unit.name)


def _figure(fact: Fact) -> Cell:
    return Cell(fact.tabled, fact.value, fact)


def _text(words: str) -> Cell:
    return Cell(words, words)
