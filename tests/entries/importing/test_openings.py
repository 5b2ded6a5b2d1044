"""Opening figures: one batch a commune on its unallotted books, never on top of what the ledger has."""

from communes.models import Book, Commune, Programme
from entries.models import Batch, BatchKind, Entry, ImportRun
from entries.totals import totals
from tests.factories import make_book

from .workbooks import TODAY, import_file, runs_of

RUN = runs_of("totals")[0]


def test_opening_figures_stand_in_the_totals(db):
    import_file(RUN["file"], "totals")
    figures = totals(communes=Commune.objects.all(), programme=Programme.POPULATION_DB, as_of=TODAY).all
    assert (figures.to_enter, figures.entered) == (158_151, 58_856)
    assert set(Batch.objects.values_list("kind", "work_date__month")) == {(BatchKind.OPENING, 12)}
    assert Book.objects.filter(is_unallotted=True).count() == Book.objects.count() == 52


def test_opening_figures_are_not_added_on_top(official, phuoc_son):
    make_book(phuoc_son, by=official, count=120)
    found, status = import_file(RUN["file"], "totals")
    assert (found["stored"], status, Entry.objects.count()) == (False, 1, 1)
    (refused,) = found["refused"]
    assert refused["reason"] == "on_top_of_entries"
    assert refused["detail"].startswith("phải nhập: sổ cái 120, tệp 1")
    assert "đã nhập: sổ cái 0, tệp " in refused["detail"] and "chênh +" in refused["detail"]


def test_a_later_list_of_totals_is_not_added_to_an_earlier_one(db):
    import_file(RUN["file"], "totals")
    found, status = import_file(runs_of("totals")[1]["file"], "totals")
    assert (found["stored"], status, found["rows_refused"]) == (False, 1, 13)


def test_an_extract_is_kept_and_posts_nothing(db):
    import_file(runs_of("extract")[0]["file"], "extract")
    assert Entry.objects.count() == 0
    assert len(ImportRun.objects.get().result["totals"]) == 91
