"""What the forecast says of the deadlines, as facts of a report."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from communes.machines import Standing
from communes.models import Commune, Deadline, District
from entries.attention import with_attention
from entries.pace import shifts_seen
from entries.totals import Totals

from ..dashboards.board import capacity_on, forecasts
from ..forecast.forecasting import Outlook, workdays_around
from ..forecast.verdicts import Verdict, verdict
from .fact import Fact, Unit


@dataclass(frozen=True, slots=True)
class BehindFacts:
    """A commune that will not be in time for a deadline at its pace. `wanted`: machine-shifts a working day that would
    do; `missing`: machine-shifts short though every machine runs three shifts a day (0 where it can be done)."""

    commune: Commune
    wanted: Fact | None
    seen: Fact | None
    missing: Fact | None

    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in (self.wanted, self.seen, self.missing) if fact)


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """What the forecast says of one deadline."""

    due_on: dt.date
    in_time: tuple[Commune, ...]
    behind: tuple[BehindFacts, ...]

    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for one in self.behind for fact in one.facts())


def gather_verdicts(
    district: District, communes: list[Commune], *, figures: Totals, deadlines: Iterable[Deadline], there: Standing
) -> tuple[VerdictFacts, ...]:
    """For each deadline to come. `figures` say of which programme, day and moment. Two queries, and at most two for the
    machine-shifts (entries.pace)."""
    asked = {"programme": figures.programme, "as_of": figures.as_of}
    chosen = Commune.objects.filter(pk__in=[one.pk for one in communes]).in_official_order()
    communes = list(with_attention(chosen, **asked, with_waits=False))
    seen = shifts_seen(communes=communes, **asked, known_at=figures.known_at)
    workdays = workdays_around(district, figures.as_of)
    found = forecasts(communes, figures=figures, seen=seen, workdays=workdays)
    told = []
    for deadline in deadlines:
        if deadline.due_on <= figures.as_of:
            continue
        verdicts = [(one, verdict(found[one.pk], deadline, capacity_on(figures.as_of, there, one))) for one in communes]
        in_time = tuple(one for one, said in verdicts if said.code in ("on_time", "done"))
        behind = tuple(
            _behind(one, found[one.pk], said, deadline.due_on)
            for one, said in verdicts
            if said.code in ("at_risk", "late", "impossible", "stopped")
        )
        told.append(VerdictFacts(deadline.due_on, in_time, behind))
    return tuple(told)


def _behind(commune: Commune, outlook: Outlook, said: Verdict, due_on: dt.date) -> BehindFacts:
    key, about = f"behind.{due_on.isoformat()}.{commune.code}", {"scope": commune.full_name}
    pace, days = outlook.pace, outlook.ahead.until(due_on)
    if said.missing_shifts:
        missing = Fact(
            f"{key}.missing", said.missing_shifts, Unit.SHIFTS, f"Còn thiếu dù chạy đủ máy, {commune.full_name}",
            how="số còn lại chia cho số nhập một ca máy, trừ số ca có thể chạy", **about,
        )  # fmt: skip
        return BehindFacts(commune, None, None, missing)
    if not pace.per_shift or not days:
        return BehindFacts(commune, None, None, None)
    wanted, seen = -(-outlook.left // max(1, int(pace.per_shift * days))), round(pace.shifts_per_day or 0)
    return BehindFacts(
        commune,
        Fact(f"{key}.wanted", wanted, Unit.SHIFTS, f"Ca máy cần chạy mỗi ngày làm việc, {commune.full_name}",
             how="số còn lại chia cho số nhập một ca máy và số ngày làm việc còn lại", **about),
        Fact(f"{key}.seen", seen, Unit.SHIFTS, f"Ca máy đang chạy mỗi ngày, {commune.full_name}",
             how="số ca có nhập trong 30 ngày chia cho số ngày làm việc", **about),
        None,
    )  # fmt: skip
