"""The ledger page: what every number links to. What is shown, its sums and its files are the same entries."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest

from communes.models import BookKind, District
from entries.correcting import correct_batch
from entries.models import Batch, Entry
from entries.posting import Line
from entries.recording import record_batch
from tests.factories import machine, make_book, member, record

POPULATION, HISTORICAL = "population_db", "historical"


def day(number: int) -> dt.date:
    return dt.date(2024, 3, number)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official)


@pytest.fixture
def work(book, official, phuoc_son, neighbour, phuoc_hoa):
    """Two communes, both programmes, two machines, three shifts, one correction and one flag."""
    marriages = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="1", opened=2001, count=50)
    record(book, 46, by=official, work_date=day(1), shift=1)
    record(book, 8, by=official, work_date=day(2), shift=2, workstation=2, programme=HISTORICAL)
    mixed_up = record(marriages, 9, by=official, work_date=day(3), shift=3)
    correct_batch(batch=mixed_up, wanted=(Line(marriages, HISTORICAL, 9),), reason="Nhầm chương trình", by=official)
    record_batch(
        by=official, commune=phuoc_son, work_date=day(4), shift=1, workstation=machine(phuoc_son, 2),
        worked_by=member(phuoc_son, "Đ.T.Hòa"), lines=(Line(marriages, POPULATION, 70),),
    )  # fmt: skip
    record(make_book(phuoc_hoa, by=neighbour, count=30), 5, by=neighbour, work_date=day(3))
    return book


def sums_of(response) -> dict[tuple[str, str], int]:
    return {(item["programme"].value, item["measure"]): item["sum"] for item in response.context["sums"]}


def counts(response) -> list[int]:
    return [row.record.count for row in response.context["table"].paginated_rows]


def text_of(response) -> str:
    return response.content.decode()


# ------------------------------------------------------------------ filters and sums
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [70, 9, -9, 9, 5, 8, 46, 120, 50, 30]),
        ("tu-ngay=2024-03-03", [70, 9, -9, 9, 5]),
        ("den-ngay=2024-03-02", [8, 46, 120, 50, 30]),
        ("tu-ngay=02/3/2024&den-ngay=3.3.24", [9, -9, 9, 5, 8]),
        ("xa=21967", [5, 30]),
        ("loai-so=KH", [70, 9, -9, 9, 50]),
        ("chuong-trinh=historical", [9, 8]),
        ("chi-tieu=entered", [70, 9, -9, 9, 5, 8, 46]),
        ("chi-tieu=to_enter", [120, 50, 30]),
        ("may=2", [70, 8]),
        ("ca=3", [9, -9, 9]),
        ("loai-phieu=correction", [9, -9]),
        ("loai-phieu=inventory", [120, 50, 30]),
        ("nguoi=hoa", [70]),
        ("nguoi=đ.t.hoà", [70]),
        ("xem-lai=true", [70]),
        ("chuong-trinh=population_db&chi-tieu=entered&xa=21970&loai-so=KH", [70, -9, 9]),
        ("loai-so=CN", []),
    ],
)
def test_filters_show_the_entries_asked_for_and_their_sums(client, justice_office, work, query, expected):
    client.force_login(justice_office)
    response = client.get(f"/so-cai/?{query}")
    assert response.status_code == 200
    assert sorted(counts(response)) == sorted(expected)
    assert sum(sums_of(response).values()) == sum(expected)
    assert f"<span>{len(expected)} dòng</span>" in text_of(response)


def test_a_book_is_named_by_its_key(client, official, work):
    client.force_login(official)
    assert sorted(counts(client.get(f"/so-cai/?quyen={work.pk}"))) == [8, 46, 120]
    assert counts(client.get("/so-cai/?quyen=999999")) == []


def test_sums_keep_programmes_and_measures_apart(client, official, work):
    client.force_login(official)
    response = client.get("/so-cai/")
    assert sums_of(response) == {
        (POPULATION, "Đã nhập"): 116, (POPULATION, "Phải nhập"): 170, (HISTORICAL, "Đã nhập"): 17,
    }  # fmt: skip
    page = text_of(response)
    assert "phải nhập: <b>170</b>" in page and "đã nhập: <b>17</b>" in page


def test_a_row_says_who_when_where_and_leads_to_its_batch(client, official, work):
    client.force_login(official)
    page = text_of(client.get("/so-cai/?nguoi=hoa"))
    batch = Batch.objects.get(worked_by__name="Đ.T.Hòa")
    for words in ("04/3/2024", "Ca 1, Máy 2, Đ.T.Hòa", "Kết hôn 01/2001", "■ Dân cư", batch.receipt, "▲ xem lại"):
        assert words in page
    assert f'href="/so-cai/phieu/{batch.pk}/"' in page
    correction = text_of(client.get("/so-cai/?loai-phieu=correction"))
    assert "<b>+9</b>" in correction and "<b>−9</b>" in correction


def test_an_empty_ledger_says_what_to_do(client, official):
    client.force_login(official)
    assert "Không có dòng số liệu nào khớp." in text_of(client.get("/so-cai/"))


# ------------------------------------------------------------------ scope
def test_a_commune_sees_its_own_and_cannot_ask_for_another(client, neighbour, work):
    client.force_login(neighbour)
    assert sorted(counts(client.get("/so-cai/"))) == [5, 30]
    assert counts(client.get(f"/so-cai/?quyen={work.pk}")) == []
    foreign, missing = client.get("/so-cai/?xa=21970"), client.get("/so-cai/?xa=99999")
    assert (foreign.status_code, missing.status_code) == (400, 400)
    assert (counts(foreign), sums_of(foreign)) == ([], {})
    hidden = r'name="csrfmiddlewaretoken" value="[^"]*"'
    assert re.sub(hidden, "", text_of(foreign)).replace("21970", "99999") == re.sub(hidden, "", text_of(missing))


def test_another_district_is_another_world(client, justice_office, work, phuoc_hoa):
    elsewhere = District.objects.create(name="Vân Canh", province="Bình Định")
    type(phuoc_hoa).objects.filter(pk=phuoc_hoa.pk).update(district=elsewhere)
    client.force_login(justice_office)
    assert 5 not in counts(client.get("/so-cai/"))
    assert client.get("/so-cai/?xa=21967").status_code == 400


# ------------------------------------------------------------------ pages and order
@pytest.fixture
def many(book, official, phuoc_son):
    """121 lines: 120 shifts of 1, 2, 3 ... records and the book's own count."""
    for n in range(1, 121):
        record(book, n, by=official, work_date=dt.date(2024, 1, 1) + dt.timedelta(days=n // 3), shift=n % 3 + 1)


def test_fifty_a_page_the_newest_first(client, official, many):
    client.force_login(official)
    first, last = client.get("/so-cai/"), client.get("/so-cai/?page=3")
    assert counts(first) == list(range(120, 70, -1))
    assert counts(last) == [*range(20, 0, -1), 120]
    assert "Trang 1 / 3" in text_of(first)
    assert sums_of(first) == sums_of(last) == {(POPULATION, "Đã nhập"): 7260, (POPULATION, "Phải nhập"): 120}


def test_pages_and_order_keep_the_filters(client, official, many):
    client.force_login(official)
    page = text_of(client.get("/so-cai/?chi-tieu=entered&sort=count&page=2"))
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(\?[^"]*)"', page)]
    assert any("page=3" in link and "chi-tieu=entered" in link and "sort=count" in link for link in links)
    assert "so-cai.csv?chi-tieu=entered" in page


@pytest.mark.parametrize(
    ("sort", "first"), [("count", [1, 2, 3]), ("-count", [120, 120, 119]), ("work_date", [120, 1, 2])]
)
def test_sorted_as_asked(client, official, many, sort, first):
    client.force_login(official)
    assert counts(client.get(f"/so-cai/?sort={sort}"))[:3] == first


@pytest.mark.parametrize("sort", ["book", "batch", "id", "count__x", "-", "--count", "password", "'; drop", ""])
def test_an_order_that_is_none_is_told_and_the_rows_stay_by_date(client, official, many, sort):
    client.force_login(official)
    response = client.get(f"/so-cai/?sort={sort}")
    assert response.status_code == 400
    assert "Không sắp xếp theo cột đó được; đang xếp theo ngày." in text_of(response)
    assert counts(response)[:3] == [120, 119, 118]


@pytest.mark.parametrize("page", ["0", "-1", "4", "abc", "1.5", "9" * 30, ""])
def test_a_page_that_is_none_is_told(client, official, many, page):
    client.force_login(official)
    response = client.get(f"/so-cai/?page={page}")
    assert response.status_code == 400
    assert "Không có trang này; đang hiện trang đầu." in text_of(response)
    assert counts(response)[0] == 120


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("tu-ngay=31/02/2024", "Từ ngày: Không có ngày 31/02/2024."),
        ("den-ngay=hôm qua", "Đến ngày: Gõ ngày dạng ngày/tháng/năm"),
        ("den-ngay=2024-13-01", "Đến ngày: Không có ngày 2024-13-01."),
        ("den-ngay=03/04/2024/05", "Đến ngày: Gõ ngày dạng"),
        ("tu-ngay=2024-03-04&den-ngay=2024-03-01", "Ngày đầu phải trước hoặc bằng ngày cuối."),
        ("xa=99999", "Xã, thị trấn: "),
        ("chuong-trinh=both", "Chương trình: "),
        ("chi-tieu=x", "Chỉ tiêu: "),
        ("loai-so=XX", "Loại sổ: "),
        ("loai-phieu=x", "Loại phiếu: "),
        ("ca=4", "Ca: "),
        ("may=9", "Máy: "),
        ("quyen=abc", ""),
        ("quyen=-1", ""),
        ("quyen=" + "9" * 30, ""),
        ("tep=x", ""),
        ("nguoi=%00", "Người nhập: "),
        ("xa=%00", "Xã, thị trấn: "),
    ],
)
def test_filters_that_make_no_sense_are_told_in_words_and_show_nothing(client, official, work, query, words):
    client.force_login(official)
    response = client.get(f"/so-cai/?{query}")
    assert response.status_code == 400
    assert "Điều kiện lọc chưa đúng" in text_of(response) and words in text_of(response)
    assert (counts(response), sums_of(response)) == ([], {})
    for form in ("xlsx", "csv"):
        assert client.get(f"/so-cai/so-cai.{form}?{query}").status_code == 400


@pytest.mark.parametrize("name", ["den-ngay", "tu-ngay", "xa", "nguoi", "quyen", "ca"])
def test_an_empty_filter_is_none(client, official, work, name):
    client.force_login(official)
    assert len(counts(client.get(f"/so-cai/?{name}="))) == 8


def test_the_same_few_queries_at_one_and_at_three_rows(
    client, official, book, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(official)
    client.get("/so-cai/")
    with django_assert_max_num_queries(8) as first:
        assert len(counts(client.get("/so-cai/"))) == 1
    for shift in (1, 2):
        record(book, 5, by=official, shift=shift)
    with django_assert_num_queries(len(first)):
        assert len(counts(client.get("/so-cai/"))) == 3


def test_a_full_page_stays_below_sixty_kilobytes(client, justice_office, many):
    client.force_login(justice_office)
    assert len(client.get("/so-cai/").content) <= 60_000


# ------------------------------------------------------------------ files
def read_csv(response) -> list[dict]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def read_xlsx(response) -> list[dict]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    "query", ["", "chi-tieu=entered", "xa=21970&chuong-trinh=historical", "tu-ngay=2024-03-03", "loai-so=CN"]
)
def test_the_files_hold_the_whole_filtered_set(client, justice_office, work, query):
    client.force_login(justice_office)
    shown = client.get(f"/so-cai/?{query}")
    expected = sum(sums_of(shown).values())
    in_csv = read_csv(client.get(f"/so-cai/so-cai.csv?{query}"))
    in_xlsx = read_xlsx(client.get(f"/so-cai/so-cai.xlsx?{query}"))
    assert sum(int(row["Số trường hợp"]) for row in in_csv) == expected
    assert sum(row["Số trường hợp"] for row in in_xlsx) == expected
    assert len(in_csv) == len(in_xlsx) == shown.context["rows"]


def test_the_files_hold_every_page_and_name_the_same_rows(client, official, many):
    client.force_login(official)
    in_csv = read_csv(client.get("/so-cai/so-cai.csv"))
    in_xlsx = read_xlsx(client.get("/so-cai/so-cai.xlsx"))
    assert len(in_csv) == len(in_xlsx) == 121
    for text, real in zip(in_csv, in_xlsx, strict=True):
        assert dt.datetime.strptime(text["Ngày"], "%d/%m/%Y") == real["Ngày"]
        for name in ("Xã, thị trấn", "Loại phiếu", "Ca", "Người nhập", "Quyển sổ", "Chương trình", "Mã phiếu"):
            assert text[name] == str(real[name] if real[name] is not None else "")
        assert (int(text["Số trường hợp"]), text["Chỉ tiêu"]) == (real["Số trường hợp"], real["Chỉ tiêu"])


def test_a_row_of_the_file(client, official, work):
    client.force_login(official)
    batch = Batch.objects.get(worked_by__name="Đ.T.Hòa")
    response = client.get("/so-cai/so-cai.xlsx?nguoi=hoa")
    [row] = read_xlsx(response)
    recorded = row.pop("Ghi lúc")
    assert row == {
        "Ngày": dt.datetime(2024, 3, 4), "Xã, thị trấn": "xã Phước Sơn", "Loại phiếu": "Phiếu nhập", "Ca": 1, "Máy": 2,
        "Người nhập": "Đ.T.Hòa", "Quyển sổ": "Kết hôn 01/2001", "Chương trình": "Dân cư", "Chỉ tiêu": "Đã nhập",
        "Số trường hợp": 70, "Mã phiếu": batch.receipt,
    }  # fmt: skip
    assert recorded.date() == day(4)
    assert re.search(r'filename="so-cai-20240304-\d{4}\.xlsx"', response["Content-Disposition"])


@pytest.mark.parametrize("name", ["=1+1", "+84", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_is_never_a_formula(client, official, book, phuoc_son, name):
    record_batch(
        by=official, commune=phuoc_son, work_date=day(1), shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son, name), lines=(Line(book, POPULATION, 5),),
    )  # fmt: skip
    client.force_login(official)
    query = "chi-tieu=entered"
    assert read_csv(client.get(f"/so-cai/so-cai.csv?{query}"))[0]["Người nhập"] == f"'{name}"
    cell = openpyxl.load_workbook(io.BytesIO(client.get(f"/so-cai/so-cai.xlsx?{query}").content)).active["F2"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_file_holds_only_what_its_reader_may_see(client, neighbour, work):
    client.force_login(neighbour)
    assert {row["Xã, thị trấn"] for row in read_csv(client.get("/so-cai/so-cai.csv"))} == {"xã Phước Hòa"}
    assert {row["Xã, thị trấn"] for row in read_xlsx(client.get("/so-cai/so-cai.xlsx"))} == {"xã Phước Hòa"}


def test_sample_data_is_marked_in_the_file_and_its_name(client, official, work):
    District.objects.update(has_sample_data=True)
    official.refresh_from_db()
    client.force_login(official)
    response = client.get("/so-cai/so-cai.xlsx")
    assert 'filename="du-lieu-mau-so-cai-' in response["Content-Disposition"]
    assert "DỮ LIỆU MẪU" in openpyxl.load_workbook(io.BytesIO(response.content)).active["A1"].value


@pytest.mark.parametrize("form", ["pdf", "XLSX", "xls"])
def test_other_forms_do_not_exist(client, official, form):
    client.force_login(official)
    assert client.get(f"/so-cai/so-cai.{form}").status_code == 404


def test_the_export_is_a_few_queries_whatever_its_length(client, official, many, django_assert_max_num_queries):
    client.force_login(official)
    client.get("/so-cai/")
    with django_assert_max_num_queries(7):
        read_csv(client.get("/so-cai/so-cai.csv"))
    assert Entry.objects.count() == 121
