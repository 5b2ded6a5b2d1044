"""Điều máy on the page: who can spare a machine, who needs it, the loans made at one click, and the paper to sign."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from communes.models import Assignment, Commune, District, Loan, Workstation
from entries.running import running_sums
from reports.dashboards.board import read_board
from reports.models import Scenario
from reports.scenarios.lending_board import lending_board
from tests.factories import make_book, member, record

pytestmark = pytest.mark.django_db
MARCH_3, MARCH_4 = dt.date(2024, 3, 3), dt.date(2024, 3, 4)
PAGE = "/tong-quan/dieu-may/?den-ngay=2024-03-03&han=2024-05-31&tu-ngay=2024-03-04"


@pytest.fixture
def giver(justice_office):
    """Phước Nghĩa: 60 left, 20 a day; its dedicated machine is checked for security."""
    return at_work("Phước Nghĩa", by=justice_office, left=60, checked=True)


@pytest.fixture
def receiver(justice_office):
    """Phước Quang: 4.500 left; its two machines can do 60 a day in three shifts, 62 days are 3.720."""
    return at_work("Phước Quang", by=justice_office, left=4_500)


def at_work(name, *, by, left, checked=False) -> Commune:
    commune = Commune.objects.get(name=name)
    days = [MARCH_3 - dt.timedelta(days=n) for n in range(2, 30)]
    days = [day for day in days if day.weekday() < 5 and not dt.date(2024, 2, 8) <= day <= dt.date(2024, 2, 14)]
    book = make_book(commune, by=by, count=left + 20 * len(days))
    for day in days:
        record(book, 12, by=by, work_date=day)
        record(book, 8, by=by, work_date=day, shift=2, workstation=2)
    commune.workstations.update(security_checked_on=None)
    if checked:
        commune.workstations.filter(number=2).update(security_checked_on=dt.date(2023, 6, 1))
    return commune


def board(shifts=3, from_on=MARCH_4):
    district = District.objects.get()
    found = read_board(
        Commune.objects.in_official_order(), district=district.pk, programme="population_db", as_of=MARCH_3
    )  # fmt: skip
    deadline = next(one for one in found.deadlines if one.due_on == dt.date(2024, 5, 31))
    return lending_board(found, deadline, from_on=from_on, shifts=shifts)


def cases(found) -> dict:
    return {case.commune.name: case for case in found.cases}


# ------------------------------------------------------------------ who can spare, who needs
def test_a_machine_goes_from_who_can_spare_it_to_whom_it_saves(giver, receiver):
    found = board()
    [one] = found.transfers
    assert (one.giver, one.receiver, one.offer.machine.number) == (giver, receiver, 2)
    assert (one.offer.until, one.offer.effect) == (dt.date(2024, 5, 31), 3.0)
    assert (found.late_before, found.late_after) == (1, 0)
    told = cases(found)
    assert told["Phước Quang"].words == "thiếu khoảng 3 máy-ca mỗi ngày dù chạy đủ ca"
    assert told["Phước Quang"].capacity == 6.0
    assert not told["Phước Quang"].is_late_after


def test_a_machine_without_a_valid_check_stays_and_the_page_says_why(giver, receiver):
    giver.workstations.filter(number=2).update(security_valid_until=dt.date(2024, 3, 1))
    found = board()
    assert found.transfers == ()
    assert [why for _, why in cases(found)["Phước Nghĩa"].blocked] == [
        "kiểm tra bảo mật chưa kiểm tra", "kiểm tra bảo mật đã hết giá trị từ 01/3/2024",
    ]  # fmt: skip


def test_a_check_that_ends_before_the_deadline_ends_the_loan(giver, receiver):
    giver.workstations.filter(number=2).update(security_valid_until=dt.date(2024, 5, 3))
    [one] = board().transfers
    assert one.offer.until == dt.date(2024, 5, 3)
    assert one.offer.effect == round(3 * 41 / 62, 2)  # four holidays before 3 May


def test_a_machine_that_is_lent_already_is_not_offered_again(giver, receiver, justice_office):
    machine = giver.workstations.get(number=2)
    Loan.objects.create(workstation=machine, borrower=receiver, from_on=dt.date(2024, 4, 1), purpose="Tăng cường")
    found = board()
    assert found.transfers == ()
    assert cases(found)["Phước Nghĩa"].blocked[1][1] == "có ngày cho mượn hoặc thôi dùng"


def test_who_would_be_late_without_it_keeps_its_machine(receiver, justice_office):
    at_work("Phước Nghĩa", by=justice_office, left=1_200, checked=True)
    giver = Commune.objects.get(name="Phước Nghĩa")
    giver.workstations.filter(number=1).update(free_share=10)  # alone it would run 0,3 machine-shifts a day
    assert board().transfers == ()


def test_who_only_runs_too_few_shifts_is_told_so(justice_office):
    at_work("Phước Quang", by=justice_office, left=2_500)
    case = cases(board())["Phước Quang"]
    assert (case.code, case.is_late, case.is_late_after) == ("more_shifts", True, False)
    assert case.words == "kịp được nếu chạy đủ ca trên máy đang có"


def test_nothing_seen_and_nothing_to_enter(db):
    found = board()
    assert found.transfers == ()
    assert {case.words for case in found.cases} == {"chưa có số phải nhập"}


# ------------------------------------------------------------------ the page
def carry_out(office, **more):
    seen = office.get(PAGE).context["moves"]
    return office.post(PAGE, {"seen": seen, "name": "Điều máy tháng 3", "carry_out": "1"} | more)


def test_one_click_makes_the_loans_and_keeps_why(office, giver, receiver, justice_office):
    response = carry_out(office, paper="05/QĐ-UBND")
    kept = Scenario.objects.get()
    assert (response.status_code, response.url) == (302, f"/tong-quan/dieu-may/{kept.pk}/")
    loan = Loan.objects.get()
    assert (loan.workstation.commune, loan.borrower, loan.paper) == (giver, receiver, "05/QĐ-UBND")
    assert (loan.from_on, loan.to_on) == (MARCH_4, dt.date(2024, 5, 31))
    assert loan.history.get().history_user == justice_office
    page = office.get(response.url).content.decode()
    assert "Máy 2" in page and "xã Phước Quang" in page and "Đã lập 1 lần cho mượn máy." in page


def test_keeping_alone_makes_no_loan(office, giver, receiver):
    seen = office.get(PAGE).context["moves"]
    office.post(PAGE, {"seen": seen, "name": "Để xem", "keep": "1"})
    assert (Scenario.objects.count(), Loan.objects.count()) == (1, 0)


def test_shifts_on_the_roster_stop_it_until_they_are_to_go(office, giver, receiver, justice_office):
    machine = giver.workstations.get(number=2)
    Assignment.objects.create(
        commune=giver, work_date=dt.date(2024, 3, 6), shift=1, workstation=machine, member=member(giver)
    )
    refused = carry_out(office)
    assert refused.status_code == 400
    assert "Máy 2 của xã Phước Nghĩa: Đã phân ca trên máy này" in refused.content.decode()
    assert "Điều máy tháng 3" in refused.content.decode()
    assert (Loan.objects.count(), Scenario.objects.count()) == (0, 0)
    assert carry_out(office, clears_roster="on").status_code == 302
    assert (Loan.objects.count(), Assignment.objects.count()) == (1, 0)


def test_a_proposal_that_changed_meanwhile_is_shown_again(office, giver, receiver):
    response = office.post(PAGE, {"seen": "1:2:20240531", "name": "Cũ", "carry_out": "1"})
    assert response.status_code == 400
    assert "Đề xuất đã đổi" in response.content.decode()
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Đặt tên cho phương án."),
        ({"name": "Gọi 0905123456"}, "0905123456"),
        ({"name": "Đã có"}, "Đã có phương án mang tên này. Đặt tên khác."),
    ],
)
def test_a_name_that_cannot_be(office, giver, receiver, typed, words, justice_office):
    Scenario.objects.create(
        district=District.objects.get(), kind="lending", name="Đã có", programme="population_db", as_of=MARCH_3,
        assumed={}, outcome={}, kept_by=justice_office, kept_at=dt.datetime(2024, 3, 4, tzinfo=dt.UTC),
    )  # fmt: skip
    response = carry_out(office, **typed)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("han=2025-01-01", "Không có thời hạn này."),
        ("ca=9", "Một ngày có 01 đến 03 ca."),
        ("tu-ngay=2024-03-01", "Chọn ngày sau ngày số liệu"),
        ("tu-ngay=2024-06-20&han=2024-05-31", "Chọn ngày không quá hạn 31/5/2024."),
        ("tu-ngay=mai", "Gõ ngày dạng ngày/tháng/năm"),
    ],
)
def test_a_choice_that_makes_no_sense_is_told(office, query, words):
    response = office.get(f"/tong-quan/dieu-may/?den-ngay=2024-03-03&{query}")
    assert response.status_code == 400
    assert words in response.content.decode()


def test_after_the_last_deadline_there_is_nothing_to_plan(office, settings):
    settings.FIXED_TODAY = dt.date(2024, 7, 2)
    assert "Không còn thời hạn nào" in office.get("/tong-quan/dieu-may/").content.decode()


def test_only_the_district_lends_across_communes(client, official, observer, giver, receiver):
    client.force_login(official)
    assert client.get(PAGE).status_code == 403
    client.force_login(observer)
    response = client.get(PAGE)
    assert (response.status_code, "Lập các lần cho mượn" in response.content.decode()) == (200, False)
    assert client.post(PAGE, {"name": "x"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_same_queries_at_three_and_at_thirteen_communes(office, giver, receiver):
    def queries() -> int:
        office.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            assert office.get(PAGE).status_code == 200
        return len(seen)

    running_sums.forget()
    with_thirteen = queries()
    elsewhere = District.objects.create(name="Vân Canh", province="Bình Định")
    Commune.objects.exclude(name__in=["Phước Nghĩa", "Phước Quang", "Diêu Trì"]).update(district=elsewhere)
    assert queries() == with_thirteen <= 15


# ------------------------------------------------------------------ the paper
def test_the_paper_names_machine_days_and_what_it_brings(office, giver, receiver):
    kept = carry_out(office).url
    Workstation.objects.filter(number=2).update(number=9)  # later changes do not touch the paper
    response = office.get(f"{kept}to-trinh.docx")
    document = Document(io.BytesIO(response.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "TỜ TRÌNH" in words
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân huyện Tuy Phước" in words
    assert "có 01 đơn vị chưa kịp hạn 31/5/2024 nếu giữ nhịp nhập hiện nay" in words
    assert "các đơn vị đều kịp hạn." in words
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    [moved] = [row for row in rows if row[0] == "1"]
    assert moved[1:5] == [
        "Máy 2 (mới, chuyên dùng)", "Xã Phước Nghĩa", "Xã Phước Quang", "04/3/2024 đến 31/5/2024",
    ]  # fmt: skip
    assert moved[5].startswith("Còn 4.500 trường hợp; dự báo xong")
    assert (round(document.sections[0].page_width.mm), document.sections[0].left_margin.mm >= 30) == (210, True)
