"""A book is found by what people call it."""

import pytest

from communes.finding import books_named
from communes.models import Book


@pytest.fixture
def shelf(phuoc_son, phuoc_hoa):
    def book(kind, number, opened, commune=phuoc_son, **extra):
        return Book.objects.create(commune=commune, kind=kind, number=number, opened=opened, **extra)

    return {
        "KS 3/1998": book("KS", "3", 1998),
        "KS 4/1998": book("KS", "4", 1998),
        "KS 3/1999": book("KS", "3", 1999),
        "KH 3/1998": book("KH", "3", 1998),
        "CN 1/2001": book("CN", "1", 2001),
        "CC 1/2002": book("CC", "1", 2002),
        "KT ?/1980": book("KT", "", 1980),
        "KS 1A/2003": book("KS", "1A", 2003),
        "KS rest": book("KS", "", None, is_unallotted=True),
        "foreign": book("KS", "9", 1990, phuoc_hoa),
    }


def found(commune, name, shelf) -> list[str]:
    names = {book.pk: key for key, book in shelf.items()}
    return [names[book.pk] for book in books_named(commune, name)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("KS 3/1998", ["KS 3/1998"]),
        ("ks 3 1998", ["KS 3/1998"]),
        ("ks 03/1998", ["KS 3/1998"]),
        ("Khai sinh 03/1998", ["KS 3/1998"]),
        ("khai  sinh  số 3 năm 1998", ["KS 3/1998"]),
        ("KHAI SINH quyển 3, 1998", ["KS 3/1998"]),
        ("Kết hôn 3/1998", ["KH 3/1998"]),
        ("kết hôn 3 1998", ["KH 3/1998"]),
        ("nuôi con nuôi 1/2001", ["CN 1/2001"]),
        ("con nuôi 1/2001", ["CN 1/2001"]),
        ("cải chính 1 2002", ["CC 1/2002"]),
        ("ks 1a/2003", ["KS 1A/2003"]),
        ("khai sinh – chưa phân theo quyển", ["KS rest"]),
        ("khai sinh 1998", ["KS 3/1998", "KS 4/1998"]),
        ("ks 3", ["KS 3/1998", "KS 3/1999"]),
        ("khai tử 1980", ["KT ?/1980"]),
    ],
)
def test_what_people_call_a_book(phuoc_son, shelf, typed, expected):
    assert found(phuoc_son, typed, shelf) == expected


def test_every_label_finds_its_own_book(phuoc_son, shelf):
    for book in shelf.values():
        if book.commune == phuoc_son:
            assert books_named(phuoc_son, book.label) == [book]


@pytest.mark.parametrize(
    "typed", ["", "ks", "khai sinh", "3/1998", "sổ cái 3", "KS 9/1990", "ks 3/1997", "KS (mã sổ " + "9" * 40 + ")", "%"]
)
def test_what_is_no_book(phuoc_son, shelf, typed):
    assert books_named(phuoc_son, typed) == []


def test_the_number_of_another_communes_book_finds_nothing(phuoc_son, shelf):
    assert books_named(phuoc_son, f"Khai sinh (mã sổ {shelf['foreign'].pk})") == []


def test_five_at_most_in_one_query(phuoc_son, django_assert_num_queries):
    for number in range(1, 9):
        Book.objects.create(commune=phuoc_son, kind="KS", number=str(number), opened=1998)
    with django_assert_num_queries(1):
        assert [book.number for book in books_named(phuoc_son, "ks 1998")] == ["1", "2", "3", "4", "5"]
