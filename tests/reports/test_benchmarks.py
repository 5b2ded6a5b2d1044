"""The provincial average: kept once a day with date and source, mended with a reason, read as of a date."""

import datetime as dt
from decimal import Decimal

import pytest

from communes.models import Programme
from communes.refusals import Refused
from reports.dashboards.benchmarks import benchmark_at, keep_benchmark, points_from, share_of
from reports.models import Benchmark
from tests.factories import averaged
from tests.forms import typed

PAGE = "/tong-quan/toan-tinh/"
FEBRUARY, MARCH_1, MONDAY = dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2024, 3, 4)


def refusal(**changed) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        averaged(**changed)
    return [(problem.where, problem.message) for problem in refused.value.problems]


# ------------------------------------------------------------------ reading
def test_the_newest_up_to_the_day_is_read_and_none_before(justice_office):
    older, newer = averaged("50", by=justice_office), averaged("53.92", by=justice_office, as_of=MARCH_1)
    district = justice_office.district
    asked = [
        benchmark_at(district, Programme.POPULATION_DB, day)
        for day in (dt.date(2024, 2, 28), FEBRUARY, MARCH_1, MONDAY)
    ]
    assert asked == [None, older, newer, newer]
    assert benchmark_at(district, Programme.HISTORICAL, MONDAY) is None
    assert share_of(newer) == Decimal("0.5392")


@pytest.mark.parametrize(
    ("share", "percent", "points"),
    [("0.445", "53.9", "-9.4"), ("0.44449", "53.92", "-9.5"), ("0.539", "53.9", "0.0"), ("0.99996", "99.9", "0.0"),
     ("1", "99.95", "0.1")],
)  # fmt: skip
def test_points_come_out_of_the_shares_as_they_are_shown(share, percent, points):
    assert points_from(Decimal(share), Benchmark(percent=Decimal(percent))) == Decimal(points)


def test_no_points_where_one_of_them_is_unknown():
    assert points_from(None, Benchmark(percent=Decimal(50))) is None
    assert points_from(Decimal("0.5"), None) is None


# ------------------------------------------------------------------ writing
def test_what_cannot_be_is_refused_at_its_field(justice_office):
    averaged(by=justice_office)
    assert refusal(by=justice_office) == [("as_of", "Đã ghi mức chung của ngày này. Mở số đã ghi để sửa.")]
    assert refusal(by=justice_office, as_of=dt.date(2024, 3, 5)) == [
        ("as_of", "Ngày này chưa đến. Hôm nay là 04/3/2024.")
    ]
    assert refusal(by=justice_office, as_of=dt.date(2019, 4, 24)) == [("as_of", "Chọn một ngày từ 25/4/2019 trở đi.")]
    assert refusal(by=justice_office, as_of=MARCH_1, percent="100.01") == [("percent", "Tỷ lệ từ 0 đến 100 %.")]
    assert refusal(by=justice_office, as_of=MARCH_1, source=" ")[0][0] == "source"
    assert Benchmark.objects.count() == 1


def test_today_the_other_programme_and_the_whole_range_are_kept(justice_office):
    averaged("0", by=justice_office, as_of=MONDAY)
    averaged("100", by=justice_office, as_of=dt.date(2019, 4, 25))
    averaged("1", by=justice_office, as_of=MONDAY, programme=Programme.HISTORICAL)
    assert Benchmark.objects.count() == 3


def test_a_change_says_why_and_leaves_a_trace(justice_office):
    kept = averaged(by=justice_office)
    kept.percent = Decimal("54.1")
    with pytest.raises(Refused) as refused:
        keep_benchmark(by=justice_office, benchmark=kept)
    assert [problem.where for problem in refused.value.problems] == ["reason"]
    keep_benchmark(by=justice_office, benchmark=kept, reason="Tỉnh đính chính")
    newest, first = kept.history.all()
    assert (newest.percent, newest.history_change_reason, first.percent) == (
        Decimal("54.1"), "Tỉnh đính chính", Decimal("53.9"),
    )  # fmt: skip


# ------------------------------------------------------------------ the page
def test_the_district_types_one_in_and_sees_the_difference(client, justice_office, furnished):
    client.force_login(justice_office)
    page = client.get(PAGE)
    sent = typed(page, as_of="29/02/2024", percent="53,92 %", source="Báo cáo số 45/BC-STP", programme="population_db")
    answer = client.post(PAGE, sent, follow=True)
    kept = Benchmark.objects.get()
    assert (kept.percent, kept.as_of, kept.recorded_by) == (Decimal("53.92"), FEBRUARY, justice_office)
    shown = answer.content.decode()
    assert "Đã ghi mức chung toàn tỉnh đến 29/02/2024." in shown and "53,92%" in shown
    assert answer.context["points"] == points_from(answer.context["figure"].share, kept)
    assert "hai số khác ngày" in shown


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("percent", "100,1", "Tỷ lệ từ 0 đến 100 %."),
        ("percent", "-1", "Tỷ lệ từ 0 đến 100 %."),
        ("percent", "NaN", "Tỷ lệ từ 0 đến 100 %."),
        ("percent", "nửa", "Gõ tỷ lệ dạng số, ví dụ 53,9."),
        ("percent", "53,925", "nhiều nhất hai chữ số"),
        ("percent", "", "Ghi tỷ lệ."),
        ("as_of", "05/3/2024", "Ngày này chưa đến."),
        ("as_of", "31/02/2024", "Không có ngày 31/02/2024."),
        ("as_of", "", "Ghi ngày của số liệu."),
        ("source", "", "Ghi nguồn"),
        ("source", "x" * 161, "Viết gọn trong 160 ký tự."),
        ("source", "CCCD 052087001234", "số căn cước"),
        ("programme", "both", "Chọn chương trình."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_stored(client, justice_office, field, value, words):
    client.force_login(justice_office)
    good = {"programme": "population_db", "as_of": "01/3/2024", "percent": "53,9", "source": "Báo cáo 45"}
    answer = client.post(PAGE, good | {field: value})
    assert (answer.status_code, Benchmark.objects.count()) == (400, 0)
    errors = answer.context["entry"].errors
    assert list(errors) == [field] and words.lower() in errors[field][0].lower()


def test_mending_one_shows_its_history_and_others_only_read(client, justice_office, observer):
    kept = averaged(by=justice_office)
    address = f"{PAGE}{kept.pk}/"
    client.force_login(justice_office)
    sent = typed(client.get(address), percent="54", reason="Tỉnh đính chính")
    assert sent["percent"] == "54" and sent["as_of"] == "29/02/2024"
    assert client.post(address, sent).status_code == 302
    shown = client.get(address).content.decode()
    assert "Tỉnh đính chính" in shown and "<del>53,9" in shown.replace("53.9", "53,9")
    client.force_login(observer)
    assert '<form class="card"' not in client.get(address).content.decode()


def test_nothing_typed_in_yet_is_told(client, observer):
    client.force_login(observer)
    page = client.get(PAGE).content.decode()
    assert "Chưa ghi mức chung nào" in page and "Ghi mức chung mới" not in page
