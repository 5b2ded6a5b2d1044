"""A kept run for people: its findings in words, and what it changes, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from communes.calendar import today
from communes.models import BookKind, Commune, Programme
from entries.models import ImportKind, ImportRun, ImportState, Measure
from entries.totals import Figure, Totals, totals

from .messages import about_cell, about_file, about_warning


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding: where, what stands there, and what to do."""

    place: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one figure of one commune was and will be; unit: trường hợp (records). `before` is None where nothing
    will change: an extract is only kept. `kind` is None for the commune's sum."""

    commune: Commune
    kind: str | None
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


def file_error_of(run: ImportRun, communes: Iterable[Commune]) -> str:
    """Why the file as a whole is refused; empty when it is not."""
    if not run.result["file_errors"]:
        return ""
    error = run.result["file_errors"][0]
    return about_file(error["reason"], error["detail"], {commune.code: commune.full_name for commune in communes})


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
    return _with_sums(rows, by_code, now)


def undone_by(rows: list[dict], communes: list[Commune]) -> list[Change]:
    """What taking back does to each figure; `rows` is what the file amounts to now, as in a run's totals."""
    by_code = {commune.code: commune for commune in communes}
    now = {
        programme: totals(communes=communes, programme=programme, as_of=today())
        for programme in {row["programme"] for row in rows}
    }
    return _with_sums([row | {"count": -row["count"]} for row in rows], by_code, now)


def _with_sums(rows: list[dict], by_code: dict[str, Commune], now: dict[str, Totals]) -> list[Change]:
    """One change a row, and behind those of a commune, programme and measure their sum when there are several."""
    changes = []
    for (code, programme, measure), group in groupby(rows, itemgetter("commune", "programme", "measure")):
        mine = list(group)
        commune = by_code[code]
        figures = {row["book_kind"]: now[programme].cell(commune, row["book_kind"]) for row in mine} if now else {}
        for row in mine:
            before = _of(figures[row["book_kind"]], measure) if now else None
            changes.append(_change(commune, BookKind(row["book_kind"]).label, programme, measure, before, row["count"]))
        if len(mine) > 1:
            before = _of(now[programme].commune(commune), measure) if now else None
            changes.append(_change(commune, None, programme, measure, before, sum(row["count"] for row in mine)))
    return changes


def _of(figure: Figure, measure: str) -> int:
    return figure.to_enter if measure == Measure.TO_ENTER else figure.entered


def _change(commune, kind, programme, measure, before, added) -> Change:
    return Change(commune, kind, Programme(programme), Measure(measure).label, before, added)
