"""Claims held against the facts: what is denied, in words that say what is true, and which numbers were judged."""

from communes.models import Commune

from ..content.parts import Part
from ..facts import Fact, ReportFacts, UnitFacts
from .claims import figure_of
from .doubt import Doubt, DoubtKind
from .naming import Names, clauses
from .subjects import Said, claims_of

MOST_SHOWN = 3
Span = tuple[int, int]


def contradictions(
    part: Part, facts: ReportFacts, names: Names, years: frozenset[int]
) -> tuple[list[Doubt], list[Span]]:
    """Claims that the facts deny; and where numbers stand that were judged together with a claim, true or not: how
    many communes, from which share on."""
    found, settled = [], []
    for start, sentence in clauses(part.text):
        for said in claims_of(sentence, names, years):
            verdict = _judged(said, facts)
            if verdict is None:
                continue
            settled += _numbers(said, start)
            words, accused = verdict
            if words:
                end = start + len(sentence)
                near = _shown(said, accused, facts)
                found.append(Doubt(part.key, DoubtKind.CONTRADICTION, start, end, sentence.strip(), words, near))
    return found, settled


def _numbers(said: Said, start: int) -> list[Span]:
    spans = [(said.count.start, said.count.end)] if said.count else []
    if "percent" in said.claim.says.groupindex:
        spans.append(said.match.span())
    return [(start + a, start + b) for a, b in spans]


def _judged(said: Said, facts: ReportFacts) -> tuple[str, list[UnitFacts]] | None:
    """What is wrong, in words (empty when nothing is), and with whom; None where the sentence claims nothing that
    could be judged."""
    if not said.claim.applies(said.around):
        return None
    if said.named or said.count or said.subject not in ("", "whole"):
        return _of_units(said, facts)
    return _of_whole(said, facts)


def _of_whole(said: Said, facts: ReportFacts) -> tuple[str, list[UnitFacts]] | None:
    if not (said.subject == "whole" or said.claim.alone or "percent" in said.claim.says.groupindex):
        return None
    holds = said.claim.of_whole(facts.whole, facts, said.match, said.around)
    if holds is None:
        return None
    if holds is not said.is_denied:
        return "", []
    words, share = said.claim.told(said.match), facts.whole.share.written
    if said.is_denied:
        return f"Số liệu cho thấy toàn huyện {words}; tỷ lệ chung là {share}.", []
    return f"Số liệu không cho thấy toàn huyện {words}; tỷ lệ chung là {share}.", []


def _of_units(said: Said, facts: ReportFacts) -> tuple[str, list[UnitFacts]] | None:
    held = [(unit, said.claim.of_unit(unit, facts, said.match, said.around)) for unit in facts.units]
    words = ("không " if said.is_denied else "") + said.claim.told(said.match)
    if all(holds is None for _, holds in held):
        return f"Chưa có số liệu để nói đơn vị nào {words}. Bỏ câu này, hoặc nêu căn cứ.", []
    true_of = [unit for unit, holds in held if holds is not None and holds is not said.is_denied]
    accused = [unit for unit in _accused(said, facts) if unit not in true_of]
    if said.subject == "none":
        accused = []
    if accused:
        names = ", ".join(unit.commune.full_name for unit in accused[:MOST_SHOWN])
        more = f" và {len(accused) - MOST_SHOWN:02d} đơn vị khác" if len(accused) > MOST_SHOWN else ""
        return f"Số liệu không cho thấy {names}{more} {words}. {_truth(true_of, words)}", accused
    return _of_how_many(said, facts, true_of, words), []


def _accused(said: Said, facts: ReportFacts) -> list[UnitFacts]:
    """The communes of which it is claimed: those named, all, or all but those named."""
    named = {commune.pk for commune in said.named}
    if said.subject in ("rest", "but"):
        return [unit for unit in facts.units if unit.commune.pk not in named] if named else []
    if said.subject == "all" and not named:
        return list(facts.units)
    return [unit for unit in facts.units if unit.commune.pk in named]


def _of_how_many(said: Said, facts: ReportFacts, true_of: list[UnitFacts], words: str) -> str:
    if said.subject == "none" and true_of:
        return f"Vẫn có đơn vị {words}. {_truth(true_of, words)}"
    if said.subject == "most" and not said.named and 2 * len(true_of) <= len(facts.units):
        return f"Chỉ có {len(true_of):02d}/{len(facts.units):02d} đơn vị {words}. {_truth(true_of, words)}"
    if said.subject in ("some", "only") and not true_of:
        return _truth(true_of, words)
    if said.subject == "only" and said.named and len(said.named) != len(true_of):
        return f"Không chỉ các đơn vị được nêu {words}. {_truth(true_of, words)}"
    if not said.count or said.subject in ("all", "none", "rest", "but"):
        return ""
    stated = said.count
    if said.is_list and stated.value[1] != len(said.named):
        return f"Câu nói {stated.text} đơn vị, câu nêu tên {len(said.named):02d} đơn vị."
    if stated.value[1] not in _numbers_of(said, true_of):
        return f"Câu nói {stated.text} đơn vị, theo số liệu là {len(true_of):02d}. {_truth(true_of, words)}"
    return ""


def _numbers_of(said: Said, true_of: list[UnitFacts]) -> set[int]:
    """How many may be stated: of all of them, of those that are a xã (or a thị trấn) where the sentence counts those,
    and, below a share, of those that have begun."""
    numbers = {len(true_of)}
    kind = said.count.unit_word.lower()
    if kind in ("xã", "thị"):
        numbers.add(sum(unit.commune.kind.startswith(kind) for unit in true_of))
    if "percent" in said.claim.says.groupindex:
        numbers.add(sum(not unit.is_untouched for unit in true_of))
    return numbers


def _truth(units: list[UnitFacts], words: str) -> str:
    if not units:
        return f"Không đơn vị nào {words}."
    return f"Đúng là: {', '.join(unit.commune.full_name for unit in units)}."


def _shown(said: Said, accused: list[UnitFacts], facts: ReportFacts) -> tuple[Fact, ...]:
    """The figures that decide it, to be put into the sentence."""
    units: list[UnitFacts] = accused[:MOST_SHOWN] or _named_units(said.named, facts)
    found = [figure_of(unit, said.claim.shows) for unit in units if said.claim.shows != "name"]
    return tuple(found) + ((facts.whole.share,) if said.claim.shows == "share" else ())


def _named_units(named: tuple[Commune, ...], facts: ReportFacts) -> list[UnitFacts]:
    pks = {commune.pk for commune in named}
    return [unit for unit in facts.units if unit.commune.pk in pks][:MOST_SHOWN]
