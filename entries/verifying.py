"""Does the ledger still hold what it promises? Every invariant, each as one query over all rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from communes.formatting import format_count
from communes.models import PROGRAMME_KINDS, Book, Commune, Loan, Programme

from .append_only import missing_fences
from .confirming import confirmed_figures
from .models import MAX_COUNT, Batch, BatchKind, Confirmation, Entry, Measure, Remark
from .posting import content_hash, line_content
from .totals import totals, with_figures

EXAMPLES = 5  # rows named for each kind of damage; the rest is counted


@dataclass(frozen=True, slots=True)
class Damage:
    """One broken promise: what it is, in how many rows, and some of them."""

    code: str
    message: str
    count: int
    examples: tuple[str, ...] = ()


def verify() -> list[Damage]:
    """Everything that is broken in the ledger; empty when all is well. Reads only, a fixed number of queries."""
    return [damage for check in CHECKS for damage in check()]


def _found(code: str, message: str, rows: QuerySet, name: Callable) -> Iterator[Damage]:
    """Damage when there are rows; `name` says which row it is."""
    if count := rows.count():
        yield Damage(code, message, count, tuple(name(row) for row in rows[:EXAMPLES]))


def _batch(batch: Batch) -> str:
    return f"phiếu {batch.receipt} ({batch.pk})"


def _entry(entry: Entry) -> str:
    return f"dòng {entry.pk} của {_batch(entry.batch)}"


# ------------------------------------------------------------------ the fence
def fences() -> Iterator[Damage]:
    if missing := missing_fences(connection):
        yield Damage("fence", "Thiếu trigger chặn sửa, xóa. Chạy: manage.py migrate", len(missing), tuple(missing))


# ------------------------------------------------------------------ entries against what they copy
def copies() -> Iterator[Damage]:
    """The copied columns are equal to the batch's and the book's."""
    entries = Entry.objects.select_related("batch").order_by("pk")
    for code, message, differs in (
        ("copied_commune", "Xã của dòng khác xã của phiếu", ~Q(commune=F("batch__commune"))),
        ("copied_work_date", "Ngày của dòng khác ngày của phiếu", ~Q(work_date=F("batch__work_date"))),
        ("copied_recorded_at", "Lúc ghi của dòng khác lúc ghi của phiếu", ~Q(recorded_at=F("batch__recorded_at"))),
        ("copied_book_kind", "Loại sổ của dòng khác loại của quyển", ~Q(book_kind=F("book__kind"))),
        ("foreign_book", "Quyển sổ của dòng thuộc xã khác", ~Q(book__commune=F("commune"))),
    ):
        yield from _found(code, message, entries.filter(differs), _entry)


def counts() -> Iterator[Damage]:
    entries = Entry.objects.select_related("batch").order_by("pk")
    impossible = Q(count=0) | Q(count__gt=MAX_COUNT) | Q(count__lt=-MAX_COUNT)
    unknown = ~Q(programme__in=Programme.values) | ~Q(measure__in=Measure.values)
    yield from _found("count", "Số của dòng không thể có", entries.filter(impossible), _entry)
    yield from _found(
        "unknown_name", "Chương trình hoặc chỉ tiêu không có trong danh mục", entries.filter(unknown), _entry
    )
    negative = entries.filter(count__lt=0, batch__kind__in=[BatchKind.SHIFT, BatchKind.INVENTORY])
    yield from _found("negative_count", "Số âm ngoài phiếu điều chỉnh", negative, _entry)
    wrong_measure = Q(batch__kind=BatchKind.SHIFT) & ~Q(measure=Measure.ENTERED)
    wrong_measure |= Q(batch__kind=BatchKind.INVENTORY) & ~Q(measure=Measure.TO_ENTER)
    yield from _found("measure_of_kind", "Chỉ tiêu không hợp loại phiếu", entries.filter(wrong_measure), _entry)
    outside = Q(measure=Measure.TO_ENTER, programme=Programme.POPULATION_DB) & ~Q(book_kind__in=PROGRAMME_KINDS)
    yield from _found(
        "outside_programme", "Số phải nhập cho loại sổ ngoài chương trình", entries.filter(outside), _entry
    )


# ------------------------------------------------------------------ batches
def batches() -> Iterator[Damage]:
    stored = Batch.objects.order_by("pk")
    shifts = stored.filter(kind=BatchKind.SHIFT)
    has_entries = Exists(Entry.objects.filter(batch=OuterRef("pk")))
    yield from _found("empty_shift", "Phiếu trống không ghi lý do", shifts.filter(~has_entries, reason=""), _batch)
    unsaid = Q(shift__isnull=True) | Q(workstation__isnull=True) | Q(worked_by__isnull=True)
    yield from _found("unsaid", "Phiếu nhập thiếu ca, máy hoặc người nhập", shifts.filter(unsaid), _batch)
    undoes_empty = Q(kind=BatchKind.CORRECTION) & ~Exists(Entry.objects.filter(batch=OuterRef("corrects")))
    bare = stored.exclude(kind=BatchKind.SHIFT).exclude(undoes_empty).filter(~has_entries)
    yield from _found("empty_batch", "Phiếu không có dòng nào", bare, _batch)
    # Lent at all, on whatever days: a loan that was shortened afterwards does not damage what was recorded under it.
    was_lent = Exists(Loan.objects.filter(workstation=OuterRef("workstation"), borrower=OuterRef("commune")))
    strange = Q(workstation__isnull=False) & ~Q(workstation__commune=F("commune")) & ~was_lent
    strange |= Q(worked_by__isnull=False) & ~Q(worked_by__commune=F("commune"))
    yield from _found("foreign_machine_or_person", "Máy hoặc người nhập thuộc xã khác", stored.filter(strange), _batch)
    zone = timezone.get_default_timezone()
    early = stored.filter(work_date__gt=TruncDate("recorded_at", tzinfo=zone))
    yield from _found("recorded_before_work", "Ngày làm việc sau ngày ghi", early, _batch)


def corrections() -> Iterator[Damage]:
    """A correction names a reason and a batch of its commune and day that is no correction itself."""
    found = Batch.objects.filter(kind=BatchKind.CORRECTION).order_by("pk")
    yield from _found("correction_unexplained", "Điều chỉnh không có lý do", found.filter(reason=""), _batch)
    wrong = Q(corrects__isnull=True) | Q(corrects__kind=BatchKind.CORRECTION)
    yield from _found("correction_of_correction", "Điều chỉnh không dẫn đến một phiếu gốc", found.filter(wrong), _batch)
    elsewhere = ~Q(corrects__commune=F("commune")) | ~Q(corrects__work_date=F("work_date"))
    yield from _found(
        "correction_elsewhere", "Điều chỉnh khác xã hoặc khác ngày với phiếu gốc", found.filter(elsewhere), _batch
    )
    before = found.filter(recorded_at__lt=F("corrects__recorded_at"))
    yield from _found("correction_before_batch", "Điều chỉnh ghi trước phiếu gốc", before, _batch)
    stray = Batch.objects.exclude(kind=BatchKind.CORRECTION).filter(corrects__isnull=False).order_by("pk")
    yield from _found("stray_correction", "Phiếu không phải điều chỉnh mà dẫn đến phiếu khác", stray, _batch)


def effective_lines() -> Iterator[Damage]:
    """A batch with its corrections never amounts to less than nothing, in any line of it; but what settles a finding
    takes from books, not from one batch."""
    settling = Q(batch__kind=BatchKind.SETTLING) | Q(batch__corrects__kind=BatchKind.SETTLING)
    below = (
        Entry.objects.exclude(settling)
        .annotate(original=Coalesce("batch__corrects", "batch"))
        .values("original", "book", "programme", "measure")
        .annotate(sum=Sum("count"))
        .filter(sum__lt=0)
        .order_by("original", "book")
    )

    def name(row):
        return f"phiếu {row['original']}, mã sổ {row['book']}: {format_count(row['sum'])}"

    yield from _found("below_zero", "Phiếu sau điều chỉnh còn số âm", below, name)


def hashes() -> Iterator[Damage]:
    """The content of each batch is what was hashed when it was posted."""
    lines = {}
    columns = (
        "batch", "book", "programme", "measure", "count", "first_number", "last_number", "stated_total",
    )  # fmt: skip
    for batch, *line in Entry.objects.values_list(*columns).iterator(5_000):
        lines.setdefault(batch, []).append(line_content(*line))
    changed = [
        batch
        for batch in Batch.objects.order_by("pk").iterator(5_000)
        if batch.content_hash != _hash_of(batch, lines.get(batch.pk, ()))
    ]
    if changed:
        names = tuple(_batch(batch) for batch in changed[:EXAMPLES])
        yield Damage("content_hash", "Nội dung phiếu không còn như lúc ghi", len(changed), names)


def _hash_of(batch: Batch, lines: Iterable) -> str:
    return content_hash(
        commune=batch.commune_id,
        kind=batch.kind,
        work_date=batch.work_date,
        shift=batch.shift,
        workstation=batch.workstation_id,
        worked_by=batch.worked_by_id,
        texts=(batch.reason, batch.document_number, batch.note),
        corrects=batch.corrects_id,
        lines=lines,
    )


# ------------------------------------------------------------------ sums
def sums() -> Iterator[Damage]:
    """Two ways of adding up agree: the list of books, and the totals of communes."""
    latest = Entry.objects.aggregate(day=Max("work_date"))["day"]
    if latest is None:
        return
    communes = Commune.objects.in_official_order()
    by_commune = {
        key: (figure.to_enter, figure.entered)
        for key, figure in totals(communes=communes, programme=Programme.POPULATION_DB, as_of=latest).cells.items()
    }
    by_book = {}
    books = with_figures(Book.objects.all(), as_of=latest).values_list("commune", "kind", "to_enter", "entered")
    for commune, kind, to_enter, entered in books:
        before = by_book.get((commune, kind), (0, 0))
        by_book[commune, kind] = before[0] + to_enter, before[1] + entered
    differing = sorted(key for key in by_commune | by_book if by_commune.get(key, (0, 0)) != by_book.get(key, (0, 0)))
    if differing:
        names = {commune.pk: commune.title for commune in communes}
        examples = tuple(f"{names[commune]}, loại sổ {kind}" for commune, kind in differing[:EXAMPLES])
        yield Damage("sums", "Tổng của các quyển sổ khác tổng của xã", len(differing), examples)


# ------------------------------------------------------------------ what is said of the ledger
def remarks() -> Iterator[Damage]:
    stray = Remark.objects.filter(batch__corrects__isnull=False).select_related("batch").order_by("pk")
    yield from _found("remark_on_correction", "Ý kiến không nằm ở phiếu gốc", stray, lambda row: _batch(row.batch))


def confirmations() -> Iterator[Damage]:
    """What was confirmed is the sum of the entries there were: nothing was changed or slipped in behind it."""
    pairs = [(programme, measure) for programme in Programme for measure in Measure]
    sums_then = {f"{p}_{m}": _sum_at_confirmation(p, m) for p, m in pairs}
    differing = [
        confirmation
        for confirmation in Confirmation.objects.select_related("commune").annotate(**sums_then).order_by("pk")
        if any(getattr(confirmation, f"{p}_{m}") != confirmed_figures(confirmation).sum(p, m) for p, m in pairs)
    ]
    if differing:
        yield Damage(
            "confirmation", "Số đã chốt khác tổng các dòng lúc chốt", len(differing),
            tuple(str(confirmation) for confirmation in differing[:EXAMPLES]),
        )  # fmt: skip


def _sum_at_confirmation(programme: str, measure: str) -> Coalesce:
    entries = Entry.objects.filter(
        commune=OuterRef("commune"), programme=programme, measure=measure,
        id__lte=OuterRef("last_entry"), work_date__lte=OuterRef("as_of"),
    )  # fmt: skip
    return Coalesce(Subquery(entries.order_by().values("commune").annotate(sum=Sum("count")).values("sum")), 0)


CHECKS = (fences, copies, counts, batches, corrections, effective_lines, hashes, sums, remarks, confirmations)
