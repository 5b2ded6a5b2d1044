"""I.6, what follows from the forecast: who must run more shifts, who lacks machines, which machine goes where."""

from communes.models import Commune

from ..content.blocks import Run, Runs
from ..facts import DeadlineFacts, ReportFacts
from ..facts.ahead import BehindFacts, VerdictFacts
from ..facts.around import LoanFacts
from .wording import MOST_NAMED, inside, joined, name_or_count, say, units_of


def next_verdict(facts: ReportFacts) -> tuple[VerdictFacts, DeadlineFacts] | None:
    """The forecast for the nearest deadline that some commune will miss; None when none will."""
    for verdict in facts.around.verdicts:
        if verdict.behind:
            return verdict, next(one for one in facts.deadlines if one.due_on.value == verdict.due_on)
    return None


def more_shifts(facts: ReportFacts) -> Runs | None:
    """How many machine-shifts a working day would do, commune by commune."""
    found = next_verdict(facts)
    able = [one for one in found[0].behind if one.wanted and one.wanted.value > one.seen.value] if found else []
    if not able:
        return None
    label = inside(found[1].label)
    if len(able) > MOST_NAMED:
        names = name_or_count(_units(facts, able), total=len(facts.units), id="behind.communes")
        return say("Để kịp hạn {label}, {names} phải tăng số ca máy mỗi ngày làm việc.", label=label, names=names)
    each = [
        say(
            "{name} {wanted} ca máy (hiện {seen} ca)",
            name=_named(one.commune), wanted=one.wanted, seen=one.seen,
        )
        for one in able
    ]  # fmt: skip
    return say(
        "Để kịp hạn {label}, mỗi ngày làm việc phải đủ số ca máy: {each}.",
        label=label,
        each=joined(each, last="; ", between="; "),
    )


def more_machines(facts: ReportFacts) -> Runs | None:
    """Who cannot be in time even with every machine on three shifts."""
    found = next_verdict(facts)
    short = [one for one in found[0].behind if one.missing] if found else []
    if not short:
        return None
    label = inside(found[1].label)
    if len(short) > MOST_NAMED:
        names = name_or_count(_units(facts, short), total=len(facts.units), id="behind.short")
        return say(
            "Dù chạy đủ số máy 03 ca/ngày, {names} vẫn không kịp hạn {label}; cần điều thêm máy hoặc chuyển bớt sổ.",
            names=names, label=label,
        )  # fmt: skip
    each = [say("{name} thiếu {missing} ca máy", name=_named(one.commune), missing=one.missing) for one in short]
    return say(
        "Dù chạy đủ số máy 03 ca/ngày vẫn không kịp hạn {label}: {each}; cần điều thêm máy hoặc chuyển bớt sổ.",
        label=label, each=joined(each),
    )  # fmt: skip


def loans(facts: ReportFacts) -> Runs | None:
    if not facts.around.loans:
        return None
    return say(
        "Điều chuyển máy: {each}.", each=joined([_loan(one) for one in facts.around.loans], last="; ", between="; ")
    )


def _loan(one: LoanFacts) -> Runs:
    until = say(" đến ngày {day}", day=one.to_on) if one.to_on else ()
    return say(
        "máy số {number} của {lender} làm việc tại {borrower} từ ngày {day}{until}",
        number=str(one.number), lender=_named(one.lender), borrower=_named(one.borrower), day=one.from_on, until=until,
    )  # fmt: skip


def _named(commune: Commune) -> Runs:
    return (Run(commune.full_name),)


def _units(facts: ReportFacts, behind: list[BehindFacts]):
    return units_of(facts, tuple(one.commune for one in behind))
