"""I.5 Khó khăn, vướng mắc và nguyên nhân: a claim is made only where a figure, a paper or a date stands behind it."""

from communes.formatting import join_words, lower_first
from communes.models import DirectiveKind, DowntimeCause

from ..content.blocks import Run, Runs
from ..facts import ReportFacts, Unit
from . import standing
from .direction import own_papers
from .wording import cite, how_many, joined, name_or_count, name_units, said, say, units_of

MOST_FAULTS = 6  # kinds of fault that are named
MOST_WORST = 3  # communes that are named for late reporting


def objective(facts: ReportFacts) -> dict[str, Runs]:
    nothing = say("Số liệu đến ngày {as_of} chưa cho thấy khó khăn khách quan cần nêu.", as_of=facts.as_of)
    return said(
        volume=_volume(facts),
        machines=_machines(facts),
        funding=_funding(facts),
        seasons=_seasons(facts),
        downtime=_downtime(facts),
        defects=_old_books(facts),
        unknown=_unknown(facts),
    ) or said(none=nothing)


def _volume(facts: ReportFacts) -> Runs | None:
    whole = facts.whole
    if not whole.to_enter.value > 0:
        return None
    start = "Khối lượng phải nhập lớn: {to_enter} trường hợp"
    parts = {"to_enter": whole.to_enter}
    if whole.books.value:
        start += " trong {books} quyển sổ"
        parts["books"] = whole.books
    if facts.heavy:
        start += ", dồn nhiều ở {names}"
        parts["names"] = name_units(facts.heavy)
    return say(start + ".", **parts)


def _machines(facts: ReportFacts) -> Runs | None:
    """Said only where every commune has at most its two machines, one of them shared."""
    if not facts.machines or any(unit.total > 2 or not unit.shared for unit in facts.machines):
        return None
    most = how_many(
        max(unit.total for unit in facts.machines), Unit.MACHINES, "máy nhiều nhất một đơn vị", "machines.most"
    )
    return say(
        "Máy còn ít, mỗi đơn vị có nhiều nhất {most} máy, trong đó có máy dùng chung. {shared}",
        most=most, shared=standing.MACHINES_SHARED,
    )  # fmt: skip


def _funding(facts: ReportFacts) -> Runs | None:
    papers = [paper for paper in own_papers(facts) if paper.kind == DirectiveKind.FUNDING]
    if not papers:
        return None
    return say(
        "Về kinh phí, {agency} đã có {paper}, {waits}.",
        agency=facts.district.agency_short, paper=cite(papers[-1]), waits=standing.FUNDING_WAITS,
    )  # fmt: skip


def _seasons(facts: ReportFacts) -> Runs | None:
    """Campaigns on the district's calendar; without any there, those of its own report of 2024."""
    day = facts.as_of.value
    campaigns = [(Run(lower_first(campaign.name)),) for campaign in facts.around.campaigns] or [
        (Run(campaign.words),) for campaign in standing.CAMPAIGNS if campaign.begins <= day < campaign.forgotten
    ]
    if not campaigns:
        return None
    return say(
        "{busy}; trong kỳ còn phải thực hiện {campaigns}.", busy=standing.BUSY_SEASONS, campaigns=joined(campaigns)
    )


def _downtime(facts: ReportFacts) -> Runs | None:
    downtime = facts.around.downtime
    if not downtime.minutes:
        return None
    labels = dict(DowntimeCause.choices)
    causes = joined(
        [
            say("{cause} {lost} phút", cause=labels.get(cause, cause), lost=lost)
            for cause, lost in downtime.minutes.items()
        ]
    )
    where = name_or_count(units_of(facts, downtime.communes), total=len(facts.units), id="downtime.communes")
    if len(downtime.minutes) == 1:
        return say(
            "Trong 30 ngày gần nhất, việc nhập dữ liệu bị gián đoạn do {causes} máy tại {where}.",
            causes=causes, where=where,
        )  # fmt: skip
    return say(
        "Trong 30 ngày gần nhất, việc nhập dữ liệu bị gián đoạn tổng cộng {total} phút máy tại {where}, theo nguyên"
        " nhân: {causes}.",
        total=downtime.total, where=where, causes=causes,
    )  # fmt: skip


