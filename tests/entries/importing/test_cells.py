"""One cell at a time: numbers, dates, numbers of books, names."""

import datetime as dt

import pytest

from communes.models import Commune
from entries.importing.cells import book_number_of, count_of, date_of, year_of
from entries.importing.faults import CellFault
from entries.importing.names import Gazetteer, book_kind_of, machine_of, programme_of, programmes_in, shift_of
from entries.importing.sheets import NO_VALUE
from entries.importing.titles import Line, as_of_in, month_in

from .workbooks import TODAY


def read(function, *given, **options):
    try:
        return function(*given, **options)
    except CellFault as fault:
        return fault.reason


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (0, 0), (1234.0, 1234), ("1234.0", 1234), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234),
        ("1\u00a0234", 1234), (" 85 ", 85), ("1.234.567", "count_too_large"), ("007", 7), ("+5", 5), ("100", 100),
        (1.234, "ambiguous_number"), (12.5, "ambiguous_number"), ("1.5", "ambiguous_number"),
        ("1,25", "ambiguous_number"), ("12,5", "ambiguous_number"), ("1234.567", "ambiguous_number"),
        ("1.234,5", "ambiguous_number"), ("0.123", "ambiguous_number"), ("khoảng 40", "not_a_number"),
        ("chưa đếm", "not_a_number"), ("-", "not_a_number"), (True, "not_a_number"),
        (dt.date(2024, 1, 1), "not_a_number"), ("12 34", "not_a_number"), ("1e3", "not_a_number"),
        (-4, "negative_count"), ("-12", "negative_count"), ("−1.234", "negative_count"), ("", "missing_count"),
        (NO_VALUE, "formula_no_value"), (10**18, "count_too_large"), ("9" * 40, "count_too_large"),
        (1_000_000, 1_000_000), (1_000_001, "count_too_large"),
    ],
)  # fmt: skip
def test_counts(cell, expected):
    assert read(count_of, cell) == expected


FIRST_OF_FEBRUARY = dt.date(2024, 2, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (FIRST_OF_FEBRUARY, FIRST_OF_FEBRUARY), (dt.datetime(2024, 2, 1, 23, 5), FIRST_OF_FEBRUARY),
        (45323, FIRST_OF_FEBRUARY), (45323.75, FIRST_OF_FEBRUARY), ("45323", FIRST_OF_FEBRUARY),
        ("1/2/24", FIRST_OF_FEBRUARY), ("01.02.2024", FIRST_OF_FEBRUARY), ("01-02-2024", FIRST_OF_FEBRUARY),
        ("2024-02-01", FIRST_OF_FEBRUARY), (" 1/02/2024", FIRST_OF_FEBRUARY), (TODAY, TODAY),
        ("31/02/2024", "impossible_date"), ("02/13/2024", "impossible_date"), (dt.date(2024, 3, 6), "future_date"),
        ("đầu tháng", "not_a_date"), (5, "not_a_date"), (True, "not_a_date"), ("1/2", "not_a_date"),
        ("", "missing_date"), (NO_VALUE, "formula_no_value"),
    ],
)  # fmt: skip
def test_dates_are_day_first(cell, expected):
    assert read(date_of, cell, today=TODAY) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1, ("1", None)), (1.0, ("1", None)), ("01", ("1", None)), ("Q.1", ("1", None)), ("Quyển 01", ("1", None)),
        ("Quyển số 12", ("12", None)), ("01-TP/HT-2015-CMC", ("1", 2015)), ("3/1998", ("3", 1998)),
        ("", ("", None)), ("không rõ", ("", None)), ("Không ghi", ("", None)), ("?", ("", None)), ("-", ("", None)),
        ("1a", ("1A", None)), ("x" * 21, "not_a_book_number"),
    ],
)  # fmt: skip
def test_numbers_of_books(cell, expected):
    assert read(book_number_of, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(1998, 1998), ("1998", 1998), ("Năm 1998", 1998), ("", None), ("không rõ", None), (98, "not_a_year"),
     ("199O", "not_a_year"), (2025, "not_a_year"), (1899, "not_a_year")],
)  # fmt: skip
def test_years(cell, expected):
    assert read(year_of, cell, today=TODAY) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("KS", "KS"), ("ks", "KS"), ("Sổ đăng ký khai sinh", "KS"), ("ĐK kết hôn", "KH"), ("Sổ ĐK khai tử (KT)", "KT"),
        ("Khai sinh (KH)", "unknown_book_kind"), ("Nuôi con nuôi", "CN"), ("Sổ con nuôi", "CN"),
        ("Nhận cha, mẹ, con", "CMC"), ("Thay đổi, cải chính, bổ sung hộ tịch", "CC"), ("Tình trạng hôn nhân", "HN"),
        ("Ghi chú ly hôn", "GC"), ("Sổ ðăng ký khai  sinh", "KS"), ("Sổ tạm trú", "unknown_book_kind"),
        ("Sổ hộ khẩu", "unknown_book_kind"), ("", "missing_book_kind"), (5, "unknown_book_kind"),
    ],
)  # fmt: skip
def test_kinds_of_books(cell, expected):
    assert read(book_kind_of, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("CSDLQGDC", "population_db"), ("CSDL QGDC", "population_db"), ("dân cư", "population_db"),
        ("Cơ sở dữ liệu quốc gia về dân cư", "population_db"), ("CSDLQG dân cư", "population_db"),
        ("SHLS", "historical"), ("Hộ tịch lịch sử", "historical"), ("Số hoá HTLS", "historical"),
        ("", "missing_programme"), ("Hộ tịch", "unknown_programme"), ("Số hóa", "unknown_programme"),
        ("Cả hai", "unknown_programme"), ("CSDLQGDC + SHLS", "unknown_programme"),
    ],
)  # fmt: skip
def test_programmes_have_no_default(cell, expected):
    assert read(programme_of, cell) == expected


