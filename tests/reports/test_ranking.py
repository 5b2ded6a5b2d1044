"""The fair ranking by hand-computed values, the reasons it gives, and the lists that accuse nobody without data."""

import datetime as dt

import pytest

from communes.downtime import Lost
from communes.models import Campaign, Commune, Deadline, Workstation
from communes.workdays import Workdays
from entries.pace import Seen
from entries.totals import Figure, Totals
from reports.dashboards.ranking import Ranked, Ranking, Worked, next_deadline, rank, window_start, worked_in
from reports.dashboards.ranking_words import (
    TOP,
    decimal,
    draft_of,
    formula_of,
    moved_in_words,
    to_call_to_account,
    to_praise,
    unranked,
)
from reports.forecast.verdicts import Verdict

AS_OF = dt.date(2024, 3, 4)
FIRST = dt.date(2024, 2, 4)
MAY, JUNE = Deadline(due_on=dt.date(2024, 5, 31)), Deadline(due_on=dt.date(2024, 6, 30))
ON_TIME, LATE = Verdict("on_time", "✓", "kịp", "good", 0.9), Verdict("late", "✕", "không kịp", "bad", 0.1)
AT_RISK = Verdict("at_risk", "▲", "nguy cơ", "warn", 0.5)


def commune(pk: int = 1, faults: int = 0) -> Commune:
    found = Commune(pk=pk, kind="xã", name=f"Phước {pk}", position=pk)
    found.open_defects = faults
    return found


def worked(pk: int = 1, **changed) -> Worked:
    """A commune that ran 30 of 80 machine-shifts and entered 600 records in 20 working days."""
    fields = {
        "figure": Figure(10_000, 4_000, last_worked_on=AS_OF), "verdict": LATE, "records": 600, "shifts": 30,
        "working_days": 20, "standing": 80.0, "lost": 0.0, "minutes_lost": 0, "faults": 0,
        "first_on": dt.date(2023, 6, 5), "last_on": AS_OF, "days_since_first": 40,
    }  # fmt: skip
    return Worked(commune=commune(pk), **(fields | changed))


# ------------------------------------------------------------------ the formula
def test_the_window_is_thirty_days_up_to_the_cut_off():
    assert window_start(AS_OF) == FIRST


def test_machine_shifts_weigh_free_shares_campaigns_and_downtime():
    days = [FIRST + dt.timedelta(days=n) for n in range(30)]
    told = {day: day in days[:10] for day in days}  # ten working days
    half = Campaign(commune_id=None, from_on=days[8], to_on=days[20], free_share=50)
    workdays = Workdays(dt.date(2024, 1, 1), AS_OF, told, (half,), tuple(days[:10]))
    shared, whole = Workstation(pk=1, free_share=50), Workstation(pk=2, free_share=100)
    place = commune(1, faults=30)
    there = {1: [(shared, set(days)), (whole, set(days[:4]))]}
    lost = [
        Lost(place, shared, "network", days[0], 480), Lost(place, whole, "power", days[0], 240),
    ]  # fmt: skip
    seen = {1: Seen(days[0], {days[0]: [20, 30], days[3]: [50], FIRST - dt.timedelta(days=1): [999]})}
    figures = Totals("population_db", AS_OF, None, {(1, "KS"): Figure(1_000, 100)})
    [found] = worked_in(
        [place], figures=figures, seen=seen, verdicts={}, workdays=workdays, there=there, lost=lost
    )  # fmt: skip
    # the shared one: (8 + 2 x 0,5) days x 3 x 0,5 = 13,5; the whole one: 4 days x 3 = 12
    assert (found.standing, found.lost, found.minutes_lost) == (25.5, 1.0, 720)
    assert (found.records, found.shifts, found.working_days, found.per_day) == (100, 3, 10, 10.0)
    assert (found.faults_per_1000, found.hardness) == (30.0, 1.06)
    assert found.adjusted == round(100 * 1.06 / 24.5, 2) == 4.33
    assert formula_of(found) == (
        "100 trường hợp × 1,06 (30,0 lỗi trên 1.000 trường hợp) ÷ (25,5 máy-ca − 1,0 máy-ca gián đoạn)"
        " = 4,33 trường hợp mỗi máy-ca"
    )


