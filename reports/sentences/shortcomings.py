"""I.4 Tồn tại, hạn chế: only what the figures show."""

from ..content.blocks import Runs
from ..facts import DeadlineFacts, Fact, ReportFacts, Unit
from . import reconciled
from .wording import how_many, inside, name_or_count, name_units, said, say, units_of


def shortcomings(facts: ReportFacts) -> dict[str, Runs]:
    nothing = say("Số liệu đến ngày {as_of} chưa cho thấy tồn tại, hạn chế cần nêu.", as_of=facts.as_of)
    return said(
        pace=_pace(facts),
        province=_province(facts),
        slow=_slow(facts),
        mixed=_mixed(facts),
        recounts=_recounts(facts),
        excess=_excess(facts),
        gaps=reconciled.causes(facts),
        unexplained=reconciled.unexplained(facts),
    ) or said(none=nothing)


def strictest(facts: ReportFacts) -> DeadlineFacts | None:
    """The deadline that asks for the highest pace; None when none is ahead or nothing is left."""
    ahead = [deadline for deadline in facts.deadlines if deadline.pace.value is not None]
    return max(ahead, key=lambda deadline: deadline.pace.value, default=None)


def _pace(facts: ReportFacts) -> Runs | None:
    deadline = strictest(facts)
    if deadline is None or facts.pace.value is None or facts.pace.value >= deadline.pace.value:
        return None
    return say(
        "Tốc độ nhập chưa đáp ứng yêu cầu: 07 ngày gần nhất bình quân {pace} trường hợp mỗi ngày làm việc, trong khi để"
        " kịp hạn {label} phải đạt {needed} trường hợp.",
        pace=facts.pace, label=inside(deadline.label), needed=deadline.pace,
    )  # fmt: skip


def _province(facts: ReportFacts) -> Runs | None:
    """Below the provincial average by how much, and which communes; nothing where no average is on record."""
    province = facts.around.province
    if province is None or province.points.value is None or province.points.value >= 0:
        return None
    below = facts.where(lambda unit: unit.share.value is not None and unit.share.value < province.share.value)
    named = name_or_count(below, total=len(facts.units), id="province.below")
    return say(
        "Tỷ lệ toàn huyện ({share}) thấp hơn bình quân toàn tỉnh ({province}; số liệu đến ngày {day} theo {source})"
        " {points} điểm phần trăm; dưới mức này có {named}.",
        share=facts.whole.share, province=province.share, day=province.as_of, source=province.source,
        points=province.points, named=named,
    )  # fmt: skip


def _slow(facts: ReportFacts) -> Runs | None:
    slow = facts.slow
    if not slow:
        return None
    number = how_many(len(slow), Unit.COMMUNES, "đơn vị dưới tỷ lệ bình quân toàn huyện", "slow.communes")
    return say(
        "{number} đơn vị có tỷ lệ thấp hơn bình quân toàn huyện ({share}): {names}.",
        number=number, share=facts.whole.share, names=name_units(slow),
    )  # fmt: skip


def _mixed(facts: ReportFacts) -> Runs | None:
    rework = facts.rework
    if not rework.mixed.value:
        return None
    where = units_of(facts, rework.mixed_communes)
    return say(
        "Còn nhầm lẫn giữa số liệu số hóa hộ tịch lịch sử và số liệu nhập trên nền Cơ sở dữ liệu quốc gia về dân cư:"
        " {times} phiếu tại {where} đã phải điều chỉnh, làm số liệu báo cáo thay đổi so với ban đầu.",
        times=rework.mixed,
        where=name_or_count(where, total=len(facts.units), id="rework.mixed_communes"),
    )


def _recounts(facts: ReportFacts) -> Runs | None:
    if not facts.rework.recounts.value:
        return None
    return say(
        "Số phải nhập kiểm kê ban đầu chưa chính xác, đã điều chỉnh {times} lần sau khi đếm lại sổ.",
        times=facts.rework.recounts,
    )


def _excess(facts: ReportFacts) -> Runs | None:
    units = facts.where(lambda unit: unit.excess > 0)
    if not units:
        return None
    over = Fact("excess", sum(unit.excess for unit in units), Unit.RECORDS, "Nhập vượt số phải nhập")
    return say(
        "Số đã nhập vượt số phải nhập {over} trường hợp tại {names}, cần kiểm tra lại.",
        over=over, names=name_units(units, total=len(facts.units)),
    )  # fmt: skip
