"""Facts and options become a document."""

from collections.abc import Iterable
from dataclasses import replace

from communes.models import District

from ..facts import BookFacts, Fact, ReportFacts
from ..sentences import standing
from .appendix import appendix_table
from .blocks import AppendixTitle, Document, Section, Table, Trace
from .details import books_table
from .letterhead import addressee, letterhead, reference, signature, title
from .options import Options
from .parts import Part, blocks_of, live_parts
from .sources import sources_table

CHANGES = "Thay đổi"  # the sheet of what the report before has to put right


def report(
    facts: ReportFacts,
    options: Options,
    books: tuple[BookFacts, ...] = (),
    parts: tuple[Part, ...] | None = None,
    restated: Table | None = None,
    stated: Iterable[Fact] = (),
    ledger: str = "",
) -> Document:
    """The whole report: the text on its pages, the appendix on its own. `books` are for a workbook's second sheet;
    `parts` the text when people have changed it; `restated` the table of what the report before has to put right;
    `stated` the facts that a workbook names the source of, `ledger` the address that their filters belong to."""
    district = facts.district
    text = (
        letterhead(district, options, facts.as_of.value),
        title(options),
        *((addressee(district, options),) if options.addressee else ()),
        *blocks_of(live_parts(facts) if parts is None else parts, {"restated": restated} if restated else None),
        signature(district, options),
        *((Trace(options.trace),) if options.trace else ()),
    )
    details = (*_books(books), *((replace(restated, caption=CHANGES),) if restated else ()))
    details += (sources_table(stated, ledger),) if stated else ()
    return _document(facts, (Section(text), _appendix(facts, options)), "bao-cao", details)


def appendix(facts: ReportFacts, options: Options, books: tuple[BookFacts, ...] = ()) -> Document:
    """The appendix alone, of the whole district or of the communes the facts are about."""
    return _document(facts, (_appendix(facts, options),), "phu-luc", _books(books))


def _books(books: tuple[BookFacts, ...]) -> tuple[Table, ...]:
    return (books_table(books),) if books else ()


def _appendix(facts: ReportFacts, options: Options) -> Section:
    heading = AppendixTitle(
        label="Phụ lục",
        name=standing.APPENDIX_NAME,
        reference=reference(facts.district, options, facts.as_of.value),
        unit=f"Số liệu tính đến ngày {facts.as_of.written}. Đơn vị tính: trường hợp",
    )
    return Section((heading, appendix_table(facts, with_books=options.with_books)), landscape=True)


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