def test_faults_at_most_double_and_downtime_takes_no_more_than_there_is():
    assert worked(faults=9_000).hardness == 2.0
    nothing = worked(standing=0.0)
    assert (nothing.available, nothing.adjusted, nothing.used, nothing.lost_part) == (0.0, None, None, 0.0)
    assert formula_of(nothing) == ""


# ------------------------------------------------------------------ who is ranked
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"figure": Figure()}, "chưa có số phải nhập"),
        ({"figure": Figure(10, 10)}, "đã nhập xong"),
        ({"figure": Figure(10, 12)}, "đã nhập xong"),
        ({"first_on": None}, "chưa đủ số liệu: chưa có phiếu ca nào"),
        ({"days_since_first": 9}, "chưa đủ số liệu: mới nhập 9 ngày làm việc"),
        ({"days_since_first": 10}, ""),
        ({"standing": 0.5}, "chưa đủ số liệu: không có máy-ca nào chạy được"),
        ({"standing": 8.0, "lost": 8.0}, "chưa đủ số liệu: không có máy-ca nào chạy được"),
        ({"working_days": 0}, "chưa đủ số liệu: không có ngày làm việc nào"),
        ({"records": 0, "shifts": 0}, ""),
    ],
)
def test_too_few_data_give_no_rank(changed, words):
    one = worked(**changed)
    assert one.not_ranked == words
    [line] = rank([one]).lines
    assert (line.raw, line.fair) == ((None, None) if words else (1, 1))


def test_ties_share_a_place_and_the_next_one_is_left_out():
    found = rank([worked(1, records=500), worked(2), worked(3), worked(4, records=400), worked(5, first_on=None)])
    assert [(line.worked.commune.pk, line.raw, line.fair) for line in found.lines] == [
        (2, 1, 1), (3, 1, 1), (1, 3, 3), (4, 4, 4), (5, None, None),
    ]  # fmt: skip
    assert found.size == 4


def test_no_commune_and_no_data_rank_nobody():
    assert rank([]) == Ranking((), None)
    assert rank([worked(first_on=None)]).mean is None


# ------------------------------------------------------------------ what moved it
def test_fewer_machines_more_downtime_and_more_faults_move_up_and_are_said():
    poor = worked(2, records=500, standing=40.0, lost=2.0, minutes_lost=960, faults=100)
    found = rank([worked(1), poor])
    up, down = found.lines
    assert (up.worked, up.raw, up.fair, up.moved, down.moved) == (poor, 2, 1, 1, -1)
    assert moved_in_words(up, found.mean) == (
        "lên 01 bậc: ít máy-ca hơn (40,0 so với mức chung 60,0), gián đoạn nhiều hơn (960 phút so với mức chung 480)"
        " và sổ nhiều lỗi hơn (10,0 lỗi trên 1.000 so với mức chung 5,0)"
    )
    assert moved_in_words(down, found.mean).startswith("xuống 01 bậc: nhiều máy-ca hơn (80,0 so với mức chung 60,0)")


def test_staying_and_having_no_rank_are_said():
    found = rank([worked(1), worked(2, records=1), worked(3, first_on=None)])
    assert [moved_in_words(line, found.mean) for line in found.lines] == [
        "giữ nguyên thứ hạng", "giữ nguyên thứ hạng", "chưa đủ số liệu: chưa có phiếu ca nào",
    ]  # fmt: skip


# ------------------------------------------------------------------ the drafts
def names(named) -> list[int]:
    return [one.commune.pk for one in named]


