"""The pages of faults in the books: what they show, what they refuse, how many queries they ask."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Book, Commune
from entries.defects import move_defect, record_defect
from entries.models import Defect, DefectKind
from tests.conftest import PASSWORD
from tests.factories import make_book
from tests.forms import fields_of

PAGE, ADD = "/loi-du-lieu/", "/loi-du-lieu/them/"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=120)


@pytest.fixture
def torn(db):
    return DefectKind.objects.get(code="torn")


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") :])).split())


def shown(response) -> list[int]:
    return [defect.pk for defect in response.context["page"]]


def found(book, by, kind="torn", count=3, **extra):
    return record_defect(by=by, book=book, kind=DefectKind.objects.get(code=kind), count=count, **extra)


# ------------------------------------------------------------------ recording
def test_an_official_records_a_fault_by_the_books_name(client, official, book, torn):
    client.force_login(official)
    page = client.get(ADD)
    sent = fields_of(page) | {
        "book": "ks 3 1998",
        "kind": torn.pk,
        "count": "12",
        "page": "7",
        "note": "mép trang rách",
    }
    answer = client.post(ADD, sent, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?quyen={book.pk}", 302)]
    assert "Đã ghi lỗi của Khai sinh 03/1998: quyển sổ rách hoặc không đầy đủ thông tin." in words_of(answer)
    assert Defect.objects.values_list("book", "kind", "count", "page", "note").get() == (
        book.pk, torn.pk, 12, "7", "mép trang rách",
    )  # fmt: skip


def test_the_kinds_stand_in_groups_in_vietnamese(client, official, phuoc_son):
    client.force_login(official)
    html = client.get(ADD).content.decode()
    assert re.findall(r'<optgroup label="([^"]+)"', html) == [
        "Thiếu thông tin", "Ghi sai thông tin", "Mâu thuẫn, sai sót", "Tình trạng quyển sổ", "Trùng lặp",
    ]  # fmt: skip


def test_the_district_chooses_the_commune_first(client, justice_office, phuoc_son, book, torn):
    client.force_login(justice_office)
    assert "Tiếp tục" in words_of(client.get(ADD))
    page = client.get(ADD, {"xa": phuoc_son.code})
    client.post(ADD, fields_of(page) | {"book": "KS 3/1998", "kind": torn.pk, "count": "2"})
    assert Defect.objects.get().found_by == justice_office


def test_from_a_book_the_book_is_not_asked_for(client, official, book, torn):
    client.force_login(official)
    page = client.get(ADD, {"quyen": book.pk})
    assert "Khai sinh 03/1998" in words_of(page)
    assert "book" not in fields_of(page)
    client.post(ADD, fields_of(page) | {"kind": torn.pk, "count": "2"})
    assert Defect.objects.get().book == book


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"count": "121"}, "không thể có 121 trường hợp lỗi"),
        ({"count": "-3"}, "Số trường hợp không thể âm"),
        ({"count": ""}, "Ghi số trường hợp bị lỗi."),
        ({"kind": ""}, "Chọn loại lỗi trong danh sách."),
        ({"kind": "999999"}, "Chọn loại lỗi trong danh sách."),
        ({"kind": "x\x00"}, "Chọn loại lỗi trong danh sách."),
        ({"book": "KS 9/1901"}, "Xã không có quyển “KS 9/1901”"),
        ({"book": ""}, "Ghi quyển sổ, ví dụ KS 3/1998."),
        ({"note": "Gọi 0905 123 456"}, "không lưu thông tin cá nhân"),
        ({"note": "a\x00"}, "Có ký tự không đọc được. Gõ lại ô này."),
        ({"page": "x" * 21}, "Viết gọn trong 20 ký tự"),
        ({"first_number": "9", "last_number": "3"}, "Số đầu lớn hơn số cuối."),
        ({"found_on": "05/3/2024"}, "Ngày phát hiện ở tương lai"),
        ({"found_on": "31/02/2024"}, "Không có ngày 31/02/2024"),
        ({"typed_by": "0"}, "Biểu mẫu này do tài khoản khác mở."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(client, official, book, torn, sent, message):
    client.force_login(official)
    typed = fields_of(client.get(ADD)) | {"book": "KS 3/1998", "kind": torn.pk, "count": "5", "page": "77"} | sent
    answer = client.post(ADD, typed)
    assert answer.status_code == 400
    assert message in words_of(answer)
    assert fields_of(answer)["page"] == typed["page"]
    assert Defect.objects.count() == 0


def test_another_communes_book_does_not_exist(client, neighbour, official, book, torn):
    client.force_login(neighbour)
    assert client.get(ADD, {"quyen": book.pk}).status_code == 404
    assert client.post(ADD, {"quyen": book.pk, "kind": torn.pk, "count": 1}).status_code == 404
    assert client.post(ADD, {"quyen": "x", "kind": torn.pk, "count": 1}).status_code == 404
    assert client.get(f"{PAGE}{found(book, official).pk}/").status_code == 404
    assert Defect.objects.count() == 1


def test_what_was_typed_survives_the_end_of_the_session(client, official, book, torn):
    typed = {"xa": official.commune.code, "book": "KS 3/1998", "kind": torn.pk, "count": "5", "page": "77"}
    page = client.post(ADD, typed | {"typed_by": official.pk})
    assert page.status_code == 401
    kept = page.context["kept"]
    back = client.post(
        "/dang-nhap/", {"username": official.username, "password": PASSWORD, "kept": kept, "next": ADD}, follow=True
    )
    assert fields_of(back)["page"] == "77"
    assert Defect.objects.count() == 0


# ------------------------------------------------------------------ the list
def test_the_list_is_narrowed_by_each_filter(client, justice_office, official, book, phuoc_hoa):
    other = make_book(phuoc_hoa, by=justice_office, count=50)
    torn, blurred = found(book, official), found(book, official, "illegible", 4)
    away, settled = found(other, justice_office, count=2), found(book, official, "sync_error", 1)
    move_defect(by=official, defect=settled, state="settled", note="đã sửa")
    client.force_login(justice_office)
    kind = blurred.kind_id

    def ask(**query):
        return shown(client.get(PAGE, query))

    assert ask() == [away.pk, blurred.pk, torn.pk]
    assert ask(xa=phuoc_hoa.code) == [away.pk]
    assert ask(loai=kind) == [blurred.pk]
    assert ask(quyen=other.pk) == [away.pk]
    assert ask(**{"tinh-trang": "settled"}) == [settled.pk]
    assert ask(**{"tinh-trang": "tat-ca"}) == [settled.pk, away.pk, blurred.pk, torn.pk]
    assert client.get(PAGE).context["sums"].count == 9


@pytest.mark.parametrize(
    "query",
    [{"loai": "x"}, {"loai": "999999"}, {"xa": "1"}, {"tinh-trang": "x"}, {"quyen": "x"}, {"quyen": "9" * 30},
     {"trang": "x"}, {"trang": "²"}, {"loai": "\x00"}],
)  # fmt: skip
def test_nonsense_in_the_address_is_told(client, justice_office, query):
    client.force_login(justice_office)
    assert client.get(PAGE, query).status_code == 400


def test_each_sum_opens_what_it_sums(client, justice_office, official, book):
    found(book, official)
    found(book, official, count=4)
    found(book, official, "illegible", 9)
    client.force_login(justice_office)
    for line in client.get(PAGE).context["sums"].kinds:
        opened = client.get(PAGE, {"xa": book.commune.code, "loai": line.kind.pk})
        assert opened.context["sums"].count == line.count == sum(row.count for row in opened.context["page"])


def test_an_empty_list_says_so(client, official):
    client.force_login(official)
    assert "✓ Không có lỗi nào chưa xử lý." in words_of(client.get(PAGE))


def test_every_page_of_the_list_asks_as_much_for_three_as_for_one(client, justice_office, official, book):
    client.force_login(justice_office)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    found(book, official)
    client.get(PAGE)  # the first page of a session stores it
    one = queries()
    for commune in Commune.objects.exclude(pk=book.commune_id)[:3]:
        found(make_book(commune, by=justice_office), justice_office, "illegible", 30)
    assert queries() == one <= 8


# ------------------------------------------------------------------ following up, and holding
def test_a_fault_is_moved_on_with_its_history(client, official, book):
    defect = found(book, official)
    client.force_login(official)
    url = f"{PAGE}{defect.pk}/"
    sent = fields_of(client.get(url)) | {"state": "settled", "state_note": "đã đối chiếu hồ sơ gốc"}
    answer = client.post(url, sent, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "tình trạng: mới → đã xử lý" in words_of(answer)
    assert "N.V.A, ngày 04/3/2024: ✓ đã xử lý – đã đối chiếu hồ sơ gốc" in words_of(answer)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Chọn tình trạng mới."),
        ({"state": "new"}, "Chọn tình trạng mới."),
        ({"state": "settled"}, "Ghi kết quả: đã sửa thế nào"),
        ({"state": "settled", "state_note": "052195001234"}, "không lưu thông tin cá nhân"),
    ],
)
def test_a_bad_move_is_told_and_nothing_is_lost(client, official, book, sent, message):
    defect = found(book, official)
    client.force_login(official)
    answer = client.post(f"{PAGE}{defect.pk}/", {"typed_by": official.pk} | sent)
    assert answer.status_code == 400
    assert message in words_of(answer)
    assert sent.get("state_note", "") in answer.content.decode()
    assert Defect.objects.get().state == "new"


def test_an_observer_reads_and_moves_nothing(client, observer, official, book):
    defect = found(book, official)
    client.force_login(observer)
    assert "Chuyển tình trạng" not in words_of(client.get(f"{PAGE}{defect.pk}/"))
    assert "Ghi lỗi" not in words_of(client.get(PAGE))
    assert client.post(f"{PAGE}{defect.pk}/", {"state": "verifying"}).status_code == 403


def test_the_district_holds_a_book_with_many_faults(client, justice_office, official, book):
    found(book, official, count=25)
    client.force_login(justice_office)
    assert "25 120 ▲ nhiều lỗi Tạm giữ" in words_of(client.get(PAGE))
    url = f"{PAGE}tam-giu/{book.pk}/"
    page = client.get(url)
    assert fields_of(page)["reason"] == "25 trường hợp lỗi chưa xử lý"
    answer = client.post(url, fields_of(page), follow=True)
    assert "Đã tạm giữ Khai sinh 03/1998 của xã Phước Sơn." in words_of(answer)
    assert "▲ nhiều lỗi ■ tạm giữ : 25 trường hợp lỗi chưa xử lý" in words_of(answer)
    assert Book.objects.get().held_reason == "25 trường hợp lỗi chưa xử lý"
    assert "Quyển này đang tạm giữ" in words_of(client.post(url, {"reason": "nữa"}))


def test_a_book_without_open_faults_is_not_held_here(client, justice_office, book):
    client.force_login(justice_office)
    assert client.get(f"{PAGE}tam-giu/{book.pk}/").status_code == 404
