"""Who changed what, when and why, in words."""

import datetime as dt

import pytest

from communes.changes import changes_of
from communes.models import Force, Role, StaffMember
from tests.conftest import make_user


@pytest.fixture
def member(official, phuoc_son):
    made = StaffMember(commune=phuoc_son, name="N.V.A")
    made._history_user = official
    made.save()
    return made


def change(member, by, reason="", **fields):
    for name, value in fields.items():
        setattr(member, name, value)
    member._history_user, member._change_reason = by, reason
    member.save()


def test_each_saving_tells_who_what_and_why(member, official, justice_office):
    change(member, justice_office, "Chuyển công tác", force=Force.JUSTICE, active_to=dt.date(2024, 3, 1))
    newest, first = changes_of(member)
    assert (first.what, first.by, first.fields) == ("Thêm mới", official.shown_name, ())
    assert (newest.what, newest.by, newest.reason) == ("Sửa", justice_office.shown_name, "Chuyển công tác")
    assert [(one.label, one.before, one.after) for one in newest.fields] == [
        ("lực lượng", "Công an xã", "Tư pháp - Hộ tịch"),
        ("đến ngày", "(trống)", "01/3/2024"),
    ]


def test_what_points_to_something_is_told_by_its_name(member, official, phuoc_hoa):
    change(member, official, commune=phuoc_hoa, works_nights=False)
    (commune, nights) = changes_of(member)[0].fields
    assert (commune.before, commune.after) == ("xã Phước Sơn", "xã Phước Hòa")
    assert (nights.before, nights.after) == ("có", "không")


def test_saving_without_a_change_is_no_news(member, official):
    change(member, official)
    assert [one.what for one in changes_of(member)] == ["Thêm mới"]


def test_what_was_stored_in_bulk_has_no_history(phuoc_son):
    StaffMember.objects.bulk_create([StaffMember(commune=phuoc_son, name="L.V.C", folded_name="l.v.c")])
    assert changes_of(StaffMember.objects.get(name="L.V.C")) == []


def test_an_act_with_a_reason_is_told_even_where_no_field_changed(member, official):
    change(member, official, "Nhận lại 1 quyển")
    assert [(one.what, one.reason) for one in changes_of(member)] == [("Sửa", "Nhận lại 1 quyển"), ("Thêm mới", "")]


@pytest.mark.parametrize("changes", [1, 3])
def test_one_query_however_many_changes(member, official, changes, django_assert_num_queries):
    for number in range(changes):
        change(member, make_user(f"u{number}", Role.DISTRICT), name=f"Tên {number}")
    with django_assert_num_queries(1):
        assert len(changes_of(member)) == changes + 1
