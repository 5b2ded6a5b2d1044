"""Invented communes whose figures differ from the extract for one known reason.

Everything begins with what was really done: batches of two programmes, day by day. Theirs is a sum over that. Ours is
what an official made of it in the ledger, one slip of each sort done to the batches themselves: sent again, left out,
typed wrong. Nothing here knows how a cause is recognised.
"""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from communes.models import Programme
from entries.finding_kinds import Cause
from entries.reconciling.comparing.tolerance import Tolerance
from entries.reconciling.explaining.story import Story

POPULATION, HISTORICAL = Programme.POPULATION_DB.value, Programme.HISTORICAL.value
KINDS = {"KS": 0.65, "KH": 0.22, "KT": 0.125, "CN": 0.005}
BEGAN = dt.date(2023, 12, 18)
LAST = dt.date(2024, 3, 31)
HOLIDAYS = frozenset({dt.date(2024, 1, 1), *(dt.date(2024, 2, 8) + dt.timedelta(days=n) for n in range(7))})
SIZES = {13_000: 75, 16_000: 110, 20_000: 165}  # records of a commune: records a day
TOLERANCE = Tolerance()
LATE = (0, 2, 5)  # records of a kind that theirs may lack at a cut-off: none, some, as many as the tolerance allows
ONE_DAY = dt.timedelta(days=1)
ids = count(1)


@dataclass(frozen=True)
class Work:
    """One batch as it was really done."""

    day: dt.date
    programme: str
    lines: tuple[tuple[str, int], ...]
    id: int = 0


@dataclass
class Ledger:
    """What the official made of it."""

    opening: dict[tuple[str, str], int]
    batches: list[Work]


@dataclass(frozen=True)
class Truth:
    opening: dict[tuple[str, str], int]
    work: tuple[Work, ...]
    keeps_both: bool  # the commune records the other programme in our ledger as well


# ------------------------------------------------------------------ what was really done
def a_truth(chance: random.Random) -> Truth:
    records = chance.choice(list(SIZES))
    a_day = SIZES[records] * chance.uniform(0.8, 1.2)
    other = chance.uniform(0.15, 0.8)
    opening = {}
    for programme, size in ((POPULATION, records), (HISTORICAL, records * other)):
        begun = chance.uniform(0.15, 0.4)
        for kind, share in KINDS.items():
            opening[programme, kind] = round(size * begun * share * chance.uniform(0.9, 1.1))
    work = [*_work(chance, POPULATION, a_day, 0.95), *_work(chance, HISTORICAL, a_day * other, 0.75)]
    work.sort(key=lambda each: each.day)
    return Truth(opening, tuple(replace(each, id=next(ids)) for each in work), chance.random() < 0.5)


def _work(chance: random.Random, programme: str, a_day: float, diligence: float):
    """Two machines, sometimes a second shift, now and then a Saturday."""
    day = BEGAN
    while day <= LAST:
        is_worked = chance.random() < (diligence if day.weekday() < 5 else 0.15 if day.weekday() == 5 else 0)
        if is_worked and day not in HOLIDAYS:
            for likely in (1, 0.85, 0.2):
                if chance.random() < likely:
                    yield Work(day, programme, _lines(chance, a_day / 2.05))
        day += ONE_DAY


def _lines(chance: random.Random, around: float) -> tuple[tuple[str, int], ...]:
    total = max(4, round(chance.gauss(around, around * 0.25)))
    first, second = chance.choices(list(KINDS), list(KINDS.values()), k=2)
    if first == second or chance.random() < 0.6 or total < 10:
        return ((first, total),)
    part = round(total * chance.uniform(0.3, 0.7))
    return (first, total - part), (second, part)


def faithful(truth: Truth) -> Ledger:
    kept = [each for each in truth.work if truth.keeps_both or each.programme == POPULATION]
    opening = {key: n for key, n in truth.opening.items() if truth.keeps_both or key[0] == POPULATION}
    return Ledger(dict(opening), list(kept))


# ------------------------------------------------------------------ what went wrong
def both_added(ledger, truth, chance, first):
    ledger.opening = {
        (POPULATION, kind): truth.opening[POPULATION, kind] + truth.opening[HISTORICAL, kind] for kind in KINDS
    }
    ledger.batches = [replace(each, programme=POPULATION) for each in truth.work]


