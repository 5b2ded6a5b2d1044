"""Districts as the guard sees them: facts, their sentences, every fact by id. Values, read once for all tests; nothing
stays in the database."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings

from communes.models import Role
from entries.running import running_sums
from reports.checking import Doubt, check_draft
from reports.content.marked_text import runs_of
from reports.content.options import Options
from reports.content.parts import Part, Shape, live_parts, stated_facts
from reports.facts import Fact, ReportFacts
from tests.conftest import MONDAY, make_user
from tests.factories import averaged, make_book, record

from ..stage import CUT_OFF, commune, facts_of, furnish


@dataclass(frozen=True)
class Told:
    facts: ReportFacts
    live: tuple[Part, ...]
    stated: dict[str, Fact]

    def doubts(self, text: str) -> tuple[Doubt, ...]:
        """What the guard says of one paragraph that a person wrote; ⟦id⟧ stands for a figure."""
        mine = Part("progress.them-1", "progress", Shape.PARAGRAPH, runs_of(text, self.stated), is_live=False)
        return self.of_parts((*self.live[:-1], mine, self.live[-1]))

    def of_parts(self, parts, **options) -> tuple[Doubt, ...]:
        return check_draft(
            facts=self.facts, parts=parts, stated=self.stated, options=Options(**options), usual=self.live
        )

    def quoted(self, text: str) -> list[tuple]:
        return [(doubt.kind, doubt.quoted) for doubt in self.doubts(text)]

    def unit(self, name: str):
        return next(unit for unit in self.facts.units if unit.commune.name == name)


def told_of(facts: ReportFacts) -> Told:
    live = live_parts(facts)
    return Told(facts, live, stated_facts(facts, live))


def _read_once(blocker, prepare, *names: str) -> Told:
    with blocker.unblock(), override_settings(FIXED_TODAY=MONDAY), transaction.atomic():
        prepare(make_user("tuphap", Role.DISTRICT, full_name="L.T.B"))
        told = told_of(facts_of(*names))
        transaction.set_rollback(True)
    running_sums.forget()
    return told


@pytest.fixture(scope="session")
def told(django_db_setup, django_db_blocker) -> Told:
    """Work in every commune, a fifth to a third of it done."""
    return _read_once(django_db_blocker, furnish)


FOUR = ("Phước An", "Phước Lộc", "Phước Sơn", "Phước Hòa")


@pytest.fixture(scope="session")
def uneven(django_db_setup, django_db_blocker) -> Told:
    """Phước An finished, Phước Lộc at 75 %, Phước Sơn at 3,3 %, Phước Hòa not begun; the whole at 18,7 %, the province
    at 53,9 %. Every commune has its machines."""

    def prepare(by):
        for name, count, entered in zip(FOUR, (100, 200, 900, 300), (100, 150, 30, 0), strict=True):
            book = make_book(commune(name), by=by, count=count)
            if entered:
                record(book, entered, by=by, work_date=CUT_OFF)
        averaged("53.9", by=by)

    return _read_once(django_db_blocker, prepare, *FOUR)
