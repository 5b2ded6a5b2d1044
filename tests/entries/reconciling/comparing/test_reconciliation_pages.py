"""Đối chiếu in the browser's eyes: extracts typed, looked at, kept, withdrawn; compared; and why a commune differs."""

import datetime as dt
import io
import re
import uuid

import pytest
from openpyxl import load_workbook

from communes.models import Commune, Programme
from entries.models import Extract, Finding, ReconcilingSettings
from entries.reconciling.extracts.keeping import keep_extract
from tests.factories import extracted, make_book, record
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2024, 3, 3)


@pytest.fixture
def ours(official, phuoc_son):
    """46 births in the ledger."""
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 46, by=official, work_date=SUNDAY)
    return book


def typed(commune: Commune, *, step: str = "xem", births: str = "40", **more) -> dict:
    return {
        "id": str(uuid.uuid4()), "chuong-trinh": "dan-cu", "source": "police", "as_of": "03/3/2024", "received_on": "",
        "paper_number": "215/CAT", f"{commune.code}-population_db-KS-count": births, "buoc": step, **more,
    }  # fmt: skip


# ------------------------------------------------------------------ typing
def test_what_is_typed_is_looked_at_before_it_is_kept(office, phuoc_son):
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son))
    assert (page.status_code, Extract.objects.count()) == (200, 0)
    assert "Chưa lưu" in text_of(page)
    kept = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, step="ghi"))
    extract = Extract.objects.get()
    assert (kept.url, extract.as_of, extract.paper_number) == (
        f"/doi-chieu/trich-xuat/{extract.pk}/",
        SUNDAY,
        "215/CAT",
    )
    lines = extract.lines.values_list("commune__name", "programme", "book_kind", "count")
    assert set(lines) == {
        ("Phước Sơn", "population_db", kind, 40 if kind == "KS" else 0) for kind in ("KS", "KH", "KT", "CN")
    }


def test_going_back_keeps_what_was_typed(office, phuoc_son):
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, step="sua", births="bốn mươi"))
    assert page.status_code == 200
    assert 'value="bốn mươi"' in page.content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"as_of": "09/3/2024"}, "ở sau hôm nay"),
        ({"as_of": ""}, "Ghi ngày chốt số liệu của trích xuất."),
        ({"source": ""}, "Chọn nguồn của trích xuất: Công an tỉnh hoặc Sở Tư pháp."),
        ({"births": ""}, "Chưa gõ con số nào. Gõ số của ít nhất một xã, kể cả số 0."),
        ({"births": "bốn mươi"}, "số"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_kept(office, phuoc_son, change, told):
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, step="ghi") | (
        {f"{phuoc_son.code}-population_db-KS-count": change["births"]} if "births" in change else change
    ))  # fmt: skip
    assert (page.status_code, Extract.objects.count()) == (400, 0)
    assert told in text_of(page)


def test_a_wrong_figure_is_named_in_the_summary(office, phuoc_son):
    page = text_of(office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, births="-5")))
    assert "Xã Phước Sơn, khai sinh, Dân cư: Số trường hợp không thể âm." in page
    assert "điều chỉnh phiếu" not in page


def test_a_day_before_any_extract_is_told(office, justice_office, phuoc_son):
    extracted(phuoc_son, by=justice_office)
    page = text_of(office.get("/doi-chieu/?den-ngay=2024-01-01"))
    assert "Không có trích xuất nào chốt từ ngày ấy trở về trước." in page
    assert "khớp" not in page.split("Các trích xuất đã nhận")[0].split("So với trích xuất")[1]


def test_a_total_that_does_not_add_up_is_shown_beside_the_sum(office, phuoc_son):
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, **{"population_db-total": "42"}))
    assert "trích xuất ghi tổng 42, cộng các ô được 40" in text_of(page)
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, **{"population_db-total": "40"}))
    assert "trích xuất ghi tổng" not in text_of(page)


def test_communes_left_out_are_named(office, phuoc_son):
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son))
    assert "Không có trong trích xuất" in text_of(page)


def test_the_same_figures_again_are_the_same_extract(office, phuoc_son):
    for _ in range(2):
        answer = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, step="ghi"), follow=True)
    assert Extract.objects.count() == 1
    assert "đã có từ trước" in text_of(answer)


def test_what_would_be_refused_is_told_before_the_last_look(office, phuoc_son):
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, received_on="01/3/2024"))
    assert page.status_code == 400
    assert "Ngày nhận ở trước ngày chốt số liệu" in text_of(page)
    page = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, as_of="09/3/2024"))
    assert "ở sau hôm nay" in text_of(page)


