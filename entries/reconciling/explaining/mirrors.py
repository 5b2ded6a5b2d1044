"""Two communes whose gaps are each other's mirror: what one has too much the other has too little."""

from collections.abc import Sequence
from math import log

from ...finding_kinds import Cause
from ..comparing.tolerance import Tolerance
from .fits import TWO_FIGURES, Fit
from .story import Story


def mirror_fits(stories: Sequence[Story], scores: Sequence[float], tolerance: Tolerance) -> list[list[Fit]]:
    """What each possible partner would make of a story's gap, in the order of the stories; those that agree are not to
    be given. `scores`: the best that each story comes to by itself.

    The mirror explains two gaps at once, so it is held against what both would come to without it: where the partner
    cannot be explained otherwise, the mirror stands, though the story might.
    """
    found: list[list[Fit]] = [[] for _ in stories]
    for a, one in enumerate(stories):
        for b in range(a + 1, len(stories)):
            if _may_mirror(one, stories[b], tolerance):
                found[a].append(_fit(one, stories[b], log(len(stories)) - max(0.0, scores[b] - scores[a])))
                found[b].append(_fit(stories[b], one, log(len(stories)) - max(0.0, scores[a] - scores[b])))
    return found


def _may_mirror(one: Story, two: Story, tolerance: Tolerance) -> bool:
    """The same cut-offs, and at the last one opposite gaps in every kind, within the two tolerances together."""
    if one.cut_offs != two.cut_offs:
        return False
    for kind in {*one.kinds, *two.kinds}:
        (gap, theirs), (other_gap, other_theirs) = _last(one, kind), _last(two, kind)
        if abs(gap + other_gap) > tolerance.limit(theirs) + tolerance.limit(other_theirs):
            return False
    return True


def _last(story: Story, kind: str) -> tuple[int, int]:
    if kind not in story.kinds:
        return 0, 0
    k = story.kinds.index(kind)
    return story.gaps[k][-1], story.theirs[k][-1]


def _fit(story: Story, partner: Story, cost: float) -> Fit:
    nothing = (0,) * len(story.cut_offs)
    gaps = dict(zip(partner.kinds, partner.gaps, strict=True))
    predicted = [[-gap for gap in gaps.get(kind, nothing)] for kind in story.kinds]
    return Fit(Cause.TWO_COMMUNES, predicted, cost, other=partner, widening=TWO_FIGURES)
