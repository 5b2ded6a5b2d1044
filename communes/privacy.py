"""No personal data in free text: numbers that look like a citizen's are found before anything is stored."""

import re
import unicodedata

# Digits in one piece, or in pieces with the same separator between them; "(0256)" counts as 0256.
_RUN = re.compile(r"(?<![\d/])(?:\+84[ .\-]?)?\d+(?:([ .\-])\d+(?:\1\d+)*)?(?![\d/])")
_OLD_ID_IN_GROUPS = re.compile(r"\d{3}([ .\-])\d{3}\1\d{3}")
_PHONE = re.compile(r"0[35789]\d{8}|02\d{9}|\+?84[35789]\d{8}|\+?842\d{9}")

NO_PERSONAL_NUMBERS = (
    "Không ghi số căn cước, chứng minh nhân dân hay số điện thoại (“{}”): ở đây chỉ lưu số đếm, không lưu thông tin cá"
    " nhân. Bỏ số đó đi; nếu là nhiều số đếm thì cách nhau bằng dấu phẩy."
)


def personal_number_in(text: str) -> str | None:
    """The first number in a text that has the shape of an identity number (9 or 12 digits) or of a telephone number, as
    it was typed; None when there is none. Dates, book names, counts and receipts are none."""
    plain = unicodedata.normalize("NFKC", text).replace("(", "").replace(")", "")
    for run in _RUN.finditer(plain):
        typed = run[0]
        digits = re.sub(r"[ .\-]", "", typed)
        is_id = (
            (typed.isdecimal() and len(typed) in (9, 12))
            or (len(digits) == 12 and digits.startswith("0"))
            or _OLD_ID_IN_GROUPS.fullmatch(typed)
        )
        if is_id or _PHONE.fullmatch(digits):
            return typed
    return None
