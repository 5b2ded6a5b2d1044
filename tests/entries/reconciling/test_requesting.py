"""Đề nghị điều chỉnh: what goes into the letter, when it went out, what came of it."""

import datetime as dt
import io

import openpyxl
import pytest
from docx import Document as WordFile

from communes.models import Commune
from communes.refusals import Refused
from entries.models import Request, RequestOutcome
from entries.reconciling.findings.disputing import dispute_to_enter
from entries.reconciling.findings.finding_thread import reopen
from entries.reconciling.findings.settling import ask_for_adjustment
from entries.reconciling.requesting import (
    StaleRequest,
    change_request,
    mark_sent,
    record_outcome,
    relabel_letter,
    requests_of,
)
from tests.factories import extracted, make_book, record, requested_for
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY = dt.date(2024, 3, 3), dt.date(2024, 3, 4)


@pytest.fixture
def asked(phuoc_son, justice_office) -> Request:
    return requested_for(phuoc_son, by=justice_office)


# ------------------------------------------------------------------ the acts
def test_nobody_is_asked_for_a_figure_that_is_no_longer_ours(phuoc_son, justice_office):
    asked = requested_for(phuoc_son, by=justice_office)
    reopen(finding=asked.finding, by=justice_office, seen=1, reason="Xem lại")
    record(asked.finding.commune.books.get(number="98"), 5, by=justice_office)
    with pytest.raises(Refused, match=r"Khai sinh: lúc đối chiếu Sổ cái ghi 46, nay 51\. Phòng Tư pháp bấm Tìm lại"):
        ask_for_adjustment(finding=asked.finding, by=justice_office, seen=2, reason="Vẫn thiếu")


def test_what_was_changed_after_the_letter_was_made_is_not_marked_as_sent(asked, justice_office):
    change_request(request=asked, by=justice_office, seen=0, wanted=45, reason="Đếm lại sổ gốc")
    letter = {"by": justice_office, "letter_number": "36", "letter_on": MONDAY}
    with pytest.raises(Refused, match="xã Phước Sơn, khai sinh: đề nghị vừa đổi, nay là 45"):
        mark_sent(requests=[asked], seen={asked.pk: 0}, **letter)
    assert mark_sent(requests=[asked], seen={asked.pk: 1}, **letter) == 1


def test_what_they_have_put_right_by_themselves_is_pointed_at_and_not_ticked(client, asked, justice_office, phuoc_son):
    client.force_login(justice_office)
    address, told = "/doi-chieu/de-nghi/", "số mới nhất của họ đã khớp Sổ cái"
    extracted(phuoc_son, by=justice_office, births=30, as_of=MONDAY)
    response = client.get(address)
    assert (told in text_of(response), response.context["requests"][0].is_chosen) == (False, True)
    extracted(phuoc_son, by=justice_office, births=46, as_of=MONDAY)
    response = client.get(address)
    assert (told in text_of(response), response.context["requests"][0].is_chosen) == (True, False)
    # a letter that went out before is still a fact, and no longer warned of
    mark_sent(requests=[asked], by=justice_office, letter_number="36", letter_on=MONDAY)
    assert told not in text_of(client.get(f"{address}?tinh-trang=waiting"))


def test_the_second_who_marks_a_letter_is_told_that_it_went_out(asked, justice_office):
    letter = {"by": justice_office, "letter_number": "36", "letter_on": MONDAY}
    mark_sent(requests=[asked], seen={asked.pk: 0}, **letter)
    with pytest.raises(Refused) as refused:
        mark_sent(requests=[asked], seen={asked.pk: 0}, **letter)
    assert [problem.message for problem in refused.value.problems] == [
        "Có đề nghị đã ghi là gửi rồi. Xem lại danh sách bên dưới."
    ]


def test_theirs_that_no_longer_stand_are_pointed_at(asked, justice_office, phuoc_son):
    communes = Commune.objects.all()
    assert [one.is_outdated for one in requests_of(communes)] == [False]
    extracted(phuoc_son, by=justice_office, births=7)
    assert [one.is_outdated for one in requests_of(communes)] == [True]


def test_a_request_is_sent_with_a_letter_and_answered(asked, justice_office):
    assert mark_sent(requests=[asked], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY) == 1
    record_outcome(
        request=asked, by=justice_office, seen=1, outcome="adjusted", answered_on=MONDAY, note="Điều chỉnh từ kỳ sau"
    )
    asked.refresh_from_db()
    assert (asked.letter_number, asked.outcome, asked.answered_on) == ("36/UBND-TP", "adjusted", MONDAY)
    told = asked.finding.remarks.get(act="outcome").text
    assert told == "Công an tỉnh: đã điều chỉnh, khai sinh. Điều chỉnh từ kỳ sau"


