"""verify_ledger: a whole ledger is said to be whole, and every kind of damage is found and named."""

import datetime as dt
import io
import uuid
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Programme, Workstation
from entries.append_only import lower_fence, raise_fence
from entries.asking import ask_back
from entries.confirming import confirm_figures, figures_of
from entries.correcting import correct_batch
from entries.models import Batch, BatchKind, Entry, Measure
from entries.posting import Line
from entries.verifying import verify
from tests.factories import make_book, record

HISTORICAL = Programme.HISTORICAL


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def batch(book, official):
    return record(book, 46, by=official)


@pytest.fixture
def correction(batch, book, official):
    right = (Line(book, Programme.POPULATION_DB, 40),)
    return correct_batch(batch=batch, wanted=right, reason="Gõ nhầm", by=official).batch


def codes():
    return [damage.code for damage in verify()]


@contextmanager
def unfenced():
    """What only somebody with the database's own rights can do."""
    lower_fence(connection)
    with connection.cursor() as cursor:
        yield cursor
    raise_fence(connection)


def damage(statement, *values):
    with unfenced() as cursor:
        cursor.execute(statement, values)


def key(batch) -> str:
    """A batch's primary key as this database stores it."""
    return batch.pk.hex if connection.vendor == "sqlite" else str(batch.pk)


def test_a_whole_ledger_is_said_to_be_whole(correction, official, book):
    record(book, 8, by=official, programme=HISTORICAL, shift=2)
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue() == "Sổ cái nguyên vẹn: 4 phiếu, 4 dòng số liệu.\n"


def test_an_empty_ledger_is_whole(db):
    assert codes() == []


def test_damage_is_listed_and_ends_with_1(batch):
    damage("UPDATE entries_entry SET count = 47 WHERE batch_id = %s", key(batch))
    err = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_ledger", stderr=err)
    assert end.value.code == 1
    assert err.getvalue().splitlines() == [
        "Nội dung phiếu không còn như lúc ghi: 1 [content_hash]",
        f"    phiếu {batch.receipt} ({batch.pk})",
        "Sổ cái có 1 loại sai hỏng (2 phiếu, 2 dòng số liệu).",
    ]


def test_a_fence_that_is_down(batch):
    lower_fence(connection)
    assert codes() == ["fence"]
    raise_fence(connection)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("work_date", "2024-02-29", ["copied_work_date"]),
        ("recorded_at", "2024-02-29 10:00:00+00:00", ["copied_recorded_at"]),
        ("book_kind", "KH", ["copied_book_kind", "sums"]),
    ],
)
def test_a_copied_column_that_differs(column, value, expected, batch):
    damage(f"UPDATE entries_entry SET {column} = %s WHERE batch_id = %s", value, key(batch))
    assert codes() == expected


def test_an_entry_of_another_commune(batch, phuoc_hoa):
    damage("UPDATE entries_entry SET commune_id = %s WHERE batch_id = %s", phuoc_hoa.pk, key(batch))
    assert codes() == ["copied_commune", "foreign_book", "sums"]


def test_a_book_that_was_given_to_another_commune(batch, book, phuoc_hoa):
    book.commune = phuoc_hoa
    book.save()
    assert codes() == ["foreign_book", "sums"]


def test_a_deleted_line(batch, book, official):
    damage("DELETE FROM entries_entry WHERE batch_id = %s", key(batch))
    assert codes() == ["empty_shift", "content_hash"]


def test_a_changed_reason(correction):
    damage("UPDATE entries_batch SET reason = 'khác' WHERE id = %s", key(correction))
    assert codes() == ["content_hash"]


def test_a_batch_recorded_before_its_work(batch):
    day = dt.date(2024, 3, 5)
    damage("UPDATE entries_batch SET work_date = %s WHERE id = %s", day, key(batch))
    damage("UPDATE entries_entry SET work_date = %s WHERE batch_id = %s", day, key(batch))
    assert codes() == ["recorded_before_work", "content_hash"]


def test_a_machine_of_another_commune(batch, phuoc_hoa):
    foreign = Workstation.objects.get(commune=phuoc_hoa, number=1)
    damage("UPDATE entries_batch SET workstation_id = %s WHERE id = %s", foreign.pk, key(batch))
    assert codes() == ["foreign_machine_or_person", "content_hash"]


