"""Of whom a claim speaks: the communes it names, how many, all, none, some, the rest, or the district as a whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..facts import Unit
from .claims import CLAIMS, Claim
from .naming import Mention, Names, flat
from .numbers import Token, tokens_in

_ALL = re.compile(
    r"\b(?:tat ca|toan bo)(?: cac)?(?: \d+)? (?:xa|don vi|dia phuong)|100 ?% (?:cac |so )?(?:xa|don vi)"
    r"|\bcac (?:xa|don vi)(?:, thi tran)? deu|\b(?:xa|don vi)(?:, thi tran)? nao cung|\bmoi don vi deu"
)
_NONE = re.compile(r"\b(?:khong|chua)(?: con| co)? (?:mot )?(?:xa|don vi|dia phuong)(?:, thi tran)? nao\b")
_SOME = re.compile(r"\b(?:mot so|mot vai|nhieu|van con|vai) (?:xa|don vi|dia phuong)\b")
_MOST = re.compile(r"\b(?:da so|phan lon|hau het|qua nua|hon mot nua)\b")
_REST = re.compile(r"\b(?:xa|don vi|dia phuong)(?:, thi tran)? (?:con lai|khac)\b|\bso con lai\b")
_BUT = re.compile(r"\b(?:tru|ngoai tru|ngoai|khong ke)\b")
_ONLY = re.compile(r"\b(?:chi|duy nhat)\b")
_MARKS = (("none", _NONE), ("rest", _REST), ("all", _ALL), ("most", _MOST), ("some", _SOME), ("only", _ONLY))
_DISTRICT = re.compile(r"\b(?:toan huyen|ca huyen|tien do|du lieu|so lieu|ubnd huyen|huyen)\b")
_CONTRAST = re.compile(r"(?:,|\bva)? \b(?:con|trong khi|rieng|nhung|song|nguoc lai)\b")
_NEXT = re.compile(r"\b(?:tiep theo|tiep den|ke den|sau do|dung thu)\b")
# Named for comparison only: "so với xã A", "thấp hơn xã A".
_COMPARED = re.compile(r"\b(?:so voi|hon|bang|nhu)(?: cac| cua)? $")
_ONE = re.compile(r"(?:^|\b(?:chi|co|con|duy nhat) )(mot) (?=xa\b|don vi\b|dia phuong\b)")
# A list that stands behind its claim: "02 đơn vị chậm: A, B". `part` of them only: "trong đó có A".
_WHOLE_LIST = re.compile(r"(?: hon)?(?: \([^)]*%\))?\s*(?::|\(|,? gom\b|,? la\b)")
_PART_LIST = re.compile(r"\s*(?:,? ?\(?trong do|,? ?\(?nhu\b|,? nhat la|,? dien hinh|,? vi du)")
_IN_ALL = re.compile(r"(?:\btrong(?: tong)?(?: so)?|/)\s*$")
# What is wanted, ordered or feared is not claimed. "phải nhập 200 trường hợp" is a figure, no order.
_WANTED = re.compile(
    r"\b(?:phấn đấu|yêu cầu|đề nghị|đề xuất|kiến nghị|cần(?! nhập)|phải(?! nhập)|sẽ|dự kiến|nếu|giả sử|dù|để|nhằm|"
    r"bảo đảm|đảm bảo|chỉ đạo|giao|khen thưởng|kiểm điểm|tránh|muốn|quyết tâm|mục tiêu|đến khi|trước khi|"
    r"hạn chế tình trạng)\b"
)
_PAST = re.compile(
    r"\b(?:ky truoc|thang truoc|tuan truoc|truoc day|truoc do|nam truoc|ban dau|luc dau|trong ky"
    r"|so voi bao cao|so voi ky)\b"
)
_SOON = 20  # letters between a claim and the next one of the same subject
_DENIED = re.compile(r"\b(?:khong|chua|chang)(?: (?:con|phai|la|he|bi|co|the|duoc|qua))*\s*$")


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of a sentence. `named`: communes it names, each once; `is_list`: whether they are all it speaks of;
    `count`: the number of communes it states, as a token of the sentence; `subject`: the word that says of whom
    without a name (none, rest, but, all, most, some, only, whole), or empty; `is_denied`: "không chậm"."""

    claim: Claim
    match: re.Match
    around: str
    named: tuple
    is_list: bool
    count: Token | None
    subject: str
    is_denied: bool


