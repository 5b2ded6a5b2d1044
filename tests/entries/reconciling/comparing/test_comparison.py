"""Ours beside theirs: figures, tolerance, lag, order, and up to when a commune agrees."""

import datetime as dt
from decimal import Decimal

import pytest

from communes.models import Commune, Programme
from entries.models import (
    OPEN_FINDINGS,
    Entry,
    Extract,
    ExtractSource,
    Finding,
    FindingState,
    ReconcilingSettings,
)
from entries.reconciling.comparing.agreement import Agreement, agreements, reconciled_to
from entries.reconciling.comparing.comparison import compare, settings_of, tolerance_of
from entries.reconciling.comparing.tolerance import Tolerance
from entries.reconciling.extracts.keeping import keep_extract
from tests.factories import make_book, make_opening, record

pytestmark = pytest.mark.django_db
POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL
FIRST, SECOND = dt.date(2024, 2, 25), dt.date(2024, 3, 3)


@pytest.fixture
def keep(justice_office):
    def keep(as_of, lines, source=ExtractSource.POLICE) -> Extract:
        return keep_extract(
            district=justice_office.district, source=source, as_of=as_of, lines=lines, paper_number="",
            received_on=dt.date(2024, 3, 4), by=justice_office,
        ).extract  # fmt: skip

    return keep


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


def compared(extract, *communes, tolerance=None, lag_days=0, **extra):
    return compare(communes=communes, extract=extract, tolerance=tolerance or Tolerance(), lag_days=lag_days, **extra)


def test_ours_theirs_difference_and_share(book, official, phuoc_son, keep):
    record(book, 460, by=official, work_date=SECOND)
    comparison = compared(keep(SECOND, {(phuoc_son, POPULATION, "KS"): 400}), phuoc_son)
    cell = comparison.cell(phuoc_son, "KS", POPULATION)
    assert (cell.ours, cell.theirs, cell.difference, cell.share, cell.is_allowed) == (
        460, 400, 60, Decimal("0.15"), False,
    )  # fmt: skip
    assert comparison.kinds == ("KS", "KH", "KT", "CN")
    assert comparison.cell(phuoc_son, "KH", POPULATION).difference == 0
    assert comparison.cell(phuoc_son, "KS", HISTORICAL) is None
    assert (comparison.sums[POPULATION].ours, comparison.sums[POPULATION].theirs) == (460, 400)


def test_each_programme_is_held_against_its_own(book, official, phuoc_son, keep):
    record(book, 30, by=official, work_date=SECOND)
    record(book, 8, by=official, work_date=SECOND, programme=HISTORICAL, shift=2)
    extract = keep(SECOND, {(phuoc_son, POPULATION, "KS"): 30, (phuoc_son, HISTORICAL, "KS"): 20})
    comparison = compared(extract, phuoc_son)
    assert comparison.programmes == ("population_db", "historical")
    assert comparison.cell(phuoc_son, "KS", POPULATION).is_allowed
    assert comparison.cell(phuoc_son, "KS", HISTORICAL).difference == -12
    assert not comparison.row(phuoc_son).agrees


def test_the_tolerance_is_the_larger_of_both_limits(book, official, phuoc_son, keep):
    record(book, 405, by=official, work_date=SECOND)
    extract = keep(SECOND, {(phuoc_son, POPULATION, "KS"): 400})
    assert compared(extract, phuoc_son).row(phuoc_son).agrees
    assert not compared(extract, phuoc_son, tolerance=Tolerance(4, Decimal("0.001"))).row(phuoc_son).agrees
    assert compared(extract, phuoc_son, tolerance=Tolerance(4, Decimal("0.0125"))).row(phuoc_son).agrees


def test_with_a_lag_ours_is_of_some_days_before(book, official, phuoc_son, keep):
    record(book, 30, by=official, work_date=dt.date(2024, 3, 1))
    record(book, 12, by=official, work_date=dt.date(2024, 3, 2))
    extract = keep(SECOND, {(phuoc_son, POPULATION, "KS"): 30})
    late = compared(extract, phuoc_son, lag_days=2)
    assert (late.ours_as_of, late.cell(phuoc_son, "KS", POPULATION).difference) == (dt.date(2024, 3, 1), 0)
    assert compared(extract, phuoc_son, lag_days=1).cell(phuoc_son, "KS", POPULATION).difference == 12


def test_ours_can_be_asked_as_it_was_known(book, official, phuoc_son, keep):
    record(book, 30, by=official, work_date=SECOND)
    extract = keep(SECOND, {(phuoc_son, POPULATION, "KS"): 30})
    before = Entry.objects.earliest("recorded_at").recorded_at - dt.timedelta(seconds=1)
    assert compared(extract, phuoc_son, known_at=before).cell(phuoc_son, "KS", POPULATION).ours == 0


