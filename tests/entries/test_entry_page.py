"""The official's home: what is typed is stored once, refused in words at the place, and never lost."""

import pytest

from communes.models import Book, BookKind, StaffMember
from entries.models import Batch, Entry
from tests.factories import machine, make_book, record
from tests.forms import fields_of, typed


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def entry_page(client, official, book):
    client.force_login(official)
    return client.get("/nhap-lieu/")


def fill(entry_page, phuoc_son, **changes):
    return typed(
        entry_page,
        **{
            "shift": "2",
            "workstation": str(machine(phuoc_son).pk),
            "worked_by": "N.V.A",
            "line_0_book": "ks 3 1998",
            "line_0_programme": "population_db",
            "line_0_count": "46",
            "record": "1",
        }
        | changes,
    )


def shift_batches():
    return Batch.objects.filter(kind="shift")


def send(client, entry_page, phuoc_son, **changes):
    return client.post("/nhap-lieu/", fill(entry_page, phuoc_son, **changes))


def test_the_form_opens_on_today_with_no_programme_chosen(entry_page):
    fields = fields_of(entry_page)
    assert fields["work_date"] == "04/3/2024"
    assert not any(name.endswith("programme") for name in fields)
    assert entry_page.content.count(b"<select") == entry_page.content.count(b'<select id="repeat"></select>') == 1


def test_a_shift_is_stored_and_the_receipt_is_told(client, entry_page, phuoc_son):
    response = send(client, entry_page, phuoc_son)
    batch = shift_batches().get()
    assert response.status_code == 302
    assert response.url == f"/nhap-lieu/?da-ghi={batch.pk}"
    told = client.get(response.url).content.decode()
    address = f"/so-cai/phieu/{batch.pk}/"
    assert f'Đã ghi phiếu <a href="{address}">{batch.receipt}</a>: ■ 46 Dân cư.' in told
    assert f'<a href="{address}dieu-chinh/">Điều chỉnh</a>' in told
    assert list(batch.entries.values_list("programme", "count")) == [("population_db", 46)]


def test_a_night_shift_of_yesterday_stands_beside_the_form(client, entry_page, official, phuoc_son):
    """After midnight it is recorded for the day it began; it can be corrected from the same page."""
    send(client, entry_page, phuoc_son, work_date="03/3/2024", shift="3")
    page = client.get("/nhap-lieu/").content.decode()
    assert "Hôm nay chưa có phiếu nào." in page
    assert "Hôm qua, 03/3/2024" in page
    assert f"/so-cai/phieu/{shift_batches().get().pk}/dieu-chinh/" in page


def test_one_letter_is_no_name(client, entry_page, phuoc_son):
    response = send(client, entry_page, phuoc_son, worked_by="B")
    assert response.status_code == 400
    assert "Ghi cả họ tên người nhập, ví dụ N.V.A." in response.content.decode()
    assert not phuoc_son.staff.filter(name="B").exists()


def test_two_books_of_two_programmes_in_one_batch(client, entry_page, official, phuoc_son):
    make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001)
    send(
        client, entry_page, phuoc_son, line_1_book="Kết hôn 01/2001", line_1_programme="historical", line_1_count="8"
    )  # fmt: skip
    assert list(shift_batches().get().entries.order_by("id").values_list("book_kind", "programme", "count")) == [
        ("KS", "population_db", 46),
        ("KH", "historical", 8),
    ]


def test_sent_twice_it_is_stored_once(client, entry_page, phuoc_son):
    first, second = send(client, entry_page, phuoc_son), send(client, entry_page, phuoc_son)
    assert (first.url, shift_batches().count()) == (second.url, 1)


