"""A person's words with figures in them: ⟦fact.id⟧ stands for the figure, so that it stays live while words change."""

import re

from communes.text import normalise_lines

from ..facts import Fact
from .blocks import Run, Runs

OPEN, CLOSE = "⟦", "⟧"
_MARK = re.compile(f"{OPEN}([^{OPEN}{CLOSE}\n]+){CLOSE}")
GONE = "(không còn số liệu này)"


def marked(runs: Runs) -> str:
    """The text that a person edits: figures as marks, words as they are."""
    return "".join(f"{OPEN}{run.fact.id}{CLOSE}" if run.fact else run.text for run in runs)


def runs_of(text: str, facts: dict[str, Fact]) -> Runs:
    """What a person wrote, with every mark as the figure it stands for now. A mark that no fact answers to says so."""
    found: list[Run] = []
    at = 0
    for match in _MARK.finditer(text):
        if match.start() > at:
            found.append(Run(text[at : match.start()]))
        fact = facts.get(match[1])
        found.append(Run(fact.written, fact) if fact else Run(GONE))
        at = match.end()
    if at < len(text):
        found.append(Run(text[at:]))
    return tuple(found)


def ids_in(text: str) -> list[str]:
    """The facts that a text mentions, in order."""
    return _MARK.findall(text)


def cleaned(text: str) -> str:
    """As it is stored: composed letters, no marks of Word, single spaces, lines kept, no empty ones."""
    return normalise_lines(text)
