"""What stands around the figures: the province, faults, late batches, the forecast, lent machines; and the period."""

import datetime as dt
from decimal import Decimal

import pytest

from communes.lending import lend
from communes.models import Assignment
from entries.defects import record_defect
from entries.models import DefectKind
from reports.composing import compose
from reports.sentences.ahead import more_machines, more_shifts
from reports.sentences.difficulties import objective, subjective
from reports.sentences.measures import measures
from reports.sentences.shortcomings import shortcomings
from tests.factories import averaged, drafted, issued, machine, make_book, member, record

from .stage import CUT_OFF, commune, facts_of, texts

pytestmark = pytest.mark.looks


def said_of(sentences: dict, name: str) -> str | None:
    return texts({name: sentences[name]})[0] if name in sentences else None


# ------------------------------------------------------------------ the province
@pytest.mark.parametrize(("percent", "is_below"), [("99.9", True), ("0.1", False)])
def test_below_the_province_only_when_it_is(furnished, justice_office, percent, is_below):
    averaged(percent, by=justice_office)
    assert ("province" in shortcomings(facts_of())) is is_below


def test_how_far_below_and_which_communes(furnished, justice_office):
    averaged("53.9", by=justice_office, source="Công văn 300/STP-HC&BTTP")
    facts = facts_of()
    share = facts.whole.share.written
    points = str(Decimal("53.9") - Decimal(share.rstrip("%").replace(",", "."))).replace(".", ",")
    assert said_of(shortcomings(facts), "province") == (
        f"Tỷ lệ toàn huyện ({share}) thấp hơn bình quân toàn tỉnh (53,9%; số liệu đến ngày 29/02/2024 theo Công văn"
        f" 300/STP-HC&BTTP) {points} điểm phần trăm; dưới mức này có tất cả 13 xã, thị trấn."
    )


def test_without_an_average_nothing_is_said_of_it(furnished):
    assert "province" not in shortcomings(facts_of())


# ------------------------------------------------------------------ faults in books
def test_faults_are_named_with_their_counts(furnished, justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, number="55", count=300)
    first, second = DefectKind.objects.all()[:2]
    record_defect(by=justice_office, book=book, kind=first, count=4, found_on=dt.date(2024, 3, 1))
    record_defect(by=justice_office, book=book, kind=second, count=31, found_on=CUT_OFF)
    text = said_of(objective(facts_of()), "defects")
    assert text == (
        "Sổ cũ lập qua nhiều thời kỳ, không đồng nhất; đã ghi nhận lỗi phải xử lý trước khi nhập ở 35 trường hợp, gồm"
        f" {second.label[:1].lower()}{second.label[1:]} (31), {first.label[:1].lower()}{first.label[1:]} (04)."
    )
    assert said_of(objective(facts_of()), "unknown") == "Chưa có số liệu về thời gian gián đoạn do mạng, điện, máy."


# ------------------------------------------------------------------ late and missing batches
def on_duty(name: str, day: dt.date, shift: int = 1) -> None:
    place = commune(name)
    Assignment.objects.create(
        commune=place, work_date=day, shift=shift, workstation=machine(place), member=member(place)
    )


def test_missing_batches_are_counted_commune_by_commune(furnished):
    for day in (dt.date(2024, 2, 27), dt.date(2024, 2, 28)):
        on_duty("Phước An", day)
    on_duty("Phước Lộc", dt.date(2024, 2, 28))
    assert said_of(subjective(facts_of()), "reporting") == (
        "Ghi số liệu chưa kịp thời: so với lịch trực 30 ngày gần nhất, thiếu 03 phiếu và ghi trễ 0 phiếu, nhiều nhất là"
        " xã Phước An (02) và xã Phước Lộc (01)."
    )


# ------------------------------------------------------------------ the forecast and the machines
def busy(name: str, by, *, left: int, per_shift: int = 20) -> None:
    """A commune with one shift of `per_shift` records on each of the last twenty working days."""
    book = make_book(commune(name), by=by, number="1", count=left + 20 * per_shift)
    day = CUT_OFF
    for _ in range(20):
        day -= dt.timedelta(days=3 if day.weekday() == 0 else 1)
        while day.weekday() > 4:
            day -= dt.timedelta(days=1)
        record(book, per_shift, by=by, work_date=day)


def test_who_must_run_more_shifts_and_how_many(justice_office, db):
    busy("Phước An", justice_office, left=2_500)  # 62 days x 20 are not enough, two shifts a day are
    busy("Phước Lộc", justice_office, left=300)
    facts = facts_of("Phước An", "Phước Lộc")
    assert "".join(run.text for run in more_shifts(facts)).startswith(
        "Để kịp hạn tháng 5/2024, mỗi ngày làm việc phải đủ số ca máy: xã Phước An 0"
    )
    assert "Phước Lộc" not in "".join(run.text for run in more_shifts(facts))
    assert more_machines(facts) is None


def test_who_cannot_be_in_time_even_with_every_machine(justice_office, db):
    busy("Phước An", justice_office, left=60_000)
    assert "xã Phước An thiếu" in "".join(run.text for run in more_machines(facts_of("Phước An")))


def test_a_machine_that_is_lent_is_a_measure(furnished, justice_office):
    assert "loans" not in measures(facts_of())
    lend(
        by=justice_office, workstation=machine(commune("Phước Nghĩa"), 2), borrower=commune("Phước An"),
        from_on=dt.date(2024, 3, 5), to_on=dt.date(2024, 3, 29), purpose="Hỗ trợ nhập dữ liệu",
    )  # fmt: skip
    assert said_of(measures(facts_of()), "loans") == (
        "Điều chuyển máy: máy số 2 của xã Phước Nghĩa làm việc tại xã Phước An từ ngày 05/3/2024 đến ngày 29/3/2024."
    )


# ------------------------------------------------------------------ the period
def following(by, *, then: dt.date):
    issued(drafted(by=by, as_of=then), by=by, despite="thử")
    return {part.key: part.text for part in compose(drafted(by=by)).parts}


def test_what_was_entered_since_the_report_before(furnished, justice_office):
    parts = following(justice_office, then=dt.date(2024, 2, 29))
    assert parts["progress.period"].startswith(
        "So với Báo cáo số 12/BC-UBND ngày 04/3/2024 (số liệu đến ngày 29/02/2024), toàn huyện nhập thêm 91 trường hợp,"
    )
    assert "progress.still" not in parts


def test_nothing_entered_is_no_rise(furnished, justice_office):
    parts = following(justice_office, then=dt.date(2024, 3, 2))
    assert parts["progress.period"].startswith(
        "So với Báo cáo số 12/BC-UBND ngày 04/3/2024 (số liệu đến ngày 02/3/2024), toàn huyện không nhập thêm trường"
        " hợp nào, tỷ lệ không đổi ("
    )


def test_who_entered_nothing_in_the_period_is_named(furnished, justice_office):
    record(
        make_book(commune("Phước An"), by=justice_office, number="9", count=50), 7, by=justice_office,
        work_date=dt.date(2024, 3, 3),
    )  # fmt: skip
    parts = following(justice_office, then=dt.date(2024, 3, 2))
    assert parts["progress.still"] == ("Trong kỳ, 12 trong 13 đơn vị còn dữ liệu phải nhập nhưng không nhập thêm.")
