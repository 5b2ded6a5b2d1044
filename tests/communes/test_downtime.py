"""Time lost: the sums against a count minute by minute, each rule from both sides, the pages."""

import datetime as dt
import re
from collections import Counter
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from communes.calendar import now
from communes.downtime import end_downtime, mend_downtime, minutes_lost, record_downtime, swept
from communes.lending import lend
from communes.models import Downtime
from communes.refusals import Refused
from tests.conftest import MONDAY, PASSWORD
from tests.factories import machine
from tests.forms import fields_of, typed

PAGE, ADD = "/gian-doan/", "/gian-doan/them/"
ZONE = timezone.get_default_timezone()
MINUTE = dt.timedelta(minutes=1)


def at(days: int = -1, hour: int = 8, minute: int = 0) -> dt.datetime:
    """Yesterday at eight, unless said otherwise."""
    return dt.datetime.combine(MONDAY + dt.timedelta(days=days), dt.time(hour, minute), ZONE)


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") :])).split())


def down(official, start, stop=None, cause="network", on=None, **extra):
    return record_downtime(
        by=official, commune=official.commune, cause=cause, started_at=start, ended_at=stop, workstation=on, **extra
    )


def refusal(act, *args, **extra) -> list[str]:
    with pytest.raises(Refused) as told:
        act(*args, **extra)
    return [problem.where for problem in told.value.problems]


# ------------------------------------------------------------------ sums
NEW_YEAR = dt.datetime(2024, 1, 31, 23, 0, tzinfo=ZONE)
STRETCHES = st.lists(st.tuples(st.integers(0, 120), st.sampled_from(["power", "network", "other"]), st.integers(1, 90)))


@settings(max_examples=200, deadline=None)
@given(STRETCHES)
def test_the_sweep_counts_as_one_counts_minute_by_minute(drawn):
    stretches = [
        (NEW_YEAR + start * MINUTE, cause, NEW_YEAR + (start + lasts) * MINUTE) for start, cause, lasts in drawn
    ]
    counted = Counter()
    for minute in range(220):
        moment = NEW_YEAR + minute * MINUTE
        covering = sorted(one for one in stretches if one[0] <= moment < one[2])
        if covering:
            counted[covering[0][1], moment.date().replace(day=1)] += 1
    assert swept(stretches) == counted


def lost(communes, first=-9, last=0) -> list[tuple]:
    found = minutes_lost(communes, MONDAY + dt.timedelta(days=first), MONDAY + dt.timedelta(days=last))
    return sorted(
        (one.commune.name, one.machine.commune.name, one.machine.number, one.cause, one.minutes) for one in found
    )


def test_a_machine_loses_a_minute_once_and_the_commune_one_for_each_machine(official, phuoc_son):
    down(official, at(hour=8), at(hour=9), "network")
    down(official, at(hour=8, minute=30), at(hour=10), "machine", machine(phuoc_son, 1))
    assert lost([phuoc_son]) == [
        ("Phước Sơn", "Phước Sơn", 1, "machine", 60),
        ("Phước Sơn", "Phước Sơn", 1, "network", 60),
        ("Phước Sơn", "Phước Sơn", 2, "network", 60),
    ]


def test_the_commune_loses_on_the_machines_that_stand_there_that_day(official, neighbour, phuoc_son, phuoc_hoa):
    away = machine(phuoc_son, 1)
    lend(by=official, workstation=away, borrower=phuoc_hoa, from_on=MONDAY - dt.timedelta(days=1), purpose="x")
    down(official, at(-2, 23), at(-1, 1), "power")
    down(neighbour, at(-2, 23), at(-1, 1), "power")
    assert lost([phuoc_son, phuoc_hoa]) == [
        ("Phước Hòa", "Phước Hòa", 1, "power", 120),
        ("Phước Hòa", "Phước Hòa", 2, "power", 120),
        ("Phước Hòa", "Phước Sơn", 1, "power", 60),
        ("Phước Sơn", "Phước Sơn", 1, "power", 60),
        ("Phước Sơn", "Phước Sơn", 2, "power", 120),
    ]


def test_what_goes_on_counts_until_now_and_days_outside_do_not_count(official, phuoc_son):
    one = machine(phuoc_son, 1)
    down(official, at(-2, 22), None, "machine", one)
    ((*_, minutes),) = lost([phuoc_son])
    assert 0 <= (now() - at(-2, 22)) // MINUTE - minutes <= 1
    assert lost([phuoc_son], -1, -1) == [("Phước Sơn", "Phước Sơn", 1, "machine", 1440)]
    assert lost([phuoc_son], -3, -3) == []


def test_the_sums_take_two_queries(official, phuoc_son, django_assert_num_queries):
    down(official, at(hour=8), at(hour=9))
    down(official, at(hour=10), at(hour=11), on=machine(phuoc_son, 2))
    with django_assert_num_queries(2):
        minutes_lost([phuoc_son], MONDAY - dt.timedelta(days=90), MONDAY)


