"""I.6 Giải pháp thực hiện, and the closing sentence."""

from ..content.blocks import Run, Runs
from ..facts import ReportFacts
from . import reconciled, standing
from .ahead import loans, more_machines, more_shifts
from .shortcomings import strictest
from .wording import inside, name_units, said, say


def measures_lead(facts: ReportFacts) -> Runs:
    return say(
        "Từ kết quả và nguyên nhân nêu trên, {agency} tập trung vào các giải pháp sau:",
        agency=facts.district.agency_short,
    )


def measures(facts: ReportFacts) -> dict[str, Runs]:
    return said(
        lead=_lead(facts),
        recheck=(Run(standing.MEASURE_RECHECK),),
        supervise=(Run(standing.MEASURE_SUPERVISE),),
        together=(Run(standing.MEASURE_TOGETHER),),
        duties=_duties(facts),
        heavy=_heavy(facts),
        shifts=more_shifts(facts),
        machines=more_machines(facts),
        loans=loans(facts),
        adjust=reconciled.asked(facts),
        reward=(Run(standing.MEASURE_REWARD),),
    )


def _lead(facts: ReportFacts) -> Runs:
    ahead = [deadline for deadline in facts.deadlines if deadline.due_on.value > facts.as_of.value]
    if not ahead:
        return say(standing.MEASURE_LEAD_WITHOUT_DEADLINE, work=standing.WORK)
    last = max(ahead, key=lambda deadline: deadline.due_on.value)
    return say(standing.MEASURE_LEAD, work=standing.WORK, label=inside(last.label))


def _duties(facts: ReportFacts) -> Runs:
    deadline = strictest(facts)
    if deadline is None:
        return say(standing.MEASURE_DUTIES + ".")
    return say(
        standing.MEASURE_DUTIES + ", bảo đảm toàn huyện đạt {pace} trường hợp mỗi ngày làm việc.", pace=deadline.pace
    )


def _heavy(facts: ReportFacts) -> Runs:
    heavy = [unit for unit in facts.heavy if unit.left.value > 0]
    if not heavy:
        return say("{who}{what}", who=standing.HEAVY_UNNAMED, what=standing.MEASURE_HEAVY)
    return say("Đơn vị còn nhiều dữ liệu, nhất là {who},{what}", who=name_units(heavy), what=standing.MEASURE_HEAVY)


def closing(facts: ReportFacts) -> Runs:
    """The last sentence; "./." ends the text (Nghị định 30/2020/NĐ-CP, Mẫu 1.4)."""
    district = facts.district
    return say(
        "Trên đây là báo cáo tiến độ {work} của {district}; {agency} kính gửi {addressee} tổng hợp, chỉ đạo./.",
        work=standing.WORK, district=str(district), agency=district.agency_short, addressee=district.addressee,
    )  # fmt: skip
