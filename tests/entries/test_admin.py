"""At the administrator's desk the ledger is read, never written."""

import pytest
from django.urls import reverse

from entries.models import Batch, Entry
from tests.factories import make_book, record

LEDGER = ("batch", "entry", "importrun")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def rows(official, phuoc_son):
    batch = record(make_book(phuoc_son, by=official), 46, by=official)
    return {"batch": batch, "entry": batch.entries.get()}


@pytest.mark.parametrize("model", LEDGER)
def test_nothing_is_added(desk, model):
    address = reverse(f"admin:entries_{model}_add")
    assert (desk.get(address).status_code, desk.post(address, {"count": "5"}).status_code) == (403, 403)


@pytest.mark.parametrize("model", ["batch", "entry"])
def test_nothing_is_changed(desk, rows, model):
    address = reverse(f"admin:entries_{model}_change", args=[rows[model].pk])
    page = desk.get(address)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode() and 'name="count"' not in page.content.decode()
    assert desk.post(address, {"count": "47", "note": "sửa"}).status_code == 403
    assert (Entry.objects.get(pk=rows["entry"].pk).count, Batch.objects.get(pk=rows["batch"].pk).note) == (46, "")


@pytest.mark.parametrize("model", ["batch", "entry"])
def test_nothing_is_deleted(desk, rows, model):
    key = rows[model].pk
    assert desk.post(reverse(f"admin:entries_{model}_delete", args=[key]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": key, "post": "yes"}
    desk.post(reverse(f"admin:entries_{model}_changelist"), chosen)
    assert type(rows[model]).objects.filter(pk=key).exists()


@pytest.mark.parametrize("model", ["batch", "entry"])
def test_a_list_takes_the_same_queries_at_one_and_at_three_rows(
    desk, official, phuoc_son, model, django_assert_num_queries, django_assert_max_num_queries
):
    book = make_book(phuoc_son, by=official)
    address = reverse(f"admin:entries_{model}_changelist")
    desk.get(address)
    with django_assert_max_num_queries(8) as first:
        assert desk.get(address).status_code == 200
    for shift in (1, 2):
        record(book, 5, by=official, shift=shift)
    with django_assert_num_queries(len(first)):
        desk.get(address)
