"""Where our own rows show what happened: the very line, batch or empty day behind a gap."""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import log, sqrt
from statistics import fmean
from typing import Any

from communes.models import Programme

from ...finding_kinds import Cause
from .explanation import Mend
from .fits import TWO_FIGURES, Figures, Fit, Matrix
from .story import Story

USUAL = (0.05, 0.95)  # between these quantiles a line is usual, with a margin on both sides
USUAL_MARGIN = 2.0
FEW_LINES = 12  # with fewer nothing is known of what is usual
LARGEST_LINE = 500
CUMULATIVE_FROM = 3  # times a usual line: what was entered before, for a line to pass as the sum so far
STOPPED_DAYS = 5  # working days without a row: the programme is not kept any more
SELDOM = 5.0  # points at most against an amount: once in 150 times a day brings a kind that is rare
ALIKE_BY_CHANCE = 3.0  # points against one repeated line: two shifts do enter the same number now and then
MOST_STRETCHES = 600
ONE_DAY = dt.timedelta(days=1)
POPULATION = Programme.POPULATION_DB


@dataclass(frozen=True, slots=True)
class Line:
    batch: Any
    day: dt.date
    kind: str
    count: int


class Rows:
    """Our rows in the population programme, as far as the last cut-off."""

    def __init__(self, story: Story):
        self.story, self.last = story, story.cut_offs[-1]
        of_kinds = (line for line in self._lines() if line.kind in story.kinds)
        self.lines = sorted(of_kinds, key=lambda line: line.day)

    def _lines(self) -> Iterator[Line]:
        if self.story.batches:
            for batch, day, kind, programme, count in self.story.batches:
                if programme == POPULATION and day <= self.last:
                    yield Line(batch, day, kind, count)
            return
        days = sorted({day for counts in self.story.daily.get(POPULATION, {}).values() for day in counts})
        for kind, counts in self.story.daily.get(POPULATION, {}).items():
            # The first day carries the figures from before the system: no line of a shift.
            yield from (Line(None, day, kind, count) for day, count in counts.items() if days[0] < day <= self.last)

    @cached_property
    def usual(self) -> dict[str, tuple[float, float]]:
        found = {}
        for kind in self.story.kinds:
            counts = sorted(line.count for line in self.lines if line.kind == kind)
            if len(counts) < FEW_LINES:
                found[kind] = (1, LARGEST_LINE)
            else:
                low, high = (counts[int(share * (len(counts) - 1))] for share in USUAL)
                found[kind] = (low / USUAL_MARGIN, high * USUAL_MARGIN)
        return found

    def is_usual(self, kind: str, count: int) -> bool:
        low, high = self.usual[kind]
        return low <= count <= high

    def before(self, line: Line) -> set[int]:
        """What an official may have held to be the sum so far, before this line: with the figures from before the
        system or without them; with the day's other lines, with those above this one, or with none of them."""
        counts = self.story.daily.get(POPULATION, {}).get(line.kind, {})
        of_kind = [each for each in self.lines if each.kind == line.kind and each.day <= line.day]
        own = sum(each.count for each in of_kind if each.day < line.day)
        everything = sum(count for day, count in counts.items() if day < line.day)
        others = [each for each in of_kind if each.day == line.day]
        above = sum(each.count for each in others[: others.index(line)])
        the_rest = sum(each.count for each in others) - line.count
        return {start + same_day for start in (own, everything) for same_day in (0, above, the_rest)}

    def a_day(self, kind: str) -> float:
        """Records of a kind on a day with work."""
        return sum(line.count for line in self.lines if line.kind == kind) / len({line.day for line in self.lines})

    @cached_property
    def a_line(self) -> float:
        return fmean(line.count for line in self.lines)

    def workdays(self, first: dt.date, last: dt.date) -> list[dt.date]:
        days = (first + n * ONE_DAY for n in range((last - first).days + 1))
        return [day for day in days if day.weekday() < 5 and day not in self.story.holidays]


def traced_fits(figures: Figures) -> Iterator[Fit]:
    """Fits that our rows show by themselves; nothing when there are no rows."""
    story = figures.story
    if not story.has_rows:
        return
    rows = Rows(story)
    yield from _typing_errors(figures, rows)
    yield from _strange_lines(figures, rows)
    yield from _cumulative_lines(figures, rows)
    yield from _same_batches(figures, rows)
    yield from _empty_days(figures, rows)
    if figures.other is not None:
        yield from _other_programme_stopped(figures, rows)


