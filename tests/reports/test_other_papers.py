"""The papers beside the report, from the same facts: letters, the week, praise and blame, one page; the schedule."""

import datetime as dt
import io
import zipfile

import docx
import pytest

from communes.refusals import Refused
from reports.content.blocks import Addressee, Paragraph, Table, text_of
from reports.content.options import Options
from reports.content.other_papers import leader_summary, merit_list, urging_letter, week_notice
from reports.dashboards.ranking_words import Named
from reports.due import day_words, days_of, due_papers, keep_rule
from reports.models import DueRule, PaperDue
from tests.factories import drafted, issued, make_book, record

from .stage import CUT_OFF, commune, facts_of

pytestmark = pytest.mark.looks


def texts_of(document) -> list[str]:
    return [text_of(block.runs) for block in document.sections[0].blocks if isinstance(block, Paragraph)]


def rows_of(document) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.first(Table).rows]


def busy(name: str, by, *, left: int) -> None:
    """Twenty working days of twenty records, and `left` records to go."""
    book = make_book(commune(name), by=by, number="1", count=left + 400)
    day = CUT_OFF
    for _ in range(20):
        day -= dt.timedelta(days=3 if day.weekday() == 0 else 1)
        while day.weekday() > 4:
            day -= dt.timedelta(days=1)
        record(book, 20, by=by, work_date=day)


@pytest.fixture
def late(justice_office, db):
    """Phước An will be late, Phước Lộc will not."""
    busy("Phước An", justice_office, left=6_200)
    busy("Phước Lộc", justice_office, left=200)
    return facts_of("Phước An", "Phước Lộc")


# ------------------------------------------------------------------ letters
def test_the_letter_goes_to_who_is_late_and_says_what_it_takes(late):
    letter = urging_letter(late, Options())
    assert letter.first(Addressee).receivers == ("UBND xã Phước An",)
    assert texts_of(letter)[0].endswith(
        "theo thời hạn tháng 5/2024 (hết ngày 31/5/2024; còn 62 ngày làm việc). Cụ thể:"
    )
    assert rows_of(letter) == [
        ["1", "Xã Phước An", "6.600", "400", "6,1%", "6.200", "100", "100", "0"]
    ]  # 6.200 / 62 days
    assert texts_of(letter)[-1].endswith("./.")


def test_nobody_late_no_letter(justice_office, db):
    busy("Phước Lộc", justice_office, left=200)
    assert urging_letter(facts_of("Phước Lộc"), Options()) is None


def test_a_letter_of_ones_own_has_ones_own_figures_alone(late):
    assert urging_letter(late, Options(), commune("Phước Lộc")) is None
    assert rows_of(urging_letter(late, Options(), commune("Phước An"))) == rows_of(urging_letter(late, Options()))


# ------------------------------------------------------------------ the week
def test_the_week_has_the_most_first_and_names_who_entered_nothing(justice_office, db):
    for name, count in (("Phước An", 12), ("Phước Lộc", 30), ("Phước Sơn", 0)):
        book = make_book(commune(name), by=justice_office, count=100)
        if count:
            record(book, count, by=justice_office, work_date=dt.date(2024, 3, 1))
    notice = week_notice(facts_of("Phước An", "Phước Lộc", "Phước Sơn"), Options())
    assert rows_of(notice) == [
        ["1", "Xã Phước Lộc", "30", "30", "30,0%", "70"],
        ["2", "Xã Phước An", "12", "12", "12,0%", "88"],
        ["3", "Xã Phước Sơn", "0", "0", "0,0%", "100"],
    ]
    assert [cell.text for cell in notice.first(Table).total][1:] == ["TOÀN HUYỆN", "42", "42", "14,0%", "258"]
    assert texts_of(notice)[1] == "Chưa nhập trong tuần dù còn dữ liệu: xã Phước Sơn."


# ------------------------------------------------------------------ praise and blame, one page
def test_nobody_is_named_without_a_reason(furnished):
    paper = merit_list(facts_of(), Options(), [Named(commune("Phước An"), "Xong trước hạn.")], [])
    assert rows_of(paper) == [["1", "Xã Phước An", "Xong trước hạn."]]
    assert texts_of(paper) == ["Chưa có đơn vị phải kiểm điểm."]


def test_the_summary_says_what_to_decide(late):
    assert "Chưa kịp hạn tháng 5/2024: xã Phước An." in texts_of(leader_summary(late, Options()))[-1]


# ------------------------------------------------------------------ the pages
def test_all_of_them_in_one_file_byte_by_byte_again(client, justice_office, late):
    client.force_login(justice_office)
    first, second = (client.get("/bao-cao/van-ban-khac/tat-ca.zip?den-ngay=2024-03-03").content for _ in range(2))
    assert first == second
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert [name.removesuffix("-2024-03-03.docx") for name in names] == [
        "don-doc", "thong-bao-tuan", "khen-thuong-kiem-diem", "tom-tat", "don-doc-21985",
    ]  # fmt: skip


