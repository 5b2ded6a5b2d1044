"""Reads everything a report states: a fixed number of queries, whatever the number of communes and entries."""

import datetime as dt
import uuid
from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from communes.calendar import working_days, working_days_left
from communes.models import (
    PROGRAMME_KINDS,
    Book,
    BookKind,
    Commune,
    Deadline,
    Directive,
    District,
    Programme,
    Workstation,
    WorkstationKind,
)
from entries.models import Batch, BatchKind, Entry, Measure
from entries.running import running_sums
from entries.totals import NOTHING, RECENT_DAYS, Figure, Totals, totals

from ..dashboards.board import deadlines_of
from ..dashboards.overview import starts_after
from .around import gather_around
from .fact import Fact, Unit
from .report import DeadlineFacts, MachineFacts, ReportFacts, ReworkFacts, UnitFacts

PROGRAMME = Programme.POPULATION_DB  # what the report is about; the other programme is never added to it
WHOLE = "all"
LABELS = {one: one.label for one in (*Measure, *BookKind)} | {None: "mọi loại sổ"}  # thousands of facts ask for them
NO_BATCH = uuid.UUID(int=0)  # comes before every other


def gather(
    *, district: District, communes: list[Commune], as_of: dt.date, known_at: dt.datetime | None = None
) -> ReportFacts:
    """The facts of a report on these communes as of the end of a date, as known at a moment (now, without one).

    `communes` in official order. Nothing inside asks the clock, but for what still goes on and what is late by now.
    """
    with running_sums.held():
        return _gathered(district, list(communes), as_of, known_at)


def _gathered(district: District, communes: list[Commune], as_of: dt.date, known_at) -> ReportFacts:
    figures = totals(communes=communes, programme=PROGRAMME, as_of=as_of, known_at=known_at)
    deadlines = list(deadlines_of(district.pk, PROGRAMME, as_of).all())
    asked = tuple(commune.pk for commune in communes), as_of, known_at
    books = running_sums.once(_books, *asked)
    kinds = _kinds(figures)
    whole = _whole(figures, kinds, sum(books.values()), as_of)
    return ReportFacts(
        district=district,
        as_of=Fact("as_of", as_of, Unit.DAY, "ngày chốt số liệu", _filters(as_of)),
        known_at=known_at,
        kinds=kinds,
        whole=whole,
        units=tuple(_unit(commune, figures, kinds, books[commune.pk], as_of) for commune in communes),
        directives=tuple(Directive.objects.filter(district=district, issued_on__lte=as_of)),
        deadlines=_deadlines(deadlines, whole.left.value, as_of),
        machines=_machines(communes, as_of),
        rework=_rework(communes, running_sums.once(_corrections, *asked), as_of),
        around=gather_around(district=district, communes=communes, figures=figures, deadlines=deadlines),
        pace=_pace(whole.recent.value, as_of),
    )


def _filters(as_of: dt.date, **more: str) -> dict[str, str]:
    query = {"den-ngay": as_of.isoformat(), "chuong-trinh": PROGRAMME.value}
    return query | {name.replace("_", "-"): value for name, value in more.items() if value}


def _kinds(figures: Totals) -> tuple[BookKind, ...]:
    """The programme's kinds, and any other that has a figure: no record may be missing from a total."""
    others = [BookKind(kind) for kind in figures.kinds if kind not in PROGRAMME_KINDS]
    return (*PROGRAMME_KINDS, *others)


def _whole(figures: Totals, kinds, books: int, as_of: dt.date) -> UnitFacts:
    name = Fact(f"{WHOLE}.name", "toàn huyện", Unit.NAME, "phạm vi báo cáo")
    by_kind = {kind: figures.kind(kind) for kind in kinds}
    return _unit_facts(WHOLE, name, None, by_kind, books, as_of, of="toàn huyện")


