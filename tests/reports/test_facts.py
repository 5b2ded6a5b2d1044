"""Facts equal what the ledger says, and each leads to its entries."""

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communes.models import BookKind, CommuneKind, Deadline, District, Downtime, Programme, Workstation
from entries.correcting import correct_batch
from entries.models import Entry, Measure
from entries.posting import Line
from entries.totals import totals
from reports.facts import Unit, gather, gather_books
from reports.facts.fact import Fact
from tests.factories import make_book, record

from .stage import CUT_OFF, all_communes, commune, facts_of

POPULATION = Programme.POPULATION_DB
DAYS = [dt.date(2023, 12, 31), dt.date(2024, 2, 20), CUT_OFF]


@pytest.mark.parametrize("day", DAYS)
def test_every_count_is_the_total_of_its_commune_and_kind(furnished, day):
    facts, communes = facts_of(as_of=day), all_communes()
    sums = totals(communes=communes, programme=POPULATION, as_of=day)
    for unit, each in zip(facts.units, communes, strict=True):
        for kind in facts.kinds:
            cell = sums.cell(each, kind)
            assert unit.by_kind[Measure.TO_ENTER, kind].value == cell.to_enter
            assert unit.by_kind[Measure.ENTERED, kind].value == cell.entered
        figure = sums.commune(each)
        assert (unit.to_enter.value, unit.entered.value, unit.left.value, unit.share.value, unit.recent.value) == (
            figure.to_enter, figure.entered, figure.left, figure.share, figure.entered_recently,
        )  # fmt: skip
    assert (facts.whole.to_enter.value, facts.whole.entered.value) == (sums.all.to_enter, sums.all.entered)


def test_every_counted_figure_leads_to_the_entries_that_make_it_up(facts):
    for unit in (*facts.units, facts.whole):
        for (measure, _), fact in unit.by_kind.items():
            assert fact.filters["chi-tieu"] == measure.value
            assert entries_behind(fact) == fact.value
        assert entries_behind(unit.to_enter) == unit.to_enter.value
        assert entries_behind(unit.recent) == unit.recent.value


def entries_behind(fact) -> int:
    """Adds up what the ledger page would list for a fact's query."""
    look = {
        "den-ngay": "work_date__lte", "tu-ngay": "work_date__gte", "xa": "commune__code", "loai-so": "book_kind",
        "chuong-trinh": "programme", "chi-tieu": "measure",
    }  # fmt: skip
    rows = Entry.objects.filter(**{look[name]: value for name, value in fact.filters.items()})
    return sum(rows.values_list("count", flat=True))


def test_ids_are_unique(facts):
    stated = [fact for unit in (*facts.units, facts.whole) for fact in unit.facts()]
    assert len({fact.id for fact in stated}) == len(stated)
    assert facts.by_id()["commune.21970.KS.entered"].value == 70 + 21


def test_another_kind_of_book_gets_columns_of_its_own_so_that_no_record_is_lost(justice_office, phuoc_son):
    make_book(phuoc_son, by=justice_office)
    guardianship = make_book(phuoc_son, by=justice_office, kind=BookKind.GUARDIANSHIP, number="1", opened=2016)
    record(guardianship, 5, by=justice_office)
    facts = facts_of("Phước Sơn")
    assert facts.kinds == ("KS", "KH", "KT", "CN", "GH")
    assert facts.whole.entered.value == 5


def test_before_the_first_entry_everything_is_nothing_and_no_share_is_made_up(furnished):
    whole = facts_of(as_of=dt.date(2023, 5, 1)).whole
    assert (whole.to_enter.value, whole.entered.value, whole.share.value, whole.share.written) == (0, 0, None, "–")


def test_known_at_leaves_out_what_was_recorded_later(justice_office, phuoc_son):
    make_book(phuoc_son, by=justice_office)
    moment = timezone.now() - dt.timedelta(days=40_000)
    facts = gather(district=District.objects.get(), communes=[phuoc_son], as_of=CUT_OFF, known_at=moment)
    assert (facts.whole.to_enter.value, facts.known_at) == (0, moment)
    assert gather_books(communes=[phuoc_son], as_of=CUT_OFF, known_at=moment) == ()


