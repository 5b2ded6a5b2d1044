"""A file of an extract on the screen: whose it is, what stands already, what is stored and what no longer counts."""

import datetime as dt
import re

import pytest

from entries.importing.storing import receive
from entries.models import Extract
from tests.conftest import PASSWORD
from tests.factories import extracted, make_book, record
from tests.forms import fields_of
from tests.pages import text_of

from .test_extracts import csv

pytestmark = pytest.mark.django_db
ROW = "1;Xã Phước Sơn;10;20;30;1;61"
POLICE = "Trích xuất của Công an tỉnh"


@pytest.fixture
def sent(justice_office, phuoc_son):
    def sent(*rows, title=POLICE) -> str:
        run = receive(
            csv(*(rows or (ROW,)), title=title), file_name="tep.csv", kind="extract", commune=None,
            district=justice_office.district, by=justice_office,
        )  # fmt: skip
        return f"/nhap-tep/{run.pk}/"

    return sent


def test_a_title_without_a_source_asks_for_it_and_keeps_what_was_typed(office, sent):
    page = sent(title="BẢNG SỐ LIỆU")
    answer = office.post(f"{page}ghi/", {"paper_number": "215/CAT"})
    assert (answer.status_code, Extract.objects.count()) == (400, 0)
    assert "Chọn nguồn của trích xuất: Công an tỉnh hoặc Sở Tư pháp." in text_of(answer)
    assert 'value="215/CAT"' in answer.content.decode()
    office.post(f"{page}ghi/", {"source": "justice", "paper_number": "215/CAT", "received_on": "01/3/2024"})
    extract = Extract.objects.get()
    assert (extract.source, extract.paper_number, f"{extract.received_on}") == ("justice", "215/CAT", "2024-03-01")


def test_what_a_source_makes_known_is_looked_at_before_it_is_kept(office, sent, phuoc_son, justice_office):
    """Nothing can be said of the figures while nobody knows whose they are."""
    extracted(phuoc_son, by=justice_office, births=40, as_of=dt.date(2024, 2, 25))
    page = sent(title="BẢNG SỐ LIỆU")
    assert "giảm so với" not in text_of(office.get(page))
    asked = office.post(f"{page}ghi/", {"source": "police", "paper_number": "215/CAT"})
    assert (asked.status_code, Extract.objects.count()) == (409, 1)
    told = text_of(asked)
    assert "Chưa lưu. Với nguồn vừa chọn có những điều dưới đây cần biết" in told
    assert "Số lũy kế giảm so với lần chốt 25/02/2024: Phước Sơn, khai sinh (dân cư) 40 → 10." in told
    assert fields_of(asked)["paper_number"] == "215/CAT"
    assert office.post(f"{page}ghi/", fields_of(asked)).status_code == 302
    assert Extract.objects.count() == 2
    justice = sent(title="BẢNG SỐ LIỆU")
    assert office.post(f"{justice}ghi/", {"source": "justice"}).status_code == 302  # of whom nothing stands


def test_communes_that_a_new_version_no_longer_gives_are_named(office, sent, phuoc_son, phuoc_hoa):
    office.post(f"{sent(ROW, '2;Xã Phước Hòa;1;2;3;0;6')}ghi/")
    told = text_of(office.get(sent("1;Xã Phước Sơn;11;20;30;1;62")))
    assert "Bản mới không có số Dân cư của Phước Hòa, bản trước có." in told


def test_a_commune_that_loses_one_programme_is_named_and_no_fall_made_up(office, sent, phuoc_son, justice_office):
    """The long form says for each commune of which programme its figures are."""
    head = [POLICE, "Tính đến ngày 29/02/2024", "Đơn vị;Chương trình;Loại sổ;Số đã nhập"]
    rows = ["Xã Phước Sơn;Dân cư;KS;100", "Xã Phước Sơn;Lịch sử;KS;26", "Xã Phước Hòa;Lịch sử;KS;9"]

    def of(*rows) -> str:
        run = receive(
            "\n".join([*head, *rows]).encode(), file_name="tep.csv", kind="extract", commune=None,
            district=justice_office.district, by=justice_office,
        )  # fmt: skip
        return f"/nhap-tep/{run.pk}/"

    office.post(f"{of(*rows)}ghi/")
    told = text_of(office.get(of(rows[0], rows[2])))
    assert "Bản mới không có số Lịch sử của Phước Sơn, bản trước có." in told
    assert "giảm so với" not in told


