"""The one way from a file's bytes to an outcome, for the browser and the command alike. Reads only."""

from communes.calendar import today
from communes.models import Commune, District
from entries.models import ImportKind

from . import books, extract, log, openings
from .faults import FileRefused
from .findings import Check
from .names import Gazetteer
from .outcome import Outcome
from .reading import read_workbook
from .sheets import Sheet
from .tables import Layout, Row, Table, find_table

# A kind is its layout and the function that turns tables into an outcome.
KINDS = {
    ImportKind.BOOKS: (books.LAYOUT, books.examine),
    ImportKind.LOG: (log.LAYOUT, log.examine),
    ImportKind.TOTALS: (openings.LAYOUT, openings.examine),
    ImportKind.EXTRACT: (extract.LAYOUT, extract.examine),
}


def check_workbook(content: bytes, *, kind: str, commune: Commune | None = None, district: District) -> Outcome:
    """Reads and checks a whole file; every fault of every row at once. Writes nothing."""
    check = Check(Gazetteer(district.communes.in_official_order()), today(), commune)
    layout, examine = KINDS[kind]
    try:
        return examine(tables_in(read_workbook(content), layout), check)
    except FileRefused as refusal:
        return Outcome.of_refused_file(kind, refusal)


def tables_in(sheets: list[Sheet], layout: Layout) -> list[Table]:
    """Every table of the kind, a sheet at a time; sheets without one are passed over."""
    tables = [table for sheet in sheets if (table := find_table(sheet, layout))]
    if not tables:
        raise FileRefused("no_table")
    for table in tables:
        for key in layout.needed:
            if key not in table.columns:
                raise FileRefused("missing_column", key)
    if not any(isinstance(item, Row) for table in tables for item in table.rows):
        raise FileRefused("no_rows")
    return tables