def test_a_correction_of_another_day(correction):
    damage("UPDATE entries_batch SET work_date = '2024-02-28' WHERE id = %s", key(correction))
    damage("UPDATE entries_entry SET work_date = '2024-02-28' WHERE batch_id = %s", key(correction))
    assert codes() == ["correction_elsewhere", "content_hash"]


def forged(batch, *, count=None, measure=Measure.ENTERED, **changes) -> Batch:
    """A batch that came into the tables past the write functions; inserting needs no fence to be down."""
    fields = {
        "id": uuid.uuid4(), "commune": batch.commune, "kind": batch.kind, "work_date": batch.work_date,
        "shift": 2, "workstation": batch.workstation, "worked_by": batch.worked_by, "recorded_by": batch.recorded_by,
        "recorded_at": batch.recorded_at, "content_hash": "0" * 64,
    }  # fmt: skip
    new = Batch.objects.create(**fields | changes)
    if count:
        Entry.objects.create(
            batch=new, book=batch.entries.get().book, programme=Programme.POPULATION_DB, measure=measure, count=count,
            commune=new.commune, book_kind="KS", work_date=new.work_date, recorded_at=new.recorded_at,
        )  # fmt: skip
    return new


def test_a_shift_with_nothing_entered_and_no_reason(batch):
    forged(batch)
    assert codes() == ["empty_shift", "content_hash"]


def test_a_negative_count_in_a_shift(batch):
    forged(batch, count=-1)
    assert codes() == ["negative_count", "below_zero", "content_hash"]


def test_records_to_enter_from_a_shift(batch):
    forged(batch, count=5, measure=Measure.TO_ENTER)
    assert codes() == ["measure_of_kind", "content_hash"]


def test_a_correction_of_a_correction(correction):
    forged(correction, count=1, kind=BatchKind.CORRECTION, corrects=correction, reason="Gõ nhầm")
    assert codes() == ["correction_of_correction", "content_hash"]


def test_a_correction_of_another_commune(batch, phuoc_hoa, book):
    forged(
        batch, count=-1, kind=BatchKind.CORRECTION, corrects=batch, reason="Gõ nhầm", commune=phuoc_hoa,
        workstation=None, worked_by=None,
    )  # fmt: skip
    assert codes() == ["foreign_book", "correction_elsewhere", "content_hash", "sums"]


def test_a_correction_that_takes_away_more_than_there_was(batch):
    forged(batch, count=-47, kind=BatchKind.CORRECTION, corrects=batch, reason="Gõ nhầm")
    assert codes() == ["below_zero", "content_hash"]


def test_a_correction_recorded_before_its_batch(batch):
    before = batch.recorded_at - dt.timedelta(days=1)
    forged(batch, count=-1, kind=BatchKind.CORRECTION, corrects=batch, reason="Gõ nhầm", recorded_at=before)
    assert codes() == ["correction_before_batch", "content_hash"]


def test_the_number_of_queries_does_not_grow(batch, book, official):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert verify() == []
        return len(captured)

    at_one = queries()
    for shift in (2, 3):
        record(book, 5, by=official, shift=shift)
    assert queries() == at_one


# ------------------------------------------------------------------ what is said of the ledger
def test_a_remark_that_hangs_on_a_correction(correction, justice_office):
    remark = ask_back(batch=correction, text="Vì sao?", by=justice_office)
    damage("UPDATE entries_remark SET batch_id = %s WHERE id = %s", key(correction), key(remark))
    assert codes() == ["remark_on_correction"]


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE entries_confirmation SET figures = '{"population_db": {"KS": {"to_enter": 120, "entered": 47}}}'""",
        "UPDATE entries_confirmation SET last_entry = last_entry - 1",
    ],
)
def test_a_confirmation_that_is_no_longer_what_the_ledger_held(batch, official, statement):
    day = batch.work_date
    seen = figures_of(batch.commune, as_of=day).fingerprint
    confirm_figures(commune=batch.commune, as_of=day, by=official, seen=seen)
    assert codes() == []
    with unfenced() as cursor:
        cursor.execute(statement)
    assert codes() == ["confirmation"]
