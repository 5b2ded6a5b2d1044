"""What each cause would make of the figures alone, cut-off by cut-off and kind by kind.

A fit predicts the gap (ours less theirs) in every cell. It is judged by what it leaves over and by what it had to be
told: a description-length criterion close to BIC. With s = a third of the tolerance,

    score = sum of (left over / s)^2 / 2  +  cost,

where an offset that stays the same at all cut-offs and lies within half the tolerance is not counted as left over (they
approve a little later than we enter). The cost of a date or a kind chosen from n is ln n, of an amount chosen freely
within a range ln(1 + range/s).
Lower is better; 3 points are odds of about 20 to 1.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import fmean

from ...finding_kinds import Cause
from ..comparing.tolerance import Tolerance
from .explanation import Mend
from .story import Story

TOLERANCE_IN_DEVIATIONS = 3
TWO_FIGURES = 2.0
MARGIN = 3.0  # points between the best cause and the next, for the best to be named
SEEN_ONCE = 3.0  # points against a change "from a day on" that only the last cut-off shows
LARGEST_TYPED = 5_000  # a zero too many after a good shift of 500; more is no slip of one line
ONE_DAY = dt.timedelta(days=1)
Matrix = list[list[float]]


FEW, TEN_TIMES = 20, 10  # records below which ten times as many is no surprise


@dataclass(frozen=True)
class Fit:
    """One cause with its particulars. `is_traced`: our own rows show it, not only the sums."""

    cause: Cause
    predicted: Matrix
    cost: float
    day: dt.date | None = None
    until: dt.date | None = None
    mends: tuple[Mend, ...] = ()
    is_traced: bool = False
    days: int = 0  # working days without a row
    other: Story | None = None
    is_thin: bool = False  # rests on the last cut-off alone
    is_puzzling: bool = False  # the line is known, but not how it came about
    widening: float = 1.0  # of the tolerance: two foreign figures in the prediction err more than one


class Figures:
    """The cells of a story, and what follows from the tolerance."""

    def __init__(self, story: Story, tolerance: Tolerance):
        self.story = story
        self.gaps, self.theirs, self.other = story.gaps, story.theirs, story.other
        self.size = len(story.cut_offs)
        self.kinds = range(len(story.kinds))
        self.limits = [[tolerance.limit(count) for count in row] for row in self.theirs]
        self.scales = [[max(1.0, limit / TOLERANCE_IN_DEVIATIONS) for limit in row] for row in self.limits]
        self.grown = [_increments(row) for row in self.theirs]
        self.largest_grown = [max(row, default=0) for row in self.grown]

    def score(self, fit: Fit) -> float:
        score = fit.cost
        for gaps, told, scales, limits in zip(self.gaps, fit.predicted, self.scales, self.limits, strict=True):
            rest = [gap - each for gap, each in zip(gaps, told, strict=True)]
            steady = _clip(sum(rest) / self.size, -limits[-1] / 2, limits[-1] / 2)
            score += (
                sum(((each - steady) / (scale * fit.widening)) ** 2 for each, scale in zip(rest, scales, strict=True))
                / 2
            )
        return score

    def explained(self, fit: Fit) -> float:
        """The part of the gap that the fit accounts for, 0 to 1, over the cells that differ by more than the
        tolerance; what it predicts beyond the tolerance where the figures agree counts against it."""
        gap = left = 0.0
        for k in self.kinds:
            for j in range(self.size):
                limit, rest = self.limits[k][j], abs(self.gaps[k][j] - fit.predicted[k][j])
                differs = abs(self.gaps[k][j]) > limit
                gap += abs(self.gaps[k][j]) if differs else 0
                left += rest if differs else max(0.0, rest - limit)
        return min(1.0, max(0.0, 1 - left / gap)) if gap else 0.0

    def says_something(self, fit: Fit) -> bool:
        """Whether it predicts a gap at the last cut-off that the tolerance would not allow: else it is no cause."""
        return any(abs(fit.predicted[k][-1]) > self.limits[k][-1] for k in self.kinds)

    def is_within(self, fit: Fit, *, last_only: bool = False) -> bool:
        """Whether everything that is left over lies within the tolerance."""
        first = self.size - 1 if last_only else 0
        return all(
            abs(self.gaps[k][j] - fit.predicted[k][j]) <= self.limits[k][j] * fit.widening
            for k in self.kinds
            for j in range(first, self.size)
        )

    def zeros(self) -> Matrix:
        return [[0.0] * self.size for _ in self.kinds]

    def level(self, k: int, i: int) -> float:
        """Where the gap of a kind stands from cut-off i on."""
        return fmean(self.gaps[k][i:])

    def amount_cost(self, k: int, width: float) -> float:
        return log(1 + abs(width) / self.scales[k][-1])

    def growth(self, k: int, i: int) -> int:
        """What theirs grew by up to cut-off i; before the first one about as much as ever since."""
        return max(0, self.grown[k][i - 1] if i else self.largest_grown[k])

    @property
    def fell(self) -> bool:
        """Whether theirs is less at the last cut-off than at the one before, by more than the tolerance: a sum so far
        does not fall by itself, so that they changed something."""
        return any(row and -row[-1] > limits[-1] for row, limits in zip(self.grown, self.limits, strict=True))

    @property
    def rose(self) -> bool:
        """Whether theirs of some kind is ten times the cut-off before: rather a zero too many than work."""
        return any(len(row) > 1 and row[-2] >= FEW and row[-1] >= TEN_TIMES * row[-2] for row in self.theirs)


def fits_of_figures(figures: Figures) -> Iterator[Fit]:
    """Everything the figures alone allow to be thought of; needs at least one cut-off."""
    if figures.other is not None:
        yield Fit(Cause.BOTH_ADDED, [list(row) for row in figures.other], 0.0, widening=TWO_FIGURES)
        swapped = [
            [h - n for h, n in zip(*rows, strict=True)] for rows in zip(figures.other, figures.theirs, strict=True)
        ]
        yield Fit(Cause.SWAPPED, swapped, 0.0)
        for i in range(figures.size):
            yield from _mixed_since(figures, i)
    yield from _baseline(figures)
    for i in range(figures.size):
        yield from _typed(figures, i)
        yield from _cumulative(figures, i)
        for last in range(i, figures.size):
            yield _stretch(figures, i, last, Cause.SENT_TWICE, +1)
            yield _stretch(figures, i, last, Cause.DAYS_MISSING, -1)


def _increments(row) -> list[int]:
    return [after - before for before, after in pairwise(row)]


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, min(low, high)), max(low, high))


def interval(story: Story, i: int) -> tuple[dt.date | None, dt.date]:
    """First and last day of what cut-off i adds; before the first cut-off the beginning is not known."""
    return (story.cut_offs[i - 1] + ONE_DAY if i else None), story.cut_offs[i]


def _mixed_since(figures: Figures, i: int) -> Iterator[Fit]:
    """From a day before cut-off i on, what was entered for the other programme is in ours as well."""
    predicted, cost = figures.zeros(), log(figures.size + 1)
    for k, row in enumerate(figures.other):
        within = row[i] - row[i - 1] if i else row[0]
        begun = fmean(gap - (h - row[i]) for gap, h in zip(figures.gaps[k][i:], row[i:], strict=True))
        begun = _clip(begun, 0, within)
        cost += figures.amount_cost(k, within)
        predicted[k][i:] = [begun + h - row[i] for h in row[i:]]
    grows = sum(row[-1] - row[i] for row in figures.other) > sum(row[-1] for row in figures.limits)
    since, until = interval(figures.story, i)
    yield Fit(
        Cause.MIXED_SINCE,
        predicted,
        cost + (0 if grows else SEEN_ONCE),
        since,
        until,
        is_thin=not grows,
        widening=TWO_FIGURES,
    )
    if i:  # the sum of both was reported as it stood, not only what came after
        whole = [[0.0] * i + list(row[i:]) for row in figures.other]
        yield Fit(Cause.MIXED_SINCE, whole, log(figures.size + 1), since, until, widening=TWO_FIGURES)


def _baseline(figures: Figures) -> Iterator[Fit]:
    predicted, cost = figures.zeros(), 0.0
    for k in figures.kinds:
        offset = figures.level(k, 0)
        if abs(offset) > figures.limits[k][0]:
            predicted[k] = [offset] * figures.size
            cost += figures.amount_cost(k, max(figures.theirs[k][0], abs(offset))) + log(2)
    if any(map(any, predicted)):
        yield Fit(Cause.BASELINE, predicted, cost, until=figures.story.cut_offs[0], is_thin=figures.size < 2)


def _typed(figures: Figures, i: int) -> Iterator[Fit]:
    """One line of one kind is wrong."""
    since, until = interval(figures.story, i)
    for k in figures.kinds:
        amount = _clip(figures.level(k, i), -LARGEST_TYPED, LARGEST_TYPED)
        predicted = figures.zeros()
        predicted[k][i:] = [amount] * (figures.size - i)
        cost = log(figures.size) + log(len(figures.kinds)) + figures.amount_cost(k, 2 * LARGEST_TYPED)
        yield Fit(Cause.TYPING_ERROR, predicted, cost, since, until)


def _cumulative(figures: Figures, i: int) -> Iterator[Fit]:
    """On one day before cut-off i the sum so far was typed, in one kind or in all that show a step: the whole sum, or
    one that was begun later, of which only the bounds are known."""
    since, until = interval(figures.story, i)
    for is_whole in (True, False):
        predicted, cost = figures.zeros(), log(figures.size) + len(figures.kinds) * log(2)
        for k in figures.kinds:
            amount = figures.level(k, i)
            if amount <= figures.limits[k][-1]:
                continue
            ceiling = figures.theirs[k][i]
            width = figures.growth(k, i) if is_whole else ceiling
            predicted[k][i:] = [_clip(amount, ceiling - width, ceiling)] * (figures.size - i)
            cost += figures.amount_cost(k, width)
        yield Fit(Cause.CUMULATIVE_AS_DAILY, predicted, cost, since, until)


def _stretch(figures: Figures, first: int, last: int, cause: Cause, sign: int) -> Fit:
    """What theirs grew by from `first` to `last` is in ours twice (+1) or not at all (-1); at both ends perhaps only
    a part of it."""
    predicted, cost = figures.zeros(), 2 * log(figures.size)
    for k in figures.kinds:
        level = 0.0
        for i in range(first, last + 1):
            whole = figures.growth(k, i)
            is_end = i in (first, last)
            if is_end:
                target = figures.level(k, i) if i == last else figures.gaps[k][i]
                level += sign * _clip(sign * (target - level), 0, whole)
                cost += figures.amount_cost(k, whole)
            else:
                level += sign * whole
            predicted[k][i] = level
        predicted[k][last + 1 :] = [level] * (figures.size - last - 1)
    since, _ = interval(figures.story, first)
    return Fit(cause, predicted, cost, since, figures.story.cut_offs[last])