def test_the_same_figure_is_not_asked_for_twice_while_the_first_letter_waits(asked, justice_office):
    mark_sent(requests=[asked], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    finding = asked.finding
    finding.refresh_from_db()
    reopen(finding=finding, by=justice_office, seen=finding.revision, reason="Xem lại")
    again = {"finding": finding, "by": justice_office, "seen": finding.revision + 1, "reason": "Họ tính thiếu"}
    with pytest.raises(Refused, match="Công văn số 36/UBND-TP ngày 04/3/2024 đã đề nghị số này và đang chờ trả lời"):
        ask_for_adjustment(**again)
    asked.refresh_from_db()
    declined = {"outcome": "declined", "answered_on": MONDAY, "note": "Số của tỉnh đúng"}
    record_outcome(request=asked, by=justice_office, seen=asked.revision, **declined)
    assert len(ask_for_adjustment(**again | {"seen": finding.revision + 2})) == 1


def test_a_mended_note_of_an_old_refusal_opens_nothing_again(asked, justice_office):
    mark_sent(requests=[asked], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    declined = {"outcome": "declined", "answered_on": MONDAY, "note": "Số của tỉnh đúng"}
    record_outcome(request=asked, by=justice_office, seen=1, **declined)
    finding = asked.finding
    finding.refresh_from_db()
    ask_for_adjustment(finding=finding, by=justice_office, seen=finding.revision, reason="Đếm lại lần nữa")
    record_outcome(request=asked, by=justice_office, seen=2, **declined | {"note": "Công văn trả lời số 9"})
    finding.refresh_from_db()
    assert finding.state == "requested"


def test_a_number_to_enter_that_others_put_right_is_settled(phuoc_son, official, justice_office):
    """No extract will ever show it."""
    book = make_book(phuoc_son, by=official, count=900)
    finding = dispute_to_enter(
        commune=phuoc_son, book_kind=book.kind, source="justice", theirs=884, by=official, text="Đếm lại sổ gốc"
    )
    [request] = ask_for_adjustment(finding=finding, by=justice_office, seen=1, reason="Đếm lại sổ gốc")
    mark_sent(requests=[request], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    for seen, given, state in (
        (1, {"outcome": "adjusted", "answered_on": MONDAY}, "fixed"),
        (2, {"outcome": "waiting", "answered_on": None}, "requested"),  # typed for another one
        (3, {"outcome": "declined", "answered_on": MONDAY, "note": "Số của Sở đúng"}, "new"),
    ):
        record_outcome(request=request, by=justice_office, seen=seen, **given)
        finding.refresh_from_db()
        assert finding.state == state


def test_a_letter_has_a_number_and_a_day_that_has_come(asked, justice_office):
    for number, day, told in (
        (" ", MONDAY, "Ghi số công văn"),
        ("36", dt.date(2024, 3, 5), "ở tương lai"),
        ("36", dt.date(2024, 3, 2), "trước ngày chốt số liệu \\(03/3/2024\\)"),
    ):
        with pytest.raises(Refused, match=told):
            mark_sent(requests=[asked], by=justice_office, letter_number=number, letter_on=day)
    with pytest.raises(Refused, match="Chưa chọn đề nghị nào"):
        mark_sent(requests=[], by=justice_office, letter_number="36", letter_on=MONDAY)
    mark_sent(requests=[asked], by=justice_office, letter_number="36", letter_on=MONDAY)
    with pytest.raises(Refused, match="gửi rồi"):
        mark_sent(requests=[asked], by=justice_office, letter_number="37", letter_on=MONDAY)


def test_another_figure_may_be_asked_for_until_it_is_sent(asked, justice_office):
    change_request(request=asked, by=justice_office, seen=0, wanted=45, reason="Đếm lại sổ gốc")
    asked.refresh_from_db()
    assert (asked.wanted, asked.reason) == (45, "Đếm lại sổ gốc")
    with pytest.raises(StaleRequest):
        change_request(request=asked, by=justice_office, seen=0, wanted=44, reason="Đếm lại")
    with pytest.raises(Refused, match="không có gì để điều chỉnh"):
        change_request(request=asked, by=justice_office, seen=1, wanted=6, reason="Đếm lại")
    mark_sent(requests=[asked], by=justice_office, letter_number="36", letter_on=MONDAY)
    with pytest.raises(Refused, match="Công văn đã gửi"):
        change_request(request=asked, by=justice_office, seen=2, wanted=44, reason="Đếm lại")


def test_an_outcome_needs_a_letter_a_day_and_a_reason_where_it_was_declined(asked, justice_office):
    def told(outcome=RequestOutcome.ADJUSTED, answered_on=MONDAY, note="", seen=1):
        with pytest.raises(Refused) as refused:
            record_outcome(
                request=asked, by=justice_office, seen=seen, outcome=outcome, answered_on=answered_on, note=note
            )
        return str(refused.value)

    assert told(seen=0) == "Công văn chưa gửi. Ghi số và ngày công văn trước."
    mark_sent(requests=[asked], by=justice_office, letter_number="36", letter_on=MONDAY)
    assert told(answered_on=None) == "Ghi ngày nơi nhận trả lời."
    assert told(answered_on=dt.date(2024, 3, 5)) == "Ngày trả lời ở tương lai."
    assert told(answered_on=SUNDAY) == "Ngày trả lời trước ngày công văn. Xem lại."
    assert told(outcome=RequestOutcome.DECLINED) == "Ghi lý do nơi nhận nêu."


def test_what_was_declined_has_to_be_decided_anew(asked, justice_office):
    mark_sent(requests=[asked], by=justice_office, letter_number="36", letter_on=MONDAY)
    declined = {"outcome": RequestOutcome.DECLINED, "answered_on": MONDAY, "note": "Số của tỉnh chốt cuối năm"}
    record_outcome(request=asked, by=justice_office, seen=1, **declined)
    asked.finding.refresh_from_db()
    assert (asked.finding.state, asked.finding.settled_by) == ("new", None)
    [again] = ask_for_adjustment(finding=asked.finding, by=justice_office, seen=2, reason="Gửi kèm biên bản kiểm kê")
    assert {*requests_of(Commune.objects.all())} == {asked, again}


def test_a_letter_that_was_labelled_wrong_is_put_right_for_all_that_went_with_it(asked, justice_office, phuoc_hoa):
    other = requested_for(phuoc_hoa, by=justice_office)
    mark_sent(requests=[asked, other], by=justice_office, letter_number="36/UBND-TB", letter_on=SUNDAY)
    for number, day, told in (
        (" ", MONDAY, "Ghi số công văn"),
        ("36/UBND-TP", dt.date(2024, 3, 5), "ở tương lai"),
        ("36/UBND-TP", dt.date(2024, 3, 2), "trước ngày chốt"),
    ):
        asked.refresh_from_db()
        with pytest.raises(Refused, match=told):
            relabel_letter(request=asked, by=justice_office, letter_number=number, letter_on=day)
    assert relabel_letter(request=asked, by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY) == 2
    assert set(Request.objects.values_list("letter_number", "letter_on")) == {("36/UBND-TP", MONDAY)}


def test_what_was_opened_again_is_no_longer_asked_for(asked, justice_office, phuoc_son):
    communes = type(phuoc_son).objects.all()
    assert [*requests_of(communes)] == [asked]
    reopen(finding=asked.finding, by=justice_office, seen=1, reason="Xem lại")
    assert [*requests_of(communes)] == []
    asked.finding.refresh_from_db()
    again = ask_for_adjustment(finding=asked.finding, by=justice_office, seen=2, reason="Vẫn thiếu")
    assert [*requests_of(communes)] == again


# ------------------------------------------------------------------ the pages
def test_the_list_the_letter_and_the_annex(client, asked, justice_office, phuoc_hoa):
    client.force_login(justice_office)
    other = requested_for(phuoc_hoa, by=justice_office)
    assert "Họ tính thiếu tháng 01" in text_of(client.get("/doi-chieu/de-nghi/"))
    answer = client.get(f"/doi-chieu/de-nghi/cong-van.docx?de-nghi={asked.pk}")
    word = WordFile(io.BytesIO(answer.content))
    paragraphs = [paragraph.text for paragraph in word.paragraphs]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("V/v đề nghị điều chỉnh số liệu" in text for text in cells)
    assert any("Công an tỉnh Bình Định" in text for text in paragraphs + cells)
    assert any("01 số liệu của xã Phước Sơn theo dõi tại huyện khác" in text for text in paragraphs)
    assert {"Xã Phước Sơn", "6", "46", "+40", "Họ tính thiếu tháng 01"} <= set(cells)
    assert "Xã Phước Hòa" not in cells
    assert f'value="{asked.pk}.0"' in client.get("/doi-chieu/de-nghi/").content.decode()
    seen = client.get(f"/doi-chieu/de-nghi/cong-van.docx?de-nghi={asked.pk}.0")
    assert (seen.status_code, len(seen.content)) == (200, len(answer.content))
    both = client.get(f"/doi-chieu/de-nghi/cong-van.xlsx?de-nghi={asked.pk}&de-nghi={other.pk}")
    sheet = openpyxl.load_workbook(io.BytesIO(both.content)).worksheets[0]
    assert [row[4].value for row in sheet.iter_rows() if row[2].value == "Số đã nhập"] == [6, 6]
    nothing = client.get("/doi-chieu/de-nghi/cong-van.docx", follow=True)
    assert "Chưa chọn đề nghị nào" in text_of(nothing)
    assert client.get(f"/doi-chieu/de-nghi/cong-van.html?de-nghi={asked.pk}").status_code == 404


def test_marked_as_sent_and_answered_from_the_pages(client, asked, justice_office):
    client.force_login(justice_office)
    refused = client.post("/doi-chieu/de-nghi/da-gui/", {"letter_on": "04/3/2024", "letter_number": "36/UBND-TP"})
    assert refused.status_code == 400
    assert "Chưa chọn đề nghị nào" in text_of(refused)
    assert 'value="36/UBND-TP"' in refused.content.decode()
    sent = {"letter_on": "04/3/2024", "letter_number": "36/UBND-TP", "de-nghi": [asked.pk]}
    assert "Đã ghi 01 đề nghị" in text_of(client.post("/doi-chieu/de-nghi/da-gui/", sent, follow=True))
    assert "36/UBND-TP" in text_of(client.get("/doi-chieu/de-nghi/?tinh-trang=cho-tra-loi"))
    page = f"/doi-chieu/de-nghi/{asked.pk}/"
    wrong = client.post(f"{page}so-cong-van/", {"letter_number": "37/UBND-TP", "letter_on": "09/3/2024"})
    assert (wrong.status_code, 'value="37/UBND-TP"' in wrong.content.decode()) == (400, True)
    mended = client.post(f"{page}so-cong-van/", {"letter_number": "37/UBND-TP", "letter_on": "04/3/2024"}, follow=True)
    assert "Đã sửa số, ngày công văn của 01 đề nghị" in text_of(mended)
    answered = {"seen": 2, "outcome": "declined", "answered_on": "04/3/2024", "note": ""}
    assert "Ghi lý do nơi nhận nêu." in text_of(client.post(page, answered))
    assert client.post(page, answered | {"note": "Số của tỉnh chốt cuối năm"}).status_code == 302
    assert "Số của tỉnh chốt cuối năm" in text_of(client.get(page))
    assert "không đồng ý" in text_of(client.get("/doi-chieu/de-nghi/?tinh-trang=da-tra-loi"))


def test_a_request_of_an_extract_that_was_replaced_is_not_ticked(client, asked, justice_office, phuoc_son):
    client.force_login(justice_office)
    assert f'value="{asked.pk}.0"' in client.get("/doi-chieu/de-nghi/").content.decode()
    extracted(phuoc_son, by=justice_office, births=7)
    page = client.get("/doi-chieu/de-nghi/")
    assert "trích xuất đã có bản mới hoặc đã rút lại" in text_of(page)
    assert [one.is_chosen for one in page.context["requests"]] == [False]


def test_a_commune_reads_its_own_and_changes_nothing(client, asked, official):
    client.force_login(official)
    assert client.get(f"/doi-chieu/de-nghi/{asked.pk}/").status_code == 200
    assert client.post(f"/doi-chieu/de-nghi/{asked.pk}/", {"seen": 0, "wanted": 1}).status_code == 403
    assert client.post("/doi-chieu/de-nghi/da-gui/", {}).status_code == 403


def test_another_figure_from_the_page(client, asked, justice_office):
    client.force_login(justice_office)
    page = f"/doi-chieu/de-nghi/{asked.pk}/"
    assert "Số trường hợp không thể âm" in text_of(client.post(page, {"seen": 0, "wanted": "-1", "reason": "Đếm lại"}))
    assert "vừa được người khác sửa" in text_of(client.post(page, {"seen": 4, "wanted": "45", "reason": "Đếm lại"}))
    assert client.post(page, {"seen": 0, "wanted": "45", "reason": "Đếm lại"}).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_requests_as_for_one(client, justice_office, number, django_assert_num_queries):
    for commune in Commune.objects.in_official_order()[:number]:
        requested_for(commune, by=justice_office)
    client.force_login(justice_office)
    client.get("/doi-chieu/de-nghi/")
    with django_assert_num_queries(7):
        assert len(client.get("/doi-chieu/de-nghi/").context["requests"]) == number
