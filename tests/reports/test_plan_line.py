"""The plan in the chart of the dashboard, and its table as a workbook."""

import datetime as dt
import io

import openpyxl
import pytest

from communes.models import Commune, PlanLevel
from communes.planning import accept_plan, send_plan
from entries.totals import totals
from reports.planning.plan_line import plan_line
from tests.factories import make_book, planned, record

from .stage import all_communes

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(official, phuoc_son):
    """200 entered before the plan began, 46 in its first days; 500 to enter."""
    book = make_book(phuoc_son, by=official, count=500)
    record(book, 200, by=official, work_date=dt.date(2024, 3, 1))
    record(book, 46, by=official, work_date=dt.date(2024, 3, 4))
    return phuoc_son


def accepted(commune, official, office, **more):
    plan = planned(commune, by=official, **more)
    return accept_plan(by=office, plan=send_plan(by=official, plan=plan))


def line_of(communes, as_of=dt.date(2024, 3, 4)):
    return plan_line(communes, totals(communes=communes, programme="population_db", as_of=as_of))


def test_the_line_starts_where_the_plan_began_and_adds_up_its_targets(work, official, justice_office):
    accepted(work, official, justice_office)
    assert line_of([work]) == [
        (dt.date(2024, 3, 3), 200), (dt.date(2024, 3, 10), 300), (dt.date(2024, 3, 17), 420),
    ]  # fmt: skip


def test_a_plan_that_is_not_accepted_is_not_drawn(work, official):
    planned(work, by=official)
    assert line_of([work]) == []


def test_a_line_of_a_few_communes_would_be_taken_for_the_whole(work, official, neighbour, phuoc_hoa, justice_office):
    accepted(work, official, justice_office)
    assert len(line_of(all_communes())) == 3  # the others have nothing left
    make_book(phuoc_hoa, by=neighbour)
    assert line_of(all_communes()) == []


def test_of_two_plans_the_communes_own_is_drawn(work, official, justice_office):
    planned(work, by=justice_office, level=PlanLevel.DISTRICT, counts=(1, 1), is_issued=True)
    accepted(work, official, justice_office)
    assert [count for _, count in line_of([work])] == [200, 300, 420]


def test_the_chart_of_the_commune_has_its_plan(client, work, official, justice_office):
    accepted(work, official, justice_office)
    client.force_login(official)
    response = client.get("/tong-quan/")
    assert len(response.context["chart"].plan.split()) == 3
    assert "Đường xanh: kế hoạch đã duyệt." in response.content.decode()


def test_the_workbook_says_what_the_page_says(client, work, justice_office):
    client.force_login(justice_office)
    response = client.get("/tong-quan.xlsx?den-ngay=2024-03-04")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["Xã Phước Sơn"][1:6] == (500, 246, 0.492, 254, 246)
    assert rows["Xã Phước Hòa"][1:4] == (0, 0, "–")
    assert [rows["Cộng"][place] for place in (1, 2, 4)] == [500, 246, 254]
    assert len(rows.keys() & {commune.title for commune in Commune.objects.all()}) == 13


def test_a_day_that_makes_no_sense_gives_no_workbook(client, justice_office):
    client.force_login(justice_office)
    response = client.get("/tong-quan.xlsx?den-ngay=mai")
    assert (response.status_code, "Gõ ngày dạng ngày/tháng/năm" in response.content.decode()) == (400, True)
