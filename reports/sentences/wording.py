"""Grammar: how figures, communes and papers are put into a sentence."""

from collections.abc import Iterable
from dataclasses import replace
from string import Formatter

from communes.formatting import format_date, format_small, join_words, lower_first
from communes.models import Commune, CommuneKind, Directive

from ..content.blocks import Run, Runs
from ..facts import Fact, Unit

MOST_NAMED = 6  # a longer list of names is not read; the appendix has them all
_KINDS = ((CommuneKind.VILLAGE, "xã"), (CommuneKind.TOWN, "thị trấn"))


def say(pattern: str, **parts: "Fact | Runs | str | int") -> Runs:
    """A sentence from a pattern: {name} takes a fact, runs already made, or plain text."""
    runs = []
    for text, name, _, _ in Formatter().parse(pattern):
        if text:
            runs.append(Run(text))
        if name:
            part = parts[name]
            if isinstance(part, Fact):
                runs.append(Run(part.written, part))
            elif isinstance(part, tuple):
                runs.extend(part)
            else:
                runs.append(Run(str(part)))
    return tuple(runs)


def said(**sentences: Runs | None) -> dict[str, Runs]:
    """The sentences that there is something to say of, each under the name by which a report keeps it."""
    return {name: runs for name, runs in sentences.items() if runs}


def inside(name: Fact) -> Fact:
    """A name that heads a line, as it stands inside a sentence: tháng 5/2024."""
    return replace(name, id=f"{name.id}.inside", value=lower_first(name.value))


def joined(parts: list[Runs], *, last: str = " và ", between: str = ", ") -> Runs:
    """A, B và C."""
    runs: list[Run] = []
    for place, part in enumerate(parts):
        if place:
            runs.append(Run(last if place == len(parts) - 1 else between))
        runs.extend(part)
    return tuple(runs)


def how_many(number: int, unit: Unit, meaning: str, id: str) -> Fact:
    """A count made while telling, such as how many communes are done; it leads to no entries of its own."""
    return Fact(id, number, unit, meaning)


def name_units(units, *, total: int | None = None) -> Runs:
    """xã A · các xã A và B · các xã A, B và thị trấn C · tất cả 13 xã, thị trấn (when `total` says it is all)."""
    units = tuple(units)
    if total is not None and len(units) == total > 1:
        return (Run(f"tất cả {total:02d} xã, thị trấn"),)
    groups = [(word, [unit.name for unit in units if unit.commune.kind == kind]) for kind, word in _KINDS]
    groups = [(word, names) for word, names in groups if names]
    last = " và " if len(groups) == 1 else ", "  # one "và" is enough: các xã A, B và thị trấn C
    parts = []
    for word, names in groups:
        several = "các " if len(names) > 1 else ""
        parts.append((Run(f"{several}{word} "), *joined([(Run(name.written, name),) for name in names], last=last)))
    return joined(parts)


def say_communes(communes: Iterable[Commune], *, most: int) -> str:
    """The same in plain words, for papers whose names lead nowhere; above `most` the number: 07 xã, thị trấn."""
    communes = list(communes)
    if len(communes) > most:
        kinds = {commune.kind for commune in communes}
        word = next((word for kind, word in _KINDS if kinds == {kind}), "xã, thị trấn")
        return f"{format_small(len(communes))} {word}"
    groups = [(word, [one.name for one in communes if one.kind == kind]) for kind, word in _KINDS]
    groups = [(word, names) for word, names in groups if names]
    list_of = join_words if len(groups) == 1 else ", ".join
    return " và ".join(f"{'các ' if len(names) > 1 else ''}{word} {list_of(names)}" for word, names in groups)


def name_or_count(units, *, total: int, id: str) -> Runs:
    """Up to MOST_NAMED communes by name, more by number: 11 trong 13 đơn vị."""
    units = tuple(units)
    if len(units) <= MOST_NAMED or len(units) == total:
        return name_units(units, total=total)
    number = how_many(len(units), Unit.COMMUNES, "đơn vị được nêu", id)
    return say("{number} trong {total} đơn vị", number=number, total=str(total))


def units_of(facts, communes: tuple[Commune, ...]):
    """The units of some communes, in official order."""
    wanted = {commune.pk for commune in communes}
    return facts.where(lambda unit: unit.commune.pk in wanted)


def cite_in_full(paper: Directive, *, with_issuer: bool = True) -> str:
    """First mention: kind, number, date, issuer, subject (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.6.b)."""
    issuer = f" của {paper.issuer}" if with_issuer else ""
    return f"{paper.paper} số {paper.number} ngày {format_date(paper.issued_on)}{issuer} {paper.subject}"


def cite(paper: Directive) -> str:
    """Any later mention: kind and number."""
    return f"{paper.paper} số {paper.number}"
