"""A posted row never changes: through the ORM, and in raw SQL on whichever database is in use."""

import threading
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from communes.models import Programme
from entries.append_only import LEDGER_TABLES, AppendOnlyError, lower_fence, missing_fences, raise_fence
from entries.models import MAX_COUNT, Batch, BatchKind, Entry, Measure, Source
from entries.posting import Draft, Line, post
from tests.conftest import MONDAY
from tests.factories import machine, make_book, member, record

IN_WORDS = "Sổ cái chỉ ghi thêm: không sửa, không xóa. Hãy ghi một phiếu điều chỉnh."


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def batch(book, official):
    return record(book, 46, by=official)


# ------------------------------------------------------------------ through the ORM
def save_batch(batch):
    batch.note = "sửa"
    batch.save()


def save_entry(batch):
    entry = batch.entries.get()
    entry.count = 47
    entry.save()


ORM_ACTS = {
    "batch.save": save_batch,
    "entry.save": save_entry,
    "batch.delete": lambda batch: batch.delete(),
    "entry.delete": lambda batch: batch.entries.get().delete(),
    "batches.update": lambda batch: Batch.objects.filter(pk=batch.pk).update(note="sửa"),
    "entries.update": lambda batch: Entry.objects.update(count=47),
    "entries of the batch.update": lambda batch: batch.entries.update(count=47),
    "batches.delete": lambda batch: Batch.objects.filter(pk=batch.pk).delete(),
    "entries.delete": lambda batch: Entry.objects.all().delete(),
    "batches.bulk_update": lambda batch: Batch.objects.bulk_update([batch], ["note"]),
    "entries.bulk_update": lambda batch: Entry.objects.bulk_update(list(batch.entries.all()), ["count"]),
    "update_or_create": lambda batch: Entry.objects.update_or_create(batch=batch, defaults={"count": 47}),
    "upsert": lambda batch: Entry.objects.bulk_create(
        list(batch.entries.all()), update_conflicts=True, update_fields=["count"], unique_fields=["id"]
    ),
}


@pytest.mark.parametrize("act", ORM_ACTS.values(), ids=ORM_ACTS.keys())
def test_the_orm_refuses_to_change_a_posted_row(act, batch):
    with pytest.raises(AppendOnlyError) as refusal:
        act(batch)
    assert str(refusal.value) == IN_WORDS
    assert (batch.entries.get().count, Batch.objects.get(pk=batch.pk).note) == (46, "")


# ------------------------------------------------------------------ in raw SQL
STATEMENTS = [
    "UPDATE entries_entry SET count = 47",
    "UPDATE entries_entry SET count = count",
    "DELETE FROM entries_entry",
    "UPDATE entries_batch SET note = 'x'",
    "DELETE FROM entries_batch",
    "INSERT INTO entries_entry SELECT * FROM entries_entry WHERE true ON CONFLICT (id) DO UPDATE SET count = 47",
]
TRUNCATES = ["TRUNCATE entries_entry", "TRUNCATE entries_batch CASCADE"]


def assert_refused(statement):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert IN_WORDS in str(refusal.value), statement


@pytest.mark.parametrize("statement", STATEMENTS)
def test_raw_sql_is_refused_by_the_database(statement, batch):
    assert_refused(statement)
    assert batch.entries.get().count == 46


def test_truncating_is_refused_where_the_database_can_truncate(transactional_db, batch):
    for statement in TRUNCATES if connection.vendor == "postgresql" else []:
        assert_refused(statement)
    assert batch.entries.get().count == 46


def test_the_fence_is_told_when_it_is_down_and_can_be_raised_again(db):
    assert missing_fences(connection) == []
    lower_fence(connection)
    down = missing_fences(connection)
    assert {name.rsplit("_no_", 1)[0] for name in down} == set(LEDGER_TABLES)
    assert len(down) == 2 * len(LEDGER_TABLES)
    raise_fence(connection)
    raise_fence(connection)
    assert missing_fences(connection) == []


# ------------------------------------------------------------------ constraints, from both sides
def stored(batch, **changes):
    """A row beside the write functions, to see what the database itself allows."""
    entry = batch.entries.get()
    fields = {
        "batch": batch, "book": entry.book, "programme": Programme.HISTORICAL, "measure": Measure.ENTERED, "count": 1,
        "commune": batch.commune, "book_kind": entry.book_kind, "work_date": MONDAY, "recorded_at": batch.recorded_at,
    }  # fmt: skip
    with transaction.atomic():
        return Entry.objects.create(**fields | changes)


