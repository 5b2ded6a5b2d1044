"""Đối chiếu: up to which day the figures agree with those of others, which do not, why, and what others were asked."""

from communes.formatting import lower_first

from ..content.blocks import Runs
from ..facts import ReportFacts, Unit
from .wording import how_many, joined, name_or_count, name_units, say, units_of


def agreed(facts: ReportFacts) -> Runs | None:
    """Nothing where no commune was compared. Figures that differ still are never said to agree, also where it is known
    why they do."""
    found = facts.around.reconciled
    if not found.compared:
        return None
    behind, concluded = units_of(facts, found.behind), units_of(facts, found.concluded)
    if found.newest is None:
        return say("Số liệu của {units} chưa khớp với số của cơ quan cấp trên.", units=name_units(behind))
    parts = []
    if equal := found.compared - len(behind) - len(concluded):
        number = how_many(equal, Unit.COMMUNES, "đơn vị đã đối chiếu khớp", "reconciled.communes")
        parts.append(say("số liệu của {number} đơn vị đã đối chiếu khớp với số của cơ quan cấp trên", number=number))
    else:
        parts.append(say("số liệu của huyện đã được đối chiếu với số của cơ quan cấp trên"))
    for told, units in (("còn lệch nhưng đã có kết luận", concluded), ("chưa khớp", behind)):
        if units:
            named = name_or_count(units, total=len(facts.units), id=f"reconciled.{len(parts)}")
            parts.append(say("{told}: {units}", told=told, units=named))
    until = say("Đến ngày {day}", day=found.newest)
    if found.oldest.value < found.newest.value:
        until = say("Đến lần chốt gần nhất của từng đơn vị ({oldest} đến {day})", oldest=found.oldest, day=found.newest)
    return say("{until}, {parts}.", until=until, parts=joined(parts, last="; ", between="; "))


def causes(facts: ReportFacts) -> Runs | None:
    """Only what the data are certain of."""
    found = facts.around.reconciled.causes
    parts = [
        say("{units} ({cause})", units=name_units(units_of(facts, communes)), cause=lower_first(cause))
        for cause, communes in found
    ]
    if not parts:
        return None
    return say("Số liệu chưa chính xác, phải xác định lại qua đối chiếu: {parts}.", parts=joined(parts, between="; "))


def asked(facts: ReportFacts) -> Runs | None:
    """The letters whose answer is waited for."""
    parts = [
        say(
            "{receiver} ({figures} số liệu, Công văn số {number} ngày {day})",
            receiver=letter.receiver, figures=letter.figures, number=letter.number, day=letter.day,
        )
        for letter in facts.around.reconciled.letters
    ]  # fmt: skip
    return say("Đã đề nghị điều chỉnh số liệu, đang chờ trả lời: {parts}.", parts=joined(parts)) if parts else None


def last_round(facts: ReportFacts) -> Runs | None:
    """What the communes said in the last round that was closed."""
    found = facts.around.reconciled.round
    if found is None:
        return None
    return say(
        "Đợt rà soát số liệu đến ngày {day}: {right} đơn vị xác nhận đúng, {differs} đơn vị còn lệch, {silent} đơn vị"
        " chưa trả lời.",
        day=found.as_of, right=found.right, differs=found.differs, silent=found.silent,
    )  # fmt: skip
