"""I.3 b), in the period: what was entered since the report before, and which communes entered nothing."""

from dataclasses import replace

from ..content.blocks import Runs
from ..facts import ReportFacts
from ..facts.period import PeriodFacts
from .wording import name_or_count, said, say, units_of


def period(facts: ReportFacts, since: PeriodFacts) -> dict[str, Runs]:
    return said(period=_whole(since), still=_still(facts, since))


def _whole(since: PeriodFacts) -> Runs:
    count = since.entered.value
    if count > 0:
        done = say("toàn huyện nhập thêm {entered} trường hợp", entered=since.entered)
    elif count < 0:
        done = say(
            "số đã nhập toàn huyện giảm {entered} trường hợp do điều chỉnh",
            entered=replace(since.entered, id="period.fewer", value=-count),
        )
    else:
        done = say("toàn huyện không nhập thêm trường hợp nào")
    return say(
        "So với {paper} (số liệu đến ngày {day}), {done}{share}.",
        paper=since.paper, day=since.since, done=done, share=_share(since),
    )  # fmt: skip


def _share(since: PeriodFacts) -> Runs:
    if since.points is None:
        return ()
    if not since.points.value:
        return say(", tỷ lệ không đổi ({then})", then=since.then)
    way = "tăng" if since.points.value > 0 else "giảm"
    return say(", tỷ lệ {way} {points} điểm phần trăm (từ {then})", way=way, points=since.points, then=since.then)


def _still(facts: ReportFacts, since: PeriodFacts) -> Runs | None:
    if not since.still or (since.entered.value == 0 and len(since.still) == len(facts.units)):
        return None
    names = name_or_count(units_of(facts, since.still), total=len(facts.units), id="period.still")
    return say("Trong kỳ, {names} còn dữ liệu phải nhập nhưng không nhập thêm.", names=names)
