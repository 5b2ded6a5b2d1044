"""Requests that others put their figures right: which go into a letter, when it was sent, and what came of it."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from communes.calendar import today
from communes.formatting import format_count, format_date, lower_first
from communes.models import Commune, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ..models import MAX_COUNT, MOST_WORDS, Extract, FindingAct, FindingRemark, FindingState, Request, RequestOutcome
from .findings.finding_thread import step
from .findings.outdated import agreeing

NONE_CHOSEN = "Chưa chọn đề nghị nào. Đánh dấu các dòng đưa vào công văn."
CHANGED_SINCE = "{}: đề nghị vừa đổi, nay là {}. Soạn lại công văn rồi mới ghi là đã gửi."
ALREADY_SENT = "Có đề nghị đã ghi là gửi rồi. Xem lại danh sách bên dưới."


class StaleRequest(Exception):
    """Somebody else changed the request after this form was opened; nothing was stored."""

    def __init__(self):
        super().__init__("Đề nghị này vừa được người khác sửa. Xem lại bên dưới rồi làm tiếp nếu còn cần.")


def requests_of(communes: QuerySet[Commune]) -> QuerySet[Request]:
    """Requests that stand: those whose finding was opened again before any letter went out are left aside."""
    asked = Request.objects.filter(finding__commune__in=communes)
    undone = asked.filter(letter_number="").exclude(finding__state=FindingState.REQUESTED)
    # `is_outdated`: what they counted has a newer version, or was withdrawn.
    replaced = Extract.objects.filter(replaces=OuterRef("finding__extract"))
    return asked.exclude(pk__in=undone).select_related("finding__commune", "made_by").annotate(
        is_outdated=Exists(replaced)
    )  # fmt: skip


def say_who_agrees(requests: Iterable[Request]) -> None:
    """Sets `is_met` on each: no letter went out, and the newest figures of others agree with ours by now. No query
    where none waits, else at most six a programme."""
    waiting = [one for one in requests if not one.letter_number and one.finding.extract_id]
    communes = {one.finding.commune for one in waiting}
    met = {programme: agreeing(communes, programme) for programme in {one.programme for one in waiting}}
    for one in requests:
        one.is_met = False
    for one in waiting:
        one.is_met = one.finding.commune_id in met[one.programme]


def are_explained(requests: Iterable[Request]) -> bool:
    """Whether the commune of each finding behind these requests has said what happened. One query."""
    findings = {one.finding_id for one in requests}
    said = FindingRemark.objects.filter(finding__in=findings, act__in=(FindingAct.ANSWERED, FindingAct.PROPOSED))
    return set(said.values_list("finding", flat=True)) == findings


def letter_of(request: Request, communes: QuerySet[Commune]) -> QuerySet[Request]:
    """Everything that went out with the same letter."""
    return requests_of(communes).filter(letter_number=request.letter_number, letter_on=request.letter_on)


@transaction.atomic
def mark_sent(
    *,
    requests: Iterable[Request],
    by: User,
    letter_number: str,
    letter_on: dt.date,
    seen: Mapping[int, int] | None = None,
) -> int:
    """The letter with these requests has gone out; how many. `seen`: the revision of each that the letter was made of.
    Raises Refused."""
    letter_number = normalise(letter_number)
    found = list(
        Request.objects.select_for_update(of=("self",)).select_related("finding__commune").filter(
            pk__in=[one.pk for one in requests]
        )
    )  # fmt: skip
    problems = _problems_of_letter(found, letter_number, letter_on)
    for one in found:
        if not one.letter_number and (seen or {}).get(one.pk, one.revision) != one.revision:
            where = f"{one.finding.commune}, {lower_first(one.get_book_kind_display())}"
            problems.append(Problem(CHANGED_SINCE.format(where, format_count(one.wanted))))
    if any(one.letter_number for one in found):
        problems.append(Problem(ALREADY_SENT))
    if problems:
        raise Refused(problems)
    return _labelled(found, letter_number, letter_on)


@transaction.atomic
def change_request(*, request: Request, by: User, seen: int, wanted: int, reason: str) -> None:
    """Another figure is asked for, or for another reason, before the letter goes out. Raises Refused, StaleRequest."""
    request, reason = _locked(request, seen), normalise(reason)
    problems = problems_of_words(reason, where="reason", most=MOST_WORDS, empty="Nêu lý do đề nghị.")
    if request.letter_number:
        problems.append(Problem("Công văn đã gửi; không sửa được đề nghị nữa."))
    if not 0 <= wanted <= MAX_COUNT:
        problems.append(Problem("Số đề nghị không hợp lý. Kiểm tra lại.", "wanted"))
    if wanted == request.theirs:
        problems.append(Problem("Số đề nghị bằng số hiện có của họ: không có gì để điều chỉnh.", "wanted"))
    if problems:
        raise Refused(problems)
    request.wanted, request.reason, request.revision = wanted, reason, request.revision + 1
    request.save(update_fields=["wanted", "reason", "revision"])


@transaction.atomic
def record_outcome(
    *, request: Request, by: User, seen: int, outcome: str, answered_on: dt.date | None, note: str = ""
) -> None:
    """What came of it; the finding's story says so too, and where it was declined the finding is open again: somebody
    has to decide anew. Raises Refused, StaleRequest."""
    request, note = _locked(request, seen), normalise(note)
    waits = outcome == RequestOutcome.WAITING
    needs_why = "Ghi lý do nơi nhận nêu." if outcome == RequestOutcome.DECLINED else ""
    problems = problems_of_words(note, where="note", most=MOST_WORDS, empty=needs_why)
    if not request.letter_number:
        problems.append(Problem("Công văn chưa gửi. Ghi số và ngày công văn trước."))
    if not waits and answered_on is None:
        problems.append(Problem("Ghi ngày nơi nhận trả lời.", "answered_on"))
    elif not waits and answered_on > today():
        problems.append(Problem("Ngày trả lời ở tương lai.", "answered_on"))
    elif not waits and request.letter_on and answered_on < request.letter_on:
        problems.append(Problem("Ngày trả lời trước ngày công văn. Xem lại.", "answered_on"))
    if problems:
        raise Refused(problems)
    before, request.outcome = request.outcome, outcome
    request.note, request.revision = note, request.revision + 1
    request.answered_on = None if waits else answered_on
    request.save(update_fields=["outcome", "note", "answered_on", "revision"])
    kind = lower_first(request.get_book_kind_display())
    words = f"{request.get_receiver_display()}: {request.get_outcome_display()}, {kind}. {note}".strip()[:MOST_WORDS]
    step(request.finding, FindingAct.OUTCOME, _state_after(request, before), by=by, text=words)


def _state_after(request: Request, before: str) -> FindingState:
    """Of the finding, once the outcome is known. A gap ends when newer figures agree; a number to enter is in no
    extract, so that it ends when everything asked for has been put right, unless the ledger was. `before`: the outcome
    until now; to mend the note of a refusal is no new refusal."""
    finding, state = request.finding, FindingState(request.finding.state)
    if request.outcome == before:
        return state
    if request.outcome == RequestOutcome.DECLINED and state == FindingState.REQUESTED:
        return FindingState.NEW
    is_closed = state in (FindingState.REQUESTED, FindingState.FIXED)
    if finding.is_stated and is_closed and not finding.corrections.exists():
        is_left = finding.requests.exclude(outcome=RequestOutcome.ADJUSTED).exists()
        return FindingState.REQUESTED if is_left else FindingState.FIXED
    return state


@transaction.atomic
def relabel_letter(*, request: Request, by: User, letter_number: str, letter_on: dt.date) -> int:
    """Number and day of a letter were typed wrong: put right for everything that went out with it; how many. Raises
    Refused."""
    letter_number = normalise(letter_number)
    same = Request.objects.select_for_update(of=("self",)).filter(
        finding__district=request.finding.district_id, letter_number=request.letter_number, letter_on=request.letter_on
    )
    found = list(same.exclude(letter_number=""))
    problems = _problems_of_letter(found, letter_number, letter_on)
    if any(one.answered_on and one.answered_on < letter_on for one in found):
        problems.append(Problem("Đã có trả lời trước ngày này. Xem lại ngày công văn.", "letter_on"))
    if problems:
        raise Refused(problems)
    return _labelled(found, letter_number, letter_on)


def _labelled(found: list[Request], letter_number: str, letter_on: dt.date) -> int:
    for one in found:
        one.letter_number, one.letter_on, one.revision = letter_number, letter_on, one.revision + 1
    Request.objects.bulk_update(found, ["letter_number", "letter_on", "revision"])
    return len(found)


def _problems_of_letter(found: list[Request], letter_number: str, letter_on: dt.date) -> list[Problem]:
    problems = problems_of_words(letter_number, where="letter_number", most=60, empty="Ghi số công văn đã gửi.")
    if letter_on > today():
        problems.append(Problem("Ngày công văn ở tương lai. Ghi ngày đã ký.", "letter_on"))
    if not found:
        problems.append(Problem(NONE_CHOSEN))
    early = min((one.as_of for one in found), default=letter_on)
    if letter_on < early:
        problems.append(Problem(f"Ngày công văn trước ngày chốt số liệu ({format_date(early)}).", "letter_on"))
    return problems


def _locked(request: Request, seen: int) -> Request:
    """Raises StaleRequest."""
    found = Request.objects.select_for_update(of=("self",)).select_related("finding").get(pk=request.pk)
    if found.revision != seen:
        raise StaleRequest
    return found
