"""Phát hành: a report goes out with its number, date and signer; its figures, text and files are kept for good."""

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection, transaction

from communes.calendar import now, today
from communes.formatting import format_date
from communes.models import User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise
from entries.append_only import wait_for_turn

from .checking import Doubt, check_draft
from .composing import Draft, compose, document_of
from .content.blocks import Document
from .content.letterhead import signature
from .content.parts import Part
from .content.sources import facts_in
from .drafting import ISSUED, Overtaken
from .facts import Fact
from .models import Report, ReportFile, ReportPart, ReportState
from .renderers import FORMATS
from .renderers.html import sheet

MOST_NUMBER = 9_999
MOST_REASON = 500
PAGE = "trang.html"  # the sheet with its links, as the page of the report shows it


@dataclass(frozen=True, slots=True)
class Issue:
    """What a person says when a report goes out. `despite`: why it goes out although the guard still has doubts."""

    number: int | None
    signed_on: dt.date | None
    despite: str = ""


def doubts_of(draft: Draft) -> tuple[Doubt, ...]:
    """What the guard finds in a draft. No query."""
    return check_draft(
        facts=draft.facts,
        parts=draft.parts,
        stated=draft.stated,
        options=draft.options,
        usual=[one.usual for one in draft.placed if one.usual],
    )


def signer_of(draft: Draft) -> str:
    """Who signs, on one line: "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH / Huỳnh Nam"."""
    end = signature(draft.facts.district, draft.options)
    return " / ".join(filter(None, (*end.lines, end.name)))


@transaction.atomic
def issue_report(*, report: Report, issue: Issue, seen: int, by: User, site: str = "") -> Report:
    """Freezes facts, text and files. `seen` is the revision of the draft that was shown, `site` the address that the
    workbook's links begin with.

    Nothing is posted to the ledger while the figures are read, so `known_at` names exactly what they are sums of.
    Raises Overtaken when the draft changed since, Refused for what is missing or in doubt.
    """
    wait_for_turn(connection)
    stored = Report.objects.select_for_update(of=("self",)).select_related("district", "previous").get(pk=report.pk)
    if stored.is_issued:
        raise Refused([Problem(ISSUED)])
    if stored.revision != seen:
        raise Overtaken(None, "")
    moment = now()
    stored.number, stored.signed_on = issue.number, issue.signed_on
    draft = compose(stored, known_at=moment)
    despite = normalise(issue.despite)
    problems = _problems(stored, issue, despite, doubts_of(draft))
    if problems:
        raise Refused(problems)
    return _freeze(stored, draft, moment, despite, by, site)


def _problems(report: Report, issue: Issue, despite: str, doubts: tuple[Doubt, ...]) -> list[Problem]:
    found = problems_of_words(despite, where="despite", most=MOST_REASON)
    if issue.number is None or not 0 < issue.number <= MOST_NUMBER:
        found.append(Problem("Ghi số của báo cáo, ví dụ 12.", "number"))
    elif issue.signed_on and (other := _same_number(report, issue)):
        found.append(
            Problem(f"Số {issue.number:02d} của năm {issue.signed_on.year} đã dùng cho {other}. Ghi số khác.", "number")
        )
    if issue.signed_on is None:
        found.append(Problem("Ghi ngày ký.", "signed_on"))
    elif issue.signed_on < report.as_of:
        day = format_date(report.as_of)
        found.append(Problem(f"Ngày ký không thể trước ngày chốt số liệu ({day}).", "signed_on"))
    elif issue.signed_on > today():
        found.append(Problem(f"Ngày {format_date(issue.signed_on)} chưa đến.", "signed_on"))
    if doubts and not despite:
        found.append(Problem(f"Còn {len(doubts):02d} chỗ cần xem. Sửa, hoặc ghi lý do vẫn phát hành.", "despite"))
    return found


def _same_number(report: Report, issue: Issue) -> Report | None:
    """Another report with this number in this year; a version that replaces it may carry it again."""
    same = Report.objects.filter(
        district=report.district, number=issue.number, signed_on__year=issue.signed_on.year
    ).issued()
    return same.exclude(pk=report.replaces_id).first()