def test_two_people_type_the_same_extract_the_second_is_told(office, justice_office, phuoc_son):
    looked_at = office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son)).content.decode()
    seen = re.search(r'name="seen_version" value="(\d+)"', looked_at)[1]
    extracted(phuoc_son, by=justice_office, births=41)
    sent = typed(phuoc_son, step="ghi", seen_version=seen)
    page = office.post("/doi-chieu/trich-xuat/moi/", sent)
    assert (page.status_code, Extract.objects.count()) == (409, 1)
    assert "Vừa có người lưu một bản khác" in text_of(page)
    office.post("/doi-chieu/trich-xuat/moi/", sent | {"seen_version": "1"})
    assert Extract.objects.count() == 2


# ------------------------------------------------------------------ one extract
def test_a_kept_extract_is_looked_at_at_once_and_a_withdrawn_one_no_more(office, ours, phuoc_son):
    office.post("/doi-chieu/trich-xuat/moi/", typed(phuoc_son, step="ghi"))
    extract = Extract.objects.get()
    assert "Đối chiếu thấy 1 phát hiện mới, 0 đã biết." in text_of(office.get(f"/doi-chieu/trich-xuat/{extract.pk}/"))
    [finding] = Finding.objects.all()
    assert (finding.commune, finding.gap, finding.gone_on) == (phuoc_son, 6, None)
    office.post(f"/doi-chieu/trich-xuat/{extract.pk}/rut-lai/", {"reason": "Gõ nhầm kỳ"})
    finding.refresh_from_db()
    assert finding.gone_on == dt.date(2024, 3, 4)


def test_a_withdrawn_extract_stays_readable_and_is_compared_no_more(office, justice_office, phuoc_son):
    extract = extracted(phuoc_son, by=justice_office)
    address = f"/doi-chieu/trich-xuat/{extract.pk}/"
    assert office.post(f"{address}rut-lai/", {"reason": ""}).status_code == 400
    assert Extract.objects.standing().count() == 1
    office.post(f"{address}rut-lai/", {"reason": "nhập nhầm nguồn"})
    assert Extract.objects.standing().count() == 0
    page = text_of(office.get(address))
    assert ("đã được rút lại" in page, "nhập nhầm nguồn" in page) == (True, True)
    response = office.get("/doi-chieu/")
    assert "Chưa có trích xuất nào" in text_of(response)
    withdrawal = Extract.objects.newest().get()
    assert (
        f'<a href="/doi-chieu/trich-xuat/{withdrawal.pk}/">Công an tỉnh đến 03/3/2024</a>' in response.content.decode()
    )


def test_a_commune_reads_its_own_figures_only(client, official, justice_office, phuoc_son, phuoc_hoa):
    extract = extracted(phuoc_hoa, by=justice_office, births=777)
    client.force_login(official)
    assert "777" not in client.get(f"/doi-chieu/trich-xuat/{extract.pk}/").content.decode()
    assert "777" not in client.get("/doi-chieu/").content.decode()


def test_a_commune_is_shown_the_newest_extract_that_names_it(client, official, justice_office, phuoc_son, phuoc_hoa):
    own = extracted(phuoc_son, by=justice_office, as_of=SUNDAY - dt.timedelta(days=7))
    extracted(phuoc_hoa, by=justice_office)
    client.force_login(official)
    page = client.get("/doi-chieu/")
    assert (page.context["extract"], page.context["extracts"]) == (own, [own])


# ------------------------------------------------------------------ compared
def test_the_worst_stands_first_and_every_figure_opens(office, justice_office, ours, phuoc_son):
    extracted(phuoc_son, by=justice_office)
    page = office.get("/doi-chieu/")
    section = page.context["sections"][0]
    assert section.rows[0].commune == phuoc_son
    source = page.content.decode()
    assert "▲ +6" in source
    ledger = f"/so-cai/?chuong-trinh=population_db&amp;chi-tieu=entered&amp;den-ngay=2024-03-03&amp;xa={phuoc_son.code}"
    assert f'href="{ledger}&amp;loai-so=KS"' in source
    assert f"#xa-{phuoc_son.code}-population_db-KS" in source


def test_what_the_tolerance_allows_is_no_gap(office, justice_office, ours, phuoc_son):
    extracted(phuoc_son, by=justice_office, births=41)
    assert "≈ +5" in office.get("/doi-chieu/").content.decode()
    office.post("/doi-chieu/cach-doi-chieu/", {"records": "4", "per_mille": "0", "lag_days": "0"})
    assert ReconcilingSettings.objects.get().records == 4
    assert "▲ +5" in office.get("/doi-chieu/").content.decode()


def test_an_extract_that_there_is_not_is_told_and_the_newest_shown(office, justice_office, ours, phuoc_son):
    extract = extracted(phuoc_son, by=justice_office)
    page = office.get(f"/doi-chieu/?trich-xuat={uuid.uuid4()}")
    assert (page.status_code, page.context["extract"]) == (400, extract)
    assert "Không có trích xuất này" in text_of(page)


