"""Machines: what stands where, the security check in words, and the pages."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.lending import lend
from communes.machines import keep_machine, machines_of, security_of
from communes.models import Assignment, Commune, Loan, Workstation
from communes.refusals import Refused
from tests.conftest import MONDAY, PASSWORD
from tests.factories import machine, member
from tests.forms import fields_of

PAGE = "/may-tinh/"


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def one(phuoc_son):
    return machine(phuoc_son, 1)


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") :])).split())


def form_of(response, act: str) -> dict:
    """What the browser would send of one of the page's forms."""
    html = response.content.decode()
    forms = re.findall(r"<form.*?</form>", html[html.index("<main") :], flags=re.S)
    (form,) = [each for each in forms if f'name="act" value="{act}"' in each]
    response._container = [("<main" + form).encode()]
    return fields_of(response) | {"act": act}


@pytest.mark.parametrize(
    ("checked", "ends", "told"),
    [
        (None, None, ("bad", "✕", "chưa kiểm tra")),
        (1, None, ("bad", "✕", "chưa kiểm tra")),
        (-9, None, ("good", "✓", "kiểm tra ngày 24/02/2024, không ghi thời hạn")),
        (-9, -1, ("bad", "✕", "đã hết giá trị từ 03/3/2024")),
        (-9, 0, ("warn", "▲", "sắp hết: còn giá trị đến 04/3/2024")),
        (-9, 30, ("warn", "▲", "sắp hết: còn giá trị đến 03/4/2024")),
        (-9, 31, ("good", "✓", "còn giá trị đến 04/4/2024")),
    ],
)
def test_the_security_check_in_words(checked, ends, told):
    made = Workstation(
        security_checked_on=None if checked is None else day(checked),
        security_valid_until=None if ends is None else day(ends),
    )
    found = security_of(made, MONDAY)
    assert (found.tone, found.mark, found.words) == told


def test_what_a_commune_has_and_what_is_missing(official, one, phuoc_son, phuoc_hoa):
    lend(by=official, workstation=one, borrower=phuoc_hoa, from_on=MONDAY, purpose="nước rút")
    son, hoa = machines_of([phuoc_son, phuoc_hoa], MONDAY)
    assert ([kept.machine.number for kept in son.standing], son.missing, len(son.lent)) == ([2], 1, 1)
    assert ([kept.machine.pk == one.pk for kept in hoa.standing], hoa.missing) == ([False, False, True], 0)
    other = machine(phuoc_son, 2)
    other.in_service_to = day(-1)
    other.save()
    son, _ = machines_of([phuoc_son, phuoc_hoa], MONDAY)
    assert (son.standing, son.missing, len(son.out_of_service)) == ([], 2, 1)


def kept(by, made, **fields):
    for name, value in fields.items():
        setattr(made, name, value)
    return keep_machine(by=by, machine=made)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"number": 2}, ["number"]),
        ({"number": 3}, []),
        ({"security_checked_on": day(1)}, ["security_checked_on"]),
        ({"security_checked_on": day(0)}, []),
        ({"security_checked_on": None, "security_valid_until": day(9)}, ["security_checked_on"]),
        ({"security_checked_on": day(0), "security_valid_until": day(-1)}, ["security_valid_until"]),
        ({"security_checked_on": day(0), "security_valid_until": day(0)}, []),
        ({"in_service_from": day(2), "in_service_to": day(1)}, ["in_service_to"]),
        ({"in_service_from": day(2), "in_service_to": day(2)}, []),
        ({"note": "x" * 201}, ["note"]),
        ({"note": "0905123456"}, ["note"]),
    ],
)
def test_what_a_machine_can_be(official, one, fields, where):
    if not where:
        assert kept(official, one, **fields).pk
        return
    with pytest.raises(Refused) as told:
        kept(official, one, **fields)
    assert [problem.where for problem in told.value.problems] == where


