"""Opening figures come per commune and kind; later they are allotted to books, and nothing is counted twice."""

import uuid

import pytest
from django.urls import reverse

from communes.models import Book, BookKind, Programme
from entries.allotting import Unallotted, allot, unallotted_of
from entries.correcting import StaleBatch, version_of
from entries.models import Batch, BatchKind, Entry
from entries.posting import Refused
from entries.totals import totals
from entries.verifying import verify
from tests.factories import COUNTED_ON, make_book, make_opening, record


def figure_of(commune):
    sums = totals(communes=[commune], programme=Programme.POPULATION_DB, as_of=COUNTED_ON).commune(commune)
    return sums.to_enter, sums.entered


@pytest.fixture
def opening(phuoc_son, justice_office):
    return make_opening(phuoc_son, by=justice_office, to_enter=300, entered=170)


@pytest.fixture
def shelf(phuoc_son, official):
    """Two books in the register whose records nobody has counted yet."""
    return [make_book(phuoc_son, by=official, number=str(n), count=0) for n in (1, 2)]


def test_allotting_moves_figures_and_keeps_the_sums(opening, shelf, phuoc_son, official):
    rest, = unallotted_of(opening)  # fmt: skip
    assert rest == Unallotted(BookKind.BIRTH, Programme.POPULATION_DB, 300, 170)
    first, second = shelf
    posted = allot(
        batch=opening, rest=rest, entered={first: 100, second: 20}, to_enter={first: 120, second: 80}, by=official,
        seen_version=0,
    )  # fmt: skip
    assert figure_of(phuoc_son) == (300, 170)
    assert unallotted_of(opening) == [Unallotted(BookKind.BIRTH, Programme.POPULATION_DB, 100, 50)]
    assert sorted(Entry.objects.filter(book=first).values_list("measure", "count")) == [
        ("entered", 100),
        ("to_enter", 120),
    ]
    assert (posted.batch.kind, posted.batch.corrects) == (BatchKind.CORRECTION, opening)
    assert verify() == []


def test_records_that_inventories_count_are_taken_off(opening, phuoc_son, official):
    book = make_book(phuoc_son, by=official, count=120)
    assert figure_of(phuoc_son) == (420, 170)
    rest, = unallotted_of(opening)  # fmt: skip
    allot(
        batch=opening, rest=rest, entered={book: 100}, to_enter={}, counted_elsewhere=120, by=official, seen_version=0
    )
    assert figure_of(phuoc_son) == (300, 170)
    assert unallotted_of(opening) == [Unallotted(BookKind.BIRTH, Programme.POPULATION_DB, 180, 70)]


@pytest.mark.parametrize(
    ("entered", "to_enter", "elsewhere", "message"),
    [(171, 0, 0, "chỉ còn 170, đã phân 171"), (0, 200, 101, "chỉ còn 300, đã phân 301")],
)
def test_no_more_is_allotted_than_there_is(opening, shelf, phuoc_son, official, entered, to_enter, elsewhere, message):
    rest, = unallotted_of(opening)  # fmt: skip
    with pytest.raises(Refused, match=message):
        allot(
            batch=opening, rest=rest, entered={shelf[0]: entered}, to_enter={shelf[0]: to_enter},
            counted_elsewhere=elsewhere, by=official, seen_version=0,
        )  # fmt: skip
    assert Batch.objects.filter(kind=BatchKind.CORRECTION).count() == 0


def test_the_second_of_two_is_told(opening, shelf, official):
    rest, = unallotted_of(opening)  # fmt: skip
    allot(batch=opening, rest=rest, entered={shelf[0]: 10}, to_enter={}, by=official, seen_version=0)
    with pytest.raises(StaleBatch):
        allot(batch=opening, rest=rest, entered={shelf[0]: 10}, to_enter={}, by=official, seen_version=0)


# ------------------------------------------------------------------ in the browser
def sent(opening, **fields):
    return {"id": str(uuid.uuid4()), "seen_version": version_of(opening), **fields}


def test_an_official_allots_from_the_opening_batch(client, opening, shelf, official, phuoc_son):
    client.force_login(official)
    assert "Phân về từng quyển" in client.get(reverse("batch", args=[opening.pk])).content.decode()
    address = reverse("allot_opening", args=[opening.pk])
    page = client.get(address).content.decode()
    assert "Khai sinh 01/1998" in page and ">170<" in page
    first = shelf[0]
    answer = client.post(address, sent(opening, **{f"e_{first.pk}": "1.00"}))
    assert (answer.status_code, "không có phần lẻ" in answer.content.decode()) == (400, True)
    answer = client.post(address, sent(opening, **{f"e_{first.pk}": "171"}))
    assert (answer.status_code, 'value="171"' in answer.content.decode()) == (400, True)
    assert client.post(address, sent(opening)).status_code == 400
    answer = client.post(address, sent(opening, **{f"e_{first.pk}": "170", f"t_{first.pk}": "300"}))
    assert (answer.status_code, figure_of(phuoc_son), unallotted_of(opening)) == (302, (300, 170), [])
    assert client.get(address).status_code == 302  # nothing is left
    assert "Phân về từng quyển" not in client.get(reverse("batch", args=[opening.pk])).content.decode()


def test_a_correction_meanwhile_is_told_and_sending_again_is_possible(client, opening, shelf, official, phuoc_son):
    client.force_login(official)
    address = reverse("allot_opening", args=[opening.pk])
    form = sent(opening, **{f"e_{shelf[0].pk}": "42"})
    rest, = unallotted_of(opening)  # fmt: skip
    allot(batch=opening, rest=rest, entered={shelf[1]: 10}, to_enter={}, by=official, seen_version=0)
    answer = client.post(address, form)
    page = answer.content.decode()
    assert (answer.status_code, "vừa được người khác điều chỉnh" in page, 'value="42"' in page) == (409, True, True)
    assert ">160<" in page and 'name="seen_version" value="1"' in page
    assert client.post(address, form | {"seen_version": 1}).status_code == 302
    assert figure_of(phuoc_son) == (300, 170)


def test_only_opening_figures_are_allotted(client, shelf, official):
    client.force_login(official)
    batch = record(shelf[0], 5, by=official)
    assert client.get(reverse("allot_opening", args=[batch.pk])).status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_books(
    client, opening, official, phuoc_son, django_assert_max_num_queries
):
    client.force_login(official)
    for rows in (1, 3):
        for number in range(Book.objects.count(), rows):
            make_book(phuoc_son, by=official, number=str(50 + number), count=10)
        with django_assert_max_num_queries(12):
            client.get(reverse("allot_opening", args=[opening.pk]))
