"""The import in the browser: the same outcomes as the command's, in each person's own scope."""

import hashlib
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from communes.models import Book, Commune
from entries.importing.messages import about_cell, about_file
from entries.models import Batch, Entry, ImportRun, ImportState, Source
from tests.factories import make_book, record

from .workbooks import (
    BOOKS_HEAD,
    LOG_HEAD,
    differences,
    import_file,
    import_needs,
    run_id,
    runs_of,
    sample,
    workbook,
)

SMALL = workbook([BOOKS_HEAD, [1, "KS", 1, 1998, 1998, 200, 120, ""], [2, "KH", 1, 1999, 1999, 90, "1.5", ""]])
GOOD = workbook([BOOKS_HEAD, [1, "KS", 1, 1998, 1998, 200, 120, ""], [2, "KH", 1, 1999, 1999, 90, 45, ""]])


def upload(client, content, *, name="tep.xlsx", kind="books", commune=None):
    data = {"file": SimpleUploadedFile(name, content), "kind": kind}
    return client.post(reverse("imports"), data | ({"commune": commune} if commune else {}))


def uploaded(client, content, **fields) -> ImportRun:
    response = upload(client, content, **fields)
    assert response.status_code == 302, response.content.decode()
    return ImportRun.objects.get(pk=response.url.split("/")[2])


def confirm(client, run):
    return client.post(reverse("confirm_import", args=[run.pk]))


@pytest.mark.parametrize("run", runs_of("books", "log", "totals", "extract"), ids=run_id)
def test_each_run_comes_out_as_by_the_command(client, justice_office, run):
    import_needs(run)
    client.force_login(justice_office)
    before = Book.objects.count(), Entry.objects.count()
    response = upload(client, sample(run["file"]), name=run["file"], kind=run["kind"], commune=run["commune_argument"])
    if run["file_errors"]:
        names = {commune.code: commune.full_name for commune in Commune.objects.all()}
        error = run["file_errors"][0]
        assert response.status_code == 400
        assert about_file(error["reason"], error["detail"], names) in response.content.decode()
        kept = ImportRun.objects.get(uploaded_by=justice_office)
        assert (kept.state, kept.sha256) == (ImportState.REFUSED, hashlib.sha256(sample(run["file"])).hexdigest())
        assert about_file(error["reason"], error["detail"], names) in client.get(
            reverse("import_run", args=[kept.pk])
        ).content.decode()  # fmt: skip
        return
    kept = ImportRun.objects.get(pk=response.url.split("/")[2])
    assert differences(kept.result | {"file": kept.file_name, "commune_argument": run["commune_argument"]}, run) == {}
    page = client.get(reverse("import_run", args=[kept.pk]))
    assert page.status_code == 200
    assert len(page.content) <= 60_000
    for refused in run["refused"][:30]:
        assert f"{refused['sheet']} · {refused['cell']}" in page.content.decode()
        assert about_cell(refused["reason"]) in page.content.decode()
    assert (Book.objects.count(), Entry.objects.count()) == before
    answer = confirm(client, kept)
    kept.refresh_from_db()
    if run["stored"]:
        assert (answer.status_code, kept.state) == (302, ImportState.STORED)
        assert ((Book.objects.count(), Entry.objects.count()) != before) == (run["kind"] != "extract")
    else:
        assert (answer.status_code, kept.state) == (409, ImportState.REFUSED)
        assert (Book.objects.count(), Entry.objects.count()) == before


def test_an_official_previews_confirms_and_sees_what_came_of_it(client, official):
    client.force_login(official)
    run = uploaded(client, GOOD, name="so.xlsx")
    page = client.get(reverse("import_run", args=[run.pk])).content.decode()
    assert "Tệp đúng, chờ xác nhận" in page
    assert "+120" in page and "+45" in page
    assert Entry.objects.count() == 0
    assert confirm(client, run).status_code == 302
    batch = Batch.objects.get()
    assert (batch.recorded_by, batch.source, batch.import_run) == (official, Source.IMPORT, run)
    assert sorted(batch.entries.values_list("count", "source_sheet", "source_row")) == [
        (45, "Trang 1", 4),
        (120, "Trang 1", 3),
    ]
    told = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert reverse("import_run", args=[run.pk]) in told and "Trang 1, dòng 3" in told
    assert "✓ Đã ghi" in client.get(reverse("imports")).content.decode()
    again = uploaded(client, GOOD, name="so.xlsx")
    assert "Mọi dòng đã có, không ghi thêm" in client.get(reverse("import_run", args=[again.pk])).content.decode()
    assert confirm(client, again).status_code == 302
    assert (Batch.objects.count(), Book.objects.count()) == (1, 2)


