"""The words that say what a number counts, and which facts may stand behind it then."""

import re

from ..facts import Unit

# The first that fits counts: "ngày làm việc" stands before "ngày".
_OURS = (
    (r"trường hợp|dữ liệu|bản ghi|sự kiện|hồ sơ", {Unit.RECORDS}),
    (r"quyển|cuốn|sổ", {Unit.BOOKS}),
    (r"máy", {Unit.MACHINES}),
    (r"đơn vị|địa phương|(?:xã|thị trấn)(?!\s+(?-i:[A-ZĐ]))", {Unit.COMMUNES}),  # "tháng 3 xã Phước An" counts none
    (r"phút", {Unit.MINUTES}),
    (r"ngày làm việc", {Unit.WORKING_DAYS}),
    (r"(?:văn bản|công văn)", {Unit.PAPERS}),
    (r"phiếu|lần", {Unit.TIMES, Unit.SHIFTS}),
    (r"lượt ca|ca", {Unit.SHIFTS}),
    (r"điểm", {Unit.POINTS}),
)
# What the ledger does not count: whatever number stands before it, no fact of ours states that.
_OTHERS = (
    r"người|cán bộ|công chức|nhân viên|đồng chí|thành viên|đoàn viên|hộ|đồng|giờ|tiếng|ngày|tuần|tháng|quý|năm|buổi|"
    r"cuộc|lượt|đợt|đoàn|lớp|tổ|trang|thôn|cơ quan|ngành|hội nghị|km|mét|lít|bộ|chiếc|tài khoản|gói|lô|thùng"
)
COUNTED = "|".join(words for words, _ in _OURS)
_PATTERNS = tuple((re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE), units) for words, units in _OURS)
_FOREIGN = re.compile(rf"(?:{_OTHERS})(?!\w)", re.IGNORECASE)
_NOTHING: frozenset[Unit] = frozenset()
# A number before any of these counts something, whatever word stands in front of it.
COUNTS_SOMETHING = rf"\s*(?:{COUNTED}|{_OTHERS})(?!\w)"


def units_after(words: str) -> frozenset[Unit] | None:
    """What the number in front of these words may be a figure of: nothing we know (empty), or any unit (None) where
    the words do not say."""
    for pattern, units in _PATTERNS:
        if pattern.match(words):
            return frozenset(units)
    return _NOTHING if _FOREIGN.match(words) else None
