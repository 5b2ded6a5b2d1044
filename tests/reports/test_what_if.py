"""Thử phương án: the lever in numbers, what it changes, and keeping an outcome."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune, District, Workstation
from entries.running import running_sums
from reports.models import Scenario
from reports.scenarios.what_if import Assumed
from tests.factories import make_book, record

from .test_forecasting import MAY, PHUOC_SON, every_workday, looked

pytestmark = pytest.mark.django_db
OLD, NEW = Workstation(free_share=50), Workstation(free_share=100)
PAGE = "/tong-quan/thu-phuong-an/?den-ngay=2024-03-03"


# ------------------------------------------------------------------ the lever
@pytest.mark.parametrize(
    ("assumed", "lever"),
    [
        (Assumed(), None),
        (Assumed(shifts=3), 4.5),
        (Assumed(shifts=2), 3.0),
        (Assumed(shifts=3, machines=1), 3.0),  # the dedicated one goes first
        (Assumed(shifts=3, machines=4), 10.5),  # what is added counts whole
        (Assumed(shifts=3, machines=4, people=2), 6.0),  # two of them stay empty
        (Assumed(shifts=3, people=1), 3.0),
        (Assumed(shifts=3, weekends=True), 6.3),
        (Assumed(weekends=True), 2.8),  # what is worked now, on seven days
        (Assumed(machines=3), 7.5),  # shifts are not told: three
    ],
)
def test_machine_shifts_a_day(assumed, lever):
    assert assumed.machine_shifts([OLD, NEW], present=2.0) == lever


def test_without_machines_nothing_is_entered():
    assert Assumed(shifts=3).machine_shifts([], present=2.0) == 0


def test_more_machine_shifts_are_never_later():
    outlook = looked({PHUOC_SON: every_workday([12, 8, 3])}, to_enter=3_000)[PHUOC_SON]
    days = [outlook.finish_on(0.8, shifts_per_day=lever) for lever in (1, 1.5, 2, 3, 4.5, 6, 9)]
    assert days == sorted(days, reverse=True)
    chances = [outlook.chance_of(MAY.due_on, shifts_per_day=lever) for lever in (1, 2, 3, 4.5, 9)]
    assert chances == sorted(chances)


def test_as_now_comes_to_about_the_same_day():
    outlook = looked({PHUOC_SON: every_workday([12, 8])}, to_enter=1_500)[PHUOC_SON]
    now, same = outlook.finish_on(0.5), outlook.finish_on(0.5, shifts_per_day=2)
    assert abs((now - same).days) <= 4


def test_a_later_start_is_later_and_before_it_all_is_as_now():
    outlook = looked({PHUOC_SON: every_workday([12, 8])}, to_enter=1_000)[PHUOC_SON]
    starts = [dt.date(2024, 3, 4), dt.date(2024, 3, 18), dt.date(2024, 4, 8), dt.date(2024, 5, 13), dt.date(2024, 9, 2)]
    days = [outlook.finish_on(0.8, shifts_per_day=6, since=day) for day in starts]
    assert days == sorted(days)
    assert days[0] == outlook.finish_on(0.8, shifts_per_day=6)
    assert days[-2:] == [outlook.finish_on(0.8)] * 2  # done before the change


def test_a_start_by_hand():
    outlook = looked({PHUOC_SON: every_workday([10, 10])}, to_enter=1_000)[PHUOC_SON]
    # 25 working days of 20 until 5 April, then 500 at 60 a day: nine more
    assert outlook.finish_on(0.8, shifts_per_day=6, since=dt.date(2024, 4, 8)) == dt.date(2024, 4, 18)


# ------------------------------------------------------------------ the page
@pytest.fixture
def work(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=2_000)
    for n in range(14):
        record(book, 20, by=justice_office, work_date=dt.date(2024, 2, 15) + dt.timedelta(days=n))
    return phuoc_son


def outcome(response, name="Phước Sơn"):
    return next(one for one in response.context["outcomes"] if one.commune.name == name)


def test_before_and_after_side_by_side(office, work):
    one = outcome(office.get(f"{PAGE}&ca=3"))
    assert one.lever == 6.0
    assert one.after < one.before and one.gained == (one.before - one.after).days
    assert [found.tone for found in one.verdicts_after] == ["good", "good"]
    assert outcome(office.get(f"{PAGE}&ca=3"), "Phước Hòa").is_told is False


def test_nothing_assumed_changes_nothing(office, work):
    one = outcome(office.get(PAGE))
    assert (one.lever, one.before, one.verdicts[0].chance) == (None, one.after, one.verdicts_after[0].chance)
    assert "chưa thay đổi gì so với hiện nay" in office.get(PAGE).content.decode()


def test_one_commune_alone(office, work):
    response = office.get(f"{PAGE}&ca=3&xa=21970")
    assert outcome(response).lever == 6.0
    assert outcome(response, "Phước Hòa").lever is None
    assert "riêng xã Phước Sơn" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ca=9", "Số ca mỗi ngày: kéo từ 1 đến 3"),
        ("may=-1", "Số máy mỗi xã: kéo từ 1 đến 4"),
        ("nguoi=hai", "Số người mỗi ca: kéo từ 1 đến 4"),
        ("tu-ngay=2024-03-01", "Chọn ngày sau ngày số liệu (03/3/2024)."),
        ("tu-ngay=2031-01-01", "Chọn ngày trong vòng hai năm tới."),
        ("xa=99999", "Chọn một xã, thị trấn trong danh sách."),
    ],
)
def test_a_choice_that_makes_no_sense_is_told(office, query, words):
    response = office.get(f"{PAGE}&{query}")
    assert response.status_code == 400
    assert words in response.content.decode()


def test_a_commune_tries_its_own_and_keeps_nothing(client, official, work):
    client.force_login(official)
    response = client.get(f"{PAGE}&ca=3")
    assert [one.commune for one in response.context["outcomes"]] == [work]
    assert "Phước Hòa" not in response.content.decode()
    assert "Lưu phương án" not in response.content.decode()
    assert client.post(PAGE, {"name": "Ba ca"}).status_code == 403


def test_what_is_kept_stays_as_it_was(office, work, justice_office):
    kept = office.post(f"{PAGE}&ca=3", {"name": "Ba ca từ tháng 3"}).url
    before = office.get(kept).content.decode()
    assert "Ba ca từ tháng 3" in before and "03 ca mỗi ngày, từ 04/3/2024" in before
    record(make_book(work, by=justice_office, number="9", count=900), 300, by=justice_office, shift=3)
    line = Scenario.objects.get().outcome["lines"][6]
    assert (line["commune"], line["left"]) == ("Xã Phước Sơn", 1_720)
    again = office.get(kept).content.decode()
    assert again.split('"page-head"')[1] == before.split('"page-head"')[1]
    opened = re.search('href="/tong-quan/thu-phuong-an/[?]([^"]*)"', again).group(1).split("&amp;")
    assert {"den-ngay=2024-03-03", "ca=3"} <= set(opened)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Đặt tên cho phương án."),
        ("Ba ca", "Đã có phương án mang tên này. Đặt tên khác."),
        ("Hỏi 0905123456", "0905123456"),
        ("x" * 121, "120"),
    ],
)
def test_a_name_that_cannot_be(office, work, name, words):
    office.post(f"{PAGE}&ca=3", {"name": "Ba ca"})
    response = office.post(f"{PAGE}&ca=3", {"name": name})
    assert (response.status_code, Scenario.objects.count()) == (400, 1)
    assert words in response.content.decode()
    assert outcome(response).lever == 6.0  # what was assumed is still there


@pytest.mark.django_db(transaction=True)
def test_the_same_queries_at_three_and_at_thirteen_communes(office, work):
    def queries() -> int:
        office.get(f"{PAGE}&ca=3")
        with CaptureQueriesContext(connection) as seen:
            assert office.get(f"{PAGE}&ca=3").status_code == 200
        return len(seen)

    running_sums.forget()
    with_thirteen = queries()
    elsewhere = District.objects.create(name="Vân Canh", province="Bình Định")
    Commune.objects.exclude(name__in=["Phước Sơn", "Phước Hòa", "Diêu Trì"]).update(district=elsewhere)
    assert queries() == with_thirteen <= 12