def claims_of(sentence: str, names: Names, years: frozenset[int]) -> Iterator[Said]:
    """Every claim of a sentence that states something as a fact now."""
    bare = flat(sentence)
    matches = _matches(bare)
    free = [one for one in names.mentions(sentence) if not _COMPARED.search(bare[: one.start])]
    counts = _counts(sentence, years)
    begins = [0, *(match.end() for _, match in matches)]
    ends = [*(match.start() for _, match in matches[1:]), len(bare)]
    before: Said | None = None
    for (claim, match), start, end in zip(matches, begins, ends, strict=False):
        lead = bare[start : match.start()]
        named = [one for one in free if start <= one.start < match.start()]
        is_list = False
        if not named:
            named, is_list = _behind(bare, match.end(), end, free, is_last=end == len(bare))
        free = [one for one in free if one not in named]
        said = Said(
            claim=claim,
            match=match,
            around=bare[start:end],
            named=tuple(dict.fromkeys(one.commune for one in named)),
            is_list=is_list,
            count=next((one for one in reversed(counts) if start <= one.start < match.start()), None),
            subject=_subject(lead),
            is_denied=_DENIED.search(lead) is not None and not _NONE.search(lead),
        )
        before = _carried(said, before, lead)
        if not (_WANTED.search(sentence[start : match.start()].lower()) or _PAST.search(lead)):
            yield before


def _carried(said: Said, before: Said | None, lead: str) -> Said:
    """A claim without a subject of its own has that of the one before: "Xã A đã hoàn thành và dẫn đầu"; "các xã còn
    lại" are all but those."""
    if before is None or said.named:
        return said
    if said.subject in ("rest", "but"):
        return replace(said, named=before.named)
    if not said.count and not said.subject and len(lead) < _SOON:
        return replace(said, named=before.named, subject=before.subject)
    return said


def _matches(bare: str) -> list[tuple[Claim, re.Match]]:
    """Claims in the order of the sentence, none over another."""
    found: list[tuple[Claim, re.Match]] = []
    for claim in CLAIMS:
        for match in claim.says.finditer(bare):
            if not any(match.start() < other.end() and other.start() < match.end() for _, other in found):
                found.append((claim, match))
    return sorted(found, key=lambda pair: pair[1].start())


def _behind(bare: str, start: int, end: int, mentions: list[Mention], *, is_last: bool) -> tuple[list[Mention], bool]:
    """The communes behind a claim, up to where another thought begins, and whether they are a list of all it speaks
    of."""
    for turn in (_NEXT.search(bare, start, end), None if is_last else _CONTRAST.search(bare, start, end)):
        end = min(end, turn.start()) if turn else end
    found = [one for one in mentions if start <= one.start < end]
    return found, _WHOLE_LIST.match(bare, start) is not None and not _PART_LIST.match(bare, start)


def _counts(sentence: str, years: frozenset[int]) -> list[Token]:
    """How many communes: "03 đơn vị"; not the 13 of "trong 13 đơn vị", but the 2 of "2/13 đơn vị"."""
    tokens = tokens_in(sentence, years=years)
    found = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        gap = sentence[token.end : following.start].strip() if following else ""
        is_of = gap in ("/", "trong", "trên", "trong số", "trong tổng số") and following.units == {Unit.COMMUNES}
        is_total = _IN_ALL.search(flat(sentence[: token.start])) is not None
        if token.value[0] == "count" and (is_of or (token.units == {Unit.COMMUNES} and not is_total)):
            found.append(token)
    for one in _ONE.finditer(flat(sentence)):
        found.append(Token(*one.span(1), sentence[slice(*one.span(1))], ("count", 1), sentence[one.end() :]))
    return sorted(found, key=lambda token: token.start)


def _subject(bare: str) -> str:
    for name, pattern in _MARKS:
        if pattern.search(bare):
            return "but" if name == "all" and _BUT.search(bare) else name
    return "whole" if _DISTRICT.search(bare) else ""
