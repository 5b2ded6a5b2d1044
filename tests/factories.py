"""Test data, made through the same write functions as the application's."""

import datetime as dt
import io
from decimal import Decimal

from openpyxl import Workbook

from communes.calendar import today
from communes.campaigns import keep_campaign
from communes.handing_books import hand_over_books
from communes.models import (
    Book,
    BookKind,
    Campaign,
    Commune,
    Handover,
    Holder,
    Period,
    Plan,
    PlanLevel,
    Programme,
    StaffMember,
    User,
    Workstation,
)
from communes.planning import make_plan
from entries.models import Batch, BatchKind, Extract, ExtractSource, Finding, Measure, Request, Round
from entries.posting import Draft, Line, post
from entries.reconciling.extracts.keeping import keep_extract
from entries.reconciling.findings.settling import ask_for_adjustment
from entries.reconciling.rounds import open_round
from entries.recording import record_batch, register_book, staff_member_named
from reports.dashboards.benchmarks import keep_benchmark
from reports.drafting import start_draft
from reports.filling.keeping import keep_template
from reports.issuing import Issue, issue_report
from reports.models import Benchmark, Report, Scenario, ScenarioKind, WorkbookTemplate

COUNTED_ON = dt.date(2023, 12, 31)


def make_book(commune: Commune, *, by: User, kind=BookKind.BIRTH, number="3", opened=1998, count=120, **extra) -> Book:
    """A book of the commune's register with `count` records, counted on 31/12/2023."""
    book = Book(commune=commune, kind=kind, number=number, opened=opened, **extra)
    return register_book(by=by, book=book, count=count, as_of=COUNTED_ON)


def machine(commune: Commune, number: int = 1) -> Workstation:
    return Workstation.objects.get(commune=commune, number=number)


def member(commune: Commune, name: str = "N.V.A") -> StaffMember:
    return staff_member_named(commune=commune, name=name)


def record(
    book: Book,
    count: int,
    *,
    by: User,
    work_date: dt.date = dt.date(2024, 3, 1),
    programme=Programme.POPULATION_DB,
    shift: int = 1,
    workstation: int = 1,
    **extra,
) -> Batch:
    """One shift's batch with one line."""
    return record_batch(
        by=by,
        commune=book.commune,
        work_date=work_date,
        shift=shift,
        workstation=machine(book.commune, workstation),
        worked_by=member(book.commune),
        lines=(Line(book, programme, count),),
        **extra,
    ).batch


def make_opening(
    commune: Commune, *, by: User, to_enter: int = 0, entered: int = 0, kind=BookKind.BIRTH,
    programme=Programme.POPULATION_DB,
) -> Batch:  # fmt: skip
    """Opening figures of one kind as of 31/12/2023, not allotted to books."""
    book, _ = Book.objects.get_or_create(commune=commune, kind=kind, is_unallotted=True)
    counts = ((Measure.TO_ENTER, to_enter), (Measure.ENTERED, entered))
    draft = Draft(
        commune=commune,
        work_date=COUNTED_ON,
        kind=BatchKind.OPENING,
        lines=tuple(Line(book, programme, count, measure) for measure, count in counts if count),
    )
    return post(draft, by=by).batch


def handed(*books: Book, by: User, **extra) -> Handover:
    """Books of one commune, handed to Phòng Tư pháp on 01/3/2024."""
    fields = {
        "from_holder": Holder.COMMUNE, "from_person": "N.V.A", "to_holder": Holder.DISTRICT, "to_person": "L.T.B",
        "handed_on": dt.date(2024, 3, 1), "purpose": "Đối chiếu sổ lưu",
    }  # fmt: skip
    handover = Handover(commune=books[0].commune, **(fields | extra))
    return hand_over_books(by=by, handover=handover, books=books)


def planned(
    commune: Commune, *, by: User, counts=(100, 120), from_on=dt.date(2024, 3, 4), to_on=dt.date(2024, 3, 17),
    level=PlanLevel.COMMUNE, period=Period.WEEK, programme=Programme.POPULATION_DB, **extra,
) -> Plan:  # fmt: skip
    """A plan by week of this week and the next, as a draft."""
    plan = Plan(commune=commune, programme=programme, level=level, period=period, from_on=from_on, to_on=to_on)
    return make_plan(by=by, plan=plan, counts=list(counts), **extra)


def bound(*, by: User, **extra) -> Campaign:
    """A campaign of the whole district that leaves 40 % on 11/3 to 15/3/2024."""
    fields = {
        "name": "Định danh mức 2", "free_share": 40, "from_on": dt.date(2024, 3, 11), "to_on": dt.date(2024, 3, 15),
    }  # fmt: skip
    return keep_campaign(by=by, campaign=Campaign(district=by.district, **(fields | extra)))


def averaged(percent: str = "53.9", *, by: User, as_of=dt.date(2024, 2, 29), **extra) -> Benchmark:
    """The provincial average as a paper of the province states it."""
    fields = {"programme": Programme.POPULATION_DB, "source": "Báo cáo số 45/BC-STP ngày 01/3/2024"}
    benchmark = Benchmark(district=by.district, as_of=as_of, percent=Decimal(percent), **(fields | extra))
    return keep_benchmark(by=by, benchmark=benchmark)


