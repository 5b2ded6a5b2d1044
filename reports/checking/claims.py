"""What a sentence claims of communes, held against the facts: slow, finished, not begun, first, last, in time."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from communes.text import fold

from ..content.parts import Part
from ..facts import ReportFacts, UnitFacts
from .doubt import Doubt, DoubtKind
from .naming import Names, clauses

_ALL = re.compile(r"\b(?:tat ca|toan bo|100% (?:cac )?(?:xa|don vi)|cac don vi deu|xa nao cung|don vi nao cung)")
_NONE = re.compile(r"\bkhong (?:con |co )?(?:xa|don vi|dia phuong)(?:, thi tran)? nao\b")
_HOW_MANY = re.compile(r"\b(?:chi )?(?:co |con )?(\d{1,3}) (?:xa|don vi|dia phuong|thi tran)\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """`says`: a pattern over folded text; `holds`: whether it is true of a commune; `words`: what is claimed."""

    says: re.Pattern
    holds: Callable[[UnitFacts, ReportFacts], bool]
    words: str


def _best(unit: UnitFacts, facts: ReportFacts) -> bool:
    shares = [one.share.value for one in facts.units if one.share.value is not None]
    return bool(shares) and unit.share.value == max(shares)


def _last(unit: UnitFacts, facts: ReportFacts) -> bool:
    shares = [one.share.value for one in facts.units if one.share.value is not None]
    return bool(shares) and unit.share.value == min(shares)


def _behind(unit: UnitFacts, facts: ReportFacts) -> bool:
    return any(unit.commune == one.commune for verdict in facts.around.verdicts for one in verdict.behind)


def _in_time(unit: UnitFacts, facts: ReportFacts) -> bool:
    return bool(facts.around.verdicts) and all(unit.commune in one.in_time for one in facts.around.verdicts)


def _equipped(unit: UnitFacts, facts: ReportFacts) -> bool:
    return any(one.commune == unit.commune and one.is_equipped for one in facts.machines)


def _claim(pattern: str, holds: Callable, words: str) -> Claim:
    return Claim(re.compile(rf"\b(?:{pattern})"), holds, words)


# What comes first is tried first: "không chậm" before "chậm".
CLAIMS = (
    _claim(r"khong (?:con |he )?cham", lambda unit, facts: unit not in facts.slow, "không chậm so với bình quân huyện"),
    _claim(
        r"cham tien do|tien do cham|nhap cham|con cham|qua cham|duoi (?:muc )?binh quan|thap hon (?:muc )?binh quan",
        lambda unit, facts: unit in facts.slow, "chậm, dưới bình quân huyện",
    ),
    _claim(r"chua hoan thanh|chua nhap xong", lambda unit, facts: not unit.is_done, "chưa hoàn thành"),
    _claim(
        r"da hoan thanh|hoan thanh 100|dat 100|(?:da )?nhap xong|da ve dich",
        lambda unit, facts: unit.is_done, "đã hoàn thành",
    ),
    _claim(
        r"chua nhap truong hop nao|chua nhap(?! them)|chua thuc hien|chua trien khai",
        lambda unit, facts: unit.is_untouched, "chưa nhập trường hợp nào",
    ),
    _claim(
        r"khong nhap them", lambda unit, facts: unit.recent.value <= 0, "không nhập thêm trong 07 ngày gần nhất"
    ),
    _claim(r"cao nhat|dan dau|dung dau", _best, "đạt tỷ lệ cao nhất"),
    _claim(r"thap nhat|cham nhat|cuoi bang", _last, "đạt tỷ lệ thấp nhất"),
    _claim(r"nhap vuot|vuot so phai nhap", lambda unit, facts: unit.excess > 0, "nhập vượt số phải nhập"),
    _claim(r"khong (?:the )?kip(?: thoi)? han|khong kip tien do|kho kip han|tre han", _behind, "không kịp hạn"),
    _claim(r"kip (?:thoi )?han|dung han", _in_time, "kịp hạn"),
    _claim(
        r"(?:chua|khong) (?:duoc )?(?:trang bi )?(?:day )?du may",
        lambda unit, facts: not _equipped(unit, facts), "chưa đủ máy",
    ),
    _claim(r"(?:trang bi )?(?:day )?du(?: \d+)? may", _equipped, "đã đủ máy"),
)  # fmt: skip


def contradictions(part: Part, facts: ReportFacts, names: Names) -> list[Doubt]:
    """Clauses of a part that the facts deny. Only what names communes, counts them or speaks of all or none."""
    found = []
    for start, clause in clauses(part.text):
        folded = fold(clause)
        for claim in CLAIMS:
            if claim.says.search(folded):
                if denied := _denied(claim, clause, folded, facts, names):
                    end = start + len(clause)
                    found.append(Doubt(part.key, DoubtKind.CONTRADICTION, start, end, clause.strip(), denied))
                break
    return found


def _denied(claim: Claim, clause: str, folded: str, facts: ReportFacts, names: Names) -> str:
    """What is wrong with it, in words; empty when nothing is."""
    true_of = [unit for unit in facts.units if claim.holds(unit, facts)]
    named = names.named(clause)
    pks = {unit.commune.pk for unit in true_of}
    wrong = [commune for commune in named if commune.pk not in pks]
    if wrong:
        accused = ", ".join(one.full_name for one in wrong)
        return f"Số liệu không cho thấy {accused} {claim.words}. {_truth(true_of, claim)}"
    if named:
        return _miscounted(folded, len(named), f"câu nêu tên {len(named):02d} đơn vị")
    if _ALL.search(folded) and len(true_of) < len(facts.units):
        return f"Không phải tất cả đơn vị {claim.words}. {_truth(true_of, claim)}"
    if _NONE.search(folded) and true_of:
        return f"Vẫn có đơn vị {claim.words}. {_truth(true_of, claim)}"
    return _miscounted(folded, len(true_of), f"theo số liệu là {len(true_of):02d}")


def _miscounted(folded: str, number: int, against: str) -> str:
    stated = _HOW_MANY.search(folded)
    if stated and int(stated[1]) != number:
        return f"Câu nói {stated[1]} đơn vị, {against}."
    return ""


def _truth(units: list[UnitFacts], claim: Claim) -> str:
    if not units:
        return f"Không đơn vị nào {claim.words}."
    return f"Đúng là: {', '.join(unit.commune.full_name for unit in units)}."
