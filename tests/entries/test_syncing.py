"""What waited in an outbox is stored once: lost answers, repeats, other content, other people, other clocks."""

import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from communes.models import BookKind, Programme, StaffMember
from entries.models import Batch, Entry, Source
from entries.verifying import verify
from tests.factories import machine, make_book

ADDRESS = "/nhap-lieu/dong-bo/"


@pytest.fixture
def book(phuoc_son, official):
    return make_book(phuoc_son, by=official, count=120)


def item(book, count=46, **changed):
    """One batch as a browser keeps it: ca 2, máy 1, 46 records of one book."""
    return {
        "id": str(uuid.uuid4()),
        "work_date": "2024-03-01",
        "shift": 2,
        "workstation": machine(book.commune).pk,
        "worked_by": "N.V.A",
        "note": "",
        "reason": "",
        "entries": [{"book": book.pk, "programme": Programme.POPULATION_DB.value, "count": count}],
    } | changed


def send(client, *items, **headers):
    return client.post(ADDRESS, json.dumps({"batches": items}), content_type="application/json", headers=headers)


def results(client, *items):
    answer = send(client, *items)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_batch_is_stored_and_acknowledged_with_its_receipt(client, official, book):
    client.force_login(official)
    sent = item(book)
    found, = results(client, sent)  # fmt: skip
    batch = Batch.objects.get(pk=sent["id"])
    assert (found["id"], found["status"], found["receipt"], found["errors"]) == (
        sent["id"], "stored", batch.receipt, [],
    )  # fmt: skip
    assert (batch.recorded_by, batch.source, batch.worked_by.name) == (official, Source.OUTBOX, "N.V.A")
    assert list(batch.entries.values_list("book", "programme", "count")) == [(book.pk, "population_db", 46)]


def test_the_same_batch_sent_again_is_there_already(client, official, book):
    client.force_login(official)
    sent = item(book)
    first, again = results(client, sent), results(client, sent)
    assert (first[0]["status"], again[0]["status"]) == ("stored", "already_stored")
    assert first[0]["receipt"] == again[0]["receipt"]
    assert Batch.objects.filter(kind="shift").count() == 1


def test_twice_in_one_request_is_stored_once(client, official, book):
    client.force_login(official)
    sent = item(book)
    assert sorted(one["status"] for one in results(client, sent, sent)) == ["already_stored", "stored"]


@pytest.mark.parametrize(
    "change",
    [{"shift": 3}, {"work_date": "2024-02-29"}, {"worked_by": "T.T.B"}, {"note": "khác"}, {"workstation": 2}],
)
def test_the_same_id_with_other_content_is_a_conflict_that_shows_what_is_stored(client, official, book, change):
    client.force_login(official)
    sent = item(book)
    results(client, sent)
    found, = results(client, sent | change)  # fmt: skip
    assert found["status"] == "conflict"
    assert found["stored"]["entries"] == [{"book": book.label, "programme": "population_db", "count": 46}]
    assert found["stored"]["recorded_by"] == official.shown_name
    assert Batch.objects.get(pk=sent["id"]).shift == 2


def test_a_refused_item_stops_no_other_and_says_every_fault(client, official, book):
    client.force_login(official)
    bad = item(book, work_date="2024-03-06", shift=4, workstation=99, worked_by=" ", entries=[
        {"book": 987654, "programme": "both", "count": -3},
    ])  # fmt: skip
    good = item(book)
    first, second = results(client, bad, good)
    assert (first["status"], first["receipt"], second["status"]) == ("refused", "", "stored")
    assert [(error["where"], error["line"]) for error in first["errors"]] == [
        ("work_date", None), ("shift", None), ("workstation", None), ("worked_by", None), ("book", 0), ("programme", 0),
        ("count", 0),
    ]  # fmt: skip
    assert "Kiểm tra đồng hồ của máy này" in first["errors"][0]["message"]


@pytest.mark.parametrize("count", [0, -5, 1.5, "abc", 10**18, True, None, "1.5", [], {}])
def test_a_count_that_is_none_is_refused(client, official, book, count):
    client.force_login(official)
    found, = results(client, item(book, count=count))  # fmt: skip
    assert (found["status"], found["errors"][0]["where"]) == ("refused", "count")
    assert not Entry.objects.filter(measure="entered").exists()


def test_books_and_machines_may_be_named(client, official, book):
    client.force_login(official)
    named = item(book, workstation=2, entries=[{"book": "ks 3/1998", "programme": "historical", "count": "12"}])
    assert results(client, named)[0]["status"] == "stored"
    assert Batch.objects.get(pk=named["id"]).workstation == machine(book.commune, 2)


def test_a_shift_without_entries_needs_its_reason(client, official, book):
    client.force_login(official)
    silent, told = item(book, entries=[]), item(book, entries=[], reason="Mất mạng")
    first, second = results(client, silent, told)
    assert (first["status"], first["errors"][0]["where"], second["status"]) == ("refused", "reason", "stored")


def test_what_the_official_went_by_is_kept_and_flagged_where_it_differs(client, official, book):
    client.force_login(official)
    line = {"book": book.pk, "programme": "population_db", "count": 48, "first": 45, "last": 92, "total": 50}
    found, = results(client, item(book, entries=[line]))  # fmt: skip
    entry = Entry.objects.get(measure="entered")
    assert (entry.count, entry.first_number, entry.last_number, entry.stated_total) == (48, 45, 92, 50)
    assert found["flags"] == [
        "Khai sinh 03/1998: lũy kế ghi 50, sổ cái có 0 cộng 48 là 48.",
    ]
    wrong_way = line | {"first": 92, "last": 45}
    assert results(client, item(book, entries=[wrong_way]))[0]["errors"][0]["where"] == "first_number"
    assert verify() == []


