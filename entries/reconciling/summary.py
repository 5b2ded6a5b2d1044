"""What reconciling has come to by a day: the report says it in words."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models.fields.json import KT
from django.utils.timezone import localdate

from communes.models import Commune

from ..finding_kinds import STATED, ClueKind
from ..models import ExtractSource, Finding, FindingState, Request, RequestOutcome, Round, since_of
from .comparing.agreement import Agreement, agreements


@dataclass(slots=True)
class Letter:
    """A letter to one receiver: how many figures it asked to put right, by what has come of them."""

    receiver: str
    number: str
    day: dt.date
    waiting: int = 0
    adjusted: int = 0
    declined: int = 0
    is_open: bool = False  # something is waited for, or was declined and has not been settled otherwise

    @property
    def figures(self) -> int:
        return self.waiting + self.adjusted + self.declined


@dataclass(frozen=True, slots=True)
class Summary:
    """`reconciled`: by commune up to which day its figures were reconciled with an extract; communes that were never
    compared are left out. `causes`: communes by the cause of an open gap that is certain, or whose number to enter is
    disputed; `clues`: how many findings of each kind in our own data nobody has settled, in the order of ClueKind.
    `letters`: those that are open, the oldest first; `unsent`: how many figures of each commune are to be asked for in
    a letter that has not gone out. `round`: the last one that was closed, of figures up to the day."""

    reconciled: Mapping[int, Agreement]
    causes: Mapping[str, tuple[int, ...]]
    clues: Mapping[str, int]
    letters: tuple[Letter, ...]
    unsent: Mapping[int, int]
    round: Round | None = None

    @property
    def days(self) -> list[dt.date]:
        """The days up to which communes that are not behind are reconciled, the oldest first."""
        return sorted({each.day for each in self.reconciled.values() if not each.is_behind})

    @property
    def sources(self) -> list[str]:
        """With whose figures communes agree, Công an tỉnh or Sở Tư pháp; where none does, whose the newest are."""
        equal = {each.source for each in self.reconciled.values() if not each.is_behind and not each.is_concluded}
        named = equal or {each.source for each in self.reconciled.values()}
        return [source.label for source in ExtractSource if source in named]

    @property
    def behind(self) -> set[int]:
        """Communes whose figures differ at the newest cut-off at which anybody counted them."""
        return {pk for pk, each in self.reconciled.items() if each.is_behind}

    @property
    def concluded(self) -> set[int]:
        """Communes that are not behind because of what was concluded of their gap, not by equal figures."""
        return {pk for pk, each in self.reconciled.items() if each.is_concluded and not each.is_behind}


def reconciliation_summary(communes: Iterable[Commune], as_of: dt.date) -> Summary:
    """As of the end of a day. Three queries besides those of `agreements`, however many communes."""
    communes = list(communes)
    causes: dict[str, list[int]] = {}
    clues: Counter = Counter()
    for kind, commune, extract, is_certain, key, day, compared in _open(communes):
        if extract is None and kind != STATED:
            clues[kind] += (dt.date.fromisoformat(compared) if compared else day) <= as_of
        elif is_certain and since_of(key, day) <= as_of:
            of_kind = causes.setdefault(kind, [])
            of_kind += [] if commune in of_kind else [commune]
    reconciled = agreements(communes, as_of)
    letters, unsent = _asked(communes, as_of, reconciled)
    return Summary(
        reconciled,
        {kind: tuple(found) for kind, found in causes.items()},
        {kind: clues[kind] for kind in ClueKind.values if clues[kind]},
        letters,
        unsent,
        _last_round(communes, as_of),
    )


def _asked(
    communes: list[Commune], as_of: dt.date, reconciled: Mapping[int, Agreement]
) -> tuple[tuple[Letter, ...], Mapping[int, int]]:
    """Open letters, and what is to go into one, by commune, as it stood at the end of the day. One query."""
    asked = (
        Request.objects.filter(finding__commune__in=communes)
        .select_related("finding")
        .only(
            "receiver", "letter_number", "letter_on", "made_at", "outcome", "answered_on", "finding__commune",
            "finding__state", "finding__gone_on", "finding__extract",
        )
        .order_by("letter_on", "letter_number", "receiver", "pk")
    )  # fmt: skip
    letters: dict[tuple, Letter] = {}
    unsent: Counter = Counter()
    for one in asked:
        if one.letter_on is None or one.letter_on > as_of:
            agreement = reconciled.get(one.finding.commune_id) if one.finding.extract_id else None
            is_met = agreement is not None and not agreement.is_behind and not agreement.is_concluded
            still_stands = one.letter_on is not None or one.finding.state == FindingState.REQUESTED
            if localdate(one.made_at) <= as_of and still_stands and not is_met:
                unsent[one.finding.commune_id] += 1
            continue
        key = (one.receiver, one.letter_number, one.letter_on)
        letter = letters.setdefault(key, Letter(ExtractSource(one.receiver).label, one.letter_number, one.letter_on))
        is_answered = one.answered_on is not None and one.answered_on <= as_of
        outcome = one.outcome if is_answered else RequestOutcome.WAITING
        setattr(letter, outcome, getattr(letter, outcome) + 1)
        is_disputed = outcome == RequestOutcome.DECLINED and one.finding.is_open and one.finding.gone_on is None
        letter.is_open |= outcome == RequestOutcome.WAITING or is_disputed
    return tuple(letter for letter in letters.values() if letter.is_open), unsent


def _open(communes: list[Commune]) -> Iterable[tuple]:
    """What is still seen and nobody has settled: (kind, commune, extract, is certain, key, day, day of our figures that
    were compared). Plain rows: a province has thousands."""
    still = Finding.objects.open().filter(commune__in=communes, gone_on=None)
    return still.order_by("kind", "commune__position").values_list(
        "kind", "commune", "extract", "is_certain", "key", "as_of", KT("filters__den-ngay")
    )


def _last_round(communes: list[Commune], as_of: dt.date) -> Round | None:
    """Only where the report speaks of the whole district: a round's sums are of all its communes."""
    closed = Round.objects.filter(
        district__in={one.district_id for one in communes}, closed_at__isnull=False, as_of__lte=as_of
    )
    found = closed.order_by("-closed_at", "-pk").first()
    return found if found and set(found.summary["said"]) == {one.code for one in communes} else None
