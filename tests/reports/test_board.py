"""The dashboard's numbers are those of totals(), whatever the day and the moment; past forecasts are judged fairly."""

import datetime as dt
import io
import json
import random

import openpyxl
import pytest
from django.core.management import call_command

from communes.downtime import record_downtime
from communes.models import Book, Commune, Deadline, District, Programme
from entries.correcting import correct_batch
from entries.models import Batch
from entries.posting import Line
from entries.recording import register_book
from reports.dashboards.board import read_board
from reports.dashboards.overview import overview
from reports.forecast.backtesting import back_test
from tests.factories import make_book, make_opening, record

from .stage import all_communes

pytestmark = pytest.mark.django_db(transaction=True)  # as in service: the sums come from memory
MARCH_3 = dt.date(2024, 3, 3)


def board_of(as_of=MARCH_3, programme=Programme.POPULATION_DB, known_at=None):
    scope = Commune.objects.in_official_order()
    return read_board(
        scope, district=District.objects.get().pk, programme=programme, as_of=as_of, known_at=known_at
    )  # fmt: skip


def told(as_of, programme, known_at) -> dict:
    """What `manage.py totals` prints, by the code of the commune."""
    out = io.StringIO()
    known = ["--known-at", known_at.isoformat()] if known_at else []
    call_command("totals", "--as-of", as_of.isoformat(), "--programme", programme, "--json", *known, stdout=out)
    [found] = json.loads(out.getvalue())["programmes"]
    return {one["code"]: one["total"] for one in found["communes"]} | {"all": found["total"]}


def test_numbers_equal_the_totals_of_any_day_and_any_moment(justice_office):
    chance = random.Random(42)
    books = [make_book(each, by=justice_office, count=chance.randint(50, 400)) for each in all_communes()]
    for n in range(60):
        book = chance.choice(books)
        batch = record(
            book, chance.randint(1, 30), by=justice_office, shift=n % 3 + 1, workstation=n % 2 + 1,
            work_date=MARCH_3 - dt.timedelta(days=chance.randint(0, 90)), programme=chance.choice(Programme.values),
        )  # fmt: skip
        if n % 7 == 0:
            wanted = (Line(book, Programme.HISTORICAL, chance.randint(1, 9)),)
            correct_batch(batch=batch, wanted=wanted, reason="Ghi nhầm chương trình", by=justice_office)
    moments = [None, *chance.sample(list(Batch.objects.values_list("recorded_at", flat=True)), 4)]
    for moment in moments:
        for _ in range(3):
            as_of = MARCH_3 - dt.timedelta(days=chance.randint(0, 100))
            for programme in Programme.values:
                board = board_of(as_of, programme, moment)
                table, expected = overview(board.communes, board.figures, []), told(as_of, programme, moment)
                shown = {row.commune.code: row.figure for row in table.rows} | {"all": table.all}
                for code, figure in shown.items():
                    assert {"to_enter": figure.to_enter, "entered": figure.entered, "left": figure.left} == {
                        name: expected[code][name] for name in ("to_enter", "entered", "left")
                    }


def test_the_page_is_shown_as_known_at_a_moment_and_leads_to_a_ledger_of_that_moment(
    client, justice_office, official, phuoc_son
):
    book = make_book(phuoc_son, by=official)
    record(book, 46, by=official)
    moment = Batch.objects.latest("recorded_at").recorded_at
    record(book, 30, by=official, shift=2)
    client.force_login(justice_office)
    address = f"/tong-quan/?den-ngay=2024-03-03&biet-luc={moment.isoformat().replace('+', '%2B')}"
    response = client.get(address)
    assert response.context["board"].all.entered == 46
    assert "chỉ tính số đã ghi đến" in response.content.decode()
    ledger = client.get(f"{response.context['ledger']}&chi-tieu=entered")
    assert [item["sum"] for item in ledger.context["sums"]] == [46]


@pytest.mark.parametrize("typed", ["hôm qua", "25:00 05/3/2024", "2024-02-31T10:00", "%00", "32/3/2024"])
def test_a_moment_that_makes_no_sense_is_told(client, justice_office, typed):
    client.force_login(justice_office)
    response = client.get(f"/tong-quan/?biet-luc={typed}")
    assert (response.status_code, response.context["known_at"]) == (400, None)


def test_a_band_shows_its_communes_and_the_whole_stays(client, justice_office, official, phuoc_son):
    record(make_book(phuoc_son, by=official, count=100), 60, by=official)
    client.force_login(justice_office)
    response = client.get("/tong-quan/?muc=tu-50")
    assert [row.commune for row in response.context["board"].rows] == [phuoc_son]
    assert [band.count for band in response.context["board"].bands] == [0, 0, 0, 1, 0]
    assert "Toàn huyện" in response.content.decode()
    assert client.get("/tong-quan/?muc=xong").context["board"].rows == ()
    assert client.get("/tong-quan/?muc=khac").status_code == 400


