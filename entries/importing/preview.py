"""A kept run for people: its findings in words, and what it changes, before and after."""

from dataclasses import dataclass

from communes.calendar import today
from communes.models import BookKind, Commune, Programme
from entries.models import ImportKind, ImportRun, ImportState, Measure
from entries.totals import totals

from .messages import about_cell, about_warning


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding: where, what stands there, and what to do."""

    place: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one figure of one commune was and will be; unit: trường hợp (records). `before` is None where nothing
    will change: an extract is only kept."""

    commune: Commune
    kind: str
    programme: Programme
    measure: str
    before: int | None
    added: int

    @property
    def after(self) -> int | None:
        return None if self.before is None else self.before + self.added


@dataclass(frozen=True, slots=True)
class StatedTotal:
    place: str
    stated: int
    computed: int


def refused_of(run: ImportRun) -> list[Shown]:
    return [
        Shown(_place(each), each.get("value", ""), about_cell(each["reason"], each.get("detail")))
        for each in run.result["refused"]
    ]


def warnings_of(run: ImportRun, communes: list[Commune]) -> list[Shown]:
    names = {commune.code: commune.full_name for commune in communes}
    return [
        Shown(_place(each), each.get("value", ""), about_warning(each["reason"], each.get("detail"), names))
        for each in run.result["warnings"]
    ]


def mismatches_of(run: ImportRun) -> list[StatedTotal]:
    return [StatedTotal(_place(each), each["stated"], each["computed"]) for each in run.result["mismatches"]]


def _place(found: dict) -> str:
    if not found["cell"]:
        return "cả tệp"
    return f"{found['sheet']} · {found['cell']}" if found["sheet"] else found["cell"]


def changes_of(run: ImportRun, communes: list[Commune]) -> list[Change]:
    """What storing adds to each figure. Once the run is stored or put aside, only what it added; a file with faults
    shows what its good rows would be."""
    waiting = run.state == ImportState.PREVIEWED and run.kind != ImportKind.EXTRACT
    is_told_only = run.state == ImportState.REFUSED or run.kind == ImportKind.EXTRACT
    rows = run.result["totals"] if is_told_only else run.result["adds"]["totals"]
    by_code = {commune.code: commune for commune in communes}
    now = {
        programme: totals(communes=communes, programme=programme, as_of=today())
        for programme in {row["programme"] for row in rows}
        if waiting
    }
    changes = []
    for row in rows:
        commune, before = by_code[row["commune"]], None
        if waiting:
            figure = now[row["programme"]].cell(commune, row["book_kind"])
            before = figure.to_enter if row["measure"] == Measure.TO_ENTER else figure.entered
        changes.append(
            Change(
                commune,
                BookKind(row["book_kind"]).label,
                Programme(row["programme"]),
                Measure(row["measure"]).label,
                before,
                row["count"],
            )
        )
    return changes
