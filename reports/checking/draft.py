"""Checks the text of a draft against the facts, before it goes out. Runs no query."""

from collections.abc import Iterable

from ..content.marked_text import GONE
from ..content.options import Options
from ..content.parts import Part
from ..facts import Fact, ReportFacts
from .claims import contradictions
from .doubt import Doubt, DoubtKind
from .missing import missing
from .naming import Names
from .orphans import known_by, orphans, wrong_papers


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
        found += orphans(part, known, names)
        found += wrong_papers(part, facts.directives)
        found += contradictions(part, facts, names)
        found += _gone(part)
    return (*found, *missing(parts, options))


def _gone(part: Part) -> list[Doubt]:
    """A figure that was inserted once and is stated no more."""
    at = part.text.find(GONE)
    if at < 0:
        return []
    words = "Số liệu đã chèn ở đây không còn. Chọn số khác."
    return [Doubt(part.key, DoubtKind.UNKNOWN_FACT, at, at + len(GONE), GONE, words)]
