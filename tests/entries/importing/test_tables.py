"""Tables in other layouts of the family: the same rows come out, and faults are found where they are."""

import datetime as dt

import pytest

from communes.models import District
from entries.importing.checking import check_workbook
from entries.models import Batch, BatchKind
from tests.factories import make_book, member, record

from .workbooks import BOOKS_HEAD, LOG_HEAD, import_file, sample, workbook

BOOK = [1, "KS", 1, 1998, 1998, 200, 120, ""]


def check(content, kind="books", commune=None):
    return check_workbook(content, kind=kind, commune=commune, district=District.objects.get())


def found(outcome):
    return {
        "accepted": outcome.rows_accepted,
        "refused": [(each.cell, each.reason) for each in outcome.refused],
        "mismatches": [(each.cell, each.stated, each.computed) for each in outcome.mismatches],
    }


def nothing_wrong(accepted):
    return {"accepted": accepted, "refused": [], "mismatches": []}


def test_other_headings_in_other_order_with_gaps(db):
    head = ["Hiện trạng", None, "Số TH\n(trường hợp)", "NĂM MỞ", "Số quyển", "Tên loại sổ", None, "TT", "Đã nhập"]
    rows = [["Tốt", None, 120, 1998, "01", "Sổ ĐK khai sinh", None, 1, 55], ["(1)", None, "(2)", "(3)", "(4)"]]
    assert found(check(workbook([head, *rows]))) == nothing_wrong(1)


def test_a_header_of_two_rows_with_merged_bands(db):
    head = [["STT", "Sổ", None, None, "Số trường hợp"], [None, "Loại sổ", "Quyển số", "Năm mở sổ", None]]
    areas = ("A2:A3", "B2:D2", "E2:E3")
    outcome = check(workbook([*head, [1, 2, 3, 4, 5], [1, "KS", 1, 1998, 120]], merges=areas))
    assert found(outcome) == nothing_wrong(1)


def test_notes_headings_signatures_and_blank_rows_are_no_rows(db):
    rows = [BOOKS_HEAD, ["A", "Sổ khai sinh"], BOOK, [], ["Ghi chú: sổ khổ lớn"], [None, "Người lập", None, "CHỦ TỊCH"]]
    assert found(check(workbook(rows))) == nothing_wrong(1)


def test_a_header_repeated_on_the_next_page_is_no_row(db):
    assert found(check(workbook([BOOKS_HEAD, BOOK, BOOKS_HEAD, [2, "KS", 2, *BOOK[3:]]]))) == nothing_wrong(2)


def test_totals_cover_what_their_word_says(db):
    def book(number, count):
        return [number, "KS", number, 1998, 1998, None, count, ""]

    def total(word, count):
        return [None, word, None, None, None, None, count]

    rows = [
        BOOKS_HEAD, book(1, 10), book(2, 20), total("Cộng", 30), book(3, 5), total("Cộng trang 2", 5),
        total("CỘNG", 35), total("Tổng cộng", 35), book(4, 1), total("Toàn huyện", 36), total("Tổng số", 99),
    ]  # fmt: skip
    assert found(check(workbook(rows))) == {"accepted": 4, "refused": [], "mismatches": [("G12", 99, 36)]}


def test_a_total_above_covers_all_below(db):
    rows = [BOOKS_HEAD, [None, "Tổng cộng", None, None, None, None, "240"], BOOK, [2, "KS", 2, *BOOK[3:]]]
    assert found(check(workbook(rows))) == nothing_wrong(2)


def test_a_year_split_over_sheets_is_read_as_one(db):
    outcome = check(workbook([BOOKS_HEAD, BOOK], [BOOKS_HEAD, [1, "KS", "01", *BOOK[3:]]], [["Nháp", "x"]]))
    assert [(each.sheet, each.cell, each.reason) for each in outcome.refused] == [
        ("Trang 2", "C3", "duplicate_book")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        (workbook([BOOKS_HEAD]), "books", ("no_rows", None)),
        (workbook([["Kính gửi"], ["a", "b"]]), "books", ("no_table", None)),
        (workbook([[*BOOKS_HEAD[:6], "Số sổ"], BOOK]), "books", ("missing_column", "count")),
        (workbook([BOOKS_HEAD, BOOK], titles=("UBND huyện Tuy Phước",)), "books", ("no_commune", None)),
        (workbook([BOOKS_HEAD, BOOK], titles=("xã Phước Sơn", "tính đến ngày 31/12/2034")), "books",
         ("future_date", "2034-12-31")),
        (sample("log_phuoc_son_2024-02.xlsx"), "books", ("no_table", None)),
        (sample("books_phuoc_son.xlsx"), "log", ("no_table", None)),
        (sample("totals_2023-12-31.xlsx"), "books", ("no_table", None)),
        (sample("extract_police_2024-02-29.xlsx"), "totals", ("no_table", None)),
    ],
)  # fmt: skip
def test_files_refused_as_a_whole(db, content, kind, error):
    assert check(content, kind).file_error == error


