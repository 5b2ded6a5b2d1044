"""The text of a report in parts: each statement has a key, so that one can be rewritten and the rest stay live."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..facts import Fact, ReportFacts
from ..facts.period import PeriodFacts
from ..facts.restated import Restated
from ..sentences import standing
from ..sentences.deadlines import deadlines
from ..sentences.difficulties import objective, subjective
from ..sentences.direction import direction
from ..sentences.machines import machines
from ..sentences.measures import closing, measures, measures_lead
from ..sentences.opening import opening
from ..sentences.period import period
from ..sentences.progress import progress
from ..sentences.restated import restated
from ..sentences.shortcomings import shortcomings
from .blocks import Block, Bullets, Heading, Paragraph, Run, Runs, text_of


class Shape(StrEnum):
    PARAGRAPH = "paragraph"
    BULLET = "bullet"  # a dash, a sentence of its own
    ITEM = "item"  # a dash, one of a list: a semicolon after it, a full stop after the last


@dataclass(frozen=True, slots=True)
class SectionOfText:
    """A place in the report that has sentences; `headings` stand before it, (level, words). `shape` is that of what
    a person adds to it."""

    key: str
    title: str
    headings: tuple[tuple[int, str], ...]
    shape: Shape


_S = SectionOfText
SECTIONS = (
    _S("opening", "Mở đầu", (), Shape.PARAGRAPH),
    _S("restated", "Điều chỉnh số liệu đã báo cáo", (), Shape.PARAGRAPH),
    _S(
        "direction", standing.HEADING_DIRECTION,
        ((1, standing.HEADING_RESULTS), (2, standing.HEADING_DIRECTION)), Shape.ITEM,
    ),
    _S("deadlines", standing.HEADING_DEADLINES, ((2, standing.HEADING_DEADLINES),), Shape.BULLET),
    _S(
        "machines", f"3{standing.HEADING_MACHINES}",
        ((2, standing.HEADING_OUTCOME), (3, standing.HEADING_MACHINES)), Shape.PARAGRAPH,
    ),
    _S("progress", f"3{standing.HEADING_PROGRESS}", ((3, standing.HEADING_PROGRESS),), Shape.PARAGRAPH),
    _S("shortcomings", standing.HEADING_SHORTCOMINGS, ((2, standing.HEADING_SHORTCOMINGS),), Shape.BULLET),
    _S(
        "objective", f"5{standing.HEADING_OBJECTIVE}",
        ((2, standing.HEADING_DIFFICULTIES), (3, standing.HEADING_OBJECTIVE)), Shape.BULLET,
    ),
    _S("subjective", f"5{standing.HEADING_SUBJECTIVE}", ((3, standing.HEADING_SUBJECTIVE),), Shape.BULLET),
    _S("measures", standing.HEADING_MEASURES, ((2, standing.HEADING_MEASURES),), Shape.BULLET),
    _S("closing", "Kết thúc", (), Shape.PARAGRAPH),
)  # fmt: skip
SECTION = {section.key: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence, paragraph or item. `key` is "section.name" and never changes for the same statement."""

    key: str
    section: str
    shape: Shape
    runs: Runs
    is_live: bool = True  # a function of the facts; else a person's words

    @property
    def text(self) -> str:
        return text_of(self.runs)


def live_parts(facts: ReportFacts) -> tuple[Part, ...]:
    """Everything the facts have to say, in the order of the sections."""
    lead, papers = direction(facts)
    found: list[Part] = []

    def add(section: str, shape: Shape, sentences: dict[str, Runs]) -> None:
        found.extend(Part(f"{section}.{name}", section, shape, runs) for name, runs in sentences.items())

    add("opening", Shape.PARAGRAPH, {"request": opening(facts)})
    add("direction", Shape.PARAGRAPH, {"lead": lead})
    add("direction", Shape.ITEM, papers)
    add("deadlines", Shape.BULLET, deadlines(facts))
    add("machines", Shape.PARAGRAPH, machines(facts))
    add("progress", Shape.PARAGRAPH, progress(facts))
    add("shortcomings", Shape.BULLET, shortcomings(facts))
    add("objective", Shape.BULLET, objective(facts))
    add("subjective", Shape.BULLET, subjective(facts))
    add("measures", Shape.PARAGRAPH, {"start": measures_lead(facts)})
    add("measures", Shape.BULLET, measures(facts))
    add("closing", Shape.PARAGRAPH, {"end": closing(facts)})
    return tuple(found)


def stated_facts(facts: ReportFacts, parts: Iterable[Part]) -> dict[str, Fact]:
    """Every fact a report may state by its id: those of the figures, and those made while telling."""
    found = facts.by_id()
    for part in parts:
        for run in part.runs:
            if run.fact is not None:
                found.setdefault(run.fact.id, run.fact)
    return found


def restated_parts(changes: Restated) -> tuple[Part, ...]:
    """What has to be said of the report before, ahead of everything else."""
    sentences = restated(changes).items()
    return tuple(Part(f"restated.{name}", "restated", Shape.PARAGRAPH, runs) for name, runs in sentences)


def period_parts(facts: ReportFacts, since: PeriodFacts) -> tuple[Part, ...]:
    """What was done since the report before."""
    sentences = period(facts, since).items()
    return tuple(Part(f"progress.{name}", "progress", Shape.PARAGRAPH, runs) for name, runs in sentences)


def blocks_of(parts: Iterable[Part], ends: dict[str, Block] | None = None) -> tuple[Block, ...]:
    """Headings, paragraphs and lists; a section without a part keeps its headings out too. `ends` stand at the end
    of a section, by its key."""
    blocks: list[Block] = []
    by_section: dict[str, list[Part]] = {}
    for part in parts:
        by_section.setdefault(part.section, []).append(part)
    waiting: list[Heading] = []
    for section in SECTIONS:
        waiting = [
            heading for heading in waiting if heading.level < min((level for level, _ in section.headings), default=0)
        ] + [Heading(level, words) for level, words in section.headings]
        if section.key not in by_section:
            continue
        blocks += waiting
        waiting = []
        blocks += _text(by_section[section.key], section.key)
        if ends and section.key in ends:
            blocks.append(ends[section.key])
    return tuple(blocks)


def _text(parts: list[Part], section: str) -> list[Block]:
    blocks: list[Block] = []
    items: list[Part] = []

    def close() -> None:
        if items:
            blocks.append(Bullets(tuple(ended(items)), tuple(item.key for item in items)))
            items.clear()

    for part in parts:
        if part.shape == Shape.PARAGRAPH:
            close()
            blocks.append(Paragraph(part.runs, stays=section == "closing", key=part.key))
        else:
            items.append(part)
    close()
    return blocks


def ended(items: list[Part]) -> list[Runs]:
    """What stands in a list ends with a semicolon, the last of it with a full stop; sentences end as they are."""
    last = len(items) - 1
    return [
        item.runs if item.shape == Shape.BULLET else (*item.runs, Run("." if place == last else ";"))
        for place, item in enumerate(items)
    ]
