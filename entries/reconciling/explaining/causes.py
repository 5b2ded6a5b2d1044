"""Why our figure and theirs differ: the cause that fits best, the runner-up, and how much of the gap each explains.

Everything here is arithmetic on stories; stories.py reads them from the database. How fits are scored stands in
fits.py, what counts as a trace in our own rows in traces.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...finding_kinds import LEAVES_A_TRACE, NEEDS_OTHER_PROGRAMME, Cause
from ..comparing.tolerance import Tolerance
from .explanation import Explanation
from .fits import MARGIN, Figures, Fit, fits_of_figures
from .mirrors import mirror_fits
from .story import Story
from .traces import traced_fits
from .wording import Verdict, words_of

EXPLAINS_FROM = 0.9  # of the gap over all cut-offs and kinds; a cause that explains less is not named
WITHOUT_TRACE = 12.0  # points against a cause that would show in our rows and does not
EXPLAINS_AT_LEAST = 0.5  # even where the rest is within the tolerance, as with gaps that hardly exceed it
UNEXPLAINED = 1e6  # points: where nothing at all comes to mind
FEW_CUT_OFFS = 3  # with fewer a constant offset cannot be told from a single event

__all__ = ["Cause", "Explanation", "Story", "Tolerance", "agrees", "explain", "explain_all"]


def agrees(story: Story, tolerance: Tolerance) -> bool:
    """Every kind of book within the tolerance at the last cut-off."""
    return all(tolerance.allows(gaps[-1], n[-1]) for gaps, n in zip(story.gaps, story.theirs, strict=True))


def explain(story: Story, tolerance: Tolerance) -> Explanation:
    """What the data say of one commune's gap. A cause is never named where the figures agree."""
    return explain_all([story], tolerance)[0]


def explain_all(stories: Sequence[Story], tolerance: Tolerance) -> list[Explanation]:
    """One explanation a story, in the same order; two communes whose gaps mirror each other are seen together."""
    differing = [story for story in stories if story.cut_offs and not agrees(story, tolerance)]
    figures = [Figures(story, tolerance) for story in differing]
    rankings = [_ranked(each, [*fits_of_figures(each), *traced_fits(each)]) for each in figures]
    mirrored = mirror_fits(differing, [ranking[0].score if ranking else UNEXPLAINED for ranking in rankings], tolerance)
    judged = {
        id(each.story): _judged(each, tolerance, sorted([*ranking, *_ranked(each, fits)], key=_by_score))
        for each, ranking, fits in zip(figures, rankings, mirrored, strict=True)
    }
    return [_told(judged.get(id(story)) or _without_gap(story, tolerance)) for story in stories]


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    fit: Fit


def _by_score(scored: _Scored) -> float:
    return scored.score


def _ranked(figures: Figures, fits: Iterable[Fit]) -> list[_Scored]:
    """The best fit of each cause with its score, best first."""
    best: dict[Cause, _Scored] = {}
    for fit in filter(figures.says_something, fits):
        score = figures.score(fit) + (WITHOUT_TRACE if _lacks_trace(figures.story, fit) else 0)
        if fit.cause not in best or score < best[fit.cause].score:
            best[fit.cause] = _Scored(score, fit)
    return sorted(best.values(), key=_by_score)


def _without_gap(story: Story, tolerance: Tolerance) -> Verdict:
    return Verdict(story, tolerance, Cause.AGREE if story.cut_offs else Cause.UNKNOWN, is_certain=bool(story.cut_offs))


def _judged(figures: Figures, tolerance: Tolerance, ranking: Sequence[_Scored]) -> Verdict:
    if not ranking:
        return Verdict(figures.story, tolerance, Cause.UNKNOWN, is_certain=False)
    best = ranking[0].fit
    rivals = tuple(each.fit for each in ranking[1:] if each.score - ranking[0].score < MARGIN)
    is_named = _is_enough(figures, best) and (figures.other is not None or best.is_traced)
    lacks_trace = _lacks_trace(figures.story, best)
    is_thin = not best.is_traced and (best.is_thin or (best.cause == Cause.BASELINE and figures.size < FEW_CUT_OFFS))
    return Verdict(
        figures.story,
        tolerance,
        best.cause if is_named else Cause.UNKNOWN,
        fits=tuple(each.fit for each in ranking),
        shares={each.fit.cause: _share(figures, each.fit) for each in ranking},
        rivals=rivals if is_named else (),
        lacks_trace=lacks_trace,
        is_thin=is_thin,
        fell=figures.fell,
        rose=figures.rose,
        is_certain=is_named
        and not (figures.fell or figures.rose)
        and not rivals
        and not lacks_trace
        and not is_thin
        and not best.is_puzzling,
    )


def _lacks_trace(story: Story, fit: Fit) -> bool:
    """The cause would stand in our rows, our rows are known, and it does not."""
    if fit.is_traced or fit.cause not in LEAVES_A_TRACE or not story.has_rows:
        return False
    return bool(story.batches) or fit.cause in (Cause.CUMULATIVE_AS_DAILY, Cause.DAYS_MISSING)


def _is_enough(figures: Figures, fit: Fit) -> bool:
    if figures.is_within(fit):
        return figures.explained(fit) >= EXPLAINS_AT_LEAST
    return figures.is_within(fit, last_only=True) and figures.explained(fit) >= EXPLAINS_FROM


def _share(figures: Figures, fit: Fit) -> Decimal:
    return Decimal(round(figures.explained(fit) * 1000)) / 1000


def _told(verdict: Verdict) -> Explanation:
    best, others = verdict.fit, [fit.cause for fit in verdict.fits]
    runner_up = next((cause for cause in others if cause != verdict.cause), None)
    if verdict.cause == Cause.UNKNOWN and verdict.story.cut_offs and verdict.story.other is None:
        not_told_from = NEEDS_OTHER_PROGRAMME
    else:
        not_told_from = tuple(fit.cause for fit in verdict.rivals)
    return Explanation(
        best=verdict.cause,
        runner_up=runner_up,
        gap=verdict.story.gap,
        explained=verdict.shares,
        predicted=tuple(round(sum(cells)) for cells in zip(*best.predicted, strict=True)) if best else (),
        words=tuple(words_of(verdict)),
        day=best.day if best else None,
        until=best.until if best else None,
        batch_ids=tuple(dict.fromkeys(mend.batch for mend in best.mends if mend.batch)) if best else (),
        is_certain=verdict.is_certain,
        not_told_from=not_told_from,
        mends=tuple(mend for mend in best.mends if mend.batch) if best else (),
        other_commune=best.other.commune if best and best.other else None,
    )
