"""The communes that a text names, however it spells them, and the clause in which something stands."""

import re
from dataclasses import dataclass

from communes.models import Commune
from communes.text import fold

_END = re.compile(r"[.;:\n](?:\s|$)")


@dataclass(frozen=True)
class Names:
    """Finds communes by folded name: Phước Hoà is Phước Hòa. "Tuy Phước" alone may be the district, so the town of
    that name counts only with its kind in front."""

    communes: tuple[Commune, ...]
    district: str

    def named(self, text: str) -> list[Commune]:
        """In the order of the list of communes, each once."""
        folded = fold(text)
        return [one for one in self.communes if self._is_named(one, folded)]

    def _is_named(self, commune: Commune, folded: str) -> bool:
        name = fold(commune.name)
        if name == fold(self.district):
            name = fold(commune.full_name)
            return re.search(rf"(?<!\w)(?:{name}|tt\.? {fold(commune.name)})(?!\w)", folded) is not None
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) is not None

    def in_clause(self, text: str, at: int) -> list[Commune]:
        return self.named(clause_at(text, at))


def clauses(text: str) -> list[tuple[int, str]]:
    """(where it begins, words) of each sentence or part of one."""
    found, start = [], 0
    for match in _END.finditer(text):
        found.append((start, text[start : match.start()]))
        start = match.end()
    if text[start:].strip():
        found.append((start, text[start:]))
    return found


def clause_at(text: str, at: int) -> str:
    return next((words for start, words in reversed(clauses(text)) if start <= at), text)
