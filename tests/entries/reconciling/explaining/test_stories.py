"""Stories are read from the ledger and the extracts: every figure, every batch, few queries."""

import datetime as dt

import pytest

from communes.models import CalendarDay, Commune, Programme
from entries.correcting import correct_batch
from entries.models import Extract, ExtractLine, ExtractSource
from entries.posting import Line
from entries.reconciling.explaining.causes import Cause, Tolerance, explain, explain_all
from entries.reconciling.explaining.stories import stories
from entries.reconciling.extracts.keeping import standing
from tests.conftest import make_user
from tests.factories import extracted, make_book, make_opening, record

pytestmark = pytest.mark.django_db
POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL
FIRST, SECOND = dt.date(2024, 2, 25), dt.date(2024, 3, 3)


def extract(by, as_of, lines, *, source=ExtractSource.POLICE, replaces=None) -> Extract:
    """`lines`: (commune, programme, kind, count)."""
    kept = Extract.objects.create(
        district=by.district, source=source, as_of=as_of, version=replaces.version + 1 if replaces else 1,
        replaces=replaces, received_on=as_of, recorded_by=by, recorded_at=dt.datetime(2024, 3, 4, 8, tzinfo=dt.UTC),
        programmes=sorted({programme for _, programme, _, _ in lines}),
    )  # fmt: skip
    for commune, programme, kind, count in lines:
        ExtractLine.objects.create(extract=kept, commune=commune, programme=programme, book_kind=kind, count=count)
    return kept


def both(commune, population, historical):
    return [(commune, POPULATION, "KS", population), (commune, HISTORICAL, "KS", historical)]


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


def test_ours_and_theirs_stand_side_by_side_at_each_cut_off(book, official, justice_office, phuoc_son):
    make_opening(phuoc_son, by=official, entered=400)
    record(book, 30, by=official, work_date=FIRST)
    record(book, 12, by=official, work_date=SECOND)
    record(book, 7, by=official, work_date=SECOND, programme=HISTORICAL, shift=2)
    extract(justice_office, SECOND, both(phuoc_son, 440, 9))
    extract(justice_office, FIRST, both(phuoc_son, 430, 2))
    [story] = stories([phuoc_son], Extract.objects.all())
    assert (story.commune, story.cut_offs) == (phuoc_son, (FIRST, SECOND))
    assert (story.ours, story.theirs) == (((430, 442),), ((430, 440),))
    assert (story.our_other, story.other) == (((0, 7),), ((2, 9),))
    assert story.gaps == ((0, 2),)
    assert story.daily[POPULATION]["KS"] == {dt.date(2023, 12, 31): 400, FIRST: 30, SECOND: 12}
    assert [(day, kind, programme, count) for _, day, kind, programme, count in story.batches] == [
        (FIRST, "KS", POPULATION, 30), (SECOND, "KS", POPULATION, 12), (SECOND, "KS", HISTORICAL, 7),
    ]  # fmt: skip


def test_a_correction_is_folded_into_its_batch(book, official, justice_office, phuoc_son):
    batch = record(book, 460, by=official, work_date=FIRST)
    correct_batch(batch=batch, wanted=(Line(book, POPULATION, 46),), reason="Gõ thừa số 0", by=official)
    extract(justice_office, FIRST, both(phuoc_son, 46, 0))
    [story] = stories([phuoc_son], Extract.objects.all())
    assert story.batches == ((batch.pk, FIRST, "KS", POPULATION, 46),)
    assert story.gap == 0


def test_with_a_lag_ours_is_looked_at_some_days_before(book, official, justice_office, phuoc_son):
    record(book, 30, by=official, work_date=FIRST)
    record(book, 12, by=official, work_date=SECOND)
    extract(justice_office, SECOND, both(phuoc_son, 30, 0))
    [story] = stories([phuoc_son], Extract.objects.all(), lag_days=2)
    assert (story.cut_offs, story.ours, story.gap) == ((dt.date(2024, 3, 1),), ((30,),), 0)
    [late] = stories([phuoc_son], Extract.objects.all())
    assert late.gap == 12
    words = explain(story, Tolerance()).words[0]
    assert words == "Đến 01/3/2024 xã Phước Sơn ghi 30 trường hợp, trích xuất đến 03/3/2024 có 30: chênh 0."


def test_each_programme_is_taken_from_whom_it_belongs_to(book, justice_office, phuoc_son):
    extract(justice_office, SECOND, both(phuoc_son, 440, 9))
    extract(justice_office, SECOND, both(phuoc_son, 400, 20), source=ExtractSource.JUSTICE)
    [story] = stories([phuoc_son], Extract.objects.all())
    assert (story.theirs, story.other) == (((440,),), ((20,),))


