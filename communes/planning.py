"""Plans: drawn up, kept, sent by the commune, accepted or returned by the district, gaps explained.

A commune makes plans of its own level and sends them; the district makes those of the province and the district, which
are in force when it says so. Everything that can be said about a plan is a figure of the ledger, read elsewhere.
"""

import datetime as dt

from django.db import IntegrityError, transaction

from .access import may
from .calendar import now, today
from .formatting import format_count, format_date
from .models import Commune, Period, Plan, PlanLevel, PlanState, Role, Target, User
from .models.plans import MOST_IN_TARGET
from .periods import spans
from .refusals import Problem, Refused, problems_of_words
from .text import normalise

KEEP, DECIDE = "communes.keep_plan", "communes.decide_plan"
LONGEST = 731  # days of one plan: two years
MOST_DAYS = 31  # a plan day by day longer than a month is read by nobody
EARLIEST, LATEST = dt.date(2020, 1, 1), dt.date(2050, 12, 31)
MOST_DOCUMENT, MOST_NOTE, MOST_REASON = 120, 300, 300
EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)
LEVELS = {Role.COMMUNE: (PlanLevel.COMMUNE,), Role.DISTRICT: (PlanLevel.DISTRICT, PlanLevel.PROVINCE)}


def levels_of(user: User) -> tuple[PlanLevel, ...]:
    """Whose plans a user draws up and changes."""
    return LEVELS.get(user.role, ())


def may_change(user: User, plan: Plan) -> bool:
    """Whether the plan is this user's to change: the commune's own, or the district's."""
    return may(user, KEEP, plan.commune) and plan.level in levels_of(user)


def days_problems(period: str, from_on: dt.date, to_on: dt.date) -> list[Problem]:
    """Why a plan cannot run over these days."""
    if to_on < from_on:
        return [Problem(f"Ngày cuối không thể trước ngày đầu ({format_date(from_on)}).", "to_on")]
    length = (to_on - from_on).days + 1
    if length > LONGEST:
        return [Problem("Kế hoạch dài nhất 2 năm. Chọn ngày cuối gần hơn.", "to_on")]
    if not EARLIEST <= from_on <= LATEST:
        return [Problem(f"Chọn ngày đầu từ {format_date(EARLIEST)} đến {format_date(LATEST)}.", "from_on")]
    if period == Period.DAY and length > MOST_DAYS:
        told = f"Chia theo ngày thì nhiều nhất {MOST_DAYS} ngày; ở đây {format_count(length)} ngày. Chia theo tuần."
        return [Problem(told, "period")]
    return []


def same_plan(plan: Plan) -> Plan | None:
    """The plan that is there already: the same commune, programme, level, period and first day."""
    return Plan.objects.filter(
        commune=plan.commune_id, programme=plan.programme, level=plan.level, period=plan.period, from_on=plan.from_on
    ).first()


def taken(other: Plan) -> Problem:
    told = (
        f"Đã có kế hoạch {other.get_period_display()} cấp {other.get_level_display()} bắt đầu"
        f" {format_date(other.from_on)}, tình trạng: {other.get_state_display()}. Mở kế hoạch đó để sửa."
    )
    return Problem(told, "from_on")


@transaction.atomic
def make_plan(*, by: User, plan: Plan, counts: list[int], is_issued: bool = False) -> Plan:
    """Stores a plan with a target for each period, in order; records. `is_issued`: a plan of the district or the
    province is in force at once.

    Raises Refused: the days, the words, the counts, a level that is not the user's, a plan that is there already.
    """
    plan.document, plan.note = normalise(plan.document), normalise(plan.note)
    problems = [*days_problems(plan.period, plan.from_on, plan.to_on), *_problems_of_words(plan)]
    if plan.level not in levels_of(by):
        problems.append(Problem("Xã lập kế hoạch cấp xã; huyện lập kế hoạch cấp huyện và cấp tỉnh.", "level"))
    if is_issued and plan.level == PlanLevel.COMMUNE:
        problems.append(Problem("Kế hoạch của xã phải gửi huyện duyệt.", "level"))
    if problems:
        raise Refused(problems)
    periods = spans(plan.period, plan.from_on, plan.to_on)
    _check_counts(counts, [period.first for period in periods])
    Commune.objects.select_for_update().get(pk=plan.commune_id)
    if other := same_plan(plan):
        raise Refused([taken(other)])
    plan.made_by = plan._history_user = by
    plan.state = PlanState.DRAFT
    if is_issued:
        _decide(plan, by, PlanState.ACCEPTED)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise Refused([Problem("Vừa có người lập kế hoạch này. Xem danh sách kế hoạch.", "from_on")]) from error
    Target.objects.bulk_create(
        Target(plan=plan, from_on=period.first, to_on=period.last, count=count)
        for period, count in zip(periods, counts, strict=True)
    )
    return plan


def _problems_of_words(plan: Plan) -> list[Problem]:
    return [
        *problems_of_words(plan.document, where="document", most=MOST_DOCUMENT),
        *problems_of_words(plan.note, where="note", most=MOST_NOTE),
    ]


def _check_counts(counts: list[int], firsts: list[dt.date]) -> None:
    if len(counts) != len(firsts):
        raise Refused([Problem("Số chỉ tiêu không khớp với các kỳ. Lập lại đề xuất rồi ghi lại.")])
    problems = [
        Problem("Chỉ tiêu là số nguyên từ 0 đến 1.000.000.", f"target-{first}")
        for count, first in zip(counts, firsts, strict=True)
        if not 0 <= count <= MOST_IN_TARGET
    ]
    if problems:
        raise Refused(problems)