# ------------------------------------------------------------------ rules
@pytest.mark.parametrize(
    ("start", "stop", "is_sure", "where"),
    [
        (at(-1), at(-1, 9), False, []),
        (at(-1), at(-1), False, ["ended_at"]),
        (at(-1), at(-2), False, ["ended_at"]),
        (at(1), None, False, ["started_at"]),
        (at(-1), at(1), False, ["ended_at"]),
        (at(-4), at(-1), False, []),
        (at(-4), at(-1, 8, 1), False, ["is_sure"]),
        (at(-4), at(-1, 8, 1), True, []),
        (at(-32), at(-1), True, []),
        (at(-32), at(-1, 8, 1), True, ["started_at"]),
    ],
)
def test_when_time_can_be_lost(official, start, stop, is_sure, where):
    if where:
        assert refusal(down, official, start, stop, is_sure=is_sure) == where
    else:
        assert down(official, start, stop, is_sure=is_sure).pk
    assert Downtime.objects.count() == (not where)


def test_one_of_a_kind_goes_on_at_a_time(official, phuoc_son):
    one = machine(phuoc_son, 1)
    down(official, at(-1), None, "machine", one)
    assert refusal(down, official, at(-1, 9), None, "machine", one) == ["started_at"]
    assert refusal(down, official, at(-1, 7), at(-1, 8, 1), "machine", one) == ["started_at"]
    assert down(official, at(-1, 7), at(-1, 8), "machine", one).pk
    assert down(official, at(-1, 9), None, "network", one).pk
    assert down(official, at(-1, 9), None, "machine", machine(phuoc_son, 2)).pk
    assert down(official, at(-1, 9), None, "machine").pk


def test_a_machine_that_stands_elsewhere_loses_nothing_here(official, phuoc_son, phuoc_hoa):
    one = machine(phuoc_son, 1)
    lend(by=official, workstation=one, borrower=phuoc_hoa, from_on=MONDAY - dt.timedelta(days=1), purpose="x")
    assert refusal(down, official, at(-1), at(-1, 9), on=one) == ["workstation"]
    assert down(official, at(-2), at(-2, 9), on=one).pk


def test_notes_hold_no_citizens(official):
    assert refusal(down, official, at(), at(hour=9), note="Gọi 0905 123 456") == ["note"]
    assert down(official, at(), at(hour=9), note="đứt cáp").note == "đứt cáp"


def test_it_ends_once_and_who_said_so_is_remembered(official):
    made = down(official, at(0, 0))
    ended = end_downtime(by=official, downtime=made, ended_at=now())
    assert ended.ended_at is not None
    assert refusal(end_downtime, by=official, downtime=made, ended_at=now()) == ["ended_at"]
    told = Downtime.history.order_by("history_id").values_list("history_type", "history_user", "history_change_reason")
    assert list(told) == [("+", official.pk, None), ("~", official.pk, "Đã có lại")]


def test_what_ends_in_its_first_minute_lost_that_minute(official, phuoc_son):
    made = down(official, now())
    ended = end_downtime(by=official, downtime=made, ended_at=now())
    assert ended.ended_at - ended.started_at >= MINUTE


def test_a_mistake_is_mended_within_the_rules(official):
    made = down(official, at(), at(hour=9))
    made.ended_at = at(hour=7)
    assert refusal(mend_downtime, by=official, downtime=made) == ["ended_at"]
    made.ended_at = at(hour=10)
    assert mend_downtime(by=official, downtime=made, reason="ghi nhầm").ended_at == at(hour=10)


# ------------------------------------------------------------------ pages
def test_two_taps_on_the_entry_page_and_what_is_typed_stays(client, official):
    client.force_login(official)
    page = client.get("/nhap-lieu/")
    sent = typed(page, line_0_book="KS 3/1998", line_0_count="46") | {"down": "network"}
    page = client.post("/gian-doan/luc-nay/", sent, follow=True)
    assert "Chọn ca." not in words_of(page)  # nobody has asked for a judgment yet
    assert page.redirect_chain == [("/nhap-lieu/?gian-doan=da-ghi", 302)]
    assert "Đã ghi: Mất mạng từ " in words_of(page)
    made = Downtime.objects.get()
    assert (made.cause, made.ended_at, made.workstation, made.recorded_by) == ("network", None, None, official)
    assert fields_of(page)["line-0-count"] == "46"
    page = client.post(f"{PAGE}{made.pk}/co-lai/", fields_of(page) | {"back": "entry"}, follow=True)
    assert page.redirect_chain == [("/nhap-lieu/?gian-doan=da-ghi", 302)]
    assert "Đã ghi có lại lúc " in words_of(page)
    assert fields_of(page)["line-0-count"] == "46"
    assert Downtime.objects.get().ended_at is not None


