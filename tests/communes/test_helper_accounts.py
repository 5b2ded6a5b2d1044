"""Accounts of people who help for a while: they record, export nothing, and end by themselves."""

import datetime as dt

import pytest

from communes.models import Role, User
from entries.models import Batch
from tests.conftest import MONDAY, PASSWORD, make_user
from tests.factories import machine, make_book
from tests.forms import typed


@pytest.fixture
def helper(official, phuoc_son):
    return make_user("huy.dong", Role.COMMUNE, phuoc_son, full_name="H.V.K", is_helper=True, valid_until=MONDAY)


def sign_in(client):
    return client.post("/dang-nhap/", {"username": "huy.dong", "password": PASSWORD, "next": ""})


def test_a_helper_records_a_shift(client, helper, official, phuoc_son):
    make_book(phuoc_son, by=official)
    client.force_login(helper)
    fields = {
        "shift": "2", "workstation": str(machine(phuoc_son).pk), "worked_by": "H.V.K", "record": "1",
        "line_0_book": "KS 3/1998", "line_0_programme": "population_db", "line_0_count": "46",
    }  # fmt: skip
    assert client.post("/nhap-lieu/", typed(client.get("/nhap-lieu/"), **fields)).status_code == 302
    assert Batch.objects.get(kind="shift").recorded_by == helper


@pytest.mark.parametrize(
    "path",
    [
        "/so-cai/so-cai.xlsx?xa=21970", "/so-cai/so-cai.csv?xa=21970", "/bao-cao/phu-luc.xlsx", "/nhap-tep/",
        "/nhap-tep/xuat/books.xlsx",
    ],
)  # fmt: skip
def test_a_helper_takes_nothing_out_where_an_official_may(client, helper, official, path):
    client.force_login(helper)
    assert client.get(path).status_code == 403
    client.force_login(official)
    assert client.get(path).status_code == 200


def test_a_helper_is_not_offered_what_is_refused(client, helper):
    client.force_login(helper)
    for path in ("/so-cai/?xa=21970", "/bao-cao/phu-luc/"):
        assert "Tải Excel" not in client.get(path).content.decode()


def test_a_helper_does_not_confirm_figures(client, helper):
    client.force_login(helper)
    assert client.post("/chot-so-lieu/", {}).status_code == 403


def test_the_last_day_counts_and_the_day_after_it_is_told(client, helper):
    assert sign_in(client).status_code == 302
    client.post("/dang-xuat/")
    User.objects.filter(pk=helper.pk).update(valid_until=MONDAY - dt.timedelta(days=1))
    refused = sign_in(client)
    assert refused.status_code == 400
    assert "Tài khoản này hết hạn sau ngày 03/3/2024." in refused.content.decode()


def test_who_is_in_when_the_account_ends_is_asked_to_log_in_and_the_outbox_told(client, helper):
    client.force_login(helper)
    assert client.get("/nhap-lieu/").status_code == 200
    User.objects.filter(pk=helper.pk).update(valid_until=MONDAY - dt.timedelta(days=1))
    answer = client.post("/nhap-lieu/dong-bo/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")
    assert client.get("/nhap-lieu/").url == "/dang-nhap/?next=/nhap-lieu/"
