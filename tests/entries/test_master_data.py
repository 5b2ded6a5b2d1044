"""Master data out to Excel and back: round trips, previews, faults with row and column, all or nothing."""

import datetime as dt
import io
import re
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.changes import changes_of
from communes.models import Assignment, Book, Force, Loan, StaffMember, User, Workstation
from entries.defects import record_defect
from entries.models import Defect, DefectKind
from entries.views.master_data import KINDS
from tests.conftest import MONDAY
from tests.factories import machine, make_book, member
from tests.forms import fields_of

PAGE = "/du-lieu-nen/"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=120, condition="=2+3", note="-1 trang")


@pytest.fixture
def defect(book, official):
    kind = DefectKind.objects.get(code="torn")
    return record_defect(
        by=official, book=book, kind=kind, count=5, page="12", note="+ mép", found_on=dt.date(2024, 1, 2)
    )


@pytest.fixture
def everything(official, phuoc_son, book, defect):
    Workstation.objects.filter(commune=phuoc_son).update(
        security_checked_on=dt.date(2024, 1, 10), security_valid_until=dt.date(2025, 1, 10), note="@ phòng một cửa"
    )
    person = member(phuoc_son, "Trần Thị Ư")
    Assignment.objects.create(
        commune=phuoc_son, work_date=MONDAY, shift=2, workstation=machine(phuoc_son), member=person
    )


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") :])).split())


