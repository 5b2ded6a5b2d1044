"""Will it be in time? A verdict on one deadline, in the words of the people who ask."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from communes.formatting import format_count, format_date
from communes.machines import CommuneMachines
from communes.models import Deadline, Shift, Workstation

from .forecasting import EARLY, LATE, LIKELY, NONE, OWN, POOLED, STOPPED, SURE, Outlook

ON_TIME, AT_RISK = 0.8, 0.2
SHIFTS_A_DAY = len(Shift)

GOOD, WARN, BAD, QUIET = "good", "warn", "bad", "muted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code`: done, nothing, on_time, at_risk, late, impossible, stopped, past or unknown. `chance` from 0 to 1."""

    code: str
    mark: str
    words: str
    tone: str
    chance: float | None = None
    detail: str = ""  # when, or what is missing
    missing_shifts: int = 0  # machine-shifts short, though every machine ran three shifts a day


def capacity(machines: CommuneMachines) -> float:
    """Machine-shifts an ordinary working day when every machine that stands there runs three shifts; a shared machine
    counts for the part of the day it is free."""
    return capacity_of(one.machine for one in machines.standing)


def capacity_of(machines: Iterable[Workstation]) -> float:
    return sum(SHIFTS_A_DAY * machine.free_share / 100 for machine in machines)


def verdict(
    outlook: Outlook, deadline: Deadline, capacity: float | None = None, *,
    shifts_per_day: float | None = None, since: dt.date | None = None,
) -> Verdict:  # fmt: skip
    """What the forecast says of one deadline. With `capacity` (machine-shifts a working day) it is also asked whether
    the machines could do it at all; `shifts_per_day` and `since` as in Outlook.finish_on."""
    due = deadline.due_on
    if not outlook.figure.to_enter > 0:
        return Verdict("nothing", "–", "không có gì phải nhập", QUIET)
    if not outlook.left:
        return Verdict("done", "✓", "đã nhập xong", GOOD, 1.0)
    if outlook.ahead.until(due) <= 0:
        return Verdict("past", "✕", "đã quá hạn", BAD, 0.0, f"còn {format_count(outlook.left)}")
    goes_on = outlook.basis != STOPPED or shifts_per_day is not None
    chance = outlook.chance_of(due, shifts_per_day=shifts_per_day, since=since) if goes_on else 0.0
    likely = when(outlook, shifts_per_day, since)
    if chance is None:
        return Verdict("unknown", "?", "chưa đủ số liệu", QUIET)
    if chance >= ON_TIME:
        return Verdict("on_time", "✓", "kịp", GOOD, chance, likely)
    if chance >= AT_RISK:
        return Verdict("at_risk", "▲", "nguy cơ", WARN, chance, likely)
    if missing := _short_of(outlook, due, capacity):
        told = f"thiếu {format_count(missing)} máy-ca"
        return Verdict("impossible", "✕", "không thể kịp", BAD, chance, told, missing)
    if not goes_on:
        return Verdict("stopped", "✕", "đã dừng", BAD, chance, f"từ {format_date(outlook.stopped_on)}")
    return Verdict("late", "✕", "không kịp", BAD, chance, likely)


def _short_of(outlook: Outlook, due: dt.date, capacity: float | None) -> int:
    """Machine-shifts missing at the pace of a machine-shift so far, when all of them together are too few."""
    if capacity is None or not outlook.shifts or not sum(outlook.shifts):
        return 0
    chance = outlook.chance_of(due, shifts_per_day=capacity) if capacity else 0.0
    if chance >= AT_RISK:
        return 0
    per_shift = sum(outlook.shifts) / len(outlook.shifts)
    return max(1, ceil(outlook.left / per_shift - capacity * outlook.ahead.until(due)))


def counted(verdicts: Iterable[Verdict]) -> tuple[tuple[str, str, str], ...]:
    """How many communes are in time, at risk and late, as (tone, mark, words); kinds that no commune has left out."""
    tones = Counter(one.tone for one in verdicts if one.code != "nothing")
    named = ((GOOD, "✓", "kịp"), (WARN, "▲", "nguy cơ"), (BAD, "✕", "không kịp"), (QUIET, "?", "chưa rõ"))
    return tuple((tone, mark, f"{tones[tone]} {words}") for tone, mark, words in named if tones[tone])


def when(outlook: Outlook, shifts_per_day: float | None = None, since: dt.date | None = None) -> str:
    """ "khoảng 12/9", with the year when it is another; a band of months where the records to enter are an estimate."""

    def by(chance: float) -> dt.date | None:
        return outlook.finish_on(chance, shifts_per_day=shifts_per_day, since=since)

    if outlook.is_estimated:
        early, late = by(EARLY), by(LATE)
        if early and late:
            return f"khoảng tháng {month(early)}" + ("" if month(early) == month(late) else f"–{month(late)}")
        return f"từ tháng {month(early)}" if early else "sau hơn 2 năm"
    likely = by(LIKELY)
    return f"khoảng {short_day(likely, outlook.ahead.first.year)}" if likely else "sau hơn 2 năm"


def short_day(day: dt.date, year: int) -> str:
    """31/5 in the year the reader has in mind, else 31/5/2025."""
    return format_date(day).removesuffix(f"/{year}")


def month(day: dt.date) -> str:
    return f"{day.month}/{day.year}"


def sentence(outlook: Outlook) -> str:
    """What a leader reads out: what is left, the pace, and when it will be done."""
    name = outlook.commune.title if outlook.commune else "Toàn huyện"
    if not outlook.figure.to_enter > 0:
        return f"{name}: không có gì phải nhập."
    if not outlook.left:
        return f"{name}: đã nhập xong."
    drawn = format_count(round(outlook.drawn_per_day))
    pace = f", 08 tuần qua làm {drawn}/ngày làm việc" if outlook.basis == OWN else ""
    return f"{name}: còn {format_count(outlook.left)}{pace}; {_outcome(outlook)}."


def _outcome(outlook: Outlook) -> str:
    if outlook.basis == STOPPED:
        return f"đã dừng nhập từ {format_date(outlook.stopped_on)} nên chưa có ngày xong"
    if outlook.basis == NONE:
        return "chưa đủ số liệu để dự báo"
    kept = "nếu làm được như các đơn vị tương tự thì" if outlook.basis == POOLED else "nếu giữ nhịp này thì"
    if outlook.is_estimated:
        return f"{kept} xong {when(outlook)} (số phải nhập còn là ước tính)"
    likely, early, late = (outlook.finish_on(chance) for chance in (LIKELY, EARLY, LATE))
    if not likely:
        return f"{kept} phải hơn 2 năm mới xong"
    latest = f"muộn nhất {format_date(late)}" if late else "muộn nhất sau hơn 2 năm"
    return f"{kept} xong khoảng {format_date(likely)} (sớm nhất {format_date(early)}, {latest})"


def on_deadline(due_on: dt.date, per_day: int | None, found: Verdict) -> str:
    """ "Hạn 31/5/2024: không kịp; cần 139/ngày làm việc"."""
    said = f"Hạn {format_date(due_on)}: {found.words}"
    if found.code == "impossible":
        said += f" dù chạy đủ số máy × 03 ca, {found.detail}"
    elif found.code == "past":
        said += f", {found.detail}"
    elif found.code == "stopped":
        said += f" {found.detail}"
    return said + (f"; cần {format_count(per_day)}/ngày làm việc" if per_day else "")


def sure_day(outlook: Outlook) -> dt.date | None:
    """The day by which it is done in four cases of five."""
    return outlook.finish_on(SURE)
