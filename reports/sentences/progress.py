"""I.3 b) Kết quả nhập dữ liệu: the whole, each kind of book, the first and the last, the last seven days."""

from decimal import Decimal

from entries.models import Measure
from entries.totals import RECENT_DAYS

from ..content.blocks import Runs
from ..facts import Fact, ReportFacts, Unit, UnitFacts
from . import reconciled
from .wording import how_many, joined, name_units, said, say


def progress(facts: ReportFacts) -> dict[str, Runs]:
    whole = facts.whole
    if not whole.to_enter.value:
        if not whole.entered.value:
            return said(none=say("Đến ngày {as_of} chưa có số liệu phải nhập và số liệu đã nhập.", as_of=facts.as_of))
        return said(
            whole=say(
                "Tính đến ngày {as_of}, toàn huyện đã nhập {entered} trường hợp nhưng chưa có số phải nhập nên chưa"
                " tính được tỷ lệ (có phụ lục kèm theo).",
                as_of=facts.as_of, entered=whole.entered,
            )
        )  # fmt: skip
    return said(
        whole=_whole(facts),
        kinds=_kinds(facts),
        extremes=_extremes(facts),
        bands=_bands(facts),
        recent=_recent(facts),
        reconciled=reconciled.agreed(facts),
        round=reconciled.last_round(facts),
    )


def _whole(facts: ReportFacts) -> Runs:
    whole = facts.whole
    if not whole.entered.value:
        return say(
            "Tính đến ngày {as_of}, toàn huyện có {to_enter} trường hợp phải nhập và chưa nhập trường hợp nào"
            " (có phụ lục kèm theo).",
            as_of=facts.as_of, to_enter=whole.to_enter,
        )  # fmt: skip
    start = "Tính đến ngày {as_of}, toàn huyện đã nhập {entered}/{to_enter} trường hợp, đạt {share}"
    if whole.excess:
        over = Fact("all.excess", whole.excess, Unit.RECORDS, "Nhập vượt số phải nhập, toàn huyện", whole.left.filters)
        end = say("; số đã nhập vượt số phải nhập {over} trường hợp, cần rà soát lại", over=over)
    elif whole.is_done:
        end = say("; đã nhập xong toàn bộ")
    else:
        end = say("; còn lại {left} trường hợp", left=whole.left)
    parts = {"as_of": facts.as_of, "entered": whole.entered, "to_enter": whole.to_enter, "share": whole.share}
    return say(start + "{end} (có phụ lục kèm theo).", end=end, **parts)


def _kinds(facts: ReportFacts) -> Runs | None:
    parts = []
    for kind in facts.kinds:
        to_enter = facts.whole.by_kind[Measure.TO_ENTER, kind]
        entered = facts.whole.by_kind[Measure.ENTERED, kind]
        if not to_enter.value > 0:
            continue
        share = Fact(
            f"all.{kind.value}.share", Decimal(entered.value) / to_enter.value, Unit.SHARE,
            f"Tỷ lệ đã nhập, {kind.label.lower()}", to_enter.filters | {"chi-tieu": ""},
        )  # fmt: skip
        label = kind.label[:1].lower() + kind.label[1:]
        parts.append(
            say("{label} {entered}/{to_enter} ({share})", label=label, entered=entered, to_enter=to_enter, share=share)
        )
    return say("Chia theo loại sổ: {parts}.", parts=joined(parts, last="; ", between="; ")) if len(parts) > 1 else None


def _extremes(facts: ReportFacts) -> Runs | None:
    """Who is first and who is last; nothing is said when there is one commune or when all stand alike."""
    ranked = facts.where(lambda unit: unit.share.value is not None)
    if len(ranked) < 2 or facts.whole.is_untouched:
        return None
    best, worst = max(unit.share.value for unit in ranked), min(unit.share.value for unit in ranked)
    if best == worst:
        return say("Các đơn vị đạt tỷ lệ như nhau ({share}).", share=ranked[0].share)

    def named(share: Decimal) -> dict[str, Runs | Fact]:
        units: list[UnitFacts] = [unit for unit in ranked if unit.share.value == share]
        return {"names": name_units(units), "share": units[0].share}

    first, last = named(best), named(worst)
    return say(
        "Đạt cao nhất là {first} ({high}); thấp nhất là {last} ({low}).",
        first=first["names"], high=first["share"], last=last["names"], low=last["share"],
    )  # fmt: skip


def _bands(facts: ReportFacts) -> Runs | None:
    """Done, below half, not begun: the bands leaders ask for."""
    bands = (
        ("đã hoàn thành", "bands.done", facts.where(lambda unit: unit.is_done)),
        (
            "chưa đạt 50%",
            "bands.below_half",
            facts.where(lambda u: u.share.value is not None and 0 < u.share.value < Decimal("0.5")),
        ),
        ("chưa nhập trường hợp nào", "bands.untouched", facts.where(lambda unit: unit.is_untouched)),
    )
    if facts.whole.is_untouched or len(facts.units) < 2:
        return None
    parts = []
    for words, id, units in bands:
        if not units:
            continue
        if len(units) == len(facts.units):
            parts.append(say("tất cả {number} đơn vị {words}", number=f"{len(units):02d}", words=words))
            continue
        number = how_many(len(units), Unit.COMMUNES, f"đơn vị {words}", id)
        parts.append(say("{number} đơn vị {words} ({names})", number=number, words=words, names=name_units(units)))
    if not parts:
        return None
    return say(
        "Trong {all} đơn vị: {parts}.", all=f"{len(facts.units):02d}", parts=joined(parts, last="; ", between="; ")
    )


def _recent(facts: ReportFacts) -> Runs | None:
    whole = facts.whole
    if whole.is_done:
        return None
    if whole.recent.value <= 0:
        return say("Trong {days} ngày gần nhất không nhập thêm được trường hợp nào.", days=f"{RECENT_DAYS:02d}")
    return say(
        "Riêng {days} ngày gần nhất nhập được {recent} trường hợp.", days=f"{RECENT_DAYS:02d}", recent=whole.recent
    )
