"""Files made to break an import: refused in words at the form, or read as the plain table that they are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from entries.importing.marking import marked
from entries.models import Batch, Entry, ImportRun, ImportState

from .hostile import EXHAUSTING, REFUSED, STRANGE, good


def send(client, content: bytes, name="tep.xlsx"):
    return client.post(reverse("imports"), {"kind": "books", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", REFUSED | EXHAUSTING)
def test_it_is_refused_at_the_form_in_words(client, official, name):
    client.force_login(official)
    answer = send(client, (REFUSED | EXHAUSTING)[name]())
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'class="error-summary"' in page and "root:" not in page
    assert not Entry.objects.exists()
    assert [run.state for run in ImportRun.objects.all()] in ([], [ImportState.REFUSED])


@pytest.mark.parametrize("name", STRANGE)
def test_it_is_read_as_the_table_it_is(client, official, name):
    client.force_login(official)
    answer = send(client, STRANGE[name]())
    assert answer.status_code == 302
    run = ImportRun.objects.get()
    assert (run.state, run.result["rows_accepted"]) == (ImportState.PREVIEWED, 1)
    page = client.get(answer.url)
    assert (page.status_code, len(page.content) < 60_000) == (200, True)
    assert "<b>&" not in page.content.decode()
    assert client.post(reverse("confirm_import", args=[run.pk])).status_code == 302
    assert Batch.objects.get().entries.get().count == 9


def test_strange_names_and_cells_come_back_marked(client, official):
    client.force_login(official)
    send(client, good([1, "KS", 1, 1998, 1998, 9, "\u202e1.5\x0b" + "y" * 300], sheet="Sổ '\"<b>&"), "a\"b'<i>.xlsx")
    run = ImportRun.objects.get()
    assert run.state == ImportState.REFUSED
    page = client.get(reverse("import_run", args=[run.pk])).content.decode()
    assert "<i>" not in page and "<b>&" not in page
    assert marked(run)[:2] == b"PK"
    assert client.get(reverse("import_marked", args=[run.pk])).status_code == 200
