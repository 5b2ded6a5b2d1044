"""Số mồ côi: numbers and dates in a person's words that no fact states, or that belong to somebody else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from communes.formatting import format_date
from communes.models import Directive

from ..content.parts import Part
from ..facts import Fact, ReportFacts, Unit
from .doubt import Doubt, DoubtKind
from .naming import Names
from .numbers import Token, Value, equal, tokens_in, value_of

MOST_NEAR = 3
_PHRASE = re.compile(r"[\w/]+(?: [\w/]+)?")


@dataclass(frozen=True)
class Known:
    """What a number may state: the facts by their value, the days of papers and deadlines, and what our own sentences
    say without a fact, such as "07 ngày gần nhất"."""

    facts: dict[Value, list[Fact]]
    days: frozenset
    standing: frozenset[tuple[Value, str]]
    years: frozenset[int]
    communes: int

    def stating(self, value: Value) -> list[Fact]:
        return [fact for known, facts in self.facts.items() if equal(known, value) for fact in facts]


def known_by(facts: ReportFacts, stated: dict[str, Fact], usual: Iterable[Part]) -> Known:
    by_value: dict[Value, list[Fact]] = {}
    for fact in stated.values():
        if (value := value_of(fact)) is not None:
            by_value.setdefault(value, []).append(fact)
    days = {paper.issued_on for paper in facts.directives} | {one.due_on.value for one in facts.deadlines}
    years = {day.year for day in (*days, facts.as_of.value)}
    standing = {(token.value, _word(token)) for part in usual for token in typed_tokens(part, frozenset(years))}
    return Known(by_value, frozenset(days), frozenset(standing), frozenset(years), len(facts.units))


def typed_tokens(part: Part, years: frozenset[int]) -> list[Token]:
    """Numbers and dates of a part that are words, not figures that live."""
    live, at = [], 0
    for run in part.runs:
        if run.fact is not None:
            live.append((at, at + len(run.text)))
        at += len(run.text)
    tokens = tokens_in(part.text, years=years)
    return [token for token in tokens if not any(start < token.end and token.start < end for start, end in live)]


def orphans(part: Part, known: Known, names: Names) -> list[Doubt]:
    found = (_doubt(part, token, known, names) for token in typed_tokens(part, known.years))
    return [doubt for doubt in found if doubt]


def _doubt(part: Part, token: Token, known: Known, names: Names) -> Doubt | None:
    if (token.value[0] == "day" and token.value[1] in known.days) or (token.value, _word(token)) in known.standing:
        return None
    place = (part.key, DoubtKind.ORPHAN, token.start, token.end, token.text)
    stating = known.stating(token.value)
    if token.unit == Unit.COMMUNES and token.value == ("count", known.communes):
        return None
    if not stating:
        near = _near(token, known)
        hint = f" Gần nhất là {near[0].tabled} ({near[0].meaning})." if near else ""
        return Doubt(*place, f"“{token.text}” không khớp số liệu nào của báo cáo. Sửa, hoặc chèn số liệu.{hint}", near)
    same_unit = [fact for fact in stating if token.unit is None or fact.unit == token.unit]
    if not same_unit and token.value[0] == "count":
        other = stating[0]
        return Doubt(
            *place,
            f"“{token.text}” là {other.meaning} ({other.unit.value}), không phải số {token.unit.value}.",
            (other,),
        )
    return _of_another(place, part.text, token, same_unit or stating, names)


def _of_another(place, text: str, token: Token, stating: list[Fact], names: Names) -> Doubt | None:
    """The number is right, but of another commune than the one its clause names."""
    named = names.in_clause(text, token.start)
    if len(named) != 1 or any(fact.scope in ("toàn huyện", "toàn tỉnh", named[0].full_name) for fact in stating):
        return None
    whose = stating[0]
    return Doubt(*place, f"“{token.text}” là số của {whose.scope}, không phải của {named[0].full_name}.", (whose,))


def _near(token: Token, known: Known) -> tuple[Fact, ...]:
    """Facts of the same kind whose value is closest: often one digit was mistyped."""
    kind, value = token.value
    if kind == "day" or isinstance(value, str):
        return ()
    alike = [
        (abs(other[1] - value), fact)
        for other, facts in known.facts.items()
        if other[0] == kind
        for fact in facts
        if token.unit is None or fact.unit == token.unit
    ]
    return tuple(fact for _, fact in sorted(alike, key=lambda pair: (pair[0], pair[1].id))[:MOST_NEAR])


def _word(token: Token) -> str:
    """The word behind a number, or two up to the end of the phrase: "ngày gần", "ca/ngày"."""
    match = _PHRASE.match(token.after)
    return match[0].lower() if match else ""


def wrong_papers(part: Part, papers: Iterable[Directive]) -> list[Doubt]:
    """A paper that is cited with another date than its own."""
    found, text = [], part.text
    for paper in papers:
        place = text.find(paper.number)
        if place < 0:
            continue
        begin = place + len(paper.number)
        token = next(iter(tokens_in(text[begin : begin + 20])), None)
        is_date = token and token.value[0] == "day" and text[begin:].lstrip().startswith("ngày")
        if is_date and token.value[1] != paper.issued_on:
            words = f"{paper} ban hành ngày {format_date(paper.issued_on)}, không phải {token.text}."
            where = begin + token.start, begin + token.end
            found.append(Doubt(part.key, DoubtKind.CONTRADICTION, *where, token.text, words))
    return found
