"""Vietnamese text: one form on the way in (NFC), folding for matching, the dictionary's order, words for numbers."""

import re
import unicodedata
from functools import lru_cache

# đ is no accented d in Unicode, and old conversions leave the Icelandic eth in its place.
_EASTERN_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """NFC, no-break spaces and runs of space as one space, ends trimmed; ð/Ð become đ/Đ."""
    text = unicodedata.normalize("NFC", str(text)).replace("ð", "đ").replace("Ð", "Đ")
    return _SPACES.sub(" ", text).strip()


_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def normalise_lines(text: str) -> str:
    """As `normalise` line by line, without empty lines and without what a word processor leaves unseen in a copy."""
    lines = (normalise(_UNSEEN.sub("", line)) for line in re.split("\r\n|[\r\n\u2028\u2029]", str(text)))
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """For matching only, never for showing: lower case without accents, đ as d, spaces as one."""
    decomposed = unicodedata.normalize("NFD", str(text).translate(_EASTERN_D))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare.lower()).strip()


_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


@lru_cache(maxsize=4096)
def vietnamese_order(text: str) -> tuple:
    """Sort key of the Vietnamese dictionary: letters a ă â b c d đ …, then tones ngang huyền hỏi ngã sắc nặng."""
    letters, tones = [], []
    for char in normalise(text).lower():
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONES[p] for p in parts if p in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES))
        letters.append((1, _LETTERS[base]) if base in _LETTERS else (0, ord(base[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones)