# ------------------------------------------------------------------ logs
@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, number="1", opened=1998, closed=2000)


def log_row(**changes):
    row = dict(zip(LOG_HEAD, [1, "01/03/2024", 1, 1, "N.V.A", "KS", 1, 1998, "Dân cư", 20, ""], strict=True))
    return list((row | {key.replace("_", " "): value for key, value in changes.items()}).values())


def test_people_whose_names_look_like_totals(book):
    rows = [LOG_HEAD, log_row(**{"Ngày": dt.date(2024, 3, 1), "Người nhập": "Tống Văn A"})]
    rows += [log_row(**{"Ngày": dt.date(2024, 3, 1), "Người nhập": "Công Thị B"})]
    assert found(check(workbook(rows), "log")) == nothing_wrong(2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Năm": 1999}, None),
        ({"Năm": ""}, None),
        ({"Quyển số": "không rõ", "Năm": ""}, None),
        ({"Năm": 2001}, "unknown_book"),
        ({"Quyển số": 2}, "unknown_book"),
        ({"Loại sổ": "KH"}, "unknown_book"),
    ],
)
def test_which_book_a_row_means(book, changes, reason):
    outcome = check(workbook([LOG_HEAD, log_row(**changes)]), "log")
    assert [each.reason for each in outcome.refused] == ([reason] if reason else [])


def test_several_books_that_fit_are_ambiguous(book, official, phuoc_son):
    make_book(phuoc_son, by=official, number="2", opened=1998)
    outcome = check(workbook([LOG_HEAD, log_row(**{"Quyển số": ""})]), "log")
    assert found(outcome)["refused"] == [("G3", "ambiguous_book")]


def test_a_shift_without_entries_needs_only_its_reason(book):
    idle = {"Loại sổ": "", "Quyển số": "", "Năm": "", "Chương trình": "", "Số trường hợp": 0}
    assert found(check(workbook([LOG_HEAD, log_row(**idle, **{"Ghi chú": "Mất điện"})]), "log")) == nothing_wrong(1)
    assert found(check(workbook([LOG_HEAD, log_row(**idle)]), "log"))["refused"] == [("J3", "zero_without_reason")]


def test_every_fault_of_a_row_at_once(book):
    bad = {"Ngày": "31/02/2024", "Ca": 4, "Máy": "", "Người nhập": "", "Chương trình": "Hộ tịch", "Số trường hợp": -1}
    outcome = check(workbook([LOG_HEAD, log_row(**bad)]), "log")
    assert found(outcome)["refused"] == [
        ("B3", "impossible_date"), ("C3", "unknown_shift"), ("D3", "missing_workstation"), ("E3", "missing_person"),
        ("J3", "negative_count"), ("I3", "unknown_programme"),
    ]  # fmt: skip
    assert outcome.rows_refused == 1


# ------------------------------------------------------------------ growing files, other order
def test_a_growing_log_adds_only_its_new_rows(book, tmp_path):
    def brought(*rows):
        path = tmp_path / "log.xlsx"
        path.write_bytes(workbook([LOG_HEAD, *rows]))
        return import_file(str(path), "log")[0]["adds"]["batches"], Batch.objects.filter(kind=BatchKind.SHIFT).count()

    first, second = log_row(), log_row(**{"Số trường hợp": 7})
    other = log_row(**{"Ca": 2, "Người nhập": "n.v.a"})
    assert brought(first) == (1, 1)
    assert brought(second, other, first) == (2, 3)
    assert brought(first, second, other) == (0, 3)
    assert [member.name for member in book.commune.staff.all()] == ["N.V.A"]


def test_more_than_the_book_has_is_flagged_after_what_was_typed(book, official):
    record(book, 110, by=official, work_date=dt.date(2024, 2, 29))
    outcome = check(workbook([LOG_HEAD, log_row(), log_row(**{"Chương trình": "SHLS", "Số trường hợp": 500})]), "log")
    assert [(each.cell, each.reason, each.detail) for each in outcome.warnings] == [("J3", "over_book", "10")]
    assert outcome.plan.drafts[0].worked_by == member(book.commune)
