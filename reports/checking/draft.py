"""Checks the text of a draft against the facts, before it goes out. Runs no query."""

from collections.abc import Iterable

from ..content.marked_text import GONE
from ..content.options import Options
from ..content.parts import Part
from ..facts import Fact, ReportFacts
from .doubt import Doubt, DoubtKind
from .judging import contradictions
from .known import Known, known_by
from .missing import missing
from .naming import Names
from .orphans import orphans, wrong_papers
from .since import since_before


def check_draft(
    *,
    facts: ReportFacts,
    parts: Iterable[Part],
    stated: dict[str, Fact],
    options: Options,
    usual: Iterable[Part] = (),
) -> tuple[Doubt, ...]:
    """What people wrote that no fact states or that the facts deny, and what is missing; in the order of the text.

    `usual` are the parts as the facts give them: what they say without a fact ("07 ngày gần nhất") is no orphan.
    """
    parts = tuple(parts)
    if all(part.is_live for part in parts):  # nobody wrote anything: our own sentences state facts only
        return tuple(missing(parts, options))
    known = known_by(facts, stated, (*usual, *(part for part in parts if part.is_live)))
    names = Names(tuple(unit.commune for unit in facts.units), facts.district.name)
    found: list[Doubt] = []
    for part in parts:
        if part.is_live:
            continue
        found += check_part(part, facts, stated, known, names)
    return (*found, *missing(parts, options))


def check_part(part: Part, facts: ReportFacts, stated: dict[str, Fact], known: Known, names: Names) -> list[Doubt]:
    """What is doubtful in one part, from its first word to its last."""
    denied, settled = contradictions(part, facts, names, known.years)
    misdated = wrong_papers(part, known)
    settled += [(doubt.start, doubt.end) for doubt in misdated]
    denied += since_before(part, stated, names)
    found = [*denied, *misdated, *orphans(part, facts, known, names, settled), *_gone(part)]
    return sorted(found, key=lambda doubt: (doubt.start, doubt.end))


def _gone(part: Part) -> list[Doubt]:
    """A figure that was inserted once and is stated no more."""
    at = part.text.find(GONE)
    if at < 0:
        return []
    words = "Số liệu đã chèn ở đây không còn. Chọn số khác."
    return [Doubt(part.key, DoubtKind.UNKNOWN_FACT, at, at + len(GONE), GONE, words)]
