"""The draft as its editor shows it: the paper itself, each part with what can be done to it and what the guard says."""

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .checking import Doubt
from .composing import Draft, Placed
from .content.blocks import Heading, Table
from .content.parts import SECTIONS, Part, SectionOfText, Shape, ended
from .models import PartState
from .renderers.html import figure
from .sentences.restated import restated_table

STATE_WORDS = {
    PartState.REWRITTEN: "đã viết lại",
    PartState.ADDED: "viết thêm",
    PartState.LEFT_OUT: "đã bỏ ra",
    PartState.LIVE: "đã dời chỗ",
}
SHORT = 90  # characters of a part that is left out


@dataclass(frozen=True, slots=True)
class EditorPart:
    """`anchor` is its id on the page. `html`: its text with links and the guard's marks."""

    placed: Placed
    anchor: str
    html: SafeString
    doubts: tuple[Doubt, ...] = ()

    @property
    def key(self) -> str:
        return self.placed.part.key

    @property
    def is_bullet(self) -> bool:
        return self.placed.part.shape != Shape.PARAGRAPH

    @property
    def state(self) -> str:
        return STATE_WORDS[self.placed.change.state] if self.placed.change else ""

    @property
    def short(self) -> str:
        text = (self.placed.usual or self.placed.part).text
        return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True, slots=True)
class EditorSection:
    section: SectionOfText
    headings: tuple[Heading, ...]
    parts: tuple[EditorPart, ...]
    left_out: tuple[EditorPart, ...]
    table: Table | None = None
    missing: tuple[Doubt, ...] = field(default=())


def anchor_of(key: str) -> str:
    return "doan-" + "".join(c if c.isalnum() and c.isascii() else "-" for c in key)


def editor_sections(draft: Draft, doubts: tuple[Doubt, ...], ledger: str) -> list[EditorSection]:
    """Every section in order, with its parts in theirs. No query."""
    by_part = defaultdict(list)
    for doubt in doubts:
        by_part[doubt.part].append(doubt)
    return [
        _section(section, draft, by_part, ledger)
        for section in SECTIONS
        if section.key != "restated" or draft.in_section("restated")
    ]


def _section(section: SectionOfText, draft: Draft, by_part: dict, ledger: str) -> EditorSection:
    placed = draft.in_section(section.key)
    shown = [one for one in placed if not one.is_left_out]
    table = restated_table(draft.restated) if section.key == "restated" and draft.restated and shown else None
    return EditorSection(
        section=section,
        headings=tuple(Heading(level, words) for level, words in section.headings),
        parts=tuple(_part(one, tuple(by_part[one.part.key]), ledger, end) for one, end in _with_ends(shown)),
        left_out=tuple(_part(one, (), ledger, "") for one in placed if one.is_left_out),
        table=table,
    )


def _with_ends(shown: list[Placed]):
    """The end mark of items of a list, as on the paper."""
    items = [one for one in shown if one.part.shape != Shape.PARAGRAPH]
    marks = {
        one.part.key: runs[-1].text if one.part.shape == Shape.ITEM else ""
        for one, runs in zip(items, ended([one.part for one in items]), strict=True)
    }
    return [(one, marks.get(one.part.key, "")) for one in shown]


def _part(placed: Placed, doubts: tuple[Doubt, ...], ledger: str, end: str) -> EditorPart:
    html = part_html(placed.part, doubts, ledger)
    return EditorPart(placed, anchor_of(placed.part.key), format_html("{}{}", html, end), doubts)


def part_html(part: Part, doubts: tuple[Doubt, ...], ledger: str) -> SafeString:
    """The text of a part: figures lead to their entries, what the guard doubts is marked in place."""
    html, at = "", 0
    for run in part.runs:
        if run.fact:
            html += figure(run.text, run.fact, ledger)
        else:
            html += _marked(run.text, at, doubts)
        at += len(run.text)
    return mark_safe(html)  # every piece is escaped where it is made


def _marked(text: str, at: int, doubts: tuple[Doubt, ...]) -> str:
    html, done = "", 0
    for doubt in sorted(doubts, key=lambda one: one.start):
        start, end = max(doubt.start - at, done), min(doubt.end - at, len(text))
        if start >= end:
            continue
        html += escape(text[done:start])
        html += format_html('<mark class="doubt" title="{}">{}</mark>', doubt.words, text[start:end])
        done = end
    return html + escape(text[done:])
