"""What documents are told about: communes with books and work in them."""

import datetime as dt

from communes.models import BookKind, Commune, District, Programme, User
from entries.correcting import correct_batch
from entries.posting import Line
from reports.content import assemble
from reports.content.blocks import text_of
from reports.content.options import Options
from reports.facts import ReportFacts, gather, gather_books
from tests.factories import make_book, record
from tests.kept_rows import made_once

CUT_OFF = dt.date(2024, 3, 3)
KINDS = (BookKind.BIRTH, BookKind.MARRIAGE, BookKind.DEATH, BookKind.ADOPTION)


def commune(name: str) -> Commune:
    return Commune.objects.get(name=name)


def all_communes() -> list[Commune]:
    return list(Commune.objects.in_official_order())


def facts_of(*names: str, as_of: dt.date = CUT_OFF) -> ReportFacts:
    """Facts on the communes of these names, or on all of them."""
    communes = [c for c in all_communes() if not names or c.name in names]
    return gather(district=District.objects.get(), communes=communes, as_of=as_of)


def report_of(facts: ReportFacts, *, detailed: bool = False, **options):
    books = ()
    if detailed:
        communes = [unit.commune for unit in facts.units]
        books = gather_books(communes=communes, as_of=facts.as_of.value)
    return assemble.report(facts, Options(**options), books)


def texts(sentences) -> list[str]:
    """Of sentences under their names, or in a row."""
    return [text_of(runs) for runs in (sentences.values() if isinstance(sentences, dict) else sentences)]


def furnish(by: User) -> None:
    """Communes in the middle of their work."""
    made_once(_work_everywhere, by=by)


def _work_everywhere(by: User) -> None:
    """Work in every commune: books of all four kinds, three shifts on three days, one wrong programme corrected."""
    for place, each in enumerate(all_communes(), start=1):
        for offset, kind in enumerate(KINDS):
            book = make_book(each, by=by, kind=kind, number=str(offset + 1), count=100 * place + 7 * offset)
            record(book, 10 * place + offset, by=by, work_date=dt.date(2024, 1, 15 + offset))
            record(book, 3 * place, by=by, work_date=dt.date(2024, 2, 20), shift=2)
        record(book, place, by=by, work_date=dt.date(2024, 3, 1), shift=3)
        record(book, 500, by=by, work_date=dt.date(2024, 3, 2), programme=Programme.HISTORICAL, note="lịch sử")
    mixed_up = record(book, 9, by=by, work_date=dt.date(2024, 2, 26))
    correct_batch(batch=mixed_up, wanted=(Line(book, Programme.HISTORICAL, 9),), reason="Ghi nhầm chương trình", by=by)
