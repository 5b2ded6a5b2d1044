"""From the rows of a log to batches: one for each day, shift, machine and person, without what is stored already."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Sum

from communes.formatting import format_count
from communes.models import Book, Commune, Programme, StaffMember, Workstation
from communes.text import fold
from entries.models import Batch, BatchKind, Entry, ImportKind, ImportRun, ImportState, Measure, Source
from entries.posting import Draft, Line

from .findings import Check
from .outcome import Plan
from .tables import Row

NAMESPACE = uuid.UUID("6d1b7c52-7f0e-5d0a-9f61-0d5f5a3c2f10")  # of batches made from logs: same rows, same ids


@dataclass(frozen=True)
class LogRow:
    """One accepted row; without a book it is a shift with nothing entered, and `note` says why."""

    row: Row
    day: dt.date
    shift: int
    machine: Workstation
    person: str
    book: Book | None
    programme: str
    count: int
    note: str

    @cached_property
    def slot(self) -> tuple:
        return self.day, self.shift, self.machine.pk, fold(self.person)

    @cached_property
    def key(self) -> tuple:
        """Equal rows have equal keys, however they are typed; running number and note do not count."""
        return *self.slot, self.book and self.book.pk, self.programme, self.count


class Stored:
    """What the ledger has of the commune's shifts between two days.

    `lines` are rows that are there already: as a file brought them, even when they were corrected since; and what a
    batch, or a whole slot, amounts to now, whoever typed it. So a file again, an export, and a log of what was typed by
    hand add nothing. A file that was taken back is not there.
    """

    def __init__(self, commune: Commune, first: dt.date, last: dt.date):
        shifts = Batch.objects.filter(commune=commune, kind=BatchKind.SHIFT, work_date__range=(first, last)).exclude(
            import_run__state=ImportState.TAKEN_BACK
        )
        self.typed, slot_of, reasons, imported = set(), {}, {}, set()
        for pk, source, *slot in shifts.values_list(
            "pk", "source", "reason", "work_date", "shift", "workstation", "worked_by__folded_name"
        ):
            reasons[pk] = slot.pop(0)
            slot_of[pk] = tuple(slot)
            if source == Source.IMPORT:
                imported.add(pk)
            else:
                self.typed.add(tuple(slot))
        self.slots = set(slot_of.values())
        entries = Entry.objects.filter(commune=commune, work_date__range=(first, last), measure=Measure.ENTERED)
        self.lines, now, by_slot = set(), Counter(), Counter()
        for batch, corrects, book, programme, count in entries.values_list(
            "batch", "batch__corrects", "book", "programme", "count"
        ):
            if batch in imported:
                self.lines.add((*slot_of[batch], book, programme, count))
            if (root := corrects or batch) in slot_of:
                now[root, book, programme] += count
                by_slot[slot_of[root], book, programme] += count
        self.lines |= {(*slot_of[root], book, programme, count) for (root, book, programme), count in now.items()}
        self.lines |= {(*slot, book, programme, count) for (slot, book, programme), count in by_slot.items()}
        standing = {root for (root, *_), count in now.items() if count}
        self.idle = {slot for pk, slot in slot_of.items() if reasons[pk] and pk not in standing}


def plan_of(rows: list[LogRow], commune: Commune, check: Check) -> Plan:
    """Drafts of the rows that no file has brought before; a slot that has other rows gets a warning."""
    if not rows:
        return Plan()
    stored = Stored(commune, min(row.day for row in rows), max(row.day for row in rows))
    new = [row for row in rows if not _is_stored(row, stored)]
    slots = defaultdict(list)
    for row in new:
        slots[row.slot].append(row)
    for slot, mine in slots.items():
        if slot in stored.slots:
            reason = "slot_typed_by_hand" if slot in stored.typed else "slot_has_batch"
            check.warn(mine[0].row, "date", reason)
    flags = _over_book(rows, new, commune, check)
    people = {member.folded_name: member for member in StaffMember.objects.filter(commune=commune)}
    newcomers = {fold(row.person): row.person for row in new if fold(row.person) not in people}
    people |= {
        folded: StaffMember(commune=commune, name=name, folded_name=folded) for folded, name in newcomers.items()
    }
    times = ImportRun.objects.filter(commune=commune, kind=ImportKind.LOG, state=ImportState.TAKEN_BACK).count()
    adds = Counter()
    for row in new:
        if row.book:
            adds[commune.code, row.book.kind, row.programme, Measure.ENTERED.value] += row.count
    return Plan(
        people=tuple(newcomers.values()),
        drafts=tuple(_draft(commune, mine, people, flags, times) for mine in slots.values()),
        already=len(rows) - len(new),
        adds=dict(adds),
    )


def _is_stored(row: LogRow, stored: Stored) -> bool:
    return row.slot in stored.idle if row.book is None else row.key in stored.lines


def _draft(commune: Commune, rows: list[LogRow], people: dict[str, StaffMember], flags: dict, times: int) -> Draft:
    first = rows[0]
    filled = [row for row in rows if row.book]
    notes = "; ".join(sorted({row.note for row in rows if row.note}))
    return Draft(
        id=_id(commune, rows, times),
        commune=commune,
        work_date=first.day,
        shift=first.shift,
        workstation=first.machine,
        worked_by=people[fold(first.person)],
        lines=tuple(
            Line(
                row.book, row.programme, row.count,
                source_sheet=(row.row.table.sheet.name or "")[:31], source_row=row.row.index + 1,
            )
            for row in filled
        ),
        reason="" if filled else notes[:300],
        note=notes[:500] if filled else "",
        flags=tuple(flag for row in filled for flag in flags.get(row.key, ())),
    )  # fmt: skip


def _id(commune: Commune, rows: list[LogRow], times_taken_back: int) -> uuid.UUID:
    """From the content alone, whatever the order of the rows; another one once a file was taken back, so that the same
    rows may come again."""
    lines = sorted(f"{row.book.pk}:{row.programme}:{row.count}" for row in rows if row.book)
    day, shift, machine, person = rows[0].slot
    parts = [str(commune.pk), day.isoformat(), str(shift), str(machine), person, *lines]
    if times_taken_back:
        parts.append(f"#{times_taken_back}")
    return uuid.uuid5(NAMESPACE, "|".join(parts))


# ------------------------------------------------------------------ more than the book has
def _over_book(rows: Iterable[LogRow], new: list[LogRow], commune: Commune, check: Check) -> dict:
    """Warns at each row that takes what is entered above the book's records, in the file's order; flags by row."""
    left = Counter()
    sums = (
        Entry.objects.filter(commune=commune, programme=Programme.POPULATION_DB)
        .values_list("book", "measure")
        .annotate(Sum("count"))
    )
    for book, measure, total in sums:
        left[book] += total if measure == Measure.TO_ENTER else -total
    is_new = {row.key for row in new}
    for row in rows:
        if row.key not in is_new and row.book and row.programme == Programme.POPULATION_DB:
            left[row.book.pk] += row.count  # it is in the ledger: counted once, at its place in the file
    flags = {}
    for row in rows:
        if row.book is None or row.programme != Programme.POPULATION_DB:
            continue
        before = left[row.book.pk]
        left[row.book.pk] -= row.count
        if left[row.book.pk] < 0:
            check.warn(row.row, "count", "over_book", str(max(before, 0)))
            flags[row.key] = (
                {
                    "code": "over_book",
                    "book": row.book.pk,
                    "message": f"{row.book.label}: ghi {format_count(row.count)}, sổ chỉ còn"
                    f" {format_count(max(before, 0))} – vượt {format_count(row.count - max(before, 0))}.",
                },
            )
    return flags
