"""The first lines: on whose request, about what, as of which day."""

from communes.models import DirectiveKind

from ..content.blocks import Runs
from ..facts import ReportFacts
from . import standing
from .wording import cite_in_full, say


def opening(facts: ReportFacts) -> Runs:
    agency = facts.district.agency_short
    requests = [paper for paper in facts.directives if paper.kind == DirectiveKind.REQUEST]
    ending = "{agency} báo cáo tình hình {work} tính đến ngày {as_of}, cụ thể:"
    parts = {"agency": agency, "work": standing.WORK, "as_of": facts.as_of}
    if not requests:
        return say(ending, **parts)
    return say("Căn cứ yêu cầu tại {paper}, " + ending, paper=cite_in_full(requests[-1]), **parts)
