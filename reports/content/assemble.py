"""Facts and options become a document."""

from collections.abc import Iterable
from dataclasses import replace

from communes.models import District

from ..facts import BookFacts, Fact, ReportFacts
from ..facts.curve import Curve
from ..sentences import standing
from .appendices import PROGRESS, appendices, naming_appendices, progress_appendix
from .blocks import Block, Document, Section, Table, Trace
from .chart import progress_chart
from .details import books_table
from .letterhead import addressee, letterhead, signature, title
from .options import Options
from .parts import Part, blocks_of, live_parts
from .sources import facts_in, sources_table

CHANGES = "Thay đổi"  # the sheet of what the report before has to put right
PROGRESS_SHEET = "Phụ lục"  # the sheet of the first appendix where the paper goes without it


def report(
    facts: ReportFacts,
    options: Options,
    books: tuple[BookFacts, ...] = (),
    *,
    parts: tuple[Part, ...] | None = None,
    restated: Table | None = None,
    stated: Iterable[Fact] = (),
    ledger: str = "",
    curve: Curve | None = None,
    detailed: bool = True,
) -> Document:
    """The whole report: the text on its pages, each appendix on its own. `books` are for the second appendix and, when
    `detailed`, for a workbook's sheet; `parts` the text when people have changed it; `restated` the table of what the
    report before has to put right; `stated` the facts that a workbook names the source of, `ledger` the address that
    their filters belong to; `curve` what the chart is drawn from."""
    district = facts.district
    said = naming_appendices(live_parts(facts), options) if parts is None else parts
    text = (
        letterhead(district, options, facts.as_of.value),
        title(options),
        *((addressee(district, options),) if options.addressee else ()),
        *blocks_of(said, _between(facts, restated, curve)),
        signature(district, options),
        *((Trace(options.trace),) if options.trace else ()),
    )
    sections = (Section(text), *appendices(facts, options, books))
    details = _details(facts, options, books, restated) if detailed else ()
    if stated:
        found = {fact.id: fact for fact in (*stated, *facts_in(sections))}
        details += (sources_table(found.values(), ledger),)
    return _document(facts, sections, "bao-cao", details)


def appendix(facts: ReportFacts, options: Options, books: tuple[BookFacts, ...] = ()) -> Document:
    """The first appendix alone, of the whole district or of the communes the facts are about."""
    return _document(facts, (progress_appendix(facts, options),), "phu-luc", _books(books))


def _between(facts: ReportFacts, restated: Table | None, curve: Curve | None) -> dict[str, Block]:
    """What stands at the end of a section, by its key."""
    figure = progress_chart(facts, curve) if curve else None
    return {key: block for key, block in (("restated", restated), ("progress", figure)) if block}


def _details(facts: ReportFacts, options: Options, books, restated: Table | None) -> tuple[Table, ...]:
    """What only a workbook carries; it has the first appendix even where the paper goes without."""
    progress = progress_appendix(facts, options).blocks[-1]
    return (
        *(() if PROGRESS in options.appendices else (replace(progress, caption=PROGRESS_SHEET),)),
        *_books(books),
        *((replace(restated, caption=CHANGES),) if restated else ()),
    )


def _books(books: tuple[BookFacts, ...]) -> tuple[Table, ...]:
    return (books_table(books),) if books else ()


def _document(facts: ReportFacts, sections: tuple[Section, ...], stem: str, details: tuple[Table, ...]) -> Document:
    district: District = facts.district
    return Document(
        title=f"{' '.join(standing.SUBJECT)} (tính đến ngày {facts.as_of.written})",
        author=district.agency_short,
        as_of=facts.as_of.value,
        file_stem=f"{stem}-{facts.as_of.value.isoformat()}",
        sections=sections,
        sample_mark=standing.SAMPLE_MARK if district.has_sample_data else "",
        details=details,
    )
