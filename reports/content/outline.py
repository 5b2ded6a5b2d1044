"""The order of the report's parts, as the district's reports have it."""

from ..facts import ReportFacts
from ..sentences import standing
from ..sentences.deadlines import deadlines
from ..sentences.difficulties import objective, subjective
from ..sentences.direction import direction
from ..sentences.machines import machines
from ..sentences.measures import closing, measures, measures_lead
from ..sentences.opening import opening
from ..sentences.progress import progress
from ..sentences.shortcomings import shortcomings
from .blocks import Block, Bullets, Heading, Paragraph


def body(facts: ReportFacts) -> tuple[Block, ...]:
    """Everything between the title and the signature."""
    lead, papers = direction(facts)
    return (
        Paragraph(opening(facts)),
        Heading(1, standing.HEADING_RESULTS),
        Heading(2, standing.HEADING_DIRECTION),
        Paragraph(lead),
        *((Bullets(papers),) if papers else ()),
        Heading(2, standing.HEADING_DEADLINES),
        Bullets(deadlines(facts)),
        Heading(2, standing.HEADING_OUTCOME),
        Heading(3, standing.HEADING_MACHINES),
        *map(Paragraph, machines(facts)),
        Heading(3, standing.HEADING_PROGRESS),
        *map(Paragraph, progress(facts)),
        Heading(2, standing.HEADING_SHORTCOMINGS),
        Bullets(shortcomings(facts)),
        Heading(2, standing.HEADING_DIFFICULTIES),
        Heading(3, standing.HEADING_OBJECTIVE),
        Bullets(objective(facts)),
        Heading(3, standing.HEADING_SUBJECTIVE),
        Bullets(subjective(facts)),
        Heading(2, standing.HEADING_MEASURES),
        Paragraph(measures_lead(facts)),
        Bullets(measures(facts)),
        Paragraph(closing(facts), stays=True),
    )
