"""What a sentence may claim of communes or of the whole district, and whether the facts bear it out: slow, finished,
not begun, first, last, above or below a share, in time, equipped."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ..facts import Fact, ReportFacts, UnitFacts

# Asked of a commune or of the whole, with the words of the claim. None: the facts cannot say.
Judge = Callable[[UnitFacts, ReportFacts, re.Match, str], bool | None]
_MEAN = (
    r"(?: so voi)?(?: ty le)?(?: %)?(?: so voi)?(?: muc| ty le)?(?: %)?"
    r" (?:binh quan|mat bang chung|muc chung|trung binh)(?: chung)?(?: cua)?(?: toan| ca)?(?: (?P<whose>tinh|huyen))?"
)
_SHARE = r"(?P<percent>\d{1,3}(?:,\d+)?) ?%"
# "cao nhất" of what: the share, unless other words of the sentence say so. None: not among the figures of a commune.
_MEASURED = (
    (re.compile(r"gian doan|\bloi\b|phieu|\bmay\b|truc|kinh phi|\bcao diem|nhiem vu"), None),
    (re.compile(r"\bty le\b|tien do"), "share"),
    (re.compile(r"con lai|con phai nhap|ton dong|\bcon \d"), "left"),
    (re.compile(r"phai nhap|khoi luong|du lieu cu"), "to_enter"),
    (re.compile(r"07 ngay|7 ngay|tuan qua"), "recent"),
    (re.compile(r"so (?:luong )?da nhap|nhap duoc"), "entered"),
    (re.compile(r"so (?:luong )?so\b|quyen"), "books"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """`says`: a pattern over flat text (naming.flat); `words`: what is claimed, for people (told); `of_unit` and
    `of_whole`: whether it is true, None where the facts cannot say; `shows`: the figure of a commune that decides it.
    `alone`: it speaks of the whole even where no subject stands before it; `applies`: whether the words around it
    make it one that figures of communes can decide."""

    says: re.Pattern
    words: str
    of_unit: Judge
    of_whole: Judge
    shows: str = "share"
    alone: bool = False
    applies: Callable[[str], bool] = lambda said: True

    def told(self, match: re.Match) -> str:
        """What is claimed, for people: "dưới bình quân toàn tỉnh", "đạt từ 50% trở lên"."""
        parts = match.groupdict()
        whose = "toàn tỉnh" if parts.get("whose") == "tinh" else "huyện"
        return self.words.format(whose=whose, percent=parts.get("percent"))


def figure_of(unit: UnitFacts, shows: str) -> Fact:
    return getattr(unit, shows)


def _mean(facts: ReportFacts, match: re.Match) -> Decimal | None:
    if match["whose"] == "tinh":
        return facts.around.province and facts.around.province.share.value
    return facts.whole.share.value


def _compared(one: Decimal | None, other: Decimal | None, below: bool) -> bool | None:
    if one is None or other is None:
        return None
    return one < other if below else one > other


def _beside_mean(below: bool) -> Judge:
    return lambda unit, facts, match, said: _compared(unit.share.value, _mean(facts, match), below)


def _whole_beside_mean(below: bool) -> Judge:
    """Of the whole only the province's mean can be spoken of."""

    def judge(whole: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool | None:
        return _compared(whole.share.value, _mean(facts, match), below) if match["whose"] == "tinh" else None

    return judge


def _is_slow(unit: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool | None:
    return _compared(unit.share.value, facts.whole.share.value, True)


def _percent(below: bool) -> Judge:
    def judge(unit: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool | None:
        bound = Decimal(match["percent"].replace(",", ".")) / 100
        if unit.share.value is None:
            return None
        return unit.share.value < bound if below else unit.share.value >= bound

    return judge


def measured(said: str) -> str | None:
    """Which figure of a commune "cao nhất" is about; None where it is about something else, such as lost time."""
    return next((measure for words, measure in _MEASURED if words.search(said)), "share")


def _extreme(best: Callable) -> Judge:
    def judge(unit: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool | None:
        measure = measured(said)
        values = [getattr(one, measure).value for one in facts.units]
        values = [value for value in values if value is not None]
        return getattr(unit, measure).value == best(values) if values else None

    return judge


def _is_behind(unit: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool | None:
    verdicts = facts.around.verdicts
    return any(unit.commune == one.commune for verdict in verdicts for one in verdict.behind) if verdicts else None


def _is_in_time(unit: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool | None:
    verdicts = facts.around.verdicts
    return all(unit.commune in one.in_time for one in verdicts) if verdicts else None


def _is_equipped(unit: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool:
    return any(one.commune == unit.commune and bool(one.is_equipped) for one in facts.machines)


def _all_equipped(whole: UnitFacts, facts: ReportFacts, match: re.Match, said: str) -> bool:
    return bool(facts.machines) and all(one.is_equipped for one in facts.machines)


def _unsaid(*asked) -> None:
    return None


def _plain(test: Callable[[UnitFacts], bool]) -> Judge:
    return lambda unit, facts, match, said: test(unit)


def _not(judge: Judge) -> Judge:
    def negated(*asked) -> bool | None:
        found = judge(*asked)
        return None if found is None else not found

    return negated


def _claim(pattern: str, words: str, of_unit: Judge, of_whole: Judge, shows="share", **more) -> Claim:
    return Claim(re.compile(pattern), words, of_unit, of_whole, shows, **more)


def _extreme_claim(pattern: str, words: str, best: Callable) -> Claim:
    return _claim(pattern, words, _extreme(best), _unsaid, applies=lambda said: measured(said) is not None)


def _of_both(pattern: str, words: str, judge: Judge, shows="share", *, alone=False) -> Claim:
    return _claim(pattern, words, judge, judge, shows, alone=alone)


_DONE, _UNTOUCHED = _plain(lambda unit: unit.is_done), _plain(lambda unit: unit.is_untouched)
# What comes first is tried first where two begin at the same place; what begins first in the sentence is read first.
CLAIMS = (
    _claim(rf"\b(?:duoi|thap hon|chua dat|chua bang|kem){_MEAN}", "dưới bình quân {whose}", _beside_mean(True),
           _whole_beside_mean(True), alone=True),
    _claim(rf"\b(?:tren|cao hon|vuot){_MEAN}", "trên bình quân {whose}", _beside_mean(False), _whole_beside_mean(False),
           alone=True),
    _of_both(rf"\b(?:duoi|chua dat|chua den|thap hon|khong den) {_SHARE}", "dưới {percent}%", _percent(True)),
    _of_both(rf"\b(?:tren|hon|cao hon|dat tu) {_SHARE}", "đạt từ {percent}% trở lên", _percent(False)),
    _extreme_claim(r"\b(?:cham nhat|thap nhat|it nhat|cuoi bang)\b", "thấp nhất", min),
    _extreme_claim(r"\b(?:cao nhat|nhieu nhat|lon nhat|dan dau|dung dau)\b", "cao nhất", max),
    _claim(r"(?<!bao cao )(?<!gui )(?<!nop )(?<!ghi )(?<!ban hanh )(?<!tra loi )(?<!bo tri )\bcham\b"
           r"(?! (?:lai|tre|nop|gui|bao cao|nhat|muon|dut))", "chậm, dưới bình quân huyện", _is_slow, _unsaid),
    _of_both(r"\bchua (?:nhap xong|hoan thanh)\b(?! viec (?!nhap))", "chưa hoàn thành", _not(_DONE), "left"),
    _of_both(r"\b(?:da hoan thanh|hoan thanh (?:100 ?%|toan bo|xong|ke hoach|chi tieu|viec nhap)|dat 100 ?%|nhap xong"
             r"|ve dich)(?!\w)(?! (?:\d|mot phan|(?:viec |cong tac )?(?:kiem|ra soat|ban giao|trang bi|lap|bao cao)))",
             "đã hoàn thành", _DONE, "left"),
    _of_both(r"\bchua nhap (?:duoc )?(?:truong hop|du lieu|so) nao|\bchua (?:nhap|thuc hien|trien khai)"
             r"(?= nhap\b| viec nhap|\s*(?:[,.)]|$))", "chưa nhập trường hợp nào", _UNTOUCHED, "entered"),
    _claim(r"\bkhong (?:co )?(?:nhap them|phat sinh)\b", "không nhập thêm trong 07 ngày gần nhất",
           _plain(lambda unit: unit.recent.value <= 0), _plain(lambda unit: unit.recent.value <= 0), "recent"),
    _of_both(r"\b(?:nhap vuot|vuot so phai nhap|vuot 100 ?%)(?!\w)", "nhập vượt số phải nhập",
             _plain(lambda unit: unit.excess > 0), "left"),
    _claim(r"\bkhong (?:the |con )?kip(?: thoi)?(?: gian)? (?:han|tien do|thoi han)|\bkho (?:co the )?kip han"
           r"|\btre han\b", "không kịp hạn", _is_behind, _unsaid, "left"),
    _claim(r"\b(?:kip(?: thoi)? (?:han|tien do|thoi han)|dung (?:thoi )?han)\b", "kịp hạn", _is_in_time, _unsaid,
           "left"),
    _claim(r"\b(?:chua|khong) (?:duoc )?(?:trang bi )?(?:day )?du(?: \d+)? may\b",
           "chưa đủ máy", _not(_is_equipped), _not(_all_equipped), "name"),
    _claim(r"(?<!chay )\b(?:trang bi )?(?:day )?du(?: \d+)? may\b", "đã đủ máy", _is_equipped, _all_equipped, "name",
           alone=True),
)  # fmt: skip