def _unit(commune: Commune, figures: Totals, kinds, books: int, as_of: dt.date) -> UnitFacts:
    key = f"commune.{commune.code}"
    name = Fact(f"{key}.name", commune.name, Unit.NAME, "đơn vị", _filters(as_of, xa=commune.code))
    by_kind = {kind: figures.cell(commune, kind) for kind in kinds}
    return _unit_facts(key, name, commune, by_kind, books, as_of, of=commune.full_name)


def _unit_facts(
    key: str, name: Fact, commune: Commune | None, by_kind: dict[BookKind, Figure], books: int, as_of: dt.date, of: str
) -> UnitFacts:
    xa = commune.code if commune else ""
    figure, of_unit = sum(by_kind.values(), NOTHING), _filters(as_of, xa=xa)

    def count(measure: Measure, value: int, kind: BookKind | None = None) -> Fact:
        id = f"{key}.{kind}.{measure}" if kind else f"{key}.{measure}"
        meaning = f"{LABELS[measure]}, {LABELS[kind].lower()}, {of}"
        query = of_unit | ({"loai-so": kind.value} if kind else {}) | {"chi-tieu": measure.value}
        return Fact(id, value, Unit.RECORDS, meaning, query, of, f"cộng các dòng {LABELS[measure].lower()} đã ghi")

    since = as_of - dt.timedelta(days=RECENT_DAYS - 1)
    recent = _filters(as_of, xa=xa, chi_tieu=Measure.ENTERED.value, tu_ngay=since.isoformat())
    return UnitFacts(
        name=name,
        commune=commune,
        by_kind={
            (measure, kind): count(measure, getattr(cell, measure), kind)
            for measure in Measure
            for kind, cell in by_kind.items()
        },
        to_enter=count(Measure.TO_ENTER, figure.to_enter),
        entered=count(Measure.ENTERED, figure.entered),
        share=Fact(
            f"{key}.share", figure.share, Unit.SHARE, f"Tỷ lệ đã nhập, {of}", of_unit, of,
            "đã nhập chia cho phải nhập",
        ),
        left=Fact(
            f"{key}.left", figure.left, Unit.RECORDS, f"Còn lại, {of}", of_unit, of,
            "phải nhập trừ đã nhập",
        ),
        recent=Fact(
            f"{key}.recent", figure.entered_recently, Unit.RECORDS, f"Nhập trong {RECENT_DAYS} ngày, {of}", recent, of,
            f"cộng các dòng đã nhập của {RECENT_DAYS} ngày",
        ),
        books=Fact(
            f"{key}.books", books, Unit.BOOKS, f"Số sổ, {of}",
            of_unit | {"chi-tieu": Measure.TO_ENTER.value}, of, "đếm sổ có số phải nhập",
        ),
    )  # fmt: skip


def _books(communes: tuple[int, ...], as_of: dt.date, known_at) -> Counter:
    """Books of paper with records to enter, by commune: a look into the index for each book, no row for each entry."""
    counted = Entry.objects.filter(
        book=OuterRef("pk"), programme=PROGRAMME, measure=Measure.TO_ENTER, work_date__lte=as_of
    )
    if known_at is not None:
        counted = counted.filter(recorded_at__lte=known_at)
    books = Book.objects.filter(Exists(counted), commune__in=communes, is_unallotted=False)
    return Counter(dict(books.order_by().values_list("commune").annotate(Count("pk"))))


