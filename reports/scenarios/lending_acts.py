"""Keeping a lending proposal, and carrying it out: the loans are made together with the record of why."""

from django.db import transaction

from communes.calendar import now
from communes.formatting import format_date
from communes.lending import Wanted, lend_all
from communes.models import District, User
from communes.refusals import Problem, Refused

from ..models import Scenario, ScenarioKind
from .keeping_scenarios import name_for
from .lending_board import LendingBoard, reason_of


@transaction.atomic
def keep_lending(*, by: User, district: District, found: LendingBoard, scope: dict, name: str) -> Scenario:
    """Stores the proposal as it is shown. Raises Refused: no name, one that is taken, a citizen's number in it."""
    name = name_for(district, name)
    if not found.transfers:
        raise Refused([Problem("Không có máy nào cần chuyển nên không có gì để lưu.")])
    return Scenario.objects.create(
        district=district,
        kind=ScenarioKind.LENDING,
        name=name,
        programme=scope["programme"],
        as_of=scope["as_of"],
        assumed={
            "deadline": found.deadline.due_on.isoformat(),
            "label": found.deadline.label,
            "from_on": found.from_on.isoformat(),
            "shifts": found.shifts,
        },
        outcome=_outcome(found),
        kept_by=by,
        kept_at=now(),
    )


@transaction.atomic
def carry_out(
    *, by: User, district: District, found: LendingBoard, scope: dict, name: str, paper: str, clears_roster: bool
) -> Scenario:
    """Keeps the proposal and makes its loans, all or nothing. Raises Refused."""
    kept = keep_lending(by=by, district=district, found=found, scope=scope, name=name)
    lend_all(
        by=by,
        wanted=[
            Wanted(one.offer.machine, one.receiver, found.from_on, one.offer.until) for one in found.transfers
        ],
        purpose=f"Kịp hạn {format_date(found.deadline.due_on)} theo phương án “{kept.name}”"[:200],
        paper=paper,
        clears_roster=clears_roster,
    )  # fmt: skip
    return kept


def _outcome(found: LendingBoard) -> dict:
    def day(value):
        return value and value.isoformat()

    return {
        "late_before": found.late_before,
        "late_after": found.late_after,
        "transfers": [
            {
                "machine": one.offer.machine.label,
                "from": one.giver.full_name,
                "to": one.receiver.full_name,
                "until": day(one.offer.until),
                "reason": reason_of(one, found.cases, found.deadline),
            }
            for one in found.transfers
        ],
        "cases": [
            {
                "commune": one.commune.title,
                "left": one.outlook.left,
                "words": one.words,
                "before": day(one.before),
                "after": day(one.after),
                "is_late": one.is_late,
                "is_late_after": one.is_late_after,
            }
            for one in found.cases
        ],
    }
