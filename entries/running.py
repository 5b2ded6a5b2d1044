"""Running sums: the ledger's daily totals kept in memory and caught up by reading the rows posted since.

The ledger only ever grows, so nothing here can go stale: rows with a higher id than the last one read are all that can
be new. That holds because postings are serialised (SQLite by its nature, PostgreSQL by the lock in append_only.py), so
ids become visible in order. Inside a transaction the sums are not used: what is not committed must not be remembered.
"""

import datetime as dt
import threading
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager

from django.db import connection

from .models import Entry

Key = tuple[int, str, str]  # commune, kind of book (or EVERY_KIND), measure
EVERY_KIND = ""
CHUNK = 5_000


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

    @contextmanager
    def held(self):
        """Within, the rows that were posted since are read once: a page asks once, and all its sums agree."""
        before, self._held.is_fresh = getattr(self._held, "is_fresh", None), False
        try:
            yield
        finally:
            self._held.is_fresh = before

    @property
    def is_usable(self) -> bool:
        return not connection.in_atomic_block

    def of(self, programme: str, communes: Iterable[int], *, by_kind: bool = True) -> dict[Key, Series]:
        """Up-to-date series of a programme for these communes, by kind of book or over every kind."""
        wanted = set(communes)
        with self._lock:
            if not getattr(self._held, "is_fresh", None):
                self._catch_up()
            if getattr(self._held, "is_fresh", None) is False:
                self._held.is_fresh = True
            return {
                key: series
                for key, series in self._series[programme].items()
                if key[0] in wanted and by_kind == (key[1] != EVERY_KIND)
            }

    def _catch_up(self) -> None:
        rows = (
            Entry.objects.filter(pk__gt=self._position)
            .order_by("pk")
            .values_list("pk", "programme", "commune", "book_kind", "measure", "work_date", "count", "recorded_at")
        )
        for pk, programme, commune, kind, measure, day, count, recorded_at in rows.iterator(chunk_size=CHUNK):
            series = self._series[programme]
            for each in (kind, EVERY_KIND):
                key = commune, each, measure
                if key not in series:
                    series[key] = Series()
                series[key].add(day, count, recorded_at)
            self._position = pk


running_sums = RunningSums()
