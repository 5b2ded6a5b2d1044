"""What stands around the figures of a report: the province, lost time, faults, reporting, what the forecast says, what
machines are lent. Each a fact, or nothing at all where there are no data."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from communes.calendar import now
from communes.downtime import minutes_lost
from communes.machines import Standing, standing_between
from communes.models import Campaign, Commune, Deadline, District, DowntimeCause, Loan, Programme
from entries.completeness import State, counted_shifts
from entries.defect_sums import sums_of
from entries.models import Defect, DefectKind
from entries.totals import Totals

from ..dashboards.benchmarks import benchmark_at, points_from, share_of
from .ahead import VerdictFacts, gather_verdicts
from .fact import Fact, Unit
from .reconciled import ReconciledFacts, gather_reconciled

SPAN = 30  # days up to the day of the report in which lost time and missing batches are counted
RECENT_CAMPAIGN = 90  # days after its end that a campaign is still worth a word


@dataclass(frozen=True, slots=True)
class ProvinceFacts:
    """The provincial average as a paper states it. `points`: how far the district lies above (below: negative) it."""

    share: Fact
    as_of: Fact
    source: str
    points: Fact

    def facts(self) -> tuple[Fact, ...]:
        return (self.share, self.as_of, self.points)


@dataclass(frozen=True, slots=True)
class DowntimeFacts:
    """Machine-minutes lost in the last SPAN days by cause, only causes that have any, the longest first."""

    minutes: dict[str, Fact]
    total: Fact
    communes: tuple[Commune, ...]
    cells: Mapping[tuple[int, str], int]  # minutes by (commune, cause)

    def facts(self) -> tuple[Fact, ...]:
        return (*self.minutes.values(), self.total)


@dataclass(frozen=True, slots=True)
class DefectFacts:
    """Records with faults by kind, the most frequent first: (words of the kind, its count)."""

    kinds: tuple[tuple[str, Fact], ...]
    total: Fact
    cells: Mapping[tuple[str, int], int]  # records by (id of the kind's fact, commune)

    def facts(self) -> tuple[Fact, ...]:
        return (*(fact for _, fact in self.kinds), self.total)


@dataclass(frozen=True, slots=True)
class ReportingFacts:
    """Shifts on the roster of the last SPAN days of which the batch is missing or came late, the worst first.
    `expected` is 0 where no roster was kept: then nothing can be said."""

    expected: int
    missing: Fact
    late: Fact
    communes: tuple[tuple[Commune, Fact], ...]  # missing and late together, only communes that have any

    def facts(self) -> tuple[Fact, ...]:
        return (self.missing, self.late, *(fact for _, fact in self.communes))


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A machine that works, or will, in another commune."""

    number: int
    lender: Commune
    borrower: Commune
    from_on: Fact
    to_on: Fact | None

    def facts(self) -> tuple[Fact, ...]:
        return tuple(filter(None, (self.from_on, self.to_on)))


@dataclass(frozen=True, slots=True)
class AroundFacts:
    province: ProvinceFacts | None
    downtime: DowntimeFacts
    defects: DefectFacts
    reporting: ReportingFacts
    campaigns: tuple[Campaign, ...]
    verdicts: tuple[VerdictFacts, ...]
    loans: tuple[LoanFacts, ...]
    reconciled: ReconciledFacts

    def facts(self) -> tuple[Fact, ...]:
        parts = (
            self.province,
            self.downtime,
            self.defects,
            self.reporting,
            *self.verdicts,
            *self.loans,
            self.reconciled,
        )
        return tuple(fact for part in parts if part for fact in part.facts())


def gather_around(
    *, district: District, communes: list[Commune], figures: Totals, deadlines: list[Deadline]
) -> AroundFacts:
    """A fixed number of queries. What was recorded late is judged by the moment of the figures, or by now."""
    as_of, known_at = figures.as_of, figures.known_at
    there = standing_between([one.pk for one in communes], first_day(as_of), as_of)
    return AroundFacts(
        province=_province(district, figures.all.share, as_of),
        downtime=_downtime(communes, as_of, there),
        defects=_defects(communes, as_of),
        reporting=_reporting(communes, as_of, known_at),
        campaigns=_campaigns(district, as_of),
        verdicts=gather_verdicts(district, communes, figures=figures, deadlines=deadlines, there=there),
        loans=_loans(communes, as_of),
        reconciled=gather_reconciled(communes, as_of),
    )


def _province(district: District, share, as_of: dt.date) -> ProvinceFacts | None:
    found = benchmark_at(district, Programme.POPULATION_DB, as_of)
    if found is None:
        return None
    how = f"theo {found.source}"
    meaning = "Tỷ lệ bình quân toàn tỉnh"
    points, gap = points_from(share, found), "Chênh lệch với bình quân toàn tỉnh"
    return ProvinceFacts(
        Fact("province.share", share_of(found), Unit.SHARE, meaning, scope="toàn tỉnh", how=how),
        Fact("province.as_of", found.as_of, Unit.DAY, f"Ngày của {meaning.lower()}", scope="toàn tỉnh", how=how),
        found.source,
        Fact("province.points", points, Unit.POINTS, gap, how="tỷ lệ huyện trừ tỷ lệ tỉnh"),
    )