def kept_lending(*, by: User) -> Scenario:
    """A lending proposal as it is kept: one machine of Phước Nghĩa for Phước Sơn."""
    moved = {
        "machine": "Máy 2 (mới, chuyên dùng)", "from": "xã Phước Nghĩa", "to": "xã Phước Sơn", "until": "2024-05-31",
        "reason": "Còn 4.500 trường hợp",
    }  # fmt: skip
    return Scenario.objects.create(
        district=by.district, kind=ScenarioKind.LENDING, name="Điều máy tháng 3", programme=Programme.POPULATION_DB,
        as_of=dt.date(2024, 3, 3), kept_by=by, kept_at=dt.datetime(2024, 3, 4, 8, tzinfo=dt.UTC),
        assumed={"deadline": "2024-05-31", "label": "Tháng 5/2024", "from_on": "2024-03-04", "shifts": 3},
        outcome={"late_before": 1, "late_after": 0, "transfers": [moved], "cases": []},
    )  # fmt: skip


def kept_what_if(*, by: User) -> Scenario:
    return Scenario.objects.create(
        district=by.district, kind=ScenarioKind.WHAT_IF, name="Ba ca", programme=Programme.POPULATION_DB,
        as_of=dt.date(2024, 3, 3), kept_by=by, kept_at=dt.datetime(2024, 3, 4, 8, tzinfo=dt.UTC),
        assumed={"words": "03 ca mỗi ngày", "query": {"ca": "3"}},
        outcome={"deadlines": ["2024-05-31"], "tallies": [[1, 2]], "lines": []},
    )  # fmt: skip


def drafted(*, by: User, as_of: dt.date = dt.date(2024, 3, 3)) -> Report:
    """A draft of the report as of Sunday 3 March 2024."""
    return start_draft(district=by.district, as_of=as_of, by=by)


def template_of_province(*, by: User) -> WorkbookTemplate:
    """A workbook of the Sở with a line for xã Phước Sơn."""
    book, content = Workbook(), io.BytesIO()
    book.active.append(["Đơn vị", "Số phải nhập", "Đã nhập"])
    book.active.append(["Xã Phước Sơn", None, None])
    book.save(content)
    communes = list(Commune.objects.filter(district=by.district).in_official_order())
    sent = {"file_name": "bieu-01.xlsx", "content": content.getvalue()}
    return keep_template(district=by.district, communes=communes, name="Biểu 01", by=by, **sent)


def issued(
    report: Report, *, by: User, number: int = 12, signed_on: dt.date | None = None, despite: str = ""
) -> Report:
    """The report, gone out with a number; today, unless a day is named."""
    issue = Issue(number=number, signed_on=signed_on or today(), despite=despite)
    return issue_report(report=report, issue=issue, seen=report.revision, by=by)


def extracted(
    commune: Commune, *, by: User, births: int = 40, as_of: dt.date = dt.date(2024, 3, 3), programme=None, **kinds: int
) -> Extract:
    """Công an tỉnh's figures of one commune as of Sunday 3 March 2024: births, and other kinds by their code."""
    programme = programme or Programme.POPULATION_DB
    lines = {(commune, programme, kind): count for kind, count in {"KS": births, **kinds}.items()}
    return keep_extract(
        district=by.district, source=ExtractSource.POLICE, as_of=as_of, lines=lines, paper_number="",
        received_on=today(), by=by,
    ).extract  # fmt: skip


def found_in(commune: Commune, *, kind: str = "jump", gap: int = 40) -> Finding:
    """Something in the commune's own figures that somebody should look at."""
    return Finding.objects.create(
        district=commune.district, commune=commune, key=f"{kind}/{commune.code}", kind=kind, gap=gap,
        words=["Ca 1 ngày 01/3/2024 nhập 400, gấp 10 lần mức thường."], found_on=today(), as_of=today(),
    )  # fmt: skip


def requested_for(commune: Commune, *, by: User) -> Request:
    """Công an tỉnh is asked to count 46 births of the commune, as the ledger does, where it counts 6."""
    record(make_book(commune, by=by, number="98", opened=1988), 46, by=by)
    finding = found_in(commune, kind="baseline")
    finding.extract = extracted(commune, by=by, births=6)
    finding.programme, finding.as_of = Programme.POPULATION_DB, finding.extract.as_of
    finding.figures = [{"programme": "population_db", "book_kind": "KS", "ours": 46, "theirs": 6}]
    finding.save()
    [request] = ask_for_adjustment(finding=finding, by=by, seen=0, reason="Họ tính thiếu tháng 01")
    return request


def round_of(district, *, by: User) -> Round:
    """Figures as of Sunday 3 March 2024, to be answered within the week."""
    return open_round(
        district=district, name="Rà soát tháng 02", as_of=dt.date(2024, 3, 3), answer_by=dt.date(2024, 3, 8), by=by
    )