def test_a_preview_is_confirmed_once(client, official):
    client.force_login(official)
    run = uploaded(client, GOOD)
    assert [confirm(client, run).status_code for _ in range(2)] == [302, 409]
    assert Entry.objects.count() == 2


def test_a_preview_that_no_longer_holds_is_shown_anew(client, official, phuoc_son):
    client.force_login(official)
    run = uploaded(client, GOOD)
    make_book(phuoc_son, by=official, number="1", opened=1998, count=118)
    answer = confirm(client, run)
    assert answer.status_code == 409
    assert "đã thay đổi từ lúc xem trước" in answer.content.decode()
    assert "Sổ đã có trong danh mục với 118 trường hợp" in answer.content.decode()
    assert Entry.objects.count() == 1
    assert confirm(client, run).status_code == 302
    assert sorted(Entry.objects.values_list("count", flat=True)) == [45, 118]


def test_a_discarded_file_is_not_stored_any_more(client, official):
    client.force_login(official)
    run = uploaded(client, GOOD)
    assert client.post(reverse("discard_import", args=[run.pk])).status_code == 302
    assert confirm(client, run).status_code == 409
    assert client.post(reverse("discard_import", args=[run.pk])).status_code == 409
    assert Entry.objects.count() == 0


def test_a_file_without_one_good_row_is_still_its_communes(client, justice_office, official, phuoc_son):
    client.force_login(justice_office)
    run = uploaded(client, workbook([BOOKS_HEAD, [1, "Sổ hộ khẩu", 1, 1998, 1998, 200, "x", ""]]))
    assert (run.commune, run.state, run.result["communes"]) == (phuoc_son, ImportState.REFUSED, [])
    client.force_login(official)
    assert client.get(reverse("import_run", args=[run.pk])).status_code == 200


def test_the_file_can_be_downloaded_as_it_came(client, official):
    client.force_login(official)
    run = uploaded(client, SMALL, name="sổ Phước Sơn.xlsx")
    answer = client.get(reverse("import_file", args=[run.pk]))
    assert answer.content == SMALL
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


# ------------------------------------------------------------------ scope
PAGES = ("import_run", "import_file")
ACTS = ("confirm_import", "discard_import")


def test_another_communes_file_does_not_exist(client, official, neighbour):
    client.force_login(official)
    run = uploaded(client, GOOD)
    client.force_login(neighbour)
    assert [client.get(reverse(name, args=[run.pk])).status_code for name in PAGES] == [404, 404]
    assert [client.post(reverse(name, args=[run.pk])).status_code for name in ACTS] == [404, 404]
    assert "tep.xlsx" not in client.get(reverse("imports")).content.decode()
    assert client.get(reverse("import_run", args=[uuid.uuid4()])).status_code == 404


def test_an_official_imports_for_the_own_commune_only(client, neighbour):
    client.force_login(neighbour)
    response = upload(client, GOOD, commune="21970")
    assert response.status_code == 400
    assert "Tệp này của xã Phước Sơn, không phải của xã đang nhập." in response.content.decode()
    assert [(run.commune, run.state) for run in ImportRun.objects.all()] == [(neighbour.commune, ImportState.REFUSED)]


def test_an_official_does_not_import_files_of_many_communes(client, official):
    client.force_login(official)
    response = upload(client, sample("totals_2023-12-31.xlsx"), kind="totals")
    assert (response.status_code, ImportRun.objects.count()) == (400, 0)
    assert "Tệp của nhiều xã do Phòng Tư pháp huyện nhập." in response.content.decode()


def test_the_district_names_the_commune_or_lets_the_file_name_it(client, justice_office, phuoc_son):
    client.force_login(justice_office)
    assert uploaded(client, GOOD).commune == phuoc_son
    nameless = workbook([BOOKS_HEAD, [1, "KS", 1, 1998, 1998, 200, 120, ""]], titles=("Danh mục sổ",))
    assert "Không rõ tệp của xã nào." in upload(client, nameless).content.decode()
    assert uploaded(client, nameless, commune="21970").commune == phuoc_son


@pytest.mark.parametrize("persona", ["observer", "administrator"])
def test_who_only_reads_does_not_import(client, official, request, persona):
    client.force_login(official)
    run = uploaded(client, GOOD)
    client.force_login(request.getfixturevalue(persona))
    assert client.get(reverse("imports")).status_code == 403
    assert upload(client, GOOD).status_code == 403
    assert [client.get(reverse(name, args=[run.pk])).status_code for name in PAGES] == [403, 403]
    assert [client.post(reverse(name, args=[run.pk])).status_code for name in ACTS] == [403, 403]


