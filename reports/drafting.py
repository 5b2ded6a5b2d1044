"""Work on a draft: begin it, rewrite and move its parts, choose its letterhead. Each change is kept against what was
seen, so that two people never write over each other unawares."""

import datetime as dt
import uuid

from django.db import transaction

from communes.calendar import now, today
from communes.formatting import format_date
from communes.models import District, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from .composing import Draft
from .content.marked_text import cleaned, ids_in
from .content.parts import SECTION
from .models import PartState, Report, ReportEditor, ReportKind, ReportPart, ReportState, StandingText

MOST_TEXT = 40_000  # characters of one part; a whole report has about 12.000
MOST_PARTS = 200
PRESENT = dt.timedelta(seconds=45)  # a page says every 15 seconds that it is still open
ISSUED = "Báo cáo này đã phát hành nên không sửa được nữa. Lập bản thay thế nếu cần sửa."
ADDED = ".them-"  # in the key of a part that a person added


class Overtaken(Exception):
    """Somebody else changed the part since it was shown; nothing was stored. Carries the part as it stands, and the
    text that was typed."""

    def __init__(self, part: ReportPart | None, typed: str):
        self.part, self.typed = part, typed
        super().__init__("Người khác vừa sửa đoạn này.")


@transaction.atomic
def start_draft(
    *, district: District, as_of: dt.date, by: User, kind: str = ReportKind.PROGRESS, options: dict | None = None
) -> Report:
    """A new draft; the report before it is the newest one issued on an earlier day. Raises Refused for a coming day."""
    if as_of > today():
        day = format_date(as_of)
        raise Refused([Problem(f"Ngày {day} chưa đến. Chọn hôm nay hoặc một ngày đã qua.", "den-ngay")])
    moment = now()
    return Report.objects.create(
        district=district,
        kind=kind,
        as_of=as_of,
        previous=newest_issued_before(district, as_of),
        options=options or {},
        created_by=by,
        created_at=moment,
        changed_by=by,
        changed_at=moment,
    )


def newest_issued_before(district: District, as_of: dt.date) -> Report | None:
    """The report that the next one is compared with: the latest day before, its version that stands."""
    issued = Report.objects.filter(district=district, as_of__lt=as_of).issued()
    return issued.order_by("as_of", "version", "issued_at").last()


@transaction.atomic
def keep_part(*, draft: Draft, key: str, text: str, seen: int, by: User) -> ReportPart:
    """Rewrites a part, or the words of one that a person added; figures are marks ⟦id⟧ and stay live.

    `seen` is the revision that was shown, 0 for a part nobody had changed. The same text again changes nothing. Raises
    Overtaken when somebody else changed it since, Refused for empty, too long, personal or unknown content.
    """
    text = cleaned(text)
    placed = draft.of(key)
    if placed is None:
        raise Refused([Problem("Đoạn này không còn trong báo cáo. Thêm một đoạn mới.", "text")])
    _check(text, draft)
    part = _locked(draft.report, key, seen, text)
    if part and part.text == text and part.state in (PartState.REWRITTEN, PartState.ADDED):
        return part
    state = PartState.ADDED if ADDED in key else PartState.REWRITTEN
    return _keep(draft.report, key, placed.part.section, by, part, state=state, text=text)


@transaction.atomic
def add_part(*, draft: Draft, section: str, text: str, by: User, id: uuid.UUID | None = None) -> ReportPart:
    """A sentence, item or paragraph of one's own at the end of a section. The same `id` again is the same part."""
    text = cleaned(text)
    if section not in SECTION:
        raise Refused([Problem("Chọn một mục của báo cáo.", "section")])
    _check(text, draft)
    report = _open(draft.report)
    if report.parts.count() >= MOST_PARTS:
        raise Refused([Problem(f"Báo cáo đã có {MOST_PARTS} đoạn viết thêm hoặc sửa. Bỏ bớt trước khi thêm.", "text")])
    id = id or uuid.uuid4()
    key = f"{section}{ADDED}{id.hex[:12]}"
    if stored := report.parts.filter(key=key).first():
        return stored
    last = max((one.position for one in draft.in_section(section)), default=0.0)
    return _keep(report, key, section, by, None, state=PartState.ADDED, text=text, position=last + 1)


@transaction.atomic
def leave_out(*, draft: Draft, key: str, seen: int, by: User) -> None:
    """Takes a part out of the paper; a live one can come back, an added one is gone."""
    placed = draft.of(key)
    part = _locked(draft.report, key, seen, "")
    if placed is None:
        return
    if placed.usual is None:
        if part:
            part.delete()
            _touch(draft.report, by)
        return
    _keep(draft.report, key, placed.part.section, by, part, state=PartState.LEFT_OUT)


