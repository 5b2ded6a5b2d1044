"""The one read function: both sides of every bound, exact shares, and books that add up to their commune."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from communes.formatting import format_share
from communes.models import Book, BookKind, Commune
from entries.correcting import correct_batch
from entries.posting import Line
from entries.totals import NOTHING, Figure, entered_curve, totals, with_figures
from tests.factories import COUNTED_ON, make_book, record

POPULATION, HISTORICAL = "population_db", "historical"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


def of(*communes, programme=POPULATION, as_of=dt.date(2024, 3, 4), **more):
    return totals(communes=communes, programme=programme, as_of=as_of, **more)


def on(number: int) -> dt.date:
    return dt.date(2024, 3, number)


# ------------------------------------------------------------------ bounds
@pytest.mark.parametrize(("as_of", "entered"), [(on(1), 0), (on(2), 46), (on(3), 46)])
def test_as_of_counts_up_to_the_end_of_that_day(book, official, phuoc_son, as_of, entered):
    record(book, 46, by=official, work_date=on(2))
    assert of(phuoc_son, as_of=as_of).all.entered == entered


@pytest.mark.parametrize(("as_of", "to_enter"), [(COUNTED_ON - dt.timedelta(days=1), 0), (COUNTED_ON, 120)])
def test_what_there_is_to_enter_has_a_date_too(book, phuoc_son, as_of, to_enter):
    assert of(phuoc_son, as_of=as_of).all.to_enter == to_enter


def test_known_at_counts_what_was_recorded_up_to_that_moment(book, official, phuoc_son):
    batch = record(book, 46, by=official, work_date=on(2))
    moment = batch.recorded_at
    assert of(phuoc_son, known_at=moment).all.entered == 46
    assert of(phuoc_son, known_at=moment - dt.timedelta(microseconds=1)).all.entered == 0


def test_an_old_report_can_be_rebuilt_after_a_correction(book, official, phuoc_son, settings):
    batch = record(book, 64, by=official, work_date=on(1))
    then = timezone.make_aware(dt.datetime(2024, 3, 5))
    settings.FIXED_TODAY = on(9)
    correct_batch(batch=batch, wanted=(Line(book, POPULATION, 46),), reason="Gõ nhầm", by=official)
    assert of(phuoc_son, as_of=on(1), known_at=then).all.entered == 64
    assert of(phuoc_son, as_of=on(1)).all.entered == 46


def test_programmes_are_never_mixed(book, official, phuoc_son):
    record(book, 46, by=official)
    record(book, 8, by=official, programme=HISTORICAL, shift=2)
    assert (of(phuoc_son).all.entered, of(phuoc_son).all.to_enter) == (46, 120)
    historical = of(phuoc_son, programme=HISTORICAL).all
    assert (historical.entered, historical.to_enter, historical.share) == (8, 0, None)


@pytest.mark.parametrize(("work_date", "recently"), [(on(4), 5), (dt.date(2024, 2, 27), 5), (dt.date(2024, 2, 26), 0)])
def test_recently_is_the_last_seven_days(book, official, phuoc_son, work_date, recently):
    record(book, 5, by=official, work_date=work_date)
    assert of(phuoc_son).all.entered_recently == recently


# ------------------------------------------------------------------ sums of sums
@pytest.fixture
def two_communes(book, official, neighbour, phuoc_son, phuoc_hoa):
    marriages = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001, count=50)
    foreign = make_book(phuoc_hoa, by=neighbour, count=30)
    record(book, 46, by=official, work_date=on(1))
    record(marriages, 9, by=official, work_date=on(3))
    record(foreign, 5, by=neighbour, work_date=on(2))
    return phuoc_son, phuoc_hoa


def test_cells_add_up_to_rows_columns_and_all(two_communes):
    phuoc_son, phuoc_hoa = two_communes
    found = of(*two_communes)
    assert (found.cell(phuoc_son, "KS").entered, found.cell(phuoc_son, "KH").entered) == (46, 9)
    assert found.cell(phuoc_hoa, "KH") == NOTHING
    assert (found.commune(phuoc_son).entered, found.commune(phuoc_hoa).entered) == (55, 5)
    assert (found.kind("KS").to_enter, found.kind("KH").to_enter, found.all.to_enter) == (150, 50, 200)
    assert found.by_commune() == {commune.pk: found.commune(commune) for commune in two_communes}
    assert found.kinds == ["KS", "KH"]
    assert (found.all.last_worked_on, found.commune(phuoc_hoa).last_worked_on) == (on(3), on(2))


def test_only_the_communes_asked_for(two_communes):
    assert of(two_communes[1]).all.entered == 5
    assert of().all == NOTHING


def test_one_query_whatever_the_number_of_communes(two_communes, django_assert_num_queries):
    for communes in (two_communes[:1], list(Commune.objects.all())):
        with django_assert_num_queries(1):
            of(*communes)


def test_books_add_up_to_their_commune(two_communes, phuoc_son):
    books = list(with_figures(Book.objects.filter(commune=phuoc_son), as_of=on(4)).order_by("id"))
    assert [(b.to_enter, b.entered, b.left, b.entered_historical) for b in books] == [(120, 46, 74, 0), (50, 9, 41, 0)]
    figure = of(phuoc_son).all
    assert (sum(b.to_enter for b in books), sum(b.entered for b in books)) == (figure.to_enter, figure.entered)
    assert [b.entered for b in with_figures(Book.objects.filter(commune=phuoc_son), as_of=on(2)).order_by("id")] == [
        46,
        0,
    ]


def test_the_curve_goes_by_weeks_and_ends_on_the_day(book, official, phuoc_son):
    for when, count in ((on(1), 10), (on(2), 5)):
        record(book, count, by=official, work_date=when)
    asked = {"communes": [phuoc_son], "programme": POPULATION}
    assert entered_curve(**asked, as_of=on(10)) == [(on(1), 10), (on(8), 15), (on(10), 15)]
    assert entered_curve(**asked, as_of=on(8)) == [(on(1), 10), (on(8), 15)]
    assert entered_curve(**asked, as_of=dt.date(2024, 2, 29)) == []


# ------------------------------------------------------------------ shares
@pytest.mark.parametrize(
    ("to_enter", "entered", "share", "shown"),
    [
        (3, 1, Decimal(1) / Decimal(3), "33,3%"),
        (8, 1, Decimal("0.125"), "12,5%"),
        (100_000, 99_996, Decimal("0.99996"), "99,9%"),
        (100_000, 99_949, Decimal("0.99949"), "99,9%"),
        (100_000, 100_000, Decimal(1), "100,0%"),
        (100_000, 1, Decimal("0.00001"), "0,1%"),
        (100_000, 0, Decimal(0), "0,0%"),
        (100, 101, Decimal("1.01"), "101,0%"),
        (0, 0, None, "–"),
        (0, 8, None, "–"),
    ],
)
def test_a_share_is_exact_and_less_than_all_is_never_shown_as_all(to_enter, entered, share, shown):
    figure = Figure(to_enter=to_enter, entered=entered)
    assert (figure.share, format_share(figure.share)) == (share, shown)
    assert figure.left == to_enter - entered


def test_figures_add_with_the_latest_of_their_dates():
    early = Figure(10, 4, 1, on(1), None)
    late = Figure(20, 5, 2, on(3), None)
    assert early + late == late + early == Figure(30, 9, 3, on(3), None)
    assert early + NOTHING == early
