"""Checks the text of a draft against the facts."""

import re

from .doubt import Doubt, DoubtKind

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")


def check_draft(*, facts, parts, stated, options) -> tuple[Doubt, ...]:
    """Numbers in a person's words that equal no fact."""
    known = {text for fact in stated.values() for text in (fact.written, fact.tabled)}
    found = []
    for part in parts:
        at = 0
        for run in part.runs:
            if run.fact is None and not part.is_live:
                for match in _NUMBER.finditer(run.text):
                    if match[0] not in known:
                        words = f"“{match[0]}” không khớp số liệu nào của báo cáo. Sửa, hoặc chọn số trong danh sách."
                        place = at + match.start(), at + match.end()
                        found.append(Doubt(part.key, DoubtKind.ORPHAN, *place, match[0], words))
            at += len(run.text)
    return tuple(found)
