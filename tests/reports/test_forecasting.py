"""Outlooks and verdicts: from what was seen to the words a leader reads, and what is said when little was seen."""

import datetime as dt

import pytest

from communes.models import Campaign, Commune, Deadline, District
from communes.workdays import Workdays, workdays_between
from entries.pace import Seen
from entries.totals import Figure, Totals
from reports.forecast.forecasting import Pace, ordinary_days, outlook_of_all, outlooks, pace_of
from reports.forecast.verdicts import counted, on_deadline, sentence, verdict

CUT_OFF = dt.date(2024, 3, 3)  # a Sunday
MAY, JUNE = Deadline(due_on=dt.date(2024, 5, 31)), Deadline(due_on=dt.date(2024, 6, 30))
PHUOC_SON = Commune(pk=7, name="Phước Sơn", kind="xã", position=7, code="21970", heavy_backlog=True)
PHUOC_AN = Commune(pk=12, name="Phước An", kind="xã", position=12, code="21985", heavy_backlog=True)
PHUOC_HOA = Commune(pk=6, name="Phước Hòa", kind="xã", position=6, code="21967")


def calendar(*campaigns: Campaign, off: tuple[dt.date, ...] = (), first=dt.date(2024, 1, 1)) -> Workdays:
    last = dt.date(2027, 3, 1)
    every = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    listed = tuple(day for day in every if day.weekday() < 5 and day not in off)
    return Workdays(first, last, dict.fromkeys(off, False), campaigns, listed)


def every_workday(counts: list[int], *, last=CUT_OFF, first=dt.date(2024, 1, 8)) -> Seen:
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return Seen(first, {day: list(counts) for day in days if day.weekday() < 5})


def looked(seen: dict[Commune, Seen], *, to_enter=1_000, entered=0, workdays=None, as_of=CUT_OFF, estimated=()):
    """Outlooks of the three communes when each has so much to enter and has entered so much."""
    communes = [PHUOC_HOA, PHUOC_SON, PHUOC_AN]
    cells = {(one.pk, "KS"): Figure(to_enter=to_enter, entered=entered) for one in communes}
    figures = Totals(programme="population_db", as_of=as_of, known_at=None, cells=cells)
    found = outlooks(
        communes=communes, figures=figures, seen={one.pk: what for one, what in seen.items()},
        workdays=workdays or calendar(), as_of=as_of, estimated=frozenset(one.pk for one in estimated),
    )  # fmt: skip
    return {one: found[one.pk] for one in communes}


# ------------------------------------------------------------------ pace
def test_pace_by_hand():
    seen = every_workday([12, 8])
    # 30 days up to Sunday 3 March: from 3 February, 20 weekdays; 7 days: 5 weekdays
    assert pace_of(seen, calendar(), CUT_OFF) == Pace(20.0, 20.0, 10.0, 2.0)
    assert pace_of(Seen(), calendar(), CUT_OFF) == Pace(0.0, 0.0, None, 0.0)


def test_a_week_without_a_working_day_has_no_pace():
    tet = tuple(dt.date(2024, 2, 8) + dt.timedelta(days=n) for n in range(7))
    found = pace_of(every_workday([10]), calendar(off=tet), dt.date(2024, 2, 14))
    assert found.per_day_7 is None
    assert found.per_day_30 == 220 / 17  # 22 days of 10, five of them days off


def test_weekends_count_for_the_friday_before_them():
    friday = dt.date(2024, 3, 1)
    seen = Seen(friday, {friday: [30], friday + dt.timedelta(days=1): [5], CUT_OFF: [7]})
    assert ordinary_days(seen, calendar(), CUT_OFF, 7) == [42]


def test_a_commune_that_began_on_a_sunday_has_a_day():
    assert ordinary_days(Seen(CUT_OFF, {CUT_OFF: [7]}), calendar(), CUT_OFF, 7) == [7]


def test_days_of_a_campaign_tell_of_the_campaign():
    drive = Campaign(pk=1, from_on=dt.date(2024, 2, 26), to_on=dt.date(2024, 3, 1), free_share=20)
    seen = every_workday([10], first=dt.date(2024, 2, 19))
    assert ordinary_days(seen, calendar(), CUT_OFF, 7) == [10] * 10
    assert ordinary_days(seen, calendar(drive), CUT_OFF, 7) == [10] * 5


def test_a_weekend_after_a_campaign_belongs_to_it():
    drive = Campaign(pk=1, from_on=dt.date(2024, 2, 19), to_on=dt.date(2024, 2, 23), free_share=20)
    seen = every_workday([10], first=dt.date(2024, 2, 19))
    seen.by_day[dt.date(2024, 2, 24)] = [7]
    assert ordinary_days(seen, calendar(drive), CUT_OFF, 7) == [10] * 5


