"""Minutes lost, faults and forecasts of the sample: what the pages say, counted again without their code."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection

from communes.models import Commune, District, Downtime, User
from reports.forecast.backtesting import back_test

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def office(sample, db, client):
    client.force_login(User.objects.get(username="tuphap"))
    return client


def minutes_of(first: dt.date, last: dt.date) -> tuple[Counter, Counter, int]:
    """Minutes lost by (commune, machine) and by month, from a set of every single minute; local days."""
    lost = set()
    for row in Downtime.objects.select_related("workstation", "commune"):
        at = row.started_at
        while at < row.ended_at:
            local = at.astimezone(dt.timezone(dt.timedelta(hours=7)))
            if first <= local.date() <= last:
                lost.add((row.commune.title, row.workstation.name, local))
            at += MINUTE
    by_machine = Counter((commune, machine) for commune, machine, _ in lost)
    by_month = Counter(f"Tháng {moment.month}/{moment.year}" for _, _, moment in lost)
    return by_machine, by_month, len(lost)


@pytest.mark.parametrize("query", ["", "thang=2024-01", "thang=2023-10"])
def test_minutes_lost_are_those_of_a_minute_by_minute_count(office, query):
    response = office.get(f"/gian-doan/?{query}")
    shown = response.context
    assert response.status_code == 200
    by_machine, by_month, total = minutes_of(shown["first"], shown["last"])
    assert total > 0
    assert {name: found for name, _, found in shown["by_machine"].lines} == by_machine
    assert {name[0]: found for name, _, found in shown["by_month"].lines} == by_month
    assert (shown["by_machine"].total, sum(shown["by_machine"].sums)) == (total, total)


def test_faults_are_those_of_the_table_itself(office):
    """Summed by plain SQL: by kind and commune, and all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.label, c.name, SUM(d.count) FROM entries_defect d JOIN entries_defectkind k ON k.id = d.kind_id"
            " JOIN communes_book b ON b.id = d.book_id JOIN communes_commune c ON c.id = b.commune_id GROUP BY 1, 2"
        )
        expected = {(kind, commune): int(count) for kind, commune, count in cursor.fetchall()}
    sums = office.get("/loi-du-lieu/?tinh-trang=tat-ca").context["sums"]
    shown = {
        (line.kind.label, cell.commune.name): cell.count for line in sums.kinds for cell in line.cells if cell.count
    }
    assert shown == expected
    assert (sums.count, sum(cell.count for cell in sums.by_commune)) == (sum(expected.values()),) * 2


def test_past_forecasts_of_the_sample_held_as_often_as_they_promised(sample, db):
    communes, district = list(Commune.objects.in_official_order()), District.objects.get()
    found = back_test(
        communes=communes, district=district.pk, programme="population_db", as_of=dt.date(2024, 3, 3)
    )  # fmt: skip
    assert len(found.trials) >= 40
    assert 0.74 <= found.share <= 0.86
