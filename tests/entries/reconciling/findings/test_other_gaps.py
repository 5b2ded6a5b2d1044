"""Số hóa hộ tịch lịch sử is compared too: who differs is a finding like any other, without a cause."""

import datetime as dt

import pytest

from communes.models import Programme
from entries.models import Finding, FindingState
from entries.reconciling.comparing.tolerance import Tolerance
from entries.reconciling.extracts.keeping import keep_extract, standing
from entries.reconciling.findings.by_book import Change, put_books_right
from entries.reconciling.findings.gathering import gather_findings, still_shown
from entries.reconciling.findings.other_gaps import other_gaps
from entries.reconciling.findings.settling import ask_for_adjustment
from tests.factories import make_book, record
from tests.pages import text_of

pytestmark = pytest.mark.django_db
HISTORICAL, POPULATION = Programme.HISTORICAL, Programme.POPULATION_DB
SUNDAY = dt.date(2024, 3, 3)
BEFORE = SUNDAY - dt.timedelta(days=7)


@pytest.fixture
def book(official, phuoc_son):
    """127 records of the historical programme, and nothing else."""
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 127, by=official, work_date=BEFORE, programme=HISTORICAL)
    return book


@pytest.fixture
def keep(justice_office, phuoc_son):
    def keep(*, births, as_of=SUNDAY, source="justice", programme=HISTORICAL):
        return keep_extract(
            district=justice_office.district, source=source, as_of=as_of, lines={(phuoc_son, programme, "KS"): births},
            paper_number="", received_on=dt.date(2024, 3, 4), by=justice_office,
        ).extract  # fmt: skip

    return keep


def found_by(justice_office) -> list[Finding]:
    gather_findings(district=justice_office.district, by=justice_office)
    return list(Finding.objects.filter(extract__isnull=False).order_by("programme"))


def test_a_gap_is_a_finding_without_a_cause(book, keep, justice_office, phuoc_son):
    extract = keep(births=27)
    [gap] = found_by(justice_office)
    assert (gap.programme, gap.gap, gap.kind, gap.is_certain, gap.extract) == (
        HISTORICAL,
        100,
        "unknown",
        False,
        extract,
    )
    assert gap.figures == [{"programme": "historical", "book_kind": "KS", "ours": 127, "theirs": 27}]
    assert gap.words[0] == (
        "Đến 03/3/2024 xã Phước Sơn ghi 127 trường hợp số hóa hộ tịch lịch sử ở các loại sổ còn lệch, trích xuất có 27:"
        " chênh +100."
    )


@pytest.mark.parametrize(("births", "differs"), [(127, False), (122, False), (121, True)])
def test_what_the_tolerance_allows_is_none(book, keep, justice_office, births, differs):
    keep(births=births)
    assert bool(found_by(justice_office)) is differs


def test_it_is_one_fact_while_it_lasts_and_another_beside_that_of_the_population(book, keep, justice_office, phuoc_son):
    keep(births=20, as_of=BEFORE)
    [first] = found_by(justice_office)
    keep(births=27)
    keep(births=40, programme=POPULATION, source="police")
    historical, population = found_by(justice_office)
    assert (historical.pk, historical.gap, historical.since) == (first.pk, 100, BEFORE)
    assert (population.programme, population.gap) == (POPULATION, -40)
    keep(births=127, as_of=dt.date(2024, 3, 4))
    found_by(justice_office)
    historical.refresh_from_db()
    assert historical.gone_on == dt.date(2024, 3, 4)


def test_the_owner_of_the_programme_goes_before_another(book, keep, justice_office, phuoc_son):
    keep(births=27, source="police")
    keep(births=127)
    assert found_by(justice_office) == []


def test_with_a_lag_ours_is_of_some_days_before(book, keep, phuoc_son):
    extract = keep(births=0, as_of=BEFORE)
    given = {"communes": [phuoc_son], "extracts": [extract], "tolerance": Tolerance()}
    assert [gap.ours for gap in other_gaps(lag_days=0, **given)] == [127]
    assert list(other_gaps(lag_days=1, **given)) == []


def test_it_is_put_right_by_book_and_asked_of_whom_it_belongs_to(book, keep, justice_office):
    keep(births=27)
    [gap] = found_by(justice_office)
    [request] = ask_for_adjustment(finding=gap, by=justice_office, seen=0, reason="Sở tính thiếu")
    assert (request.receiver, request.programme, request.wanted) == ("justice", HISTORICAL, 127)
    Finding.objects.filter(pk=gap.pk).update(state=FindingState.NEW, settled_by=None, settled_at=None)
    change = Change(book.pk, HISTORICAL.value, 127, 27)
    put_books_right(finding=gap, by=justice_office, seen=1, text="Đếm lại", changes=[change])
    gap.refresh_from_db()
    assert still_shown(gap, by=justice_office) == ""
    assert gap.state == FindingState.FIXED


def test_the_pages_lead_from_the_comparison_to_the_books(office, book, keep, justice_office):
    keep(births=27)
    [gap] = found_by(justice_office)
    assert "không xét nguyên nhân; hỏi xã hoặc đề nghị điều chỉnh ở trang Phát hiện" in text_of(
        office.get("/doi-chieu/")
    )
    assert "Chưa rõ nguyên nhân ◇ Lịch sử" in text_of(office.get("/doi-chieu/phat-hien/"))
    page = text_of(office.get(f"/doi-chieu/phat-hien/{gap.pk}/"))
    assert ("◇ Lịch sử" in page, "Vì sao lệch?" in page) == (True, False)
    assert office.get(f"/doi-chieu/phat-hien/{gap.pk}/tung-quyen/").context["place"] == 1


def test_two_queries_however_many_cut_offs_and_none_without_the_programme(
    book, keep, justice_office, phuoc_son, django_assert_num_queries
):
    keep(births=4, programme=POPULATION, source="police")
    ask = {"communes": [phuoc_son], "tolerance": Tolerance(), "lag_days": 0}
    with django_assert_num_queries(0):
        assert list(other_gaps(extracts=list(standing(justice_office.district)[:0]), **ask)) == []
    for number in (1, 3):
        for week in range(number):
            keep(births=20 + week, as_of=SUNDAY - dt.timedelta(days=7 * week))
        extracts = list(standing(justice_office.district))
        with django_assert_num_queries(2):
            assert len(list(other_gaps(extracts=extracts, **ask))) == 1