def test_programmes_in_title_lines():
    assert programmes_in("NHẬP TRÊN NỀN CSDLQG VỀ DÂN CƯ") == {"population_db"}
    assert programmes_in("(CSDLQGDC) và số hóa hộ tịch lịch sử") == {"population_db", "historical"}
    assert programmes_in("KẾT QUẢ SỐ HÓA HỘ TỊCH") == set()


def test_shifts_and_machines():
    assert [read(shift_of, c) for c in (1, "Ca 1", "I", "Sáng", 2.0, "chiều", "III", "Đêm", "Ca 03")] == [
        1, 1, 1, 1, 2, 2, 3, 3, 3,
    ]  # fmt: skip
    assert [read(shift_of, c) for c in ("", 4, "ca")] == ["missing_shift", "unknown_shift", "unknown_shift"]
    assert [read(machine_of, c) for c in (1, "M1", "cũ", "Máy cũ", "Máy 2", "mới")] == [1, 1, 1, 1, 2, 2]
    assert [read(machine_of, c) for c in ("", "Máy 7")] == ["missing_workstation", "unknown_workstation"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("TT.Diêu Trì", "Diêu Trì"), ("thị trấn  diêu trì", "Diêu Trì"), ("X. Phước Hoà", "Phước Hòa"),
        ("Xã Phước Hòa", "Phước Hòa"), ("UBND xã Phước An", "Phước An"), ("CA xã Phước An", "Phước An"),
        ("Công an thị trấn Tuy Phước", "Tuy Phước"), ("Tuy Phước", "Tuy Phước"), ("Phuoc Thanh", "Phước Thành"),
        ("Xã Tuy Phước", "unknown_commune"), ("huyện Tuy Phước", "unknown_commune"), ("Xã Diêu Trì", "unknown_commune"),
        ("Phước Mỹ", "unknown_commune"),
    ],
)  # fmt: skip
def test_communes(db, cell, expected):
    found = read(Gazetteer(Commune.objects.all()).named, cell)
    assert getattr(found, "name", found) == expected


def test_communes_in_title_lines_need_their_kind(db):
    gazetteer = Gazetteer(Commune.objects.all())
    lines = ["UBND HUYỆN TUY PHƯỚC", "UBND XÃ PHƯỚC HOÀ", "Phước Sơn", "UBND TT. DIÊU TRÌ", "thị trấn Tuy Phước"]
    found = [[commune.name for commune in gazetteer.in_line(line)] for line in lines]
    assert found == [[], ["Phước Hòa"], [], ["Diêu Trì"], ["Tuy Phước"]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Tính đến ngày 31/12/2023",), dt.date(2023, 12, 31)),
        (("(Số liệu đến ngày 31.01.2024)",), dt.date(2024, 1, 31)),
        (("Tính đến 24 giờ 00 ngày 29/02/2024",), dt.date(2024, 2, 29)),
        (("Tính đến hết ngày 31 tháng 12 năm 2023",), dt.date(2023, 12, 31)),
        (("(Thời điểm kiểm kê: 31/12/2023)",), dt.date(2023, 12, 31)),
        (("Tính đến ngày", dt.date(2023, 12, 31)), dt.date(2023, 12, 31)),
        (("Thời điểm kiểm kê:", "31/12/2023"), dt.date(2023, 12, 31)),
        (("Công văn số 04/TP ngày 08/01/2024, tính đến ngày 31/12/2023",), dt.date(2023, 12, 31)),
        (("(Kèm theo Công văn số 04/TP ngày 08/01/2024)",), None),
        (("Tuy Phước, ngày 08 tháng 01 năm 2024",), None),
        (("Tính đến ngày 31/02/2024",), None),
    ],
)
def test_the_as_of_date_stands_behind_its_words(cells, expected):
    assert as_of_in([Line(cells)]) == expected


def test_the_month_of_a_log():
    assert month_in([Line(("NHẬT KÝ NHẬP LIỆU",)), Line(("THÁNG 01/2024",))]) == (2024, 1)
    assert month_in([Line(("Tháng 1 năm 2024",))]) == (2024, 1)
    assert month_in([Line(("Phước Sơn, ngày 01 tháng 3 năm 2024",))]) is None
