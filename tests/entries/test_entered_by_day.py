"""Records by day, and what corrections make of a figure: from memory and from the database the same."""

import datetime as dt
import random

import pytest
from django.db import transaction

from communes.calendar import now
from communes.models import Commune, Programme
from entries.corrected import corrected
from entries.correcting import correct_batch
from entries.posting import Line
from entries.running import running_sums
from entries.totals import Figure, entered_by_day, totals
from tests.conftest import make_user
from tests.factories import make_book, make_opening, record

DAYS = [dt.date(2024, 2, 1) + dt.timedelta(days=n) for n in range(30)]
POPULATION = Programme.POPULATION_DB


@pytest.mark.django_db(transaction=True)
def test_memory_and_database_agree_for_any_days(official, phuoc_son, phuoc_hoa):
    neighbour = make_user("xa.phuochoa", "commune", phuoc_hoa)
    books = [make_book(phuoc_son, by=official, count=900), make_book(phuoc_hoa, by=neighbour, count=500)]
    make_opening(phuoc_son, by=official, to_enter=50, entered=20, kind="KH")
    chance, communes = random.Random(11), list(Commune.objects.all())
    for n in range(30):
        record(
            chance.choice(books), chance.randint(1, 30), by=official, work_date=chance.choice(DAYS),
            programme=chance.choice(Programme.values), shift=n % 3 + 1,
        )  # fmt: skip
    batch = record(books[0], 12, by=official, work_date=DAYS[4])
    correct_batch(batch=batch, wanted=(Line(books[0], POPULATION, 5),), reason="Đếm nhầm", by=official)
    for programme in Programme.values:
        for first, last in (
            (DAYS[0], DAYS[-1]),
            (DAYS[4], DAYS[4]),
            (dt.date(2000, 1, 1), DAYS[9]),
            (DAYS[9], DAYS[8]),
        ):
            for scope in (communes, communes[6:7], []):
                asked = {"communes": scope, "programme": programme, "first": first, "last": last}
                running_sums.forget()
                remembered = entered_by_day(**asked)
                with transaction.atomic():
                    stored = entered_by_day(**asked)
                assert remembered == stored
                assert [list(days) for days in remembered.values()] == [sorted(days) for days in remembered.values()]
                if first.year == 2000:
                    figures = totals(communes=scope, programme=programme, as_of=last).by_commune()
                    assert {pk: sum(days.values()) for pk, days in remembered.items()} == {
                        pk: figure.entered for pk, figure in figures.items() if figure.last_worked_on
                    }


def test_a_correction_counts_on_the_day_it_corrects_and_only_once_known(official, phuoc_son):
    book = make_book(phuoc_son, by=official)
    batch = record(book, 46, by=official, work_date=DAYS[3])
    before = now()
    correct_batch(batch=batch, wanted=(Line(book, POPULATION, 40),), reason="Đếm nhầm", by=official)
    asked = {"communes": [phuoc_son], "programme": POPULATION}
    of_days = {"first": DAYS[0], "last": DAYS[-1]}
    assert entered_by_day(**asked, **of_days) == {phuoc_son.pk: {DAYS[3]: 40}}
    assert entered_by_day(**asked, **of_days, known_at=before) == {phuoc_son.pk: {DAYS[3]: 46}}
    assert corrected(**asked, as_of=DAYS[3]) == {phuoc_son.pk: Figure(entered=-6)}
    assert corrected(**asked, as_of=DAYS[2]) == corrected(**asked, as_of=DAYS[3], known_at=before) == {}
    assert corrected(communes=[phuoc_son], programme=Programme.HISTORICAL, as_of=DAYS[3]) == {}


def test_one_query_for_any_number_of_communes(official, django_assert_num_queries):
    for read, days in ((entered_by_day, {"first": DAYS[0], "last": DAYS[-1]}), (corrected, {"as_of": DAYS[-1]})):
        for count in (1, 3):
            communes = list(Commune.objects.all()[:count])
            with django_assert_num_queries(1):
                read(communes=communes, programme=POPULATION, **days)
