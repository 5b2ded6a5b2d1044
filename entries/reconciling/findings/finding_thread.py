"""What is said of a finding: the district asks with one click, the commune answers; every step is kept."""

import datetime as dt

from django.db import transaction

from communes.calendar import now
from communes.models import User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ...models import MOST_WORDS, OPEN_FINDINGS, Finding, FindingAct, FindingRemark, FindingState

# After these a proposal no longer waits for a decision: asked once more, the commune proposes anew.
ENDS_PROPOSALS = (
    FindingAct.ASKED, FindingAct.RETURNED, FindingAct.WITHDRAWN, FindingAct.FIXED, FindingAct.NOT_ERROR,
    FindingAct.REQUESTED, FindingAct.REOPENED,
)  # fmt: skip
QUESTION = "Đề nghị kiểm tra và cho biết vì sao số liệu như trên."


class StaleFinding(Exception):
    """Somebody else acted on the finding after this form was opened; nothing was stored."""

    def __init__(self, finding: Finding):
        self.finding = finding
        super().__init__("Phát hiện này vừa được người khác xử lý. Xem lại bên dưới rồi làm tiếp nếu còn cần.")


@transaction.atomic
def ask_commune(
    *, finding: Finding, by: User, seen: int, text: str = "", at: dt.datetime | None = None
) -> FindingRemark:
    """One click: without words of one's own the usual question is asked. `at` is for samples, by default now. Raises
    Refused, StaleFinding."""
    finding = locked(finding, seen)
    act = FindingAct.RETURNED if finding.proposal_id else FindingAct.ASKED
    return step(finding, act, FindingState.ASKED, by=by, text=text or QUESTION, at=at)


@transaction.atomic
def answer(*, finding: Finding, by: User, seen: int, text: str) -> FindingRemark:
    """What the commune says of it. Raises Refused without words, StaleFinding."""
    finding = locked(finding, seen)
    return step(finding, FindingAct.ANSWERED, FindingState.EXPLAINED, by=by, text=text, empty="Viết câu trả lời.")


@transaction.atomic
def take_over(*, finding: Finding, by: User, seen: int) -> FindingRemark:
    """From now on this person looks after it. Raises StaleFinding."""
    finding = locked(finding, seen)
    finding.owner = by
    return step(finding, FindingAct.OWNED, finding.state, by=by)


@transaction.atomic
def close_as_right(*, finding: Finding, by: User, seen: int, reason: str) -> FindingRemark:
    """It is no error. Raises Refused without a reason, StaleFinding."""
    finding = locked(finding, seen)
    return step(finding, FindingAct.NOT_ERROR, FindingState.NOT_ERROR, by=by, text=reason, empty="Nêu lý do.")


@transaction.atomic
def close_as_mended(*, finding: Finding, by: User, seen: int, reason: str) -> FindingRemark:
    """What was wrong has been put right elsewhere, and is no longer seen. Raises Refused without words, or while it is
    still seen; StaleFinding."""
    finding = locked(finding, seen)
    if finding.gone_on is None:
        raise Refused([Problem("Phát hiện này vẫn còn thấy. Ghi điều chỉnh, hoặc tìm lại phát hiện trước.")])
    return step(
        finding, FindingAct.FIXED, FindingState.FIXED, by=by, text=reason, empty="Ghi đã sửa ở đâu, ví dụ số phiếu."
    )


@transaction.atomic
def reopen(*, finding: Finding, by: User, seen: int, reason: str) -> FindingRemark:
    """It has to be looked into once more. Raises Refused without a reason, StaleFinding."""
    finding = locked(finding, seen)
    return step(finding, FindingAct.REOPENED, FindingState.NEW, by=by, text=reason, empty="Nêu lý do mở lại.")


def locked(finding: Finding, seen: int) -> Finding:
    """The finding as it is now, held until the end of the transaction. Raises StaleFinding."""
    found = Finding.objects.select_for_update(of=("self",)).select_related("commune", "district").get(pk=finding.pk)
    if found.revision != seen:
        raise StaleFinding(found)
    return found


def step(
    finding: Finding,
    act: str,
    state: str,
    *,
    by: User,
    text: str = "",
    document_number: str = "",
    lines: list[dict] | None = None,
    empty: str = "",
    at: dt.datetime | None = None,
) -> FindingRemark:
    """One step in its story, and the state it leads to. `empty` is said where words are needed and missing."""
    text = normalise(text)
    if problems := problems_of_words(text, where="text", most=MOST_WORDS, empty=empty):
        raise Refused(problems)
    moment, is_open = at or now(), state in OPEN_FINDINGS
    if act in ENDS_PROPOSALS:
        finding.proposal = None
    finding.state, finding.revision = state, finding.revision + 1
    finding.settled_by, finding.settled_at = (None, None) if is_open else (by, moment)
    finding.save(update_fields=["state", "revision", "settled_by", "settled_at", "owner", "proposal"])
    return FindingRemark.objects.create(
        finding=finding, act=act, state=state, text=text, document_number=normalise(document_number),
        lines=lines or [], made_by=by, made_at=moment,
    )  # fmt: skip
