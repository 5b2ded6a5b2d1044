"""Before figures of others are kept: what is odd about them, seen beside the cut-offs around."""

import datetime as dt

import pytest

from communes.models import Commune, Programme
from entries.models import ExtractSource
from entries.reconciling.extracts.doubts import doubts
from entries.reconciling.extracts.keeping import keep_extract
from tests.factories import extracted

pytestmark = pytest.mark.django_db
POPULATION = Programme.POPULATION_DB
SUNDAY, BEFORE, AFTER = dt.date(2024, 3, 3), dt.date(2024, 2, 25), dt.date(2024, 3, 4)
KINDS = ("KS", "KT", "KH", "CMC", "GH")


@pytest.fixture
def look(justice_office, phuoc_son):
    def look(*, source=ExtractSource.POLICE, **kinds):
        lines = {(phuoc_son, POPULATION, kind): count for kind, count in kinds.items()}
        return list(doubts(district=justice_office.district, source=source, as_of=SUNDAY, lines=lines))

    return look


def test_a_cumulative_figure_that_falls(look, phuoc_son, justice_office):
    extracted(phuoc_son, by=justice_office, births=440, KT=81, as_of=BEFORE)
    assert look(KS=439, KT=81) == [
        "Số lũy kế giảm so với lần chốt 25/02/2024: Phước Sơn, khai sinh (dân cư) 440 → 439. Dò lại từng số; nếu trích "
        "xuất ghi đúng như vậy thì cứ lưu."
    ]
    assert look(KS=440, KT=82) == []


def test_the_same_falling_as_others_count_it_is_no_matter_of_this_source(look, phuoc_son, justice_office):
    extracted(phuoc_son, by=justice_office, births=440, as_of=BEFORE)
    assert look(KS=439, source=ExtractSource.JUSTICE) == []


def test_a_figure_with_a_zero_too_many(look, phuoc_son, justice_office):
    extracted(phuoc_son, by=justice_office, births=44, KT=19, as_of=BEFORE)
    assert look(KS=440, KT=190) == [
        "Số lũy kế gấp 10 lần trở lên so với lần chốt 25/02/2024: Phước Sơn, khai sinh (dân cư) 44 → 440. Xem có thừa "
        "chữ số 0 không."
    ]
    assert look(KS=439, KT=190) == []  # ten times few is no surprise


def test_more_than_at_a_later_cut_off(look, phuoc_son, justice_office):
    extracted(phuoc_son, by=justice_office, births=440, as_of=AFTER)
    assert look(KS=441) == [
        "Số lũy kế lớn hơn lần chốt sau đó (04/3/2024): Phước Sơn, khai sinh (dân cư) 441 → 440. Xem lại ngày chốt và "
        "từng số."
    ]
    assert look(KS=440) == []


def test_the_figures_of_last_time_sent_again(look, phuoc_son, justice_office):
    same = dict(zip(KINDS, (440, 81, 60, 12, 9), strict=True))
    extracted(phuoc_son, by=justice_office, births=440, as_of=BEFORE, **{k: n for k, n in same.items() if k != "KS"})
    told = "Mọi số giống hệt lần chốt 25/02/2024. Xem lại ngày chốt: có thể đây là số của lần trước."
    assert look(**same) == [told]
    assert look(**same | {"GH": 10}) == []


def test_the_largest_fall_comes_first_and_beyond_eight_they_are_counted(justice_office):
    communes = list(Commune.objects.in_official_order()[:10])
    before = {(commune, POPULATION, "KS"): 1000 for commune in communes}
    keep_extract(
        district=justice_office.district, source=ExtractSource.POLICE, as_of=BEFORE, lines=before, paper_number="",
        received_on=SUNDAY, by=justice_office,
    )  # fmt: skip
    lines = {(commune, POPULATION, "KS"): 999 - place for place, commune in enumerate(communes)}
    [told] = doubts(district=justice_office.district, source=ExtractSource.POLICE, as_of=SUNDAY, lines=lines)
    assert told.startswith(f"Số lũy kế giảm so với lần chốt 25/02/2024: {communes[9].name}, khai sinh (dân cư) 1.000 →")
    assert (told.count("→"), "; 2 số khác. Dò lại" in told) == (8, True)


def test_four_queries_however_many_figures(look, phuoc_son, justice_office, django_assert_num_queries):
    extracted(phuoc_son, by=justice_office, births=440, KT=81, as_of=BEFORE)
    extracted(phuoc_son, by=justice_office, births=450, KT=85, as_of=AFTER)
    for kinds in ({"KS": 445}, {"KS": 445, "KT": 83, "KH": 2}):
        with django_assert_num_queries(4):
            assert look(**kinds) == []
