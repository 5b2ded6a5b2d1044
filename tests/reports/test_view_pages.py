"""The other views as pages: the numbers of totals(), each a door to the ledger, and sense in every odd case."""

import datetime as dt
import io
import re
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.formatting import format_count, format_share
from communes.models import Commune, District, Role
from entries.totals import entered_by_day, totals
from tests.conftest import MONDAY, make_user
from tests.factories import averaged, make_book, make_opening, record

from .stage import all_communes

MARCH_3 = "den-ngay=2024-03-03"
VIEWS = ("theo-ngay", "tung-xa", "so-sanh", "xep-hang", "toan-tinh", "man-hinh")
FILES = VIEWS[:-1]
POPULATION = "population_db"


def address(view: str, query: str = "", file: bool = False) -> str:
    return f"/tong-quan/{view}{'.xlsx' if file else '/'}?{query}"


def words(response) -> str:
    """What is read on the page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode().split("<main")[1])).split())


def links_of(response) -> list[tuple[str, str]]:
    """(address, shown number) of every link to the ledger."""
    found = re.findall(r'<a [^>]*?href="(/so-cai/[^"]*)"[^>]*>([−0-9.,]+)</a>', response.content.decode())
    return [(unescape(target), number) for target, number in found]


# ------------------------------------------------------------------ the same numbers as everywhere
@pytest.mark.parametrize("programme", ["population_db", "historical"])
def test_the_heat_map_shows_what_totals_sum(office, furnished, programme):
    query = f"{MARCH_3}&so-ngay=31&chuong-trinh={programme}"
    heat = office.get(address("theo-ngay", query)).context["heat"]
    first, last = dt.date(2024, 2, 2), dt.date(2024, 3, 3)
    entered = entered_by_day(communes=all_communes(), programme=programme, first=first, last=last)
    assert (heat.columns[0].day, heat.columns[-1].day, len(heat.columns)) == (first, last, 31)
    for row in heat.rows:
        shown = {cell.on.day: cell.count for cell in row.cells if cell.count is not None}
        assert shown == entered.get(row.commune.pk, {})
    by_week = office.get(address("theo-ngay", query.replace("so-ngay=31", "so-ngay=60"))).context["heat"]
    assert by_week.sum == totals(communes=all_communes(), programme=programme, as_of=last).all.entered


@pytest.mark.parametrize(
    ("view", "query"),
    [("theo-ngay", MARCH_3), ("so-sanh", f"{MARCH_3}&truoc=2024-02-19"), ("so-sanh", "truoc=2024-03-03"),
     ("so-sanh", f"{MARCH_3}&truoc=2024-01-01&chuong-trinh=historical"),
     ("so-sanh", f"{MARCH_3}&truoc=2024-01-16&truoc-biet-luc=2024-03-04T00:00:01")],
)  # fmt: skip
def test_every_number_leads_to_a_ledger_whose_sum_is_that_number(office, furnished, view, query):
    links = links_of(office.get(address(view, query)))
    assert len(links) > 20
    for target, number in dict(links).items():
        response = office.get(target)
        assert (response.status_code, format_count(sum(one["sum"] for one in response.context["sums"]))) == (
            200, number,
        ), target  # fmt: skip


def test_small_charts_the_wall_and_the_dashboard_agree(office, furnished):
    figures = totals(communes=all_communes(), programme=POPULATION, as_of=dt.date(2024, 3, 3))
    charts = office.get(address("tung-xa", MARCH_3)).context["charts"]
    assert {one.commune.pk: one.figure for one in charts.smalls} == figures.by_commune()
    wall = office.get(address("man-hinh", MARCH_3)).context["wall"]
    board = office.get(f"/tong-quan/?{MARCH_3}").context["board"]
    assert (wall.table.all, {bar.row.figure for bar in wall.bars}) == (board.all, {row.figure for row in board.rows})
    shares = [bar.row.figure.share for bar in wall.bars]
    assert shares == sorted(shares, reverse=True)
    page = words(office.get(address("man-hinh", MARCH_3)))
    assert f"{format_share(figures.all.share)} {format_count(figures.all.entered)} / " in page
    assert f"cần {format_count(-(-figures.all.left // 62))} Đến hạn 31/5/2024 62 ngày làm việc (89 ngày)" in page


def test_raw_pace_of_the_ranking_is_that_of_the_dashboard(office, furnished):
    ranking = office.get(address("xep-hang", MARCH_3)).context["ranking"]
    board = office.get(f"/tong-quan/?{MARCH_3}").context["board"]
    paces = {row.commune.pk: round(row.beside.outlook.pace.per_day_30, 1) for row in board.rows}
    assert {line.worked.commune.pk: line.worked.per_day for line in ranking.lines} == paces


def test_the_difference_to_the_province_is_the_same_on_the_wall(office, justice_office, furnished):
    averaged("53.9", by=justice_office)
    points = [office.get(address("toan-tinh", MARCH_3)).context["points"]]
    points.append(office.get(address("man-hinh", MARCH_3)).context["wall"].points)
    assert points[0] == points[1] and f"{abs(points[0])}".replace(".", ",") in words(
        office.get(address("man-hinh", MARCH_3))
    )


# ------------------------------------------------------------------ what makes no sense
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("den-ngay=2024-03-05", "Ngày 05/3/2024 chưa đến."),
        ("den-ngay=31/02/2024", "Không có ngày 31/02/2024."),
        ("chuong-trinh=both", "Không có chương trình này."),
        ("biet-luc=25:99 05/3/2024", "Gõ giờ và ngày"),
        ("den-ngay=%00", ""),
    ],
)
def test_bad_choices_are_told_and_today_is_shown(office, view, query, told):
    response = office.get(address(view, query))
    assert (response.status_code, response.context["as_of"]) == (400, MONDAY)
    assert told in response.content.decode()
    if view in FILES:
        assert office.get(address(view, query, file=True)).status_code == 400


@pytest.mark.parametrize(
    ("view", "query", "field", "told"),
    [
        ("theo-ngay", "so-ngay=93", "so-ngay", "Gõ số ngày từ 1 đến 92."),
        ("theo-ngay", "so-ngay=0", "so-ngay", "Gõ số ngày từ 1 đến 92."),
        ("theo-ngay", "so-ngay=tuần", "so-ngay", "Gõ số ngày từ 1 đến 92."),
        ("so-sanh", "truoc=2024-03-05", "truoc", "Ngày 05/3/2024 chưa đến."),
        ("so-sanh", "truoc=1999-12-31", "truoc", "Chọn một ngày từ 01/01/2000 trở đi."),
        ("so-sanh", "truoc-biet-luc=mai", "truoc-biet-luc", "Gõ"),
    ],
)
def test_they_are_told_at_their_field(office, view, query, field, told):
    response = office.get(address(view, query))
    assert response.status_code == 400
    page = response.content.decode()
    assert re.search(rf'id="id_{field}_error">{told}', page)
    assert re.search(rf'id="id_{field}"[^>]*aria-invalid="true" aria-describedby="id_{field}_error"', page)


@pytest.mark.parametrize(("days", "columns"), [(1, 1), (31, 31), (32, 5), (92, 14)])
def test_days_stand_side_by_side_while_they_can_be_read_then_weeks(office, furnished, days, columns):
    page = office.get(address("theo-ngay", f"{MARCH_3}&so-ngay={days}"))
    heat = page.context["heat"]
    assert (len(heat.columns), (heat.columns[-1].last - heat.columns[0].day).days + 1) == (columns, days)
    assert len(page.content) < 60_000


def test_two_dates_turned_round_are_put_in_order_and_told(office, furnished):
    turned = office.get(address("so-sanh", "truoc=2024-03-03&den-ngay=2024-02-01"))
    assert turned.status_code == 200 and "Ngày thứ nhất sau ngày thứ hai nên đã đổi chỗ" in turned.content.decode()
    found = turned.context["found"]
    assert (found.first.day, found.second.day) == (dt.date(2024, 2, 1), dt.date(2024, 3, 3))
    same = office.get(address("so-sanh", f"{MARCH_3}&truoc=2024-03-03"))
    assert "Hai lần xem đều là ngày 03/3/2024" in same.content.decode() and "đổi chỗ" not in same.content.decode()


# ------------------------------------------------------------------ the odd ledgers
@pytest.mark.parametrize("view", VIEWS)
def test_pages_make_sense_with_nothing_one_entry_too_much_and_an_outlier(office, official, phuoc_son, phuoc_hoa, view):
    def check():
        response = office.get(address(view))
        assert response.status_code == 200
        assert not re.search(r"\b(nan|inf|None|Decimal)\b", words(response), re.IGNORECASE)

    check()  # no entries at all
    book = make_book(phuoc_son, by=official, count=120)
    record(book, 46, by=official)
    check()  # one entry
    make_opening(phuoc_hoa, by=official, entered=60)
    check()  # entered where nothing is to enter
    record(book, 200, by=official, shift=2)
    check()  # more entered than there was
    make_opening(phuoc_son, by=official, to_enter=900_000, entered=800_000, kind="KH")
    check()  # one huge figure


@pytest.mark.parametrize("view", FILES)
def test_every_view_is_a_workbook_with_the_figures(office, furnished, view):
    response = office.get(address(view, MARCH_3, file=True))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True).active
    assert response.status_code == 200 and response["Content-Disposition"].endswith('-20240303.xlsx"')
    first = [row[0].value for row in sheet]
    assert "Tính đến hết ngày 03/3/2024" in first
    if view != "toan-tinh":
        assert [name for name in first if name in {one.title for one in all_communes()}] != []
        assert len(set(first) & {one.title for one in all_communes()}) == 13


def test_a_helper_sees_the_views_and_takes_nothing_out(client, phuoc_son, official):
    helper = make_user("huy.dong", Role.COMMUNE, phuoc_son, is_helper=True, valid_until=MONDAY)
    client.force_login(helper)
    for view in FILES:
        page = client.get(address(view))
        assert (page.status_code, ".xlsx" in page.content.decode()) == (200, False)
        assert client.get(address(view, file=True)).status_code == 403


@pytest.mark.parametrize("view", VIEWS)
def test_an_official_sees_only_the_own_commune(client, official, furnished, view):
    client.force_login(official)
    page = words(client.get(address(view, MARCH_3)))
    assert [one.name for one in all_communes() if one.name not in ("Phước Sơn", "Tuy Phước") and one.name in page] == []


def test_an_official_sees_no_rank_and_no_list(client, official, furnished):
    client.force_login(official)
    page = words(client.get(address("xep-hang", MARCH_3)))
    assert "trường hợp mỗi máy-ca" in page
    assert "Hạng" not in page and "kiểm điểm" not in page and "khen thưởng" not in page


# ------------------------------------------------------------------ size and queries
@pytest.mark.parametrize("view", VIEWS)
def test_as_many_queries_for_three_communes_as_for_one(office, official, justice_office, furnished, view):
    averaged(by=justice_office)
    office.get(address(view, MARCH_3))  # the first answer of a session asks more
    counts = []
    for kept in (1, 3):
        client_communes = list(Commune.objects.in_official_order()[:kept])
        others = Commune.objects.exclude(pk__in=[one.pk for one in client_communes])
        moved = dict(others.values_list("pk", "district"))
        others.update(district=_other_district())
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address(view, MARCH_3)).status_code == 200
        counts.append(len(captured))
        for pk, district in moved.items():
            Commune.objects.filter(pk=pk).update(district=district)
    assert counts[0] == counts[1] <= 13, counts


def _other_district() -> int:
    return District.objects.get_or_create(name="Vân Canh", defaults={"province": "Bình Định"})[0].pk


def test_thirty_communes_a_page(office, phuoc_son):
    Commune.objects.bulk_create(
        Commune(district=phuoc_son.district, code=f"9{n:04}", name=f"Mới {n}", kind="xã", position=100 + n)
        for n in range(50)
    )
    for view, name in (("tung-xa", "smalls"), ("theo-ngay", "day-heat"), ("so-sanh", "compared"), ("xep-hang", "rank")):
        for number, rows in ((1, 30), (2, 30), (3, 3), ("x", 30)):
            response = office.get(address(view, f"trang={number}"))
            assert (response.status_code, len(response.context["page"])) == (200, rows), name
        assert "Trang 1 / 3, 63 đơn vị" in words(office.get(address(view)))


def test_small_charts_of_thirteen_communes_are_a_small_page(office, furnished):
    assert len(office.get(address("tung-xa", MARCH_3)).content) < 60_000
