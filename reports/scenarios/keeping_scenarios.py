"""Keeping a "what if" under a name: what was assumed and what was shown, for good."""

from django.db import transaction

from communes.calendar import now
from communes.models import Deadline, District, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ..models import Scenario, ScenarioKind
from ..models.scenario import MOST_NAME
from .what_if import Outcome, tallies
from .what_if_form import WhatIfForm


def name_for(district: District, name: str) -> str:
    """The name as it is stored. Raises Refused: none, one that is taken, a citizen's number in it. Locks the district:
    two who keep at the same time wait for each other."""
    name = normalise(name)
    problems = problems_of_words(name, where="name", most=MOST_NAME, empty="Đặt tên cho phương án.")
    District.objects.select_for_update().get(pk=district.pk)
    if Scenario.objects.filter(district=district, name=name).exists():
        problems.append(Problem("Đã có phương án mang tên này. Đặt tên khác.", "name"))
    if problems:
        raise Refused(problems)
    return name


@transaction.atomic
def keep_what_if(
    *, by: User, district: District, name: str, form: WhatIfForm, outcomes: list[Outcome], deadlines: list[Deadline]
) -> Scenario:
    """Stores the outcome as it is shown. Raises Refused."""
    return Scenario.objects.create(
        district=district,
        kind=ScenarioKind.WHAT_IF,
        name=name_for(district, name),
        programme=form.programme,
        as_of=form.as_of,
        assumed={"words": form.in_words, "query": form.query},
        outcome={
            "deadlines": [one.due_on.isoformat() for one in deadlines],
            "tallies": [[one.before, one.after] for one in tallies(outcomes, deadlines)],
            "lines": [_line(one) for one in outcomes],
        },
        kept_by=by,
        kept_at=now(),
    )


def _line(one: Outcome) -> dict:
    return {
        "commune": one.commune.title,
        "left": one.left,
        "before": one.before and one.before.isoformat(),
        "after": one.after and one.after.isoformat(),
        "gained": one.gained,
        "verdicts": [
            [found.tone, f"{found.mark} {found.words}", then.tone, f"{then.mark} {then.words}"]
            for found, then in zip(one.verdicts, one.verdicts_after, strict=True)
        ],
    }
