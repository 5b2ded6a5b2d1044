"""What each machine-shift entered: from memory, from the database, corrected, and as known at a moment."""

import datetime as dt
import random

import pytest
from django.db import transaction

from communes.models import Commune, Programme
from entries.correcting import correct_batch
from entries.models import Batch
from entries.pace import UNSEEN, WINDOW_DAYS, Seen, shifts_seen
from entries.posting import Line
from entries.running import running_sums
from tests.factories import make_book, make_opening, record

pytestmark = pytest.mark.django_db(transaction=True)
FRIDAY = dt.date(2024, 3, 1)
THURSDAY = FRIDAY - dt.timedelta(days=1)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


def seen_in(commune, *, as_of=FRIDAY, programme=Programme.POPULATION_DB, **more) -> Seen:
    return shifts_seen(communes=[commune], programme=programme, as_of=as_of, **more).get(commune.pk, UNSEEN)


def test_each_machine_shift_counts_once_in_the_order_it_was_worked(book, official, phuoc_son):
    record(book, 30, by=official, work_date=FRIDAY, shift=2)
    record(book, 12, by=official, work_date=FRIDAY, shift=1, workstation=2)
    record(book, 46, by=official, work_date=FRIDAY, shift=1)
    record(book, 4, by=official, work_date=FRIDAY, shift=1)  # a second batch of the same machine-shift
    record(book, 20, by=official, work_date=THURSDAY, shift=3)
    seen = seen_in(phuoc_son)
    assert seen.by_day == {THURSDAY: [20], FRIDAY: [50, 12, 30]}
    assert seen.shifts == (20, 50, 12, 30)
    assert (seen.first_on, seen.last_on) == (THURSDAY, FRIDAY)
    assert (seen.records(FRIDAY, FRIDAY), seen.machine_shifts(THURSDAY, FRIDAY)) == (92, 4)


def test_the_window_is_eight_weeks_and_ends_with_the_day_asked_for(book, official, phuoc_son):
    edge = FRIDAY - dt.timedelta(days=WINDOW_DAYS - 1)
    record(book, 5, by=official, work_date=edge)
    record(book, 7, by=official, work_date=edge - dt.timedelta(days=1))
    record(book, 9, by=official, work_date=FRIDAY)
    seen = seen_in(phuoc_son)
    assert seen.shifts == (5, 9)
    assert seen.first_on == edge - dt.timedelta(days=1)
    assert seen_in(phuoc_son, as_of=THURSDAY).shifts == (7, 5)


def test_a_correction_mends_the_shift_it_corrects(book, official, phuoc_son):
    batch = record(book, 460, by=official)
    correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, 46),), reason="Gõ thừa số 0", by=official)
    assert seen_in(phuoc_son).shifts == (46,)


def test_a_shift_of_the_wrong_programme_moves_to_the_right_one(book, official, phuoc_son):
    batch = record(book, 46, by=official, programme=Programme.HISTORICAL)
    correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, 46),), reason="Ghi nhầm", by=official)
    assert seen_in(phuoc_son).shifts == (46,)
    assert seen_in(phuoc_son, programme=Programme.HISTORICAL).shifts == (0,)


def test_opening_figures_are_no_pace(official, phuoc_son):
    make_opening(phuoc_son, by=official, to_enter=900, entered=600)
    assert seen_in(phuoc_son, as_of=dt.date(2024, 1, 5)) == UNSEEN


def test_memory_and_database_agree(book, official, neighbour, phuoc_son, phuoc_hoa):
    books = [book, make_book(phuoc_son, by=official, kind="KH", count=300), make_book(phuoc_hoa, by=neighbour)]
    chance = random.Random(11)
    for n in range(40):
        chosen = chance.choice(books)
        record(
            chosen, chance.randint(1, 20), by=official if chosen.commune == phuoc_son else neighbour,
            work_date=FRIDAY - dt.timedelta(days=chance.randint(0, 80)), shift=n % 3 + 1, workstation=n % 2 + 1,
            programme=chance.choice(Programme.values),
        )  # fmt: skip
    batch = Batch.objects.filter(kind="shift").first()
    entry = batch.entries.get()
    wanted = (Line(entry.book, entry.programme, entry.count + 5),)
    correct_batch(batch=batch, wanted=wanted, reason="Đếm lại", by=official)
    communes = list(Commune.objects.all())
    for programme in Programme.values:
        for as_of in (FRIDAY, dt.date(2024, 2, 1), dt.date(2023, 11, 1)):
            asked = {"communes": communes, "programme": programme, "as_of": as_of}
            running_sums.forget()
            remembered = shifts_seen(**asked)
            with transaction.atomic():
                assert shifts_seen(**asked) == remembered


def test_as_known_at_a_moment(book, official, phuoc_son):
    record(book, 46, by=official)
    moment = Batch.objects.latest("recorded_at").recorded_at
    record(book, 30, by=official, shift=2)
    assert seen_in(phuoc_son, known_at=moment).shifts == (46,)
    assert seen_in(phuoc_son).shifts == (46, 30)
    assert seen_in(phuoc_son, known_at=moment - dt.timedelta(days=900)) == UNSEEN


def test_memory_is_asked_without_a_query_of_its_own(book, official, phuoc_son, django_assert_num_queries):
    record(book, 46, by=official)
    seen_in(phuoc_son)
    with django_assert_num_queries(1):
        assert seen_in(phuoc_son).shifts == (46,)
    with transaction.atomic(), django_assert_num_queries(2):
        assert seen_in(phuoc_son).shifts == (46,)