# ------------------------------------------------------------------ forms that make no sense
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"content": b""}, "Tệp rỗng."),
        ({"content": GOOD, "kind": "persons"}, "Không nhập được loại tệp này."),
        ({"content": GOOD, "kind": ""}, "Chọn loại tệp."),
        ({"content": GOOD, "kind": "log"}, "Không tìm thấy bảng của loại tệp đã chọn"),
        ({"content": b"x" * (10 * 1024 * 1024 + 1)}, "Tệp quá lớn"),
        ({"content": GOOD, "commune": "99999"}, "Không có xã này trong phạm vi của bạn."),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_in_words(client, justice_office, fields, message):
    client.force_login(justice_office)
    response = upload(client, fields.pop("content"), **fields)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not ImportRun.objects.exclude(state=ImportState.REFUSED).exists()


def test_no_file_at_all(client, official):
    client.force_login(official)
    response = client.post(reverse("imports"), {"kind": "books"})
    assert (response.status_code, "Chọn tệp cần nhập." in response.content.decode()) == (400, True)


@pytest.mark.parametrize("query", ["trang=abc", "trang=99"])
def test_pages_that_are_none_show_the_first(client, official, query):
    client.force_login(official)
    assert client.get(f"{reverse('imports')}?{query}").status_code == 400


def test_the_books_page_leads_to_the_kind_books(client, official):
    client.force_login(official)
    page = client.get(f"{reverse('imports')}?loai=books").content.decode()
    assert "checked" in page.split('value="books"')[1].split(">")[0]


def test_long_lists_are_paged(client, official):
    rows = [[n, "KS", n, 1998, 1998, 10, "chưa đếm", "ghi chú rất dài " * 30] for n in range(1, 400)]
    client.force_login(official)
    run = uploaded(client, workbook([BOOKS_HEAD, *rows]))
    page = client.get(reverse("import_run", args=[run.pk]))
    assert len(page.content) <= 60_000
    assert "Trang 1 / 14" in page.content.decode()
    last = client.get(f"{reverse('import_run', args=[run.pk])}?trang-loi=14")
    assert "Trang 1 · G401" in last.content.decode()


def test_five_thousand_rows_take_few_queries(client, official, django_assert_max_num_queries):
    import_file("books_phuoc_son.xlsx", "books")
    client.force_login(official)
    content = sample("log_phuoc_son_2024-01_5000_rows.xlsx")
    with django_assert_max_num_queries(25):
        run = uploaded(client, content, kind="log")
    with django_assert_max_num_queries(120):
        assert confirm(client, run).status_code == 302
    assert Entry.objects.filter(batch__import_run=run).count() == 5_000


def test_a_shift_typed_by_hand_before_is_pointed_out(client, official, phuoc_son):
    book = make_book(phuoc_son, by=official, number="1", opened=1998)
    record(book, 20, by=official)
    client.force_login(official)
    row = [1, "01/03/2024", 1, 1, "n.v.a", "KS", 1, 1998, "Dân cư", 20, ""]
    same = uploaded(client, workbook([LOG_HEAD, row]), kind="log")
    assert (same.result["warnings"], same.result["adds"]["already"], same.result["adds"]["batches"]) == ([], 1, 0)
    row[-2] = 21
    run = uploaded(client, workbook([LOG_HEAD, row]), kind="log")
    assert [warning["reason"] for warning in run.result["warnings"]] == ["slot_typed_by_hand"]
    assert "Đã có phiếu gõ tay" in client.get(reverse("import_run", args=[run.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_confirm_the_same_preview_at_the_same_moment(official, justice_office, client):
    """One stores it, the other is told; on both databases."""
    client.force_login(official)
    run = uploaded(client, GOOD)
    start, answers = threading.Barrier(2), []

    def confirm_as(user):
        mine = Client()
        mine.force_login(user)
        start.wait()
        answer = confirm(mine, run)
        answers.append((answer.status_code, "không còn chờ xác nhận; không ghi thêm gì" in answer.content.decode()))
        connection.close()

    threads = [threading.Thread(target=confirm_as, args=(user,)) for user in (official, justice_office)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(302, False), (409, True)]
    assert (Batch.objects.count(), Entry.objects.count(), Book.objects.count()) == (1, 2, 2)
