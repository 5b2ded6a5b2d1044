"""Files made to break an import: refused in words at the form, or read as the plain table that they are."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
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


class CutOff(io.BytesIO):
    """A request body whose sender goes away."""

    def read(self, *size):
        if not (found := super().read(*size)):
            raise OSError("connection reset")
        return found


@pytest.mark.parametrize("share", (0.0, 0.3, 0.99))
def test_a_connection_cut_in_the_middle_of_the_file_leaves_nothing(official, share):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    page = client.get(reverse("imports"))
    token = page.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    parts = {"csrfmiddlewaretoken": token, "kind": "books"}
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in parts.items()
    )
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body += good([1, "KS", 1, 1998, 1998, 9, 9]) + b"\r\n--x--\r\n"
    about = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "multipart/form-data; boundary=x"}

    def sent(stream):
        return client.generic("POST", reverse("imports"), **about, **{"wsgi.input": stream})

    assert sent(CutOff(body[: int(len(body) * share)])).status_code == 403  # nobody is there to read it
    assert (ImportRun.objects.count(), Entry.objects.count()) == (0, 0)
    assert sent(io.BytesIO(body)).status_code == 302
    assert ImportRun.objects.get().state == ImportState.PREVIEWED


def test_an_answer_that_never_arrived_is_asked_for_again_and_nothing_is_doubled(client, official):
    client.force_login(official)
    run_page = send(client, good([1, "KS", 1, 1998, 1998, 9, 9])).url
    run = ImportRun.objects.get()
    client.post(reverse("confirm_import", args=[run.pk]))  # the answer is lost on the way
    again = client.post(reverse("confirm_import", args=[run.pk]))
    assert (again.status_code, "không ghi thêm gì" in again.content.decode()) == (409, True)
    assert client.get(run_page).status_code == 200
    assert (Batch.objects.count(), Entry.objects.count()) == (1, 1)
