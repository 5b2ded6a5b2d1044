"""How figures and dates are written: each rule from both sides."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import formats

from communes.formatting import (
    format_count,
    format_date,
    format_share,
    format_small,
    format_weekday,
    join_words,
    percent_of,
)


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567"), (-18, "−18"), (-1234, "−1.234"), (None, "–")],
)
def test_counts(count, written):
    assert format_count(count) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [
        ("0.4449", "44,5%"),
        ("0.44449", "44,4%"),
        ("0.4445", "44,5%"),
        ("0", "0,0%"),
        ("0.0004", "0,1%"),
        ("0.00000001", "0,1%"),
        ("0.9994", "99,9%"),
        ("0.9995", "99,9%"),
        ("0.99996", "99,9%"),
        ("0.99999999", "99,9%"),
        ("1", "100,0%"),
        ("1.2345", "123,5%"),
        ("-0.05", "−5,0%"),
    ],
)
def test_shares_have_one_decimal_and_never_overstate(share, written):
    assert format_share(Decimal(share)) == written


def test_no_share_is_a_dash():
    assert (format_share(None), percent_of(None)) == ("–", None)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2024, 3, 3), "03/3/2024"),
        (dt.date(2024, 1, 15), "15/01/2024"),
        (dt.date(2024, 2, 9), "09/02/2024"),
        (dt.date(2023, 6, 6), "06/6/2023"),
        (dt.date(2023, 9, 30), "30/9/2023"),
        (dt.date(2023, 10, 20), "20/10/2023"),
        (None, "–"),
    ],
)
def test_dates_are_written_as_the_decree_says(day, written):
    assert format_date(day) == written


@pytest.mark.parametrize(
    ("count", "written"), [(0, "00"), (2, "02"), (9, "09"), (10, "10"), (1234, "1.234"), (-2, "−2")]
)
def test_small_counts_in_sentences(count, written):
    assert format_small(count) == written


@pytest.mark.parametrize(
    ("words", "joined"), [([], ""), (["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C"], "A, B và C")]
)
def test_lists_in_sentences(words, joined):
    assert join_words(words) == joined


def test_the_cut_off_of_the_report_is_a_sunday():
    assert [format_weekday(dt.date(2024, 3, day)) for day in (3, 4)] == ["Chủ nhật", "Thứ Hai"]


# ------------------------------------------------------------------ Django's own formats, and templates
@pytest.mark.parametrize("typed", ["03/04/2024", "3/4/2024", "03.04.2024", "03-04-2024", "2024-04-03", "03/04/24"])
def test_a_date_is_read_day_first(typed):
    found = [
        dt.datetime.strptime(typed, form) for form in formats.get_format("DATE_INPUT_FORMATS") if fits(typed, form)
    ]
    assert found[0].date() == dt.date(2024, 4, 3)


def fits(typed, form) -> bool:
    try:
        dt.datetime.strptime(typed, form)
    except ValueError:
        return False
    return True


def drawn(template, **context) -> str:
    return Template(template).render(Context(context))


def test_numbers_are_grouped_with_a_full_stop():
    assert formats.number_format(1234567, use_l10n=True, force_grouping=True) == "1.234.567"
    assert formats.number_format(Decimal("44.5"), use_l10n=True) == "44,5"


@pytest.mark.parametrize(("share", "width"), [(None, "0"), ("0.125", "12.5"), ("1.4", "100.0"), ("-1", "0.0")])
def test_the_width_of_a_bar_is_a_number_for_svg(share, width):
    assert drawn("{{ share|bar_width }}", share=share and Decimal(share)) == width


def test_an_address_leaves_out_what_is_empty():
    link = '{% link_to "ledger" den_ngay=day xa=code nguoi=name may=0 %}'
    assert drawn(link, day="2024-03-03", code="", name=None) == "/so-cai/?den-ngay=2024-03-03&amp;may=0"
    assert drawn('{% link_to "books" tim=text %}', text="A & B") == "/so-ho-tich/?tim=A+%26+B"


def test_a_moment_is_of_its_day_in_vietnam():
    moment = dt.datetime(2024, 3, 3, 17, 30, tzinfo=dt.UTC)
    assert drawn("{{ moment|local_day|day }}", moment=moment) == "04/3/2024"
