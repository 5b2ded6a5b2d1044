"""Kind `log`: what the shifts of one commune entered, one month as a rule."""

from collections import Counter

from communes.lending import Places
from communes.models import Book, Commune, Workstation
from entries.models import ImportKind, Measure

from . import words
from .cells import book_number_of, count_of, date_of, printable, year_of
from .faults import CellFault
from .findings import Check
from .footing import mismatches
from .names import bare, book_kind_of, machine_of, programme_of, shift_of
from .outcome import Outcome
from .shelf import Shelf
from .shifts import LogRow, plan_of
from .tables import Layout, Row, Table
from .titles import month_in

_KEYS = {bare(word): key for key, alike in words.LOG_COLUMNS.items() for word in alike}
LONGEST_NAME = 80


def _name(texts: list[str]) -> str | None:
    return _KEYS.get(texts[0]) or _KEYS.get("".join(reversed(texts[:2])))


def _suits(keys: set[str]) -> bool:
    """Half of what a log needs: with less it is some other table."""
    return 2 * len(keys & set(words.LOG_NEEDED)) > len(words.LOG_NEEDED)


LAYOUT = Layout(_name, words.LOG_NEEDED, amounts=("count",), suits=_suits)


def examine(tables: list[Table], check: Check) -> Outcome:
    """Checks every row against the register, and plans the batches that are not stored yet."""
    commune = check.own_commune(tables)
    shelf = Shelf(commune)
    machines = {machine.number: machine for machine in commune.workstations.all()}
    places = Places(machines.values())
    accepted, seen, footing = [], set(), []
    for table in tables:
        month, amounts = month_in(table.title_lines), {}
        for row in table.rows:
            if isinstance(row, Row) and (found := _log_row(row, commune, check, shelf, machines, places)):
                if found.key in seen:
                    check.refuse(row, "count", "duplicate_row")
                    continue
                seen.add(found.key)
                accepted.append(found)
                amounts[row.index] = {"count": found.count}
                if month and (found.day.year, found.day.month) != month:
                    check.warn(row, "date", "outside_month")
        footing += mismatches(table, amounts)
    totals = Counter()
    for item in accepted:
        if item.book:
            totals[commune.code, item.book.kind, item.programme, Measure.ENTERED.value] += item.count
    return Outcome(
        ImportKind.LOG,
        owner=commune,
        communes=(commune,) if accepted else (),
        rows_accepted=len(accepted),
        rows_refused=len(check.bad_rows),
        plan=plan_of(accepted, commune, check),
        refused=tuple(check.refused),
        warnings=tuple(check.warnings),
        mismatches=tuple(footing),
        batches=len({item.slot for item in accepted}),
        totals=dict(totals),
    )


def _log_row(row: Row, commune: Commune, check: Check, shelf: Shelf, machines: dict, places: Places) -> LogRow | None:
    check.own_row(row, commune)
    day = check.take(row, "date", date_of, today=check.today)
    shift = check.take(row, "shift", shift_of)
    machine = check.take(row, "machine", _machine, machines)
    person = check.take(row, "person", _person)
    if day and machine and places.problem(machine, commune, day):
        check.refuse(row, "machine", "machine_elsewhere")
    count = check.take(row, "count", count_of)
    note, book, programme = row.notes, None, ""
    if count == 0:
        if not note:
            check.refuse(row, "count", "zero_without_reason")
    else:
        book = _book(row, check, shelf)
        programme = check.take(row, "programme", programme_of)
    if not check.is_good(row):
        return None
    return LogRow(row, day, shift, machine, person, book, programme, count, printable(note, 300))


def _machine(cell, machines: dict[int, Workstation]) -> Workstation:
    machine = machines.get(machine_of(cell))
    if machine is None:
        raise CellFault("unknown_workstation")
    return machine


def _person(cell) -> str:
    name = printable(str(cell), LONGEST_NAME + 1)
    if not name:
        raise CellFault("missing_person")
    if len(name) > LONGEST_NAME:
        raise CellFault("name_too_long")
    return name


def _book(row: Row, check: Check, shelf: Shelf) -> Book | None:
    kind = check.take(row, "book_kind", book_kind_of)
    found = check.take(row, "number", book_number_of)
    before = len(check.refused)
    year = check.take(row, "year", year_of, today=check.today)
    if kind is None or found is None or len(check.refused) > before:
        return None
    number, year_in_number = found
    year = year or (year_in_number if row.get("year") == "" else None)
    try:
        return shelf.book(kind, number, year)
    except CellFault as fault:
        check.refuse(row, "number" if "number" in row.table.columns else "book_kind", fault.reason)
        return None
