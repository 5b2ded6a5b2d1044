"""Running sums: the ledger's daily totals kept in memory and caught up by reading the rows posted since.

The ledger only ever grows, so nothing here can go stale: rows with a higher id than the last one read are all that can
be new. That holds because postings are serialised (SQLite by its nature, PostgreSQL by the lock in append_only.py), so
ids become visible in order. Inside a transaction the sums are not used: what is not committed must not be remembered.
"""

import datetime as dt
import gc
import threading
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

from .models import BatchKind, Entry, Measure

Answer = TypeVar("Answer")
Key = tuple[int, str, str]  # commune, kind of book (or EVERY_KIND), measure
Slot = tuple[int, int]  # shift, machine
EVERY_KIND = ""
CHUNK = 5_000
MOST_ANSWERS = 64  # to questions that are not asked again until the ledger grows


class Series:
    """Counts by day of one key, with the sums up to each day."""

    __slots__ = ("_counts", "_recorded", "_sums", "days")

    def __init__(self):
        self.days: list[dt.date] = []
        self._counts: dict[dt.date, int] = {}
        self._recorded: dict[dt.date, dt.datetime] = {}
        self._sums: list[tuple[int, dt.datetime | None]] | None = None

    def add(self, day: dt.date, count: int, recorded_at: dt.datetime) -> None:
        if day not in self._counts:
            insort(self.days, day)
        self._counts[day] = self._counts.get(day, 0) + count
        self._recorded[day] = max(self._recorded.get(day, recorded_at), recorded_at)
        self._sums = None

    def up_to(self, day: dt.date) -> tuple[int, dt.datetime | None]:
        """Sum of the counts on days up to `day`, and the latest moment one of them was recorded."""
        if self._sums is None:
            total, latest, sums = 0, None, [(0, None)]
            for each in self.days:
                total += self._counts[each]
                latest = self._recorded[each] if latest is None else max(latest, self._recorded[each])
                sums.append((total, latest))
            self._sums = sums
        return self._sums[bisect_right(self.days, day)]

    def days_up_to(self, day: dt.date) -> list[dt.date]:
        return self.days[: bisect_right(self.days, day)]

    def by_day(self, first: dt.date, last: dt.date) -> dict[dt.date, int]:
        """The counts of the days from first to last that have any, in order."""
        days = self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]
        return {day: self._counts[day] for day in days}


class Shifts:
    """Records that each machine-shift of one commune entered; a correction is dated like the batch it corrects."""

    __slots__ = ("_asked", "_slots", "first_on")

    def __init__(self):
        self.first_on: dt.date | None = None
        self._slots: dict[dt.date, dict[Slot, int]] = {}
        self._asked: tuple | None = None  # the last stretch that was asked for, with its answer

    def add(self, day: dt.date, slot: Slot, count: int) -> None:
        slots = self._slots.setdefault(day, {})
        slots[slot] = slots.get(slot, 0) + count
        self._asked = None
        self.first_on = day if self.first_on is None else min(self.first_on, day)

    def between(self, first: dt.date, last: dt.date) -> dict[dt.date, list[int]]:
        """{day: records of each machine-shift, in order of shift and machine}; days without shifts are left out. Not to
        be changed: it is given to everybody who asks."""
        asked = self._asked
        if asked is None or asked[:2] != (first, last):
            days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
            asked = first, last, {day: in_order(self._slots[day]) for day in days if day in self._slots}
            self._asked = asked
        return asked[2]


def in_order(slots: dict[Slot, int]) -> list[int]:
    return [max(0, slots[slot]) for slot in sorted(slots)]


