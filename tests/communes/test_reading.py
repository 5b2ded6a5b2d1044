"""Whole numbers and dates as people type them; what cannot be read is told in words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from communes.reading import DayField, WholeNumberField


def number(**limits) -> WholeNumberField:
    return WholeNumberField(**{"max_value": 1_000_000} | limits)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("46", 46),
        (" 46 ", 46),
        ("046", 46),
        ("1.234", 1234),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1.000.000", 1_000_000),
        ("1", 1),
    ],
)
def test_numbers_that_are_read(typed, count):
    assert number().clean(typed) == count


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0", "Số trường hợp phải lớn hơn 0."),
        ("-5", "Số trường hợp không thể âm."),
        ("−5", "Số trường hợp không thể âm."),
        ("- 5", "Số trường hợp không thể âm."),
        ("1.5", "Số trường hợp là số nguyên"),
        ("1,5", "Số trường hợp là số nguyên"),
        ("0.500", "Số trường hợp là số nguyên"),
        ("0,125", "Số trường hợp là số nguyên"),
        ("46.", "Số trường hợp là số nguyên"),
        ("1.234,567", "Chỉ gõ chữ số"),
        ("1.234.567,8", "Chỉ gõ chữ số"),
        ("1.2345", "Số trường hợp là số nguyên"),
        ("12.34.567", "Chỉ gõ chữ số"),
        ("abc", "Chỉ gõ chữ số"),
        ("4 6", "Chỉ gõ chữ số"),
        ("4e6", "Chỉ gõ chữ số"),
        ("٤٦", "Chỉ gõ chữ số"),
        ("+5", "Chỉ gõ chữ số"),
        ("1000001", "Số quá lớn"),
        ("1" + "0" * 18, "Số quá lớn"),
        ("9" * 5000, "Số quá lớn"),
    ],
)
def test_numbers_that_are_not_read(typed, words):
    with pytest.raises(ValidationError) as error:
        number().clean(typed)
    assert words in error.value.messages[0]


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_nothing_typed_is_asked_for_or_none(typed):
    assert number(required=False).clean(typed) is None
    with pytest.raises(ValidationError):
        number().clean(typed)


def test_zero_where_it_may_be():
    assert number(min_value=0).clean("0") == 0


@pytest.mark.parametrize(
    "typed", ["03/3/2024", "3/3/24", "03.03.2024", "3-3-2024", "2024-03-03", " 03/03/2024 ", dt.date(2024, 3, 3)]
)
def test_dates_that_are_read(typed):
    assert DayField().clean(typed) == dt.date(2024, 3, 3)


def test_a_date_is_day_first_never_month_first():
    assert DayField().clean("03/04/2024") == dt.date(2024, 4, 3)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31/02/2024", "Không có ngày 31/02/2024."),
        ("29/02/2023", "Không có ngày 29/02/2023."),
        ("12/31/2024", "Không có ngày 12/31/2024."),
        ("00/00/0000", "Không có ngày"),
        ("2024-02-30", "Không có ngày 2024-02-30."),
        ("hôm qua", "Gõ ngày dạng ngày/tháng/năm"),
        ("3/3", "Thiếu năm. Ghi đủ ngày/tháng/năm, ví dụ 03/3/2024."),
        ("3/3/024", "Gõ ngày dạng"),
        ("2024/03/03", "Gõ ngày dạng"),
        ("45354", "Gõ ngày dạng"),
        ("9" * 5000, "Gõ ngày dạng"),
    ],
)
def test_dates_that_are_not_read(typed, words):
    with pytest.raises(ValidationError) as error:
        DayField().clean(typed)
    assert words in error.value.messages[0]


def test_a_date_is_shown_as_people_write_it_and_nonsense_as_it_was_typed():
    assert DayField().prepare_value(dt.date(2024, 3, 3)) == "03/3/2024"
    assert DayField().prepare_value("31/02") == "31/02"
