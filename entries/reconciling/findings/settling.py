"""Settling a finding: the lines it points at are put right in one batch, or others are asked to put theirs right."""

import uuid
from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction

from communes.calendar import now
from communes.formatting import format_date
from communes.models import User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ...append_only import wait_for_turn
from ...below_zero import below_zero
from ...correcting import correct_batch, effective_lines
from ...models import (
    Batch,
    BatchKind,
    Finding,
    FindingAct,
    FindingState,
    Request,
    RequestOutcome,
)
from ...posting import Draft, Line, post
from ...posting import Refused as NotPosted
from .finding_thread import locked, step
from .outdated import refuse_outdated

MOST_REASON = 300  # characters, as of any batch
NO_LINES = "Phát hiện này không chỉ ra được dòng nào. Điều chỉnh từng phiếu trong Sổ cái, rồi đối chiếu lại."
CHANGED = "Phiếu được chỉ ra đã thay đổi từ khi phát hiện. Bấm Tìm lại phát hiện rồi xem lại."
ASKED_ALREADY = "Công văn số {} ngày {} đã đề nghị số này và đang chờ trả lời. Ghi kết quả của công văn ấy trước."
SEVERAL = "Phiếu {} có nhiều quyển cùng loại sổ. Mở phiếu để điều chỉnh đúng quyển, rồi đối chiếu lại."


@transaction.atomic
def put_right(
    *, finding: Finding, by: User, seen: int, reason: str, document_number: str = "", id: uuid.UUID | None = None
) -> Batch:
    """Posts what the finding's lines would have to be, in one batch with reason and paper; nothing else changes.

    One batch to put right is corrected and keeps its day; several are settled by one batch of their differences, dated
    like the figures that were compared. Raises Refused, also where a book would fall below zero or the gap is no longer
    what was found, and StaleFinding.
    """
    finding, papers = begun(finding, seen, reason, document_number)
    return put_lines_right(finding, finding.mends, papers=papers, by=by, id=id)


def begun(finding: Finding, seen: int, reason: str, document_number: str) -> tuple[Finding, dict]:
    """The finding, held, with the ledger's turn taken, and the words that go with what is posted."""
    papers = {"reason": normalise(reason), "document_number": normalise(document_number)}
    wait_for_turn(connection)
    finding = locked(finding, seen)
    if problems := problems_of_words(papers["reason"], where="text", most=MOST_REASON, empty="Nêu lý do điều chỉnh."):
        raise Refused(problems)
    refuse_outdated(finding)
    return finding, papers


def put_lines_right(finding: Finding, mends: list[dict], *, papers: dict, by: User, id: uuid.UUID | None) -> Batch:
    wanted = _wanted(finding, mends)
    differences = tuple(
        Line(new.book, new.programme, new.count - old.count, new.measure) for _, old, new in wanted if new != old
    )
    if not _summed(differences):
        raise Refused([Problem("Không có gì để điều chỉnh: các dòng đang đúng như vậy.")])
    refuse_below_zero(differences)
    try:
        posted = _post(finding, wanted, differences, papers=papers, by=by, id=id)
    except NotPosted as refused:
        raise Refused([Problem(problem.message) for problem in refused.problems]) from None
    return fixed(finding, posted, papers=papers, by=by)


def fixed(finding: Finding, posted: Batch, *, papers: dict, by: User) -> Batch:
    """Remembers what was posted for the finding, which is settled with it."""
    finding.corrections.add(posted)
    step(
        finding, FindingAct.FIXED, FindingState.FIXED, by=by, text=papers["reason"],
        document_number=papers["document_number"],
    )  # fmt: skip
    return posted


def settling_batch(finding: Finding, lines: tuple[Line, ...], *, papers: dict, by: User, id: uuid.UUID | None) -> Batch:
    """Posts signed lines of books, dated like the figures that were compared."""
    draft = Draft(
        commune=finding.commune, work_date=finding.day, kind=BatchKind.SETTLING, lines=lines, id=id or uuid.uuid4(),
        **papers,
    )  # fmt: skip
    return post(draft, by=by).batch