def test_praise_is_for_who_finished_early_or_leads_and_will_be_in_time():
    done = Figure(100, 100, last_worked_on=dt.date(2024, 5, 30))
    late = Figure(100, 100, last_worked_on=dt.date(2024, 5, 31))
    found = rank(
        [worked(pk, records=1_000 - pk, verdict=ON_TIME if pk != 2 else AT_RISK) for pk in range(1, 6)]
        + [worked(6, figure=done), worked(7, figure=late)]
    )
    praised = to_praise(found, MAY)
    assert names(praised) == [1, 3, 6]
    assert praised[0].why == (
        "Xếp thứ 1 theo nhịp quy đổi: 12,49 trường hợp mỗi máy-ca, mức chung 12,46; đã đạt 40,0%; dự báo kịp hạn"
        " 31/5/2024."
    )
    assert praised[2].why.startswith("Đã nhập xong 100/100 trường hợp, ngày nhập cuối 30/5/2024, trước hạn 31/5/2024")
    assert to_praise(found, None) == []


def test_first_of_a_few_is_no_praise():
    few = rank([worked(pk, records=pk * 100, verdict=ON_TIME) for pk in range(1, TOP + 1)])
    assert to_praise(few, MAY) == []


def lists_last(**changed) -> bool:
    """Whether the last of three is called to account."""
    found = rank([worked(1, records=3_000), worked(2, records=2_000), worked(3, **changed)])
    return names(to_call_to_account(found, MAY))[-1:] == [3]


def test_called_to_account_is_below_half_without_much_downtime_and_late():
    assert lists_last(shifts=39)
    assert not lists_last(shifts=40)  # half of 80
    assert lists_last(shifts=35, lost=7.9) and not lists_last(shifts=35, lost=8.0)
    assert not lists_last(verdict=AT_RISK) and not lists_last(verdict=ON_TIME) and not lists_last(verdict=None)
    assert not lists_last(records=5_000)  # leads


def test_missing_data_accuse_nobody():
    found = rank([worked(1, records=3_000), worked(2), worked(3, first_on=None, records=0, shifts=0)])
    assert names(to_call_to_account(found, MAY)) == [2]
    assert [(one.commune.pk, one.why) for one in unranked(found)] == [(3, "chưa đủ số liệu: chưa có phiếu ca nào")]
    assert to_call_to_account(rank([worked(1)]), MAY) == []  # nobody to compare with


def test_the_reasons_are_sentences_with_the_figures():
    found = rank([worked(1, records=3_000), worked(2, lost=1.2, minutes_lost=600), worked(3, records=0, shifts=0)])
    by_commune = {one.commune.pk: one.why for one in to_call_to_account(found, MAY)}
    assert by_commune == {
        3: "30 ngày qua không có phiếu nào, phiếu gần nhất ngày 04/3/2024; không ghi gián đoạn nào; xếp thứ 3/3 theo"
        " nhịp quy đổi; không kịp hạn 31/5/2024; mới đạt 40,0%.",
    }
    assert draft_of(commune(3), [], to_call_to_account(found, MAY)) == ("kiểm điểm", by_commune[3])
    assert draft_of(commune(1), [], to_call_to_account(found, MAY)) == ("", "")
    two = rank([worked(1, records=3_000), worked(2, lost=1.2, minutes_lost=600)])
    assert [one.why for one in to_call_to_account(two, MAY)] == [
        "30 ngày qua có phiếu ở 30 trên 78,8 máy-ca chạy được (38%), dưới một nửa; gián đoạn chỉ làm mất 1,2 máy-ca"
        " (2%); xếp thứ 2/2 theo nhịp quy đổi; không kịp hạn 31/5/2024; mới đạt 40,0%."
    ]


def test_the_next_deadline_and_the_last_when_all_have_passed():
    days = (AS_OF, MAY.due_on, dt.date(2024, 6, 1), dt.date(2024, 7, 1))
    assert [next_deadline([JUNE, MAY], day) for day in days] == [MAY, MAY, JUNE, JUNE]
    assert next_deadline([], AS_OF) is None


def test_decimals_are_written_with_a_comma():
    assert [decimal(1234.56), decimal(-0.04), decimal(-2.5), decimal(3, 2)] == ["1.234,6", "0,0", "−2,5", "3,00"]
    assert Ranked(worked()).moved == 0
