"""Đối chiếu: up to which day the figures agree with those of others, which do not, why, and what others were asked."""

from communes.formatting import lower_first

from ..content.blocks import Runs
from ..facts import ReportFacts, Unit
from ..facts.reconciled import LetterFacts
from .wording import how_many, joined, name_or_count, name_units, say, units_of


def agreed(facts: ReportFacts) -> Runs | None:
    """Nothing where no commune was compared. Figures that differ still are never said to agree, also where it is known
    why they do; and nothing is concluded while the letter that follows from it has not gone out."""
    found = facts.around.reconciled
    if not found.compared:
        return None
    behind = units_of(facts, found.behind)
    concluded = units_of(facts, [one for one in found.concluded if one not in found.unsent])
    unsent = units_of(facts, [one for one in found.concluded if one in found.unsent])
    if found.newest is None:
        return say("Số liệu của {units} chưa khớp với số của {others}.", units=name_units(behind), others=found.sources)
    parts = []
    if equal := found.compared - len(behind) - len(concluded) - len(unsent):
        number = how_many(equal, Unit.COMMUNES, "đơn vị đã đối chiếu khớp", "reconciled.communes")
        parts.append(
            say(
                "số liệu của {number} đơn vị đã đối chiếu khớp với số của {others}", number=number, others=found.sources
            )
        )
    else:
        parts.append(say("số liệu của huyện đã được đối chiếu với số của {others}", others=found.sources))
    for told, units in (
        ("còn lệch nhưng đã có kết luận", concluded),
        ("còn lệch, phải đề nghị điều chỉnh", unsent),
        ("chưa khớp", behind),
    ):
        if units:
            named = name_or_count(units, total=len(facts.units), id=f"reconciled.{len(parts)}")
            parts.append(say("{told}: {units}", told=told, units=named))
    until = say("Đến ngày {day}", day=found.newest)
    if found.oldest.value < found.newest.value:
        until = say("Đến lần chốt gần nhất của từng đơn vị ({oldest} đến {day})", oldest=found.oldest, day=found.newest)
    return say("{until}, {parts}.", until=until, parts=joined(parts, last="; ", between="; "))


def causes(facts: ReportFacts) -> Runs | None:
    """Only what the data are certain of; of whom they say nothing certain is named too."""
    found = facts.around.reconciled.causes
    parts = [
        say("{units} ({cause})", units=name_units(units_of(facts, communes)), cause=lower_first(cause))
        for cause, communes in found
    ]
    told = []
    if parts:
        told.append(
            say("Số liệu chưa chính xác, phải xác định lại qua đối chiếu: {parts}.", parts=joined(parts, between="; "))
        )
    certain = {commune.pk for _, communes in found for commune in communes}
    unclear = [one for one in facts.around.reconciled.behind if one.pk not in certain]
    if unclear:
        named = name_or_count(units_of(facts, unclear), total=len(facts.units), id="reconciled.unclear")
        told.append(say("Chưa xác định được nguyên nhân lệch của {units}.", units=named))
    return joined(told, between=" ", last=" ") if told else None


def unexplained(facts: ReportFacts) -> Runs | None:
    """What our own data show and nobody has explained yet: a jump, a number repeated, more than a book holds."""
    clues = facts.around.reconciled.clues
    if not clues:
        return None
    number = how_many(sum(fact.value for _, fact in clues), Unit.TIMES, "phát hiện chưa kết luận", "findings.all")
    parts = [say("{words} ({count})", words=lower_first(words), count=count) for words, count in clues]
    return say(
        "Còn {number} điều khác thường trong số liệu đã ghi đang được kiểm tra: {parts}.",
        number=number, parts=joined(parts),
    )  # fmt: skip


def asked(facts: ReportFacts) -> Runs | None:
    """Letters that are not done with, and what is to go into one; a letter that went to several is told once."""
    letters: dict[tuple, list[LetterFacts]] = {}
    for letter in facts.around.reconciled.letters:
        letters.setdefault((letter.number.value, letter.day.value), []).append(letter)
    told = [
        say(
            "Công văn số {number} ngày {day} đề nghị {receivers} điều chỉnh",
            number=same[0].number, day=same[0].day, receivers=joined([_receiver(one) for one in same]),
        )
        for same in letters.values()
    ]  # fmt: skip
    sentences = []
    if told:
        waits = any(one.waiting.value for same in letters.values() for one in same)
        words = "{agency} đã có {told}; đang chờ kết quả." if waits else "{agency} đã có {told}."
        sentences.append(say(words, agency=facts.district.agency_short, told=joined(told)))
    if unsent := units_of(facts, facts.around.reconciled.unsent):
        named = name_or_count(unsent, total=len(facts.units), id="reconciled.unsent")
        words = "Còn {n} số liệu của {units} phải đề nghị điều chỉnh, chưa gửi công văn."
        sentences.append(say(words, n=facts.around.reconciled.unsent_figures, units=named))
    return joined(sentences, between=" ", last=" ") if sentences else None


def _receiver(letter: LetterFacts) -> Runs:
    """With what came of it, once something did."""
    outcomes = (
        ("{n} đã điều chỉnh", letter.adjusted),
        ("{n} không được đồng ý", letter.declined),
        ("{n} đang chờ", letter.waiting),
    )
    parts = [say(words, n=fact) for words, fact in outcomes if fact.value]
    if letter.waiting.value == letter.figures.value:
        return say("{who} ({n} số liệu)", who=letter.receiver, n=letter.figures)
    if len(parts) == 1:
        return say("{who} ({n} số liệu, không được đồng ý)", who=letter.receiver, n=letter.figures)
    outcome = joined(parts, between=", ", last=", ")
    return say("{who} ({n} số liệu: {outcome})", who=letter.receiver, n=letter.figures, outcome=outcome)


def last_round(facts: ReportFacts) -> Runs | None:
    """What the communes said in the last round that was closed."""
    found = facts.around.reconciled.round
    if found is None:
        return None
    parts = [
        say("{right} đơn vị xác nhận đúng", right=found.right)
        if found.right.value
        else say("chưa đơn vị nào xác nhận đúng")
    ]
    if found.named:
        named = name_or_count(units_of(facts, found.named), total=len(facts.units), id="round.named")
        parts.append(say("{differs} đơn vị còn lệch ({named})", differs=found.differs, named=named))
    if found.silent.value:
        parts.append(say("{silent} đơn vị không trả lời", silent=found.silent))
    return say(
        "Đợt rà soát số liệu đến ngày {day} (hạn trả lời {until}): {parts}.",
        day=found.as_of, until=found.answer_by, parts=joined(parts, last=", "),
    )  # fmt: skip