def swapped(ledger, truth, chance, first):
    turned = {POPULATION: HISTORICAL, HISTORICAL: POPULATION}
    kept = (POPULATION, HISTORICAL) if truth.keeps_both else (HISTORICAL,)
    ledger.opening = {(turned[p], kind): n for (p, kind), n in truth.opening.items() if p in kept}
    ledger.batches = [replace(each, programme=turned[each.programme]) for each in truth.work if each.programme in kept]


def mixed_since(ledger, truth, chance, first):
    since = _some_day(chance, first)
    before = [each for each in ledger.batches if each.day < since]
    ledger.batches = before + [replace(each, programme=POPULATION) for each in truth.work if each.day >= since]


def cumulative_as_daily(ledger, truth, chance, first):
    place = _some_batch(ledger, chance, first)
    batch, with_opening = ledger.batches[place], chance.random() < 0.5
    how_many = 1 if chance.random() < 0.6 else len(batch.lines)
    lines = []
    for n, (kind, records) in enumerate(batch.lines):
        before = sum(
            c for each in ledger.batches[:place] if each.programme == POPULATION for k, c in each.lines if k == kind
        )
        before += ledger.opening.get((POPULATION, kind), 0) if with_opening else 0
        lines.append((kind, before + records if n < how_many else records))
    ledger.batches[place] = replace(batch, lines=tuple(lines))


def sent_twice(ledger, truth, chance, first):
    since = _some_day(chance, first)
    until = since + ONE_DAY * (chance.randint(1, 8) if chance.random() < 0.6 else 0)
    again = [each for each in ledger.batches if since <= each.day <= until]
    if since == until and chance.random() < 0.5:
        again = again[:1]
    ledger.batches += [replace(each, id=next(ids)) for each in again]


def days_missing(ledger, truth, chance, first):
    since = _some_day(chance, first)
    until = since + ONE_DAY * chance.randint(0, 9)
    ledger.batches = [each for each in ledger.batches if not since <= each.day <= until]


def baseline(ledger, truth, chance, first):
    kinds = chance.sample(["KS", "KH", "KT"], k=chance.randint(1, 3))
    for kind in kinds:
        ledger.opening[POPULATION, kind] += chance.choice((-1, 1)) * chance.randint(30, 600)


def typing_error(ledger, truth, chance, first):
    place = _some_batch(ledger, chance, first)
    batch = ledger.batches[place]
    slot = chance.randrange(len(batch.lines))
    lines = list(batch.lines)
    lines[slot] = lines[slot][0], _mistyped(chance, lines[slot][1])
    ledger.batches[place] = replace(batch, lines=tuple(lines))


def _mistyped(chance, records: int) -> int:
    digits = str(records)
    slip = chance.choice(("swap", "swap", "more", "less"))
    if slip == "more":
        return records * 10
    if slip == "less":
        return records // 10 if digits.endswith("0") else records
    n = chance.randrange(len(digits) - 1) if len(digits) > 1 else 0
    turned = digits[:n] + digits[n + 1 : n + 2] + digits[n : n + 1] + digits[n + 2 :]
    return int(turned) or records


def agree(ledger, truth, chance, first):
    if chance.random() < 0.3:  # a slip too small for anybody to mind
        place = _some_batch(ledger, chance, first)
        (kind, records), *rest = ledger.batches[place].lines
        ledger.batches[place] = replace(ledger.batches[place], lines=((kind, records + chance.randint(1, 3)), *rest))


SLIPS: dict[Cause, Callable] = {
    Cause.AGREE: agree,
    Cause.BOTH_ADDED: both_added,
    Cause.SWAPPED: swapped,
    Cause.MIXED_SINCE: mixed_since,
    Cause.CUMULATIVE_AS_DAILY: cumulative_as_daily,
    Cause.SENT_TWICE: sent_twice,
    Cause.DAYS_MISSING: days_missing,
    Cause.BASELINE: baseline,
    Cause.TYPING_ERROR: typing_error,
}


def _some_day(chance, first: dt.date) -> dt.date:
    """A working day from the week before the first cut-off to three days before the last."""
    earliest = first - 6 * ONE_DAY
    days = [earliest + n * ONE_DAY for n in range((LAST - earliest).days - 2)]
    return chance.choice([day for day in days if day.weekday() < 5 and day not in HOLIDAYS])


def _some_batch(ledger, chance, first: dt.date) -> int:
    earliest = first - 6 * ONE_DAY
    return chance.choice(
        [n for n, each in enumerate(ledger.batches) if each.programme == POPULATION and each.day >= earliest]
    )