def test_a_machine_leaves_no_shift_and_no_loan_behind(official, one, phuoc_son, phuoc_hoa):
    Assignment.objects.create(commune=phuoc_son, work_date=day(1), shift=2, workstation=one, member=member(phuoc_son))
    with pytest.raises(Refused, match=r"còn được phân ca 2 ngày 05/3/2024"):
        kept(official, one, in_service_to=day(0))
    assert kept(official, one, in_service_to=day(1)).pk
    two = machine(phuoc_son, 2)
    lend(by=official, workstation=two, borrower=phuoc_hoa, from_on=day(0), to_on=day(2), purpose="x")
    with pytest.raises(Refused, match=r"đang cho xã Phước Hòa mượn quá ngày này"):
        kept(official, two, in_service_to=day(1))
    assert kept(official, two, in_service_to=day(2)).pk


# ------------------------------------------------------------------ pages
def test_the_district_sees_every_commune(client, justice_office, official, one, phuoc_hoa):
    lend(by=official, workstation=one, borrower=phuoc_hoa, from_on=MONDAY, purpose="nước rút")
    client.force_login(justice_office)
    page = client.get(PAGE)
    assert "Đang đặt ở từng xã ngày 04/3/2024: 26 máy." in words_of(page)
    assert "Xã Phước Sơn 1 ✕ thiếu 01 máy Máy 2 – mới, chuyên dùng" in words_of(page)
    assert "Máy 1 – mượn của xã Phước Sơn" in words_of(page)
    assert len(page.context["lines"]) == 13


def test_a_machine_is_lent_and_comes_back_by_its_page(client, official, one, phuoc_hoa):
    client.force_login(official)
    address = f"{PAGE}{one.pk}/"
    sent = form_of(client.get(address), "lend") | {"borrower": phuoc_hoa.pk, "purpose": "nhập nước rút"}
    page = client.post(address, sent, follow=True)
    assert "Đã ghi: cho xã Phước Hòa mượn Máy 1 từ 04/3/2024." in words_of(page)
    assert "▲ cho xã Phước Hòa mượn từ 04/3/2024" in words_of(page)
    page = client.post(address, form_of(page, "return") | {"on": "05/3/2024"}, follow=True)
    assert "Đã ghi: máy ở xã Phước Hòa đến hết 05/3/2024." in words_of(page)
    assert Loan.objects.get().to_on == day(1)


def test_a_loan_to_come_is_called_off(client, official, one, phuoc_hoa):
    loan = lend(by=official, workstation=one, borrower=phuoc_hoa, from_on=day(3), purpose="x")
    client.force_login(official)
    address = f"{PAGE}{one.pk}/"
    sent = form_of(client.get(address), "return") | {"call_off": "1"}
    assert "vừa thay đổi" in words_of(client.post(address, sent | {"loan": loan.pk + 1}))
    assert "Đã bỏ lần cho mượn." in words_of(client.post(address, sent, follow=True))
    assert Loan.objects.count() == 0


