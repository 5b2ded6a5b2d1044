"""Numbers of citizens are found in free text; numbers of the work are left alone."""

import pytest

from communes.privacy import personal_number_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CCCD 052195001234 ghi sai", "052195001234"),
        ("CCCD 052 195 001 234", "052 195 001 234"),
        ("CMND 211234567.", "211234567"),
        ("số 211.234.567", "211.234.567"),
        ("gọi 0912345678 để hỏi", "0912345678"),
        ("gọi 0912 345 678", "0912 345 678"),
        ("gọi 0912.345.678 nhé", "0912.345.678"),
        ("SĐT:0387-654-321", "0387-654-321"),
        ("+84912345678", "+84912345678"),
        ("+84 912 345 678", "+84 912 345 678"),
        ("máy bàn 02563822123", "02563822123"),
        ("máy bàn (0256) 3822 123", "0256 3822 123"),
        ("0 9 1 2 3 4 5 6 7 8", "0 9 1 2 3 4 5 6 7 8"),
        ("０９１２３４５６７８", "0912345678"),
    ],
)
def test_numbers_of_citizens(text, found):
    assert personal_number_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ghi nhầm 64, đúng là 46 trường hợp",
        "Khai sinh 03/1998, từ số 45 đến số 92",
        "ngày 03/3/2024 và 03.02.2024 05 giờ",
        "2024-03-03 đến 2024-03-05",
        "kết hôn 1.234 trường hợp, khai sinh 12.345",
        "P-7F3A-91C2 và P-1234-5678",
        "Công văn 123/UBND-TP ngày 15/02/2024",
        "120, 118, 119 trường hợp",
        "12345678 và 1234567890123",
    ],
)
def test_numbers_of_the_work(text):
    assert personal_number_in(text) is None