def test_the_worst_comes_first_and_who_is_left_out_last(official, neighbour, phuoc_son, phuoc_hoa, keep):
    loc = Commune.objects.get(name="Phước Lộc")
    make_opening(phuoc_son, by=official, entered=100)
    make_opening(phuoc_hoa, by=neighbour, entered=100)
    extract = keep(SECOND, {(phuoc_son, POPULATION, "KS"): 103, (phuoc_hoa, POPULATION, "KS"): 150})
    comparison = compared(extract, loc, phuoc_son, phuoc_hoa)
    assert [row.commune.name for row in comparison.rows] == ["Phước Hòa", "Phước Sơn", "Phước Lộc"]
    assert [row.off for row in comparison.rows] == [50, 0, 0]
    assert comparison.rows[1].apart == 3
    assert [row.commune for row in comparison.differing] == [phuoc_hoa]
    assert [row.commune for row in comparison.missing] == [loc]
    assert comparison.sums[POPULATION].ours == 200  # the commune that theirs leaves out is in neither sum


def test_a_commune_of_which_one_programme_is_not_given_is_not_said_to_agree(official, phuoc_son, phuoc_hoa, keep):
    both = {(one, each, "KS"): 0 for one in (phuoc_son, phuoc_hoa) for each in (POPULATION, HISTORICAL)}
    whole = compared(keep(FIRST, both), phuoc_son, phuoc_hoa)
    assert [(row.agrees, row.is_missing) for row in whole.rows] == [(True, False), (True, False)]
    del both[phuoc_hoa, POPULATION, "KS"]
    found = compared(keep(SECOND, both), phuoc_son, phuoc_hoa)
    assert [(row.commune, row.agrees, row.is_missing) for row in found.rows] == [
        (phuoc_son, True, False), (phuoc_hoa, False, True),
    ]  # fmt: skip


def test_opposite_errors_of_two_kinds_do_not_cancel(official, phuoc_son, keep):
    make_opening(phuoc_son, by=official, entered=100)
    extract = keep(SECOND, {(phuoc_son, POPULATION, "KS"): 60, (phuoc_son, POPULATION, "KH"): 40})
    row = compared(extract, phuoc_son).row(phuoc_son)
    assert (row.sums[POPULATION].difference, row.off, row.agrees) == (0, 80, False)


def test_the_number_of_queries_does_not_grow(official, justice_office, phuoc_son, keep, django_assert_num_queries):
    communes = list(Commune.objects.in_official_order()[:3])
    both = {(commune, programme, "KS"): 5 for commune in communes for programme in (POPULATION, HISTORICAL)}
    extract = keep(SECOND, both)
    for some in (communes[:1], communes):
        with django_assert_num_queries(3):
            compared(extract, *some)


# ------------------------------------------------------------------ settings
def test_what_nobody_set_is_the_default(justice_office):
    settings = settings_of(justice_office.district)
    assert (tolerance_of(settings), settings.lag_days) == (Tolerance(5, Decimal("0.001")), 0)
    ReconcilingSettings.objects.create(district=justice_office.district, records=0, per_mille=25, lag_days=3)
    settings = settings_of(justice_office.district)
    assert (tolerance_of(settings), settings.lag_days) == (Tolerance(0, Decimal("0.025")), 3)


# ------------------------------------------------------------------ reconciled up to
def test_the_latest_cut_off_that_agrees(book, official, phuoc_son, phuoc_hoa, keep):
    record(book, 30, by=official, work_date=FIRST)
    record(book, 60, by=official, work_date=SECOND)
    keep(FIRST, {(phuoc_son, POPULATION, "KS"): 30})
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): 30})
    assert reconciled_to([phuoc_son, phuoc_hoa], SECOND) == {phuoc_son.pk: FIRST}
    assert reconciled_to([phuoc_son], FIRST - dt.timedelta(days=1)) == {}
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): 91})  # the next version is right
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: SECOND}


def test_every_kind_and_only_the_programme_asked_for(official, phuoc_son, keep):
    make_opening(phuoc_son, by=official, entered=100)
    keep(FIRST, {(phuoc_son, POPULATION, "KS"): 100, (phuoc_son, POPULATION, "KT"): 6})
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: None}
    keep(FIRST, {(phuoc_son, POPULATION, "KS"): 100, (phuoc_son, HISTORICAL, "KS"): 70})
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: FIRST}
    assert reconciled_to([phuoc_son], SECOND, programme=HISTORICAL) == {phuoc_son.pk: None}


def test_the_owner_of_a_programme_goes_before_another(official, phuoc_son, keep):
    make_opening(phuoc_son, by=official, entered=100)
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): 50}, source=ExtractSource.JUSTICE)
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: None}
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): 100})
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: SECOND}