def taken_out(client, kind):
    """The exported sheet: {heading: column letter's number}, and the sheet to type into."""
    content = client.get(f"{PAGE}{kind}.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return {cell.value: cell.column for cell in sheet[1]}, sheet


def bring_in(client, kind, sheet, name="sua.xlsx"):
    output = io.BytesIO()
    sheet.parent.save(output)
    return client.post(f"{PAGE}{kind}/", {"file": SimpleUploadedFile(name, output.getvalue())})


def edited(client, kind, *changes):
    """The preview after typing (row, heading, value)."""
    at, sheet = taken_out(client, kind)
    for row, heading, value in changes:
        sheet.cell(row, at[heading]).value = value
    return bring_in(client, kind, sheet)


def confirm(client, kind, preview):
    return client.post(f"{PAGE}{kind}/ghi/", fields_of(preview), follow=True)


def faults(preview) -> list[tuple]:
    return [(fault.row, fault.column, fault.message) for fault in preview.context["plan"].faults]


# ------------------------------------------------------------------ round trip
@pytest.mark.parametrize("persona", ["official", "justice_office"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_comes_back_without_a_change(client, request, everything, kind, persona):
    client.force_login(request.getfixturevalue(persona))
    preview = bring_in(client, kind, taken_out(client, kind)[1])
    assert preview.status_code == 200
    assert "Không có gì thay đổi" in words_of(preview)
    plan = preview.context["plan"]
    assert (plan.changes, plan.faults) == ((), ())
    assert plan.unchanged >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_text_never_becomes_a_formula(client, official, everything, kind):
    client.force_login(official)
    _, sheet = taken_out(client, kind)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_headings_are_vietnamese_and_days_are_days(client, official, everything):
    client.force_login(official)
    at, sheet = taken_out(client, "may-tinh")
    assert [*at] == [
        "Mã", "Xã, thị trấn", "Số máy", "Loại máy", "Đơn vị quản lý", "Ngày kiểm tra bảo mật",
        "Đơn vị kiểm tra bảo mật", "Kiểm tra có giá trị đến", "Dùng từ ngày", "Thôi dùng sau ngày",
        "Phần ngày rảnh (%)", "Ghi chú",
    ]  # fmt: skip
    cell = sheet.cell(2, at["Ngày kiểm tra bảo mật"])
    assert (cell.value, cell.number_format) == (dt.datetime(2024, 1, 10), "dd/mm/yyyy")
    assert [sheet.cell(row, 2).value for row in range(2, sheet.max_row + 1)] == ["Xã Phước Sơn"] * 2


def test_the_district_gets_every_commune(client, justice_office, everything):
    client.force_login(justice_office)
    _, sheet = taken_out(client, "may-tinh")
    assert sheet.max_row == 1 + Workstation.objects.count()


def test_sample_data_says_so_and_comes_back_all_the_same(client, official, everything, phuoc_son):
    phuoc_son.district.has_sample_data = True
    phuoc_son.district.save()
    client.force_login(official)
    content = client.get(f"{PAGE}may-tinh.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["A1"].value == "DỮ LIỆU MẪU – không phải số liệu thật"
    assert "Không có gì thay đổi" in words_of(bring_in(client, "may-tinh", sheet))


# ------------------------------------------------------------------ what changes, and who changed it
def test_a_change_is_shown_then_stored_with_its_history(client, official, everything, phuoc_son):
    client.force_login(official)
    preview = edited(client, "may-tinh", (2, "Đơn vị quản lý", "Công an huyện"), (3, "Ghi chú", None))
    assert "0 dòng mới 2 dòng thay đổi 0 dòng giữ nguyên" in words_of(preview)
    assert machine(phuoc_son).managed_by != "Công an huyện"
    assert "Đã ghi Máy vi tính: 0 dòng mới, 2 dòng thay đổi." in words_of(confirm(client, "may-tinh", preview))
    assert machine(phuoc_son).managed_by == "Công an huyện"
    assert machine(phuoc_son, 2).note == ""
    newest = changes_of(machine(phuoc_son))[0]
    assert (newest.by, newest.reason) == ("N.V.A", "Nhập từ tệp sua.xlsx")


def test_a_new_person_and_a_new_machine(client, official, everything, phuoc_son):
    client.force_login(official)
    row = StaffMember.objects.count() + 2
    preview = edited(
        client, "thanh-vien", (row, "Xã, thị trấn", "phuoc son"), (row, "Họ tên", "Lê  Văn C"),
        (row, "Lực lượng", "đoàn thể"), (row, "Nhiều nhất ca một tuần", 4), (row, "Trực ca đêm", "Không"),
        (row, "Từ ngày", "05/2/2024"),
    )  # fmt: skip
    confirm(client, "thanh-vien", preview)
    made = StaffMember.objects.get(name="Lê Văn C")
    assert (made.commune, made.force, made.folded_name) == (phuoc_son, Force.UNION, "le van c")
    assert (made.max_shifts_a_week, made.works_nights, made.active_from) == (4, False, dt.date(2024, 2, 5))
    assert [(c.what, c.by, c.reason) for c in changes_of(made)] == [("Thêm mới", "N.V.A", "Nhập từ tệp sua.xlsx")]


def test_a_books_data_change_and_its_search_text_with_it(client, official, everything, book):
    client.force_login(official)
    preview = edited(client, "so-ho-tich", (2, "Quyển số", "04"), (2, "Tổ nhận sổ ngày", dt.date(2024, 3, 1)))
    confirm(client, "so-ho-tich", preview)
    book = Book.objects.get(pk=book.pk)
    assert (book.number, book.received_on, book.condition) == ("4", dt.date(2024, 3, 1), "=2+3")
    assert "04/1998" in book.search_text


def test_a_fault_is_settled_and_a_new_one_made(client, official, everything, book, defect):
    client.force_login(official)
    preview = edited(
        client, "loi-du-lieu", (2, "Tình trạng", "đã xử lý"), (2, "Kết quả xử lý", "đã phục chế"),
        (3, "Mã sổ", book.pk), (3, "Loại lỗi", "trùng lặp thông tin"), (3, "Số trường hợp", 7),
        (3, "Tình trạng", "mới"),
    )  # fmt: skip
    confirm(client, "loi-du-lieu", preview)
    made = Defect.objects.exclude(pk=defect.pk).get()
    assert (made.count, made.kind.code, made.found_by) == (7, "duplicate_record", official)
    assert made.found_on == dt.date(2024, 3, 4)
    defect.refresh_from_db()
    assert (defect.state, defect.state_by, defect.state_on) == ("settled", official, dt.date(2024, 3, 4))


# ------------------------------------------------------------------ faults: row, column, words; nothing stored
@pytest.mark.parametrize(
    ("kind", "changes", "row", "column", "words"),
    [
        ("may-tinh", [(2, "Mã", 999999)], 2, "Mã", "Không có mã 999999 trong phạm vi của bạn."),
        ("may-tinh", [(3, "Mã", "x")], 3, "Mã", "Ghi số nguyên"),
        ("may-tinh", [(2, "Xã, thị trấn", "Xã Phước Hòa")], 2, "Xã, thị trấn", "không có trong phạm vi của bạn"),
        ("may-tinh", [(2, "Loại máy", "xịn")], 2, "Loại máy", "Ghi một trong: cũ, dùng chung; mới, chuyên dùng; mượn."),
        ("may-tinh", [(2, "Số máy", 2)], 2, "", "Xã đã có máy số 2."),
        ("may-tinh", [(2, "Phần ngày rảnh (%)", 0)], 2, "Phần ngày rảnh (%)", "Ghi số nguyên từ 1 đến 100."),
        ("may-tinh", [(2, "Kiểm tra có giá trị đến", "31/02/2024")], 2, "Kiểm tra có giá trị đến", "Không có ngày"),
        ("may-tinh", [(2, "Kiểm tra có giá trị đến", "01/01/2020")], 2, "Kiểm tra có giá trị đến", "phải sau ngày"),
        ("may-tinh", [(2, "Ghi chú", "gọi 0905123456")], 2, "Ghi chú", "không lưu thông tin cá nhân"),
        ("may-tinh", [(2, "Ghi chú", "x" * 201)], 2, "Ghi chú", "Viết gọn trong 200 ký tự; đang có 201."),
        ("thanh-vien", [(2, "Họ tên", None)], 2, "Họ tên", "Ghi tên thành viên."),
        ("thanh-vien", [(2, "Đến ngày", "01/01/2024"), (2, "Từ ngày", "02/01/2024")], 2, "Đến ngày", "không thể trước"),
        ("so-ho-tich", [(2, "Loại sổ", "Kết hôn")], 2, "Loại sổ", "giữ nguyên “Khai sinh”"),
        ("so-ho-tich", [(2, "Năm mở", 2050)], 2, "Năm mở", "Năm mở sổ ở tương lai."),
        ("so-ho-tich", [(2, "Mã", None)], 2, "Mã", "Sổ mới thì nhập bằng Nhập từ tệp"),
        ("loi-du-lieu", [(2, "Số trường hợp", 121)], 2, "Số trường hợp", "không thể có 121 trường hợp lỗi"),
        ("loi-du-lieu", [(2, "Số trường hợp", 2.5)], 2, "Số trường hợp", "Ghi số nguyên"),
        ("loi-du-lieu", [(2, "Tình trạng", "đã xử lý")], 2, "Kết quả xử lý", "Ghi kết quả"),
        ("loi-du-lieu", [(2, "Mã sổ", 999999)], 2, "Mã sổ", "Không có sổ mã “999999”"),
        ("loi-du-lieu", [(2, "Ngày phát hiện", "05/3/2024")], 2, "Ngày phát hiện", "ở tương lai"),
    ],
)
def test_a_bad_cell_is_told_with_row_and_column(client, official, everything, kind, changes, row, column, words):
    client.force_login(official)
    preview = edited(client, kind, *changes)
    assert preview.status_code == 400
    assert preview.context["kept"] == ""
    assert [(r, c) for r, c, message in faults(preview) if words in message] == [(row, column)]
    assert words in words_of(preview)


def test_one_bad_row_keeps_the_good_ones_out(client, official, everything, phuoc_son):
    client.force_login(official)
    preview = edited(client, "may-tinh", (2, "Ghi chú", "tốt"), (3, "Loại máy", "xịn"))
    assert fields_of(preview).get("kept") is None
    confirm(client, "may-tinh", preview)
    assert machine(phuoc_son).note == "@ phòng một cửa"


def test_nobody_leaves_who_has_shifts_to_come(client, official, everything, phuoc_son):
    person = StaffMember.objects.get()
    Assignment.objects.create(
        commune=phuoc_son, work_date=dt.date(2024, 3, 8), shift=1, workstation=machine(phuoc_son), member=person
    )
    client.force_login(official)
    told = faults(edited(client, "thanh-vien", (2, "Đến ngày", "07/3/2024")))
    assert told == [
        (2, "Đến ngày", "Trần Thị Ư đang được phân ca 1 ngày 08/3/2024. Đổi người các ca đó trong Ca trực trước.")
    ]
    assert faults(edited(client, "thanh-vien", (2, "Đến ngày", "08/3/2024"))) == []


def test_no_machine_ends_that_is_still_needed(client, official, everything, phuoc_son, phuoc_hoa):
    day = dt.date(2024, 3, 8)
    Assignment.objects.create(
        commune=phuoc_son, work_date=day, shift=1, workstation=machine(phuoc_son), member=StaffMember.objects.get()
    )
    Loan.objects.create(workstation=machine(phuoc_son, 2), borrower=phuoc_hoa, from_on=day, to_on=day)
    client.force_login(official)
    column = "Thôi dùng sau ngày"
    assert faults(edited(client, "may-tinh", (2, column, "07/3/2024"), (3, column, "07/3/2024"))) == [
        (2, column, "Máy còn được phân ca 1 ngày 08/3/2024. Bỏ các ca sau ngày này trước."),
        (3, column, "Máy đang cho xã Phước Hòa mượn quá ngày này. Ghi ngày trả trước."),
    ]
    assert faults(edited(client, "may-tinh", (2, column, "08/3/2024"), (3, column, "08/3/2024"))) == []


def test_a_file_of_another_commune_is_refused(client, official, neighbour, everything):
    client.force_login(neighbour)
    _, sheet = taken_out(client, "may-tinh")
    client.force_login(official)
    preview = bring_in(client, "may-tinh", sheet)
    assert preview.status_code == 400
    assert len(faults(preview)) == 2
    assert "Không có mã" in faults(preview)[0][2]


def test_files_that_are_no_such_table(client, official, everything):
    client.force_login(official)

    def told(content, name="a.xlsx"):
        answer = client.post(f"{PAGE}may-tinh/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 400
        return faults(answer)[0][2]

    assert "không phải bảng tính" in told(b"PK\x03\x04 not")
    assert "Tệp rỗng" in told(b"")
    assert "quá 500 KB" in told(b"a;" * 300_000, "a.csv")
    assert "Không thấy dòng tiêu đề của bảng “Máy vi tính”" in told("Tên;Tuổi\nA;3\n".encode(), "a.csv")
    assert "Thiếu cột" in told("Mã;Xã, thị trấn;Số máy\n;Phước Sơn;3\n".encode(), "a.csv")
    assert "hai lần" in told("Mã;Số máy;Số máy\n".encode(), "a.csv")
    assert "Chọn tệp cần nhập." in words_of(client.post(f"{PAGE}may-tinh/"))


# ------------------------------------------------------------------ between preview and confirming
def test_what_changed_meanwhile_is_shown_again(client, official, everything, phuoc_son):
    client.force_login(official)
    preview = edited(client, "may-tinh", (2, "Ghi chú", "từ tệp"))
    Workstation.objects.filter(commune=phuoc_son, number=1).update(note="từ trang")
    answer = confirm(client, "may-tinh", preview)
    assert answer.status_code == 409
    assert "Dữ liệu đã đổi từ khi xem trước." in words_of(answer)
    assert machine(phuoc_son).note == "từ trang"
    confirm(client, "may-tinh", answer)
    assert machine(phuoc_son).note == "từ tệp"


def test_a_preview_belongs_to_its_author_and_kind(client, official, justice_office, everything, phuoc_son):
    client.force_login(official)
    preview = edited(client, "may-tinh", (2, "Ghi chú", "từ tệp"))
    assert "Chưa ghi gì" in words_of(confirm(client, "thanh-vien", preview))
    client.force_login(justice_office)
    assert "Chưa ghi gì" in words_of(confirm(client, "may-tinh", preview))
    assert "Chưa ghi gì" in words_of(client.post(f"{PAGE}may-tinh/ghi/", {"kept": "x"}, follow=True))
    assert machine(phuoc_son).note == "@ phòng một cửa"


def test_confirming_twice_stores_once(client, official, everything, phuoc_son):
    client.force_login(official)
    preview = edited(client, "may-tinh", (2, "Ghi chú", "từ tệp"))
    confirm(client, "may-tinh", preview)
    assert confirm(client, "may-tinh", preview).status_code == 409
    assert [change.what for change in changes_of(machine(phuoc_son))] == ["Sửa", "Thêm mới"]


# ------------------------------------------------------------------ who may
def test_an_observer_takes_out_and_brings_nothing_in(client, observer, everything):
    client.force_login(observer)
    page = client.get(PAGE)
    assert "Xuất Excel" in words_of(page) and "Kiểm tra tệp" not in words_of(page)
    assert client.post(f"{PAGE}may-tinh/").status_code == 403


def test_a_helper_account_takes_nothing_out_or_in(client, official, everything):
    User.objects.filter(pk=official.pk).update(is_helper=True)
    client.force_login(official)
    assert "Xuất Excel" not in words_of(client.get(PAGE))
    assert client.get(f"{PAGE}may-tinh.xlsx").status_code == 403
    assert client.post(f"{PAGE}may-tinh/").status_code == 403
    assert client.post(f"{PAGE}may-tinh/ghi/").status_code == 403


def test_unknown_kinds_do_not_exist(client, official):
    client.force_login(official)
    assert client.get(f"{PAGE}abc.xlsx").status_code == 404
    assert client.post(f"{PAGE}abc/").status_code == 404


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ca-truc"])  # that one: test_roster_file.py
def test_checking_asks_as_much_for_many_rows_as_for_few(client, official, justice_office, everything, phuoc_hoa, kind):
    def queries() -> int:
        client.force_login(justice_office)
        client.get(PAGE)
        _, sheet = taken_out(client, kind)
        column = {cell.value: cell.column for cell in sheet[1]}["Ghi chú" if kind != "thanh-vien" else "Từ ngày"]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, column).value = "mới" if kind != "thanh-vien" else "01/01/2024"
        with CaptureQueriesContext(connection) as asked:
            assert bring_in(client, kind, sheet).status_code == 200
        return len(asked)

    few = queries()
    for number in range(2, 5):
        other = make_book(phuoc_hoa, by=justice_office, number=str(number))
        record_defect(by=justice_office, book=other, kind=DefectKind.objects.first(), count=number)
        member(phuoc_hoa, f"Người {number}")
    assert queries() == few <= 8
