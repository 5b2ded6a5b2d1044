"""Chốt số liệu: a commune stands by its figures as of a date; what changes afterwards is told."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from communes.calendar import now, today
from communes.formatting import format_date
from communes.models import Commune, Programme, User
from communes.text import normalise

from .append_only import wait_for_turn
from .asking import problems_of_text
from .models import Confirmation, Entry, Measure
from .posting import Problem, Refused
from .totals import totals

NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of one commune as of a date: (programme, kind of book, measure) -> records, without zeros."""

    commune: Commune
    as_of: dt.date
    cells: dict[tuple[str, str, str], int]

    @property
    def fingerprint(self) -> str:
        """Equal for equal figures of the same commune and day; a form carries it to find out that they changed."""
        content = [self.commune.pk, self.as_of.isoformat(), sorted([*key, count] for key, count in self.cells.items())]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def as_json(self) -> dict:
        figures = {}
        for (programme, kind, measure), count in sorted(self.cells.items()):
            figures.setdefault(programme, {}).setdefault(kind, {})[measure] = count
        return figures

    def sum(self, programme: str, measure: str) -> int:
        return sum(count for (p, _, m), count in self.cells.items() if (p, m) == (programme, measure))


def figures_of(commune: Commune, *, as_of: dt.date, known_at: dt.datetime | None = None) -> Snapshot:
    """What the ledger says of a commune now, or as known at a moment; a query for each programme at most."""
    cells = {}
    for programme in Programme:
        found = totals(communes=[commune], programme=programme, as_of=as_of, known_at=known_at)
        for (_, kind), figure in found.cells.items():
            for measure, count in ((Measure.TO_ENTER, figure.to_enter), (Measure.ENTERED, figure.entered)):
                if count:
                    cells[programme.value, kind, measure.value] = count
    return Snapshot(commune, as_of, cells)


def confirmed_figures(confirmation: Confirmation) -> Snapshot:
    """The figures as they were confirmed."""
    cells = {
        (programme, kind, measure): count
        for programme, kinds in confirmation.figures.items()
        for kind, measures in kinds.items()
        for measure, count in measures.items()
    }
    return Snapshot(confirmation.commune, confirmation.as_of, cells)


class StaleFigures(Exception):
    """The figures are no longer those that were shown; nothing was stored. Carries the new ones."""

    def __init__(self, figures: Snapshot):
        self.figures = figures
        super().__init__("Số liệu vừa thay đổi sau khi trang này mở ra. Xem lại số mới rồi chốt.")


@transaction.atomic
def confirm_figures(*, commune: Commune, as_of: dt.date, by: User, seen: str, note: str = "") -> Confirmation:
    """The commune stands by its figures as of a date. `seen` is the fingerprint of the figures that were shown.

    Clicked twice on one day with equal figures it is one confirmation. Raises StaleFigures when the figures changed
    since they were shown, Refused for a future date, when there is nothing to confirm, and for a note that cannot be.
    """
    note = normalise(note)
    problems = problems_of_text(note, "", where="note", most=NOTE_LENGTH)
    if as_of > today():
        problems.append(Problem(f"Ngày {format_date(as_of)} chưa đến. Chọn hôm nay hoặc một ngày đã qua.", "as_of"))
    if problems:
        raise Refused(problems)
    wait_for_turn(connection)
    figures = figures_of(commune, as_of=as_of)
    if figures.fingerprint != seen:
        raise StaleFigures(figures)
    if not figures.cells:
        raise Refused([Problem(f"Chưa có số liệu nào đến ngày {format_date(as_of)} để chốt.", "as_of")])
    moment = now()
    stored = commune.confirmations.filter(as_of=as_of).order_by("id").last()
    if (
        stored
        and stored.figures == figures.as_json()
        and timezone.localdate(stored.confirmed_at) == timezone.localdate(moment)
        and note in ("", stored.note)
    ):
        return stored
    return Confirmation.objects.create(
        commune=commune,
        as_of=as_of,
        figures=figures.as_json(),
        last_entry=Entry.objects.aggregate(last=Max("id"))["last"],
        note=note,
        confirmed_by=by,
        confirmed_at=moment,
    )
