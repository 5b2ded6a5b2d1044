"""Phát hiện on the screen: listed, asked, answered, settled; nothing typed is lost."""

import datetime as dt
import re

import pytest

from communes.models import Commune
from entries.models import BatchKind, Finding, FindingState
from tests.conftest import PASSWORD
from tests.factories import extracted, found_in, make_book, record
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2024, 3, 3)


@pytest.fixture
def finding(phuoc_son) -> Finding:
    return found_in(phuoc_son)


def act(client, finding, name, **typed):
    return client.post(f"/doi-chieu/phat-hien/{finding.pk}/{name}/", {"seen": finding.revision, **typed})


def test_looking_again_lists_what_is_found(office, official, justice_office, phuoc_son):
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=SUNDAY)
    extracted(phuoc_son, by=justice_office, births=6)
    told = text_of(office.post("/doi-chieu/phat-hien/tim-lai/", follow=True))
    assert "phát hiện mới" in told
    assert "+40" in told


def test_the_list_says_when_it_was_looked_and_what_came_since(office, official, justice_office, phuoc_son):
    assert "Chưa tìm lần nào." in text_of(office.get("/doi-chieu/phat-hien/"))
    office.post("/doi-chieu/phat-hien/tim-lai/")
    page = text_of(office.get("/doi-chieu/phat-hien/"))
    assert ("Tìm lần gần nhất lúc" in page, "chưa xét" in page) == (True, False)
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=SUNDAY)
    assert "từ đó có thêm 2 phiếu chưa xét" in text_of(office.get("/doi-chieu/phat-hien/"))


def test_what_others_count_differently_stands_before_clues_then_the_largest(office, phuoc_son, phuoc_hoa):
    for commune, kind, gap, extra in (
        (phuoc_son, "jump", 900, {}), (phuoc_hoa, "repeated", 16, {}), (phuoc_son, "to_enter_disputed", -7, {}),
        (phuoc_hoa, "jump", 5_000, {"gone_on": SUNDAY}),
    ):  # fmt: skip
        Finding.objects.filter(pk=found_in(commune, kind=kind, gap=gap).pk).update(**({"gap": gap} | extra))
    assert [each.gap for each in office.get("/doi-chieu/phat-hien/").context["findings"]] == [-7, 900, 16, 5_000]


def test_the_list_is_narrowed(office, finding, phuoc_hoa):
    found_in(phuoc_hoa, kind="repeated")
    rows = lambda query: len(office.get(f"/doi-chieu/phat-hien/?{query}").context["findings"])  # noqa: E731
    assert rows("") == 2
    assert rows("nguyen-nhan=repeated") == 1
    assert rows(f"xa={finding.commune.code}") == 1
    assert rows("tinh-trang=fixed") == 0
    assert office.get("/doi-chieu/phat-hien/?tinh-trang=khac").status_code == 400


def test_a_commune_sees_its_own_only(client, official, finding, phuoc_hoa):
    other = found_in(phuoc_hoa)
    client.force_login(official)
    page = client.get("/doi-chieu/phat-hien/")
    assert (list(page.context["findings"]), "Mọi xã, thị trấn" in text_of(page)) == ([finding], False)
    assert client.get(f"/doi-chieu/phat-hien/{other.pk}/").status_code == 404
    assert act(client, other, "tra-loi", text="Không phải").status_code == 404


def test_asked_with_one_click_and_answered(office, official, finding, client):
    act(office, finding, "hoi-xa")
    finding.refresh_from_db()
    assert finding.state == FindingState.ASKED
    client.force_login(official)
    assert act(client, finding, "tra-loi", text="").status_code == 400
    act(client, finding, "tra-loi", text="Hai máy cùng nhập một quyển dài")
    finding.refresh_from_db()
    assert finding.state == FindingState.EXPLAINED
    assert "Hai máy cùng nhập một quyển dài" in text_of(client.get(f"/doi-chieu/phat-hien/{finding.pk}/"))


def test_the_commune_settles_nothing_and_the_district_answers_nothing(client, official, justice_office, finding):
    client.force_login(official)
    assert act(client, finding, "khong-phai-loi", text="Đúng").status_code == 403
    client.force_login(justice_office)
    assert act(client, finding, "tra-loi", text="Đúng").status_code == 403
    assert act(client, finding, "xoa").status_code == 404


def test_who_comes_second_is_told_and_keeps_the_words(office, finding):
    act(office, finding, "khong-phai-loi", text="Đã kiểm tra")
    page = act(office, finding, "hoi-xa", text="Xem lại ca 1 giúp")
    assert page.status_code == 400
    assert "vừa được người khác xử lý" in text_of(page)
    assert "Xem lại ca 1 giúp" in page.content.decode()


