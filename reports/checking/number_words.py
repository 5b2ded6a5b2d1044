"""Numbers written out: "hai", "mười ba", "hai mươi lăm", up to 99; more is written in digits."""

import re
from collections.abc import Iterator

from .units import COUNTED

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# After "mươi" three of them change: hai mươi mốt, hai mươi tư, hai mươi lăm; after "mười" only the five: mười lăm.
_AFTER_TENS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7}


def _all_words() -> dict[str, int]:
    ones = {word: value for value, word in enumerate(_DIGITS) if value}
    words = ones | {"bẩy": 7, "mười": 10}
    words |= {f"mười {word}": 10 + value for word, value in (ones | {"lăm": 5}).items()}
    for tens in range(2, 10):
        words[f"{_DIGITS[tens]} mươi"] = tens * 10
        words |= {f"{_DIGITS[tens]} mươi {word}": tens * 10 + value for word, value in (ones | _AFTER_TENS).items()}
        words |= {f"{_DIGITS[tens]} {word}": tens * 10 + value for word, value in _AFTER_TENS.items()}
    return words


WORDS = _all_words()
# "năm" is a year as well, "ba" a father: a word is a number only in front of what is counted here, and "một" is mostly
# an article. "trong năm xã đã làm" means the year.
_NUMBER_WORD = re.compile(
    r"(?<!\w)(?<!trong )(?<!hằng )(?<!hàng )(?<!cả )(?<!mỗi )"
    rf"(?P<word>{'|'.join(sorted(WORDS, key=len, reverse=True))})\s+(?=(?:{COUNTED})(?!\w))",
    re.IGNORECASE,
)


def number_words(text: str) -> Iterator[tuple[int, int, int]]:
    """(from, to, value) of every number written out in front of what is counted."""
    for match in _NUMBER_WORD.finditer(text):
        yield match.start(), match.end("word"), WORDS[match["word"].lower()]
