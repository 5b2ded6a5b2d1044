"""Opens a workbook that somebody sent as a template. Refuses in words what cannot be filled."""

import io
import zipfile
import zlib

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from entries.importing.faults import FileRefused
from entries.importing.packages import open_package
from entries.importing.sheets import MAX_BYTES

NO_WORKBOOK = "Tệp này không phải bảng tính .xlsx đọc được. Mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."
MACROS = "Biểu mẫu có macro (.xlsm) nên không nhận. Lưu lại thành .xlsx thường rồi gửi."
TOO_LARGE = "Biểu mẫu lớn hơn 10 MB. Bỏ hình ảnh, trang không dùng rồi gửi lại."
TOO_MANY_CELLS = "Biểu mẫu có quá nhiều ô. Xóa dòng, cột thừa ở cuối trang và trang không dùng rồi gửi lại."
PROTECTED = "Trang “{}” đang khóa. Trong Excel chọn Xem lại > Bỏ bảo vệ trang tính, lưu rồi gửi lại."
LOCKED = "Cả tệp đang khóa cấu trúc. Trong Excel chọn Xem lại > Bảo vệ sổ làm việc để mở khóa, lưu rồi gửi lại."
ENCRYPTED = "Biểu mẫu đặt mật khẩu mở tệp. Trong Excel chọn Tệp > Thông tin > Bảo vệ sổ làm việc để bỏ, rồi gửi lại."
NO_COMMUNES = "Không trang nào có tên các xã, thị trấn của huyện. Kiểm tra lại tệp, hoặc ghi tên xã vào một cột."


MOST_XML = 8 * 1024 * 1024  # bytes unpacked, without pictures: some 200,000 cells, read and written in a few seconds
_OLE = b"\xd0\xcf\x11\xe0"  # an encrypted .xlsx, or an .xls, is no zip
# What the readers of zip, XML and sheets raise for a damaged file; their XML errors are SyntaxErrors.
_DAMAGED = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, OSError, EOFError, RuntimeError,
)  # fmt: skip
_REFUSALS = {"too_large": TOO_MANY_CELLS, "macro_workbook": MACROS, "encrypted_workbook": ENCRYPTED}


class TemplateRefused(Exception):
    """What was sent cannot be filled; says what to do."""


def check_template(content: bytes) -> Workbook:
    """The workbook of a file that somebody sent. Raises TemplateRefused for what is no .xlsx, too large, carries
    macros, is protected, or could not be written again."""
    if len(content) > MAX_BYTES:
        raise TemplateRefused(TOO_LARGE)
    try:
        open_package(content)  # sizes, bombs and entities, before anything reads it
        if _xml_size(content) > MOST_XML:
            raise TemplateRefused(TOO_MANY_CELLS)
        open_template(content).save(io.BytesIO())
        book = open_template(content)
    except FileRefused as refused:
        told = ENCRYPTED if content.startswith(_OLE) and b"E\0n\0c\0r\0y\0p\0t" in content else NO_WORKBOOK
        raise TemplateRefused(_REFUSALS.get(refused.reason, told)) from None
    except _DAMAGED:
        raise TemplateRefused(NO_WORKBOOK) from None
    if book.security and book.security.lockStructure:
        raise TemplateRefused(LOCKED)
    for sheet in visible_sheets(book):
        if sheet.protection.sheet:
            raise TemplateRefused(PROTECTED.format(sheet.title))
    return book


def open_template(content: bytes) -> Workbook:
    """A template that was checked when it was sent; words in two colours stay so."""
    return load_workbook(io.BytesIO(content), rich_text=True)


def visible_sheets(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def loses_pictures(content: bytes) -> bool:
    """Whether the file has pictures or drawings, which are not kept when it is written anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return any(name.startswith(("xl/media/", "xl/charts/", "xl/drawings/drawing")) for name in source.namelist())


def _xml_size(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return sum(part.file_size for part in source.infolist() if part.filename.lower().endswith((".xml", ".rels")))
