"""The running sums in memory say what the database says, whatever the order of postings."""

import datetime as dt
import random
from threading import Thread

import pytest
from django.db import connection, transaction

from communes.models import Commune, Programme
from entries.models import Entry
from entries.running import MOST_ANSWERS, running_sums
from entries.totals import entered_curve, totals
from tests.conftest import make_user
from tests.factories import make_book, record

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = [dt.date(2024, 2, 1) + dt.timedelta(days=n) for n in range(30)]


@pytest.fixture
def books(official, phuoc_son, phuoc_hoa):
    neighbour = make_user("xa.phuochoa", "commune", phuoc_hoa)
    return [
        make_book(phuoc_son, by=official, count=900),
        make_book(phuoc_son, by=official, kind="KH", count=300),
        make_book(phuoc_hoa, by=neighbour, count=500),
    ]


def both_ways(read, **asked):
    """The answer from memory, and from the database: inside a transaction the memory is not used."""
    running_sums.forget()
    remembered = [read(**asked), read(**asked)]
    with transaction.atomic():
        return remembered, [read(**asked)] * 2


def test_memory_and_database_agree_for_any_day(books, official):
    chance = random.Random(7)
    communes = list(Commune.objects.all())
    for n in range(40):
        record(
            chance.choice(books), chance.randint(1, 30), by=official, work_date=chance.choice(DAYS),
            programme=chance.choice(Programme.values), shift=n % 3 + 1,
        )  # fmt: skip
        if n % 10 == 0:
            totals(communes=communes, programme="population_db", as_of=DAYS[-1])
    for programme in Programme.values:
        for as_of in (DAYS[0], DAYS[7], DAYS[-1], dt.date(2023, 12, 30), dt.date(2023, 12, 31)):
            for scope in (communes, communes[6:7], []):
                asked = {"communes": scope, "programme": programme, "as_of": as_of}
                for read in (totals, entered_curve):
                    remembered, stored = both_ways(read, **asked)
                    assert remembered == stored


def test_what_is_rolled_back_is_never_remembered(books, official, phuoc_son):
    asked = {"communes": [phuoc_son], "programme": "population_db", "as_of": DAYS[-1]}
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(books[0], 46, by=official, work_date=DAYS[3])
        assert totals(**asked).all.entered == 46
        1 / 0  # noqa: B018
    assert totals(**asked).all.entered == 0


def test_catching_up_takes_one_query(books, official, phuoc_son, django_assert_num_queries):
    asked = {"communes": [phuoc_son], "programme": "population_db", "as_of": DAYS[-1]}
    totals(**asked)
    record(books[0], 46, by=official, work_date=DAYS[3])
    with django_assert_num_queries(1):
        assert totals(**asked).all.entered == 46


def test_people_posting_at_the_same_time_are_all_counted(books, official, phuoc_son):
    asked = {"communes": [phuoc_son], "programme": "population_db", "as_of": DAYS[-1]}

    def post(shift):
        try:
            for day in DAYS[:10]:
                record(books[0], 1, by=official, work_date=day, shift=shift)
                totals(**asked)
        finally:
            connection.close()

    people = [Thread(target=post, args=(shift,)) for shift in (1, 2, 3)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert totals(**asked).all.entered == 30


def test_an_answer_is_asked_again_when_rows_were_posted(books, official, phuoc_son):
    asked = []

    def entries_of(commune: int) -> int:
        asked.append(commune)
        return Entry.objects.filter(commune=commune).count()

    pk = phuoc_son.pk
    before = running_sums.once(entries_of, pk)
    assert running_sums.once(entries_of, pk) == before
    assert asked == [pk]
    record(books[0], 46, by=official, work_date=DAYS[3])
    assert running_sums.once(entries_of, pk) == before + 1
    with transaction.atomic():
        record(books[0], 5, by=official, work_date=DAYS[4])
        assert running_sums.once(entries_of, pk) == before + 2  # not committed: asked anew, and not remembered
        transaction.set_rollback(True)
    assert running_sums.once(entries_of, pk) == before + 1
    assert asked == [pk] * 3


def test_the_answers_that_are_kept_are_few(books):
    for n in range(MOST_ANSWERS + 9):
        assert running_sums.once(abs, -n) == n
    assert len(running_sums._answers) == MOST_ANSWERS
