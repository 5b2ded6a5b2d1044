"""Putting a finding right book by book: the commune proposes what each book should hold, the district accepts, or the
district settles it by itself. What is posted is one batch with reason and paper; nothing else changes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from communes.formatting import format_count
from communes.models import Book, BookKind, Programme, User
from communes.refusals import Problem, Refused

from ...models import Batch, Finding, FindingAct, FindingRemark, FindingState, Measure
from ...posting import Line
from ...posting import Refused as NotPosted
from ...totals import with_figures
from .finding_thread import locked, step
from .outdated import refuse_outdated
from .settling import begun, fixed, put_lines_right, refuse_below_zero, settling_batch

CHANGED = "Quyển {}: số đã thay đổi từ lúc xem ({}, nay {}). Xem lại cột Đang có rồi gửi lại."
SINCE_PROPOSED = "Quyển {}: số đã thay đổi từ lúc xã đề xuất ({}, nay {}). Bấm Hỏi xã để xã đề xuất lại."
NOTHING = "Chưa đổi số nào. Ghi số đúng vào ít nhất một quyển."
NO_PROPOSAL = "Chưa có đề xuất nào của xã để chấp nhận."


@dataclass(frozen=True, slots=True)
class Change:
    """What a book holds of one programme as of the finding's day, and what it should hold; unit: trường hợp."""

    book: int
    programme: str
    held: int
    wanted: int


def programmes_of(finding: Finding) -> tuple[Programme, ...]:
    """What is to enter is counted in the population programme alone; what was entered may have gone to either."""
    return (Programme.POPULATION_DB,) if finding.measure == Measure.TO_ENTER else tuple(Programme)


def books_of(finding: Finding) -> QuerySet[Book]:
    """The books a finding is about, with what they hold as of its day (`held_population_db`, `held_historical`)."""
    books = Book.objects.filter(commune=finding.commune).in_use()
    if kinds := _kinds(finding):
        books = books.filter(kind__in=kinds)
    books = with_figures(books, as_of=finding.day).in_shelf_order()
    held = "to_enter" if finding.measure == Measure.TO_ENTER else "entered"
    return books.annotate(held_population_db=F(held), held_historical=F("entered_historical"))


def beyond_the_book(finding: Finding, book: Book, programme: str, wanted: int) -> int | None:
    """How many records the book has (trường hợp), or holds as entered where the number to enter is disputed, when
    `wanted` does not go with it; else None. `book` as of `books_of`."""
    if programme != Programme.POPULATION_DB:
        return None
    if finding.measure == Measure.TO_ENTER:
        return book.entered if wanted < book.entered else None
    return book.to_enter if wanted > book.to_enter else None


def _kinds(finding: Finding) -> set[str]:
    if finding.book_id:
        return {finding.book.kind}
    kinds = {figure["book_kind"] for figure in finding.figures} or {finding.book_kind} - {""}
    return kinds & set(BookKind.values)


@transaction.atomic
def propose(
    *, finding: Finding, by: User, seen: int, text: str, changes: Iterable[Change], document_number: str = ""
) -> FindingRemark:
    """What the commune says its books should hold; it waits for the district. Raises Refused, StaleFinding."""
    finding = locked(finding, seen)
    refuse_outdated(finding)
    changes = [change for change in changes if change.wanted != change.held]
    _lines(finding, changes)  # what cannot be posted cannot be proposed
    lines = [{"book": one.book, "programme": one.programme, "held": one.held, "wanted": one.wanted} for one in changes]
    return _proposed(finding, lines, by=by, text=text, document_number=document_number)


@transaction.atomic
def propose_as_found(*, finding: Finding, by: User, seen: int, text: str, document_number: str = "") -> FindingRemark:
    """The commune agrees to the very lines that the finding points at. Raises Refused, StaleFinding."""
    finding = locked(finding, seen)
    refuse_outdated(finding)
    if not finding.mends:
        raise Refused([Problem("Phát hiện này không chỉ ra dòng nào. Đề xuất theo từng quyển.")])
    return _proposed(finding, finding.mends, by=by, text=text, document_number=document_number)