def _post(finding: Finding, wanted, differences: tuple[Line, ...], *, papers: dict, by: User, id) -> Batch:
    batches = {batch.pk: batch for batch, _, _ in wanted}
    if len(batches) > 1:
        return settling_batch(finding, _summed(differences), papers=papers, by=by, id=id)
    [batch] = batches.values()
    changed = {(old.book.pk, old.programme, old.measure): new for _, old, new in wanted}
    lines = tuple(changed.get((line.book.pk, line.programme, line.measure), line) for line in effective_lines(batch))
    return correct_batch(batch=batch, wanted=lines, by=by, id=id, **papers).batch


def refuse_below_zero(lines: Iterable[Line]) -> None:
    """Raises Refused for each book that would hold less than nothing after these signed lines. One query."""
    if problems := [Problem(words) for words in below_zero(lines)]:
        raise Refused(problems)


@transaction.atomic
def ask_for_adjustment(*, finding: Finding, by: User, seen: int, reason: str) -> list[Request]:
    """Theirs is wrong: each figure that differs goes on the list of requests, to be put to what ours says. Raises
    Refused for a finding without an extract or without a reason, and where the gap is no longer what was found;
    StaleFinding."""
    finding = locked(finding, seen)
    if not finding.is_gap:
        raise Refused([Problem("Phát hiện này không có số của nơi khác để đề nghị điều chỉnh.")])
    refuse_outdated(finding)
    _refuse_asked_already(finding)
    remark = step(finding, FindingAct.REQUESTED, FindingState.REQUESTED, by=by, text=reason, empty="Nêu lý do đề nghị.")
    finding.requests.filter(letter_number="").delete()  # of an earlier time, before it was opened again
    return Request.objects.bulk_create(
        Request(
            finding=finding, receiver=figure.get("source") or finding.extract.source, as_of=finding.as_of,
            measure=finding.measure, wanted=max(0, figure["ours"]),
            reason=remark.text, made_by=by, made_at=now(),
            **{name: figure[name] for name in ("programme", "book_kind", "ours", "theirs")},
        )
        for figure in finding.figures
    )  # fmt: skip


def _refuse_asked_already(finding: Finding) -> None:
    """A letter that asks for the same figures is out: its answer comes first."""
    waiting = finding.requests.filter(outcome=RequestOutcome.WAITING).exclude(letter_number="")
    asked = {(one.programme, one.book_kind, one.theirs, one.wanted): one for one in waiting}
    figures = [(each["programme"], each["book_kind"], each["theirs"], max(0, each["ours"])) for each in finding.figures]
    if same := [asked[figure] for figure in figures if figure in asked]:
        raise Refused([Problem(ASKED_ALREADY.format(same[0].letter_number, format_date(same[0].letter_on)))])


def _wanted(finding: Finding, mends: list[dict]) -> list[tuple[Batch, Line, Line]]:
    """(batch, the line as it stands, as it would have to be), for each line that is pointed at."""
    if not mends:
        raise Refused([Problem(NO_LINES)])
    batches = Batch.objects.select_related("commune").in_bulk([mend["batch"] for mend in mends])
    batches = {str(pk): batch for pk, batch in batches.items()}
    found = []
    for mend in mends:  # a handful, rarely more than five
        batch = batches[mend["batch"]]
        lines = [
            line
            for line in effective_lines(batch)
            if (line.book.kind, line.programme, line.measure) == (mend["kind"], finding.programme, finding.measure)
        ]
        if sum(line.count for line in lines) != mend["held"]:
            raise Refused([Problem(CHANGED)])
        if len(lines) != 1:
            raise Refused([Problem(SEVERAL.format(batch.receipt))])
        [line] = lines
        found.append((batch, line, Line(line.book, line.programme, mend["wanted"], line.measure)))
    return found


def _summed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """One line a book, without those that cancel out."""
    sums, books = Counter(), {}
    for line in lines:
        books[line.book.pk] = line.book
        sums[line.book.pk, line.programme, line.measure] += line.count
    return tuple(
        Line(books[book], programme, count, measure) for (book, programme, measure), count in sums.items() if count
    )
