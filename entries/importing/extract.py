"""Kind `extract`: what Công an tỉnh or Sở Tư pháp counted as entered. Kept for reconciliation, never posted."""

from collections import Counter
from dataclasses import replace

from communes.models import Programme
from entries.models import ImportKind, Measure

from . import words
from .bands import as_of_of, column_key, commune_of, compare_sums, figures, keys_of, missing_communes
from .cells import count_of, date_of
from .faults import FileRefused
from .findings import Check
from .footing import mismatches
from .names import bare, book_kind_of, programme_of
from .outcome import Outcome
from .tables import Layout, Row, Table
from .titles import programmes_of, source_in

_KEYS = {bare(word): key for key, alike in words.EXTRACT_COLUMNS.items() for word in alike}
LETTERS = {"p": Programme.POPULATION_DB.value, "h": Programme.HISTORICAL.value}
_BANDS = {
    bare(front + word): letter
    for letter, programme in LETTERS.items()
    for word in words.PROGRAMMES[programme]
    for front in ("", "Chương trình")
}
# Kinds of book without a band that names the programme: then the title has to.
UNNAMED = "u"
_UNNAMED_BANDS = {bare(word): UNNAMED for word in words.ENTERED_BANDS}
_LONG = {"programme", "book_kind", "count"}
_WIDE = tuple(key for letter in LETTERS for key in (*keys_of(letter), f"{letter}_sum"))


def _name(texts: list[str]) -> str | None:
    return column_key(texts, _BANDS) or _KEYS.get(texts[0]) or _without_programme(texts)


def _without_programme(texts: list[str]) -> str | None:
    if len(texts) > 1:
        return column_key(texts, _UNNAMED_BANDS)
    return column_key([*texts, UNNAMED], {UNNAMED: UNNAMED})


def _suits(keys: set[str]) -> bool:
    is_wide = bool(keys & {*_WIDE, *keys_of(UNNAMED)})
    return "commune" in keys and (len(keys & _LONG) >= 2 or is_wide)


LAYOUT = Layout(_name, ("commune",), amounts=("count", *_WIDE, *keys_of(UNNAMED), f"{UNNAMED}_sum"), suits=_suits)


def examine(tables: list[Table], check: Check) -> Outcome:
    """Checks every row of the long or the wide form; there is nothing to plan."""
    as_of = as_of_of(tables)
    tables = [_by_bands(table) for table in tables]
    tables = [table for table in tables if _says_programme(table)] or tables
    totals, footing, named, mentioned, days, accepted = Counter(), [], set(), set(), set(), 0
    for table in tables:
        letters = _letters(table)
        if as_of is None and "cut_off" not in table.columns:
            raise FileRefused("no_as_of_date")
        seen, amounts = set(), {}
        for row in table.rows:
            if not isinstance(row, Row):
                continue
            if letters:
                found, sums = _wide_row(row, letters, check, seen, mentioned)
                footing += sums
            else:
                found = _long_row(row, check, seen, mentioned, days, as_of)
            if found is not None:
                commune, counts, amounts[row.index] = found
                totals.update(counts)
                named.add(commune)
                accepted += 1
        footing += mismatches(table, amounts)
    strange = [each.reason == "unknown_commune" for each in check.refused]
    if not named and strange and all(strange):
        raise FileRefused("other_district")
    as_of = as_of or max(days, default=None)
    if as_of and as_of > check.today:
        raise FileRefused("future_date", as_of.isoformat())
    return Outcome(
        ImportKind.EXTRACT,
        as_of=as_of,
        communes=tuple(commune for commune in check.gazetteer.communes if commune in named),
        rows_accepted=accepted,
        rows_refused=len(check.bad_rows),
        refused=tuple(check.refused),
        warnings=(*check.warnings, *(() if any(strange) else missing_communes(tables, mentioned, check))),
        mismatches=tuple(footing),
        totals=dict(totals),
        source=source_in([line for table in tables for line in table.title_lines]),
    )


def _says_programme(table: Table) -> bool:
    """Another sheet's table may have kinds of book too, of something else; alone, it has to say what it counts."""
    return UNNAMED not in _bands_of(table) or len(programmes_of(table.title_lines)) == 1


def _letters(table: Table) -> dict[str, str]:
    """The bands of the wide form with their programmes, none for the long form. Raises FileRefused when either lacks a
    column, and when nothing says which programme the figures are of."""
    bands = _bands_of(table)
    for key in [key for letter in bands for key in keys_of(letter)] or ("programme", "book_kind", "count"):
        if key not in table.columns:
            raise FileRefused("missing_column", key)
    if UNNAMED not in bands:
        return {letter: LETTERS[letter] for letter in bands}
    programmes = programmes_of(table.title_lines)
    if len(programmes) != 1:
        raise FileRefused("missing_programme")
    return {UNNAMED: programmes.pop()}


def _bands_of(table: Table) -> list[str]:
    return [letter for letter in (*LETTERS, UNNAMED) if table.columns.keys() & set(keys_of(letter))]


def _by_bands(table: Table) -> Table:
    """A table that names a programme over some of its columns is read by those alone."""
    if _bands_of(table)[:1] in ([], [UNNAMED]):
        return table
    named = {key: column for key, column in table.columns.items() if not key.startswith(f"{UNNAMED}_")}
    return replace(table, columns=named)


def _long_row(row: Row, check: Check, seen: set, mentioned: set, days: set, as_of):
    commune = commune_of(row, check)
    mentioned.add(commune)
    programme = check.take(row, "programme", programme_of)
    kind = check.take(row, "book_kind", book_kind_of)
    count = check.take(row, "count", count_of)
    if "cut_off" in row.table.columns and not (as_of and row.get("cut_off") == ""):
        days.add(check.take(row, "cut_off", date_of, today=check.today))
        days.discard(None)
    if not check.is_good(row):
        return None
    if (commune, programme, kind) in seen:
        check.refuse(row, "count", "figure_twice")
        return None
    seen.add((commune, programme, kind))
    return commune, {(commune.code, kind, programme, Measure.ENTERED.value): count}, {"count": count}


def _wide_row(row: Row, letters: dict[str, str], check: Check, seen: set, mentioned: set):
    commune = commune_of(row, check)
    mentioned.add(commune)
    if commune in seen:
        check.refuse(row, "commune", "duplicate_commune")
    if commune:
        seen.add(commune)
    by_letter = {letter: figures(row, letter, check) for letter in letters}
    if not check.is_good(row):
        return None, []
    sums = {f"{letter}_sum": sum(counts.values()) for letter, counts in by_letter.items()}
    amounts = {f"{letter}_{kind}": n for letter, counts in by_letter.items() for kind, n in counts.items()} | sums
    counts = {
        (commune.code, kind, letters[letter], Measure.ENTERED.value): n
        for letter, by_kind in by_letter.items()
        for kind, n in by_kind.items()
    }
    return (commune, counts, amounts), compare_sums(row, sums)
