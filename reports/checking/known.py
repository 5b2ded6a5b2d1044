"""What a number in a text may state: the facts by their value, papers and deadlines, and what our own sentences say
without a fact, such as "07 ngày gần nhất"."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.parts import Part
from ..facts import Fact, ReportFacts, Unit
from .numbers import Token, Value, equal, tokens_in, value_of

_PHRASE = re.compile(r"[\w/]+(?: [\w/]+)?")
_NO_PAPER_BETWEEN = re.compile(r"[^.;\n\d]{0,60}\bngày $")


@dataclass(frozen=True)
class Known:
    """`papers`: the days that each paper is dated, by its number; `standing`: (value, words behind it)."""

    facts: dict[Value, list[Fact]]
    days: frozenset
    papers: dict[str, frozenset]
    standing: frozenset[tuple[Value, str]]
    years: frozenset[int]
    communes: int
    machines: frozenset[int]  # how many every commune has, of both kinds and of each, where all have the same

    def stating(self, value: Value) -> list[Fact]:
        return [fact for known, facts in self.facts.items() if equal(known, value) for fact in facts]

    def is_day(self, value: Value) -> bool:
        return any(equal(("day", day), value) for day in self.days)

    def says(self, token: Token) -> bool:
        """Our own sentences say the same words, or it is the number of all communes, or of machines everywhere."""
        kind, value = token.value
        is_everybody = kind == "count" and token.units == {Unit.COMMUNES} and value == self.communes
        is_everywhere = kind == "count" and token.units == {Unit.MACHINES} and value in self.machines
        return is_everybody or is_everywhere or (token.value, phrase(token)) in self.standing


def known_by(facts: ReportFacts, stated: dict[str, Fact], usual: Iterable[Part]) -> Known:
    by_value: dict[Value, list[Fact]] = defaultdict(list)
    for fact in stated.values():
        if (value := value_of(fact)) is not None:
            by_value[value].append(fact)
    days = {paper.issued_on for paper in facts.directives} | {one.due_on.value for one in facts.deadlines}
    years = frozenset(day.year for day in (*days, facts.as_of.value))
    papers: dict[str, set] = defaultdict(set)
    for paper in facts.directives:
        papers[paper.number].add(paper.issued_on)
    standing = set()
    for part in usual:
        typed = typed_tokens(part, years)
        standing |= {(token.value, phrase(token)) for token in typed}
        days |= {token.value[1] for token in typed if token.value[0] == "day"}
        for paper, dated in cited(part.text, years):
            papers[paper.value[1]] |= {dated.value[1]} if dated else set()
    dated = {number: frozenset(days) for number, days in papers.items()}
    return Known(
        dict(by_value), frozenset(days), dated, frozenset(standing), years, len(facts.units), _everywhere(facts)
    )


def _everywhere(facts: ReportFacts) -> frozenset[int]:
    sets = {(unit.total, unit.shared, unit.dedicated) for unit in facts.machines}
    return frozenset(*sets) if len(sets) == 1 else frozenset()


def cited(text: str, years: frozenset[int]) -> Iterator[tuple[Token, Token | None]]:
    """Every paper that a text cites, with the date behind it: "Công văn số 812/UBND-TP ngày 06/6/2023"."""
    tokens = tokens_in(text, years=years)
    for place, token in enumerate(tokens):
        if token.value[0] == "paper":
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            is_its_own = following and _NO_PAPER_BETWEEN.fullmatch(text[token.end : following.start])
            yield token, following if is_its_own and following.value[0] in ("day", "odd") else None


def live_spans(part: Part) -> list[tuple[int, int, Fact]]:
    """From where to where figures live in the text of a part."""
    found, at = [], 0
    for run in part.runs:
        if run.fact is not None:
            found.append((at, at + len(run.text), run.fact))
        at += len(run.text)
    return found


def typed_tokens(part: Part, years: frozenset[int]) -> list[Token]:
    """Numbers and dates of a part that are words, not figures that live."""
    live = live_spans(part)
    tokens = tokens_in(part.text, years=years)
    return [token for token in tokens if not any(start < token.end and token.start < end for start, end, _ in live)]


def phrase(token: Token) -> str:
    """The word behind a number, or two up to the end of the phrase: "ngày gần", "ca/ngày"."""
    match = _PHRASE.match(token.after)
    return match[0].lower() if match else ""