@transaction.atomic
def make_live(*, draft: Draft, key: str, seen: int, by: User) -> None:
    """Back to what the facts say; the place it was moved to stays."""
    part = _locked(draft.report, key, seen, "")
    placed = draft.of(key)
    if part is None or placed is None:
        return
    if part.position is None:
        part.delete()
        _touch(draft.report, by)
    else:
        _keep(draft.report, key, part.section, by, part, state=PartState.LIVE, text="")


@transaction.atomic
def move_part(*, draft: Draft, key: str, up: bool, seen: int, by: User) -> None:
    """One place up or down in its section; at its end nothing happens."""
    part = _locked(draft.report, key, seen, "")
    placed = draft.of(key)
    if placed is None:
        return
    row = [one for one in draft.in_section(placed.part.section) if not one.is_left_out or one is placed]
    at = next(n for n, one in enumerate(row) if one is placed)
    beyond = row[:at][::-1] if up else row[at + 1 :]
    if not beyond:
        return
    sign = -1 if up else 1
    position = (beyond[0].position + beyond[1].position) / 2 if beyond[1:] else beyond[0].position + sign
    state = part.state if part else PartState.LIVE
    text = part.text if part else ""
    _keep(draft.report, key, placed.part.section, by, part, state=state, text=text, position=position)


@transaction.atomic
def keep_options(*, report: Report, options: dict, seen: int, by: User) -> None:
    """Letterhead, receivers, signer and appendices. Raises Overtaken when somebody else chose since."""
    stored = _open(report)
    revision = stored.options.get("revision", 0)
    if stored.options == options | {"revision": revision}:
        return
    if revision != seen:
        raise Overtaken(None, "")
    stored.options = options | {"revision": seen + 1}
    stored.save(update_fields=["options"])
    _touch(stored, by)


@transaction.atomic
def drop_draft(*, report: Report) -> None:
    """Throws a draft away. Raises Refused for an issued report."""
    _open(report).delete()


def keep_standing_text(*, district: District, section: str, title: str, text: str, by: User) -> StandingText:
    """Keeps a paragraph for the next reports; the same title in a section takes the new text."""
    title, text = normalise(title), cleaned(text)
    problems = problems_of_words(title, where="title", most=80, empty="Đặt tên cho đoạn dùng lại.")
    problems += problems_of_words(text, where="text", most=MOST_TEXT, empty="Đoạn dùng lại chưa có nội dung.")
    if problems:
        raise Refused(problems)
    kept, _ = StandingText.objects.update_or_create(
        district=district, section=section, title=title, defaults={"text": text, "kept_by": by, "kept_at": now()}
    )
    return kept


def say_present(*, report: Report, part: str, by: User) -> list[ReportEditor]:
    """Says that a person has the draft open, and at which part; gives the others who have."""
    moment = now()
    ReportEditor.objects.update_or_create(report=report, user=by, defaults={"part": part[:80], "seen_at": moment})
    others = report.editors.exclude(user=by).filter(seen_at__gte=moment - PRESENT)
    return list(others.select_related("user").order_by("user_id"))


# ------------------------------------------------------------------ what they share
def _open(report: Report) -> Report:
    """The draft, held until the end of the transaction. Raises Refused when it was issued meanwhile."""
    stored = Report.objects.select_for_update().get(pk=report.pk)
    if stored.state != ReportState.DRAFT:
        raise Refused([Problem(ISSUED)])
    return stored


def _locked(report: Report, key: str, seen: int, typed: str) -> ReportPart | None:
    part = _open(report).parts.filter(key=key).first()
    if (part.revision if part else 0) != seen and not (part and typed and part.text == typed):
        raise Overtaken(part, typed)
    return part


def _check(text: str, draft: Draft) -> None:
    problems = problems_of_words(text, where="text", most=MOST_TEXT, empty="Đoạn này chưa có chữ nào.")
    unknown = [id for id in ids_in(text) if id not in draft.stated]
    if unknown:
        problems.append(Problem(f"Không có số liệu nào mang tên ⟦{unknown[0]}⟧. Chọn lại trong danh sách.", "text"))
    if problems:
        raise Refused(problems)


def _keep(report: Report, key: str, section: str, by: User, part: ReportPart | None, **values) -> ReportPart:
    if part is None:
        part = ReportPart(report=report, key=key, section=section, revision=0)
    for name, value in values.items():
        setattr(part, name, value)
    part.revision += 1
    part.changed_by, part.changed_at = by, now()
    part.save()
    _touch(report, by)
    return part


def _touch(report: Report, by: User) -> None:
    report.revision += 1
    report.changed_by, report.changed_at = by, now()
    Report.objects.filter(pk=report.pk).update(revision=report.revision, changed_by=by, changed_at=report.changed_at)
