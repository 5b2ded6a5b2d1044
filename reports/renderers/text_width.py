"""How wide a line of bold Times New Roman is, for rules that must be as long as a text."""

import unicodedata

# Advance widths of Times Bold in thousandths of the size; accents add nothing, other characters count as a digit.
_WIDTHS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -.,/()",
        (
            722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722,
            722, 1000, 722, 722, 667, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556,
            556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 250, 333, 250, 250, 278, 333, 333,
        ),
        strict=True,
    )
)  # fmt: skip
_BARE = str.maketrans({"Đ": "D", "đ": "d"})
_MM_PER_POINT = 25.4 / 72


def bold_width(text: str, size: float) -> float:
    """Width in mm of a text in bold Times New Roman of a size in points."""
    letters = unicodedata.normalize("NFD", text.translate(_BARE))
    units = sum(_WIDTHS.get(letter, 500) for letter in letters if not unicodedata.combining(letter))
    return units / 1000 * size * _MM_PER_POINT