def _deadlines(deadlines: list[Deadline], left: int, as_of: dt.date) -> tuple[DeadlineFacts, ...]:
    """The day of the report is over: what remains begins with the day after it, as on the dashboard."""
    tomorrow = starts_after(as_of)
    found = []
    for deadline in deadlines:
        key = f"deadline.{deadline.due_on.isoformat()}"
        days = working_days_left(deadline, tomorrow)
        pace = -(-left // days) if days and left > 0 else None
        found.append(
            DeadlineFacts(
                issuer=deadline.issuer,
                basis=deadline.basis,
                label=Fact(f"{key}.label", deadline.label, Unit.NAME, f"Thời hạn theo {deadline.basis}"),
                due_on=Fact(f"{key}.due_on", deadline.due_on, Unit.DAY, f"Ngày cuối của hạn {deadline.label}"),
                days_left=Fact(f"{key}.days_left", days, Unit.WORKING_DAYS, f"Ngày làm việc còn đến {deadline.label}"),
                pace=Fact(f"{key}.pace", pace, Unit.RECORDS, f"Cần nhập mỗi ngày làm việc để kịp {deadline.label}"),
            )
        )
    return tuple(found)


def _machines(communes: list[Commune], as_of: dt.date) -> tuple[MachineFacts, ...]:
    still_valid = Q(security_valid_until=None) | Q(security_valid_until__gte=as_of)
    rows = {
        row.pop("commune"): row
        for row in Workstation.objects.filter(commune__in=communes)
        .order_by()
        .values("commune")
        .annotate(
            total=Count("id"),
            shared=Count("id", filter=Q(kind=WorkstationKind.SHARED)),
            dedicated=Count("id", filter=Q(kind=WorkstationKind.DEDICATED)),
            checked=Count("id", filter=Q(security_checked_on__lte=as_of) & still_valid),
        )
    }
    none = {"total": 0, "shared": 0, "dedicated": 0, "checked": 0}
    return tuple(MachineFacts(commune=commune, **rows.get(commune.pk, none)) for commune in communes)


class Corrections(NamedTuple):
    """How many touch the report's programme; of them, those that had mixed up both programmes and the communes of
    these; and those that change how much there is to enter."""

    number: int
    mixed: int
    mixed_communes: frozenset[int]
    recounts: int


def _corrections(communes: tuple[int, ...], as_of: dt.date, known_at) -> Corrections:
    # A correction names its batch and nothing else does: that index has nothing but corrections. Asked for the kind,
    # SQLite goes through all batches.
    batches = Batch.objects.filter(corrects__gt=NO_BATCH, work_date__lte=as_of).order_by()
    if known_at is not None:
        batches = batches.filter(recorded_at__lte=known_at)
    here = Q(programme=PROGRAMME)
    rows = (
        Entry.objects.filter(commune__in=communes, batch__in=batches.values("pk"))
        .order_by()
        .values("commune", "batch")
        .annotate(ours=Count("pk", filter=here), others=Count("pk", filter=~here))
        .annotate(recounted=Count("pk", filter=here & Q(measure=Measure.TO_ENTER)))
        .filter(ours__gt=0)
        .values_list("commune", "others", "recounted")
    )
    number, mixed, recounts = 0, [], 0
    for commune, others, recounted in rows:
        number += 1
        mixed += [commune] if others else []
        recounts += bool(recounted)
    return Corrections(number, len(mixed), frozenset(mixed), recounts)


def _rework(communes: list[Commune], found: Corrections, as_of: dt.date) -> ReworkFacts:
    query = {"den-ngay": as_of.isoformat(), "loai-phieu": BatchKind.CORRECTION.value}

    def times(id: str, number: int, meaning: str, **more: str) -> Fact:
        return Fact(id, number, Unit.TIMES, meaning, query | more)

    # The lines of the other programme in corrections are the mixed-up ones.
    other, ours = {"chuong-trinh": Programme.HISTORICAL.value}, {"chuong-trinh": PROGRAMME.value}
    counted = ours | {"chi-tieu": Measure.TO_ENTER.value}
    return ReworkFacts(
        corrections=times("rework.all", found.number, "Phiếu điều chỉnh", **ours),
        mixed=times("rework.mixed", found.mixed, "Phiếu điều chỉnh do ghi lẫn hai chương trình", **other),
        mixed_communes=tuple(commune for commune in communes if commune.pk in found.mixed_communes),
        recounts=times("rework.recounts", found.recounts, "Phiếu điều chỉnh số phải nhập", **counted),
    )


def _pace(recent: int, as_of: dt.date) -> Fact:
    days = working_days(as_of - dt.timedelta(days=RECENT_DAYS - 1), as_of)
    meaning = f"Nhập bình quân mỗi ngày làm việc trong {RECENT_DAYS} ngày"
    return Fact("all.pace", round(recent / days) if days else None, Unit.RECORDS, meaning)