def test_the_workbook_has_the_same_figures(office, justice_office, ours, phuoc_son):
    extracted(phuoc_son, by=justice_office)
    file = office.get("/doi-chieu/doi-chieu.xlsx")
    assert "doi-chieu-cong-an-tinh-20240303.xlsx" in file.headers["Content-Disposition"]
    sheets = load_workbook(io.BytesIO(file.content), data_only=True)
    assert sheets.sheetnames == ["Dân cư"]
    rows = {row[0]: list(row) for row in sheets.active.values}
    assert rows["Xã Phước Sơn"] == [
        "Xã Phước Sơn", 46, 40, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 46, 40, 6, 0.15, "lệch",
    ]  # fmt: skip
    assert rows["Cộng"][13:17] == [46, 40, 6, 0.15]
    assert rows["Xã Phước Hòa"][1:] == [*["–"] * 16, "trích xuất không có"]
    place = next(row for row in load_workbook(io.BytesIO(file.content)).active.iter_rows() if row[0].value == "Cộng")
    assert place[1].value.startswith("=SUM(B")
    assert place[3].value == f"=B{place[0].row}-C{place[0].row}"


def test_an_empty_house_has_no_workbook(office):
    assert office.get("/doi-chieu/doi-chieu.xlsx").status_code == 400


# ------------------------------------------------------------------ why
def test_why_names_what_can_be_told(office, justice_office, ours, phuoc_son):
    extracted(phuoc_son, by=justice_office)
    page = text_of(office.get(f"/doi-chieu/xa/{phuoc_son.pk}/"))
    assert "sổ cái nhiều hơn trích xuất 6 trường hợp" in page
    assert "Chỉ có trích xuất của một chương trình" in page


def test_without_an_extract_nothing_is_told(office, phuoc_son):
    assert "Chưa có trích xuất nào có số nhập từ Sổ hộ tịch" in text_of(office.get(f"/doi-chieu/xa/{phuoc_son.pk}/"))


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_communes_as_for_one(
    office, justice_office, official, django_assert_max_num_queries, number
):
    for place, commune in enumerate(Commune.objects.order_by("position")[:number]):
        extracted(commune, by=justice_office, as_of=SUNDAY - dt.timedelta(days=place), births=40)
    office.get("/doi-chieu/")
    with django_assert_max_num_queries(13):
        assert office.get("/doi-chieu/").status_code == 200
    first = Commune.objects.order_by("position").first()
    with django_assert_max_num_queries(13):
        assert office.get(f"/doi-chieu/xa/{first.pk}/").status_code == 200


def test_the_other_programme_is_compared_by_itself(office, justice_office, ours, phuoc_son):
    extracted(phuoc_son, by=justice_office, programme=Programme.HISTORICAL, births=9)
    sections = office.get("/doi-chieu/").context["sections"]
    assert [section.programme for section in sections] == [Programme.HISTORICAL]


def test_a_province_is_turned_over_page_by_page_with_the_worst_first(office, justice_office, phuoc_son):
    district = justice_office.district
    Commune.objects.bulk_create(
        Commune(district=district, name=f"Xã số {number}", code=f"9{number:04}", position=100 + number)
        for number in range(20)
    )
    extracted(phuoc_son, by=justice_office, births=40)
    first, second = office.get("/doi-chieu/"), office.get("/doi-chieu/?trang=2")
    assert "đang xem 1–25 trong 33 xã, thị trấn" in text_of(first)
    rows = [row.commune for page in (first, second) for row in page.context["sections"][0].rows]
    assert (rows[0], len(rows), len(set(rows))) == (phuoc_son, 33, 33)
    assert text_of(first).count("Cộng các xã có trong trích xuất") == 1
    assert len(office.get("/doi-chieu/?trang=xyz").context["page"]) == 25


def test_the_owners_figures_count_where_two_sent_some(office, phuoc_son, official, justice_office):
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=SUNDAY)
    extracted(phuoc_son, by=justice_office, births=46)
    of_justice = keep_extract(
        district=phuoc_son.district, source="justice", as_of=SUNDAY, lines={(phuoc_son, "population_db", "KS"): 146},
        paper_number="", received_on=dt.date(2024, 3, 4), by=justice_office,
    ).extract  # fmt: skip
    told = "Cùng ngày chốt còn có số của Công an tỉnh: phát hiện, “Đã đối chiếu đến” và báo cáo theo số ấy."
    assert told in text_of(office.get(f"/doi-chieu/?trich-xuat={of_justice.pk}"))
    assert told not in text_of(office.get("/doi-chieu/"))