def effect(figures: Figures, mends: Iterable[Mend]) -> Matrix:
    """What lines that read `held` instead of `wanted` make of the gap."""
    predicted = figures.zeros()
    place = {kind: k for k, kind in enumerate(figures.story.kinds)}
    for mend in mends:
        first = bisect_left(figures.story.cut_offs, mend.day)
        for j in range(first, figures.size):
            predicted[place[mend.kind]][j] += mend.held - mend.wanted
    return predicted


# ------------------------------------------------------------------ one line typed wrong
def misread(count: int) -> set[int]:
    """What a count may have been meant to be: two neighbouring digits the other way round, a zero more or less."""
    text = str(count)
    swapped = {text[:n] + text[n + 1] + text[n] + text[n + 2 :] for n in range(len(text) - 1) if text[n] != text[n + 1]}
    meant = {int(digits) for digits in swapped if digits[0] != "0"} | {count * 10}
    return meant | {count // 10} if count % 10 == 0 else meant


def _typing_errors(figures: Figures, rows: Rows) -> Iterator[Fit]:
    for k, kind in enumerate(figures.story.kinds):
        gap, limit = figures.gaps[k][-1], figures.limits[k][-1]
        if abs(gap) <= limit:
            continue
        of_kind = [line for line in rows.lines if line.kind == kind and line.count > 0]
        strange = sum(not rows.is_usual(kind, line.count) for line in of_kind)
        for line in of_kind:
            # A line that is strange by itself is one of few; any other had to be picked from all of them.
            choices = len(of_kind) if rows.is_usual(kind, line.count) else strange
            for meant in misread(line.count):
                if abs(line.count - meant - gap) <= limit and rows.is_usual(kind, meant):
                    mend = Mend(line.batch, line.day, kind, line.count, meant)
                    cost = log(choices) + log(4) + log(len(figures.kinds))
                    yield Fit(
                        Cause.TYPING_ERROR, effect(figures, [mend]), cost, line.day, mends=(mend,), is_traced=True
                    )


def _strange_lines(figures: Figures, rows: Rows) -> Iterator[Fit]:
    """A line far above the usual whose excess is the gap: the line is known, how it came about is not."""
    for k, kind in enumerate(figures.story.kinds):
        gap = figures.gaps[k][-1]
        if gap <= figures.limits[k][-1]:
            continue
        high = rows.usual[kind][1]
        strange = [line for line in rows.lines if line.kind == kind and line.count > high]
        for line in strange:
            if rows.is_usual(kind, line.count - gap):
                mend = Mend(line.batch, line.day, kind, line.count, line.count - gap)
                cost = log(len(strange)) + log(4) + log(len(figures.kinds)) + figures.amount_cost(k, high)
                yield Fit(
                    Cause.TYPING_ERROR, effect(figures, [mend]), cost, line.day, mends=(mend,), is_traced=True,
                    is_puzzling=True,
                )  # fmt: skip


# ------------------------------------------------------------------ the sum so far, typed as a day's figure
def _cumulative_lines(figures: Figures, rows: Rows) -> Iterator[Fit]:
    by_batch: dict[tuple, list[list[Mend]]] = defaultdict(list)
    for line in rows.lines:
        largest = rows.usual[line.kind][1]
        if line.count <= CUMULATIVE_FROM * largest / USUAL_MARGIN:
            continue
        meant = {line.count - before for before in rows.before(line) if before > 0}
        if meant := {each for each in meant if 0 <= each <= max(LARGEST_LINE, largest)}:
            by_batch[line.day, line.batch].append(
                [Mend(line.batch, line.day, line.kind, line.count, each) for each in sorted(meant)]
            )
    for (day, _), choices in by_batch.items():
        for mends in product(*choices):
            cost = log(len(by_batch)) + sum(log(len(each)) for each in choices)
            yield Fit(Cause.CUMULATIVE_AS_DAILY, effect(figures, mends), cost, day, mends=mends, is_traced=True)


# ------------------------------------------------------------------ the same batch more than once
def _same_batches(figures: Figures, rows: Rows) -> Iterator[Fit]:
    found = repeated_batches(rows.story, rows.last)
    for by_day in found if found[0] != found[1] else found[:1]:
        days = sorted(by_day)
        stretches = [(a, b) for a in range(len(days)) for b in range(a, len(days))]
        for a, b in sorted(stretches, key=lambda ends: ends[1] - ends[0])[:MOST_STRETCHES]:
            mends = tuple(mend for day in days[a : b + 1] for mend in by_day[day])
            cost = (2 if a < b else 1) * log(len(days)) + (ALIKE_BY_CHANCE if len(mends) == 1 else 0)
            yield Fit(Cause.SENT_TWICE, effect(figures, mends), cost, days[a], days[b], mends=mends, is_traced=True)


def repeated_batches(story: Story, last: dt.date) -> tuple[dict[dt.date, list[Mend]], dict[dt.date, list[Mend]]]:
    """By day, what would go were batches of one day that are equal line by line counted once; and were half of them
    counted, as two shifts may well have entered the same and both have been sent again."""
    contents, days = defaultdict(list), {}
    for batch, day, kind, programme, count in story.batches or ():
        if day <= last:
            contents[batch].append((programme, kind, count))
            days[batch] = day
    alike = defaultdict(list)
    for batch, lines in contents.items():
        alike[days[batch], tuple(sorted(lines))].append(batch)
    once, half = defaultdict(list), defaultdict(list)
    for (day, lines), batches in alike.items():
        for place, batch in enumerate(batches):
            mends = [
                Mend(batch, day, kind, n, 0)
                for programme, kind, n in lines
                if programme == POPULATION and kind in story.kinds
            ]
            if place and mends:
                once[day] += mends
            if place >= (len(batches) + 1) // 2 and mends:
                half[day] += mends
    return once, half


# ------------------------------------------------------------------ days without a row
def _empty_days(figures: Figures, rows: Rows) -> Iterator[Fit]:
    """Working days without a row. What is missing is held against what such days usually bring, lines of the usual
    size being entered at random: so much more or less costs as it is improbable."""
    if not rows.lines:
        return
    runs, usual = _runs_without_rows(rows), [rows.a_day(kind) for kind in figures.story.kinds]
    for run in runs:
        predicted, cost = figures.zeros(), log(len(runs))
        by_interval = Counter(bisect_left(figures.story.cut_offs, day) for day in run)
        first, last = min(by_interval), max(by_interval)
        for k in figures.kinds:
            level = 0.0
            for i in range(first, figures.size):
                if i in by_interval:
                    target = figures.gaps[k][i] if i < last else figures.level(k, i)
                    most = figures.growth(k, i) if i else figures.theirs[k][0]
                    missing = min(max(level - target, 0.0), most + figures.limits[k][i])
                    level -= missing
                    expected = by_interval[i] * usual[k]
                    spread = max(figures.scales[k][i], sqrt(expected * rows.a_line))
                    odd = min(((missing - expected) / spread) ** 2 / 2, SELDOM)
                    cost += odd + log(1 + spread / figures.scales[k][i])
                predicted[k][i] = level
        yield Fit(Cause.DAYS_MISSING, predicted, cost, run[0], run[-1], is_traced=True, days=len(run))


def _runs_without_rows(rows: Rows) -> list[list[dt.date]]:
    """Working days in a row, since our first row, on which nothing was entered."""
    worked, runs = {line.day for line in rows.lines}, [[]]
    for day in rows.workdays(rows.lines[0].day, rows.last):
        if day in worked:
            runs.append([])
        else:
            runs[-1].append(day)
    return [run for run in runs if run]


# ------------------------------------------------------------------ the other programme is not kept any more
def _other_programme_stopped(figures: Figures, rows: Rows) -> Iterator[Fit]:
    """What is too much in one programme is what is missing in the other."""
    story = figures.story
    days = {day for counts in story.daily.get(Programme.HISTORICAL, {}).values() for day, n in counts.items() if n > 0}
    days = sorted(day for day in days if day <= rows.last)
    if not days or not any(map(any, story.our_other)):
        return
    missing = [
        [h - own for h, own in zip(*both, strict=True)] for both in zip(figures.other, story.our_other, strict=True)
    ]
    if all(
        abs(own[-1] - n[-1]) <= limit[-1]
        for own, n, limit in zip(story.our_other, story.theirs, figures.limits, strict=True)
    ):
        return  # the programmes stand in each other's place: that is another cause
    day = days[-1] + ONE_DAY
    has_stopped = len(rows.workdays(day, rows.last)) >= STOPPED_DAYS
    yield Fit(
        Cause.MIXED_SINCE, missing, log(2), day if has_stopped else None, is_traced=has_stopped, widening=TWO_FIGURES
    )