# ------------------------------------------------------------------ as it is seen
def a_story(name, truth: Truth, ledger: Ledger, cut_offs, chance, *, with_rows: bool) -> Story:
    late = chance.choice(LATE)

    def theirs(programme):
        # Approved a little later than entered: some records of the last day are not in yet.
        return {
            kind: tuple(max(0, n - chance.randint(0, late)) for n in counts)
            for kind, counts in _cumulative(truth.opening, truth.work, programme, cut_offs).items()
        }

    ours = {p: _cumulative(ledger.opening, ledger.batches, p, cut_offs) for p in (POPULATION, HISTORICAL)}
    rows = {"daily": _daily(ledger), "batches": _batches(ledger)} if with_rows else {}
    return Story(
        name, cut_offs, ours[POPULATION], ours[HISTORICAL], theirs(POPULATION), theirs(HISTORICAL),
        holidays=HOLIDAYS, **rows,
    )  # fmt: skip


def _cumulative(opening, work, programme, cut_offs) -> dict[str, tuple[int, ...]]:
    found = {}
    for kind in KINDS:
        days = [(each.day, n) for each in work if each.programme == programme for k, n in each.lines if k == kind]
        before = opening.get((programme, kind), 0)
        found[kind] = tuple(before + sum(n for day, n in days if day <= cut_off) for cut_off in cut_offs)
    return found


def _daily(ledger: Ledger) -> dict:
    found = {p: {kind: defaultdict(int) for kind in KINDS} for p in (POPULATION, HISTORICAL)}
    for (programme, kind), n in ledger.opening.items():
        found[programme][kind][BEGAN - ONE_DAY] += n
    for each in ledger.batches:
        for kind, n in each.lines:
            found[each.programme][kind][each.day] += n
    return {p: {kind: dict(days) for kind, days in of_p.items() if days} for p, of_p in found.items()}


def _batches(ledger: Ledger) -> tuple:
    return tuple((b.id, b.day, kind, b.programme, n) for b in ledger.batches for kind, n in b.lines)


# ------------------------------------------------------------------ a district
def a_district(chance: random.Random, weeks: int, *, with_rows: bool = True) -> list[tuple[Cause, Story]]:
    """Thirteen communes: every cause once, one book in two communes, and three that agree; shuffled."""
    cut_offs = tuple(LAST - 7 * ONE_DAY * n for n in reversed(range(weeks)))
    told = [(cause, _slipped(cause, chance, cut_offs, with_rows)) for cause in (*SLIPS, Cause.AGREE, Cause.AGREE)]
    told += [(Cause.TWO_COMMUNES, story) for story in _two_communes(chance, cut_offs, with_rows)]
    chance.shuffle(told)
    return told


def _slipped(cause, chance, cut_offs, with_rows) -> Story:
    """A commune with this slip; drawn again when the slip is too small to be seen at all."""
    while True:
        truth = a_truth(chance)
        ledger = faithful(truth)
        SLIPS[cause](ledger, truth, chance, cut_offs[0])
        story = a_story(f"xã {next(ids)}", truth, ledger, cut_offs, chance, with_rows=with_rows)
        if _differs(story) == (cause != Cause.AGREE):
            return story


def _two_communes(chance, cut_offs, with_rows) -> list[Story]:
    """A book of the second commune is entered by the first, over some days, and counted for the second."""
    while True:
        truths = [a_truth(chance), a_truth(chance)]
        mine, yours = map(faithful, truths)
        kind, since = chance.choice(["KS", "KS", "KH", "KT"]), _some_day(chance, cut_offs[0])
        until = since + ONE_DAY * chance.randint(2, 14)
        book = [
            each
            for each in yours.batches
            if since <= each.day <= until and each.programme == POPULATION and each.lines[0][0] == kind
        ]
        book = [each for each in book if len(each.lines) == 1]
        moved = {each.id for each in book}
        yours.batches = [each for each in yours.batches if each.id not in moved]
        mine.batches = sorted([*mine.batches, *book], key=lambda each: each.day)
        stories = [
            a_story(f"xã {next(ids)}", truth, ledger, cut_offs, chance, with_rows=with_rows)
            for truth, ledger in zip(truths, (mine, yours), strict=True)
        ]
        if all(map(_differs, stories)):
            return stories


def _differs(story: Story) -> bool:
    return any(
        not TOLERANCE.allows(gaps[-1], theirs[-1]) for gaps, theirs in zip(story.gaps, story.theirs, strict=True)
    )