@pytest.mark.parametrize("count", [1, -1, MAX_COUNT, -MAX_COUNT])
def test_counts_that_the_database_takes(count, batch):
    assert stored(batch, count=count).count == count


@pytest.mark.parametrize("count", [0, MAX_COUNT + 1, -MAX_COUNT - 1])
def test_counts_that_the_database_refuses(count, batch):
    with pytest.raises(IntegrityError, match="entry_count_is_never_zero"):
        stored(batch, count=count)


@pytest.mark.parametrize("field", ["programme", "measure"])
def test_names_that_the_database_does_not_know(field, batch):
    with pytest.raises(IntegrityError, match="entry_programme_and_measure_are_known"):
        stored(batch, **{field: "khác"})


def batch_beside(batch, **changes):
    fields = {
        "kind": BatchKind.SHIFT, "commune": batch.commune, "work_date": MONDAY, "shift": 1,
        "workstation": batch.workstation, "worked_by": batch.worked_by, "recorded_by": batch.recorded_by,
        "recorded_at": batch.recorded_at, "content_hash": "0" * 64,
    }  # fmt: skip
    with transaction.atomic():
        return Batch.objects.create(**fields | changes)


@pytest.mark.parametrize("missing", ["shift", "workstation", "worked_by"])
def test_a_shift_batch_names_shift_machine_and_person(missing, batch):
    assert batch_beside(batch).kind == BatchKind.SHIFT
    with pytest.raises(IntegrityError, match="shift_batch_names_shift_machine_person"):
        batch_beside(batch, **{missing: None})


@pytest.mark.parametrize(("shift", "is_taken"), [(1, True), (3, True), (0, False), (4, False)])
def test_a_day_has_three_shifts(shift, is_taken, batch):
    if is_taken:
        assert batch_beside(batch, shift=shift).shift == shift
    else:
        with pytest.raises(IntegrityError, match="batch_shift_is_one_to_three"):
            batch_beside(batch, shift=shift)


def test_a_correction_names_its_batch_and_reason_and_nothing_else_does(batch):
    assert batch_beside(batch, kind=BatchKind.CORRECTION, corrects=batch, reason="Gõ nhầm").corrects == batch
    for changes in (
        {"kind": BatchKind.CORRECTION, "corrects": batch, "reason": ""},
        {"kind": BatchKind.CORRECTION, "corrects": None, "reason": "Gõ nhầm"},
        {"kind": BatchKind.SHIFT, "corrects": batch, "reason": "Gõ nhầm"},
    ):
        with pytest.raises(IntegrityError, match="correction_names_its_batch_and_reason"):
            batch_beside(batch, **changes)


def test_a_batch_never_corrects_itself(batch):
    own = uuid.uuid4()
    with pytest.raises(IntegrityError, match="batch_never_corrects_itself"):
        batch_beside(batch, id=own, kind=BatchKind.CORRECTION, corrects_id=own, reason="Gõ nhầm")


# ------------------------------------------------------------------ the same form, sent twice at the same moment
SUBMISSIONS, AT_ONCE = 200, 8


def test_two_hundred_double_submissions_make_two_hundred_batches(transactional_db, book, official, phuoc_son):
    drafts = [
        Draft(
            commune=phuoc_son,
            work_date=MONDAY,
            shift=1,
            workstation=machine(phuoc_son),
            worked_by=member(phuoc_son),
            lines=(Line(book, Programme.POPULATION_DB, number),),
        )
        for number in range(1, SUBMISSIONS + 1)
    ]
    outcomes, waiting, lock = [], [draft for draft in drafts for _ in range(2)], threading.Lock()

    def send():
        try:
            while True:
                with lock:
                    if not waiting:
                        return
                    draft = waiting.pop()
                outcomes.append(post(draft, by=official, source=Source.FORM).is_new)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False] * SUBMISSIONS + [True] * SUBMISSIONS
    assert Batch.objects.filter(kind=BatchKind.SHIFT).count() == SUBMISSIONS
    assert sum(Entry.objects.filter(measure=Measure.ENTERED).values_list("count", flat=True)) == sum(
        range(1, SUBMISSIONS + 1)
    )
