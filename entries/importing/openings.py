"""Kind `totals`: what all communes had to enter and had entered up to a date, as opening figures of the ledger."""

import datetime as dt
import uuid
from collections import Counter

from django.db.models import Q, Sum

from communes.formatting import format_count
from communes.models import Book, Commune, Programme
from entries.models import Batch, BatchKind, Entry, ImportKind, ImportRun, ImportState, Measure
from entries.posting import Draft, Line

from . import words
from .bands import FOUR, as_of_of, column_key, commune_of, compare_sums, figures, keys_of, missing_communes
from .faults import FileRefused
from .findings import Check
from .footing import mismatches
from .names import bare
from .outcome import Outcome, Plan
from .tables import Layout, Row, Table
from .titles import programmes_of

NAMESPACE = uuid.UUID("b0a5e7f2-3d64-5c0b-8a3e-64c1f0d2a977")
_KEYS = {bare(word): key for key, alike in words.TOTALS_COLUMNS.items() for word in alike}
_BANDS = {bare(word): "t" for word in words.TO_ENTER_BANDS} | {bare(word): "e" for word in words.ENTERED_BANDS}
MEASURES = {"t": Measure.TO_ENTER.value, "e": Measure.ENTERED.value}
_FIGURES = (*keys_of("t"), *keys_of("e"))

Figures = dict[str, dict[str, int]]  # measure -> kind of book -> records


def _name(texts: list[str]) -> str | None:
    return column_key(texts, _BANDS) or _KEYS.get(texts[0])


def _suits(keys: set[str]) -> bool:
    return "commune" in keys and bool(keys & set(_FIGURES))


LAYOUT = Layout(
    _name, ("commune", *_FIGURES), amounts=(*keys_of("t"), "t_sum", *keys_of("e"), "e_sum", "left"), suits=_suits
)


def examine(tables: list[Table], check: Check) -> Outcome:
    """Checks every row; plans one OPENING batch a commune, never on top of what the ledger has up to that date."""
    as_of = as_of_of(tables)
    if as_of is None:
        raise FileRefused("no_as_of_date")
    if as_of > check.today:
        raise FileRefused("future_date", as_of.isoformat())
    programmes = programmes_of([line for table in tables for line in table.title_lines])
    if len(programmes) != 1:
        raise FileRefused("missing_programme")
    programme, = programmes  # fmt: skip
    ledger = _Ledger(check, as_of, programme)
    accepted, footing, named = {}, [], set()
    for table in tables:
        amounts, sums = {}, []
        for row in table.rows:
            if isinstance(row, Row) and (found := _commune_row(row, check, named, ledger)):
                commune, by_measure = found
                accepted[commune] = (row, by_measure)
                amounts[row.index] = computed = _computed(by_measure)
                sums += compare_sums(row, {key: computed[key] for key in ("t_sum", "e_sum", "left")})
        footing += sums + mismatches(table, amounts)
    totals = {
        (commune.code, kind, programme, measure): count
        for commune, (_, by_measure) in accepted.items()
        for measure, counts in by_measure.items()
        for kind, count in counts.items()
    }
    return Outcome(
        ImportKind.TOTALS,
        as_of=as_of,
        communes=tuple(commune for commune in check.gazetteer.communes if commune in accepted),
        rows_accepted=len(accepted),
        rows_refused=len(check.bad_rows),
        plan=ledger.plan(accepted),
        refused=tuple(check.refused),
        warnings=(*check.warnings, *missing_communes(tables, named, check)),
        mismatches=tuple(footing),
        totals=totals,
    )


def _commune_row(row: Row, check: Check, named: set, ledger: "_Ledger") -> tuple[Commune, Figures] | None:
    commune = commune_of(row, check)
    if commune in named:
        check.refuse(row, "commune", "duplicate_commune")
    by_measure = {measure: figures(row, letter, check) for letter, measure in MEASURES.items()}
    if commune:
        named.add(commune)
        if check.is_good(row):
            ledger.refuse_on_top(row, commune, by_measure)
    if not check.is_good(row):
        return None
    for kind in FOUR:
        if by_measure[Measure.ENTERED][kind] > by_measure[Measure.TO_ENTER][kind]:
            check.warn(row, f"e_{kind}", "entered_exceeds_to_enter")
    return commune, by_measure


def _computed(by_measure: Figures) -> dict[str, int]:
    computed = {f"{letter}_{kind}": by_measure[measure][kind] for letter, measure in MEASURES.items() for kind in FOUR}
    computed |= {f"{letter}_sum": sum(by_measure[measure].values()) for letter, measure in MEASURES.items()}
    return computed | {"left": computed["t_sum"] - computed["e_sum"]}


