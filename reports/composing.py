"""A report as it stands now: its facts from the ledger, what people changed in its text, and the document of both."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from communes.formatting import format_date
from communes.models import Commune

from .content import assemble
from .content.appendices import BOOKS, naming_appendices
from .content.blocks import Document
from .content.marked_text import runs_of
from .content.options import Options
from .content.parts import SECTIONS, Part, Shape, live_parts, period_parts, restated_parts, stated_facts
from .facts import Fact, ReportFacts, gather, gather_books
from .facts.curve import gather_curve
from .facts.period import gather_period
from .facts.restated import Restated, restate
from .models import PartState, Report, ReportKind, ReportPart
from .sentences import standing
from .sentences.restated import restated_table

STEP = 100.0  # between two parts that stand in their usual order
APPENDICES = ("progress", "books", "losses")


@dataclass(frozen=True, slots=True)
class Placed:
    """A part in its place in a section. `change` is what a person made of it, None where nobody touched it; `usual`
    the part as the facts give it, None where a person added it or the facts no longer say it."""

    part: Part
    position: float
    change: ReportPart | None = None
    usual: Part | None = None

    @property
    def is_left_out(self) -> bool:
        return bool(self.change and self.change.state == PartState.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Draft:
    """`placed` are all parts in order, also those left out; `parts` only what the paper says."""

    report: Report
    facts: ReportFacts
    options: Options
    placed: tuple[Placed, ...]
    stated: dict[str, Fact]
    restated: Restated | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(one.part for one in self.placed if not one.is_left_out)

    def of(self, key: str) -> Placed | None:
        return next((one for one in self.placed if one.part.key == key), None)

    def in_section(self, section: str) -> list[Placed]:
        return [one for one in self.placed if one.part.section == section]


def communes_of_report(report: Report) -> list[Commune]:
    """The communes a report speaks of, in official order: those that exist on its day."""
    return list(Commune.objects.filter(district=report.district).existing_on(report.as_of).in_official_order())


def compose(report: Report, *, known_at: dt.datetime | None = None) -> Draft:
    """Facts now (or as known at a moment), the text made of them, and every change to it. A fixed number of queries."""
    communes = communes_of_report(report)
    facts = gather(district=report.district, communes=communes, as_of=report.as_of, known_at=known_at)
    options = options_of(report)
    live, restated = naming_appendices(live_parts(facts), options), None
    if report.previous:
        restated = restate(previous=report.previous, communes=communes, known_at=known_at)
        since = gather_period(
            facts, paper=restated.paper, since=report.previous.as_of, communes=communes, known_at=known_at
        )
        live = _with_period((*restated_parts(restated), *live), period_parts(facts, since))
    stated = stated_facts(facts, live)
    if restated:
        stated |= {fact.id: fact for fact in (*restated.facts(), *since.facts())}
    placed = _placed(live, {change.key: change for change in report.parts.all()}, stated)
    return Draft(report, facts, options, placed, stated, restated)


def _with_period(live: tuple[Part, ...], period: tuple[Part, ...]) -> tuple[Part, ...]:
    """What was done in the period follows what is done in all."""
    at = next((place for place, part in enumerate(live, start=1) if part.key == "progress.whole"), len(live))
    return (*live[:at], *period, *live[at:])


def document_of(draft: Draft, *, detailed: bool = False, site: str = "") -> Document:
    """The paper. `detailed`: with what only a workbook carries, every book and the source of every figure; `site`: the
    address that the links to the ledger begin with. A fixed number of queries: two for the books, where they are
    listed, and three for the chart, where it is drawn."""
    facts, options = draft.facts, draft.options
    books = ()
    if detailed or BOOKS in options.appendices:
        communes = [unit.commune for unit in facts.units]
        books = gather_books(communes=communes, as_of=facts.as_of.value, known_at=facts.known_at)
    says_it = any(part.section == "restated" for part in draft.parts)
    table = restated_table(draft.restated) if draft.restated and says_it else None
    stated = draft.stated.values() if detailed else ()
    curve = gather_curve(facts) if options.with_chart else None
    ledger = _ledger(site, facts.known_at)
    return assemble.report(
        facts, options, books,
        parts=draft.parts, restated=table, stated=stated, ledger=ledger, curve=curve, detailed=detailed,
    )  # fmt: skip


def _ledger(site: str, known_at: dt.datetime | None) -> str:
    if not site:
        return ""
    known = f"?{urlencode({'biet-luc': known_at.isoformat()})}" if known_at else ""
    return f"{site.rstrip('/')}{reverse('ledger')}{known}"


def options_of(report: Report) -> Options:
    """The choices that are kept with a report."""
    kept = report.options
    chosen = tuple(one for one in APPENDICES if one in kept.get("appendices", ["progress"]))
    return Options(
        addressee=kept.get("addressee", True),
        on_paper=kept.get("on_paper", True),
        with_books=kept.get("with_books", False),
        appendices=chosen,
        with_chart=kept.get("with_chart", False),
        subject=tuple(kept.get("subject", ())) or subject_of(report),
        addressees=tuple(kept.get("addressees", ())),
        recipients=tuple(kept.get("recipients", ())),
        signer_lines=tuple(kept.get("signer_lines", ())),
        signer_name=kept.get("signer_name"),
        number=report.number,
        signed_on=report.signed_on,
    )


def subject_of(report: Report) -> tuple[str, ...]:
    """What a weekly or monthly report is about; empty for the usual one."""
    day, about = report.as_of, standing.SUBJECT[0]
    if report.kind == ReportKind.WEEKLY:
        first = format_date(day - dt.timedelta(days=6))
        return (about, f"trong tuần (từ {first} đến {format_date(day)})")
    if report.kind == ReportKind.MONTHLY:
        return (about, f"trong tháng {day.month}/{day.year}")
    return ()


def _placed(live: Iterable[Part], changes: dict[str, ReportPart], stated: dict[str, Fact]) -> tuple[Placed, ...]:
    found: dict[str, list[Placed]] = {section.key: [] for section in SECTIONS}
    for part in live:
        usual_position = (len(found[part.section]) + 1) * STEP
        change = changes.pop(part.key, None)
        found[part.section].append(_changed(part, change, usual_position, stated))
    for change in changes.values():  # added, or rewritten where the facts have nothing to say any more
        if change.section in found and change.state in (PartState.ADDED, PartState.REWRITTEN):
            part = Part(change.key, change.section, _shape_of(change), runs_of(change.text, stated), is_live=False)
            position = change.position if change.position is not None else (len(found[change.section]) + 1) * STEP
            found[change.section].append(Placed(part, position, change))
    return tuple(placed for section in SECTIONS for placed in sorted(found[section.key], key=lambda one: one.position))


def _changed(usual: Part, change: ReportPart | None, position: float, stated: dict[str, Fact]) -> Placed:
    if change is None:
        return Placed(usual, position, usual=usual)
    if change.position is not None:
        position = change.position
    part = usual
    if change.state == PartState.REWRITTEN:
        part = Part(usual.key, usual.section, usual.shape, runs_of(change.text, stated), is_live=False)
    return Placed(part, position, change, usual)


def _shape_of(change: ReportPart) -> Shape:
    """Of a part without a live one: as its section has it, except that what leads a list stays a paragraph."""
    section = next(section for section in SECTIONS if section.key == change.section)
    return Shape.PARAGRAPH if change.key.endswith((".lead", ".start")) else section.shape
