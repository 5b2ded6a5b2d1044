"""Two communes whose gaps are each other's mirror: what one has too much the other has too little."""

from collections.abc import Sequence
from math import log, sqrt

from .explanation import Cause
from .fits import Fit
from .story import Story
from .tolerance import Tolerance


def mirror_fits(stories: Sequence[Story], tolerance: Tolerance) -> dict[int, list[Fit]]:
    """{id of a story: what each possible partner would make of its gap}. Stories that agree are not to be given."""
    found: dict[int, list[Fit]] = {}
    for place, one in enumerate(stories):
        for two in stories[place + 1 :]:
            if _may_mirror(one, two, tolerance):
                found.setdefault(id(one), []).append(_fit(one, two, len(stories)))
                found.setdefault(id(two), []).append(_fit(two, one, len(stories)))
    return found


def _may_mirror(one: Story, two: Story, tolerance: Tolerance) -> bool:
    """The same cut-offs, and at the last one opposite gaps in every kind, within both tolerances."""
    if one.cut_offs != two.cut_offs:
        return False
    for kind in {*one.kinds, *two.kinds}:
        (gap, theirs), (other_gap, other_theirs) = _last(one, kind), _last(two, kind)
        # The two errors are independent: together they are wider by the square root of two.
        limit = sqrt(tolerance.limit(theirs) ** 2 + tolerance.limit(other_theirs) ** 2)
        if abs(gap + other_gap) > limit:
            return False
    return True


def _last(story: Story, kind: str) -> tuple[int, int]:
    if kind not in story.kinds:
        return 0, 0
    k = story.kinds.index(kind)
    return story.gaps[k][-1], story.theirs[k][-1]


def _fit(story: Story, partner: Story, choices: int) -> Fit:
    nothing = (0,) * len(story.cut_offs)
    gaps = dict(zip(partner.kinds, partner.gaps, strict=True))
    predicted = [[-gap for gap in gaps.get(kind, nothing)] for kind in story.kinds]
    return Fit(Cause.TWO_COMMUNES, predicted, log(choices), other=partner)
