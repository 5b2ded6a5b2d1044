"""The register of books: found without accents, shown with what is left, added once."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlparse

import pytest

from communes.models import Book, BookKind
from entries.models import Batch, BatchKind
from tests.conftest import PASSWORD
from tests.factories import make_book, record
from tests.forms import fields_of, typed

HISTORICAL = "historical"


@pytest.fixture
def shelf(official, phuoc_son):
    """Six books of Phước Sơn, one in each state and one of a kind outside the programme."""

    def book(number, **fields):
        return make_book(phuoc_son, by=official, number=number, **({"opened": 1998} | fields))

    done, begun, over = book("1", count=10), book("2", count=120), book("3", count=5)
    book("4", count=40, kind=BookKind.DEATH, opened=None, held="Phòng Tư pháp")
    book("5", count=0, kind=BookKind.MARRIAGE, opened=2001)
    book("6", count=70, kind=BookKind.GUARDIANSHIP)
    record(done, 10, by=official)
    record(begun, 46, by=official, shift=2)
    record(begun, 8, by=official, programme=HISTORICAL, shift=2, workstation=2)
    record(over, 7, by=official, shift=3)


@pytest.fixture
def books_page(client, official, shelf):
    client.force_login(official)
    return client.get("/so-ho-tich/")


def numbers(response) -> list[str]:
    return [row.record.number for row in response.context["table"].paginated_rows]


def cells(response, number) -> str:
    page = response.content.decode()
    row = next(row for row in page.split("<tr>")[2:] if re.search(rf'data-label="Quyển số">(<a [^>]+>)?{number}<', row))
    return row.split("</tr>")[0]


# ------------------------------------------------------------------ what the list shows
def test_books_stand_by_kind_year_and_number(books_page):
    assert numbers(books_page) == ["1", "2", "3", "5", "4", "6"]
    assert "<span>6 quyển</span>" in books_page.content.decode()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("01", (">10</a>", ">0<", "100,0%", "✓ đã nhập xong")),
        ("02", (">120</a>", ">46</a>", ">74<", "38,3%", "◐ đang nhập")),
        ("03", (">5</a>", ">7</a>", ">−2<", "140,0%", "▲ vượt 2")),
        ("04", (">40</a>", ">0<", "0,0%", "○ chưa nhập", 'data-label="Năm mở">–<')),
        ("05", (">0<", ">–<", "○ chưa kiểm đếm")),
        ("06", (">0<", ">–<", "○ ngoài chương trình")),
    ],
)
def test_each_book_shows_records_entered_left_share_and_state(books_page, number, words):
    row = cells(books_page, number)
    assert [word for word in words if word not in row] == []


def test_every_number_leads_to_the_entries_that_make_it_up(client, books_page):
    row = cells(books_page, "02")
    addresses = [part.split('"')[0].replace("&amp;", "&") for part in row.split('class="figure" href="')[1:]]
    sums = [sum(item["sum"] for item in client.get(address).context["sums"]) for address in addresses]
    assert sums == [120, 46]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tinh-trang=chua-nhap", ["4"]),
        ("tinh-trang=dang-nhap", ["2"]),
        ("tinh-trang=da-xong", ["1"]),
        ("tinh-trang=vuot", ["3"]),
        ("loai-so=KH", ["5"]),
        ("tim=khai+tu", ["4"]),
        ("tim=KHAI+T%E1%BB%AC", ["4"]),
        ("tim=phong+tu+phap", ["4"]),
        ("tim=ks+02", ["2"]),
        ("tim=2/1998", ["2"]),
        ("tim=1998+ks", ["1", "2", "3"]),
        ("tim=giam+ho", ["6"]),
        ("tim=không+có", []),
        ("tim=%25", []),
        ("tim=%00", ["1", "2", "3", "5", "4", "6"]),
        ("tim=ks&tinh-trang=vuot&loai-so=KS", ["3"]),
    ],
)
def test_filters_and_search_without_accents(client, books_page, query, expected):
    response = client.get(f"/so-ho-tich/?{query}")
    assert (response.status_code, numbers(response)) == (200, expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-entered", ["2", "1", "3"]),
        ("left", ["3", "1", "5"]),
        ("-to_enter", ["2", "4", "1"]),
        ("-kind", ["6", "4", "5"]),
    ],
)
def test_sorted_as_asked(client, books_page, sort, expected):
    assert numbers(client.get(f"/so-ho-tich/?sort={sort}"))[:3] == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sort=password", "Không sắp xếp theo cột đó được."),
        ("sort=", "Không sắp xếp theo cột đó được."),
        ("page=99", "Không có trang này; đang hiện trang đầu."),
        ("page=abc", "Không có trang này; đang hiện trang đầu."),
        ("xa=99999", "Không có xã này trong phạm vi của bạn."),
        ("xa=21967", "Không có xã này trong phạm vi của bạn."),
        ("xa=%00", "Không có xã này trong phạm vi của bạn."),
        ("loai-so=XX", "Không có loại sổ này."),
        ("loai-so=%00", "Không có loại sổ này."),
        ("tinh-trang=x", "Không có tình trạng này."),
    ],
)
def test_what_makes_no_sense_is_told_in_words(client, books_page, query, words):
    response = client.get(f"/so-ho-tich/?{query}")
    assert response.status_code == 400
    assert words in response.content.decode()


def test_fifty_a_page(client, official, phuoc_son):
    Book.objects.bulk_create(
        Book(commune=phuoc_son, kind="KS", number=str(n), opened=1900 + n).prepare() for n in range(1, 121)
    )
    client.force_login(official)
    assert numbers(client.get("/so-ho-tich/")) == [str(n) for n in range(1, 51)]
    assert numbers(client.get("/so-ho-tich/?page=3")) == [str(n) for n in range(101, 121)]
    assert "Trang 1 / 3" in client.get("/so-ho-tich/").content.decode()
    assert len(client.get("/so-ho-tich/").content) <= 60_000


def test_a_district_sees_all_communes_and_may_choose_one(client, justice_office, shelf, neighbour, phuoc_hoa):
    make_book(phuoc_hoa, by=neighbour, number="77", opened=1977)
    client.force_login(justice_office)
    assert numbers(client.get("/so-ho-tich/")) == ["77", "1", "2", "3", "5", "4", "6"]  # communes in official order
    assert numbers(client.get("/so-ho-tich/?xa=21967")) == ["77"]
    assert "Xã, thị trấn</a>" in client.get("/so-ho-tich/").content.decode()


def test_another_communes_books_are_not_seen(client, neighbour, shelf):
    client.force_login(neighbour)
    response = client.get("/so-ho-tich/")
    assert numbers(response) == []
    assert "Chưa có quyển sổ nào khớp." in response.content.decode()


@pytest.mark.parametrize(("who", "may_add"), [("official", True), ("justice_office", True), ("observer", False)])
def test_only_who_may_add_is_offered_to(client, request, who, may_add):
    client.force_login(request.getfixturevalue(who))
    assert ("Thêm một quyển</a>" in client.get("/so-ho-tich/").content.decode()) == may_add


def test_the_same_queries_at_one_and_at_three_books(
    client, official, phuoc_son, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(official)
    client.get("/so-ho-tich/")
    make_book(phuoc_son, by=official, number="1")
    with django_assert_max_num_queries(8) as first:
        client.get("/so-ho-tich/")
    for number in "23":
        make_book(phuoc_son, by=official, number=number)
    with django_assert_num_queries(len(first)):
        assert len(numbers(client.get("/so-ho-tich/"))) == 3


# ------------------------------------------------------------------ adding one
GOOD = {"kind": "KS", "number": "03", "opened": "1998", "count": "1.234", "counted_on": "1/3/2024", "held": "UBND xã"}


def add(client, **changes):
    return client.post("/so-ho-tich/them/", GOOD | changes)


def test_a_book_is_added_with_its_records_and_shown(client, official, phuoc_son):
    client.force_login(official)
    assert fields_of(client.get("/so-ho-tich/them/"))["counted_on"] == "04/3/2024"
    response = add(client)
    book = Book.objects.get()
    assert (response.status_code, book.label, book.commune, book.held) == (
        302, "Khai sinh 03/1998", phuoc_son, "UBND xã",
    )  # fmt: skip
    batch = Batch.objects.get()
    assert (batch.kind, batch.work_date, batch.recorded_by) == (BatchKind.INVENTORY, dt.date(2024, 3, 1), official)
    assert list(batch.entries.values_list("book", "measure", "count")) == [(book.pk, "to_enter", 1234)]
    shown = client.get(response.url)
    assert numbers(shown) == ["3"]
    assert "Đã thêm Khai sinh 03/1998 vào danh mục sổ của xã Phước Sơn." in shown.content.decode()


def test_number_and_year_may_be_unknown(client, official):
    client.force_login(official)
    for _ in range(2):
        assert add(client, number="", opened="").status_code == 302
    assert len({book.label for book in Book.objects.all()}) == 2
    assert client.get("/so-ho-tich/").content.decode().count("không ghi") == 2


@pytest.mark.parametrize("number", ["1 & 2", "A#1", "5%", "01/B", "Số 7+"])
def test_whatever_the_number_the_new_book_is_found_afterwards(client, official, number):
    client.force_login(official)
    response = add(client, number=number)
    assert parse_qs(urlparse(response.url).query)["tim"] == [Book.objects.get(number=number).label]
    assert numbers(client.get(response.url)) == [number]


@pytest.mark.parametrize("again", [{}, {"number": "3"}, {"number": " 3 ", "count": "9"}])
def test_a_book_twice_is_refused_in_words(client, official, again):
    client.force_login(official)
    add(client)
    response = add(client, **again)
    assert response.status_code == 400
    assert "Xã đã có quyển này: trùng loại sổ, quyển số và năm mở sổ." in response.content.decode()
    assert (Book.objects.count(), Batch.objects.count()) == (1, 1)
    assert add(client, opened="1999").status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ""}, "Chọn loại sổ."),
        ({"kind": "XX"}, ""),
        ({"opened": "98"}, "Năm phải từ 1900."),
        ({"opened": "abc"}, "Ghi năm bằng bốn chữ số"),
        ({"opened": "2025"}, "Năm mở sổ ở tương lai. Năm nay là 2024."),
        ({"opened": "9" * 30}, "Năm mở sổ ở tương lai."),
        ({"count": ""}, "Đếm và ghi số trường hợp trong sổ."),
        ({"count": "-5"}, "Số trường hợp không thể âm."),
        ({"count": "1.5"}, "Số trường hợp là số nguyên"),
        ({"count": "abc"}, "Chỉ gõ chữ số"),
        ({"count": "1" + "0" * 18}, "Số quá lớn"),
        ({"counted_on": "05/3/2024"}, "Ngày ở tương lai. Hôm nay là 04/3/2024."),
        ({"counted_on": "31/02/2024"}, "Không có ngày 31/02/2024."),
        ({"counted_on": ""}, "Ghi ngày kiểm đếm."),
        ({"number": "1" * 21}, ""),
        ({"held": "\x00"}, ""),
    ],
)
def test_bad_input_is_told_in_words_and_kept(client, official, changes, words):
    client.force_login(official)
    response = add(client, **changes)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert fields_of(response)["kind"] == "KS" if "kind" not in changes else True
    assert fields_of(response)["number"] == changes.get("number", "03")
    assert (Book.objects.count(), Batch.objects.count()) == (0, 0)


def test_the_district_names_the_commune(client, justice_office, phuoc_son):
    client.force_login(justice_office)
    response = add(client)
    assert response.status_code == 400
    assert "Chọn xã, thị trấn của quyển sổ." in response.content.decode()
    assert add(client, commune="99999").status_code == 400
    assert add(client, commune="21970").status_code == 302
    assert Book.objects.get().commune == phuoc_son


def test_an_official_adds_to_the_own_commune_whatever_was_sent(client, neighbour, phuoc_hoa):
    client.force_login(neighbour)
    add(client, commune="21970")
    assert set(Book.objects.values_list("commune", flat=True)) <= {phuoc_hoa.pk}


def test_after_the_session_ended_the_typed_book_waits_behind_the_log_in(client, official):
    client.force_login(official)
    fields = typed(client.get("/so-ho-tich/them/"), **GOOD)
    client.logout()
    kept = fields_of(client.post("/so-ho-tich/them/", fields))["kept"]
    login = {"username": official.username, "password": PASSWORD, "kept": kept, "next": ""}
    again = fields_of(client.post("/dang-nhap/", login, follow=True))
    assert {name: again[name] for name in GOOD} == GOOD
    assert not Book.objects.exists()


@pytest.mark.parametrize("sort", ["opened", "-opened", "left", "-left", "to_enter", "-entered", "kind", "-number"])
def test_each_book_is_on_one_page_whatever_it_is_sorted_by(client, official, phuoc_son, sort):
    """Many books have the same year or as much left: the order ends with what no two share."""
    client.force_login(official)
    for number in range(12):
        make_book(phuoc_son, by=official, number=str(number), count=10)
    table = client.get(f"/so-ho-tich/?sort={sort}").context["table"]
    assert table.data.data.query.order_by[-1] in ("id", "-id")