# ------------------------------------------------------------------ days and chances
def test_a_steady_commune_is_dated_to_the_day():
    outlook = looked({PHUOC_SON: every_workday([12, 8])})[PHUOC_SON]
    # 1.000 at 20 a day: 50 working days from Monday 4 March (no holidays here)
    assert outlook.finish_on(0.5) == outlook.finish_on(0.8) == dt.date(2024, 5, 10)
    assert (outlook.chance_of(dt.date(2024, 5, 9)), outlook.chance_of(dt.date(2024, 5, 10))) == (0.0, 1.0)


def test_with_more_shifts_a_day_it_is_done_sooner():
    outlook = looked({PHUOC_SON: every_workday([12, 8])})[PHUOC_SON]
    assert outlook.finish_on(0.8, shifts_per_day=4) < dt.date(2024, 4, 12)
    assert outlook.finish_on(0.8, shifts_per_day=1) > dt.date(2024, 7, 1)
    assert outlook.finish_on(0.8, shifts_per_day=0) is None


def test_a_campaign_ahead_puts_the_day_off():
    drive = Campaign(pk=1, from_on=dt.date(2024, 3, 4), to_on=dt.date(2024, 3, 15), free_share=0)
    of_others = Campaign(pk=2, commune_id=12, from_on=dt.date(2024, 3, 4), to_on=dt.date(2024, 3, 15), free_share=0)
    late = looked({PHUOC_SON: every_workday([20])}, workdays=calendar(drive))[PHUOC_SON]
    same = looked({PHUOC_SON: every_workday([20])}, workdays=calendar(of_others))[PHUOC_SON]
    assert (late.finish_on(0.5), same.finish_on(0.5)) == (dt.date(2024, 5, 24), dt.date(2024, 5, 10))


def test_one_huge_outlier_does_not_make_it_sure():
    seen = every_workday([10])
    seen.by_day[dt.date(2024, 2, 20)] = [900]
    outlook = looked({PHUOC_SON: seen}, to_enter=2_000)[PHUOC_SON]
    assert 0 < outlook.chance_of(JUNE.due_on) < 1
    assert outlook.finish_on(0.1) < outlook.finish_on(0.8)


# ------------------------------------------------------------------ when little was seen
def test_who_has_few_shifts_borrows_those_of_communes_like_it():
    few = Seen(dt.date(2024, 3, 1), {dt.date(2024, 3, 1): [3]})
    found = looked({PHUOC_SON: every_workday([12, 8]), PHUOC_HOA: every_workday([2]), PHUOC_AN: few})
    assert (found[PHUOC_AN].basis, found[PHUOC_AN].days) == ("pooled", found[PHUOC_SON].days)
    assert sentence(found[PHUOC_AN]) == (
        "Xã Phước An: còn 1.000; nếu làm được như các đơn vị tương tự thì xong khoảng 10/5/2024"
        " (sớm nhất 10/5/2024, muộn nhất 10/5/2024)."
    )


def test_nobody_worked_nobody_is_dated():
    outlook = looked({})[PHUOC_SON]
    assert (outlook.basis, outlook.finish_on(0.5), outlook.chance_of(MAY.due_on)) == ("none", None, None)
    assert verdict(outlook, MAY, 4.5).words == "chưa đủ số liệu"
    assert sentence(outlook) == "Xã Phước Sơn: còn 1.000; chưa đủ số liệu để dự báo."


def test_one_shift_alone_is_too_little():
    outlook = looked({PHUOC_SON: Seen(dt.date(2024, 3, 1), {dt.date(2024, 3, 1): [46]})})[PHUOC_SON]
    assert (outlook.basis, verdict(outlook, MAY).code) == ("none", "unknown")


def test_a_commune_that_stopped_a_month_ago_says_since_when():
    stopped = looked({PHUOC_SON: every_workday([20], last=dt.date(2024, 2, 2)), PHUOC_AN: every_workday([20])})
    found = verdict(stopped[PHUOC_SON], MAY, 6)
    assert (found.code, found.words, found.detail) == ("stopped", "đã dừng", "từ 02/02/2024")
    assert "đã dừng nhập từ 02/02/2024 nên chưa có ngày xong" in sentence(stopped[PHUOC_SON])
    goes_on = looked({PHUOC_SON: every_workday([20], last=dt.date(2024, 2, 5))})
    assert goes_on[PHUOC_SON].basis == "own"  # 27 days


@pytest.mark.parametrize(
    ("to_enter", "entered", "code", "words"),
    [
        (0, 0, "nothing", "Xã Phước Sơn: không có gì phải nhập."),
        (0, 60, "nothing", "Xã Phước Sơn: không có gì phải nhập."),
        (120, 120, "done", "Xã Phước Sơn: đã nhập xong."),
        (120, 150, "done", "Xã Phước Sơn: đã nhập xong."),
    ],
)
def test_nothing_to_enter_and_more_entered_than_there_was(to_enter, entered, code, words):
    outlook = looked({PHUOC_SON: every_workday([20])}, to_enter=to_enter, entered=entered)[PHUOC_SON]
    assert (verdict(outlook, MAY, 4.5).code, sentence(outlook), outlook.finish_on(0.5)) == (code, words, None)