def test_the_same_form_with_another_count_is_a_conflict_and_keeps_what_was_typed(client, entry_page, phuoc_son):
    send(client, entry_page, phuoc_son)
    response = send(client, entry_page, phuoc_son, line_0_count="47")
    assert response.status_code == 400
    assert "đã được ghi với nội dung khác" in response.content.decode()
    assert fields_of(response)["line-0-count"] == "47"
    assert shift_batches().count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("work_date", "05/3/2024", "Ngày ở tương lai. Hôm nay là 04/3/2024."),
        ("work_date", "31/02/2024", "Không có ngày 31/02/2024."),
        ("work_date", "hôm qua", "Gõ ngày dạng ngày/tháng/năm"),
        ("work_date", "", "Ghi ngày làm việc."),
        ("line_0_count", "0", "Số trường hợp phải lớn hơn 0."),
        ("line_0_count", "-5", "Số trường hợp không thể âm."),
        ("line_0_count", "1.5", "Số trường hợp là số nguyên"),
        ("line_0_count", "abc", "Chỉ gõ chữ số"),
        ("line_0_count", "1" + "0" * 18, "Số quá lớn"),
        ("line_0_count", "", "Ghi số trường hợp đã nhập."),
        ("line_0_programme", "", "Chọn chương trình: Dân cư hoặc Lịch sử."),
        ("line_0_programme", "both", "Chọn chương trình: Dân cư hoặc Lịch sử."),
        ("line_0_book", "KS 9/1998", "Xã không có quyển “KS 9/1998”."),
        ("line_0_book", "", "Ghi quyển sổ"),
        ("shift", "4", "Chọn ca 1, 2 hoặc 3."),
        ("shift", "", "Chọn ca."),
        ("workstation", "999999", "Máy này không thuộc xã."),
        ("worked_by", "", "Ghi tên người nhập."),
        ("id", "not-a-uuid", ""),
    ],
)
def test_bad_input_is_told_in_words_and_nothing_is_lost(client, entry_page, phuoc_son, field, value, message):
    response = send(client, entry_page, phuoc_son, **{field: value})
    assert response.status_code == 400
    assert message in response.content.decode()
    kept = fields_of(response)
    if field != "line_0_count":
        assert kept["line-0-count"] == "46"
    if field != "worked_by":
        assert kept["worked_by"] == "N.V.A"
    assert not shift_batches().exists()


def test_a_book_and_a_machine_of_another_commune_do_not_exist_here(client, entry_page, phuoc_son, phuoc_hoa, neighbour):
    make_book(phuoc_hoa, by=neighbour, number="77", opened=1977)
    response = send(client, entry_page, phuoc_son, line_0_book="KS 77/1977", workstation=str(machine(phuoc_hoa).pk))
    assert response.status_code == 400
    assert "Xã không có quyển “KS 77/1977”." in response.content.decode()
    assert not shift_batches().exists()


def test_an_ambiguous_book_is_asked_for(client, entry_page, official, phuoc_son):
    make_book(phuoc_son, by=official, number="4")
    response = send(client, entry_page, phuoc_son, line_0_book="khai sinh 1998")
    assert "Có nhiều quyển như vậy: Khai sinh 03/1998, Khai sinh 04/1998." in response.content.decode()


def test_a_form_without_lines_asks_for_one(client, entry_page, phuoc_son):
    blank = {"line_0_book": "", "line_0_programme": "", "line_0_count": ""}
    response = send(client, entry_page, phuoc_son, **blank)
    assert (response.status_code, shift_batches().count()) == (400, 0)
    assert "Ghi ít nhất một quyển sổ" in response.content.decode()


def test_a_shift_that_could_not_enter_is_recorded_with_its_reason(client, entry_page, phuoc_son):
    blank = {"line_0_book": "", "line_0_programme": "", "line_0_count": "", "nothing": "1"}
    assert send(client, entry_page, phuoc_son, **blank).status_code == 400
    assert send(client, entry_page, phuoc_son, **blank, reason="khac").status_code == 400
    assert send(client, entry_page, phuoc_son, **blank, reason="Mất mạng", other_reason="từ 14:20").status_code == 302
    batch = shift_batches().get()
    assert (batch.reason, batch.entries.count()) == ("Mất mạng: từ 14:20", 0)


def test_date_shift_machine_and_person_are_prefilled_from_the_last_time_on_this_device(client, entry_page, phuoc_son):
    send(client, entry_page, phuoc_son)
    fields = fields_of(client.get("/nhap-lieu/"))
    assert (fields["shift"], fields["workstation"], fields["worked_by"]) == ("2", str(machine(phuoc_son).pk), "N.V.A")