class RunningSums:
    """Series of every programme, commune, kind and measure. One small query brings them up to date."""

    def __init__(self):
        self._lock = threading.Lock()
        self._held = threading.local()  # is_fresh: None outside of `held`, else whether the rows were read
        self.forget()

    def forget(self) -> None:
        """Starts from the first row again; for tests that empty the database."""
        self._position = 0
        self._series: dict[str, dict[Key, Series]] = defaultdict(dict)
        self._shifts: dict[str, dict[int, Shifts]] = defaultdict(dict)
        self._answers: dict[Hashable, tuple[int, object]] = {}  # with the row up to which the ledger was known

    @contextmanager
    def held(self):
        """Within, the rows that were posted since are read once: a page asks once, and all its sums agree. Held within
        held is held as it was."""
        if getattr(self._held, "is_fresh", None) is not None:
            yield
            return
        self._held.is_fresh = False
        try:
            yield
        finally:
            self._held.is_fresh = None

    @property
    def is_usable(self) -> bool:
        return not connection.in_atomic_block

    def of(self, programme: str, communes: Iterable[int], *, by_kind: bool = True) -> dict[Key, Series]:
        """Up-to-date series of a programme for these communes, by kind of book or over every kind."""
        wanted = set(communes)
        with self._fresh():
            return {
                key: series
                for key, series in self._series[programme].items()
                if key[0] in wanted and by_kind == (key[1] != EVERY_KIND)
            }

    def shifts(
        self, programme: str, communes: Iterable[int], first: dt.date, last: dt.date
    ) -> dict[int, tuple[dt.date, dict[dt.date, list[int]]]]:
        """{commune: (the first day it ever entered, records of its machine-shifts by day)}."""
        with self._fresh():
            known = self._shifts[programme]
            return {pk: (known[pk].first_on, known[pk].between(first, last)) for pk in communes if pk in known}

    def once(self, ask: Callable[..., Answer], *about: Hashable) -> Answer:
        """What `ask` answers about these, asked again only when rows were posted since: a draft is opened more often
        than anybody posts. For questions to the ledger alone: nothing they read may ever be edited. The answer is not
        to be changed, it is given to everybody who asks."""
        if not self.is_usable:
            return ask(*about)
        question = ask, *about
        with self._fresh():
            position, kept = self._position, self._answers.get(question)
        if kept and kept[0] == position:
            return kept[1]
        answer = ask(*about)  # may know rows after the position, never fewer
        with self._lock:
            self._answers.pop(question, None)
            while len(self._answers) >= MOST_ANSWERS:
                del self._answers[next(iter(self._answers))]
            self._answers[question] = position, answer
        return answer

    @contextmanager
    def _fresh(self):
        with self._lock:
            if not getattr(self._held, "is_fresh", None):
                self._catch_up()
            if getattr(self._held, "is_fresh", None) is False:
                self._held.is_fresh = True
            yield

    def _catch_up(self) -> None:
        rows = (
            Entry.objects.filter(pk__gt=self._position)
            .order_by("pk")
            .values_list(
                "pk", "programme", "commune", "book_kind", "measure", "work_date", "count", "recorded_at",
                "batch__kind", "batch__shift", "batch__workstation",
                "batch__corrects__kind", "batch__corrects__shift", "batch__corrects__workstation",
            )
        )  # fmt: skip
        read = 0
        for pk, programme, commune, kind, measure, day, count, recorded_at, *batch in rows.iterator(chunk_size=CHUNK):
            read += 1
            series = self._series[programme]
            for each in (kind, EVERY_KIND):
                key = commune, each, measure
                if key not in series:
                    series[key] = Series()
                series[key].add(day, count, recorded_at)
            if measure == Measure.ENTERED and (slot := _slot(*batch)):
                self._shifts[programme].setdefault(commune, Shifts()).add(day, slot, count)
            self._position = pk
        if read > CHUNK:
            # The sums stay as long as the process: the collector need not walk through them for every few requests.
            gc.collect()
            gc.freeze()


def _slot(kind, shift, machine, corrected_kind, corrected_shift, corrected_machine) -> Slot | None:
    """The machine-shift a line belongs to: of its batch, or of the shift batch that its batch corrects."""
    if kind == BatchKind.SHIFT:
        return shift, machine
    return (corrected_shift, corrected_machine) if corrected_kind == BatchKind.SHIFT else None


running_sums = RunningSums()
