"""Empty forms that import once they are filled in, and exports that come back without a change."""

import datetime as dt
import io
import random

import openpyxl
import pytest
from django.urls import reverse

from communes.models import Book, BookKind, Programme
from entries.correcting import correct_batch
from entries.importing.checking import check_workbook
from entries.importing.forms_of_kinds import books_form, extract_form, log_form, totals_form
from entries.importing.reading import read_workbook
from entries.importing.storing import import_now
from entries.posting import Line
from entries.recording import record_batch
from tests.factories import machine, make_book, make_opening, member, record

from .workbooks import LOG_HEAD, workbook

DAY = dt.date(2024, 2, 29)
FEBRUARY = dt.date(2024, 2, 1)


def filled(content: bytes, *rows) -> bytes:
    """The form with rows typed into its first empty rows, as a person does in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    first = next(row for row in range(1, 30) if page.cell(row, 1).value == "STT") + 1
    while page.cell(first, 2).value is not None or isinstance(page.cell(first, 1), openpyxl.cell.MergedCell):
        first += 1
    for number, row in enumerate(rows):
        for column, value in enumerate(row, start=1):
            if value is not None:
                page.cell(first + number, column).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def checked(content, kind, commune=None, district=None):
    return check_workbook(content, kind=kind, commune=commune, district=district or commune.district)


# ------------------------------------------------------------------ forms
@pytest.mark.parametrize("books", [0, 3])
def test_a_register_filled_in_imports_and_knows_the_books_it_came_with(phuoc_son, official, books):
    for number in range(books):
        make_book(phuoc_son, by=official, number=str(number + 1), count=100)
    content = filled(
        books_form(phuoc_son, as_of=DAY), [None, "KH", "07", 2001, 2003, 180, 95, "UBND xã", "Tốt", "bìa rách"]
    )
    outcome = checked(content, "books", phuoc_son)
    assert (outcome.refused, outcome.file_error) == ((), None)
    assert (outcome.as_of, outcome.plan.already) == (DAY, books)
    new, = outcome.plan.books  # fmt: skip
    assert (new.book.label, new.count, new.book.held) == ("Kết hôn 07/2001", 95, "UBND xã")


def test_a_log_filled_in_imports(phuoc_son, official):
    make_book(phuoc_son, by=official, number="3", opened=1998)
    content = filled(
        log_form(phuoc_son, month=FEBRUARY, is_filled=False),
        [None, dt.date(2024, 2, 5), "1", "2", "N.V.A", "KS", "03", "1998", "Dân cư", 40, None],
        [None, "06/02/2024", 2, 1, "Người mới", "KS", 3, 1998, "Lịch sử", 12, None],
        [None, dt.date(2024, 2, 7), "3", "1", "N.V.A", None, None, None, None, 0, "Mất điện"],
    )
    outcome = checked(content, "log", phuoc_son)
    assert (outcome.refused, outcome.warnings, outcome.rows_accepted, outcome.batches) == ((), (), 3, 3)
    assert outcome.plan.people == ("N.V.A", "Người mới")


def test_totals_filled_in_for_two_communes_leave_the_others_alone(phuoc_son, justice_office):
    district = phuoc_son.district
    communes = list(district.communes.in_official_order())
    content = totals_form(communes, as_of=DAY, programme=Programme.POPULATION_DB, is_filled=False)
    row = [None, None, 100, 20, 10, 0, 60, 5, 0, 0]
    assert checked(content, "totals", district=district).file_error == ("no_rows", None)  # nothing was typed yet
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    for line in page.iter_rows(min_row=1, max_row=30):
        if line[1].value in ("Xã Phước Sơn", "Xã Phước Hòa"):
            for cell, value in zip(line[2:10], row[2:], strict=True):
                cell.value = value
    target = io.BytesIO()
    book.save(target)
    outcome = checked(target.getvalue(), "totals", district=district)
    assert (outcome.refused, outcome.rows_accepted, outcome.as_of) == ((), 2, DAY)
    assert sum(outcome.totals.values()) == 2 * 195


def test_an_extract_filled_in_is_read(phuoc_son):
    district = phuoc_son.district
    content = extract_form(list(district.communes.in_official_order()), as_of=DAY)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for line in book.worksheets[0].iter_rows(min_row=1, max_row=30):
        if line[1].value == "Xã Phước Sơn":
            for cell, value in zip(line[2:10], range(1, 9), strict=True):
                cell.value = value
    target = io.BytesIO()
    book.save(target)
    outcome = checked(target.getvalue(), "extract", district=district)
    assert (outcome.refused, outcome.rows_accepted, outcome.as_of) == ((), 1, DAY)
    assert outcome.totals["21970", "CN", "historical", "entered"] == 8


@pytest.mark.parametrize("kind", ["books", "log"])
def test_only_the_first_sheet_of_a_form_is_a_table(phuoc_son, official, kind):
    make_book(phuoc_son, by=official)
    content = {
        "books": books_form(phuoc_son, as_of=DAY),
        "log": log_form(phuoc_son, month=FEBRUARY, is_filled=True),
    }[kind]
    names = [sheet.name for sheet in read_workbook(content)]
    assert names[:2] == [{"books": "Danh mục sổ", "log": "Nhật ký"}[kind], "Hướng dẫn"]
    assert "Danh mục để chọn" not in names  # hidden
    record(Book.objects.get(), 5, by=official, work_date=DAY)
    outcome = checked(log_form(phuoc_son, month=FEBRUARY, is_filled=True), "log", phuoc_son)
    assert outcome.rows_accepted == 1


def test_text_is_never_a_formula(phuoc_son, official):
    make_book(phuoc_son, by=official, note="=1+1", held="@kho")
    page = openpyxl.load_workbook(io.BytesIO(books_form(phuoc_son, as_of=DAY))).worksheets[0]
    cells = [cell for row in page for cell in row if cell.value in ("=1+1", "@kho")]
    assert [cell.data_type for cell in cells] == ["s", "s"]


# ------------------------------------------------------------------ exports
def test_the_register_comes_back_without_a_change(phuoc_son, official):
    make_book(phuoc_son, by=official, number="1", count=120)
    recounted = make_book(phuoc_son, by=official, number="", opened=None, count=30, note="bìa mất")
    make_book(phuoc_son, by=official, number="", opened=None, count=30, note="bìa mất")
    make_book(phuoc_son, by=official, kind=BookKind.PARENTAGE, number="2", opened=2015, count=9)
    inventory = recounted.entries.get().batch
    line = Line(recounted, Programme.POPULATION_DB, 28, "to_enter")
    correct_batch(batch=inventory, wanted=(line,), reason="Đếm lại", by=official)
    outcome = checked(books_form(phuoc_son, as_of=DAY, blank=0), "books", phuoc_son)
    assert (outcome.refused, outcome.rows_accepted, outcome.plan.already, outcome.plan.is_empty) == ((), 4, 4, True)


@pytest.mark.parametrize("seed", range(12))
def test_a_month_of_any_log_comes_back_without_a_change(phuoc_son, official, seed):
    chance = random.Random(seed)
    books = [make_book(phuoc_son, by=official, number=str(n), count=500) for n in (1, 2)]
    books.append(make_book(phuoc_son, by=official, kind=BookKind.DEATH, number="", opened=None, count=5000))
    typed = []
    for _ in range(chance.randint(1, 12)):
        day, shift = dt.date(2024, 2, chance.randint(1, 29)), chance.randint(1, 3)
        lines = tuple(
            Line(book, chance.choice(list(Programme)), chance.randint(1, 60))
            for book in chance.sample(books, chance.randint(0, 3))
        )
        typed.append(
            record_batch(
                by=official, commune=phuoc_son, work_date=day, shift=shift,
                workstation=machine(phuoc_son, chance.randint(1, 2)),
                worked_by=member(phuoc_son, chance.choice(("N.V.A", "T.T.B"))), lines=lines,
                reason="" if lines else "Mất mạng", note=chance.choice(("", "ghi chú")) if lines else "",
            ).batch
        )  # fmt: skip
    for batch in chance.sample(typed, len(typed) // 2):
        wanted = tuple(Line(books[0], Programme.HISTORICAL, chance.randint(1, 40)) for _ in range(chance.randint(0, 1)))
        if wanted or batch.entries.exists():
            correct_batch(batch=batch, wanted=wanted, reason="Ghi nhầm", by=official)
    content = log_form(phuoc_son, month=FEBRUARY, is_filled=True)
    outcome = checked(content, "log", phuoc_son)
    assert (outcome.refused, outcome.warnings, outcome.plan.drafts) == ((), (), ())
    assert outcome.plan.already == outcome.rows_accepted


def test_a_log_that_a_file_brought_comes_back_too(phuoc_son, official):
    make_book(phuoc_son, by=official, number="1", opened=1998)
    rows = [
        [1, "05/02/2024", 1, 1, "N.V.A", "KS", 1, 1998, "Dân cư", 30, ""],
        [2, "05/02/2024", 1, 1, "N.V.A", "KS", 1, 1998, "Dân cư", 12, ""],
    ]
    import_now(
        workbook([LOG_HEAD, *rows]), file_name="log.xlsx", kind="log", commune=phuoc_son, district=phuoc_son.district,
        by=official,
    )  # fmt: skip
    outcome = checked(log_form(phuoc_son, month=FEBRUARY, is_filled=True), "log", phuoc_son)
    assert (outcome.totals["21970", "KS", "population_db", "entered"], outcome.plan.drafts) == (42, ())


def test_totals_come_back_without_a_change(phuoc_son, phuoc_hoa, official, justice_office):
    make_opening(phuoc_son, by=justice_office, to_enter=300, entered=170)
    record(make_book(phuoc_hoa, by=justice_office, count=50), 20, by=justice_office, work_date=DAY)
    communes = list(phuoc_son.district.communes.in_official_order())
    content = totals_form(communes, as_of=DAY, programme=Programme.POPULATION_DB, is_filled=True)
    outcome = checked(content, "totals", district=phuoc_son.district)
    assert (outcome.refused, outcome.rows_accepted, outcome.plan.already, outcome.plan.drafts) == ((), 13, 13, ())
    make_opening(phuoc_son, by=justice_office, entered=1)
    refused = checked(content, "totals", district=phuoc_son.district).refused
    assert [one.reason for one in refused] == ["on_top_of_entries"]


# ------------------------------------------------------------------ in the browser
def test_an_official_gets_the_own_forms_only(client, official):
    client.force_login(official)
    for kind in ("books", "log"):
        answer = client.get(reverse("import_form", args=[kind]))
        assert answer.status_code == 200
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]["A1"].value == "UBND XÃ PHƯỚC SƠN"
    assert [client.get(reverse("import_form", args=[kind])).status_code for kind in ("totals", "extract", "x")] == [
        404
    ] * 3
    assert client.get(reverse("import_form", args=["books"]), {"xa": "21973"}).status_code == 404
    page = client.get(reverse("imports")).content.decode()
    assert reverse("import_form", args=["log"]) in page


@pytest.mark.parametrize(
    ("name", "kind", "query", "status"),
    [
        ("import_form", "totals", {}, 200),
        ("import_form", "extract", {}, 200),
        ("import_form", "books", {"xa": "21970"}, 200),
        ("import_form", "books", {}, 404),
        ("import_form", "totals", {"chuong-trinh": "x"}, 404),
        ("import_export", "totals", {"den-ngay": "2024-02-29", "chuong-trinh": "historical"}, 200),
        ("import_export", "totals", {"den-ngay": "31/02"}, 404),
        ("import_export", "log", {"xa": "21970", "thang": "2024-02"}, 200),
        ("import_export", "log", {"xa": "21970", "thang": "2024-13"}, 404),
        ("import_export", "extract", {}, 404),
    ],
)
def test_the_district_gets_every_form(client, justice_office, name, kind, query, status):
    client.force_login(justice_office)
    assert client.get(reverse(name, args=[kind]), query).status_code == status


def test_the_number_of_queries_of_an_export_does_not_depend_on_the_rows(
    client, official, phuoc_son, django_assert_num_queries
):
    client.force_login(official)
    client.get(reverse("imports"))
    address = reverse("import_export", args=["log"])
    for rows in (1, 3):
        for number in range(rows):
            book = make_book(phuoc_son, by=official, number=f"{rows}{number}")
            record(book, 3, by=official, work_date=DAY, shift=number + 1)
        with django_assert_num_queries(10):
            client.get(address, {"thang": "2024-02"})
