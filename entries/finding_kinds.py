"""What a finding can be: why our figures differ from those of others, or what our own ledger shows by itself."""

from collections.abc import Iterable

from django.db.models import TextChoices

METHOD = "Cách xét:"  # begins the sentence of an explanation that tells how it was found, not what


def without_method(words: Iterable[str]) -> list[str]:
    """What was found; pages tell how on request."""
    return [sentence for sentence in words if not sentence.startswith(METHOD)]


def method_of(words: Iterable[str]) -> str:
    return next((sentence for sentence in words if sentence.startswith(METHOD)), "")


class Cause(TextChoices):
    """Why our figure and theirs differ; the values are stored, the labels are shown."""

    AGREE = "agree", "Khớp"
    BOTH_ADDED = "both_added", "Cộng gộp hai chương trình"
    SWAPPED = "swapped", "Đảo hai chương trình"
    MIXED_SINCE = "mixed_since", "Ghi lẫn hai chương trình từ một ngày"
    CUMULATIVE_AS_DAILY = "cumulative", "Ghi số lũy kế thành số trong ngày"
    SENT_TWICE = "sent_twice", "Tính hai lần"
    DAYS_MISSING = "days_missing", "Thiếu ngày"
    BASELINE = "baseline", "Lệch từ số đầu kỳ"
    TYPING_ERROR = "typing_error", "Gõ sai số"
    TWO_COMMUNES = "two_communes", "Một quyển sổ tính cho hai xã"
    UNKNOWN = "unknown", "Chưa rõ nguyên nhân"

    @property
    def inside(self) -> str:
        """As it stands inside a sentence."""
        return self.label[:1].lower() + self.label[1:]


NEEDS_OTHER_PROGRAMME = (Cause.BOTH_ADDED, Cause.SWAPPED, Cause.MIXED_SINCE)
LEAVES_A_TRACE = (Cause.CUMULATIVE_AS_DAILY, Cause.SENT_TWICE, Cause.DAYS_MISSING, Cause.TYPING_ERROR)


# What went wrong in our own ledger, whoever else is wrong too.
ON_OUR_SIDE = (Cause.BOTH_ADDED, Cause.SWAPPED, Cause.MIXED_SINCE, *LEAVES_A_TRACE)


class ClueKind(TextChoices):
    """The values are stored, the labels are shown."""

    ABOVE_BOOK = "above_book", "Nhập vượt số của sổ"
    BOOKS_AND_TOTAL = "books_and_total", "Tổng các quyển khác số đã khai"
    REPEATED = "repeated", "Lặp lại một con số"
    COPIED = "copied", "Trùng số với xã khác"
    MACHINE_DOWN = "machine_down", "Có số khi máy hỏng"
    NOBODY_ROSTERED = "nobody_rostered", "Có số khi không phân ca"
    JUMP = "jump", "Tăng vọt"
    ROUND_WEEKEND = "round_weekend", "Số tròn cuối tuần"
    SHARE_FELL = "share_fell", "Tỷ lệ giảm"


STATED = "to_enter_disputed"  # not found by the program: somebody says that the number to enter is another
FINDING_KINDS = {
    **{cause.value: cause.label for cause in Cause if cause != Cause.AGREE},
    **dict(ClueKind.choices),
    STATED: "Số phải nhập chưa thống nhất",
}