def test_a_blank_form_comes_back_blank(client, official):
    client.force_login(official)
    page = client.post("/gian-doan/luc-nay/", fields_of(client.get("/nhap-lieu/")) | {"down": "power"}, follow=True)
    assert "Ghi quyển sổ" not in words_of(page)
    page = client.post("/gian-doan/luc-nay/", {"down": "power"}, follow=True)
    assert "Bấm “Đã có lại” ở dòng đó trước" in words_of(page)
    assert Downtime.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"cause": "x"}, "Chọn nguyên nhân."),
        ({"started_time": "25:00"}, "Gõ giờ và phút, ví dụ 14:20."),
        ({"started_time": ""}, "Ghi giờ bắt đầu"),
        ({"started_at": "31/02/2024"}, "Không có ngày 31/02/2024"),
        ({"started_at": "05/3/2024"}, "Giờ bắt đầu ở tương lai."),
        ({"ended_at": "03/3/2024", "ended_time": ""}, "Ghi giờ có lại, ví dụ 15:05."),
        ({"ended_time": "7h"}, "Giờ có lại phải sau giờ bắt đầu."),
        ({"workstation": "999999"}, "Máy này không đặt ở xã."),
        ({"note": "a\x00"}, "Có ký tự không đọc được."),
        ({"started_at": "26/02/2024"}, "Gián đoạn hơn 3 ngày."),
        ({"typed_by": "0"}, "Biểu mẫu này do tài khoản khác mở."),
    ],
)
def test_bad_input_is_told_and_kept(client, official, sent, message):
    client.force_login(official)
    good = {"cause": "power", "started_at": "03/3/2024", "started_time": "8h", "note": "cắt điện"}
    answer = client.post(ADD, fields_of(client.get(ADD)) | good | {"is_sure": ""} | sent)
    assert (answer.status_code, message in words_of(answer)) == (400, True)
    assert fields_of(answer)["note"] == {**good, **sent}["note"]
    assert Downtime.objects.count() == 0


def test_one_is_recorded_mended_and_listed(client, official, phuoc_son):
    client.force_login(official)
    page = client.get(ADD)
    good = {"cause": "power", "workstation": machine(phuoc_son).pk, "started_at": "03/3/2024", "started_time": "8h"}
    sent = {name: value for name, value in fields_of(page).items() if name != "is_sure"} | good | {"ended_time": "9h15"}
    assert "Đã ghi: Mất điện (Máy 1) từ 08:00 ngày 03/3/2024." in words_of(client.post(ADD, sent, follow=True))
    address = f"{PAGE}{Downtime.objects.get().pk}/"
    fields = {name: value for name, value in fields_of(client.get(address)).items() if name != "is_sure"}
    page = client.post(address, fields | {"ended_time": "9:30", "workstation": "", "reason": "cả xã"}, follow=True)
    assert "đến lúc: 09:15 03/3/2024 → 09:30 03/3/2024" in words_of(page)
    page = client.get(PAGE)
    assert page.context["by_machine"].lines == [
        (("Xã Phước Sơn", "Máy 1"), [90], 90),
        (("Xã Phước Sơn", "Máy 2"), [90], 90),
    ]
    assert (page.context["by_month"].sums, page.context["by_month"].total) == ([180], 180)


def test_the_list_is_narrowed_by_each_filter(client, justice_office, official, neighbour, phuoc_hoa):
    one, two = down(official, at(), at(hour=9)), down(neighbour, at(), at(hour=9), "power")
    old = down(official, at(-30), at(-30, 9))
    client.force_login(justice_office)

    def ask(**query):
        return {row.pk for row in client.get(PAGE, query).context["page"]}

    assert ask() == {one.pk, two.pk, old.pk}
    assert ask(xa=phuoc_hoa.code) == {two.pk}
    assert ask(**{"nguyen-nhan": "network"}) == {one.pk, old.pk}
    assert ask(thang="2024-02") == {old.pk}
    for query in ({"thang": "2024-13"}, {"xa": "1"}, {"nguyen-nhan": "x"}, {"trang": "x"}):
        assert client.get(PAGE, query).status_code == 400


def test_what_was_typed_survives_the_end_of_the_session(client, official):
    page = client.post(ADD, {"cause": "power", "note": "cắt điện", "typed_by": official.pk})
    assert page.status_code == 401
    login = {"username": official.username, "password": PASSWORD, "kept": page.context["kept"], "next": ADD}
    assert fields_of(client.post("/dang-nhap/", login, follow=True))["note"] == "cắt điện"


def test_the_list_asks_as_often_with_three_as_with_one(client, justice_office, official, neighbour, phuoc_son):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    client.force_login(justice_office)
    down(official, at(), at(hour=9), on=machine(phuoc_son))
    asked()  # what is read once and kept
    first = asked()
    down(neighbour, at(), at(hour=9))
    down(official, at(-2), at(-2, 9), on=machine(phuoc_son, 2))
    assert asked() == first <= 8
