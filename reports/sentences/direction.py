"""I.1 Công tác chỉ đạo: the papers the district issued, and on what ground."""

from communes.models import Directive, DirectiveKind
from communes.text import fold

from ..content.blocks import Runs
from ..facts import ReportFacts, Unit
from .wording import cite_in_full, how_many, say


def grounds(facts: ReportFacts) -> tuple[Directive, ...]:
    """Papers of others that the district carries out: plans and orders, not requests for a report."""
    return tuple(p for p in facts.directives if not _is_own(p, facts) and p.kind != DirectiveKind.REQUEST)


def own_papers(facts: ReportFacts) -> tuple[Directive, ...]:
    return tuple(paper for paper in facts.directives if _is_own(paper, facts))


def _is_own(paper: Directive, facts: ReportFacts) -> bool:
    return fold(paper.issuer) == fold(facts.district.agency_short)


def direction(facts: ReportFacts) -> tuple[Runs, dict[str, Runs]]:
    """The leading sentence, and the papers it announces by their numbers; none when there is less than two to list.
    Items of a list carry no end mark: that depends on which is the last."""
    agency, papers = facts.district.agency_short, own_papers(facts)
    ground = "; ".join(cite_in_full(paper) for paper in grounds(facts))
    lead = f"Để triển khai {ground}, {agency}" if ground else agency
    if not papers:
        if ground:
            return say(
                "Căn cứ thực hiện là {ground}. Đến ngày {as_of} chưa ghi nhận văn bản chỉ đạo của {agency}.",
                ground=ground, as_of=facts.as_of, agency=agency,
            ), {}  # fmt: skip
        return say("Đến ngày {as_of} chưa ghi nhận văn bản chỉ đạo nào.", as_of=facts.as_of), {}
    if len(papers) == 1:
        return say("{lead} đã ban hành {paper}.", lead=lead, paper=cite_in_full(papers[0], with_issuer=False)), {}
    number = how_many(len(papers), Unit.PAPERS, "văn bản chỉ đạo của huyện", "direction.papers")
    items = {paper.number: say("{paper}", paper=cite_in_full(paper, with_issuer=False)) for paper in papers}
    return say("{lead} đã ban hành {number} văn bản chỉ đạo:", lead=lead, number=number), items
