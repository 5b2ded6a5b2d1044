"""Keeping what was brought, and storing what was previewed: all of it in one transaction, or nothing."""

import hashlib
import json

from django.db import transaction
from django.db.models import Count, Max

from communes.calendar import now
from communes.models import Book, Commune, District, StaffMember, User
from entries.models import Batch, Entry, ImportKind, ImportRun, ImportState, Source
from entries.posting import BULK, post_many
from entries.recording import inventory_draft

from .books import LISTED
from .checking import check_workbook
from .keeping_extracts import Receipt, keep_file
from .outcome import Outcome


class NotWaiting(Exception):
    """The run was stored, discarded or refused before; nothing was written."""


class Changed(Exception):
    """The register or the ledger changed since the preview, which no longer holds. The run carries the new one."""


def receive(
    content: bytes, *, file_name: str, kind: str, commune: Commune | None, district: District, by: User
) -> ImportRun:
    """Checks a file and keeps it with what was found, also when it is refused as a whole; nothing of it is posted
    yet."""
    outcome = check_workbook(content, kind=kind, commune=commune, district=district)
    return _keep(outcome, content, file_name=file_name, commune=commune, district=district, by=by)


def confirm(run: ImportRun, *, by: User, receipt: Receipt | None = None) -> ImportRun:
    """Stores exactly what was previewed; of an extract the `receipt` says whose it is and how it came.

    Raises ExtractRefused when an extract cannot be kept, NewerVersion when another one was kept after the look,
    NotWaiting when somebody was faster, Changed when checking
    again gives something else than was shown.
    """
    content = bytes(run.content)
    for is_last in (False, False, True):
        seen = _state_of_ledger(run)
        outcome = _checked_again(run, content)  # before the transaction: nobody waits for the checks
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=run.pk)
            if run.state != ImportState.PREVIEWED or hashlib.sha256(content).hexdigest() != run.sha256:
                raise NotWaiting
            hold(run.district)
            if _state_of_ledger(run) != seen:
                if not is_last:
                    continue  # somebody recorded meanwhile: let go, and look again
                outcome = _checked_again(run, content)
            fresh = outcome.as_json()
            holds = json.loads(json.dumps(fresh)) == run.result
            if holds:
                _store(run, outcome, by=by, receipt=receipt)
            else:
                run.state, run.result = _state_after(outcome), fresh
                run.save(update_fields=["state", "result"])
        break
    if not holds:
        raise Changed
    return run


def import_now(
    content: bytes,
    *,
    file_name: str,
    kind: str,
    commune: Commune | None,
    district: District,
    by: User,
    receipt: Receipt | None = None,
) -> Outcome:
    """Checks a file and, when nothing of it is refused, stores it in one go: for the command. Raises ExtractRefused
    when an extract does not say whose it is, and the receipt neither; then nothing is written."""
    seen = _state_of_ledger(ImportRun(kind=kind, commune=commune, district=district))
    outcome = check_workbook(content, kind=kind, commune=commune, district=district)
    if outcome.can_be_stored:
        with transaction.atomic():
            hold(district)
            if _state_of_ledger(ImportRun(kind=kind, commune=commune, district=district)) != seen:
                outcome = check_workbook(content, kind=kind, commune=commune, district=district)
            run = _keep(outcome, content, file_name=file_name, commune=commune, district=district, by=by)
            if outcome.can_be_stored:
                _store(run, outcome, by=by, receipt=receipt)
    return outcome


@transaction.atomic
def discard(run: ImportRun) -> None:
    """Puts a file aside; it stays in the list. Raises NotWaiting when it is stored."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (ImportState.PREVIEWED, ImportState.REFUSED):
        raise NotWaiting
    run.state = ImportState.DISCARDED
    run.save(update_fields=["state"])


# ------------------------------------------------------------------ before
def _checked_again(run: ImportRun, content: bytes) -> Outcome:
    return check_workbook(content, kind=run.kind, commune=run.commune, district=run.district)


def _keep(outcome: Outcome, content: bytes, *, file_name, commune, district, by) -> ImportRun:
    return ImportRun.objects.create(
        kind=outcome.kind,
        commune=outcome.owner or commune,
        district=district,
        file_name=file_name[-255:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        state=_state_after(outcome),
        result=outcome.as_json(),
        uploaded_by=by,
        uploaded_at=now(),
    )


def _state_after(outcome: Outcome) -> str:
    return ImportState.PREVIEWED if outcome.can_be_stored else ImportState.REFUSED


def hold(district: District) -> None:
    """One import at a time: the second waits here and then finds what the first has written. Shifts that are
    recorded meanwhile do not wait (no_key)."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)


def _state_of_ledger(run: ImportRun) -> tuple:
    """Differs when anything was registered, enrolled or posted in between, in the commune that the file is of, or in
    the district when it is of many."""
    ours = {"commune": run.commune_id} if run.commune_id else {"commune__district": run.district_id}
    return (
        tuple(Entry.objects.filter(**ours).aggregate(Max("pk")).values()),
        tuple(Batch.objects.filter(**ours).aggregate(Max("recorded_at"), Count("pk")).values()),
        tuple(Book.objects.filter(**ours).aggregate(Max("pk"), Count("pk")).values()),
        tuple(StaffMember.objects.filter(**ours).aggregate(Max("pk"), Count("pk")).values()),
        ImportRun.objects.filter(district=run.district_id, state=ImportState.TAKEN_BACK).count(),
    )


# ------------------------------------------------------------------ writing
def _store(run: ImportRun, outcome: Outcome, *, by: User, receipt: Receipt | None = None) -> None:
    """Everything of a plan: books and their records, new members of the team, batches; or the lines of an extract.
    Inside a transaction."""
    plan = outcome.plan
    if run.kind == ImportKind.EXTRACT:
        keep_file(run, outcome, receipt or Receipt(), by=by)
    books = [item.book for item in plan.books] + [line.book for draft in plan.drafts for line in draft.lines]
    new = {id(book): book.prepare() for book in books if book.pk is None}
    Book.objects.bulk_create(new.values(), batch_size=BULK)
    returning = [item.book for item in plan.books if item.is_returning]
    Book.objects.bulk_update(returning, (*LISTED, "search_text", "is_withdrawn"), batch_size=BULK)
    run.books.add(*(item.book for item in plan.books if id(item.book) in new), *returning)
    drafts = list(plan.drafts)
    if plan.books:
        inventory = inventory_draft(
            commune=plan.books[0].book.commune,
            counts={item.book: item.count for item in plan.books},
            as_of=plan.day,
            rows={item.book: (item.sheet[:31], item.row) for item in plan.books},
        )
        drafts += [inventory] if inventory else []
    newcomers = {id(draft.worked_by): draft.worked_by for draft in drafts if draft.worked_by and not draft.worked_by.pk}
    StaffMember.objects.bulk_create(newcomers.values(), batch_size=BULK)
    post_many(drafts, by=by, source=Source.IMPORT, import_run=run)
    run.state, run.stored_at = ImportState.STORED, now()
    run.save(update_fields=["state", "stored_at"])
