"""A table written in any layout of the family reads back to the same rows: 500 layouts, the same ones in every run."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.text import fold
from entries.importing.checking import check_workbook
from tests.factories import make_book

from .layouts import books_layout, extract_layout, log_layout, totals_layout

pytestmark = pytest.mark.looks  # nothing is written

OF_A_KIND = settings(
    max_examples=125, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
SEEDS = st.integers(0, 2**32)


@pytest.fixture
def communes(phuoc_son):
    return list(phuoc_son.district.communes.in_official_order())


@pytest.fixture
def books(phuoc_son, official):
    return [
        make_book(phuoc_son, by=official, kind=kind, number=str(number), opened=1990 + number, count=90_000)
        for kind in ("KS", "KH", "KT", "CN")
        for number in (1, 2, 13)
    ]


@given(seed=SEEDS)
@OF_A_KIND
def test_a_log_reads_back(phuoc_son, books, seed):
    content, rows = log_layout(seed, phuoc_son, books)
    outcome = check_workbook(content, kind="log", commune=phuoc_son, district=phuoc_son.district)
    assert (outcome.file_error, outcome.refused, outcome.mismatches) == (None, (), ())
    planned = Counter(
        (draft.work_date, draft.shift, draft.workstation.number, fold(draft.worked_by.name), line.book, line.programme,
         line.count)
        for draft in outcome.plan.drafts
        for line in draft.lines
    )  # fmt: skip
    wanted = Counter((day, shift, machine, fold(who), *rest) for day, shift, machine, who, *rest in rows)
    assert planned == wanted
    assert outcome.rows_accepted == len(rows)


@given(seed=SEEDS)
@OF_A_KIND
def test_a_register_reads_back(phuoc_son, seed):
    content, rows, as_of = books_layout(seed, phuoc_son)
    outcome = check_workbook(content, kind="books", commune=phuoc_son, district=phuoc_son.district)
    assert (outcome.file_error, outcome.refused, outcome.mismatches) == (None, (), ())
    assert outcome.as_of == as_of
    assert [
        (item.book.kind, item.book.number, item.book.opened, item.book.closed, item.book.pages, item.count)
        for item in outcome.plan.books
    ] == rows


@given(seed=SEEDS)
@OF_A_KIND
def test_opening_figures_read_back(communes, seed):
    content, figures, as_of, programme = totals_layout(seed, communes)
    outcome = check_workbook(content, kind="totals", district=communes[0].district)
    assert (outcome.file_error, outcome.refused, outcome.mismatches) == (None, (), ())
    assert outcome.as_of == as_of
    assert outcome.totals == {
        (code, kind, programme, measure): count for (code, kind, measure), count in figures.items()
    }


@given(seed=SEEDS)
@OF_A_KIND
def test_an_extract_reads_back(communes, seed):
    content, figures = extract_layout(seed, communes)
    outcome = check_workbook(content, kind="extract", district=communes[0].district)
    assert (outcome.file_error, outcome.refused, outcome.mismatches) == (None, (), ())
    assert {key: count for key, count in outcome.totals.items() if count} == {
        (code, kind, programme, "entered"): count for (code, kind, programme), count in figures.items() if count
    }
