"""The roster out to Excel and back: the rules of rostering.py, in rows and words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.changes import changes_of
from communes.models import Assignment, Loan
from communes.rostering import save_slots
from communes.rotation import Slot
from tests.conftest import MONDAY
from tests.entries.test_master_data import bring_in, confirm, edited, faults, taken_out, words_of
from tests.factories import machine, member

KIND, TUESDAY = "ca-truc", MONDAY + dt.timedelta(days=1)


def assign(by, commune, day, shift, number, person):
    slot = Slot(day, shift, machine(commune, number).pk)
    save_slots(by=by, commune=commune, wanted={slot: person.pk}, seen={})


@pytest.fixture
def an(phuoc_son):
    return member(phuoc_son, "N.V.A")


@pytest.fixture
def binh(phuoc_son):
    return member(phuoc_son, "T.T.B")


@pytest.fixture
def roster(official, phuoc_son, an, binh):
    """Rows 2 and 3 of the file: An in the morning at machine 1, Bình at machine 2."""
    assign(official, phuoc_son, MONDAY, 1, 1, an)
    assign(official, phuoc_son, MONDAY, 1, 2, binh)


def stored() -> list:
    rows = Assignment.objects.order_by("work_date", "shift", "workstation__number")
    return list(rows.values_list("work_date", "shift", "workstation__number", "member__name"))


def row_of(row, day, shift, place, name):
    """A new row as people type it."""
    return [
        (row, "Xã, thị trấn", "Phước Sơn"), (row, "Ngày", day), (row, "Ca", shift), (row, "Máy", place),
        (row, "Người", name),
    ]  # fmt: skip


@pytest.mark.parametrize("persona", ["official", "justice_office"])
def test_what_goes_out_comes_back_without_a_change(client, request, roster, persona):
    client.force_login(request.getfixturevalue(persona))
    at, sheet = taken_out(client, KIND)
    assert [*at] == ["Mã", "Xã, thị trấn", "Ngày", "Ca", "Máy", "Người"]
    assert [cell.value for cell in sheet[2]][1:] == [
        "Xã Phước Sơn", dt.datetime(2024, 3, 4), "Ca 1 (6–14 giờ)", "Máy 1 – Phước Sơn", "N.V.A",
    ]  # fmt: skip
    assert "Không có gì thay đổi" in words_of(bring_in(client, KIND, sheet))


def test_people_change_places_leave_and_come(client, official, roster, phuoc_son):
    client.force_login(official)
    preview = edited(
        client, KIND, (2, "Người", "t.t.b"), (3, "Người", "N.V.A"), *row_of(4, "05/3/2024", "3", "Máy 2", "N.V.A")
    )
    assert faults(preview) == []
    assert "1 dòng mới 2 dòng thay đổi 0 dòng giữ nguyên" in words_of(preview)
    confirm(client, KIND, preview)
    assert stored() == [(MONDAY, 1, 1, "T.T.B"), (MONDAY, 1, 2, "N.V.A"), (TUESDAY, 3, 2, "N.V.A")]
    made = Assignment.objects.get(work_date=TUESDAY)
    assert [(c.by, c.reason) for c in changes_of(made)] == [("N.V.A", "Nhập từ tệp sua.xlsx")]
    confirm(client, KIND, edited(client, KIND, (2, "Người", None)))
    assert stored() == [(MONDAY, 1, 2, "N.V.A"), (TUESDAY, 3, 2, "N.V.A")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            row_of(4, "04/3/2024", 1, "Máy 1", "T.T.B"),
            [(4, "Người", "Ca 1 ngày 04/3/2024, Máy 1: đã có N.V.A trực, không phân thêm T.T.B được."
              " Sửa tên ở dòng của ca đó.")],
        ),
        (
            row_of(4, "05/3/2024", 1, "Máy 1", "N.V.A") + row_of(5, "05/3/2024", 1, "Máy 1", "T.T.B"),
            [(5, "Người", "Ca 1 ngày 05/3/2024, Máy 1: đã có N.V.A trực, không phân thêm T.T.B được."
              " Sửa tên ở dòng của ca đó.")],
        ),
        (
            row_of(4, "05/3/2024", 1, "Máy 1", "N.V.A") + row_of(5, "05/3/2024", 1, "Máy 2", "N.V.A"),
            [(4, "Người", "Ca 1 ngày 05/3/2024: N.V.A đã trực máy khác trong ca này."),
             (5, "Người", "Ca 1 ngày 05/3/2024: N.V.A đã trực máy khác trong ca này.")],
        ),
        ([(2, "Người", "Người Lạ")], [(2, "Người", "Tổ của xã không có “Người Lạ”."
          " Thêm người ở trang Thành viên Tổ trước.")]),
        ([(2, "Máy", "Máy 2")], [(2, "Máy", "Không đổi được cột này bằng tệp; giữ nguyên “Máy 1 – Phước Sơn”.")]),
        ([(2, "Máy", "Máy 7")], [(2, "Máy", "Không có máy “Máy 7”. Ghi ví dụ: Máy 1.")]),
        (
            row_of(4, "05/3/2024", 1, "Máy 1 – Phước Hòa", "N.V.A"),
            [(4, "Người", "Ca 1 ngày 05/3/2024: máy không đặt ở xã ngày này. Xem trang Máy tính.")],
        ),
        (row_of(4, "05/3/2024", 1, "Máy 1", None), [(4, "Người", "Ghi tên người trực.")]),
        (row_of(4, None, 1, "Máy 1", "N.V.A"), [(4, "Ngày", "Ghi ngày làm việc, ví dụ 03/3/2024.")]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_row(client, official, roster, changes, told):
    client.force_login(official)
    before = stored()
    preview = edited(client, KIND, *changes)
    assert preview.status_code == 400
    assert faults(preview) == told
    assert stored() == before


def test_a_borrowed_machine_is_named_with_its_commune(client, official, roster, phuoc_son, phuoc_hoa):
    Loan.objects.create(workstation=machine(phuoc_hoa), borrower=phuoc_son, from_on=TUESDAY, to_on=TUESDAY)
    client.force_login(official)
    confirm(client, KIND, edited(client, KIND, *row_of(4, "05/3/2024", 1, "Máy 1 – Phước Hòa", "N.V.A")))
    assert Assignment.objects.get(work_date=TUESDAY).workstation == machine(phuoc_hoa)
    assert "Không có gì thay đổi" in words_of(bring_in(client, KIND, taken_out(client, KIND)[1]))


def test_one_commune_at_a_time(client, justice_office, official, roster, phuoc_hoa):
    assign(justice_office, phuoc_hoa, MONDAY, 1, 1, member(phuoc_hoa, "C"))
    assign(justice_office, phuoc_hoa, TUESDAY, 1, 1, member(phuoc_hoa, "C"))
    client.force_login(justice_office)
    _, sheet = taken_out(client, KIND)
    rows = {sheet.cell(row, 2).value: row for row in range(2, sheet.max_row + 1)}
    preview = edited(client, KIND, *((row, "Người", None) for row in rows.values()))
    assert faults(preview) == [(None, "", "Mỗi lần chỉ nhập ca trực của một xã. Tách tệp theo xã rồi gửi từng tệp.")]
    confirm(client, KIND, edited(client, KIND, (rows["Xã Phước Hòa"], "Người", None)))
    assert len(stored()) == 3


def test_what_somebody_else_assigned_meanwhile_is_not_overwritten(client, official, roster, phuoc_son, an, binh):
    client.force_login(official)
    preview = edited(client, KIND, *row_of(4, "05/3/2024", 1, "Máy 1", "N.V.A"))
    assign(official, phuoc_son, TUESDAY, 1, 1, binh)
    answer = confirm(client, KIND, preview)
    assert answer.status_code == 409
    assert "đã có T.T.B trực, không phân thêm N.V.A được." in words_of(answer)
    assert stored()[-1] == (TUESDAY, 1, 1, "T.T.B")


def test_checking_asks_as_much_for_many_rows_as_for_few(client, official, roster):
    client.force_login(official)

    def queries(count) -> int:
        days = [MONDAY + dt.timedelta(days=n) for n in range(1, count + 1)]
        changes = [cell for n, day in enumerate(days) for cell in row_of(4 + n, day, 1, "Máy 1", "N.V.A")]
        at, sheet = taken_out(client, KIND)
        for row, heading, value in changes:
            sheet.cell(row, at[heading]).value = value
        with CaptureQueriesContext(connection) as asked:
            assert faults(bring_in(client, KIND, sheet)) == []
        return len(asked)

    queries(1)
    assert queries(5) == queries(1)