def test_what_stands_beside_a_commune(official, justice_office, phuoc_son):
    book = make_book(phuoc_son, by=official, count=100)
    record(book, 101, by=official)  # more than the book has: the district is to look at it
    make_opening(phuoc_son, by=official, kind="KH", to_enter=500)
    record_downtime(
        by=official, commune=phuoc_son, cause="network", workstation=phuoc_son.workstations.first(),
        started_at=dt.datetime(2024, 3, 1, 8, tzinfo=dt.UTC), ended_at=dt.datetime(2024, 3, 1, 9, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    board = board_of()
    [commune] = [one for one in board.communes if one == phuoc_son]
    beside = board.beside[phuoc_son.pk]
    assert (commune.flagged, commune.unallotted, commune.open_defects, commune.confirmed_to) == (1, 500, 0, None)
    assert (beside.waiting.for_district, beside.waiting.for_commune, beside.minutes_lost) == (1, 0, 90)
    assert beside.outlook.is_estimated
    assert len(beside.verdicts) == Deadline.objects.count() == 2


# ------------------------------------------------------------------ past forecasts
def test_a_steady_past_kept_every_promise_and_nothing_is_judged_too_early(official, phuoc_son):
    book = Book(commune=phuoc_son, kind="KS", number="3", opened=1998)
    register_book(by=official, book=book, count=5_000, as_of=dt.date(2023, 6, 2))
    first = dt.date(2023, 9, 4)
    for n in range((MARCH_3 - first).days + 1):
        day = first + dt.timedelta(days=n)
        if day.weekday() < 5:
            record(book, 12, by=official, work_date=day)
    scope = {"communes": [phuoc_son], "district": phuoc_son.district_id, "programme": "population_db"}
    found = back_test(as_of=MARCH_3, **scope)
    assert [one.milestone for one in found.trials] == [240] * len(found.trials)
    assert len(found.trials) == 5
    assert (found.held, found.share) == (len(found.trials), 1.0)
    assert all(one.cut_off < one.reached <= one.promised <= MARCH_3 for one in found.trials)


def test_a_team_that_slackened_did_not_keep_its_promise(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=5_000)
    first, turn = dt.date(2023, 11, 6), MARCH_3 - dt.timedelta(days=42)
    for n in range((MARCH_3 - first).days + 1):
        day = first + dt.timedelta(days=n)
        if day.weekday() < 5:
            record(book, 12 if day <= turn else 2, by=official, work_date=day)
    scope = {"communes": [phuoc_son], "district": phuoc_son.district_id, "programme": "population_db"}
    newest = back_test(as_of=MARCH_3, **scope).trials[-1]
    assert (newest.cut_off, newest.has_held) == (turn, False)


def test_without_a_past_there_is_nothing_to_judge(phuoc_son):
    scope = {"communes": [phuoc_son], "district": phuoc_son.district_id, "programme": "population_db"}
    found = back_test(as_of=MARCH_3, **scope)
    assert (found.trials, found.share) == ((), None)


# ------------------------------------------------------------------ the page of forecasts
def test_the_page_of_forecasts_says_each_commune_once(client, justice_office, official, phuoc_son):
    record(make_book(phuoc_son, by=official), 46, by=official)
    client.force_login(justice_office)
    page = client.get("/tong-quan/du-bao/?den-ngay=2024-03-03").content.decode()
    assert page.count('<section class="card outlook"') == 13
    assert "Xã Phước Sơn: còn 74; chưa đủ số liệu để dự báo." in page
    assert "Xã Phước Hòa: không có gì phải nhập." in page


def test_a_commune_reads_its_own_forecast_only(client, official, phuoc_son):
    record(make_book(phuoc_son, by=official), 46, by=official)
    client.force_login(official)
    for address in ("/tong-quan/du-bao/", "/tong-quan/"):
        page = client.get(address).content.decode()
        assert "Xã Phước Sơn: còn 74" in page
        assert "Phước Hòa" not in page


def test_the_forecast_as_a_workbook(client, justice_office, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=2_000)
    for n in range(14):
        record(book, 20, by=official, work_date=MARCH_3 - dt.timedelta(days=n))
    client.force_login(justice_office)
    response = client.get("/tong-quan/du-bao.xlsx?den-ngay=2024-03-03")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    row = rows["Xã Phước Sơn"]
    outlook = board_of().beside[phuoc_son.pk].outlook
    assert (row[1], row[2], row[4]) == (1_720, 28.0, 20.0)
    assert [value.date() for value in row[5:9]] == [outlook.finish_on(chance) for chance in (0.1, 0.5, 0.8, 0.9)]
    assert row[11].startswith("Xã Phước Sơn: còn 1.720, 08 tuần qua làm")
    assert rows["Xã Phước Hòa"][5:9] == ("–",) * 4


def test_what_if_as_a_workbook(client, justice_office, official, phuoc_son):
    record(make_book(phuoc_son, by=official, count=2_000), 20, by=official)
    client.force_login(justice_office)
    response = client.get("/tong-quan/thu-phuong-an.xlsx?den-ngay=2024-03-03&ca=3")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["Xã Phước Sơn"][1:3] == (1_980, 6.0)
    assert client.get("/tong-quan/thu-phuong-an.xlsx?ca=9").status_code == 400
