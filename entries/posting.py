"""The one way into the ledger: a draft is checked, hashed and posted. Forms, imports, commands and sample data all
come through here."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction

from communes.calendar import now, today
from communes.lending import Places
from communes.models import Book, Commune, Programme, StaffMember, User, Workstation

from .append_only import wait_for_turn
from .models import MAX_COUNT, Batch, BatchKind, Entry, ImportRun, Measure, Source

BULK = 2_000  # rows of one INSERT


@dataclass(frozen=True, slots=True)
class Line:
    """One count to post: so many records of one book, in one programme. `first_number` and `last_number` are the
    records' numbers in the book, `stated_total` the book's cumulative figure, where the official went by them."""

    book: Book
    programme: str
    count: int
    measure: str = Measure.ENTERED
    source_sheet: str = ""
    source_row: int | None = None
    first_number: int | None = None
    last_number: int | None = None
    stated_total: int | None = None

    @property
    def content(self) -> tuple:
        return line_content(
            self.book.pk, self.programme, self.measure, self.count,
            self.first_number, self.last_number, self.stated_total,
        )  # fmt: skip


def line_content(book, programme, measure, count, first_number, last_number, stated_total) -> tuple:
    """What of a line goes into its batch's fingerprint; what nobody stated leaves no trace in it."""
    stated = (first_number, last_number, stated_total)
    return (book, programme, measure, count, *(() if stated == (None,) * 3 else ("|".join(map(str, stated)),)))


@dataclass(frozen=True, slots=True)
class Draft:
    """A batch that has not been posted yet."""

    commune: Commune
    work_date: dt.date
    kind: str = BatchKind.SHIFT
    lines: tuple[Line, ...] = ()
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    shift: int | None = None
    workstation: Workstation | None = None
    worked_by: StaffMember | None = None
    reason: str = ""
    document_number: str = ""
    note: str = ""
    corrects: Batch | None = None
    flags: tuple[dict, ...] = ()

    def content_hash(self) -> str:
        """Equal for the same content, whatever the order of the lines."""
        return content_hash(
            commune=self.commune.pk,
            kind=self.kind,
            work_date=self.work_date,
            shift=self.shift,
            workstation=self.workstation and self.workstation.pk,
            worked_by=self.worked_by and self.worked_by.pk,
            texts=(self.reason, self.document_number, self.note),
            corrects=self.corrects and self.corrects.pk,
            lines=[line.content for line in self.lines],
        )