def test_a_book_withdrawn_meanwhile_takes_nothing_new_but_keeps_what_it_has(client, official, book):
    client.force_login(official)
    sent = item(book)
    results(client, sent)
    type(book).objects.filter(pk=book.pk).update(is_withdrawn=True)
    again, new = results(client, sent, item(book))
    assert (again["status"], new["status"]) == ("already_stored", "refused")
    assert "không còn quyển này" in new["errors"][0]["message"]


def test_a_book_of_another_commune_is_refused(client, official, neighbour, phuoc_hoa):
    foreign = make_book(phuoc_hoa, by=neighbour, kind=BookKind.DEATH)
    client.force_login(official)
    sent = item(foreign, workstation=1)
    assert results(client, sent)[0]["status"] == "refused"


def test_an_account_moved_to_another_commune_is_told(client, neighbour, book):
    client.force_login(neighbour)
    found, = results(client, item(book, workstation=1, commune=book.commune.code))  # fmt: skip
    assert found["status"] == "refused"
    assert "Lưu hàng chờ thành tệp và gửi Phòng Tư pháp" in found["errors"][0]["message"]


# ------------------------------------------------------------------ doors
def test_logged_out_the_answer_is_json(client, book):
    answer = send(client, item(book))
    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")
    assert (client.get(ADDRESS).status_code, client.get(ADDRESS).headers["Content-Type"]) == (401, "application/json")


def test_a_stale_protection_code_is_json_and_a_fresh_one_is_there_to_get(official, book):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    assert (send(client, item(book)).status_code, send(client).json()["error"]) == (403, "stale_code")
    fresh = client.get(ADDRESS).json()
    assert (fresh["user"], fresh["today"]) == (official.pk, "2024-03-04")
    answer = send(client, item(book), **{"X-CSRFToken": fresh["csrf"]})
    assert answer.json()["results"][0]["status"] == "stored"


def test_nobody_sends_in_anothers_name(client, neighbour, official, book):
    client.force_login(neighbour)
    answer = send(client, item(book), **{"X-Outbox-Owner": str(official.pk)})
    assert (answer.status_code, answer.json()["error"]) == (409, "other_user")


def test_who_must_change_the_password_first_is_told_in_json(client, official, book):
    official.must_change_password = True
    official.save()
    client.force_login(official)
    assert (send(client, item(book)).status_code, send(client).json()["error"]) == (403, "must_change_password")


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"batches": 5}', '{"batches": {}}', "null", '{"batch": []}', "[" * 100_000]
)
def test_what_is_not_readable_is_refused_in_words(client, official, body):
    client.force_login(official)
    answer = client.post(ADDRESS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "not_readable")


@pytest.mark.parametrize("thing", [None, 5, "x", [], {}, {"id": "x"}, {"id": None, "entries": "x"}, {"entries": [[]]}])
def test_an_item_that_is_none_is_refused(client, official, book, thing):
    client.force_login(official)
    found, = results(client, thing)  # fmt: skip
    assert (found["status"], bool(found["errors"])) == ("refused", True)


def test_too_many_at_once_are_refused_as_a_whole(client, official, book):
    client.force_login(official)
    assert send(client, *[item(book)] * 501).status_code == 413
    assert not Batch.objects.filter(kind="shift").exists()


def test_five_hundred_go_in_one_request(client, official, book):
    client.force_login(official)
    sent = [item(book, count=1, note=str(n), worked_by=f"N.V.{n % 7}") for n in range(500)]
    assert {one["status"] for one in results(client, *sent)} == {"stored"}
    assert [one["id"] for one in results(client, *sent)] == [one["id"] for one in sent]
    assert Batch.objects.filter(kind="shift").count() == 500
    assert StaffMember.objects.filter(commune=book.commune).count() == 7


def test_an_id_that_another_commune_has_is_a_conflict_that_shows_nothing(client, official, neighbour, book, phuoc_hoa):
    client.force_login(official)
    sent = item(book)
    results(client, sent)
    theirs = make_book(phuoc_hoa, by=neighbour)
    client.force_login(neighbour)
    found, = results(client, item(theirs, id=sent["id"], workstation=1))  # fmt: skip
    assert (found["status"], found["receipt"], "stored" in found) == ("conflict", "", False)


@pytest.mark.django_db(transaction=True)
def test_a_thousand_ids_sent_three_times_make_a_thousand_batches(client, official, book):
    """Once in turn, once by four senders at the same time, once more; then with other content under each id."""
    client.force_login(official)
    items = [item(book, count=n % 40 + 1, note=str(n)) for n in range(1_000)]
    chunks = [items[n : n + 50] for n in range(0, 1_000, 50)]

    def send_all(of: list) -> list:
        mine = Client()
        mine.force_login(official)
        try:
            return [one for chunk in of for one in results(mine, *chunk)]
        finally:
            connection.close()

    first = send_all(chunks[:10])
    with ThreadPoolExecutor(4) as senders:  # half of them for the first time, all of them by two
        twice = list(senders.map(send_all, [chunks[::2], chunks[1::2], chunks[::-1], chunks[10:]]))
    again = send_all(chunks)
    receipts = {one["id"]: one["receipt"] for one in again}
    everything = [*first, *(one for answers in twice for one in answers), *again]
    assert {one["status"] for one in again} == {"already_stored"}
    assert Counter(one["status"] for one in everything)["stored"] == 1_000
    assert all(one["receipt"] == receipts[one["id"]] for one in everything)
    assert Batch.objects.filter(kind="shift").count() == len(set(receipts.values())) == 1_000
    other = send_all([[one | {"shift": 3} for one in chunk] for chunk in chunks])
    assert {one["status"] for one in other} == {"conflict"}
    assert verify() == []