def _locked(plan: Plan) -> Plan:
    """The plan as it is now, kept for this act alone: of two people at once the second sees what the first did. Locked
    before it is read with who decided: PostgreSQL reads the row again after the wait, but not what is joined to it."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    return Plan.objects.select_related("commune", "decided_by").get(pk=plan.pk)


def _saved(plan: Plan, by: User, reason: str = "") -> Plan:
    plan._history_user, plan._change_reason = by, reason[:100] or None
    plan.save()
    return plan


def _decide(plan: Plan, by: User, state: PlanState, words: str = "") -> None:
    plan.state, plan.decided_by, plan.decided_at, plan.decision = state, by, now(), words


def _refuse_unless(is_right: bool, words: str) -> None:
    if not is_right:
        raise Refused([Problem(words)])


@transaction.atomic
def keep_targets(*, by: User, plan: Plan, counts: dict[int, int], document: str = "", note: str = "") -> Plan:
    """Changes the targets (records, by primary key) and the words of a plan that is not sent. Raises Refused."""
    plan = _locked(plan)
    _refuse_unless(plan.state in EDITABLE, f"Kế hoạch {plan.get_state_display()} nên không sửa chỉ tiêu được nữa.")
    plan.document, plan.note = normalise(document), normalise(note)
    targets = list(plan.targets.order_by("from_on"))
    changed = [one for one in targets if counts.get(one.pk, one.count) != one.count]
    if problems := _problems_of_words(plan):
        raise Refused(problems)
    _check_counts([counts[one.pk] for one in changed], [one.from_on for one in changed])
    told = "; ".join(
        f"{format_date(one.from_on)}: {format_count(one.count)} → {format_count(counts[one.pk])}" for one in changed
    )
    for one in changed:
        one.count = counts[one.pk]
        one._history_user = by
        one.save()
    return _saved(plan, by, _short(f"Sửa chỉ tiêu {told}") if changed else "")


def _short(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:98].rpartition(';')[0] or words[:98]}…"


@transaction.atomic
def drop_plan(*, by: User, plan: Plan) -> None:
    """A draft that nobody needs any more is gone; one that was sent stays. Raises Refused."""
    plan = _locked(plan)
    _refuse_unless(
        plan.state == PlanState.DRAFT and plan.sent_at is None, "Kế hoạch đã gửi hoặc đã ban hành nên không xóa được."
    )
    plan._history_user = by
    plan.delete()


@transaction.atomic
def send_plan(*, by: User, plan: Plan) -> Plan:
    """The commune sends its plan to the district. Raises Refused when it is sent already."""
    plan = _locked(plan)
    _refuse_unless(plan.level == PlanLevel.COMMUNE, "Chỉ kế hoạch của xã mới gửi huyện duyệt.")
    _refuse_unless(plan.state in EDITABLE, f"Kế hoạch này {plan.get_state_display()} rồi.")
    plan.state, plan.sent_at = PlanState.SENT, now()
    return _saved(plan, by)


@transaction.atomic
def accept_plan(*, by: User, plan: Plan, words: str = "") -> Plan:
    """The district accepts what a commune has sent, or puts its own draft in force. Raises Refused; of two people at
    once the second is told who was first."""
    plan = _locked(plan)
    if plan.state == PlanState.ACCEPTED:
        who = plan.decided_by.shown_name if plan.decided_by else "người khác"
        raise Refused([Problem(f"{who} đã chấp nhận kế hoạch này rồi.")])
    if plan.level == PlanLevel.COMMUNE:
        _refuse_unless(plan.state == PlanState.SENT, f"Xã chưa gửi kế hoạch này ({plan.get_state_display()}).")
    words = normalise(words)
    if problems := problems_of_words(words, where="decision", most=MOST_REASON):
        raise Refused(problems)
    _decide(plan, by, PlanState.ACCEPTED, words)
    return _saved(plan, by)


@transaction.atomic
def return_plan(*, by: User, plan: Plan, words: str) -> Plan:
    """The district gives a plan back to be changed, and says why; one in force is opened again. Raises Refused."""
    plan = _locked(plan)
    _refuse_unless(
        plan.state in (PlanState.SENT, PlanState.ACCEPTED),
        f"Kế hoạch {plan.get_state_display()} nên không có gì để trả lại.",
    )
    words = normalise(words)
    empty = "Ghi lý do trả lại để người lập biết cần sửa gì."
    if problems := problems_of_words(words, where="decision", most=MOST_REASON, empty=empty):
        raise Refused(problems)
    _decide(plan, by, PlanState.RETURNED, words)
    return _saved(plan, by)


@transaction.atomic
def explain_gap(*, by: User, plan: Plan, reasons: dict[int, str]) -> int:
    """Why the actual differs from the target, by the target's primary key; periods to come have nothing to explain.
    Returns how many were changed. Raises Refused."""
    plan = _locked(plan)
    _refuse_unless(plan.state == PlanState.ACCEPTED, "Ghi lý do chênh lệch khi kế hoạch đã được chấp nhận.")
    targets = {one.pk: one for one in plan.targets.filter(pk__in=reasons, from_on__lte=today())}
    cleaned = {pk: normalise(reason) for pk, reason in reasons.items() if pk in targets}
    problems = [
        problem
        for pk, reason in cleaned.items()
        for problem in problems_of_words(reason, where=f"reason-{targets[pk].from_on}", most=MOST_REASON)
    ]
    if problems:
        raise Refused(problems)
    changed = [one for pk, one in targets.items() if one.gap_reason != cleaned[pk]]
    for one in changed:
        one.gap_reason = cleaned[one.pk]
        one._history_user = by
        one.save()
    if changed:
        days = ", ".join(format_date(one.from_on) for one in changed)
        _saved(plan, by, _short(f"Ghi lý do chênh lệch kỳ bắt đầu {days}"))
    return len(changed)
