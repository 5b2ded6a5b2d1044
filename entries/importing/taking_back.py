"""Taking an import back as a whole: its batches are corrected to nothing, the books it listed leave the register."""

from django.db import connection, transaction
from django.db.models import Q, Sum

from communes.calendar import now
from communes.models import Book, User
from communes.text import normalise
from entries.append_only import wait_for_turn
from entries.below_zero import below_zero
from entries.correcting import amounts_of
from entries.models import Batch, BatchKind, Entry, Extract, ImportRun, ImportState, Source
from entries.posting import Draft, Line, Problem, Refused, post_many
from entries.reconciling.extracts.keeping import withdraw_extract

from .storing import hold

MOST_TOLD = 5  # books that are named


class NotStored(Exception):
    """The file was never stored, or somebody has taken it back already; nothing was written."""


class BooksInUse(Exception):
    """Records were counted or entered by others in books that the file listed. Carries those books."""

    def __init__(self, books: list[Book]):
        self.books = books
        super().__init__(f"{len(books)} quyển của tệp này đã có số liệu ghi từ nơi khác.")


@transaction.atomic
def take_back(run: ImportRun, *, reason: str, by: User) -> ImportRun:
    """Corrects every batch of the file to nothing, in one transaction; each correction carries the reason. The file
    and its history stay, and the same rows may be imported again.

    Raises Refused without a reason or where other corrections took away what the file brought, NotStored when there is
    nothing to take back, BooksInUse as long as other batches count in the books that the file added to the register.
    """
    reason = normalise(reason)
    if not reason:
        raise Refused([Problem("Nêu lý do rút lại tệp.", "reason")])
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportState.STORED:
        raise NotStored
    hold(run.district)
    wait_for_turn(connection)
    originals = list(
        Batch.objects.select_for_update(of=("self",))  # nobody corrects them meanwhile
        .filter(import_run=run)
        .select_related("commune", "workstation", "worked_by")
    )
    if used := _books_in_use(run):
        raise BooksInUse(used)
    amounts = amounts_of(_entries_of(run))
    written = set(Entry.objects.filter(batch__import_run=run).values_list("batch", flat=True))
    drafts = [
        _opposite(batch, amounts.get(batch.pk, []), reason)
        for batch in originals
        if batch.pk in amounts or batch.pk not in written  # also shifts in which nothing could be entered
    ]
    if less := below_zero(line for draft in drafts for line in draft.lines):
        raise Refused([Problem(words, "reason") for words in less[:MOST_TOLD]])
    post_many(drafts, by=by, source=Source.IMPORT, import_run=run)
    for extract in Extract.objects.filter(run=run).standing():
        withdraw_extract(extract, reason=reason, by=by)
    run.books.update(is_withdrawn=True)
    run.state, run.taken_back_at, run.taken_back_by, run.taken_back_reason = (
        ImportState.TAKEN_BACK, now(), by, reason[:300],
    )  # fmt: skip
    run.save(update_fields=["state", "taken_back_at", "taken_back_by", "taken_back_reason"])
    return run


def standing_of(run: ImportRun) -> list[dict]:
    """What the file amounts to now in the ledger, with the corrections made since: rows as in a run's totals."""
    sums = (
        _entries_of(run)
        .order_by("commune__position", "programme", "measure", "book__kind_position")
        .values("programme", "measure", "book_kind", "commune__code", "commune__position", "book__kind_position")
        .annotate(count=Sum("count"))
    )
    return [
        {key: row[key] for key in ("programme", "measure", "book_kind", "count")} | {"commune": row["commune__code"]}
        for row in sums
        if row["count"]
    ]


def _entries_of(run: ImportRun):
    """The file's entries, and the corrections of them."""
    return Entry.objects.filter(Q(batch__import_run=run) | Q(batch__corrects__import_run=run))


def _books_in_use(run: ImportRun) -> list[Book]:
    """Books that this file listed and in which others have counted something that still stands."""
    of_others = (
        Entry.objects.filter(book__imports=run)
        .exclude(batch__import_run=run)
        .exclude(batch__corrects__import_run=run)
        .order_by()
        .values("book", "programme", "measure")
        .annotate(sum=Sum("count"))
        .exclude(sum=0)
    )
    return list(Book.objects.filter(pk__in={row["book"] for row in of_others}).in_shelf_order())


def _opposite(batch: Batch, lines: list[Line], reason: str) -> Draft:
    return Draft(
        commune=batch.commune,
        work_date=batch.work_date,
        kind=BatchKind.CORRECTION,
        shift=batch.shift,
        workstation=batch.workstation,
        worked_by=batch.worked_by,
        lines=tuple(Line(line.book, line.programme, -line.count, line.measure) for line in lines),
        reason=reason[:300],
        corrects=batch,
    )
