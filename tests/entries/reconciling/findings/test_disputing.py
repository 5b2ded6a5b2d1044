"""Số phải nhập chưa thống nhất: said by a person, settled like any other finding, in the ledger or by a letter."""

import datetime as dt
import re

import pytest

from communes.models import Commune
from communes.refusals import Refused
from entries.models import Entry, Finding, FindingState, Measure
from entries.reconciling.findings.by_book import Change, accept, propose, put_books_right
from entries.reconciling.findings.disputing import dispute_to_enter
from entries.reconciling.findings.finding_thread import close_as_right
from entries.reconciling.findings.gathering import gather_findings, still_shown
from entries.reconciling.findings.settling import ask_for_adjustment
from entries.reconciling.summary import reconciliation_summary
from entries.verifying import verify
from tests.factories import make_book
from tests.pages import text_of

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 3, 4)
COUNTED = "Đếm lại sổ gốc ngày 02/3/2024"


@pytest.fixture
def book(phuoc_son, official):
    return make_book(phuoc_son, by=official, count=900)


@pytest.fixture
def disputed(book, phuoc_son, official) -> Finding:
    return dispute_to_enter(commune=phuoc_son, book_kind="KS", source="justice", theirs=884, by=official, text=COUNTED)


# ------------------------------------------------------------------ the acts
def test_what_others_count_stands_beside_what_the_ledger_holds(disputed, official):
    assert disputed.words == ["Sổ cái ghi 900 trường hợp khai sinh phải nhập, Sở Tư pháp ghi 884."]
    assert (disputed.gap, disputed.measure, disputed.state) == (16, Measure.TO_ENTER, FindingState.NEW)
    [said] = disputed.remarks.all()
    assert (said.act, said.text, said.made_by) == ("raised", COUNTED, official)


def test_others_are_asked_to_count_as_we_do(disputed, justice_office):
    disputed.refresh_from_db()
    [request] = ask_for_adjustment(finding=disputed, by=justice_office, seen=1, reason=COUNTED)
    assert (request.receiver, request.measure) == ("justice", Measure.TO_ENTER)
    assert (request.ours, request.theirs, request.wanted, request.as_of) == (900, 884, 900, MONDAY)


def test_or_our_books_are_put_right(disputed, book, official, justice_office):
    change = Change(book.pk, "population_db", 900, 884)
    propose(finding=disputed, by=official, seen=1, text="Đếm lại còn 884", changes=[change])
    accept(finding=disputed, by=justice_office, seen=2)
    assert sum(Entry.objects.filter(book=book, measure=Measure.TO_ENTER).values_list("count", flat=True)) == 884
    assert verify() == []


@pytest.mark.parametrize(
    ("wanted", "left", "state"),
    [(884, "", "fixed"), (890, "Sau khi ghi điều chỉnh vẫn lệch +6 trường hợp.", "new")],
)
def test_a_recount_that_settles_half_of_it_leaves_it_open(disputed, book, justice_office, wanted, left, state):
    change = Change(book.pk, "population_db", 900, wanted)
    put_books_right(finding=disputed, by=justice_office, seen=1, text=COUNTED, changes=[change])
    assert still_shown(disputed, by=justice_office) == left
    disputed.refresh_from_db()
    assert (disputed.state, disputed.gap) == (state, 6 if left else 16)
    if left:
        assert disputed.words == ["Sổ cái ghi 890 trường hợp khai sinh phải nhập, Sở Tư pháp ghi 884."]
        [request] = ask_for_adjustment(finding=disputed, by=justice_office, seen=disputed.revision, reason=COUNTED)
        assert (request.theirs, request.wanted) == (884, 890)


def test_nothing_is_disputed_twice_and_a_settled_one_may_come_up_again(disputed, phuoc_son, official, justice_office):
    def dispute(**given):
        usual = {"book_kind": "KS", "source": "justice", "theirs": 880, "text": COUNTED}
        return dispute_to_enter(commune=phuoc_son, by=official, **usual | given)

    with pytest.raises(Refused, match="đã có và còn mở"):
        dispute()
    assert dispute(source="police").pk
    close_as_right(finding=disputed, by=justice_office, seen=1, reason="Sở đã thống nhất")
    assert dispute().pk != disputed.pk
    assert Finding.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"theirs": 900}, "Sổ cái cũng ghi 900: hai số đã thống nhất."),
        ({"theirs": -1}, "Số phải nhập không hợp lý. Kiểm tra lại."),
        ({"text": " "}, "Nêu căn cứ của từng số."),
        ({"text": "Theo căn cước 052099000123"}, "052099000123"),
    ],
)
def test_what_cannot_be_a_dispute_is_refused(book, phuoc_son, official, given, told):
    usual = {"book_kind": "KS", "source": "justice", "theirs": 884, "text": COUNTED}
    with pytest.raises(Refused, match=re.escape(told)):
        dispute_to_enter(commune=phuoc_son, by=official, **usual | given)
    assert Finding.objects.count() == 0


def test_looking_again_leaves_what_a_person_said(disputed, justice_office):
    assert gather_findings(district=justice_office.district, by=justice_office).gone == 0
    disputed.refresh_from_db()
    assert disputed.gone_on is None


def test_the_report_is_told_until_it_is_settled(disputed, justice_office, phuoc_son):
    communes = Commune.objects.in_official_order()
    assert reconciliation_summary(communes, MONDAY).causes == {"to_enter_disputed": (phuoc_son.pk,)}
    close_as_right(finding=disputed, by=justice_office, seen=1, reason="Sở đã thống nhất")
    assert reconciliation_summary(communes, MONDAY).causes == {}


# ------------------------------------------------------------------ the page
def test_a_commune_says_so_from_the_page(client, book, official, justice_office, phuoc_hoa):
    client.force_login(official)
    assert "Nêu số phải nhập chưa thống nhất" in text_of(client.get("/doi-chieu/phat-hien/"))
    typed = {"commune": "21970", "book_kind": "KS", "source": "justice", "theirs": "900", "text": COUNTED}
    refused = client.post("/doi-chieu/phat-hien/moi/", typed)
    assert refused.status_code == 400
    assert "hai số đã thống nhất" in text_of(refused)
    assert COUNTED in text_of(refused)
    others = client.post("/doi-chieu/phat-hien/moi/", typed | {"commune": phuoc_hoa.code})
    assert "Chọn trong danh sách." in text_of(others)
    told = text_of(client.post("/doi-chieu/phat-hien/moi/", typed | {"theirs": "884"}, follow=True))
    assert "Sổ cái ghi 900 trường hợp khai sinh phải nhập, Sở Tư pháp ghi 884." in told
    again = client.post("/doi-chieu/phat-hien/moi/", typed | {"theirs": "880"})
    assert "Mở phát hiện đang có" in text_of(again)
    client.force_login(justice_office)
    assert "Số phải nhập chưa thống nhất" in text_of(client.get("/doi-chieu/phat-hien/"))


def test_the_page_asks_as_much_for_thirteen_communes_as_for_one(
    client, official, justice_office, django_assert_num_queries
):
    for user, communes in ((official, 1), (justice_office, 13)):
        client.force_login(user)
        client.get("/doi-chieu/phat-hien/moi/")
        with django_assert_num_queries(6):
            assert len(client.get("/doi-chieu/phat-hien/moi/").context["rows"]) == communes
