"""What was done since the report before: the same figures on two days, both as they are known now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from communes.formatting import format_date, percent_of
from communes.models import Commune
from entries.models import Measure
from entries.totals import NOTHING, totals

from .fact import Fact, Unit
from .gathering import PROGRAMME
from .report import ReportFacts


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """`since`: the day of the report before. `entered`: records entered after it; `then` and `points`: its share and by
    how many percentage points it rose, None where a share is unknown. `still`: communes with records left that
    entered none."""

    paper: str
    since: Fact
    entered: Fact
    then: Fact | None
    points: Fact | None
    still: tuple[Commune, ...]

    def facts(self) -> tuple[Fact, ...]:
        return tuple(filter(None, (self.since, self.entered, self.then, self.points)))


def gather_period(
    facts: ReportFacts, *, paper: str, since: dt.date, communes: Iterable[Commune], known_at: dt.datetime | None = None
) -> PeriodFacts:
    """One query. Corrections of the time before belong to the time before: they are in neither figure's difference."""
    communes = list(communes)
    before = totals(communes=communes, programme=PROGRAMME, as_of=since, known_at=known_at)
    by_commune = before.by_commune()
    entered = facts.whole.entered.value - before.all.entered
    query = {
        "den-ngay": facts.as_of.value.isoformat(), "tu-ngay": (since + dt.timedelta(days=1)).isoformat(),
        "chuong-trinh": PROGRAMME.value, "chi-tieu": Measure.ENTERED.value,
    }  # fmt: skip
    day = format_date(since)
    then, points, how = None, None, "cộng các dòng trong kỳ"
    if before.all.share is not None and facts.whole.share.value is not None:
        then = Fact("period.then", before.all.share, Unit.SHARE, f"Tỷ lệ đã nhập đến {day}", how="số đúng đến nay")
        step = percent_of(facts.whole.share.value) - percent_of(before.all.share)
        points = Fact("period.points", step, Unit.POINTS, f"Tỷ lệ tăng, giảm từ {day}", how="hiệu của hai tỷ lệ")
    return PeriodFacts(
        paper=paper,
        since=Fact("period.since", since, Unit.DAY, "Ngày chốt số liệu của báo cáo kỳ trước"),
        entered=Fact("period.entered", entered, Unit.RECORDS, f"Nhập từ sau {day}", query, how=how),
        then=then,
        points=points,
        still=tuple(
            unit.commune
            for unit in facts.units
            if unit.left.value > 0 and unit.entered.value <= by_commune.get(unit.commune.pk, NOTHING).entered
        ),
    )
