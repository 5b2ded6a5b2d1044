"""What came of checking a file: shown to people first, stored only when nothing is refused."""

import datetime as dt
from dataclasses import dataclass, field

from communes.models import Book, BookKind, Commune
from entries.models import ImportKind
from entries.posting import Draft

from .faults import FileRefused, Finding, Mismatch

Sums = dict[tuple[str, str, str, str], int]  # (commune code, kind of book, programme, measure) -> records


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book for the register with the records it holds, and where it stands in the file. One that returns was
    listed before, withdrawn, and is in the database."""

    book: Book
    count: int
    sheet: str
    row: int
    is_returning: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What storing would write. Rows that are stored already are not in it; `already` counts them."""

    day: dt.date | None = None  # of the inventory
    books: tuple[NewBook, ...] = ()
    people: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    already: int = 0
    adds: Sums = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.books or self.drafts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one run. `file_error` refuses the file as a whole; then everything else is empty. `owner` is the
    commune that the file is of, even when none of its rows is accepted; None for files of many communes."""

    kind: str
    owner: Commune | None = None
    file_error: tuple[str, str | None] | None = None
    as_of: dt.date | None = None
    communes: tuple[Commune, ...] = ()
    rows_accepted: int = 0
    rows_refused: int = 0
    refused: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    books: int | None = None
    batches: int | None = None
    totals: Sums = field(default_factory=dict)
    source: str | None = None  # of an extract, when its title names one
    plan: Plan = field(default_factory=Plan)

    @classmethod
    def of_refused_file(cls, kind: str, refusal: FileRefused) -> "Outcome":
        return cls(kind, file_error=(refusal.reason, refusal.detail))

    @property
    def can_be_stored(self) -> bool:
        return self.file_error is None and not self.refused

    def as_json(self) -> dict:
        """The keys of a run as scripts read them, and what storing would add."""
        failed = self.file_error is not None
        return self._of_extract() | {
            "kind": self.kind,
            "stored": self.can_be_stored,
            "as_of": self.as_of and self.as_of.isoformat(),
            "communes": [commune.code for commune in self.communes],
            "rows_accepted": self.rows_accepted,
            "rows_refused": self.rows_refused,
            "file_errors": [dict(zip(("reason", "detail"), self.file_error, strict=True))] if failed else [],
            "refused": [_finding(each) for each in self.refused],
            "warnings": [_finding(each) for each in self.warnings],
            "mismatches": [
                {"sheet": each.sheet, "cell": each.cell, "stated": each.stated, "computed": each.computed}
                for each in self.mismatches
            ],
            "books": self.books if self.kind == ImportKind.BOOKS and not failed else None,
            "batches": self.batches if self.kind == ImportKind.LOG and not failed else None,
            "totals": self._sums(self.totals),
            "adds": {
                "books": len(self.plan.books),
                "batches": len(self.plan.drafts),
                "people": list(self.plan.people),
                "already": self.plan.already,
                "totals": self._sums(self.plan.adds),
            },
        }

    def _of_extract(self) -> dict:
        if self.kind != ImportKind.EXTRACT or self.file_error:
            return {}
        given = {(commune, programme) for commune, _, programme, _ in self.totals}
        return {
            "extract": {
                "source": self.source,
                "programmes": sorted({programme for _, programme in given}),
                "given": [list(pair) for pair in sorted(given)],  # also where every figure is zero
            }
        }

    def _sums(self, sums: Sums) -> list[dict]:
        """In official order, without zeros."""
        places = {commune.code: place for place, commune in enumerate(self.communes)}
        kinds = list(BookKind.values)
        order = sorted(sums, key=lambda key: (places[key[0]], key[2], key[3], kinds.index(key[1])))
        return [
            dict(zip(("commune", "book_kind", "programme", "measure"), key, strict=True)) | {"count": sums[key]}
            for key in order
            if sums[key]
        ]


def _finding(found: Finding) -> dict:
    shown = {"sheet": found.sheet, "cell": found.cell, "reason": found.reason}
    if found.value:
        shown["value"] = found.value
    if found.detail is not None:
        shown["detail"] = found.detail
    return shown
