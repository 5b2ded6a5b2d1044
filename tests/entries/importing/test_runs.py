"""Every run of expected.json, by the command: the same object, the same exit status, twice adds nothing."""

import pytest

from communes.models import Book, StaffMember
from entries.models import Batch, Entry, ImportRun, ImportState

from .workbooks import differences, import_file, import_needs, run_id, runs_of

BUILT = runs_of("books", "log", "totals", "extract")


def ledger_size():
    return Book.objects.count(), StaffMember.objects.count(), Batch.objects.count(), Entry.objects.count()


@pytest.mark.parametrize("run", BUILT, ids=run_id)
def test_a_dry_run_tells_the_same_and_writes_nothing(db, run):
    import_needs(run)
    before = ledger_size(), ImportRun.objects.count()
    found, status = import_file(run["file"], run["kind"], run["commune_argument"], dry_run=True)
    assert differences(found, run) == {}
    assert status == (0 if run["stored"] else 1)
    assert (ledger_size(), ImportRun.objects.count()) == before


@pytest.mark.parametrize("run", BUILT, ids=run_id)
def test_a_run_stores_all_or_nothing_and_twice_adds_nothing(db, run):
    import_needs(run)
    before = ledger_size()
    found, status = import_file(run["file"], run["kind"], run["commune_argument"])
    assert differences(found, run) == {}
    assert status == (0 if run["stored"] else 1)
    after = ledger_size()
    assert (after != before) == (run["stored"] and run["kind"] != "extract")
    assert ImportRun.objects.filter(file_name=run["file"], state=ImportState.STORED).count() == int(run["stored"])
    if run["stored"]:
        again, status = import_file(run["file"], run["kind"], run["commune_argument"])
        assert (differences(again, run), status) == ({}, 0)
        assert again["adds"] == {
            "books": 0, "batches": 0, "people": [], "already": 0 if run["kind"] == "extract" else run["rows_accepted"],
            "totals": [],
        }  # fmt: skip
        assert ledger_size() == after


def test_what_was_stored_is_what_the_file_says(db):
    run = next(run for run in BUILT if run["file"] == "log_phuoc_son_2024-02.xlsx")
    import_needs(run)
    import_file(run["file"], run["kind"], run["commune_argument"])
    stored = ImportRun.objects.latest("uploaded_at")
    assert (stored.state, stored.uploaded_by.username, stored.commune.code) == (ImportState.STORED, "he-thong", "21970")
    assert stored.batches.count() == run["batches"]
    sums = {}
    for entry in Entry.objects.filter(batch__import_run=stored):
        key = (entry.book_kind, entry.programme, entry.measure)
        sums[key] = sums.get(key, 0) + entry.count
    assert sums == {(row["book_kind"], row["programme"], row["measure"]): row["count"] for row in run["totals"]}
    entry = Entry.objects.get(batch__import_run=stored, source_row=134)
    assert (entry.source_sheet, entry.count) == ("Thang 02", 8)
    assert [flag["code"] for flag in entry.batch.flags] == ["over_book"]
    idle = Batch.objects.get(import_run=stored, entries=None)
    assert (idle.reason, idle.shift, idle.workstation.number, idle.worked_by.name) == ("Mất điện cả ca", 2, 1, "T.T.B")
