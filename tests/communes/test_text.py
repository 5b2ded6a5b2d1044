"""Vietnamese text: one form on the way in, folding for matching, the dictionary's order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.models import Commune
from communes.text import fold, normalise, vietnamese_order


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Phước Hòa"), "Phước Hòa"),
        ("  Phước\u00a0  Hòa\t\n", "Phước Hòa"),
        ("Ðiêu Trì", "Điêu Trì"),
        ("ðăng ký", "đăng ký"),
        ("Hoà", "Hoà"),
        ("", ""),
        (1234, "1234"),
    ],
)
def test_what_comes_in_is_one_form(typed, kept):
    assert normalise(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phước Hòa", "Phước Hoà"),
        ("Phước Hòa", unicodedata.normalize("NFD", "phước hoà")),
        ("Diêu Trì", "DIEU TRI"),
        ("Đăng ký", "Ðăng ký"),
        ("Đăng ký", "dang ky"),
        ("thị  trấn\u00a0Tuy Phước", "Thi Tran Tuy Phuoc"),
        ("ỦY BAN", "Uỷ ban"),
        ("Ơ Ư", "o u"),
    ],
)
def test_spellings_that_match(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Phước An", "Phước Ân Thượng"), ("Phước Lộc", "Phước Lọ"), ("a b", "ab")])
def test_names_that_do_not_match(one, other):
    assert fold(one) != fold(other)


def test_folding_keeps_the_communes_apart(db):
    names = list(Commune.objects.values_list("name", flat=True))
    assert len({fold(name) for name in names}) == len(names) == 13


@given(st.text(max_size=60))
def test_normalising_and_folding_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)
    assert fold(normalise(text)) == fold(text)
    assert normalise(text) == unicodedata.normalize("NFC", normalise(text))


@pytest.mark.parametrize(
    "in_order",
    [
        ["Phước An", "Phước Hiệp", "Phước Hòa", "Phước Hưng", "Phước Lộc", "Phước Sơn", "Phước Thành", "Phước Thuận"],
        ["Dương", "Đông"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["an", "ăn", "ân"],
        ["o", "ô", "ơ", "u", "ư", "y"],
        ["Tuy", "Tuy Phước", "Tuyên"],
        ["Quý", "quyển", "sổ"],
    ],
)
def test_the_dictionarys_order(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=vietnamese_order) == in_order


def test_other_letters_come_first_and_never_fail():
    assert sorted(["a", "1", "ß", "-"], key=vietnamese_order)[-1] == "a"
    assert vietnamese_order("") == ((), ())
