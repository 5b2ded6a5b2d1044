"""A paper that was edited elsewhere beside the one we made: figures, sentences and cells that are not the same."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..tracing import Piece, pieces_of
from .numbers import equal, tokens_in
from .paper import Paper

_AGAIN = re.compile(r"__\d+$")


@dataclass(frozen=True, slots=True)
class FigureEdited:
    """A figure of ours that says something else, or is gone (`now` empty)."""

    meaning: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class SentenceEdited:
    """A paragraph that was changed, added or taken out, word by word; `orphans`: numbers in it that no fact states."""

    pieces: tuple[Piece, ...]
    orphans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellEdited:
    table: int
    row: str  # how the line begins
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class PaperCheck:
    figures: tuple[FigureEdited, ...]
    sentences: tuple[SentenceEdited, ...]
    cells: tuple[CellEdited, ...]
    tracked: int
    comments: int

    @property
    def agrees(self) -> bool:
        return not (self.figures or self.sentences or self.cells)

    @property
    def orphans(self) -> tuple[str, ...]:
        return tuple(number for one in self.sentences for number in one.orphans)


def compare_papers(made: Paper, edited: Paper, *, facts: Iterable[dict], names: dict[str, str]) -> PaperCheck:
    """`facts` as a report keeps them (tracing.told_by), `names` from a bookmark to the id of its fact."""
    by_id = {fact["id"]: fact for fact in facts}
    texts = {fact[way] for fact in by_id.values() for way in ("written", "tabled")}
    known = [token.value for text in texts for token in tokens_in(text)]
    meaning = {name: by_id[id]["meaning"] for name, id in names.items() if id in by_id}
    return PaperCheck(
        figures=tuple(_figures(made, edited, meaning)),
        sentences=tuple(_sentences(made, edited, known)),
        cells=tuple(_cells(made, edited)),
        tracked=edited.tracked,
        comments=edited.comments,
    )


def _figures(made: Paper, edited: Paper, meaning: dict[str, str]):
    for name, was in made.figures.items():
        now = edited.figures.get(name, "")
        if now != was:
            yield FigureEdited(meaning.get(_AGAIN.sub("", name), "Số liệu của báo cáo"), was, now)


def _sentences(made: Paper, edited: Paper, known: list):
    before, after = made.paragraphs, edited.paragraphs
    said = {token.value for text in before for token in tokens_in(text)}  # what our own words say without a fact
    for act, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        for place in range(max(a2 - a1, b2 - b1)):
            old = before[a1 + place] if a1 + place < a2 else ""
            new = after[b1 + place] if b1 + place < b2 else ""
            orphans = tuple(
                token.text
                for token in tokens_in(new)
                if token.value not in said and not any(equal(token.value, value) for value in known)
            )
            yield SentenceEdited(pieces_of(old, new), orphans)


def _cells(made: Paper, edited: Paper):
    for number, (ours, theirs) in enumerate(zip(made.tables, edited.tables, strict=False), start=1):
        for old, new in zip(ours, theirs, strict=False):
            for was, now in zip(old, new, strict=False):
                if was != now:
                    yield CellEdited(number, " ".join(old[:2])[:60], was, now)
    for number, table in enumerate(made.tables[len(edited.tables) :], start=len(edited.tables) + 1):
        yield CellEdited(number, " ".join(table[0][:2])[:60] if table else "", "bảng", "")
