"""Điều chỉnh từng quyển on the screen: proposed by the commune, accepted or written by the district."""

import datetime as dt
import json

import pytest

from communes.models import BookKind
from entries.models import Entry, FindingState, Measure
from tests.factories import found_in, make_book, record
from tests.forms import fields_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2024, 3, 3)


@pytest.fixture
def book(official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 460, by=official, work_date=SUNDAY)
    return book


@pytest.fixture
def finding(book, phuoc_son):
    return found_in(phuoc_son)


def send(client, finding, book, *, wanted, held=460, **typed):
    typed = {"seen": finding.revision, "was": json.dumps([[book.pk, held, 0]]), "text": "Đếm lại sổ gốc", **typed}
    address = f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/"
    return client.post(address, {f"0_{book.pk}": wanted, **typed})


def test_the_commune_proposes_and_the_district_accepts(client, official, justice_office, finding, book):
    client.force_login(official)
    page = text_of(client.get(f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/"))
    assert "Đề xuất điều chỉnh từng quyển" in page
    assert send(client, finding, book, wanted="46").status_code == 302
    client.force_login(justice_office)
    assert f"{book.label} Dân cư" in text_of(client.get(f"/doi-chieu/phat-hien/{finding.pk}/")).replace("■ ", "")
    finding.refresh_from_db()
    client.post(f"/doi-chieu/phat-hien/{finding.pk}/chap-nhan/", {"seen": finding.revision})
    finding.refresh_from_db()
    assert finding.state == FindingState.FIXED
    assert sum(Entry.objects.filter(measure=Measure.ENTERED).values_list("count", flat=True)) == 46


def test_the_district_writes_it_by_itself(client, justice_office, finding, book):
    client.force_login(justice_office)
    assert send(client, finding, book, wanted="400", document_number="12/TB").status_code == 302
    [posted] = finding.corrections.all()
    assert (posted.document_number, posted.entries.get().count) == ("12/TB", -60)


def test_what_is_refused_keeps_what_was_typed(client, official, finding, book):
    client.force_login(official)
    for given, told in (
        ({"wanted": "-5"}, "Khai sinh 03/1998, Dân cư: Số trường hợp không thể âm"),
        ({"wanted": ""}, "Chưa đổi số nào"),
        ({"wanted": "46", "text": ""}, "Viết lý do đề xuất"),
        ({"wanted": "46", "held": 450}, "nay 460"),
        ({"wanted": "46", "was": "xyz"}, "Tải lại trang"),
        ({"wanted": "46", "seen": 7}, "vừa được người khác xử lý"),
    ):
        page = send(client, finding, book, **given)
        assert page.status_code == 400
        assert told in text_of(page)
        assert given["wanted"] in page.content.decode()
    finding.refresh_from_db()
    assert finding.proposal is None


def test_more_than_the_book_has_is_asked_about_once(client, official, justice_office, finding, book):
    client.force_login(official)
    assert "sổ có 900" in text_of(client.get(f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/"))
    asked = send(client, finding, book, wanted="901")
    assert (asked.status_code, finding.remarks.count()) == (400, 0)
    assert "Sổ chỉ có 900 trường hợp. Dò lại; vẫn đúng như vậy thì gửi lần nữa." in text_of(asked)
    sure = fields_of(asked)["sure_of"]
    assert send(client, finding, book, wanted="902", sure_of=sure).status_code == 400  # another figure: asked anew
    assert send(client, finding, book, wanted="901", sure_of=sure).status_code == 302
    client.force_login(justice_office)
    assert "901 ▲ sổ chỉ có 900" in text_of(client.get(f"/doi-chieu/phat-hien/{finding.pk}/"))
    finding.refresh_from_db()
    assert send(client, finding, book, wanted="900").status_code == 302  # as many as it has


def test_a_settled_finding_takes_no_more_and_what_was_typed_stays(client, justice_office, official, finding, book):
    client.force_login(justice_office)
    send(client, finding, book, wanted="400")
    client.force_login(official)
    page = send(client, finding, book, wanted="300", text="Đếm lại hai lần")
    assert page.status_code == 400
    assert "vừa được người khác xử lý" in text_of(page)
    assert 'value="300"' in page.content.decode() and "Đếm lại hai lần" in page.content.decode()
    assert Entry.objects.filter(measure=Measure.ENTERED).count() == 2
    assert client.get(f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/").url == f"/doi-chieu/phat-hien/{finding.pk}/"


def test_who_proposes_anew_goes_on_from_what_waits(client, official, justice_office, finding, book):
    client.force_login(official)
    address = f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/"
    assert "Bảng bắt đầu từ đề xuất" not in text_of(client.get(address))
    send(client, finding, book, wanted="46", document_number="12/TB")
    for user in (official, justice_office):
        client.force_login(user)
        page = client.get(address)
        assert f'name="0_{book.pk}" value="46"' in page.content.decode()
        assert "Đếm lại sổ gốc" in page.content.decode() and 'value="12/TB"' in page.content.decode()
        assert "Bảng bắt đầu từ đề xuất của xã đang chờ quyết định" in text_of(page)


def test_what_was_returned_is_where_the_commune_begins_and_not_the_district(
    client, official, justice_office, finding, book
):
    client.force_login(official)
    address = f"/doi-chieu/phat-hien/{finding.pk}/"
    send(client, finding, book, wanted="46")
    client.force_login(justice_office)
    finding.refresh_from_db()
    returned = client.post(f"{address}hoi-xa/", {"seen": finding.revision, "text": "Xem lại"}, follow=True)
    assert "Đã trả lại đề xuất và hỏi lại xã." in text_of(returned)
    assert 'value="46"' not in client.get(f"{address}tung-quyen/").content.decode()
    client.force_login(official)
    page = client.get(f"{address}tung-quyen/")
    assert 'value="46"' in page.content.decode()
    assert "Bảng bắt đầu từ đề xuất lần trước của xã, đã trả lại hoặc đã rút" in text_of(page)


def test_what_was_proposed_can_be_read_after_it_was_accepted(client, official, justice_office, finding, book):
    client.force_login(official)
    send(client, finding, book, wanted="46")
    client.force_login(justice_office)
    finding.refresh_from_db()
    client.post(f"/doi-chieu/phat-hien/{finding.pk}/chap-nhan/", {"seen": finding.revision})
    page = text_of(client.get(f"/doi-chieu/phat-hien/{finding.pk}/")).replace("■ ", "")
    assert f"Đề xuất 01 dòng Quyển, loại sổ Chương trình Lúc ấy có Điều chỉnh thành {book.label} Dân cư 460 46" in page


def test_more_books_than_a_page_takes_are_reached_a_kind_at_a_time(
    client, official, justice_office, finding, book, phuoc_son, monkeypatch
):
    monkeypatch.setattr("entries.views.reconciling.finding_books.MOST_BOOKS", 1)
    marriages = make_book(phuoc_son, by=official, kind=BookKind.MARRIAGE, number="7", count=80)
    record(marriages, 20, by=official, work_date=SUNDAY)
    client.force_login(official)
    address = f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/"
    page = client.get(address)
    assert [each.pk for each in page.context["form"].books] == [book.pk]
    assert 'href="?loai-so=KH"' in page.content.decode()
    send(client, finding, book, wanted="46")
    finding.refresh_from_db()
    page = client.get(f"{address}?loai-so=KH")
    assert [each.pk for each in page.context["form"].books] == [marriages.pk]
    assert "Đề xuất gửi đi gồm cả 01 dòng đã đề xuất ở các quyển không hiện trên trang này." in text_of(page)
    typed = {"seen": finding.revision, "was": json.dumps([[marriages.pk, 20, 0]]), "text": "Đếm lại sổ kết hôn"}
    assert client.post(f"{address}?loai-so=KH", {f"0_{marriages.pk}": "22", **typed}).status_code == 302
    finding.refresh_from_db()
    assert {(line["book"], line["wanted"]) for line in finding.proposal.lines} == {(book.pk, 46), (marriages.pk, 22)}
    client.force_login(justice_office)
    assert "Đề xuất của xã còn 01 dòng ở các quyển không hiện" in text_of(client.get(f"{address}?loai-so=KH"))


def test_more_books_of_one_kind_than_a_page_takes_are_on_the_next(
    client, official, justice_office, finding, book, phuoc_son, monkeypatch
):
    monkeypatch.setattr("entries.views.reconciling.finding_books.MOST_BOOKS", 1)
    second = make_book(phuoc_son, by=official, number="4", count=80)
    client.force_login(official)
    address = f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/"
    first = client.get(f"{address}?loai-so=KS")
    assert ("Các quyển sau" in text_of(first), "Các quyển trước" in text_of(first)) == (True, False)
    page = client.get(f"{address}?trang=2&loai-so=KS")
    assert [each.pk for each in page.context["form"].books] == [second.pk]
    assert ("Các quyển sau" in text_of(page), "Các quyển trước" in text_of(page)) == (False, True)
    for wrong in ("0", "x", "99999"):
        assert client.get(f"{address}?trang={wrong}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_books_as_for_one(
    client, official, justice_office, finding, phuoc_son, number, django_assert_num_queries
):
    for place in range(number - 1):
        make_book(phuoc_son, by=official, number=str(place), count=10)
    client.force_login(justice_office)
    client.get(f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/")
    with django_assert_num_queries(4):
        client.get(f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/")