class _Ledger:
    """What the ledger has of the programme already, and the batches that a file would add to it."""

    def __init__(self, check: Check, as_of: dt.date, programme: str):
        self.check, self.as_of, self.programme = check, as_of, programme
        communes = check.gazetteer.communes
        entries = Entry.objects.filter(commune__in=communes, programme=programme).order_by()
        self.before, self.counted_later = {}, set()
        for commune, kind, measure, up_to, later in entries.values_list("commune", "book_kind", "measure").annotate(
            up_to=Sum("count", filter=Q(work_date__lte=as_of)), later=Sum("count", filter=Q(work_date__gt=as_of))
        ):
            if up_to:  # nothing is left of what was taken back
                self.before.setdefault((commune, kind), Counter())[measure] = up_to
            if later is not None and measure == Measure.TO_ENTER:
                self.counted_later.add((commune, kind))
        self.unallotted = {
            (book.commune_id, book.kind): book
            for book in Book.objects.filter(commune__in=communes, is_unallotted=True)
        }  # fmt: skip
        openings = Batch.objects.filter(commune__in=communes, kind=BatchKind.OPENING, work_date=as_of)
        in_force = openings.exclude(import_run__state=ImportState.TAKEN_BACK)
        self.stored = set(in_force.values_list("pk", flat=True))
        self.times_taken_back = ImportRun.objects.filter(
            district__communes__in=communes, kind=ImportKind.TOTALS, state=ImportState.TAKEN_BACK
        ).distinct().count()  # fmt: skip

    def refuse_on_top(self, row: Row, commune: Commune, by_measure: Figures) -> None:
        """Refuses what would be counted twice, with both figures; warns where books were counted after the date."""
        if self._is_stored(commune, by_measure):
            return
        for kind in FOUR:
            if self._has_same(commune, kind, by_measure):
                continue
            if has := self.before.get((commune.pk, kind)):
                self.check.refuse(row, f"t_{kind}", "on_top_of_entries", _side_by_side(has, by_measure, kind))
            elif (commune.pk, kind) in self.counted_later and by_measure[Measure.TO_ENTER][kind]:
                self.check.warn(row, f"t_{kind}", "counted_later")

    def _has_same(self, commune: Commune, kind: str, by_measure: Figures) -> bool:
        """Whether the ledger has exactly these figures up to the date: an export that comes back changes nothing."""
        has = self.before.get((commune.pk, kind))
        return bool(has) and all(has[measure] == counts[kind] for measure, counts in by_measure.items())

    def plan(self, accepted: dict[Commune, tuple[Row, Figures]]) -> Plan:
        drafts, adds, already = [], {}, 0
        for commune, (row, by_measure) in accepted.items():
            if self._is_stored(commune, by_measure):
                already += 1
                continue
            lines = []
            for measure, kind, count in _counts(by_measure):
                if self._has_same(commune, kind, by_measure):
                    continue
                adds[commune.code, kind, self.programme, measure] = count
                sheet, number = (row.table.sheet.name or "")[:31], row.index + 1
                lines.append(Line(self._book(commune, kind), self.programme, count, measure, sheet, number))
            already += not lines
            if lines:
                drafts.append(
                    Draft(
                        id=self._id(commune, by_measure, self.times_taken_back),
                        commune=commune,
                        work_date=self.as_of,
                        kind=BatchKind.OPENING,
                        lines=tuple(lines),
                        note=f"Số lũy kế đầu kỳ, {Programme(self.programme).label}"[:500],
                    )
                )
        return Plan(day=self.as_of, drafts=tuple(drafts), already=already, adds=adds)

    def _book(self, commune: Commune, kind: str) -> Book:
        """The book that carries what is not allotted to books; it is made when it is first needed."""
        key = commune.pk, kind
        if key not in self.unallotted:
            self.unallotted[key] = Book(commune=commune, kind=kind, is_unallotted=True)
        return self.unallotted[key]

    def _is_stored(self, commune: Commune, by_measure: Figures) -> bool:
        ids = {self._id(commune, by_measure, times) for times in range(self.times_taken_back + 1)}
        return not ids.isdisjoint(self.stored)

    def _id(self, commune: Commune, by_measure: Figures, times_taken_back: int) -> uuid.UUID:
        """From the content alone; another one once a file was taken back, so that the same figures may come again."""
        lines = sorted(f"{measure}:{kind}:{count}" for measure, kind, count in _counts(by_measure))
        parts = [str(commune.pk), self.as_of.isoformat(), self.programme, *lines]
        if times_taken_back:
            parts.append(f"#{times_taken_back}")
        return uuid.uuid5(NAMESPACE, "|".join(parts))


def _counts(by_measure: Figures) -> list[tuple[str, str, int]]:
    return [(measure, kind, n) for measure, counts in by_measure.items() for kind, n in counts.items() if n]


def _side_by_side(has: Counter, by_measure: Figures, kind: str) -> str:
    """The ledger's figures, the file's, and the difference."""
    parts = []
    for measure in (Measure.TO_ENTER, Measure.ENTERED):
        ours, theirs = has[measure], by_measure[measure][kind]
        sign = "+" if theirs > ours else ""
        parts.append(
            f"{measure.label.lower()}: sổ cái {format_count(ours)}, tệp {format_count(theirs)},"
            f" chênh {sign}{format_count(theirs - ours)}"
        )
    return "; ".join(parts)
