"""What a sentence says of the time since the report before, tăng, giảm or không đổi, against the figures of the
period."""

import re

from ..content.parts import Part
from ..facts import Fact
from .doubt import Doubt, DoubtKind
from .naming import Names, clauses, flat

_BEFORE = re.compile(r"\b(?:so voi (?:bao cao|ky|lan)|ky (?:bao cao )?truoc|bao cao (?:ky )?truoc)\b")
# Steps that are not those of the period: the plan's, the province's, another time's.
_ANOTHER = re.compile(r"\b(?:binh quan|cung ky|ke hoach|chi tieu|toc do|phai nhap|con lai|gian doan)\b")
_WAY = re.compile(
    r"\b(?:(?P<up>tang(?! (?:cuong|so ca|ca))|cao hon)|(?P<down>giam|thap hon)"
    r"|(?P<same>khong (?:thay )?doi|giu nguyen))"
)
_SHARE, _COUNT = re.compile(r"\bty le\b|%|diem"), re.compile(r"\bso (?:lieu )?da nhap\b|\bnhap\b|truong hop")
_WORDS = {1: "tăng", -1: "giảm", 0: "không đổi"}
NO_PERIOD = "Chưa có báo cáo kỳ trước nên không có số liệu để nói tăng, giảm hay không đổi. Bỏ câu này."


def since_before(part: Part, stated: dict[str, Fact], names: Names) -> list[Doubt]:
    """Steps of the whole district that the period denies. Of one commune there is no such figure."""
    found = []
    for start, sentence in clauses(part.text):
        bare = flat(sentence)
        if not _BEFORE.search(bare) or _ANOTHER.search(bare) or names.named(sentence):
            continue
        for match in _WAY.finditer(bare):
            words = _denied(match, bare[: match.start()], bare[match.end() :], stated)
            if words:
                where = start + match.start(), start + match.end()
                quoted = sentence[slice(*match.span())]
                found.append(Doubt(part.key, DoubtKind.CONTRADICTION, *where, quoted, words, _near(stated)))
    return found


def _denied(match: re.Match, before: str, after: str, stated: dict[str, Fact]) -> str:
    """The nearest word before says of what: the share or the count; without one, the unit behind."""
    share = max((found.end() for found in _SHARE.finditer(before)), default=-1)
    count = max((found.end() for found in _COUNT.finditer(before)), default=-1)
    is_share = share > count or (share == count and re.match(r" [\d,]+ (?:diem|%)|[^,]*%", after) is not None)
    fact = stated.get("period.points" if is_share else "period.entered")
    if fact is None:
        return "" if "period.since" in stated else NO_PERIOD
    sign = (fact.value > 0) - (fact.value < 0)
    said = 1 if match["up"] else -1 if match["down"] else 0
    if said == sign:
        return ""
    what = "Tỷ lệ toàn huyện" if is_share else "Số đã nhập toàn huyện"
    return (
        f"{what} so với báo cáo kỳ trước {_WORDS[sign]}{f' {fact.tabled}' if sign else ''}, không phải {_WORDS[said]}."
    )


def _near(stated: dict[str, Fact]) -> tuple[Fact, ...]:
    return tuple(stated[id] for id in ("period.points", "period.entered") if id in stated)
