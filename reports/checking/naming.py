"""The communes that a text names, however it spells them, and the clause in which something stands."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from communes.models import Commune
from communes.text import fold

_END = re.compile(r"[.;\n](?:\s|$)")
# Between names of one list: "các xã A, B và thị trấn C".
_LISTED = re.compile(r"[\s,]*(?:va |cung |voi )?(?:cac )?(?:xa |thi tran |tt\.? )?\s*")
_SOMEBODY = re.compile(
    r"\b(?:huyen|tinh|binh quan|muc chung|mat bang chung|trung binh|cac (?:xa|don vi)|(?:xa|don vi) (?:khac|con lai))\b"
)
WHOLE = "whole"


@lru_cache(maxsize=512)
def flat(text: str) -> str:
    """Lower case without accents, letter for letter: what stands at a place of it stands there in the text."""
    return "".join(_bare(char) for char in text)


def _bare(char: str) -> str:
    return " " if char.isspace() else unicodedata.normalize("NFD", "d" if char in "đĐðÐ" else char.lower())[:1]


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    commune: Commune


@dataclass(frozen=True)
class Names:
    """Finds communes by folded name: Phước Hoà is Phước Hòa. "Tuy Phước" alone may be the district, so the town of
    that name counts only with its kind in front, or in front of its list ("các thị trấn Diêu Trì và Tuy Phước")."""

    communes: tuple[Commune, ...]
    district: str

    @cached_property
    def _patterns(self) -> list[tuple[Commune, re.Pattern]]:
        return [(one, self._pattern(one)) for one in self.communes]

    def _pattern(self, commune: Commune) -> re.Pattern:
        name, kind = re.escape(fold(commune.name)), fold(commune.kind)
        in_front = rf"(?:{kind} |tt\.? ?)"
        if fold(commune.name) != fold(self.district):
            return re.compile(rf"(?<!\w)(?P<alone>{in_front}?{name})(?!\w)")
        in_a_list = rf"(?<=cac {kind} )(?:[^\W\d][\w ]*?(?:,| va) )*?"
        return re.compile(rf"(?<!\w)(?:(?P<alone>{in_front}{name})|{in_a_list}(?P<listed>{name}))(?!\w)")

    @cached_property
    def _all_of_us(self) -> re.Pattern:
        name = re.escape(fold(self.district))
        return re.compile(rf"\b(?:toan huyen|ca huyen|binh quan huyen|ty le chung|tinh chung|huyen {name})\b")

    def mentions(self, text: str) -> list[Mention]:
        """In the order of the text."""
        bare = flat(text)
        found = [
            Mention(*match.span(match.lastgroup), one)
            for one, names in self._patterns
            for match in names.finditer(bare)
        ]
        return sorted(found, key=lambda mention: mention.start)

    def named(self, text: str) -> list[Commune]:
        """In the order of the text, each once."""
        return list(dict.fromkeys(mention.commune for mention in self.mentions(text)))

    def owner(self, text: str, at: int) -> tuple[Commune, ...] | str | None:
        """Whose number stands at a place, by what its clause says before it: communes (a list of them), WHOLE, or
        nobody in particular."""
        start, clause = clause_at(text, at)
        before = clause[: at - start]
        bare, mentions = flat(before), self.mentions(before)
        whole = max((match.end() for match in self._all_of_us.finditer(bare)), default=-1)
        vague = max((match.end() for match in _SOMEBODY.finditer(bare)), default=-1)
        last = mentions[-1].end if mentions else -1
        if last > max(whole, vague):
            return tuple(_last_list(mentions, bare))
        return WHOLE if whole >= vague and whole >= 0 else None


def _last_list(mentions: list[Mention], bare: str) -> list[Commune]:
    found = [mentions[-1]]
    for mention in reversed(mentions[:-1]):
        if not _LISTED.fullmatch(bare[mention.end : found[-1].start]):
            break
        found.append(mention)
    return [mention.commune for mention in reversed(found)]


def clauses(text: str) -> list[tuple[int, str]]:
    """(where it begins, words) of each sentence or part of one; a colon does not end it, a list may follow."""
    found, start = [], 0
    for match in _END.finditer(text):
        found.append((start, text[start : match.start()]))
        start = match.end()
    if text[start:].strip():
        found.append((start, text[start:]))
    return found


def clause_at(text: str, at: int) -> tuple[int, str]:
    return next(((start, words) for start, words in reversed(clauses(text)) if start <= at), (0, text))