def test_an_answer_that_comes_too_late_is_shown_again(client, official, justice_office, finding):
    client.force_login(justice_office)
    act(client, finding, "khong-phai-loi", text="Đã kiểm tra")
    client.force_login(official)
    page = act(client, finding, "tra-loi", text="Hai máy cùng nhập một quyển dài")
    assert page.status_code == 400
    assert "Lời bạn vừa gõ, chưa gửi" in text_of(page) and "Hai máy cùng nhập một quyển dài" in text_of(page)


def test_words_outlive_the_session(client, official, finding):
    """Typed before the session ended, they stand on the finding's page after logging in again."""
    answer = act(client, finding, "tra-loi", text="Hai máy cùng nhập một quyển dài", typed_by=official.pk)
    kept = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())[1]
    logged_in = client.post("/dang-nhap/", {"username": official.username, "password": PASSWORD, "kept": kept})
    assert logged_in.url == f"/doi-chieu/phat-hien/{finding.pk}/"
    assert "Hai máy cùng nhập một quyển dài" in client.get(logged_in.url).content.decode()


def test_a_correction_is_accepted_from_the_page(office, official, justice_office, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    batch = record(book, 460, by=official, work_date=SUNDAY)
    finding = found_in(phuoc_son, kind="typing_error")
    finding.mends = [{"batch": str(batch.pk), "day": "2024-03-03", "kind": "KS", "held": 460, "wanted": 46}]
    finding.programme = "population_db"
    finding.save()
    assert "Ghi điều chỉnh" in text_of(office.get(f"/doi-chieu/phat-hien/{finding.pk}/"))
    assert act(office, finding, "ghi-dieu-chinh", text="").status_code == 400
    act(office, finding, "ghi-dieu-chinh", text="Gõ thừa số 0", document_number="15/CV")
    [correction] = batch.corrections.all()
    assert (correction.kind, correction.document_number) == (BatchKind.CORRECTION, "15/CV")
    assert correction.receipt in text_of(office.get(f"/doi-chieu/phat-hien/{finding.pk}/"))


@pytest.mark.parametrize(("wanted", "left"), [(6, ""), (36, "Sau khi ghi điều chỉnh vẫn lệch +30 trường hợp.")])
def test_a_correction_says_at_once_what_it_leaves(office, official, justice_office, phuoc_son, wanted, left):
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 46, by=official, work_date=SUNDAY)
    extracted(phuoc_son, by=justice_office, births=6)
    office.post("/doi-chieu/phat-hien/tim-lai/")
    finding = Finding.objects.get(key__startswith="gap/")
    change = {f"0_{book.pk}": wanted, "was": f"[[{book.pk},46,0]]", "text": "Đếm lại sổ gốc"}
    told = text_of(office.post(f"/doi-chieu/phat-hien/{finding.pk}/tung-quyen/", {"seen": 0, **change}, follow=True))
    assert "Đã ghi điều chỉnh vào sổ cái." in told
    assert ("Sau khi ghi điều chỉnh" in told, left in told) == (bool(left), True)
    finding.refresh_from_db()
    assert finding.state == (FindingState.NEW if left else FindingState.FIXED)


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_findings_as_for_one(office, number, django_assert_num_queries):
    for commune in Commune.objects.in_official_order()[:number]:
        found_in(commune)
    office.get("/doi-chieu/phat-hien/")
    with django_assert_num_queries(5):
        assert len(office.get("/doi-chieu/phat-hien/").context["findings"]) == number


def test_figures_that_moved_since_are_told_before_anything_is_decided(office, official, justice_office, phuoc_son):
    """Another batch changed the sum: the page must not promise that a proposal closes the gap."""
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 46, by=official, work_date=SUNDAY)
    extracted(phuoc_son, by=justice_office, births=6)
    office.post("/doi-chieu/phat-hien/tim-lai/")
    [gap] = Finding.objects.exclude(extract=None)
    pages = (f"/doi-chieu/phat-hien/{gap.pk}/", f"/doi-chieu/phat-hien/{gap.pk}/tung-quyen/")
    assert [bool(office.get(page).context["changed"]) for page in pages] == [False, False]
    record(book, 10, by=official, work_date=SUNDAY, shift=2)
    assert 'action="/doi-chieu/phat-hien/tim-lai/"' in office.get(pages[0]).content.decode()
    for page in pages:
        assert "Khai sinh: lúc đối chiếu Sổ cái ghi 46, nay 56." in text_of(office.get(page))
    office.post("/doi-chieu/phat-hien/tim-lai/")
    assert [bool(office.get(page).context["changed"]) for page in pages] == [False, False]


def test_only_a_cause_that_is_named_may_be_perhaps(phuoc_son):
    figures = [{"programme": "population_db", "book_kind": "KS", "ours": 46, "theirs": 6}]
    heading = lambda **values: Finding(commune=phuoc_son, figures=figures, **values).heading  # noqa: E731
    assert heading(kind="typing_error", is_certain=False) == "Có thể: Gõ sai số"
    assert heading(kind="typing_error", is_certain=True) == "Gõ sai số"
    assert heading(kind="unknown", is_certain=False) == "Chưa rõ nguyên nhân"
