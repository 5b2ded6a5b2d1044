"""What a user sees and may do: one function scopes every query, predicates decide acts."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from communes.access import commune_coded, communes_of, fetch, in_scope, may, require
from communes.models import Book, Commune, District
from entries.models import Batch
from tests.conftest import make_user
from tests.factories import make_book, record

ACTS = ("entries.record_batch", "entries.correct_batch", "entries.import_workbook", "communes.register_book")


@pytest.fixture
def elsewhere(db) -> Commune:
    district = District.objects.create(name="Vân Canh", province="Bình Định")
    return Commune.objects.create(district=district, code="21994", name="Canh Liên", kind="xã", position=1)


@pytest.fixture
def people(official, neighbour, justice_office, observer, administrator):
    return {
        "official": official, "neighbour": neighbour, "office": justice_office, "observer": observer,
        "administrator": administrator,
    }  # fmt: skip


# ------------------------------------------------------------------ scope
@pytest.mark.parametrize(
    ("who", "count"), [("official", 1), ("neighbour", 1), ("office", 13), ("observer", 13), ("administrator", 13)]
)
def test_the_communes_of_each_role(people, elsewhere, who, count):
    communes = list(communes_of(people[who]))
    assert len(communes) == count
    assert elsewhere not in communes
    assert [c.position for c in communes] == sorted(c.position for c in communes)


def test_rows_in_scope(people, official, neighbour, phuoc_son, phuoc_hoa, elsewhere):
    mine, theirs = make_book(phuoc_son, by=official), make_book(phuoc_hoa, by=neighbour)
    far = Book.objects.create(commune=elsewhere, kind="KS", number="1", opened=1990)
    seen = {who: set(in_scope(Book.objects.all(), user)) for who, user in people.items()}
    assert (seen["official"], seen["neighbour"]) == ({mine}, {theirs})
    assert seen["office"] == seen["observer"] == seen["administrator"] == {mine, theirs}
    assert far not in set().union(*seen.values())


def test_scope_through_another_row(people, official, neighbour, phuoc_son, phuoc_hoa):
    batch = record(make_book(phuoc_son, by=official), 5, by=official)
    entries = batch.entries.all()
    assert in_scope(entries, people["official"], through="book__commune").count() == 1
    assert in_scope(entries, people["neighbour"], through="book__commune").count() == 0


def test_a_row_that_is_foreign_or_missing_or_nonsense_is_the_same_answer(people, official, phuoc_son):
    batch = record(make_book(phuoc_son, by=official), 5, by=official)
    assert fetch(Batch.objects.all(), people["office"], pk=batch.pk) == batch
    for user, key in (("neighbour", batch.pk), ("official", uuid.uuid4())):
        with pytest.raises(Http404):
            fetch(Batch.objects.all(), people[user], pk=key)
    with pytest.raises(Http404):
        fetch(Book.objects.all(), people["official"], pk="abc")


def test_an_official_works_in_the_own_commune_when_none_is_named(people, phuoc_son):
    assert commune_coded(people["official"], "") == phuoc_son
    assert commune_coded(people["office"], "21970") == phuoc_son


@pytest.mark.parametrize(
    ("who", "code"), [("neighbour", "21970"), ("office", ""), ("office", "21994"), ("office", "\x00")]
)
def test_a_code_outside_the_scope_does_not_exist(people, elsewhere, who, code):
    with pytest.raises(Http404):
        commune_coded(people[who], code)


# ------------------------------------------------------------------ acts
@pytest.mark.parametrize(
    ("who", "own", "foreign", "any_commune"),
    [
        ("official", ACTS, (), ACTS),
        ("neighbour", (), ACTS, ACTS),
        ("office", ACTS[1:], ACTS[1:], ACTS[1:]),
        ("observer", (), (), ()),
        ("administrator", (), (), ()),
    ],
)
def test_who_may_act_where(people, phuoc_son, phuoc_hoa, who, own, foreign, any_commune):
    def allowed(commune=None):
        return tuple(act for act in ACTS if may(people[who], act, commune))

    assert (allowed(phuoc_son), allowed(phuoc_hoa), allowed()) == (own, foreign, any_commune)


def test_the_district_acts_in_no_other_district(people, elsewhere):
    assert [act for act in ACTS if may(people["office"], act, elsewhere)] == []


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        ("reports.read_documents", ["official", "neighbour", "office", "observer", "administrator"]),
        ("reports.read_report", ["office", "observer", "administrator"]),
        ("communes.administer", ["administrator"]),
    ],
)
def test_who_may_read_documents_and_administer(people, permission, allowed):
    assert [who for who, user in people.items() if may(user, permission)] == allowed


def test_nobody_without_an_open_account(people, phuoc_son):
    closed = people["official"]
    closed.is_active = False
    for user in (closed, AnonymousUser()):
        assert [act for act in (*ACTS, "reports.read_documents") if may(user, act)] == []


def test_a_superuser_records_nothing(db, phuoc_son):
    almighty = make_user("goc", "administrator", is_superuser=True, is_staff=True)
    assert [act for act in ACTS if may(almighty, act, phuoc_son)] == []


def test_a_missing_permission_is_loud(people, phuoc_son):
    with pytest.raises(PermissionDenied):
        require(people["observer"], "entries.correct_batch", phuoc_son)
    require(people["office"], "entries.correct_batch", phuoc_son)


def test_permissions_need_no_query(people, phuoc_son, django_assert_num_queries):
    with django_assert_num_queries(0):
        may(people["office"], "entries.correct_batch", phuoc_son)