# ------------------------------------------------------------------ verdicts
@pytest.mark.parametrize(
    ("left", "code", "words"),
    [
        (1_000, "on_time", "kịp"),
        (1_300, "on_time", "kịp"),  # to the day: 65 weekdays of 20
        (1_301, "late", "không kịp"),
        (8_000, "impossible", "không thể kịp"),
    ],
)
def test_verdicts_of_a_steady_commune(left, code, words):
    outlook = looked({PHUOC_SON: every_workday([12, 8])}, to_enter=left)[PHUOC_SON]
    found = verdict(outlook, MAY, 4.5)
    assert (found.code, found.words) == (code, words)


def test_missing_machine_shifts_by_hand():
    outlook = looked({PHUOC_SON: every_workday([12, 8])}, to_enter=8_000)[PHUOC_SON]
    found = verdict(outlook, MAY, 4.5)
    # 8.000 at 10 a machine-shift is 800; 65 weekdays at 4,5 are 292,5
    assert (found.missing_shifts, found.detail) == (508, "thiếu 508 máy-ca")
    assert on_deadline(MAY.due_on, 124, found) == (
        "Hạn 31/5/2024: không thể kịp dù chạy đủ số máy × 03 ca, thiếu 508 máy-ca; cần 124/ngày làm việc"
    )


def test_a_deadline_that_has_passed():
    after = dt.date(2024, 6, 2)
    outlook = looked({PHUOC_SON: every_workday([20], last=after, first=dt.date(2024, 4, 8))}, as_of=after)[PHUOC_SON]
    past, coming = verdict(outlook, MAY, 4.5), verdict(outlook, JUNE, 4.5)
    assert (past.code, on_deadline(MAY.due_on, None, past)) == ("past", "Hạn 31/5/2024: đã quá hạn, còn 1.000")
    assert coming.code == "late"


def test_an_estimate_gives_months_and_no_day():
    outlook = looked({PHUOC_SON: every_workday([12, 8])}, estimated=[PHUOC_SON])[PHUOC_SON]
    assert verdict(outlook, MAY).detail == "khoảng tháng 5/2024"
    assert sentence(outlook) == (
        "Xã Phước Sơn: còn 1.000, 08 tuần qua làm 20/ngày làm việc; nếu giữ nhịp này thì xong khoảng tháng 5/2024"
        " (số phải nhập còn là ước tính)."
    )


def test_beyond_two_years_no_date_is_made_up():
    outlook = looked({PHUOC_SON: every_workday([1])}, to_enter=100_000)[PHUOC_SON]
    assert verdict(outlook, MAY).detail == "sau hơn 2 năm"
    assert sentence(outlook).endswith("nếu giữ nhịp này thì phải hơn 2 năm mới xong.")


def test_communes_are_counted_by_verdict():
    found = looked({PHUOC_SON: every_workday([20]), PHUOC_AN: every_workday([5]), PHUOC_HOA: every_workday([30])})
    verdicts = [verdict(outlook, MAY) for outlook in found.values()]
    assert counted(verdicts) == (("good", "✓", "2 kịp"), ("bad", "✕", "1 không kịp"))


def test_all_communes_together():
    seen = {7: every_workday([12, 8]), 12: every_workday([10])}
    figures = Totals("population_db", CUT_OFF, None, {(7, "KS"): Figure(1_000, 100), (12, "KS"): Figure(700, 100)})
    outlook = outlook_of_all(figures=figures, seen=seen, workdays=calendar(), as_of=CUT_OFF)
    assert (outlook.left, outlook.drawn_per_day, outlook.pace.shifts_per_day) == (1_500, 30.0, 3.0)
    assert [outlook.entered_by(dt.date(2024, 3, 15), chance) for chance in (0.9, 0.5, 0.1)] == [500, 500, 500]
    assert outlook.entered_by(dt.date(2025, 3, 3), 0.5) == 1_700


# ------------------------------------------------------------------ the calendar
def test_working_days_with_campaigns_take_one_query(db, django_assert_num_queries):
    district = District.objects.get()
    Campaign.objects.create(
        district=district, name="Cao điểm", from_on=dt.date(2024, 4, 1), to_on=dt.date(2024, 4, 12), free_share=40
    )
    with django_assert_num_queries(1):
        found = workdays_between(district, dt.date(2024, 3, 4), JUNE.due_on)
    assert (found.count(dt.date(2024, 3, 4), MAY.due_on), found.count(dt.date(2024, 3, 4), JUNE.due_on)) == (62, 82)
    days = (dt.date(2024, 4, 1), dt.date(2024, 4, 18), dt.date(2024, 5, 4), dt.date(2024, 5, 5), dt.date(2024, 3, 4))
    assert [found.weight(day) for day in days] == [0.4, 0.0, 1.0, 0.0, 1.0]
    assert [one.name for one in found.campaigns_on(dt.date(2024, 4, 12))] == ["Cao điểm"]
    assert found.campaigns_on(dt.date(2024, 4, 13)) == []
