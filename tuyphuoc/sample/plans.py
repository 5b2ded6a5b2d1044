"""Plans of each state and one campaign, with dice of their own: the ledger of the sample stays as it is."""

import datetime as dt
import random

from django.utils import timezone

from communes.campaigns import keep_campaign
from communes.models import Campaign, Commune, District, Period, Plan, PlanLevel, Programme, User
from communes.periods import ONE_DAY, spans
from communes.planning import accept_plan, explain_gap, make_plan, return_plan, send_plan

from .work import ID_CAMPAIGN

WEEKS_BEFORE, WEEKS_AHEAD = 3, 9
NAME = "Cao điểm cấp căn cước, kích hoạt định danh điện tử mức độ 2"
LEFT_BY_IT = 16  # percent: in work.pace_of fewer shifts were worked (0.4), and each entered less (0.4)
ACCEPTED, SENT, RETURNED, DRAFT = "accepted", "sent", "returned", "draft"
STATES = (ACCEPTED, SENT, RETURNED, DRAFT, ACCEPTED, ACCEPTED)
REASON = "Mất mạng nhiều buổi, Công an xã đi làm nhiệm vụ khác"


def make_plans(
    district: District, communes: list[Commune], accounts: dict[str, User], officials: dict[int, User],
    *, seed: int, until: dt.date,
) -> None:  # fmt: skip
    """Plans by week around the last day of the sample; each state is there when there are communes enough."""
    monday = until - until.weekday() * ONE_DAY
    first, last = monday - WEEKS_BEFORE * 7 * ONE_DAY, monday + (WEEKS_AHEAD * 7 - 1) * ONE_DAY
    office = accounts["tuphap"]
    for place, commune in enumerate(communes[: len(STATES)]):
        dice = random.Random(f"{seed}/plans/{commune.code}")
        official = officials[commune.pk]
        begins = first if STATES[place] == ACCEPTED else monday + 7 * ONE_DAY
        plan = _drawn(commune, PlanLevel.COMMUNE, Period.WEEK, begins, last, official, dice)
        _bring_to(STATES[place], plan, official=official, office=office)
    if communes:
        dice = random.Random(f"{seed}/plans/district")
        _drawn(communes[0], PlanLevel.DISTRICT, Period.MONTH, first, last, office, dice, is_issued=True)
    begins = monday + 14 * ONE_DAY
    past, coming = (*ID_CAMPAIGN, LEFT_BY_IT), (begins, begins + 11 * ONE_DAY, 60)
    for from_on, to_on, share in (past, coming) if until > ID_CAMPAIGN[1] else (coming,):
        campaign = Campaign(district=district, name=NAME, free_share=share, from_on=from_on, to_on=to_on)
        keep_campaign(by=office, campaign=campaign)
    _date(Plan.objects.filter(commune__in=communes), first)


def _date(plans, first: dt.date) -> None:
    """As if sent and decided before the plans began: nothing of the sample hangs on the day it is loaded."""
    for name, days in (("sent_at", 4), ("decided_at", 3)):
        moment = dt.datetime.combine(first - days * ONE_DAY, dt.time(9, 30), timezone.get_default_timezone())
        plans.exclude(**{name: None}).update(**{name: moment})


def _drawn(commune, level, period, first, last, by, dice, *, is_issued=False) -> Plan:
    plan = Plan(
        commune=commune, programme=Programme.POPULATION_DB, level=level, period=period, from_on=first, to_on=last,
        document="" if level == PlanLevel.COMMUNE else "Kế hoạch của Tổ Đề án 06 huyện",
    )  # fmt: skip
    a_week = dice.randrange(60, 220, 10)
    counts = [max(10, a_week * len(span.days) // 7) for span in spans(period, first, last)]
    return make_plan(by=by, plan=plan, counts=counts, is_issued=is_issued)


def _bring_to(state: str, plan: Plan, *, official: User, office: User) -> None:
    if state == DRAFT:
        return
    plan = send_plan(by=official, plan=plan)
    if state == RETURNED:
        return_plan(by=office, plan=plan, words="Chỉ tiêu tháng 3 thấp hơn thời hạn yêu cầu; chia lại cho đủ.")
    elif state == ACCEPTED:
        accept_plan(by=office, plan=plan)
        target = plan.targets.order_by("from_on").first()
        explain_gap(by=official, plan=plan, reasons={target.pk: REASON})
