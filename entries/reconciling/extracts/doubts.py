"""What is odd about cumulative figures, seen beside those of the same source at the cut-offs before and after."""

import datetime as dt
from collections.abc import Iterator

from communes.formatting import format_count, format_date, lower_first
from communes.models import BookKind, District, Programme

from ...models import Extract, ExtractLine
from .keeping import Line, Lines, standing

MOST_TOLD = 8  # figures named in one sentence; the rest are counted
TIMES = 10  # a zero too many
FEW = 20  # records below which ten times as many is no surprise
ALIKE = 5  # figures that may be equal by chance

FALLEN = "Số lũy kế giảm so với lần chốt {day}: {figures}. Dò lại từng số; nếu trích xuất ghi đúng như vậy thì cứ lưu."
RISEN = "Số lũy kế gấp 10 lần trở lên so với lần chốt {day}: {figures}. Xem có thừa chữ số 0 không."
ABOVE_LATER = "Số lũy kế lớn hơn lần chốt sau đó ({day}): {figures}. Xem lại ngày chốt và từng số."
SAME = "Mọi số giống hệt lần chốt {day}. Xem lại ngày chốt: có thể đây là số của lần trước."


def doubts(*, district: District, source: str, as_of: dt.date, lines: Lines) -> Iterator[str]:
    """Sentences for whoever keeps these figures (trường hợp); what others counted may be odd and still be what they
    sent. Four queries at most."""
    of_source = standing(district).filter(source=source)
    if before := of_source.filter(as_of__lt=as_of).order_by("-as_of").first():
        yield from _since(before, lines)
    if after := of_source.filter(as_of__gt=as_of).order_by("as_of").first():
        later = _figures_of(after)
        if above := [(line, n, later[_key(line)]) for line, n in lines.items() if n > later.get(_key(line), n)]:
            yield ABOVE_LATER.format(day=format_date(after.as_of), figures=_told(above))


def _since(before: Extract, lines: Lines) -> Iterator[str]:
    day, then = format_date(before.as_of), _figures_of(before)
    pairs = [(line, then[_key(line)], count) for line, count in lines.items() if _key(line) in then]
    filled = [pair for pair in pairs if pair[2]]
    if len(filled) >= ALIKE and all(was == count for _, was, count in pairs):
        yield SAME.format(day=day)
    if fallen := [pair for pair in pairs if pair[2] < pair[1]]:
        yield FALLEN.format(day=day, figures=_told(fallen))
    if risen := [pair for pair in pairs if pair[1] >= FEW and pair[2] >= TIMES * pair[1]]:
        yield RISEN.format(day=day, figures=_told(risen))


def _figures_of(extract: Extract) -> dict[tuple[int, str, str], int]:
    rows = ExtractLine.objects.filter(extract=extract).values_list("commune", "programme", "book_kind", "count")
    return {(commune, programme, kind): count for commune, programme, kind, count in rows}


def _key(line: Line) -> tuple[int, str, str]:
    commune, programme, kind = line
    return commune.pk, str(programme), str(kind)


def _told(pairs: list[tuple[Line, int, int]]) -> str:
    """ "Phước Sơn, khai sinh (dân cư) 440 → 44", the largest difference first."""
    pairs = sorted(pairs, key=lambda pair: -abs(pair[2] - pair[1]))
    told = [f"{_named(line)} {format_count(was)} → {format_count(now)}" for line, was, now in pairs[:MOST_TOLD]]
    if len(pairs) > MOST_TOLD:
        told.append(f"{format_count(len(pairs) - MOST_TOLD)} số khác")
    return "; ".join(told)


def _named(line: Line) -> str:
    commune, programme, kind = line
    return f"{commune.name}, {lower_first(BookKind(kind).label)} ({lower_first(Programme(programme).short)})"
