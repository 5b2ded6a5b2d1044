"""I.2 Thời gian hoàn thành: the deadlines, what remains until them, and the pace they ask for."""

from ..content.blocks import Runs
from ..facts import DeadlineFacts, ReportFacts
from .wording import said, say


def deadlines(facts: ReportFacts) -> dict[str, Runs]:
    if not facts.deadlines:
        return said(none=say("Chưa có thời hạn hoàn thành được ghi nhận."))
    latest_first = sorted(facts.deadlines, key=lambda deadline: deadline.due_on.value, reverse=True)
    return {deadline.due_on.value.isoformat(): _deadline(deadline, facts) for deadline in latest_first}


def _deadline(deadline: DeadlineFacts, facts: ReportFacts) -> Runs:
    # The plan of a body is named after it: "Kế hoạch của Tổ Đề án 06 huyện" needs no "của Tổ Đề án 06 huyện".
    issuer = "" if " của " in deadline.basis else f" của {deadline.issuer}"
    start = say(
        "Theo {basis}{issuer}: {label} (hết ngày {due_on}), ",
        basis=deadline.basis, issuer=issuer, label=deadline.label, due_on=deadline.due_on,
    )  # fmt: skip
    return start + _what_remains(deadline, facts)


def _what_remains(deadline: DeadlineFacts, facts: ReportFacts) -> Runs:
    done = facts.whole.is_done
    if deadline.due_on.value < facts.as_of.value:
        return say("đã hoàn thành.") if done else say("thời hạn này đã qua.")
    if not deadline.days_left.value:
        return say("không còn ngày làm việc nào.")
    if deadline.pace.value is None:
        return say("còn {days} ngày làm việc.", days=deadline.days_left)
    return say(
        "còn {days} ngày làm việc; để kịp hạn, mỗi ngày làm việc toàn huyện cần nhập {pace} trường hợp.",
        days=deadline.days_left, pace=deadline.pace,
    )  # fmt: skip
