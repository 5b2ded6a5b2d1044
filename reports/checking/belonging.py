"""Whether a true number stands where it belongs: with its unit, its commune, its measure and its kind of book."""

import re

from communes.text import fold

from ..facts import Fact, ReportFacts, Unit
from .known import phrase
from .naming import WHOLE, Names, clause_at, flat
from .numbers import Token

ALL_SCOPES = ("toàn huyện", "toàn tỉnh")
# Figures that are never a commune's own, whichever commune the sentence speaks of before.
_OF_NOBODY = {Unit.COMMUNES, Unit.DAY, Unit.POINTS, Unit.PAPERS, Unit.WORKING_DAYS, Unit.MINUTES, Unit.NAME, Unit.TIMES}
_MEASURES = {
    "to_enter": re.compile(r"(?:phai nhap|can nhap|tong so)(?: la| gom|:)? $|\d ?/ ?$"),
    "entered": re.compile(r"(?:da nhap|nhap duoc|nhap xong)(?: duoc| them)?(?: la|:)? $"),
    "left": re.compile(r"(?:con lai|con phai nhap|chua nhap)(?: la|:)? $"),
}
_MEASURE_WORDS = {"to_enter": "số phải nhập", "entered": "số đã nhập", "left": "số còn lại", "recent": "số mới nhập"}


def misplaced(
    text: str, token: Token, stating: list[Fact], facts: ReportFacts, names: Names
) -> tuple[str, Fact] | None:
    """What is wrong with a number that these facts state, and the fact it is taken from; None when nothing is."""
    units = token.units if token.value[0] == "count" else None
    fitting = [fact for fact in stating if units is None or fact.unit in units]
    if not fitting:
        other = stating[0]
        return f"là {other.meaning} ({other.unit.value}), không phải số “{phrase(token)}”", other
    if wrong := _of_another(text, token, fitting, names):
        return wrong
    return _of_another_measure(text, token, fitting) or _of_another_kind(text, token, fitting, facts)


def _of_another(text: str, token: Token, stating: list[Fact], names: Names) -> tuple[str, Fact] | None:
    """The number is right, but of another commune than the one its clause speaks of."""
    if any(fact.unit in _OF_NOBODY for fact in stating):
        return None
    owner = names.owner(text, token.start)
    if owner is None:
        return None
    scopes = ALL_SCOPES if owner == WHOLE else {commune.full_name for commune in owner}
    if any(fact.scope in scopes for fact in stating):
        return None
    whose = "toàn huyện" if owner == WHOLE else ", ".join(commune.full_name for commune in owner)
    return f"là số của {stating[0].scope}, không phải của {whose}", stating[0]


def _of_another_measure(text: str, token: Token, stating: list[Fact]) -> tuple[str, Fact] | None:
    """ "Đã nhập" in front of what there is to enter. Only where nothing else has that value."""
    before = flat(text[max(0, token.start - 30) : token.start])
    said = next((measure for measure, words in _MEASURES.items() if words.search(before)), None)
    found = {fact.id.rpartition(".")[2] for fact in stating}
    if said is None or not found <= set(_MEASURE_WORDS):
        return None
    if said in found or (said == "entered" and "recent" in found):
        return None
    first = stating[0]
    stated = _MEASURE_WORDS[first.id.rpartition(".")[2]]
    return f"là {stated} ({first.scope}), không phải {_MEASURE_WORDS[said]}", first


def _of_another_kind(text: str, token: Token, stating: list[Fact], facts: ReportFacts) -> tuple[str, Fact] | None:
    """The number of one kind of book in a clause that speaks of another one only."""
    clause = flat(clause_at(text, token.start)[1])
    said = [kind for kind in facts.kinds if fold(kind.label) in clause]
    kinds = {kind.value for kind in facts.kinds}
    of_kinds = [kinds & set(fact.id.split(".")) for fact in stating]
    if len(said) != 1 or not all(of_kinds) or any(said[0].value in one for one in of_kinds):
        return None
    return f"là số của loại sổ khác: {stating[0].meaning}", stating[0]
