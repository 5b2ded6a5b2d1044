"""Số mồ côi: numbers and dates in a person's words that no fact states, or that belong to somebody else."""

import re
from collections.abc import Iterable

from communes.formatting import format_date

from ..content.parts import Part
from ..facts import Fact, ReportFacts, Unit
from .belonging import misplaced
from .doubt import Doubt, DoubtKind
from .known import Known, cited, live_spans
from .naming import Names, flat
from .numbers import Token, tokens_in

MOST_NEAR = 3
Span = tuple[int, int]
_AS_OF = re.compile(r"(?:tinh|so lieu|ket qua|luy ke)(?: \w+){0,3} den(?: het)?(?: ngay)? $")
ODD = "“{0}” không đọc được như một số. Viết 1.234, 44,5%, 03/3/2024, hoặc chèn số liệu."
GLUED = "“{0}” có chữ số dính vào số liệu đã chèn. Xóa chữ số thừa hoặc cách ra."


def orphans(part: Part, facts: ReportFacts, known: Known, names: Names, settled: Iterable[Span]) -> list[Doubt]:
    """`settled`: where numbers stand that were judged with the claim they belong to."""
    live, settled = live_spans(part), list(settled)
    found: list[Doubt] = []
    for token in tokens_in(part.text, years=known.years):
        over = [span for span in live if span[0] < token.end and token.start < span[1]]
        if over:
            found += _of_live(part, token, over, facts, names)
        elif not any(start <= token.start and token.end <= end for start, end in settled):
            found += _of_typed(part, token, facts, known, names)
    return found


def _of_live(part: Part, token: Token, over: list, facts: ReportFacts, names: Names) -> list[Doubt]:
    """A figure that was inserted is true; but what stands around it may make it another one."""
    start, end, fact = over[0]
    if fact.unit == Unit.NAME:
        return []
    if len(over) > 1 or token.start < start or token.end > end:
        return [_orphan(part, token, GLUED.format(token.text), (fact,))]
    wrong = misplaced(part.text, token, [fact], facts, names)
    return [_orphan(part, token, f"“{token.text}” {wrong[0]}.", (fact,))] if wrong else []


def _of_typed(part: Part, token: Token, facts: ReportFacts, known: Known, names: Names) -> list[Doubt]:
    kind = token.value[0]
    if kind == "paper":
        return [] if token.value[1] in known.papers else [_no_such_paper(part, token)]
    if kind == "odd":
        return [_orphan(part, token, ODD.format(token.text))]
    if kind == "period":
        return [_orphan(part, token, f"Kỳ {token.text} không thuộc năm nào mà báo cáo nói đến. Kiểm tra lại.")]
    if known.says(token):
        return []
    stating = known.stating(token.value)
    if kind in ("day", "day_of_year"):
        if not stating and not known.is_day(token.value):
            return [_orphan(part, token, f"Ngày {token.text} không có trong số liệu, văn bản hay thời hạn nào.")]
        return _not_as_of(part, token, stating, facts)
    if not stating:
        return [_unknown(part, token, known)]
    wrong = misplaced(part.text, token, stating, facts, names)
    return [_orphan(part, token, f"“{token.text}” {wrong[0]}.", (wrong[1],))] if wrong else []


def _orphan(part: Part, token: Token, words: str, near: tuple[Fact, ...] = ()) -> Doubt:
    return Doubt(part.key, DoubtKind.ORPHAN, token.start, token.end, token.text, words, near)


def _unknown(part: Part, token: Token, known: Known) -> Doubt:
    near = _near(token, known)
    hint = f" Gần nhất là {near[0].tabled} ({near[0].meaning})." if near else ""
    return _orphan(
        part, token, f"“{token.text}” không khớp số liệu nào của báo cáo. Sửa, hoặc chèn số liệu.{hint}", near
    )


def _no_such_paper(part: Part, token: Token) -> Doubt:
    words = f"Không có văn bản số {token.text} trong danh sách văn bản. Kiểm tra số, hoặc thêm vào mục Văn bản."
    return _orphan(part, token, words)


def _not_as_of(part: Part, token: Token, stating: list[Fact], facts: ReportFacts) -> list[Doubt]:
    """ "Tính đến ngày" names the day of figures, not that of a paper or a deadline."""
    before = flat(part.text[max(0, token.start - 40) : token.start])
    days = [fact for fact in stating if not fact.id.startswith(("deadline.", "loan."))]
    if days or not _AS_OF.search(before):
        return []
    day = format_date(facts.as_of.value)
    words = f"Số liệu của báo cáo tính đến ngày {day}, không phải {token.text}."
    return [Doubt(part.key, DoubtKind.CONTRADICTION, token.start, token.end, token.text, words, (facts.as_of,))]


def _near(token: Token, known: Known) -> tuple[Fact, ...]:
    """Facts of the same kind whose value is closest: often one digit was mistyped."""
    kind, value = token.value
    alike = [
        (abs(other[1] - value), fact)
        for other, facts in known.facts.items()
        if other[0] == kind
        for fact in facts
        if token.units is None or fact.unit in token.units
    ]
    return tuple(fact for _, fact in sorted(alike, key=lambda pair: (pair[0], pair[1].id))[:MOST_NEAR])


def wrong_papers(part: Part, known: Known) -> list[Doubt]:
    """Papers that are cited with another date than their own."""
    found = []
    for paper, dated in cited(part.text, known.years):
        days = known.papers.get(paper.value[1])
        if dated and days and dated.value[1] not in days:
            right = " hoặc ".join(format_date(day) for day in sorted(days))
            words = f"Văn bản số {paper.text} ban hành ngày {right}, không phải {dated.text}."
            where = dated.start, dated.end
            found.append(Doubt(part.key, DoubtKind.CONTRADICTION, *where, dated.text, words))
    return found
