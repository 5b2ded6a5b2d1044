"""From paper to entries: facts by code, two reports compared figure by figure and word by word."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.composing import compose
from reports.drafting import keep_part
from reports.tracing import Piece, differences, pieces_of, told_by
from tests.factories import drafted, issued, make_book, record

from .stage import commune


@pytest.fixture
def reports(justice_office, furnished):
    """One that went out, and the next one as a draft after a shift more in Phước Sơn."""
    before = issued(drafted(by=justice_office, as_of=dt.date(2024, 3, 2)), by=justice_office, despite="thử")
    book = make_book(commune("Phước Sơn"), by=justice_office, number="66", count=50)
    record(book, 21, by=justice_office, work_date=dt.date(2024, 3, 3))
    return before, drafted(by=justice_office)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("như nhau", "như nhau", (Piece("như nhau"),)),
        ("đạt 35,5% số", "đạt 39,1% số", (Piece("đạt "), Piece("35,5%", "del"), Piece("39,1%", "ins"), Piece(" số"))),
        ("", "câu mới", (Piece("câu mới", "ins"),)),
        ("câu cũ", "", (Piece("câu cũ", "del"),)),
    ],
)
def test_words_taken_out_and_put_in(old, new, pieces):
    assert pieces_of(old, new) == pieces


def test_figures_and_sentences_that_differ(reports):
    before, after = reports
    found = differences(told_by(before), told_by(after, compose(after)))
    steps = {change.meaning: change.step for change in found.figures}
    assert steps["Đã nhập, mọi loại sổ, toàn huyện"] == 21
    assert steps["Phải nhập, mọi loại sổ, xã Phước Sơn"] == 50
    assert "Đã nhập, khai tử, toàn huyện" not in steps
    changed = {one.key for one in found.sentences}
    assert "progress.whole" in changed
    assert "direction.lead" not in changed
    assert len(found.figures) + found.equal_figures == len({*told_by(before).facts, *compose(after).stated})


def test_a_report_differs_from_itself_in_nothing(reports):
    found = differences(told_by(reports[0]), told_by(reports[0]))
    assert (found.figures, found.sentences) == ((), ())


def test_rewritten_words_show_as_a_change(reports, justice_office):
    after = reports[1]
    keep_part(draft=compose(after), key="closing.end", text="Hết./.", seen=0, by=justice_office)
    found = differences(told_by(reports[0]), told_by(after, compose(after)))
    closing = next(one for one in found.sentences if one.key == "closing.end")
    assert "".join(piece.words for piece in closing.pieces if piece.change != "del").strip() == "Hết./."


# ------------------------------------------------------------------ the pages
def test_the_code_on_the_paper_opens_its_figures(reports, client, justice_office):
    report = reports[0]
    client.force_login(justice_office)
    for typed in (report.code, report.code.lower(), report.code.replace("-", ""), f" {report.code} "):
        assert client.get("/bao-cao/ma/", {"ma": typed}).url == f"/bao-cao/{report.pk}/so-lieu/"
    answer = client.get("/bao-cao/ma/", {"ma": "AAAA-AAAA"}, follow=True)
    assert "Không có báo cáo nào mang mã này" in answer.content.decode()


def test_a_figure_of_then_opens_the_entries_known_then(reports, client, justice_office):
    report = reports[0]
    client.force_login(justice_office)
    rows = client.get(f"/bao-cao/{report.pk}/so-lieu/").context["rows"]
    fact, address = next(row for row in rows if row[0]["id"] == "all.entered")
    record(make_book(commune("Phước An"), by=justice_office, number="67"), 9, by=justice_office, work_date=report.as_of)
    assert [row["sum"] for row in client.get(address).context["sums"]] == [fact["value"]]


def test_the_page_of_two_reports(reports, client, justice_office):
    client.force_login(justice_office)
    before, after = reports
    page = client.get("/bao-cao/so-sanh/", {"truoc": before.pk, "sau": after.pk})
    assert page.context["found"].figures
    assert client.get("/bao-cao/so-sanh/", {"truoc": "x", "sau": ""}).status_code == 200


@pytest.mark.parametrize("path", ["", "so-lieu/", "phat-hanh/", "doan/?doan=progress.whole"])
def test_queries_do_not_grow_with_what_was_recorded(path, reports, client, justice_office):
    client.force_login(justice_office)
    address = f"/bao-cao/{reports[1].pk}/{path}"

    def queries() -> int:
        client.get(address)  # sums in memory, the session
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    few = queries()
    for number in ("91", "92", "93"):
        record(make_book(commune("Phước Lộc"), by=justice_office, number=number), 3, by=justice_office)
    assert queries() == few
