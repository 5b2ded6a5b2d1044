"""`manage.py totals` says what totals() says, cell by cell."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from communes.models import BookKind, Commune, Programme
from entries.correcting import correct_batch
from entries.posting import Line
from entries.totals import totals
from tests.factories import make_book, record

POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL


def run(*args) -> str:
    out = io.StringIO()
    call_command("totals", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def birth(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=120)


@pytest.fixture
def work(birth, official, neighbour, phuoc_hoa):
    record(birth, 46, by=official, work_date=dt.date(2024, 3, 1))
    record(birth, 8, by=official, work_date=dt.date(2024, 3, 3), programme=HISTORICAL)
    marriage = make_book(phuoc_hoa, by=neighbour, kind=BookKind.MARRIAGE, count=3)
    record(marriage, 1, by=neighbour, work_date=dt.date(2024, 3, 3))


@pytest.mark.parametrize("day", ["2024-02-29", "2024-03-01", "2024-03-03"])
@pytest.mark.parametrize("programme", [POPULATION, HISTORICAL])
def test_every_cell_is_that_of_totals(day, programme, work):
    data = json.loads(run("--as-of", day, "--programme", programme, "--json"))
    communes = list(Commune.objects.in_official_order())
    expected = totals(communes=communes, programme=programme, as_of=dt.date.fromisoformat(day))
    [found] = data["programmes"]
    assert (data["as_of"], data["known_at"], found["programme"]) == (day, None, programme)
    assert [row["code"] for row in found["communes"]] == [commune.code for commune in communes]
    for row, commune in zip(found["communes"], communes, strict=True):
        for kind in expected.kinds:
            cell = row["kinds"].get(kind, {"to_enter": 0, "entered": 0, "left": 0})
            figure = expected.cell(commune, kind)
            assert (cell["to_enter"], cell["entered"], cell["left"]) == (figure.to_enter, figure.entered, figure.left)
    assert (
        found["total"]["entered"] == expected.all.entered == sum(row["total"]["entered"] for row in found["communes"])
    )


def test_the_json_of_one_commune(work):
    [population, historical] = json.loads(run("--as-of", "2024-03-03", "--json"))["programmes"]
    figure = {"to_enter": 120, "entered": 46, "left": 74, "share": "0.383333"}
    assert next(row for row in population["communes"] if row["name"] == "Phước Sơn") == {
        "code": "21970", "name": "Phước Sơn", "kind": "xã", "kinds": {"KS": figure}, "total": figure,
    }  # fmt: skip
    assert population["total"] == {"to_enter": 123, "entered": 47, "left": 76, "share": "0.382113"}
    assert historical["total"] == {"to_enter": 0, "entered": 8, "left": -8, "share": None}


def test_nearly_all_is_never_all(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=999_999)
    record(book, 999_998, by=official)
    data = json.loads(run("--as-of", "2024-03-03", "--programme", POPULATION, "--json"))
    assert data["programmes"][0]["total"]["share"] == "0.999998"


def test_known_at_leaves_out_what_was_recorded_later(birth, official, settings):
    settings.FIXED_TODAY = dt.date(2024, 3, 1)
    batch = record(birth, 46, by=official, work_date=dt.date(2024, 3, 1))
    settings.FIXED_TODAY = dt.date(2024, 3, 4)
    correct_batch(batch=batch, wanted=(Line(birth, POPULATION, 40),), reason="Gõ nhầm", by=official)

    def entered(*args):
        data = json.loads(run("--as-of", "2024-03-03", "--programme", POPULATION, "--json", *args))
        return data["programmes"][0]["total"]["entered"]

    assert entered() == 40
    assert entered("--known-at", "2024-03-01") == 46
    assert entered("--known-at", "2024-03-03T23:59") == 46
    assert entered("--known-at", "2024-03-04") == 40


def test_the_table_for_people(work):
    lines = run("--as-of", "2024-03-03", "--programme", POPULATION).splitlines()
    assert lines[0] == "Nhập từ Sổ hộ tịch trên nền CSDLQG về dân cư – tính đến hết ngày 03/3/2024"
    assert next(line for line in lines if line.startswith("Xã Phước Sơn")).split() == [
        "Xã", "Phước", "Sơn", "120", "46", "74", "38,3%",
    ]  # fmt: skip
    assert lines[-1].split() == ["Tổng", "cộng", "123", "47", "76", "38,2%"]


@pytest.mark.parametrize("arguments", [("--as-of", "31/02/2024"), ("--as-of", "2024-03-03", "--known-at", "hôm qua")])
def test_dates_that_are_none_are_refused_in_words(db, arguments):
    with pytest.raises(CommandError, match="không phải là"):
        run(*arguments)