def test_deadlines_count_working_days_after_the_cut_off(facts):
    days = {deadline.due_on.value: deadline.days_left.value for deadline in facts.deadlines}
    assert days == {dt.date(2024, 5, 31): 62, dt.date(2024, 6, 30): 82}
    left = facts.whole.left.value
    assert {d.due_on.value: d.pace.value for d in facts.deadlines} == {
        dt.date(2024, 5, 31): -(-left // 62),
        dt.date(2024, 6, 30): -(-left // 82),
    }


def test_a_deadline_that_has_passed_asks_for_no_pace(furnished):
    Deadline.objects.filter(label="Tháng 5/2024").update(due_on=dt.date(2024, 2, 29))
    passed = next(d for d in facts_of().deadlines if d.due_on.value < CUT_OFF)
    assert (passed.days_left.value, passed.pace.value) == (0, None)


def test_machines_count_as_checked_from_the_day_of_the_check(furnished):
    assert all(unit.is_equipped for unit in facts_of().machines)
    assert not any(unit.is_equipped for unit in facts_of(as_of=dt.date(2023, 5, 31)).machines)


def moment(day: int, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2024, 3, day, hour))


def test_lost_time_is_that_of_machines_up_to_the_end_of_the_day(phuoc_son, phuoc_hoa):
    """Each commune has two machines; what is lost twice at once is lost once."""

    def lost(commune, cause, start, end):
        Downtime.objects.create(commune=commune, cause=cause, started_at=start, ended_at=end)

    lost(phuoc_son, "network", moment(1, 8), moment(1, 10))
    lost(phuoc_hoa, "power", moment(3, 23), moment(4, 5))
    lost(phuoc_son, "network", moment(1, 9), moment(1, 11))
    lost(phuoc_hoa, "software", moment(4, 0), moment(4, 1))
    downtime = facts_of().around.downtime
    assert {cause: fact.value for cause, fact in downtime.minutes.items()} == {"network": 360, "power": 120}
    assert (downtime.total.value, downtime.communes) == (480, (phuoc_hoa, phuoc_son))


def test_only_a_correction_that_posts_in_both_programmes_counts_as_mixed(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=900)
    wrong_count = record(book, 40, by=justice_office)
    correct_batch(batch=wrong_count, wanted=(Line(book, POPULATION, 46),), reason="Đếm lại", by=justice_office)
    assert [facts_of().rework.corrections.value, facts_of().rework.mixed.value] == [1, 0]
    mixed_up = record(book, 30, by=justice_office, shift=2)
    correct_batch(batch=mixed_up, wanted=(Line(book, Programme.HISTORICAL, 30),), reason="Nhầm", by=justice_office)
    rework = facts_of().rework
    assert [rework.corrections.value, rework.mixed.value, rework.mixed_communes] == [2, 1, (phuoc_son,)]


def test_books_add_up_to_the_whole(facts):
    books = gather_books(communes=all_communes(), as_of=CUT_OFF)
    assert len(books) == facts.whole.books.value == 13 * 4
    assert sum(book.to_enter for book in books) == facts.whole.to_enter.value
    assert sum(book.entered for book in books) == facts.whole.entered.value


def test_heavy_communes_come_from_the_figures(facts):
    mean = facts.whole.to_enter.value / 13
    assert facts.heavy == tuple(
        sorted((u for u in facts.units if u.to_enter.value >= 1.2 * mean), key=lambda u: -u.to_enter.value)
    )
    assert [unit.name.value for unit in facts.heavy] == [
        "Phước Thành", "Phước An", "Phước Thuận", "Phước Nghĩa", "Phước Lộc",
    ]  # fmt: skip
    assert facts_of("Phước An").heavy == ()


def test_the_number_of_queries_is_the_same_for_one_commune_and_for_three(furnished, connection_queries):
    def queries(*names):
        communes = [commune(name) for name in names]
        district = District.objects.get()
        with connection_queries() as seen:
            gather(district=district, communes=communes, as_of=CUT_OFF)
        return len(seen)

    assert queries("Phước Sơn") == queries("Phước Sơn", "Phước Hòa", "Diêu Trì") == 26


@pytest.fixture
def connection_queries():
    return lambda: CaptureQueriesContext(connection)


@pytest.mark.parametrize(
    ("value", "unit", "written", "tabled"),
    [
        (0, Unit.RECORDS, "0", "0"),
        (2, Unit.MACHINES, "02", "2"),
        (1234, Unit.RECORDS, "1.234", "1.234"),
        (Decimal("0.445"), Unit.SHARE, "44,5%", "44,5%"),
        (Decimal("0.9996"), Unit.SHARE, "99,9%", "99,9%"),
        (None, Unit.SHARE, "–", "–"),
        (CUT_OFF, Unit.DAY, "03/3/2024", "03/3/2024"),
        ("Diêu Trì", Unit.NAME, "Diêu Trì", "Diêu Trì"),
    ],
)
def test_a_fact_is_written_as_officials_write_it(value, unit, written, tabled):
    fact = Fact("x", value, unit, "")
    assert (fact.written, fact.tabled) == (written, tabled)


def test_a_query_carries_only_what_narrows_it(facts):
    assert urlencode(facts.whole.entered.filters) == ("den-ngay=2024-03-03&chuong-trinh=population_db&chi-tieu=entered")


def test_reference_machines_and_towns_are_as_the_tests_expect(db):
    assert Workstation.objects.count() == 26
    assert [c.name for c in all_communes() if c.kind == CommuneKind.TOWN] == ["Tuy Phước", "Diêu Trì"]