def test_a_letter_carries_its_subject_under_its_number(client, justice_office, late):
    client.force_login(justice_office)
    content = client.get("/bao-cao/van-ban-khac/don-doc.docx?den-ngay=2024-03-03").content
    head = docx.Document(io.BytesIO(content)).tables[0]
    words = "\n".join(cell.text for row in head.rows for cell in row.cells)
    assert "V/v đôn đốc nhập dữ liệu" in words
    assert "/UBND-TP" in words


@pytest.mark.parametrize(
    "path", ["khac.docx", "don-doc.docx?xa=99999", "don-doc.docx?den-ngay=2030-01-01", "tat-ca.zip?den-ngay=x"]
)
def test_what_there_is_not_is_not_found(client, justice_office, furnished, path):
    client.force_login(justice_office)
    assert client.get(f"/bao-cao/van-ban-khac/{path}").status_code == 404


# ------------------------------------------------------------------ when what is due
def rule(district, **about) -> PaperDue:
    given = {"report_kind": "weekly", "rule": DueRule.WEEKLY, "day": 5, "receiver": "Sở Tư pháp"}
    return PaperDue(district=district, since=dt.date(2024, 1, 1), **(given | about))


@pytest.mark.parametrize(
    ("about", "days", "words"),
    [
        ({}, ["2024-02-02", "2024-02-09", "2024-02-16", "2024-02-23"], "thứ Sáu hằng tuần"),
        ({"rule": DueRule.MONTHLY, "day": 25}, ["2024-02-25"], "ngày 25 hằng tháng"),
        ({"rule": DueRule.MONTHLY, "day": 31}, ["2024-02-29"], "ngày cuối tháng"),
        ({"rule": DueRule.ONCE, "day": None, "once_on": dt.date(2024, 2, 5)}, ["2024-02-05"], "ngày 05/02/2024"),
    ],
)
def test_the_days_a_rule_names(justice_office, about, days, words):
    one = rule(justice_office.district, **about)
    assert [day.isoformat() for day in days_of(one, dt.date(2024, 2, 1), dt.date(2024, 2, 29))] == days
    assert day_words(one) == words


def test_a_day_off_is_due_the_working_day_before(justice_office, furnished):
    """Sunday 25 February, and the Friday of Tết."""
    keep_rule(rule=rule(justice_office.district, rule=DueRule.MONTHLY, day=25), by=justice_office)
    found = due_papers(justice_office.district, dt.date(2024, 2, 20))
    assert found[0].on == dt.date(2024, 1, 25)
    assert found[1].on == dt.date(2024, 2, 23)


def test_what_went_out_is_done_and_what_did_not_is_overdue(justice_office, furnished):
    keep_rule(rule=rule(justice_office.district, report_kind="progress"), by=justice_office)
    issued(drafted(by=justice_office, as_of=dt.date(2024, 3, 1)), by=justice_office, despite="thử")
    found = due_papers(justice_office.district, dt.date(2024, 3, 4))
    assert dt.date(2024, 3, 1) not in [due.on for due in found]  # done, and over
    assert [due.is_overdue for due in found if due.on == dt.date(2024, 2, 23)] == [True]
    assert [due.report for due in found if due.on == dt.date(2024, 3, 8)] == [None]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"day": 8}, "thứ trong tuần"),
        ({"rule": DueRule.MONTHLY, "day": 32}, "ngày trong tháng"),
        ({"rule": DueRule.ONCE}, "Ghi ngày phải gửi"),
        ({"receiver": " "}, "Ghi nơi nhận"),
        ({"until": dt.date(2023, 1, 1)}, "không thể trước"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(justice_office, about, told):
    with pytest.raises(Refused, match=told):
        keep_rule(rule=rule(justice_office.district, **about), by=justice_office)


def test_a_rule_is_added_and_taken_away_on_the_page(client, justice_office, furnished):
    client.force_login(justice_office)
    typed = {"report_kind": "weekly", "rule": "weekly", "day": "5", "receiver": "Sở Tư pháp", "basis": "", "until": ""}
    assert client.post("/bao-cao/ky-han/", typed).status_code == 302
    page = client.get("/bao-cao/ky-han/").content.decode()
    assert "Thứ Sáu hằng tuần" in page
    client.post("/bao-cao/ky-han/", {"bo": PaperDue.objects.get().pk})
    assert PaperDue.objects.count() == 0
    wrong = client.post("/bao-cao/ky-han/", typed | {"day": "9"})
    assert (wrong.status_code, "thứ trong tuần" in wrong.content.decode()) == (400, True)
