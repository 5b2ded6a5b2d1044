"""Opens a workbook that somebody sent as a template. Refuses in words what cannot be filled."""

import io
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from entries.importing.faults import FileRefused
from entries.importing.packages import open_package
from entries.importing.sheets import MAX_BYTES

NO_WORKBOOK = "Tệp này không phải bảng tính .xlsx đọc được. Mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."
MACROS = "Biểu mẫu có macro (.xlsm) nên không nhận. Lưu lại thành .xlsx thường rồi gửi."
TOO_LARGE = "Biểu mẫu lớn hơn 10 MB. Bỏ hình ảnh, trang không dùng rồi gửi lại."
PROTECTED = "Trang “{}” đang khóa. Trong Excel chọn Xem lại > Bỏ bảo vệ trang tính, lưu rồi gửi lại."
LOCKED = "Cả tệp đang khóa cấu trúc. Trong Excel chọn Xem lại > Bảo vệ sổ làm việc để mở khóa, lưu rồi gửi lại."
NO_COMMUNES = "Không trang nào có tên các xã, thị trấn của huyện. Kiểm tra lại tệp, hoặc ghi tên xã vào một cột."


class TemplateRefused(Exception):
    """What was sent cannot be filled; says what to do."""


def open_template(content: bytes) -> Workbook:
    """Raises TemplateRefused for what is no .xlsx, too large, carries macros or is protected."""
    if len(content) > MAX_BYTES:
        raise TemplateRefused(TOO_LARGE)
    if _has_macros(content):
        raise TemplateRefused(MACROS)
    try:
        open_package(content)  # sizes, bombs and entities, before anything reads it
        book = load_workbook(io.BytesIO(content))
    except FileRefused as refused:
        raise TemplateRefused(TOO_LARGE if refused.reason == "too_large" else NO_WORKBOOK) from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError):
        raise TemplateRefused(NO_WORKBOOK) from None
    if book.security and book.security.lockStructure:
        raise TemplateRefused(LOCKED)
    for sheet in visible_sheets(book):
        if sheet.protection.sheet:
            raise TemplateRefused(PROTECTED.format(sheet.title))
    return book


def visible_sheets(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def loses_pictures(content: bytes) -> bool:
    """Whether the file has pictures or charts, which are not kept when it is written anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return any(name.startswith(("xl/media/", "xl/charts/", "xl/drawings/")) for name in source.namelist())


def _has_macros(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            return any("vbaproject" in name.lower() for name in source.namelist())
    except zipfile.BadZipFile:
        raise TemplateRefused(NO_WORKBOOK) from None