def _proposed(finding: Finding, lines: list[dict], *, by: User, text: str, document_number: str) -> FindingRemark:
    remark = step(
        finding, FindingAct.PROPOSED, FindingState.EXPLAINED, by=by, text=text, document_number=document_number,
        lines=lines, empty="Viết lý do đề xuất.",
    )  # fmt: skip
    finding.proposal = remark
    finding.save(update_fields=["proposal"])
    return remark


@transaction.atomic
def withdraw_proposal(*, finding: Finding, by: User, seen: int, text: str) -> FindingRemark:
    """The commune takes back what it proposed, before it was decided: the finding is where it was before. Raises
    Refused without words, StaleFinding."""
    finding = locked(finding, seen)
    if finding.proposal_id is None:
        raise Refused([Problem(NO_PROPOSAL)])
    before = finding.remarks.filter(made_at__lt=finding.proposal.made_at).order_by("-made_at").first()
    state = before.state if before else FindingState.NEW
    return step(finding, FindingAct.WITHDRAWN, state, by=by, text=text, empty="Viết lý do rút đề xuất.")


@transaction.atomic
def accept(
    *, finding: Finding, by: User, seen: int, reason: str = "", document_number: str = "", id: uuid.UUID | None = None
) -> Batch:
    """Posts what the commune proposed, with its own words and paper where the district adds none. Raises Refused, also
    where the figures have changed since, and StaleFinding."""
    proposal = locked(finding, seen).proposal
    if proposal is None:
        raise Refused([Problem(NO_PROPOSAL)])
    finding, papers = begun(finding, seen, reason or proposal.text, document_number or proposal.document_number)
    if "batch" in proposal.lines[0]:
        return put_lines_right(finding, proposal.lines, papers=papers, by=by, id=id)
    changes = [Change(**line) for line in proposal.lines]
    return _settled(finding, changes, papers=papers, by=by, id=id, changed=SINCE_PROPOSED)


@transaction.atomic
def put_books_right(
    *,
    finding: Finding,
    by: User,
    seen: int,
    text: str,
    changes: Iterable[Change],
    document_number: str = "",
    id: uuid.UUID | None = None,
) -> Batch:
    """The district settles it book by book, without a proposal. Raises Refused, StaleFinding."""
    finding, papers = begun(finding, seen, text, document_number)
    changes = [change for change in changes if change.wanted != change.held]
    return _settled(finding, changes, papers=papers, by=by, id=id)


def _settled(finding: Finding, changes: list[Change], *, papers: dict, by: User, id, changed: str = CHANGED) -> Batch:
    lines = _lines(finding, changes, changed=changed)
    try:
        posted = settling_batch(finding, lines, papers=papers, by=by, id=id)
    except NotPosted as refused:
        raise Refused([Problem(problem.message) for problem in refused.problems]) from None
    return fixed(finding, posted, papers=papers, by=by)


def _lines(finding: Finding, changes: list[Change], *, changed: str = CHANGED) -> tuple[Line, ...]:
    """The signed differences. Raises Refused where there are none, where a book holds something else by now (`changed`
    says so), or would fall below zero."""
    if not changes:
        raise Refused([Problem(NOTHING)])
    books = books_of(finding).in_bulk([change.book for change in changes])
    problems, lines = [], []
    for change in changes:
        book = books.get(change.book)
        held = getattr(book, f"held_{change.programme}", None)
        if held is None:
            problems.append(Problem("Có quyển không thuộc phát hiện này. Tải lại trang rồi ghi lại."))
        elif held != change.held:
            problems.append(Problem(changed.format(book.label, format_count(change.held), format_count(held))))
        else:
            lines.append(Line(book, change.programme, change.wanted - held, finding.measure))
    if problems:
        raise Refused(problems)
    refuse_below_zero(lines)
    return tuple(lines)
