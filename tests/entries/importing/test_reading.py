"""Bytes to sheets: what is no workbook, too large, hidden, merged, or typed for an old font."""

import io
import struct
import zipfile

import openpyxl
import pytest

from entries.importing.faults import FileRefused
from entries.importing.legacy import is_legacy
from entries.importing.reading import read_workbook
from entries.importing.sheets import NO_VALUE, address

from .workbooks import sample, workbook


def refusal(content: bytes) -> str | None:
    try:
        read_workbook(content)
    except FileRefused as refused:
        return refused.reason
    return None


def with_part(name: str, part: bytes) -> bytes:
    """A good workbook with one part replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as source, zipfile.ZipFile(target, "w", 8) as package:
        for item in source.namelist():
            if item != name:
                package.writestr(item, source.read(item))
        package.writestr(name, part)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def sheet_xml(cells: str) -> bytes:
    return with_part(SHEET, XML.format(cells).encode())


BLANKS = b" " * (201 * 1024 * 1024)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_workbook"),
        (b"\r\n;;\r\n", "empty_workbook"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "not_a_workbook"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "not_a_workbook"),
        (b"PK\x03\x04 rubbish", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rubbish", "not_a_workbook"),
        (b"%PDF-1.7\x00\x01", "not_a_workbook"),
        (b"STT;Lo\xaci s\xe6", "legacy_encoding"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        (with_part("xl/vbaProject.bin", b"macro"), "macro_workbook"),
        (with_part(SHEET, b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "not_a_workbook"),
        (sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "too_many_rows"),
        (sheet_xml('<row r="50000"><c r="ALL50000"><v>1</v></c></row>'), "too_wide"),
        (with_part("xl/media/image1.png", BLANKS), "too_large"),
        (b"\n" * 50_001, "too_many_rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_cannot_be_read_are_refused_before_they_are_unfolded(content, reason):
    """Unfolded, the largest of these would fill the memory: no clock is needed to see it."""
    assert refusal(content) == reason


def test_sizes_at_the_limits_are_read():
    assert len(read_workbook(b"a\n" * 50_000)[0].rows) == 50_000
    assert refusal(sheet_xml('<row r="50000"><c r="A50000"><v>1</v></c></row>')) is None


@pytest.mark.parametrize("name", ["books_phuoc_son.xlsx", "books_dieu_tri.xls", "log_phuoc_hoa_2024-01_faults.xlsx"])
def test_a_damaged_file_is_refused_or_read_but_never_a_crash(name):
    good = sample(name)
    for step in range(60):
        place = step * len(good) // 60
        cut, flipped = good[:place], bytearray(good)
        flipped[place : place + 4] = struct.pack("<I", step * 2_654_435_761 % 2**32)
        for damaged in (cut, bytes(flipped)):
            assert refusal(damaged) in {None, "not_a_workbook", "empty_workbook", "too_wide", "too_many_rows",
                                        "legacy_encoding", "encrypted_workbook", "too_large"}  # fmt: skip


def test_a_lying_size_in_the_directory_is_found_out():
    good = bytearray(workbook([["a"]]))
    with zipfile.ZipFile(io.BytesIO(bytes(good))) as package:
        size = package.getinfo(SHEET).file_size
    place = good.rfind(SHEET.encode()) - 46 + 24  # uncompressed size in the central directory
    assert struct.unpack_from("<I", good, place)[0] == size
    struct.pack_into("<I", good, place, 10)
    assert refusal(bytes(good)) == "not_a_workbook"


def test_an_encrypted_workbook_is_told_apart():
    """An Office file with a password is an OLE container with a stream EncryptedPackage."""
    container = bytearray(sample("books_dieu_tri.xls"))
    at = container.find("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    container[at : at + len(name)] = name
    container[at + 64 : at + 66] = struct.pack("<H", len(name) + 2)
    assert refusal(bytes(container)) == "encrypted_workbook"


def test_cells_keep_their_place_and_merged_cells_fill_theirs():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C3"], sheet["D3"], sheet["E3"], sheet["F3"] = "x", "=1+1", "  ", "#REF!"
    sheet["F3"].data_type = "e"
    sheet["C5"], sheet["A6"] = "m", "dưới"
    sheet.merge_cells("C5:D6")
    hidden = book.create_sheet("ẩn")
    hidden["A1"], hidden.sheet_state = "cũ", "veryHidden"
    target = io.BytesIO()
    book.save(target)
    (only,) = read_workbook(target.getvalue())
    assert only.rows[2] == ["", "", "x", NO_VALUE, "", "#REF!"]
    assert [row[2:4] for row in only.rows[4:6]] == [["m", "m"], ["m", "m"]]
    assert only.anchors[5, 3] == (4, 2)
    assert [address(2, 3), address(0, 0), address(9, 27)] == ["D3", "A1", "AB10"]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_in_its_four_forms(separator, mark):
    text = separator.join(["STT", '"Sổ, quyển\nsố"', "Ghi chú; thêm" if separator == "," else "Ghi chú, thêm"])
    (sheet,) = read_workbook(mark + f"{text}\r\n\r\n1{separator}2{separator}3\r\n".encode())
    assert sheet.name is None
    assert sheet.rows[0][1] == "Sổ, quyển\nsố"
    assert (len(sheet.rows), sheet.rows[2]) == (3, ["1", "2", "3"])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Ph\u00adíc S¬n", "Khai sinh"], True),
        (["Phöôùc Sôn", "Khai sinh"], True),
        (["nhËt ký nhËp liÖu"], True),
        (["UBND xã Phước Sơn", "Sổ ðăng ký khai sinh", "Ðã nhập"], False),
        (["Ông Müller, 5°C, 3 × 4 m², «sổ kép», ½ trang, © 2015"], False),
        (["thuê, hoà, tuý, luân, khoá, quê, Òng ộp, ÊĐÊ"], False),
    ],
)
def test_legacy_fonts_are_told_from_unicode(texts, expected):
    assert is_legacy(texts) == expected