def _freeze(report: Report, draft: Draft, moment: dt.datetime, despite: str, by: User, site: str) -> Report:
    document = document_of(draft, detailed=True)
    report.frozen_facts = [frozen_fact(fact) for fact in _all_facts(draft, document).values()]
    report.frozen_parts = [frozen_part(part) for part in draft.parts]
    report.digest = digest_of(report)
    report.code = code_of(report)
    report.known_at, report.issued_at, report.issued_by = moment, moment, by
    report.signer = signer_of(draft)
    report.options = report.options | ({"despite": despite} if despite else {})
    report.state = ReportState.ISSUED
    traced = replace(draft, options=replace(draft.options, trace=trace_of(report)))
    document = document_of(traced, detailed=True, site=site)
    report.save()
    files = {f"{document.file_stem}.{name}": made.render(document) for name, made in FORMATS.items()}
    files[PAGE] = str(sheet(document, known_at=moment)).encode()
    ReportFile.objects.bulk_create(
        ReportFile(report=report, name=name, content=content, sha256=hashlib.sha256(content).hexdigest())
        for name, content in files.items()
    )
    report.editors.all().delete()
    return report


@transaction.atomic
def start_replacement(*, report: Report, by: User) -> Report:
    """A draft that will stand for an issued report: its text as it was changed, the figures as they are known by then.
    The version that went out stays as it is. An open replacement is returned again."""
    if not report.is_issued:
        raise Refused([Problem("Báo cáo này chưa phát hành, cứ sửa ngay bản thảo.")])
    if open_one := Report.objects.filter(replaces=report).first():
        return open_one
    moment = now()
    new = Report.objects.create(
        district=report.district, kind=report.kind, as_of=report.as_of, previous=report.previous, replaces=report,
        version=report.version + 1, options={k: v for k, v in report.options.items() if k != "despite"},
        created_by=by, created_at=moment, changed_by=by, changed_at=moment,
    )  # fmt: skip
    ReportPart.objects.bulk_create(
        ReportPart(
            report=new, key=part.key, section=part.section, state=part.state, text=part.text, position=part.position,
            revision=part.revision, changed_by=part.changed_by, changed_at=part.changed_at,
        )
        for part in report.parts.all()
    )  # fmt: skip
    return new


# ------------------------------------------------------------------ as it is kept
def frozen_fact(fact: Fact) -> dict:
    """A fact as JSON; a share as text, so that no digit is lost."""
    value = fact.value
    if isinstance(value, Decimal):
        value = str(value)
    elif isinstance(value, dt.date):
        value = value.isoformat()
    return {
        "id": fact.id, "value": value, "written": fact.written, "tabled": fact.tabled, "unit": fact.unit.value,
        "meaning": fact.meaning, "scope": fact.scope, "how": fact.how, "filters": fact.filters,
    }  # fmt: skip


def frozen_part(part: Part) -> dict:
    runs = [[run.text, run.fact.id if run.fact else None] for run in part.runs]
    return {"key": part.key, "section": part.section, "shape": part.shape.value, "is_live": part.is_live, "runs": runs}


def digest_of(report: Report) -> str:
    """SHA-256 of the facts and the text: equal for equal reports, whatever the files look like."""
    content = [report.frozen_facts, report.frozen_parts, report.number, report.signed_on.isoformat()]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def code_of(report: Report) -> str:
    """Eight letters and digits that are hard to mistake, in two groups: what the paper carries to find its figures."""
    seed = hashlib.sha256(f"{report.pk}|{report.digest}".encode()).digest()
    letters = base64.b32encode(seed).decode()[:8]
    return f"{letters[:4]}-{letters[4:]}"


def trace_of(report: Report) -> str:
    return f"Mã tra cứu số liệu: {report.code} · mã băm {report.digest[:16]}"


def _all_facts(draft: Draft, document: Document) -> dict[str, Fact]:
    return draft.stated | {fact.id: fact for fact in facts_in(document.sections)}