def test_what_stands_already_is_told_before_it_is_kept(office, sent, official, phuoc_son):
    assert "Sổ cái chưa có số đã nhập nào" in text_of(office.get(sent()))
    record(make_book(phuoc_son, by=official), 46, by=official)
    page = sent()
    assert "ở trước ngày đầu tiên sổ cái có số (01/3/2024)" in text_of(office.get(page))
    office.post(f"{page}ghi/")
    again, other = sent(), sent("1;Xã Phước Sơn;11;20;30;1;62")
    assert "Trích xuất này đã có (bản số 1" in text_of(office.get(again))
    assert "Lưu thì bản mới thay bản đó" in text_of(office.get(other))
    told = text_of(office.post(f"{again}ghi/", follow=True))
    assert "giống hệt trích xuất đã có; không lưu thêm" in told
    assert Extract.objects.count() == 1


def test_what_came_between_the_look_and_the_keeping_is_told(office, sent, phuoc_son, justice_office):
    page = sent()
    seen = re.search(r'name="seen_version" value="(\d+)"', office.get(page).content.decode())[1]
    office.post(f"{sent('1;Xã Phước Sơn;11;20;30;1;62')}ghi/")
    answer = office.post(f"{page}ghi/", {"seen_version": seen})
    assert (answer.status_code, Extract.objects.count()) == (409, 1)
    assert "Vừa có người lưu một bản khác" in text_of(answer)
    assert 'name="seen_version" value="1"' in answer.content.decode()
    office.post(f"{page}ghi/", {"seen_version": "1"})
    assert Extract.objects.count() == 2


def test_a_file_that_was_taken_back_says_what_no_longer_counts(office, sent):
    page = sent()
    office.post(f"{page}ghi/")
    other = sent("1;Xã Phước Sơn;11;20;30;1;62")
    office.post(f"{other}ghi/")
    assert "nay có bản khác thay" in text_of(office.get(page))
    assert "Rút lại cả tệp này" not in text_of(office.get(page))
    told = text_of(office.post(f"{other}rut-lai/", {"reason": "Gửi nhầm"}, follow=True))
    assert "bản trước của nó, nếu có, không tự trở lại" in told
    assert Extract.objects.standing().count() == 0
    first = Extract.objects.get(version=1)
    office.post(f"/doi-chieu/trich-xuat/{first.pk}/dung-lai/")
    [stands] = Extract.objects.standing()
    assert (stands.version, stands.fingerprint) == (4, first.fingerprint)


def test_two_different_figures_for_one_place_are_not_called_the_same(office, justice_office, phuoc_son):
    rows = [f"Xã Phước Sơn;Dân cư;Khai sinh;{count}" for count in (100, 120)]
    lines = [POLICE, "Tính đến ngày 29/02/2024", "Đơn vị;Chương trình;Loại sổ;Số đã nhập", *rows]
    run = receive(
        "\n".join(lines).encode(), file_name="tep.csv", kind="extract", commune=None,
        district=justice_office.district, by=justice_office,
    )  # fmt: skip
    page = text_of(office.get(f"/nhap-tep/{run.pk}/"))
    assert "đã có số ở dòng trên. Mỗi nơi một số lũy kế: xóa dòng sai." in page
    assert "trùng hoàn toàn" not in page


def test_only_the_district_uses_an_older_version_again(client, official, justice_office, phuoc_son):
    extract = extracted(phuoc_son, by=justice_office)
    client.force_login(official)
    assert client.post(f"/doi-chieu/trich-xuat/{extract.pk}/dung-lai/").status_code == 403


def test_the_reason_of_a_withdrawal_outlives_the_session(client, justice_office, phuoc_son):
    extract = extracted(phuoc_son, by=justice_office)
    asked = client.post(f"/doi-chieu/trich-xuat/{extract.pk}/rut-lai/", {"reason": "Gửi nhầm tháng"})
    assert asked.status_code == 401
    login = {"username": justice_office.username, "password": PASSWORD, "kept": fields_of(asked)["kept"]}
    back = client.post("/dang-nhap/", login, follow=True)
    assert back.redirect_chain[-1][0] == f"/doi-chieu/trich-xuat/{extract.pk}/"
    assert "Gửi nhầm tháng" in back.content.decode()
    assert Extract.objects.count() == 1