@pytest.mark.parametrize(
    ("act", "sent", "message"),
    [
        ("lend", {"borrower": ""}, "Chọn xã, thị trấn mượn máy."),
        ("lend", {"borrower": "x"}, "Chọn xã, thị trấn mượn máy."),
        ("lend", {"borrower": "x\x00"}, "Chọn xã, thị trấn mượn máy."),
        ("lend", {"purpose": "a\x00"}, "Có ký tự không đọc được."),
        ("lend", {"from_on": "31/02/2024"}, "Không có ngày 31/02/2024"),
        ("lend", {"purpose": "Gọi 0905 123 456"}, "không lưu thông tin cá nhân"),
        ("keep", {"number": "2"}, "Xã đã có máy mang số này."),
        ("keep", {"number": "x"}, "Gõ một số từ 1 đến 99."),
        ("keep", {"kind": "x"}, "Chọn loại máy."),
        ("keep", {"free_share": "0"}, "Gõ một số từ 1 đến 100."),
        ("keep", {"managed_by": ""}, "Ghi đơn vị quản lý"),
        ("keep", {"security_checked_on": "05/3/2024"}, "Ngày kiểm tra ở tương lai."),
        ("keep", {"typed_by": "0"}, "Biểu mẫu này do tài khoản khác mở."),
    ],
)
def test_bad_input_is_told_and_kept(client, official, one, phuoc_hoa, act, sent, message):
    client.force_login(official)
    address = f"{PAGE}{one.pk}/"
    good = {"lend": {"borrower": phuoc_hoa.pk, "purpose": "nước rút", "paper": "12/GM"}, "keep": {"note": "để ở kho"}}
    answer = client.post(address, form_of(client.get(address), act) | good[act] | sent)
    assert (answer.status_code, message in words_of(answer)) == (400, True)
    name, value = {"lend": ("paper", "12/GM"), "keep": ("note", "để ở kho")}[act]
    assert fields_of(answer)[name] == value
    assert (Loan.objects.count(), Workstation.objects.get(pk=one.pk).number) == (0, 1)


def test_a_machine_is_added_and_changed_with_its_history(client, official, phuoc_son):
    client.force_login(official)
    page = client.get(f"{PAGE}them/", {"xa": phuoc_son.code})
    sent = fields_of(page) | {"number": "3", "kind": "borrowed", "free_share": "50"}
    assert "Đã thêm Máy 3." in words_of(client.post(f"{PAGE}them/", sent, follow=True))
    made = machine(phuoc_son, 3)
    assert made.managed_by == "Công an xã Phước Sơn"
    sent = form_of(client.get(f"{PAGE}{made.pk}/"), "keep") | {"free_share": "60", "reason": "ít việc hơn"}
    page = client.post(f"{PAGE}{made.pk}/", sent, follow=True)
    assert "ít việc hơn phần ngày thật sự rảnh (%): 50 → 60" in words_of(page)


def test_what_was_typed_survives_the_end_of_the_session(client, official, one, phuoc_hoa):
    sent = {"act": "lend", "borrower": phuoc_hoa.pk, "purpose": "nước rút", "typed_by": official.pk}
    address = f"{PAGE}{one.pk}/"
    page = client.post(address, sent)
    assert page.status_code == 401
    login = {"username": official.username, "password": PASSWORD, "kept": page.context["kept"], "next": address}
    assert fields_of(client.post("/dang-nhap/", login, follow=True))["purpose"] == "nước rút"
    assert Loan.objects.count() == 0


def test_another_communes_machine_does_not_exist(client, neighbour, one):
    client.force_login(neighbour)
    assert client.get(f"{PAGE}{one.pk}/").status_code == 404
    assert client.post(f"{PAGE}{one.pk}/", {"act": "lend"}).status_code == 404


def test_the_pages_ask_as_often_with_three_as_with_one(client, justice_office, official, one, phuoc_son, phuoc_hoa):
    client.force_login(justice_office)
    addresses = (PAGE, f"{PAGE}?xa={phuoc_hoa.code}", f"{PAGE}{one.pk}/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    lend(by=official, workstation=one, borrower=phuoc_hoa, from_on=day(0), to_on=day(1), purpose="x")
    asked()  # what is read once and kept
    first = asked()
    others = Commune.objects.exclude(pk__in=[phuoc_son.pk, phuoc_hoa.pk])[:2]
    for n, other in enumerate(others):
        away = machine(other, 1)
        lend(by=official, workstation=away, borrower=phuoc_hoa, from_on=day(0), purpose="x")
        lend(by=official, workstation=one, borrower=other, from_on=day(2 + n), to_on=day(2 + n), purpose="x")
        Assignment.objects.create(commune=other, work_date=day(2 + n), shift=1, workstation=one, member=member(other))
    assert asked() == first
    assert max(first) <= 8
