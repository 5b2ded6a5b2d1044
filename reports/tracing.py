"""From a figure on paper to its entries, and from one report to another: figures and sentences that differ."""

import difflib
import re
from dataclasses import dataclass

from .composing import Draft
from .issuing import frozen_fact, frozen_part
from .models import Report

_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a report states, frozen or as it stands: facts by id, parts by key, both as they are kept."""

    report: Report
    facts: dict[str, dict]
    parts: dict[str, dict]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One fact in two reports; None where only the other one states it. `step` of counts, None else."""

    meaning: str
    before: str | None
    after: str | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence: in both (""), only before ("del"), only after ("ins")."""

    words: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class SentenceChange:
    key: str
    section: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    figures: tuple[FigureChange, ...]
    sentences: tuple[SentenceChange, ...]
    equal_figures: int
    equal_sentences: int


def told_by(report: Report, draft: Draft | None = None) -> Told:
    """An issued report as it went out; a draft (given composed) as it stands."""
    if draft is None:
        facts, parts = report.frozen_facts, report.frozen_parts
    else:
        facts = [frozen_fact(fact) for fact in draft.stated.values()]
        parts = [frozen_part(part) for part in draft.parts]
    return Told(report, {fact["id"]: fact for fact in facts}, {part["key"]: part for part in parts})


def text_of_frozen(part: dict) -> str:
    return "".join(text for text, _ in part["runs"])


def differences(before: Told, after: Told) -> Differences:
    """Figures by their id and sentences by their key; what is equal is only counted."""
    ids = [*before.facts, *(id for id in after.facts if id not in before.facts)]
    figures = [_figure(before.facts.get(id), after.facts.get(id)) for id in ids]
    keys = [*before.parts, *(key for key in after.parts if key not in before.parts)]
    sentences = [_sentence(key, before.parts.get(key), after.parts.get(key)) for key in keys]
    changed_figures = tuple(one for one in figures if one.before != one.after)
    changed_sentences = tuple(one for one in sentences if any(piece.change for piece in one.pieces))
    return Differences(
        changed_figures,
        changed_sentences,
        len(figures) - len(changed_figures),
        len(sentences) - len(changed_sentences),
    )


def _figure(before: dict | None, after: dict | None) -> FigureChange:
    one = after or before
    values = [fact["value"] if fact else None for fact in (before, after)]
    step = values[1] - values[0] if all(isinstance(value, int) for value in values) else None
    return FigureChange(one["meaning"], before and before["tabled"], after and after["tabled"], step)


def _sentence(key: str, before: dict | None, after: dict | None) -> SentenceChange:
    old = text_of_frozen(before) if before else ""
    new = text_of_frozen(after) if after else ""
    return SentenceChange(key, (after or before)["section"], pieces_of(old, new))


def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word, what was taken out and what was put in."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    for act, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if act == "equal":
            pieces.append(Piece("".join(a[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(Piece("".join(a[a1:a2]), "del"))
        if b2 > b1:
            pieces.append(Piece("".join(b[b1:b2]), "ins"))
    return tuple(pieces)
