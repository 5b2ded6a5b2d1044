"""500 damaged files: each is refused in words or read, none breaks anything, and none writes a row."""

import pytest

from entries.importing.marking import marked
from entries.importing.marking_findings import has_marks
from entries.importing.preview import file_error_of
from entries.importing.storing import receive
from entries.models import Batch, Entry, ImportRun, ImportState
from tests.factories import make_book

from .damage import MANY, damaged_files

PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_file_is_refused_or_read_and_writes_nothing(part, phuoc_son, official, justice_office):
    make_book(phuoc_son, by=official)
    before = Batch.objects.count(), Entry.objects.count()
    communes = list(phuoc_son.district.communes.all())
    seen = 0
    for number, (name, kind, content) in enumerate(damaged_files()):
        if number % PARTS != part:
            continue
        run = receive(
            content, file_name=name, kind=kind, commune=None, district=phuoc_son.district, by=justice_office
        )  # fmt: skip
        assert run.state in (ImportState.REFUSED, ImportState.PREVIEWED), name
        if run.state == ImportState.REFUSED:
            assert file_error_of(run, communes) or run.result["refused"], name
        if has_marks(run):
            assert marked(run)[:2] == b"PK", name
        seen += 1
    assert (seen, ImportRun.objects.count()) == (MANY // PARTS, MANY // PARTS)
    assert (Batch.objects.count(), Entry.objects.count()) == before
