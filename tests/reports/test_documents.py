"""The pages and files of documents: who may, which day, which choices."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune, District
from tests.factories import make_book, record

FILES = {
    "/bao-cao/bao-cao.docx": "bao-cao-2024-03-03.docx",
    "/bao-cao/bao-cao.xlsx": "bao-cao-2024-03-03.xlsx",
    "/bao-cao/phu-luc.xlsx": "phu-luc-2024-03-03.xlsx",
    "/bao-cao/phu-luc/.xlsx": "phu-luc-2024-03-03.xlsx",
}
OF_THE_DISTRICT = ("/bao-cao/", "/bao-cao/bao-cao.docx", "/bao-cao/bao-cao.xlsx")
OF_ALL = ("/bao-cao/phu-luc/", "/bao-cao/phu-luc.xlsx", "/bao-cao/phu-luc/.xlsx")


@pytest.mark.parametrize("who", ["justice_office", "observer", "administrator"])
@pytest.mark.parametrize("path", [*OF_THE_DISTRICT, *OF_ALL])
def test_the_district_reads_everything(client, request, who, path):
    client.force_login(request.getfixturevalue(who))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", OF_THE_DISTRICT)
def test_a_commune_does_not_read_the_report(client, official, path):
    client.force_login(official)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", OF_ALL)
def test_a_commune_reads_its_own_appendix(client, official, path):
    client.force_login(official)
    assert client.get(path).status_code == 200


def test_a_communes_appendix_shows_no_other_commune(client, official, justice_office, phuoc_hoa):
    book = make_book(phuoc_hoa, by=justice_office, count=4321)
    record(book, 44, by=justice_office)
    client.force_login(official)
    page = client.get("/bao-cao/phu-luc/").content.decode()
    assert "Xã Phước Sơn" in page and "Phước Hòa" not in page and "4.321" not in page
    assert "Xem báo cáo" not in page


@pytest.mark.parametrize("path", [*OF_THE_DISTRICT, *OF_ALL])
def test_strangers_are_asked_to_sign_in_and_nothing_is_posted(client, justice_office, path):
    assert client.get(path).status_code == 302
    client.force_login(justice_office)
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(("path", "name"), FILES.items())
def test_files_are_named_for_what_they_are_and_the_day(client, justice_office, path, name):
    client.force_login(justice_office)
    response = client.get(f"{path}?den-ngay=2024-03-03")
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("den-ngay=2024-03-05", "Ngày 05/3/2024 chưa đến."),
        ("den-ngay=31/02/2024", "Không có ngày 31/02/2024."),
        ("den-ngay=hôm qua", "Gõ ngày dạng ngày/tháng/năm"),
        ("den-ngay=0001-01-01", "Chọn một ngày từ 01/01/2000 trở đi."),
        ("den-ngay=9999-12-31", "chưa đến."),
        ("ban=x", "Chọn một trong các mục có sẵn."),
        ("co-so=abc", "Chọn một trong các mục có sẵn."),
    ],
)
@pytest.mark.parametrize("path", ["/bao-cao/", "/bao-cao/bao-cao.docx", "/bao-cao/phu-luc.xlsx"])
def test_what_makes_no_sense_is_refused_at_its_field(client, justice_office, path, query, words):
    client.force_login(justice_office)
    response = client.get(f"{path}?{query}")
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert words in page and 'class="error"' in page and 'class="sheet' not in page


def test_the_appendix_alone_greets_nobody_so_it_does_not_mind_the_choice(client, official):
    client.force_login(official)
    assert client.get("/bao-cao/phu-luc/?kinh-gui=2").status_code == 200


def test_without_a_choice_it_is_today_and_the_usual_options(client, justice_office):
    client.force_login(justice_office)
    page = client.get("/bao-cao/").content.decode()
    assert "Báo cáo tính đến 04/3/2024" in page
    assert "Kính gửi: Sở Tư pháp tỉnh Bình Định." in page
    assert page.count("Số sổ") == 1  # the label of the choice, not a column


def test_the_choices_reach_the_page_and_its_files(client, justice_office):
    client.force_login(justice_office)
    page = client.get("/bao-cao/?den-ngay=3/3/2024&kinh-gui=0&ban=dien-tu&co-so=1").content.decode()
    assert "Kính gửi:" not in page and "số          ngày          của" in page and "Số sổ</th>" in page
    for part in ("den-ngay=2024-03-03", "kinh-gui=0", "ban=dien-tu", "co-so=1"):
        assert part in page.split("/bao-cao/bao-cao.docx?")[1].split('"')[0]


def test_every_figure_of_the_page_leads_to_the_ledger(client, justice_office, furnished):
    client.force_login(justice_office)
    page = client.get("/bao-cao/?den-ngay=2024-03-03").content.decode()
    address = (
        "/so-cai/?den-ngay=2024-03-03&amp;chuong-trinh=population_db&amp;xa=21970&amp;loai-so=KS&amp;chi-tieu=entered"
    )
    assert f'<a href="{address}">91</a>' in page
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_a_report_before_the_first_entry_still_makes_sense(client, justice_office, furnished):
    client.force_login(justice_office)
    page = client.get("/bao-cao/?den-ngay=2022-01-01").content.decode()
    assert "Đến ngày <a" in page and "chưa có số liệu phải nhập và số liệu đã nhập." in page
    assert ">–<" in page


def test_names_from_the_database_are_text(client, justice_office, phuoc_son):
    Commune.objects.filter(pk=phuoc_son.pk).update(name="<script>x</script>")
    client.force_login(justice_office)
    assert "<script>x" not in client.get("/bao-cao/").content.decode()


def test_the_page_is_small(client, justice_office, furnished):
    District.objects.update(has_sample_data=True)
    client.force_login(justice_office)
    assert len(client.get("/bao-cao/?den-ngay=2024-03-03&co-so=1").content) <= 60_000


@pytest.mark.parametrize("path", ["/bao-cao/", "/bao-cao/bao-cao.docx", "/bao-cao/phu-luc/", "/bao-cao/phu-luc.xlsx"])
def test_the_number_of_queries_does_not_grow_with_the_communes(client, justice_office, furnished, path):
    client.force_login(justice_office)

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    with_thirteen = queries()
    elsewhere = District.objects.create(name="Vân Canh", province="Bình Định")
    Commune.objects.exclude(name__in=["Phước Sơn", "Phước Hòa", "Diêu Trì"]).update(district=elsewhere)
    with_three = queries()
    Commune.objects.exclude(name="Phước Sơn").update(district=elsewhere)
    assert queries() == with_three == with_thirteen


# ------------------------------------------------------------------ the command
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"as_of": "2024-03-03"}, "Chưa nói xuất ra đâu"),
        ({"as_of": "31/02/2024", "docx": "x.docx"}, "Không có ngày 31/02/2024"),
        ({"as_of": "2024-03-05", "docx": "x.docx"}, "chưa đến"),
        ({"as_of": "2024-03-03", "docx": "no/such/folder/x.docx"}, "Không ghi được"),
    ],
)
def test_the_command_says_what_is_wrong(db, tmp_path, monkeypatch, options, words):
    monkeypatch.chdir(tmp_path)
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    with pytest.raises(CommandError, match=words):
        call_command("export_report", *arguments)


def test_the_file_that_stands_alone_has_its_styles_and_no_links(furnished, tmp_path):
    call_command("export_report", as_of="2024-03-03", html=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert "<style>" in page and ".sheet" in page and "<a " not in page
    assert "tính đến ngày 03/3/2024" in page