def test_a_person_not_yet_on_the_roster_is_enrolled_once_whatever_the_accents(client, entry_page, phuoc_son):
    send(client, entry_page, phuoc_son, worked_by="Đ.V.Đ")
    entry_page = client.get("/nhap-lieu/")
    send(client, entry_page, phuoc_son, worked_by="đ.v.đ", shift="3")
    assert list(StaffMember.objects.values_list("name", flat=True)) == ["Đ.V.Đ"]


def test_more_than_the_book_has_left_is_stored_and_told(client, entry_page, phuoc_son):
    response = send(client, entry_page, phuoc_son, line_0_count="130")
    text = client.get(response.url).content.decode()
    assert "▲ Đã ghi, nhưng cần xem lại: Khai sinh 03/1998: ghi 130, sổ chỉ còn 120 – vượt 10." in text


def test_without_scripts_another_line_is_added_and_nothing_is_stored(client, entry_page, phuoc_son):
    response = send(client, entry_page, phuoc_son, add_line="1")
    fields = fields_of(response)
    assert (response.status_code, fields["line-0-count"], fields["line-TOTAL_FORMS"]) == (200, "46", "2")
    assert not shift_batches().exists()


def test_after_the_session_ended_the_typed_values_wait_behind_the_log_in(client, entry_page, official, phuoc_son):
    fields = fill(entry_page, phuoc_son)
    client.logout()
    asked = client.post("/nhap-lieu/", fields)
    assert asked.status_code == 401
    kept = fields_of(asked)["kept"]
    back = client.post(
        "/dang-nhap/",
        {"username": official.username, "password": "tuyphuoc-2024", "kept": kept, "next": ""},
        follow=True,
    )
    again = fields_of(back)
    assert (again["line-0-book"], again["line-0-count"], again["id"]) == ("ks 3 1998", "46", fields["id"])
    assert not shift_batches().exists()
    assert client.post("/nhap-lieu/", typed(back, record="1")).status_code == 302
    assert shift_batches().get().pk.__str__() == fields["id"]


def test_another_person_at_the_same_pc_does_not_get_the_form(client, entry_page, neighbour, phuoc_son):
    fields = fill(entry_page, phuoc_son)
    client.logout()
    kept = fields_of(client.post("/nhap-lieu/", fields))["kept"]
    login = {"username": neighbour.username, "password": "tuyphuoc-2024", "kept": kept, "next": ""}
    back = client.post("/dang-nhap/", login, follow=True)
    assert "của tài khoản khác" in back.content.decode()
    assert fields_of(back).get("line-0-count", "") == ""


def test_a_form_opened_by_another_account_is_not_stored_in_my_name(client, entry_page, neighbour, phuoc_son):
    fields = fill(entry_page, phuoc_son)
    client.force_login(neighbour)
    assert client.post("/nhap-lieu/", fields).status_code == 400
    assert not shift_batches().exists()


def test_the_page_takes_the_same_queries_at_one_and_at_three_batches(
    client, entry_page, official, phuoc_son, book, django_assert_num_queries, django_assert_max_num_queries
):
    def batches(numbers):
        for n in numbers:
            record(book, 5 + n, by=official, work_date=entry_page.context["today"], shift=n, workstation=1)

    batches([1])
    with django_assert_max_num_queries(12) as first:
        client.get("/nhap-lieu/")
    batches([2, 3])
    with django_assert_num_queries(len(first)):
        client.get("/nhap-lieu/")


def test_the_picker_lists_the_communes_books_with_what_is_left(client, entry_page, official, book):
    record(book, 20, by=official)
    assert client.get("/nhap-lieu/so/").json()["books"] == [
        {"label": "Khai sinh 03/1998", "search": book.search_text, "left": 100, "recent": True}
    ]


def test_corrected_batches_show_what_they_amount_to(client, entry_page, official, phuoc_son, book):
    from entries.correcting import correct_batch
    from entries.posting import Line

    batch = record(book, 64, by=official, work_date=entry_page.context["today"])
    correct_batch(batch=batch, wanted=(Line(book, "population_db", 46),), reason="Gõ nhầm", by=official)
    text = client.get("/nhap-lieu/").content.decode()
    assert "■ 46" in text
    assert "đã điều chỉnh" in text
    assert Entry.objects.filter(measure="entered").count() == 2
    assert Book.objects.count() == 1