def content_hash(*, commune, kind, work_date, shift, workstation, worked_by, texts, corrects, lines) -> str:
    """The fingerprint of a batch's content, from primary keys and plain values: for drafts and for stored rows."""
    content = [
        commune, kind, work_date.isoformat(), shift, workstation, worked_by,
        *texts, corrects and str(corrects), sorted(list(line) for line in lines),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be posted, in words, and where: a field of the batch or of one of its lines (from 0)."""

    message: str
    where: str
    line: int | None = None


class Refused(Exception):
    """The draft is impossible; nothing was stored. Carries every problem at once."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class Conflict(Exception):
    """The id is taken by a batch with other content; nothing was stored."""

    def __init__(self, stored: Batch):
        self.stored = stored
        super().__init__(f"Phiếu {stored.receipt} đã được ghi với nội dung khác.")


@dataclass(frozen=True, slots=True)
class Posted:
    batch: Batch
    is_new: bool


def problems_of(draft: Draft, places: Places | None = None) -> list[Problem]:
    """Everything that makes a draft impossible. The improbable is not refused: see plausibility.py.

    `places` knows where the machines work; whoever checks many drafts reads it once, else it takes a query."""
    found = []
    if draft.work_date > today():
        found.append(Problem("Ngày làm việc ở tương lai. Hãy chọn hôm nay hoặc một ngày đã qua.", "work_date"))
    if draft.kind == BatchKind.SHIFT:
        if draft.shift not in (1, 2, 3):
            found.append(Problem("Chọn ca 1, ca 2 hoặc ca 3.", "shift"))
        found += _problems_of_machine(draft, places)
        if draft.worked_by is None or draft.worked_by.commune_id != draft.commune.pk:
            found.append(Problem("Ghi tên người nhập.", "worked_by"))
        if not draft.lines and not draft.reason.strip():
            found.append(Problem("Ca không nhập được thì ghi rõ lý do.", "reason"))
    if draft.kind == BatchKind.CORRECTION:
        if not draft.reason.strip():
            found.append(Problem("Nêu lý do điều chỉnh.", "reason"))
        if draft.corrects is None or draft.corrects.commune_id != draft.commune.pk:
            found.append(Problem("Không rõ điều chỉnh cho phiếu nào.", "corrects"))
    for number, line in enumerate(draft.lines):
        if line.book.commune_id != draft.commune.pk:
            found.append(Problem("Quyển sổ này không thuộc xã. Chọn một quyển trong danh sách của xã.", "book", number))
        if line.programme not in Programme.values:
            found.append(Problem("Chọn chương trình: Dân cư hoặc Lịch sử.", "programme", number))
        if line.count == 0 or (line.count < 0 and draft.kind == BatchKind.SHIFT):
            found.append(Problem("Số trường hợp phải lớn hơn 0.", "count", number))
        elif abs(line.count) > MAX_COUNT:
            found.append(Problem("Số trường hợp quá lớn, không thể có trong một dòng. Kiểm tra lại.", "count", number))
        if line.first_number and line.last_number and line.first_number > line.last_number:
            found.append(Problem("Số đầu lớn hơn số cuối. Ghi lại, ví dụ từ số 45 đến số 92.", "first_number", number))
    return found


def _problems_of_machine(draft: Draft, places: Places | None) -> list[Problem]:
    if draft.workstation is None:
        return [Problem("Chọn một máy của xã.", "workstation")]
    places = places or Places([draft.workstation])
    told = places.problem(draft.workstation, draft.commune, draft.work_date)
    return [Problem(told, "workstation")] if told else []


def post(draft: Draft, *, by: User, source: str = Source.FORM, import_run: ImportRun | None = None) -> Posted:
    """Posts one draft, once: the same id with the same content returns the batch that is stored.

    Raises Refused when it is impossible and Conflict when its id is taken by other content.
    """
    if problems := problems_of(draft):
        raise Refused(problems)
    try:
        return Posted(_write([draft], by=by, source=source, import_run=import_run)[0], is_new=True)
    except IntegrityError:
        stored = Batch.objects.filter(pk=draft.id).first()  # the same form, sent twice
        if stored is None:
            raise
    if stored.content_hash != draft.content_hash():
        raise Conflict(stored)
    return Posted(stored, is_new=False)


def post_many(
    drafts: list[Draft],
    *,
    by: User,
    source: str,
    import_run: ImportRun | None = None,
    recorded_at: dict[uuid.UUID, dt.datetime] | None = None,
) -> list[Batch]:
    """Posts drafts in bulk, all or nothing; drafts whose id is stored already are passed over.

    `recorded_at` (sample data only) gives the moment of each draft instead of the clock's.
    Raises Refused with the problems of every draft.
    """
    places = Places({draft.workstation for draft in drafts if draft.workstation})
    if problems := [problem for draft in drafts for problem in problems_of(draft, places)]:
        raise Refused(problems)
    ids = [draft.id for draft in drafts]
    known = set()
    for start in range(0, len(ids), BULK):
        known.update(Batch.objects.filter(pk__in=ids[start : start + BULK]).values_list("pk", flat=True))
    new = [draft for draft in drafts if draft.id not in known]
    return _write(new, by=by, source=source, import_run=import_run, recorded_at=recorded_at)


@transaction.atomic
def _write(drafts, *, by, source, import_run=None, recorded_at=None) -> list[Batch]:
    wait_for_turn(connection)
    moment = now()
    batches = [
        Batch(
            id=draft.id,
            commune=draft.commune,
            kind=draft.kind,
            work_date=draft.work_date,
            shift=draft.shift,
            workstation=draft.workstation,
            worked_by=draft.worked_by,
            reason=draft.reason,
            document_number=draft.document_number,
            note=draft.note,
            corrects=draft.corrects,
            recorded_by=by,
            recorded_at=recorded_at[draft.id] if recorded_at else moment,
            source=source,
            import_run=import_run,
            flags=list(draft.flags),
            content_hash=draft.content_hash(),
        )
        for draft in drafts
    ]
    Batch.objects.bulk_create(batches, batch_size=BULK)
    Entry.objects.bulk_create(
        [
            Entry(
                batch=batch,
                book=line.book,
                programme=line.programme,
                measure=line.measure,
                count=line.count,
                commune_id=draft.commune.pk,
                book_kind=line.book.kind,
                work_date=batch.work_date,
                recorded_at=batch.recorded_at,
                source_sheet=line.source_sheet,
                source_row=line.source_row,
                first_number=line.first_number,
                last_number=line.last_number,
                stated_total=line.stated_total,
            )
            for draft, batch in zip(drafts, batches, strict=True)
            for line in draft.lines
        ],
        batch_size=BULK,
    )
    return batches