def test_a_newer_version_stands_for_the_older(book, justice_office, phuoc_son):
    old = extract(justice_office, SECOND, both(phuoc_son, 440, 9))
    extract(justice_office, SECOND, both(phuoc_son, 450, 9), replaces=old)
    assert stories([phuoc_son], Extract.objects.standing())[0].theirs == ((450,),)


def test_only_cut_offs_with_both_programmes_count_when_the_newest_has_both(book, justice_office, phuoc_son):
    extract(justice_office, FIRST, [(phuoc_son, POPULATION, "KS", 400)])
    extract(justice_office, SECOND, both(phuoc_son, 440, 9))
    assert stories([phuoc_son], Extract.objects.all())[0].cut_offs == (SECOND,)


def test_one_programme_alone_at_the_newest_cut_off_leaves_the_other_unknown(book, justice_office, phuoc_son):
    extract(justice_office, FIRST, both(phuoc_son, 400, 9))
    extract(justice_office, SECOND, [(phuoc_son, POPULATION, "KS", 440)])
    [story] = stories([phuoc_son], Extract.objects.all())
    assert (story.cut_offs, story.other) == ((FIRST, SECOND), None)


def test_a_commune_that_no_extract_names_has_no_story(book, justice_office, phuoc_son, phuoc_hoa):
    extract(justice_office, SECOND, both(phuoc_son, 440, 9))
    found = stories([phuoc_hoa, phuoc_son], Extract.objects.all())
    assert [story.commune for story in found] == [phuoc_son]
    assert stories([phuoc_hoa], Extract.objects.all()) == []
    assert stories([phuoc_son], Extract.objects.none()) == []


def test_holidays_are_known_and_make_up_saturdays_are_none(book, justice_office, phuoc_son):
    extract(justice_office, SECOND, both(phuoc_son, 440, 9))
    CalendarDay.objects.all().delete()
    CalendarDay.objects.create(day=dt.date(2024, 2, 12), name="Tết")
    CalendarDay.objects.create(day=dt.date(2024, 2, 17), name="làm bù", is_working=True)
    [story] = stories([phuoc_son], Extract.objects.all())
    assert story.holidays == {dt.date(2024, 2, 12)}


def test_the_same_queries_for_one_commune_and_for_three(justice_office, django_assert_num_queries):
    communes = list(Commune.objects.in_official_order()[:3])
    for commune in communes:
        official = make_user(f"xa.{commune.pk}", "commune", commune)
        record(make_book(commune, by=official, count=900), 40, by=official, work_date=FIRST)
    extract(justice_office, SECOND, [line for commune in communes for line in both(commune, 440, 9)])
    for chosen in (communes[:1], communes):
        with django_assert_num_queries(3):
            assert len(stories(chosen, Extract.objects.standing())) == len(chosen)


def test_a_ledger_with_both_programmes_added_is_told_so(book, official, justice_office, phuoc_son):
    record(book, 300, by=official, work_date=FIRST)
    record(book, 80, by=official, work_date=SECOND)
    extract(justice_office, FIRST, both(phuoc_son, 200, 100))
    extract(justice_office, SECOND, both(phuoc_son, 250, 130))
    [found] = explain_all(stories([phuoc_son], Extract.objects.standing()), Tolerance())
    assert (found.best, found.gap, found.is_certain) == (Cause.BOTH_ADDED, 130, True)


def test_a_batch_sent_twice_is_named(book, official, justice_office, phuoc_son):
    for shift in (1, 2):
        sent = record(book, 40, by=official, work_date=dt.date(2024, 2, 28), shift=shift)
    for day in (20, 21, 22, 23):
        record(book, 30 + day, by=official, work_date=dt.date(2024, 2, day))
    extract(justice_office, FIRST, both(phuoc_son, 206, 500))
    extract(justice_office, SECOND, both(phuoc_son, 246, 540))
    [found] = explain_all(stories([phuoc_son], Extract.objects.standing()), Tolerance())
    assert (found.best, found.day) == (Cause.SENT_TWICE, dt.date(2024, 2, 28))
    assert found.batch_ids == (sent.pk,)
    assert [(mend.held, mend.wanted) for mend in found.mends] == [(40, 0)]


def test_a_zero_too_many_at_the_others_is_no_certain_cause_of_ours(book, official, justice_office, phuoc_son):
    begun = FIRST - dt.timedelta(days=7)
    record(book, 247, by=official, work_date=begun)
    for week, births in enumerate((247, 247, 2_470)):
        extracted(phuoc_son, by=justice_office, births=births, as_of=begun + dt.timedelta(days=7 * week))
    [story] = stories([phuoc_son], standing(phuoc_son.district))
    [explained] = explain_all([story], Tolerance())
    assert explained.is_certain is False
    assert any("có thể thừa một chữ số 0: hỏi lại nơi gửi" in words for words in explained.words)
