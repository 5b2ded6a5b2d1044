"""Cells as people and spreadsheets write them: what is taken, what is refused in words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from communes.columns import CommuneWidget, DayWidget, LabelWidget, TextWidget, WholeWidget, YesNoWidget
from communes.models import Commune

SOME = LabelWidget({"a": "Cũ, dùng chung", "b": "Mới"})
CELLS = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(), st.just(object()),
)  # fmt: skip


@pytest.mark.parametrize(
    ("widget", "cell", "value"),
    [
        (TextWidget(), "  Máy   cũ ", "Máy cũ"),
        (TextWidget(), 3.0, "3"),
        (TextWidget(), 2.5, "2.5"),
        (TextWidget(), "=1+1", "=1+1"),
        (TextWidget(), dt.datetime(2024, 3, 4, 8), "04/3/2024"),
        (WholeWidget(1, 9_999), "", None),
        (WholeWidget(1, 9_999), 12, 12),
        (WholeWidget(1, 9_999), 12.0, 12),
        (WholeWidget(1, 9_999), "1.234", 1_234),
        (WholeWidget(1, 9_999), "012", 12),
        (DayWidget(), "", None),
        (DayWidget(), "04/3/2024", dt.date(2024, 3, 4)),
        (DayWidget(), dt.datetime(2024, 3, 4), dt.date(2024, 3, 4)),
        (DayWidget(), dt.date(1900, 3, 1), dt.date(1900, 3, 1)),
        (SOME, "CŨ, DÙNG CHUNG", "a"),
        (SOME, "cu, dung chung", "a"),
        (SOME, "b", "b"),
        (YesNoWidget(), "Có", True),
        (YesNoWidget(), "không", False),
    ],
)
def test_what_a_cell_says(widget, cell, value):
    assert widget.clean(cell) == value


@pytest.mark.parametrize(
    ("widget", "cell", "words"),
    [
        (WholeWidget(1, 9_999), 1.234, "Ghi số nguyên từ 1 đến 9999."),
        (WholeWidget(1, 9_999), "12.34", "Ghi số nguyên từ 1 đến 9999."),
        (WholeWidget(1, 9_999), 0, "Ghi số nguyên từ 1 đến 9999."),
        (WholeWidget(1, 9_999), 10_000, "Ghi số nguyên từ 1 đến 9999."),
        (WholeWidget(1, 9_999), "١٢", "Ghi số nguyên từ 1 đến 9999."),
        (WholeWidget(1, 9_999), True, "Không đọc được ô này. Gõ lại giá trị."),
        (TextWidget(), "a\x00b", "Không đọc được ô này. Gõ lại giá trị."),
        (TextWidget(), dt.time(8), "Không đọc được ô này. Gõ lại giá trị."),
        (DayWidget(), "31/02/2024", "Không có ngày 31/02/2024. Kiểm tra lại ngày và tháng."),
        (DayWidget(), dt.date(1900, 2, 28), "Năm không hợp lý. Gõ ngày dạng ngày/tháng/năm, ví dụ 03/3/2024."),
        (DayWidget(), "01/01/2101", "Năm không hợp lý. Gõ ngày dạng ngày/tháng/năm, ví dụ 03/3/2024."),
        (SOME, "", "Ghi một trong: Cũ, dùng chung; Mới."),
        (YesNoWidget(), "2", "Ghi một trong: có; không."),
    ],
)
def test_what_it_cannot_say(widget, cell, words):
    with pytest.raises(ValidationError) as told:
        widget.clean(cell)
    assert told.value.messages == [words]


@given(CELLS)
def test_whatever_stands_in_a_cell_is_taken_or_refused_in_words(cell):
    for widget in (TextWidget(), WholeWidget(1, 9_999), DayWidget(), SOME, YesNoWidget(), CommuneWidget([])):
        try:
            widget.clean(cell)
        except ValidationError as error:
            assert all(error.messages)


@pytest.mark.parametrize("cell", ["Xã Phước Sơn", "phuoc son", "21970", 21970, "XÃ PHƯỚC SƠN"])
def test_a_commune_by_title_name_or_code(phuoc_son, cell):
    assert CommuneWidget(list(Commune.objects.all())).clean(cell) == phuoc_son
