"""Paper slips: the code is the batch's id, a mistyped one is found out, and the same slip typed twice is one batch."""

import json
import re
import uuid

import pytest

from entries.models import Batch
from entries.slips import ALPHABET, BadCode, id_of, new_codes, read_code
from tests.factories import machine, make_book, record
from tests.forms import fields_of, typed

PAGE = "/nhap-lieu/phieu-giay/"
# The browser's side is tested against the same table: tests/journeys/test_paper_and_hand_over.py.
CODES = {
    "22222-22222": "00000000-0000-8a5f-9e1c-7075c6a1b0f0",
    "22222-2223C": "00000001-0000-8a5f-9e1c-7075c6a1b0f0",
    "BBBBB-BBBBM": "7eeebd08-0098-8a5f-9e1c-7075c6a1b0f0",
    "XXXXX-XXXX3": "5d1087d6-01a3-8a5f-9e1c-7075c6a1b0f0",
}


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def code():
    return new_codes(1)[0]


# ------------------------------------------------------------------ the code
@pytest.mark.parametrize(("code", "id"), CODES.items())
def test_the_code_alone_is_the_id(code, id):
    assert str(id_of(code)) == id
    assert uuid.UUID(id).version == 8


def test_codes_differ_and_so_do_their_receipts():
    codes = new_codes(200)
    assert len({id_of(code) for code in codes}) == 200
    assert len({Batch(id=id_of(code)).receipt for code in codes}) == 200
    assert all(re.fullmatch(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code) for code in codes)


def test_no_look_alikes_and_nothing_that_a_vietnamese_keyboard_changes():
    assert not set(ALPHABET) & set("01OILZS") and not set(ALPHABET) & set("AEIOUYDW")


def test_a_code_is_read_as_people_type_it(code):
    for as_typed in (code.lower(), f"  {code} ", code.replace("-", ""), code.replace("-", " "), code.replace("-", "–")):
        assert read_code(as_typed) == code


def test_every_wrong_character_and_every_exchange_of_two_is_found_out(code):
    bare = code.replace("-", "")
    wrong = {bare[:n] + char + bare[n + 1 :] for n in range(10) for char in ALPHABET} - {bare}
    for a in range(10):
        for b in range(a):
            swapped = list(bare)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            wrong.add("".join(swapped))
    for each in wrong - {bare}:
        with pytest.raises(BadCode, match="So lại từng ký tự"):
            read_code(each)


@pytest.mark.parametrize(
    ("as_typed", "words"),
    [
        ("BBBBB-BBBBO", "không có ký tự “O”"),
        ("BBBBB-BBBB1", "không có ký tự “1”"),
        ("Á", "không có ký tự “Á”"),
        ("BBBBB", "có 10 ký tự, vừa gõ 5"),
        ("BBBBB-BBBBMB", "có 10 ký tự, vừa gõ 11"),
        ("", "vừa gõ 0"),
    ],
)
def test_what_is_no_code_is_refused_in_words(as_typed, words):
    with pytest.raises(BadCode, match=words):
        read_code(as_typed)


# ------------------------------------------------------------------ printing
def asked(phuoc_son, **changed):
    return {"may": machine(phuoc_son).pk, "ca": "2", "so-phieu": "3", "kho": "a4", "ngay": "", "nguoi": ""} | changed


def test_slips_carry_machine_shift_and_a_code_each(client, official, phuoc_son):
    client.force_login(official)
    page = client.get(PAGE, asked(phuoc_son, ngay="05/3/2024", nguoi="N.V.A"))
    html = page.content.decode()
    codes = re.findall(r'aria-label="Phiếu giấy ([^"]+)"', html)
    assert len({read_code(code) for code in codes}) == 3
    assert html.count('class="slip-sheet a4"') == 2  # two on a sheet
    assert html.count("<svg") == html.count("Mã QR của phiếu") == 3
    for words in ("Xã Phước Sơn, huyện Tuy Phước", "Máy 1 (cũ, dùng chung)", "Ca 2 (14–22 giờ)", "05/3/2024", "N.V.A"):
        assert html.count(words) >= 3
    assert "style=" not in html


def test_each_opening_gives_new_codes_and_nothing_keeps_the_page(client, official, phuoc_son):
    client.force_login(official)
    first, second = (client.get(PAGE, asked(phuoc_son)) for _ in range(2))
    found = [set(re.findall(r'aria-label="Phiếu giấy ([^"]+)"', page.content.decode())) for page in (first, second)]
    assert found[0] & found[1] == set()
    assert "no-store" in first["Cache-Control"]
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"so-phieu": "13"}, "Gõ số phiếu từ 1 đến 12."),
        ({"so-phieu": ""}, "Gõ số phiếu từ 1 đến 12."),
        ({"so-phieu": "99999999999"}, "Số quá lớn"),
        ({"may": ""}, "Chọn một máy của xã."),
        ({"may": "999999"}, "Chọn một máy của xã."),
        ({"ca": "4"}, "Chọn ca 1, 2 hoặc 3."),
        ({"kho": "a3"}, "Chọn khổ giấy."),
        ({"ngay": "31/02/2024"}, "Không có ngày 31/02/2024"),
    ],
)
def test_what_cannot_be_printed_is_said_at_the_field(client, official, phuoc_son, changed, words):
    client.force_login(official)
    page = client.get(PAGE, asked(phuoc_son, **changed))
    assert page.status_code == 400
    assert words in page.content.decode()
    assert b"slip-sheet" not in page.content


