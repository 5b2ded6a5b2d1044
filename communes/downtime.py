"""Time lost: recording it, ending it, and how many minutes it cost.

The unit of the sums is a machine's minute: a machine down for two reasons at once has lost the minute once, to the
reason that began first; a downtime of a whole commune costs a minute of every machine that stands there that day.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .calendar import now, today
from .formatting import format_date
from .lending import machines_at
from .machines import Standing, standing_between
from .models import Commune, Downtime, DowntimeCause, User, Workstation
from .refusals import Problem, Refused, problems_of_words
from .text import normalise

MINUTE = dt.timedelta(minutes=1)
LONG, TOO_LONG = dt.timedelta(days=3), dt.timedelta(days=31)
MOST_NOTE, MOST_REASON = 200, 100
Stretch = tuple[dt.datetime, str, dt.datetime]


@transaction.atomic
def record_downtime(
    *,
    by: User,
    commune: Commune,
    cause: str,
    started_at: dt.datetime,
    ended_at: dt.datetime | None = None,
    workstation: Workstation | None = None,
    note: str = "",
    is_sure: bool = False,
) -> Downtime:
    """Time lost on a machine, or on all of the commune's; without an end it goes on. Full minutes are kept.

    `is_sure`: more than three days are meant. Raises Refused.
    """
    downtime = Downtime(
        commune=commune, workstation=workstation, cause=DowntimeCause(cause), started_at=minute_of(started_at),
        ended_at=ended_at and minute_of(ended_at), note=normalise(note), recorded_by=by,
    )  # fmt: skip
    return _store(downtime, by, is_sure)


@transaction.atomic
def end_downtime(*, by: User, downtime: Downtime, ended_at: dt.datetime, is_sure: bool = False) -> Downtime:
    """The work goes on. Raises Refused, also when somebody else has ended it."""
    downtime = (
        Downtime.objects.select_for_update(of=("self",)).select_related("commune", "workstation").get(pk=downtime.pk)
    )
    if downtime.ended_at:
        raise Refused([Problem(f"Gián đoạn này đã ghi xong lúc {moment_in_words(downtime.ended_at)}.", "ended_at")])
    # What ends in its first minute has lost that minute.
    downtime.ended_at = max(minute_of(ended_at), downtime.started_at + MINUTE)
    return _store(downtime, by, is_sure, "Đã có lại", most=max(now(), downtime.ended_at))


@transaction.atomic
def mend_downtime(*, by: User, downtime: Downtime, is_sure: bool = False, reason: str = "") -> Downtime:
    """Stores what was changed of a downtime. Raises Refused."""
    downtime.started_at = minute_of(downtime.started_at)
    downtime.ended_at = downtime.ended_at and minute_of(downtime.ended_at)
    downtime.note = normalise(downtime.note)
    return _store(downtime, by, is_sure, normalise(reason))


def _store(downtime, by, is_sure, reason="", most=None) -> Downtime:
    Commune.objects.select_for_update().get(pk=downtime.commune_id)  # two clerks of one commune wait for each other
    problems = [*_problems_of(downtime, is_sure, most or now()), *problems_of_words(reason, where="reason", most=100)]
    if problems:
        raise Refused(problems)
    downtime._history_user, downtime._change_reason = by, reason or None
    downtime.save()
    return downtime


def _problems_of(downtime: Downtime, is_sure: bool, moment: dt.datetime) -> list[Problem]:
    found = problems_of_words(downtime.note, where="note", most=MOST_NOTE)
    start, stop = downtime.started_at, downtime.ended_at
    lasted = (stop or moment) - start
    if start > moment:
        found.append(Problem(f"Giờ bắt đầu ở tương lai. Bây giờ là {moment_in_words(moment)}.", "started_at"))
    elif stop and stop <= start:
        found.append(Problem("Giờ có lại phải sau giờ bắt đầu.", "ended_at"))
    elif stop and stop > moment:
        found.append(Problem("Giờ có lại ở tương lai. Chưa có lại thì bỏ trống.", "ended_at"))
    elif lasted > TOO_LONG:
        told = "Gián đoạn quá 31 ngày không ghi ở đây. Máy hỏng hẳn thì ghi ngày thôi dùng trong trang Máy tính."
        found.append(Problem(told, "started_at"))
    elif lasted > LONG and not is_sure:
        found.append(Problem("Gián đoạn hơn 3 ngày. Kiểm tra lại; đúng như vậy thì chọn ô xác nhận.", "is_sure"))
    if downtime.workstation:
        day = timezone.localdate(start)
        if downtime.workstation_id not in {one.machine.pk for one in machines_at(downtime.commune, day)}:
            told = f"{downtime.workstation.name} không đặt ở xã ngày {format_date(day)}. Xem trang Máy tính."
            found.append(Problem(told, "workstation"))
    return found + _open_ones_like(downtime)


def _open_ones_like(downtime: Downtime) -> list[Problem]:
    same = Downtime.objects.filter(
        commune=downtime.commune_id, workstation=downtime.workstation_id, cause=downtime.cause, ended_at=None
    ).exclude(pk=downtime.pk)
    if downtime.ended_at:
        same = same.filter(started_at__lt=downtime.ended_at)
    return [
        Problem(
            f"Đang ghi “{words_of(one)}”, chưa ghi giờ có lại. Bấm “Đã có lại” ở dòng đó trước, hoặc sửa dòng đó.",
            "started_at",
        )
        for one in same.select_related("workstation")[:1]
    ]


def open_downtimes(commune: Commune) -> list[Downtime]:
    """What goes on just now, the oldest first. One query."""
    return list(
        Downtime.objects.filter(commune=commune, ended_at=None).select_related("workstation").order_by("started_at")
    )


def minute_of(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)


def moment_in_words(moment: dt.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if local.date() == today() else f"{local:%H:%M} ngày {format_date(local.date())}"


NAMES = {
    DowntimeCause.NETWORK: "Mất mạng",
    DowntimeCause.POWER: "Mất điện",
    DowntimeCause.MACHINE: "Máy hỏng",
    DowntimeCause.SOFTWARE: "Phần mềm lỗi",
    DowntimeCause.OTHER_DUTY: "Làm nhiệm vụ chuyên môn khác",
    DowntimeCause.TRAINING: "Tập huấn",
    DowntimeCause.NO_STAFF: "Thiếu người",
    DowntimeCause.OTHER: "Gián đoạn khác",
}


def words_of(downtime: Downtime) -> str:
    """ "Mất mạng từ 14:20", "Máy hỏng (Máy 2) từ 08:00 ngày 03/3/2024"."""
    where = f" ({downtime.workstation.name})" if downtime.workstation else ""
    return f"{NAMES[DowntimeCause(downtime.cause)]}{where} từ {moment_in_words(downtime.started_at)}"


# ------------------------------------------------------------------ sums
@dataclass(frozen=True, slots=True)
class Lost:
    """Minutes that one machine lost in one commune to one cause in one month (its first day)."""

    commune: Commune
    machine: Workstation
    cause: str
    month: dt.date
    minutes: int


def minutes_lost(
    communes: Iterable[Commune], first: dt.date, last: dt.date, *, there: Standing | None = None
) -> list[Lost]:
    """From the first day to the last; what goes on counts until now. Two queries; one when the machines that stand
    there on those days (machines.standing_between) are known already."""
    communes = {commune.pk: commune for commune in communes}
    moment = minute_of(now())
    begins, ends = _midnight(first), min(_midnight(last + dt.timedelta(days=1)), moment)
    rows = Downtime.objects.filter(commune__in=communes, started_at__lt=ends).exclude(ended_at__lte=begins)
    found: dict[tuple[int, int], list[Stretch]] = {}
    there = standing_between(communes, first, last) if there is None else there
    for commune, workstation, cause, started, ended in rows.values_list(
        "commune", "workstation", "cause", "started_at", "ended_at"
    ):
        stretch = max(started, begins), cause, min(ended or moment, ends)
        if workstation:
            found.setdefault((commune, workstation), []).append(stretch)
            continue
        for machine, days in there.get(commune, []):
            found.setdefault((commune, machine.pk), []).extend(_on_days(stretch, days))
    machines = {machine.pk: machine for standing in there.values() for machine, _ in standing}
    if gone := {pk for _, pk in found} - machines.keys():  # it stands there no more
        machines |= Workstation.objects.in_bulk(gone)
    return [
        Lost(communes[commune], machines[machine], cause, month, minutes)
        for (commune, machine), stretches in found.items()
        for (cause, month), minutes in sorted(swept(stretches).items())
    ]


def swept(stretches: Iterable[Stretch]) -> dict[tuple[str, dt.date], int]:
    """Minutes by cause and month; what overlaps counts once, for the stretch that began first."""
    lost: dict[tuple[str, dt.date], int] = {}
    reached = None
    for start, cause, stop in sorted(stretches):
        at = max(start, reached) if reached else start
        while at < stop:
            month = timezone.localdate(at).replace(day=1)
            until = min(stop, _midnight((month + dt.timedelta(days=32)).replace(day=1)))
            lost[cause, month] = lost.get((cause, month), 0) + (until - at) // MINUTE
            at = until
        reached = max(stop, reached) if reached else stop
    return lost


def _on_days(stretch: Stretch, days: set[dt.date]) -> list[Stretch]:
    """The parts of a stretch that lie on the days."""
    start, cause, stop = stretch
    pieces, at = [], start
    while at < stop:
        day = timezone.localdate(at)
        until = min(stop, _midnight(day + dt.timedelta(days=1)))
        if day in days and pieces and pieces[-1][2] == at:
            pieces[-1] = (pieces[-1][0], cause, until)
        elif day in days:
            pieces.append((at, cause, until))
        at = until
    return pieces


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
