"""What must always be true is held by the database: each rule from both sides."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communes.models import (
    Book,
    CalendarDay,
    Commune,
    Deadline,
    Directive,
    District,
    Downtime,
    Role,
    StaffMember,
    User,
    Workstation,
)
from tests.conftest import make_user

NOON = timezone.make_aware(dt.datetime(2024, 3, 4, 12))


def takes(make) -> bool:
    """Whether the database takes the row."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return False
    return True


# ------------------------------------------------------------------ books
def book(commune, **fields) -> Book:
    return Book(commune=commune, **({"kind": "KS", "number": "3", "opened": 1998} | fields)).prepare()


@pytest.mark.parametrize(
    ("second", "is_taken"),
    [
        ({}, False),
        ({"number": "4"}, True),
        ({"opened": 1999}, True),
        ({"kind": "KH"}, True),
        ({"number": ""}, True),
        ({"opened": None}, True),
    ],
)
def test_a_book_is_once_in_its_commune(phuoc_son, second, is_taken):
    Book.objects.bulk_create([book(phuoc_son)])
    assert takes(lambda: Book.objects.bulk_create([book(phuoc_son, **second)])) == is_taken


def test_communes_may_have_books_of_the_same_name(phuoc_son, phuoc_hoa):
    Book.objects.bulk_create([book(phuoc_son), book(phuoc_hoa)])
    with pytest.raises(ValidationError, match="Xã đã có quyển này: trùng loại sổ, quyển số và năm mở sổ"):
        book(phuoc_son).full_clean()


def test_books_without_number_or_year_may_be_many_and_are_told_apart(phuoc_son):
    unknown = Book.objects.bulk_create([book(phuoc_son, number="", opened=None) for _ in range(3)])
    assert len({each.label for each in unknown}) == 3


@pytest.mark.parametrize(("kind", "is_taken"), [("KS", False), ("KH", True)])
def test_one_book_a_kind_carries_what_is_not_allotted(phuoc_son, kind, is_taken):
    rest = {"number": "", "opened": None, "is_unallotted": True}
    Book.objects.bulk_create([book(phuoc_son, **rest)])
    assert takes(lambda: Book.objects.bulk_create([book(phuoc_son, kind=kind, **rest)])) == is_taken


@pytest.mark.parametrize(
    ("opened", "closed", "is_taken"),
    [(1998, 1998, True), (1998, 1999, True), (1998, 1997, False), (None, 1997, True), (1998, None, True)],
)
def test_a_book_does_not_close_before_it_opened(phuoc_son, opened, closed, is_taken):
    assert takes(lambda: Book.objects.bulk_create([book(phuoc_son, opened=opened, closed=closed)])) == is_taken


# ------------------------------------------------------------------ people
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("has_commune", [True, False])
def test_an_official_has_a_commune_and_nobody_else_does(phuoc_son, role, has_commune):
    assert takes(lambda: make_user("ai", role, phuoc_son if has_commune else None)) == (
        (role == Role.COMMUNE) == has_commune
    )


def test_an_officials_district_is_the_communes(official, phuoc_son):
    assert official.district == phuoc_son.district
    assert official.works_for == "Xã Phước Sơn"


@pytest.mark.parametrize(("name", "is_taken"), [("Đ.V.Đ", False), ("đ.v.đ", False), ("D.V.D", False), ("Đ.V.E", True)])
def test_a_name_is_once_in_a_team_whatever_the_accents(phuoc_son, name, is_taken):
    StaffMember.objects.create(commune=phuoc_son, name="Đ.V.Đ")
    assert takes(lambda: StaffMember.objects.create(commune=phuoc_son, name=name)) == is_taken


def test_two_communes_may_have_members_of_one_name(phuoc_son, phuoc_hoa):
    for commune in (phuoc_son, phuoc_hoa):
        StaffMember.objects.create(commune=commune, name="N.V.A")
    assert StaffMember.objects.count() == 2


# ------------------------------------------------------------------ places and machines
@pytest.mark.parametrize(
    ("fields", "is_taken"),
    [
        ({"code": "21970", "position": 99}, False),
        ({"code": "99999", "position": 1}, False),
        ({"code": "99999", "position": 99}, True),
    ],
)
def test_codes_and_positions_are_once_in_a_district(phuoc_son, fields, is_taken):
    assert (
        takes(lambda: Commune.objects.create(district=phuoc_son.district, name="Mới", kind="xã", **fields)) == is_taken
    )


def test_a_code_may_come_again_in_another_district(phuoc_son):
    after_the_merger = District.objects.create(name="Tuy Phước Đông", province="Gia Lai")
    assert takes(
        lambda: Commune.objects.create(district=after_the_merger, code="21970", name="x", kind="xã", position=1)
    )
    assert list(
        Commune.objects.filter(code="21970").existing_on(dt.date(2025, 7, 1)).values_list("name", flat=True)
    ) == ["x"]


@pytest.mark.parametrize(("number", "is_taken"), [(1, False), (2, False), (3, True)])
def test_a_machines_number_is_once_in_its_commune(phuoc_son, number, is_taken):
    assert takes(lambda: Workstation.objects.create(commune=phuoc_son, number=number, kind="borrowed")) == is_taken


@pytest.mark.parametrize(("minutes", "is_taken"), [(1, True), (0, False), (-1, False), (None, True)])
def test_a_downtime_ends_after_it_began(phuoc_son, minutes, is_taken):
    ended_at = None if minutes is None else NOON + dt.timedelta(minutes=minutes)
    fields = {"commune": phuoc_son, "cause": "network", "started_at": NOON, "ended_at": ended_at}
    assert takes(lambda: Downtime.objects.create(**fields)) == is_taken


# ------------------------------------------------------------------ the mandate
def test_a_paper_a_deadline_and_a_day_stand_once(db):
    for model in (Directive, Deadline, CalendarDay):
        again = model.objects.first()
        again.pk, again._state.adding = None, True
        assert not takes(again.save)


def test_accounts_are_named_once(official):
    assert not takes(lambda: make_user("xa.phuocson", Role.OBSERVER))
    assert User.objects.filter(username="xa.phuocson").count() == 1