def test_a_machine_of_another_commune_is_none(client, official, phuoc_son, phuoc_hoa):
    client.force_login(official)
    assert client.get(PAGE, asked(phuoc_son, may=machine(phuoc_hoa).pk)).status_code == 400


@pytest.mark.parametrize("count", ["1", "3"])
def test_as_many_queries_for_one_slip_as_for_three(client, official, phuoc_son, django_assert_num_queries, count):
    client.force_login(official)
    client.get(PAGE)  # the district's name is asked once
    with django_assert_num_queries(4):
        client.get(PAGE, asked(phuoc_son, **{"so-phieu": count}))


# ------------------------------------------------------------------ typing in
def send(client, code, phuoc_son, count="46"):
    page = client.get("/nhap-lieu/", {"phieu": code})
    fields = {
        "shift": "2", "workstation": str(machine(phuoc_son).pk), "worked_by": "N.V.A", "record": "1",
        "line_0_book": "KS 3/1998", "line_0_programme": "population_db", "line_0_count": count,
    }  # fmt: skip
    return client.post("/nhap-lieu/", typed(page, **fields))


def test_typed_twice_it_is_one_batch_and_other_content_is_a_conflict(client, official, book, code, phuoc_son):
    client.force_login(official)
    assert send(client, code, phuoc_son).status_code == send(client, code.lower(), phuoc_son).status_code == 302
    assert list(Batch.objects.filter(kind="shift").values_list("pk", flat=True)) == [id_of(code)]
    other = send(client, code, phuoc_son, count="47")
    assert other.status_code == 400
    assert "đã được ghi với nội dung khác" in other.content.decode()


def test_the_entry_page_takes_the_code_as_the_batchs_id(client, official, book, code):
    client.force_login(official)
    page = client.get("/nhap-lieu/", {"phieu": code})
    assert fields_of(page)["id"] == str(id_of(code))
    assert f"Đang gõ phiếu giấy <b>{code}</b>" in page.content.decode()
    assert fields_of(client.get("/nhap-lieu/"))["id"] != str(id_of(code))


def test_a_stored_code_is_told_before_typing_with_its_batch(client, official, book, code):
    client.force_login(official)
    batch = record(book, 46, by=official, id=id_of(code))
    html = client.get("/nhap-lieu/", {"phieu": code}).content.decode()
    assert f'Phiếu giấy {code} đã được ghi: <a href="/so-cai/phieu/{batch.pk}/">{batch.receipt}</a>' in html
    found = client.get(f"{PAGE}ma.json", {"phieu": code}).json()
    assert found["stored"] == {"receipt": batch.receipt, "address": f"/so-cai/phieu/{batch.pk}/"}


def test_a_mistyped_code_is_told_at_the_field(client, official, book, code):
    client.force_login(official)
    page = client.get("/nhap-lieu/", {"phieu": code[:-1]})
    assert 'id="id_phieu_error">Mã phiếu giấy có 10 ký tự, vừa gõ 9.' in page.content.decode()
    assert client.get(f"{PAGE}ma.json", {"phieu": code[:-1]}).json()["error"] == "bad_code"


def test_a_slip_of_another_commune_shows_nothing_of_its_batch(client, official, neighbour, book, code, phuoc_hoa):
    batch = record(book, 46, by=official, id=id_of(code))
    foreign = make_book(phuoc_hoa, by=neighbour)
    client.force_login(neighbour)
    page = client.get("/nhap-lieu/", {"phieu": code}).content.decode()
    assert f"Mã {code} đã dùng cho phiếu của xã khác" in page and batch.receipt not in page
    found = client.get(f"{PAGE}ma.json", {"phieu": code}).json()
    assert (found["stored"], found["is_elsewhere"]) == (None, True)
    item = {
        "id": str(id_of(code)), "work_date": "2024-03-01", "shift": 1, "workstation": 1, "worked_by": "T.T.B",
        "entries": [{"book": foreign.pk, "programme": "population_db", "count": 5}],
    }  # fmt: skip
    answer = client.post("/nhap-lieu/dong-bo/", json.dumps({"batches": [item]}), content_type="application/json")
    (result,) = answer.json()["results"]
    assert (result["status"], result["receipt"], "stored" in result) == ("conflict", "", False)


def test_a_link_may_state_day_shift_and_machine(client, official, phuoc_son):
    client.force_login(official)
    pk = machine(phuoc_son, 2).pk
    fields = fields_of(client.get("/nhap-lieu/", {"ngay": "2024-03-03", "ca": "3", "may": pk}))
    assert (fields["work_date"], fields["shift"], fields["workstation"]) == ("03/3/2024", "3", str(pk))
    nonsense = fields_of(client.get("/nhap-lieu/", {"ngay": "2024-13-03", "ca": "x", "may": "٣"}))
    assert (nonsense["work_date"], "shift" in nonsense) == ("04/3/2024", False)
    assert fields_of(client.get("/nhap-lieu/", {"ngay": "2024-03-05"}))["work_date"] == "04/3/2024"
