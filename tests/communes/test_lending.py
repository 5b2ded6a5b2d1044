"""Lending machines: each rule from both sides, two lenders at once, where a machine stands on a day."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from communes.lending import call_off, lend, machines_at, return_machine
from communes.models import Assignment, Commune, Loan
from communes.refusals import Refused
from tests.conftest import MONDAY
from tests.factories import machine, member


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def one(phuoc_son):
    return machine(phuoc_son, 1)


def lent(official, one, to, first=0, last=None, **extra):
    extra = {"purpose": "nhập nước rút"} | extra
    return lend(
        by=official,
        workstation=one,
        borrower=to,
        from_on=day(first),
        to_on=None if last is None else day(last),
        **extra,
    )


def refusal(act, *args, **extra) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        act(*args, **extra)
    return [(problem.where, problem.message) for problem in told.value.problems]


def standing(commune, n) -> list[tuple[str, int]]:
    return [(one.machine.commune.name, one.machine.number) for one in machines_at(commune, day(n))]


def test_a_lent_machine_stands_with_the_borrower_on_the_days_of_the_loan(official, one, phuoc_son, phuoc_hoa):
    lent(official, one, phuoc_hoa, 0, 2)
    both = [("Phước Sơn", 1), ("Phước Sơn", 2)]
    assert [standing(phuoc_son, n) for n in (-1, 0, 2, 3)] == [both, both[1:], both[1:], both]
    of_hoa = [("Phước Hòa", 1), ("Phước Hòa", 2)]
    assert [standing(phuoc_hoa, n) for n in (-1, 0, 2, 3)] == [of_hoa, [*of_hoa, both[0]], [*of_hoa, both[0]], of_hoa]


def test_a_borrowed_machine_out_of_service_stands_nowhere(official, one, phuoc_hoa):
    lent(official, one, phuoc_hoa)
    one.in_service_to = day(1)
    one.save()
    assert ("Phước Sơn", 1) in standing(phuoc_hoa, 1)
    assert ("Phước Sơn", 1) not in standing(phuoc_hoa, 2)


def test_where_machines_stand_takes_two_queries(official, one, phuoc_hoa, django_assert_num_queries):
    lent(official, one, phuoc_hoa)
    with django_assert_num_queries(2):
        machines_at(phuoc_hoa, day(0))


@pytest.mark.parametrize(
    ("first", "last", "is_taken"),
    [(-3, -1, True), (-3, 0, False), (1, 1, False), (2, 9, False), (3, 9, True), (3, None, True), (-9, None, False)],
)
def test_a_machine_is_in_one_place_at_a_time(official, one, phuoc_hoa, first, last, is_taken):
    lent(official, one, phuoc_hoa, 0, 2)
    other = Commune.objects.get(name="Phước An")
    if is_taken:
        assert lent(official, one, other, first, last).borrower == other
    else:
        told = "Máy 1 đã cho xã Phước Hòa mượn từ 04/3/2024 đến hết 06/3/2024."
        assert refusal(lent, official, one, other, first, last) == [("from_on", told)]
    assert Loan.objects.count() == 1 + is_taken


@pytest.mark.parametrize(
    ("checked", "ends", "first", "last", "where"),
    [
        (None, None, 0, 2, "from_on"),
        (-5, None, 0, 2, None),
        (0, None, 0, 2, None),
        (1, None, 0, 2, "from_on"),
        (-5, 2, 0, 2, None),
        (-5, 1, 0, 2, "to_on"),
        (-5, 0, 0, None, None),
        (-5, -1, 0, None, "from_on"),
    ],
)
def test_only_a_checked_machine_goes_away(official, one, phuoc_hoa, checked, ends, first, last, where):
    one.security_checked_on = None if checked is None else day(checked)
    one.security_valid_until = None if ends is None else day(ends)
    one.save()
    if where is None:
        assert lent(official, one, phuoc_hoa, first, last).pk
    else:
        assert [at for at, _ in refusal(lent, official, one, phuoc_hoa, first, last)] == [where]


@pytest.mark.parametrize(
    ("begins", "ends", "where"),
    [(0, 2, []), (1, None, ["from_on"]), (None, 1, ["to_on"]), (None, -1, ["from_on"])],
)
def test_only_a_machine_in_service_is_lent(official, one, phuoc_hoa, begins, ends, where):
    one.in_service_from = None if begins is None else day(begins)
    one.in_service_to = None if ends is None else day(ends)
    one.save()
    if where:
        assert [at for at, _ in refusal(lent, official, one, phuoc_hoa, 0, 2)] == where
    else:
        assert lent(official, one, phuoc_hoa, 0, 2).pk


def test_what_cannot_be_lent_is_told_at_its_field(official, one, phuoc_son, phuoc_hoa):
    assert refusal(lent, official, one, phuoc_son) == [("borrower", "Máy này là của xã đó rồi. Chọn xã khác.")]
    assert refusal(lent, official, one, phuoc_hoa, 0, -1) == [("to_on", "Ngày trả không thể trước ngày mượn.")]
    assert refusal(lent, official, one, phuoc_hoa, purpose=" ") == [("purpose", "Ghi mượn để làm gì.")]
    ((where, told),) = refusal(lent, official, one, phuoc_hoa, purpose="Gọi 0905 123 456")
    assert (where, "không lưu thông tin cá nhân" in told) == ("purpose", True)
    assert Loan.objects.count() == 0


def test_shifts_on_the_roster_come_first(official, one, phuoc_son, phuoc_hoa):
    Assignment.objects.create(commune=phuoc_son, work_date=day(2), shift=1, workstation=one, member=member(phuoc_son))
    told = "Đã phân ca trên máy này: ca 1 ngày 06/3/2024. Bỏ các ca đó trong Ca trực trước."
    assert refusal(lent, official, one, phuoc_hoa) == [("from_on", told)]
    assert refusal(lent, official, one, phuoc_hoa, 0, 2) == [("from_on", told)]
    assert lent(official, one, phuoc_hoa, 0, 1).pk


# ------------------------------------------------------------------ coming back
def test_a_machine_comes_back_and_who_said_so_is_remembered(official, one, phuoc_son, phuoc_hoa):
    loan = lent(official, one, phuoc_hoa)
    return_machine(by=official, loan=loan, on=day(1), reason="xong việc")
    assert [standing(phuoc_son, n)[0] for n in (1, 2)] == [("Phước Sơn", 2), ("Phước Sơn", 1)]
    told = Loan.history.order_by("history_id").values_list("history_type", "history_user", "history_change_reason")
    assert list(told) == [("+", official.pk, None), ("~", official.pk, "xong việc")]


@pytest.mark.parametrize(("on", "is_taken"), [(-1, False), (0, True), (3, True), (4, False)])
def test_a_machine_comes_back_within_its_loan(official, one, phuoc_hoa, on, is_taken):
    loan = lent(official, one, phuoc_hoa, 0, 3)
    if is_taken:
        assert return_machine(by=official, loan=loan, on=day(on)).to_on == day(on)
    else:
        assert [at for at, _ in refusal(return_machine, by=official, loan=loan, on=day(on))] == ["on"]


def test_a_machine_with_shifts_of_the_borrower_does_not_come_back(official, one, phuoc_hoa):
    loan = lent(official, one, phuoc_hoa)
    Assignment.objects.create(commune=phuoc_hoa, work_date=day(2), shift=3, workstation=one, member=member(phuoc_hoa))
    ((where, told),) = refusal(return_machine, by=official, loan=loan, on=day(1))
    assert (where, told.startswith("Xã Phước Hòa còn phân ca trên máy này: ca 3 ngày 06/3/2024.")) == ("on", True)
    assert return_machine(by=official, loan=loan, on=day(2)).to_on == day(2)


@pytest.mark.parametrize(("first", "is_taken"), [(0, False), (1, True)])
def test_a_loan_is_called_off_before_it_begins(official, one, phuoc_hoa, first, is_taken):
    loan = lent(official, one, phuoc_hoa, first)
    if is_taken:
        call_off(by=official, loan=loan)
    else:
        assert "đã bắt đầu" in refusal(call_off, by=official, loan=loan)[0][1]
    assert Loan.objects.count() == 1 - is_taken


# ------------------------------------------------------------------ two at once
@pytest.mark.django_db(transaction=True)
def test_of_two_lenders_at_once_one_is_told(official, one, phuoc_hoa):
    other = Commune.objects.get(name="Phước An")

    def lender(borrower):
        try:
            return lent(official, one, borrower, 0, 5).borrower.name
        except Refused as told:
            return str(told)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lender, [phuoc_hoa, other]))
    assert Loan.objects.count() == 1
    told = [answer for answer in answers if "đã cho" in answer or "vừa được cho mượn" in answer]
    assert len(told) == 1
