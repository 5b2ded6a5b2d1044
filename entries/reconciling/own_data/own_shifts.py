"""What our own shifts show: numbers repeated or copied, work while the machine was down or nobody was rostered, jumps,
weekends of round numbers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from django.db.models import F, Min, Q, Sum
from django.db.models.functions import Coalesce

from communes.formatting import format_count, format_date, join_words
from communes.models import Assignment, BookKind, Commune

from ...completeness import SHIFT_LASTS, downtimes_between, lost_within, shift_begins
from ...finding_kinds import ClueKind
from ...models import BatchKind, Entry, Measure
from ...pace import WINDOW_DAYS, window_start
from ...plausibility import ROSTER_AROUND, SAME_DAYS
from .clues import Clue

REPEATED_FROM = 5  # records: one or two a day are the same often enough
PAUSE = dt.timedelta(days=3)  # a weekend does not break a row of days
COPIED_LINES = 3  # lines of a day that are all equal in two communes; two happen by chance every month
DOWN_WHOLE = dt.timedelta(hours=7)  # of a shift of 8 hours: nobody can have entered
JUMP_TIMES = 3  # times the machine's usual shift
JUMP_FROM = 100  # records in one shift
USUAL_NEEDS = 10  # shifts before there is a usual one
ROUND = 10
ROUND_LINES = 3  # by chance three lines end in 0 once in 1,000 weekends
ONE_DAY = dt.timedelta(days=1)


@dataclass
class Slot:
    """What one machine entered in one shift of a day, corrections folded in, over both programmes."""

    commune: Commune
    day: dt.date
    shift: int
    machine: int
    number: int
    lines: list[tuple[str, str, int]] = field(default_factory=list)  # programme, kind, records

    @cached_property
    def total(self) -> int:
        return sum(count for _, _, count in self.lines)

    @property
    def name(self) -> str:
        return f"máy {self.number}, ca {self.shift} ngày {format_date(self.day)}"

    def filters(self, **more: str) -> dict[str, str]:
        """Of the ledger page: the very lines."""
        day = self.day.isoformat()
        return {"xa": self.commune.code, "tu-ngay": day, "den-ngay": day, "ca": str(self.shift)} | (
            {"may": str(self.number)} | more
        )


def slots_between(communes: list[Commune], first: dt.date, last: dt.date) -> list[Slot]:
    """Every machine-shift with entries, oldest first. One query."""
    by_pk = {commune.pk: commune for commune in communes}
    of_shift = Q(batch__kind=BatchKind.SHIFT) | Q(batch__corrects__kind=BatchKind.SHIFT)
    rows = (
        Entry.objects.filter(
            of_shift, commune__in=communes, measure=Measure.ENTERED, work_date__gte=first, work_date__lte=last
        )
        .annotate(
            root=Coalesce("batch__corrects", "batch"),
            in_shift=Coalesce("batch__shift", "batch__corrects__shift"),
            machine=Coalesce("batch__workstation", "batch__corrects__workstation"),
            number=Coalesce("batch__workstation__number", "batch__corrects__workstation__number"),
        )
        .order_by()
        .values_list("commune", "work_date", "in_shift", "machine", "number", "root", "programme", "book_kind")
        .annotate(Sum("count"), posted=Min("id"))
        .order_by("work_date", "in_shift", F("posted"))
    )
    slots: dict[tuple, Slot] = {}
    for commune, day, shift, machine, number, _, programme, kind, count, _ in rows:
        key = commune, day, shift, machine
        slot = slots.setdefault(key, Slot(by_pk[commune], day, shift, machine, number))
        if count:
            slot.lines.append((programme, kind, count))
    return [slot for slot in slots.values() if slot.lines]


def shift_clues(communes: list[Commune], as_of: dt.date, at: dt.datetime) -> Iterator[Clue]:
    """What the last eight weeks show; what is usual is taken from the eight weeks before each day. Three queries."""
    first = window_start(as_of)
    slots = slots_between(communes, first - dt.timedelta(days=WINDOW_DAYS), as_of)
    lately = [slot for slot in slots if slot.day >= first]
    yield from _repeated(slots, first)
    yield from _copied(lately)
    yield from _while_down(communes, lately, first, as_of, at)
    yield from _without_roster(communes, lately, first, as_of)
    yield from _jumps(slots, first)
    yield from _round_weekends(lately)


def _by_machine(slots: list[Slot], *, and_shift: bool) -> dict[tuple, list[Slot]]:
    found = defaultdict(list)
    for slot in slots:
        found[slot.commune.pk, slot.machine, slot.shift if and_shift else None].append(slot)
    return found


# ------------------------------------------------------------------ the same number again and again
def _repeated(slots: list[Slot], first: dt.date) -> Iterator[Clue]:
    for of_machine in _by_machine(slots, and_shift=True).values():
        run: list[Slot] = []
        for slot in [*of_machine, None]:
            if slot and run and slot.total == run[-1].total and slot.day - run[-1].day <= PAUSE:
                run.append(slot)
                continue
            if len(run) >= SAME_DAYS and run[0].total >= REPEATED_FROM and run[-1].day >= first:
                yield _same(run)
            run = [slot] if slot else []


def _same(run: list[Slot]) -> Clue:
    begun, ended = run[0], run[-1]
    return Clue(
        key=f"{ClueKind.REPEATED}:{begun.machine}:{begun.shift}:{begun.day:%Y-%m-%d}",
        kind=ClueKind.REPEATED,
        commune=begun.commune,
        book=None,
        words=(
            f"Máy {begun.number}, ca {begun.shift}: {len(run):02d} lần liền từ {format_date(begun.day)} đến"
            f" {format_date(ended.day)} đều ghi {format_count(begun.total)} trường hợp"
            f" (xét từ {SAME_DAYS:02d} lần, từ {REPEATED_FROM:02d} trường hợp trở lên)."
        ),
        measure=begun.total * (len(run) - 1),
        filters=begun.filters() | {"den-ngay": ended.day.isoformat()},
        since=begun.day,
    )


def _copied(slots: list[Slot]) -> Iterator[Clue]:
    """All lines of a day equal in two communes."""
    days: dict[tuple[dt.date, int], list[Slot]] = defaultdict(list)
    for slot in slots:
        days[slot.day, slot.commune.pk].append(slot)
    alike = defaultdict(list)
    for (day, _), of_day in days.items():
        lines = tuple(sorted((kind, count) for slot in of_day for _, kind, count in slot.lines))
        if len(lines) >= COPIED_LINES:
            alike[day, lines].append(of_day[0].commune)
    for (day, lines), communes in sorted(alike.items(), key=lambda item: item[0]):
        for commune in communes if len(communes) > 1 else ():
            others = [other for other in communes if other != commune]
            yield Clue(
                key=f"{ClueKind.COPIED}:{commune.pk}:{day:%Y-%m-%d}",
                kind=ClueKind.COPIED,
                commune=commune,
                book=None,
                words=(
                    f"Ngày {format_date(day)}: {len(lines):02d} dòng ({_spelt(lines)}) trùng hết với số của"
                    f" {join_words([other.full_name for other in others])}"
                    f" (xét khi có từ {COPIED_LINES:02d} dòng)."
                ),
                measure=sum(count for _, count in lines),
                filters={"xa": commune.code, "tu-ngay": day.isoformat(), "den-ngay": day.isoformat()},
                since=day,
            )


def _spelt(lines) -> str:
    return join_words([f"{BookKind(kind).label.lower()} {format_count(count)}" for kind, count in lines])


# ------------------------------------------------------------------ when nobody can have worked
def _while_down(communes, slots: list[Slot], first, last, at) -> Iterator[Clue]:
    down = downtimes_between(communes, first, last, at)
    for slot in slots:
        begins = shift_begins(slot.day, slot.shift)
        stretches = down.get((slot.commune.pk, slot.machine), []) + down.get((slot.commune.pk, None), [])
        lost = lost_within(stretches, begins, begins + SHIFT_LASTS)
        if lost >= DOWN_WHOLE:
            hours, least = (f"{part / dt.timedelta(hours=1):.1f}".replace(".", ",") for part in (lost, DOWN_WHOLE))
            yield Clue(
                key=f"{ClueKind.MACHINE_DOWN}:{slot.machine}:{slot.shift}:{slot.day:%Y-%m-%d}",
                kind=ClueKind.MACHINE_DOWN,
                commune=slot.commune,
                book=None,
                words=(
                    f"{slot.name.capitalize()}: ghi {format_count(slot.total)} trường hợp, nhưng sổ gián đoạn ghi máy"
                    f" ngừng {hours} giờ trong ca (xét từ {least} giờ)."
                ),
                measure=slot.total,
                filters=slot.filters(),
                since=slot.day,
            )


def _without_roster(communes, slots: list[Slot], first, last) -> Iterator[Clue]:
    """Days without anybody assigned, in a commune that keeps a roster around them."""
    around = dt.timedelta(days=ROSTER_AROUND)
    rostered = defaultdict(set)
    rows = Assignment.objects.filter(commune__in=communes).between(first - around, last + around)
    for commune, day in rows.order_by().values_list("commune", "work_date").distinct():
        rostered[commune].add(day)
    days: dict[tuple[int, dt.date], list[Slot]] = defaultdict(list)
    for slot in slots:
        days[slot.commune.pk, slot.day].append(slot)
    for (pk, day), of_day in days.items():
        near = [day + n * ONE_DAY for n in range(-ROSTER_AROUND, ROSTER_AROUND + 1)]
        if day in rostered[pk] or rostered[pk].isdisjoint(near):
            continue
        total = sum(slot.total for slot in of_day)
        yield Clue(
            key=f"{ClueKind.NOBODY_ROSTERED}:{pk}:{day:%Y-%m-%d}",
            kind=ClueKind.NOBODY_ROSTERED,
            commune=of_day[0].commune,
            book=None,
            words=(
                f"Ngày {format_date(day)} ghi {format_count(total)} trường hợp, mà bảng ca trực không phân ai"
                f" (trong {ROSTER_AROUND:02d} ngày trước hoặc sau thì có phân)."
            ),
            measure=total,
            filters={"xa": of_day[0].commune.code, "tu-ngay": day.isoformat(), "den-ngay": day.isoformat()},
            since=day,
        )


# ------------------------------------------------------------------ far from what is usual
def _jumps(slots: list[Slot], first: dt.date) -> Iterator[Clue]:
    for of_machine in _by_machine(slots, and_shift=False).values():
        for place, slot in enumerate(of_machine):
            if slot.day < first or slot.total < JUMP_FROM:
                continue
            since = slot.day - dt.timedelta(days=WINDOW_DAYS)
            before = [each.total for each in of_machine[:place] if since <= each.day < slot.day]
            if len(before) < USUAL_NEEDS or slot.total <= JUMP_TIMES * (usual := median(before)):
                continue
            yield Clue(
                key=f"{ClueKind.JUMP}:{slot.machine}:{slot.shift}:{slot.day:%Y-%m-%d}",
                kind=ClueKind.JUMP,
                commune=slot.commune,
                book=None,
                words=(
                    f"{slot.name.capitalize()}: ghi {format_count(slot.total)} trường hợp, thường ngày máy này ghi"
                    f" khoảng {format_count(round(usual))} một ca, tính trên {len(before):02d} ca trước đó"
                    f" (xét khi hơn {JUMP_TIMES:02d} lần và từ {format_count(JUMP_FROM)} trường hợp)."
                ),
                measure=slot.total - round(usual),
                filters=slot.filters(),
                since=slot.day,
            )


def _round_weekends(slots: list[Slot]) -> Iterator[Clue]:
    weekends: dict[tuple[int, dt.date], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.day.weekday() >= 5:
            weekends[slot.commune.pk, slot.day - (slot.day.weekday() - 5) * ONE_DAY].append(slot)
    for (pk, saturday), of_weekend in weekends.items():
        counts = [count for slot in of_weekend for _, _, count in slot.lines]
        if len(counts) < ROUND_LINES or any(count % ROUND for count in counts):
            continue
        commune = of_weekend[0].commune
        yield Clue(
            key=f"{ClueKind.ROUND_WEEKEND}:{pk}:{saturday:%Y-%m-%d}",
            kind=ClueKind.ROUND_WEEKEND,
            commune=commune,
            book=None,
            words=(
                f"Cuối tuần {format_date(saturday)}: cả {len(counts):02d} dòng đều là số tròn chục"
                f" ({join_words([format_count(count) for count in counts])}; xét từ {ROUND_LINES:02d} dòng)."
            ),
            measure=sum(counts),
            filters={
                "xa": commune.code,
                "tu-ngay": saturday.isoformat(),
                "den-ngay": (saturday + ONE_DAY).isoformat(),
            },
            since=saturday,
        )
