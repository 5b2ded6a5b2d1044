"""The chart of a report: what was entered week by week, against all there is to enter and the deadlines."""

from communes.models import Deadline

from ..dashboards.charts import cumulative_chart
from ..facts import ReportFacts
from ..facts.curve import Curve
from .blocks import Figure


def progress_chart(facts: ReportFacts, curve: Curve) -> Figure | None:
    """None while nothing is entered."""
    chart = cumulative_chart(
        curve.entered,
        [Deadline(due_on=one.due_on.value) for one in facts.deadlines],
        to_enter=facts.whole.to_enter.value,
        as_of=facts.as_of.value,
        plan=curve.plan,
    )
    if chart is None:
        return None
    due = "".join(f" Thời hạn: {one.label.written} ({one.due_on.written})." for one in facts.deadlines)
    plan = " Có đường kế hoạch đã duyệt." if chart.plan else ""
    caption = f"Biểu đồ. Số trường hợp đã nhập lũy kế đến ngày {facts.as_of.written}"
    return Figure(caption=caption, words=f"Biểu đồ đường. {chart.words}{due}{plan}", chart=chart)
