"""Clues in our own shifts: repeated, copied, while down, without a roster, jumps, round weekends."""

import datetime as dt

import pytest
from django.utils import timezone

from communes.models import Assignment, Commune, Downtime, DowntimeCause, Shift
from entries.finding_kinds import ClueKind
from entries.reconciling.own_data.self_checks import self_checks
from tests.conftest import make_user
from tests.factories import machine, make_book, member, record

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 3, 4)
FRIDAY = dt.date(2024, 3, 1)
SATURDAY = dt.date(2024, 2, 24)
ONE_DAY = dt.timedelta(days=1)


def clues(kind, *communes, as_of=MONDAY):
    return [clue for clue in self_checks(communes, as_of) if clue.kind == kind]


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=9000)


def on_days(book, counts, *, by, until=FRIDAY, **extra):
    """One batch a day, the last on `until`."""
    for n, count in enumerate(reversed(counts)):
        record(book, count, by=by, work_date=until - n * ONE_DAY, **extra)


# ------------------------------------------------------------------ repeated
def test_the_same_number_three_times_running_is_a_clue(book, official, phuoc_son):
    on_days(book, [51, 40, 40, 40], by=official)
    [clue] = clues(ClueKind.REPEATED, phuoc_son)
    assert clue.words == (
        "Máy 1, ca 1: 03 lần liền từ 28/02/2024 đến 01/3/2024 đều ghi 40 trường hợp"
        " (xét từ 03 lần, từ 05 trường hợp trở lên)."
    )
    assert (clue.measure, clue.since) == (80, dt.date(2024, 2, 28))
    assert clue.filters == {
        "xa": "21970", "tu-ngay": "2024-02-28", "den-ngay": "2024-03-01", "ca": "1", "may": "1"
    }  # fmt: skip


@pytest.mark.parametrize("counts", [[40, 40], [40, 41, 40, 40], [4, 4, 4]])
def test_twice_or_broken_or_very_few_is_none(book, official, phuoc_son, counts):
    on_days(book, counts, by=official)
    assert clues(ClueKind.REPEATED, phuoc_son) == []


def test_a_weekend_does_not_break_the_row_a_longer_pause_does(book, official, phuoc_son):
    for day in (dt.date(2024, 2, 22), dt.date(2024, 2, 23), dt.date(2024, 2, 26)):
        record(book, 40, by=official, work_date=day)
    assert len(clues(ClueKind.REPEATED, phuoc_son)) == 1
    for day in (dt.date(2024, 1, 10), dt.date(2024, 1, 11), dt.date(2024, 1, 15)):
        record(book, 30, by=official, work_date=day)
    assert len(clues(ClueKind.REPEATED, phuoc_son)) == 1


def test_two_shifts_of_one_day_are_no_row_of_days(book, official, phuoc_son):
    for shift in Shift.values:
        record(book, 40, by=official, shift=shift)
    assert clues(ClueKind.REPEATED, phuoc_son) == []


def test_a_row_that_goes_on_is_the_same_fact(book, official, phuoc_son):
    on_days(book, [40, 40, 40], by=official, until=dt.date(2024, 2, 29))
    [before] = clues(ClueKind.REPEATED, phuoc_son)
    record(book, 40, by=official, work_date=FRIDAY)
    [after] = clues(ClueKind.REPEATED, phuoc_son)
    assert (before.key, before.measure, after.measure) == (after.key, 80, 120)


# ------------------------------------------------------------------ copied
def test_a_day_equal_to_another_communes_is_a_clue_for_both(book, official, neighbour, phuoc_son, phuoc_hoa):
    other = make_book(phuoc_hoa, by=neighbour, count=9000)
    for shift, count in ((1, 31), (2, 47), (3, 22)):
        record(book, count, by=official, shift=shift)
        record(other, count, by=neighbour, shift=4 - shift)
    found = clues(ClueKind.COPIED, phuoc_son, phuoc_hoa)
    assert [clue.commune for clue in found] == [phuoc_son, phuoc_hoa]
    assert found[0].words == (
        "Ngày 01/3/2024: 03 dòng (khai sinh 22, khai sinh 31 và khai sinh 47) trùng hết với số của xã Phước Hòa"
        " (xét khi có từ 03 dòng)."
    )
    assert clues(ClueKind.COPIED, phuoc_son) == []


def test_two_equal_lines_or_one_that_differs_is_none(book, official, neighbour, phuoc_son, phuoc_hoa):
    other = make_book(phuoc_hoa, by=neighbour, count=9000)
    for shift, count in ((1, 31), (2, 47)):
        record(book, count, by=official, shift=shift)
        record(other, count, by=neighbour, shift=shift)
    assert clues(ClueKind.COPIED, phuoc_son, phuoc_hoa) == []
    record(book, 22, by=official, shift=3)
    record(other, 23, by=neighbour, shift=3)
    assert clues(ClueKind.COPIED, phuoc_son, phuoc_hoa) == []


# ------------------------------------------------------------------ while the machine was down
def at(hour, day=FRIDAY):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def down(commune, begin, end, **extra):
    Downtime.objects.create(commune=commune, cause=DowntimeCause.POWER, started_at=begin, ended_at=end, **extra)


def test_work_on_a_machine_that_was_down_all_shift_is_a_clue(book, official, phuoc_son):
    record(book, 40, by=official)
    down(phuoc_son, at(6), at(13), workstation=machine(phuoc_son))
    [clue] = clues(ClueKind.MACHINE_DOWN, phuoc_son)
    assert clue.words == (
        "Máy 1, ca 1 ngày 01/3/2024: ghi 40 trường hợp, nhưng sổ gián đoạn ghi máy ngừng 7,0 giờ trong ca"
        " (xét từ 7,0 giờ)."
    )
    assert (clue.measure, clue.filters["may"], clue.filters["ca"]) == (40, "1", "1")


