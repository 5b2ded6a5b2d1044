"""The dashboard: the numbers of totals(), each of which opens to the entries that make it up."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.formatting import format_count, format_share
from communes.models import Commune, District
from entries.totals import totals
from tests.factories import make_book, record

from .stage import all_communes

MARCH_3 = "den-ngay=2024-03-03"


def rows_of(response) -> dict[str, list[str]]:
    """{name of the commune: the words in its cells}."""
    table = response.content.decode().split("<table")[1].split("</table>")[0]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]:
        cells = [" ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in re.split(r"<t[hd]\b", row)[1:]]
        name, *words = [cell.split(">", 1)[-1].strip() for cell in cells]
        found[name.replace(" ● dữ liệu cũ nhiều", "")] = words
    return found


# ------------------------------------------------------------------ the same numbers as everywhere
@pytest.mark.parametrize("programme", ["population_db", "historical"])
@pytest.mark.parametrize("day", ["2024-01-16", "2024-02-29", "2024-03-03"])
def test_every_number_is_that_of_totals(office, furnished, day, programme):
    figures = totals(communes=all_communes(), programme=programme, as_of=dt.date.fromisoformat(day))
    rows = rows_of(office.get(f"/tong-quan/?den-ngay={day}&chuong-trinh={programme}"))
    for commune in all_communes():
        figure = figures.commune(commune)
        to_enter, entered, share, left, pace, *_ = rows[commune.title]
        assert [to_enter, entered, share, left, pace.split("7 ngày: ")[1]] == [
            format_count(figure.to_enter), format_count(figure.entered), format_share(figure.share),
            format_count(figure.left), format_count(figure.entered_recently),
        ]  # fmt: skip
    assert rows["Toàn huyện"][:2] == [format_count(figures.all.to_enter), format_count(figures.all.entered)]


def links_of(response) -> list[tuple[str, str]]:
    """(address, shown number) of every number that is a link."""
    found = re.findall(r'<a class="figure" href="([^"]*)">([^<]*)</a>', response.content.decode())
    return [(address.replace("&amp;", "&"), number) for address, number in found]


@pytest.mark.parametrize("query", [MARCH_3, "den-ngay=2024-01-16", f"{MARCH_3}&chuong-trinh=historical", ""])
def test_every_number_leads_to_a_ledger_whose_sum_is_that_number(office, furnished, query):
    links = links_of(office.get(f"/tong-quan/?{query}"))
    assert len(links) == 4 + 4 * 14
    for address, number in links:
        response = office.get(address)
        sums = {item["measure"]: item["sum"] for item in response.context["sums"]}
        asked = re.search("chi-tieu=(to_enter|entered)", address)
        total = sum(sums.values()) if asked else sums.get("Phải nhập", 0) - sums.get("Đã nhập", 0)
        assert (response.status_code, format_count(total)) == (200, number), address


def test_tiles_say_how_far_and_what_each_deadline_asks_for(office, furnished):
    page = " ".join(unescape(re.sub(r"<[^>]*>", " ", office.get(f"/tong-quan/?{MARCH_3}").content.decode())).split())
    left = totals(communes=all_communes(), programme="population_db", as_of=dt.date(2024, 3, 3)).all.left
    by_may, by_june = format_count(-(-left // 62)), format_count(-(-left // 82))
    for words in (
        "Cần để kịp hạn tháng 5/2024", f"{by_may} mỗi ngày làm việc; còn 62 ngày làm việc (89 ngày)",
        "Cần để kịp hạn quý II/2024", f"{by_june} mỗi ngày làm việc; còn 82 ngày làm việc (119 ngày)",
        "tính đến hết ngày 03/3/2024", "■ Nhập từ Sổ hộ tịch trên nền CSDLQG về dân cư",
    ):  # fmt: skip
        assert words in page


def test_a_deadline_that_has_passed_says_so(office, settings):
    settings.FIXED_TODAY = dt.date(2024, 6, 3)
    page = office.get("/tong-quan/").content.decode()
    assert page.count("▲ đã qua hạn") == 1


# ------------------------------------------------------------------ day and programme
def test_it_opens_on_today_and_the_programme_of_the_report(office):
    response = office.get("/tong-quan/")
    assert (response.context["as_of"], response.context["programme"]) == (dt.date(2024, 3, 4), "population_db")
    assert 'value="04/3/2024"' in response.content.decode()


@pytest.mark.parametrize("typed", ["2024-03-03", "03/3/2024", "3.3.24", "03/03/2024"])
def test_the_day_is_read_as_people_write_it(office, typed):
    assert office.get(f"/tong-quan/?den-ngay={typed}").context["as_of"] == dt.date(2024, 3, 3)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("den-ngay=2024-03-05", "Ngày 05/3/2024 chưa đến."),
        ("den-ngay=31/02/2024", "Không có ngày 31/02/2024."),
        ("den-ngay=hôm qua", "Gõ ngày dạng ngày/tháng/năm"),
        ("den-ngay=0001-01-01", "Chọn một ngày từ 01/01/2000 trở đi."),
        ("den-ngay=%00", ""),
        ("chuong-trinh=both", "Không có chương trình này."),
        ("sort=name", "Không sắp xếp theo cột đó được"),
        ("sort=--xa", "Không sắp xếp theo cột đó được"),
        ("sort=%00", "Không sắp xếp theo cột đó được"),
    ],
)
def test_what_makes_no_sense_is_told_and_today_is_shown(office, query, words):
    response = office.get(f"/tong-quan/?{query}")
    assert (response.status_code, response.context["as_of"]) == (400, dt.date(2024, 3, 4))
    assert words in response.content.decode()
    assert len(rows_of(response)) == 14


def test_links_that_sort_keep_day_and_programme_and_turn_round(office):
    page = office.get(f"/tong-quan/?{MARCH_3}&chuong-trinh=historical").content.decode()
    assert f"?{MARCH_3}&amp;chuong-trinh=historical&amp;sort=-da-nhap" in page
    sorted_down = office.get(f"/tong-quan/?{MARCH_3}&sort=-da-nhap").content.decode()
    assert 'aria-sort="descending"' in sorted_down and "sort=da-nhap" in sorted_down


@pytest.mark.parametrize(
    "sort",
    [
        "xa",
        "phai-nhap",
        "da-nhap",
        "ty-le",
        "con-lai",
        "7-ngay",
        "nhip",
        "can-1",
        "can-2",
        "han-1",
        "han-2",
        "gan-nhat",
        "chot",
        "loi",
        "gian-doan",
    ],
)
def test_every_column_sorts_both_ways(office, furnished, sort):
    up, down = (list(rows_of(office.get(f"/tong-quan/?{MARCH_3}&sort={turn}{sort}"))) for turn in ("", "-"))
    assert (len(up), up[-1], down[-1]) == (14, "Toàn huyện", "Toàn huyện")
    if sort not in {"nhip", "han-1", "han-2", "gan-nhat", "chot", "loi", "gian-doan"}:  # where communes stand alike
        assert up[:13] == down[12::-1]


# ------------------------------------------------------------------ who is late
def test_last_entry_and_who_entered_nothing_that_day(client, justice_office, official, phuoc_son):
    record(make_book(phuoc_son, by=official), 46, by=official, work_date=dt.date(2024, 3, 1))
    client.force_login(justice_office)
    on_the_day, today = client.get("/tong-quan/?den-ngay=2024-03-01"), client.get("/tong-quan/")
    assert rows_of(on_the_day)["Xã Phước Sơn"][-2] == "✓ trong ngày"
    assert rows_of(today)["Xã Phước Sơn"][-2] == "01/3/2024"
    assert rows_of(today)["Xã Phước Hòa"][-2] == "✕ chưa nhập"
    silent = on_the_day.content.decode().split('class="silent"')[1].split("</ul>")[0]
    assert "Phước Sơn" not in silent and silent.count("<li>") == 12
    assert "Ngày 01/3/2024 không nhập" in on_the_day.content.decode()
    assert "13 đơn vị chưa có số liệu của ngày này" in today.content.decode()
    record(make_book(phuoc_son, by=official, number="4"), 1, by=official, work_date=dt.date(2024, 3, 4))
    assert rows_of(client.get("/tong-quan/"))["Xã Phước Sơn"][-2] == "✓ hôm nay"


def test_before_the_first_entry_it_still_makes_sense(office, furnished):
    response = office.get("/tong-quan/?den-ngay=2022-01-01")
    assert response.status_code == 200
    assert rows_of(response)["Toàn huyện"][:3] == ["0", "0", "–"]
    assert "Chưa có số liệu nào đến ngày 01/01/2022." in response.content.decode()


# ------------------------------------------------------------------ scope and cost
def test_a_commune_sees_only_its_own(client, official, furnished, phuoc_son):
    client.force_login(official)
    response = client.get(f"/tong-quan/?{MARCH_3}")
    page = response.content.decode()
    assert list(rows_of(response)) == ["Xã Phước Sơn"]
    assert "Tiến độ xã Phước Sơn" in page and "Toàn huyện" not in page and "Lập báo cáo" not in page
    assert [
        name for name in Commune.objects.exclude(pk=phuoc_son.pk).values_list("name", flat=True) if f"ã {name}" in page
    ] == []
    for address, number in links_of(response):
        if "chi-tieu" in address:
            assert format_count(sum(item["sum"] for item in client.get(address).context["sums"])) == number


@pytest.mark.django_db(transaction=True)  # as in service: inside a transaction the sums in memory are not used
def test_eleven_queries_at_one_three_and_thirteen_communes(office, furnished):
    def queries() -> int:
        office.get("/tong-quan/")
        with CaptureQueriesContext(connection) as seen:
            assert office.get("/tong-quan/").status_code == 200
        return len(seen)

    with_thirteen = queries()
    elsewhere = District.objects.create(name="Vân Canh", province="Bình Định")
    Commune.objects.exclude(name__in=["Phước Sơn", "Phước Hòa", "Diêu Trì"]).update(district=elsewhere)
    with_three = queries()
    Commune.objects.exclude(name="Phước Sơn").update(district=elsewhere)
    assert queries() == with_three == with_thirteen <= 11


def test_the_page_is_small(office, furnished):
    assert len(office.get("/tong-quan/").content) <= 60_000
