"""From a file to a kept extract: whose figures it has, and what should be known before they are kept."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Min
from django.utils.timezone import localtime

from communes.calendar import today
from communes.formatting import format_date, join_words
from communes.models import PROGRAMME_KINDS, Commune, District, Programme, User
from entries.models import Entry, Extract, ImportRun, Measure
from entries.reconciling.extracts.doubts import doubts
from entries.reconciling.extracts.keeping import ExtractRefused, Kept, Lines, keep_extract, standing, standing_like

from .outcome import Outcome

NO_SOURCE = "Tệp không ghi rõ là của Công an tỉnh hay Sở Tư pháp. Chọn nguồn của trích xuất."


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an extract came, as far as somebody said it: else the title names the source, and it came today."""

    source: str = ""
    paper_number: str = ""
    received_on: dt.date | None = None
    seen_version: int | None = None  # of the extract that stood when the figures were looked at


def keep_file(run: ImportRun, outcome: Outcome, receipt: Receipt, *, by: User) -> Kept:
    """Keeps what a checked file says. Raises ExtractRefused."""
    source = receipt.source or outcome.source
    if not source:
        raise ExtractRefused(NO_SOURCE, "source")
    communes = {commune.code: commune for commune in outcome.communes}
    return keep_extract(
        district=run.district,
        source=source,
        as_of=outcome.as_of,
        lines={(communes[code], programme, kind): n for (code, kind, programme, _), n in outcome.totals.items()},
        paper_number=receipt.paper_number,
        received_on=receipt.received_on or today(),
        by=by,
        run=run,
        seen_version=receipt.seen_version,
    )


def source_of(run: ImportRun) -> str:
    """The source that the file's title names; empty when it does not."""
    return (run.result.get("extract") or {}).get("source") or ""


def lines_of(run: ImportRun, communes: list[Commune]) -> Lines:
    """The figures of a checked file; a kind that it does not give for a commune it names is zero, as when compared."""
    by_code = {commune.code: commune for commune in communes}
    given = (run.result.get("extract") or {}).get("given", ())
    lines = {(by_code[code], programme, kind.value): 0 for code, programme in given for kind in PROGRAMME_KINDS}
    return lines | {
        (by_code[row["commune"]], row["programme"], row["book_kind"]): row["count"] for row in run.result["totals"]
    }


def notes_of(*, district: District, source: str, as_of: dt.date, lines: Lines) -> list[str]:
    """What should be known before these figures are kept; at most seven queries. Without a source nothing is said of
    others."""
    notes = [*_about_standing(district, source, as_of, lines), *_about_our_start(district, as_of)]
    return [*notes, *doubts(district=district, source=source, as_of=as_of, lines=lines)] if source else notes


def _about_standing(district: District, source: str, as_of: dt.date, lines: Lines) -> Iterator[str]:
    if not source or not lines:
        return
    before = standing(district).filter(source=source, as_of=as_of).select_related("recorded_by").first()
    if before is None:
        return
    day = format_date(localtime(before.recorded_at).date())
    since = f"bản số {before.version}, {before.recorded_by.shown_name} ghi ngày {day}"
    if standing_like(before, lines=lines):
        yield f"Trích xuất này đã có ({since}); lưu lần nữa cũng không thêm gì."
        return
    yield (
        f"Đã có trích xuất khác của cùng nguồn, cùng ngày chốt ({since}). Lưu thì bản mới thay bản đó; bản cũ vẫn xem"
        " được."
    )
    yield from _about_left_out(before, lines)


def _about_left_out(before: Extract, lines: Lines) -> Iterator[str]:
    given = {programme for _, programme, _ in lines}
    if left := [Programme(each).short for each in before.programmes if each not in given]:
        yield f"Bản mới không có chương trình {join_words(left)}; số của chương trình đó giữ như bản trước."
    named = {(commune.pk, programme) for commune, programme, _ in lines}
    had = before.lines.filter(programme__in=given).order_by("programme", "commune__position")
    lost: dict[str, list[str]] = {}
    for commune, name, programme in had.values_list("commune", "commune__name", "programme").distinct():
        if (commune, programme) not in named:
            lost.setdefault(programme, []).append(name)
    for programme, names in lost.items():
        yield (
            f"Bản mới không có số {Programme(programme).short} của {join_words(names)}, bản trước có. Lưu thì ở ngày"
            " chốt này các xã ấy không còn số để đối chiếu."
        )


def _about_our_start(district: District, as_of: dt.date) -> Iterator[str]:
    first = Entry.objects.filter(commune__district=district, measure=Measure.ENTERED).aggregate(Min("work_date"))
    day = first["work_date__min"]
    if day is None:
        yield "Sổ cái chưa có số đã nhập nào, nên chưa đối chiếu được. Nhập số lũy kế đầu kỳ trước."
    elif as_of < day:
        yield (
            f"Ngày chốt {format_date(as_of)} ở trước ngày đầu tiên sổ cái có số ({format_date(day)}); đến ngày đó sổ"
            " cái chưa ghi gì nên số nào khác 0 cũng lệch."
        )
