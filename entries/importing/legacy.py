"""Text that was typed for a font of the time before Unicode (TCVN3/.VnTime, VNI): it only looks right in that font."""

import re
from collections.abc import Iterable

ENOUGH = 2  # different words: one "Müller" does not make a file unreadable

# Letters that Vietnamese in Unicode never uses; Ð and ð are left out, old conversions put them in the place of Đ, đ.
_LETTERS = "ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþÿ"
# Signs that TCVN3 has in the middle or at the end of words. Quotation marks and the soft hyphen only count inside.
_SIGNS = "¡¢£¤¥¦§¨©ª¬®¯µ¶·¸¹¼½¾×÷"
_INSIDE = "«»\u00ad"
_ANY = _LETTERS + _SIGNS + _INSIDE
_LATIN = "A-Za-zÀ-ÖØ-öø-ÿ"
_WORD = re.compile(
    rf"[{_LATIN}{_ANY}]*(?:[A-Za-z][{_LETTERS}]|[{_LETTERS}][A-Za-z]|[{_LATIN}][{_SIGNS}](?![0-9 ])"
    rf"|[{_LATIN}][{_SIGNS}](?=[\s.,;:)]|$)|[{_LATIN}][{_INSIDE}][{_LATIN}])[{_LATIN}{_ANY}]*"
)

# Two such signs side by side are no foreign name: "Phöôùc", "Ph\u00adíc".
_CERTAIN = re.compile(rf"[{_LETTERS}\u00ad][À-ÖØ-öø-ÿ]|[À-ÖØ-öø-ÿ][{_LETTERS}¨©ª¬®µ¶·¸¹]")


def is_legacy(texts: Iterable[str]) -> bool:
    """Whether some words among the texts are in a legacy font encoding."""
    words = set()
    for text in texts:
        if not text.isascii():
            words.update(_WORD.findall(text))
            if len(words) >= ENOUGH or any(_CERTAIN.search(word) for word in words):
                return True
    return False