def _old_books(facts: ReportFacts) -> Runs | None:
    """Faults by kind, the most frequent first; none is named that nobody has recorded."""
    defects = facts.around.defects
    if not defects.kinds:
        return None
    named = [
        say("{kind} ({count})", kind=lower_first(kind), count=count) for kind, count in defects.kinds[:MOST_FAULTS]
    ]
    rest = " và các lỗi khác" if len(defects.kinds) > MOST_FAULTS else ""
    return say(
        standing.OLD_BOOKS + "{total} trường hợp, gồm {named}{rest}.",
        total=defects.total, named=joined(named, last=", "), rest=rest,
    )  # fmt: skip


def _unknown(facts: ReportFacts) -> Runs | None:
    """What might be a cause but nobody has recorded: said to be unknown, never asserted."""
    around = facts.around
    missing = [
        words
        for words, is_missing in (
            ("thời gian gián đoạn do mạng, điện, máy", not around.downtime.minutes),
            ("lỗi dữ liệu trong sổ", not around.defects.kinds),
        )
        if is_missing
    ]
    return say("Chưa có số liệu về {missing}.", missing=join_words(missing)) if missing else None


def subjective(facts: ReportFacts) -> dict[str, Runs]:
    nothing = say("Số liệu đến ngày {as_of} chưa cho thấy nguyên nhân chủ quan cần nêu.", as_of=facts.as_of)
    return said(leadership=_leadership(facts), reporting=_reporting(facts), teamwork=_teamwork(facts)) or said(
        none=nothing
    )


def _leadership(facts: ReportFacts) -> Runs | None:
    if facts.idle:
        names = name_units(facts.idle, total=len(facts.units))
        return say(
            "Việc lãnh đạo, đôn đốc ở một số nơi chưa thường xuyên: còn dữ liệu phải nhập nhưng 07 ngày gần nhất không"
            " nhập thêm trường hợp nào ({names}).",
            names=names,
        )
    if facts.slow:
        number = how_many(len(facts.slow), Unit.COMMUNES, "đơn vị dưới bình quân toàn huyện", "slow.communes")
        return say(
            "Việc lãnh đạo, đôn đốc, kiểm tra ở {number} đơn vị có tỷ lệ dưới bình quân toàn huyện chưa quyết liệt.",
            number=number,
        )
    return None


def _reporting(facts: ReportFacts) -> Runs | None:
    """Late and missing batches against the roster, the worst communes by name."""
    reporting = facts.around.reporting
    if not reporting.expected:
        return say("Chưa có số liệu về việc ghi phiếu đúng hạn, vì 30 ngày gần nhất chưa lập lịch trực.")
    if not reporting.communes:
        return None
    worst = [
        say("{name} ({count})", name=commune.full_name, count=count)
        for commune, count in reporting.communes[:MOST_WORST]
    ]
    return say(
        "Ghi số liệu chưa kịp thời: so với lịch trực 30 ngày gần nhất, thiếu {missing} phiếu và ghi trễ {late} phiếu,"
        " nhiều nhất là {worst}.",
        missing=reporting.missing, late=reporting.late, worst=joined(worst),
    )  # fmt: skip


def _teamwork(facts: ReportFacts) -> Runs | None:
    if not facts.rework.corrections.value:
        return None
    return say(
        "Các thành viên Tổ nhập dữ liệu Đề án 06 cấp xã phối hợp chưa chặt trong ghi số, kiểm tra chéo và tổng hợp: đã"
        " phải điều chỉnh {times} phiếu sau khi báo cáo.",
        times=facts.rework.corrections,
    )