def _downtime(communes: list[Commune], as_of: dt.date, there: Standing) -> DowntimeFacts:
    minutes, cells = Counter(), Counter()
    for one in minutes_lost(communes, first_day(as_of), as_of, there=there):
        minutes[one.cause] += one.minutes
        cells[one.commune.pk, one.cause] += one.minutes
    where = {commune for commune, _ in cells}
    causes = dict(DowntimeCause.choices)
    how = f"cộng phút mất của từng máy trong {SPAN} ngày; khoảng trùng nhau tính một lần"
    return DowntimeFacts(
        {
            cause: Fact(f"downtime.{cause}", lost, Unit.MINUTES, f"Gián đoạn do {causes.get(cause, cause)}", how=how)
            for cause, lost in sorted(minutes.items(), key=lambda item: (-item[1], item[0]))
            if lost
        },
        Fact("downtime.all", minutes.total(), Unit.MINUTES, "Gián đoạn, mọi nguyên nhân", how=how),
        tuple(commune for commune in communes if commune.pk in where),
        cells,
    )


def _defects(communes: list[Commune], as_of: dt.date) -> DefectFacts:
    recorded = Defect.objects.filter(book__commune__in=communes, found_on__lte=as_of)
    kinds = list(DefectKind.objects.all())
    sums = sums_of(recorded, communes=communes, kinds=kinds)
    how = "cộng số trường hợp của các lỗi đã ghi"
    found = [
        (one.kind.label, Fact(f"defects.{one.kind.code}", one.count, Unit.RECORDS, f"Lỗi: {one.kind.label}", how=how))
        for one in sorted(sums.kinds, key=lambda one: -one.count)
        if one.count
    ]
    cells = {(f"defects.{one.kind.code}", cell.commune.pk): cell.count for one in sums.kinds for cell in one.cells}
    total = Fact("defects.all", sums.count, Unit.RECORDS, "Lỗi dữ liệu trong sổ", how=how)
    return DefectFacts(tuple(found), total, cells)


def _reporting(communes: list[Commune], as_of: dt.date, known_at: dt.datetime | None) -> ReportingFacts:
    found = counted_shifts(communes, first_day(as_of), as_of, at=known_at or now(), tells_zero=False)
    counts = {
        state: Counter({pk: of_commune[state] for pk, of_commune in found.items()})
        for state in (State.MISSING, State.LATE)
    }
    both = counts[State.MISSING] + counts[State.LATE]
    how = f"so lịch trực {SPAN} ngày với phiếu đã ghi"

    def shifts(id: str, number: int, what: str, scope: str = "toàn huyện") -> Fact:
        return Fact(f"reporting.{id}", number, Unit.SHIFTS, f"Ca trực {what}", scope=scope, how=how)

    return ReportingFacts(
        sum(of_commune.total() - of_commune[State.PENDING] for of_commune in found.values()),
        shifts("missing", counts[State.MISSING].total(), "thiếu phiếu"),
        shifts("late", counts[State.LATE].total(), "ghi trễ"),
        tuple(
            (one, shifts(one.code, both[one.pk], "thiếu phiếu hoặc ghi trễ", one.full_name))
            for one in sorted(communes, key=lambda one: (-both[one.pk], one.position))
            if both[one.pk]
        ),
    )


def _campaigns(district: District, as_of: dt.date) -> tuple[Campaign, ...]:
    """Begun by the day of the report, and not over for long."""
    since = as_of - dt.timedelta(days=RECENT_CAMPAIGN)
    return tuple(Campaign.objects.filter(district=district, from_on__lte=as_of, to_on__gte=since))


def _loans(communes: Iterable[Commune], as_of: dt.date) -> tuple[LoanFacts, ...]:
    """In force on the day of the report or agreed for later."""
    rows = Loan.objects.filter(borrower__in=communes).overlapping(as_of, None)
    return tuple(
        LoanFacts(
            loan.workstation.number,
            loan.workstation.commune,
            loan.borrower,
            Fact(f"loan.{loan.pk}.from_on", loan.from_on, Unit.DAY, "Ngày bắt đầu cho mượn máy"),
            loan.to_on and Fact(f"loan.{loan.pk}.to_on", loan.to_on, Unit.DAY, "Ngày cuối cho mượn máy"),
        )
        for loan in rows.select_related("workstation__commune", "borrower").order_by("from_on", "pk")
    )


def first_day(as_of: dt.date) -> dt.date:
    """Of the SPAN days up to the day of a report."""
    return as_of - dt.timedelta(days=SPAN - 1)