def test_down_for_less_or_another_machine_or_shift_is_none(book, official, phuoc_son):
    record(book, 40, by=official)
    down(phuoc_son, at(6), at(12), workstation=machine(phuoc_son))
    down(phuoc_son, at(6), at(14), workstation=machine(phuoc_son, 2))
    down(phuoc_son, at(14), at(22))
    assert clues(ClueKind.MACHINE_DOWN, phuoc_son) == []


def test_the_whole_commune_without_power_is_every_machine(book, official, phuoc_son):
    record(book, 40, by=official, workstation=2)
    down(phuoc_son, at(5), at(20))
    assert len(clues(ClueKind.MACHINE_DOWN, phuoc_son)) == 1


# ------------------------------------------------------------------ nobody rostered
def rostered(commune, day):
    Assignment.objects.create(
        commune=commune, work_date=day, shift=1, workstation=machine(commune), member=member(commune)
    )


def test_a_day_without_anybody_on_a_kept_roster_is_a_clue(book, official, phuoc_son):
    record(book, 40, by=official)
    rostered(phuoc_son, FRIDAY - 2 * ONE_DAY)
    [clue] = clues(ClueKind.NOBODY_ROSTERED, phuoc_son)
    assert clue.words == (
        "Ngày 01/3/2024 ghi 40 trường hợp, mà bảng ca trực không phân ai (trong 03 ngày trước hoặc sau thì có phân)."
    )
    rostered(phuoc_son, FRIDAY)
    assert clues(ClueKind.NOBODY_ROSTERED, phuoc_son) == []


def test_a_commune_that_keeps_no_roster_around_that_day_is_not_asked(book, official, phuoc_son):
    record(book, 40, by=official)
    assert clues(ClueKind.NOBODY_ROSTERED, phuoc_son) == []
    rostered(phuoc_son, FRIDAY - 4 * ONE_DAY)
    assert clues(ClueKind.NOBODY_ROSTERED, phuoc_son) == []


# ------------------------------------------------------------------ jumps
def test_a_shift_far_above_the_usual_is_a_clue(book, official, phuoc_son):
    on_days(book, [38, 42, 40, 41, 39, 40, 43, 37, 40, 44, 121], by=official)
    [clue] = clues(ClueKind.JUMP, phuoc_son)
    assert clue.words == (
        "Máy 1, ca 1 ngày 01/3/2024: ghi 121 trường hợp, thường ngày máy này ghi khoảng 40 một ca, tính trên 10 ca"
        " trước đó (xét khi hơn 03 lần và từ 100 trường hợp)."
    )
    assert clue.measure == 81


@pytest.mark.parametrize("counts", [[40] * 10 + [120], [40] * 9 + [400], [20] * 10 + [99]])
def test_three_times_or_too_few_shifts_before_or_below_a_hundred_is_none(book, official, phuoc_son, counts):
    on_days(book, counts, by=official)
    assert clues(ClueKind.JUMP, phuoc_son) == []


# ------------------------------------------------------------------ round weekends
def test_a_weekend_of_round_numbers_only_is_a_clue(book, official, phuoc_son):
    record(book, 50, by=official, work_date=SATURDAY)
    record(book, 40, by=official, work_date=SATURDAY, shift=2)
    record(book, 100, by=official, work_date=SATURDAY + ONE_DAY)
    [clue] = clues(ClueKind.ROUND_WEEKEND, phuoc_son)
    assert clue.words == "Cuối tuần 24/02/2024: cả 03 dòng đều là số tròn chục (50, 40 và 100; xét từ 03 dòng)."
    assert (clue.measure, clue.since) == (190, SATURDAY)
    assert (clue.filters["tu-ngay"], clue.filters["den-ngay"]) == ("2024-02-24", "2024-02-25")


def test_two_round_numbers_or_one_that_is_not_or_a_weekday_is_none(book, official, phuoc_son):
    record(book, 50, by=official, work_date=SATURDAY)
    record(book, 40, by=official, work_date=SATURDAY, shift=2)
    assert clues(ClueKind.ROUND_WEEKEND, phuoc_son) == []
    record(book, 41, by=official, work_date=SATURDAY + ONE_DAY)
    for shift in Shift.values:
        record(book, 10 * shift, by=official, work_date=FRIDAY, shift=shift)
    assert clues(ClueKind.ROUND_WEEKEND, phuoc_son) == []


# ------------------------------------------------------------------ all together
def test_the_same_queries_for_one_commune_and_for_three(django_assert_num_queries):
    communes = list(Commune.objects.in_official_order()[:3])
    for commune in communes:
        official = make_user(f"xa.{commune.pk}", "commune", commune)
        on_days(make_book(commune, by=official, count=100), [40, 40, 40], by=official)
        rostered(commune, FRIDAY - 3 * ONE_DAY)
        down(commune, at(6), at(14))
    for chosen in (communes[:1], communes):
        with django_assert_num_queries(6):
            found = self_checks(chosen, MONDAY)
        assert {clue.kind for clue in found} == {
            ClueKind.ABOVE_BOOK, ClueKind.REPEATED, ClueKind.MACHINE_DOWN, ClueKind.NOBODY_ROSTERED
        }  # fmt: skip
        assert list(dict.fromkeys(clue.commune for clue in found)) == chosen
        assert len({clue.key for clue in found}) == len(found)


def test_nothing_is_found_where_nothing_is(phuoc_son):
    assert self_checks([phuoc_son], MONDAY) == []
    assert self_checks([], MONDAY) == []
