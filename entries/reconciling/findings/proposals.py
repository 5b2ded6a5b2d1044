"""What communes proposed, for the pages: line by line, also long after it was decided; and where a new one begins."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from communes.models import Book, BookKind, Programme

from ...models import Finding, FindingAct, FindingRemark
from ...totals import with_figures
from .by_book import Change, beyond_the_book


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """`where`: the book, or the kind of book of a batch that is named. Records then, and as proposed (trường hợp);
    `beyond`: as of `beyond_the_book`."""

    where: str
    programme: Programme
    batch: str | None
    held: int
    wanted: int
    beyond: int | None


def proposed_lines(finding: Finding, remarks: Iterable[FindingRemark]) -> Mapping[uuid.UUID, list[ProposedLine]]:
    """The lines of each of these remarks that proposes any, by its primary key. One query where books are named."""
    remarks = [remark for remark in remarks if remark.lines]
    named = {line["book"] for remark in remarks for line in remark.lines if "book" in line}
    books = with_figures(Book.objects.filter(pk__in=named), as_of=finding.day).in_bulk() if named else {}
    return {remark.pk: [_shown(line, finding, books) for line in remark.lines] for remark in remarks}


def _shown(line: dict, finding: Finding, books: Mapping[int, Book]) -> ProposedLine:
    book, programme = books.get(line.get("book")), Programme(line.get("programme") or finding.programme)
    return ProposedLine(
        where=book.label if book else BookKind(line["kind"]).label,
        programme=programme,
        batch=line.get("batch"),
        held=line["held"],
        wanted=line["wanted"],
        beyond=beyond_the_book(finding, book, programme, line["wanted"]) if book else None,
    )


def beyond_the_page(finding: Finding, books: Iterable[Book]) -> list[Change]:
    """Lines of a proposal by book that waits, of books that are not among these: they go on waiting with what is
    proposed anew of these."""
    shown = {book.pk for book in books}
    lines = finding.proposal.lines if finding.proposal else []
    return [Change(**line) for line in lines if "book" in line and line["book"] not in shown]


def proposal_to_begin_with(finding: Finding) -> FindingRemark | None:
    """The last proposal by book, while nothing was posted after it: who writes anew goes on from it, also when it was
    returned. One query at most."""
    if finding.proposal is None:
        decided = (FindingAct.PROPOSED, FindingAct.FIXED)
        last = finding.remarks.filter(act__in=decided).order_by("-made_at").first()
    else:
        last = finding.proposal
    is_by_book = last is not None and last.act == FindingAct.PROPOSED and "book" in last.lines[0]
    return last if is_by_book else None


def figures_of(proposal: FindingRemark | None) -> dict[tuple[int, str], int]:
    """{(book, programme): records} of a proposal by book."""
    return {(line["book"], line["programme"]): line["wanted"] for line in proposal.lines} if proposal else {}