def test_the_district_decides_tolerance_and_lag(book, official, phuoc_son, keep):
    record(book, 30, by=official, work_date=dt.date(2024, 3, 1))
    record(book, 20, by=official, work_date=SECOND)
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): 30})
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: None}
    settings = ReconcilingSettings.objects.create(district=phuoc_son.district, records=20)
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: SECOND}
    settings.records, settings.lag_days = 0, 2
    settings.save()
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: SECOND}


@pytest.fixture
def concluded(official, justice_office, phuoc_son, keep):
    """A gap of +50 births as of the first Sunday, settled in the way that is asked for."""
    make_opening(phuoc_son, by=official, entered=100)

    def concluded(state: str) -> Finding:
        return Finding.objects.create(
            district=phuoc_son.district, commune=phuoc_son, key="gap", kind="baseline", gap=50, programme=POPULATION,
            extract=keep(FIRST, {(phuoc_son, POPULATION, "KS"): 50}), found_on=FIRST, as_of=FIRST, state=state,
            figures=[{"programme": POPULATION, "book_kind": "KS", "ours": 100, "theirs": 50}],
            settled_by=None if state in OPEN_FINDINGS else justice_office,
            settled_at=None if state in OPEN_FINDINGS else dt.datetime(2024, 3, 4, tzinfo=dt.UTC),
        )  # fmt: skip

    return concluded


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (FindingState.NEW, None),
        (FindingState.NOT_ERROR, FIRST),
        (FindingState.REQUESTED, FIRST),
        (FindingState.FIXED, None),  # then the figures would agree by themselves
    ],
)
def test_a_gap_that_was_concluded_counts_as_reconciled(concluded, phuoc_son, state, day):
    concluded(state)
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: day}


def test_it_is_told_apart_from_figures_that_agree(concluded, phuoc_son, keep):
    concluded(FindingState.NOT_ERROR)
    assert agreements([phuoc_son], SECOND) == {phuoc_son.pk: Agreement(FIRST, FIRST, "police", is_concluded=True)}
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): 99})
    assert agreements([phuoc_son], SECOND) == {phuoc_son.pk: Agreement(SECOND, SECOND, "police")}


def test_a_commune_that_the_newest_extract_leaves_out_is_not_behind(book, official, phuoc_son, phuoc_hoa, keep):
    record(book, 30, by=official, work_date=FIRST)
    keep(FIRST, {(phuoc_son, POPULATION, "KS"): 30, (phuoc_hoa, POPULATION, "KS"): 9})
    keep(SECOND, {(phuoc_hoa, POPULATION, "KS"): 9})
    found = agreements([phuoc_son, phuoc_hoa], SECOND)
    assert found == {phuoc_son.pk: Agreement(FIRST, FIRST, "police"), phuoc_hoa.pk: Agreement(None, SECOND, "police")}
    assert (found[phuoc_son.pk].is_behind, found[phuoc_hoa.pk].is_behind) == (False, True)


@pytest.mark.parametrize(("theirs", "day"), [(50, SECOND), (47, SECOND), (20, FIRST)])
def test_a_concluded_gap_holds_for_later_cut_offs_while_it_stays_the_same(concluded, phuoc_son, keep, theirs, day):
    concluded(FindingState.REQUESTED)
    keep(SECOND, {(phuoc_son, POPULATION, "KS"): theirs})
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: day}


def test_it_is_looked_for_further_back_than_the_newest(official, phuoc_son, keep):
    make_opening(phuoc_son, by=official, entered=100)
    oldest = dt.date(2023, 12, 31)
    keep(oldest, {(phuoc_son, POPULATION, "KS"): 100})
    for week in range(1, 10):
        keep(oldest + dt.timedelta(weeks=week), {(phuoc_son, POPULATION, "KS"): 500})
    assert reconciled_to([phuoc_son], SECOND) == {phuoc_son.pk: oldest}


def test_extracts_that_say_nothing_of_a_commune_are_passed_over(book, official, phuoc_son, phuoc_hoa, keep):
    record(book, 30, by=official, work_date=FIRST)
    keep(FIRST, {(phuoc_son, POPULATION, "KS"): 30})
    keep(SECOND - dt.timedelta(days=1), {(phuoc_hoa, POPULATION, "KS"): 0})
    keep(SECOND, {(phuoc_son, HISTORICAL, "KS"): 0}, source=ExtractSource.JUSTICE)
    assert reconciled_to([phuoc_son, phuoc_hoa], SECOND) == {
        phuoc_son.pk: FIRST, phuoc_hoa.pk: SECOND - dt.timedelta(days=1),
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_three_queries_inside_a_transaction(justice_office, keep, number, django_assert_num_queries):
    communes = list(Commune.objects.in_official_order()[:number])
    keep(SECOND, {(commune, POPULATION, "KS"): 0 for commune in communes})
    with django_assert_num_queries(3):
        assert len(reconciled_to(communes, SECOND)) == number
