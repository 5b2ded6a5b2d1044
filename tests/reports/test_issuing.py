"""What goes out stays: facts, text and files byte by byte; the next report puts right what changed since."""

import datetime as dt
import hashlib
import io

import docx
import pytest
from django.db import DatabaseError, transaction

from communes.models import BookKind, Programme
from communes.refusals import Refused
from entries.correcting import correct_batch
from entries.models import Measure
from entries.posting import Line
from entries.totals import totals
from reports.composing import compose, document_of
from reports.drafting import Overtaken, keep_part
from reports.issuing import Issue, issue_report, start_replacement
from reports.models import Report, ReportFile
from reports.models.report import IssuedReportError
from reports.renderers import FORMATS
from reports.sentences.restated import restated_table
from tests.factories import drafted, issued, make_book, record

from .stage import commune, facts_of

EARLIER = dt.date(2024, 2, 20)


@pytest.fixture
def report(justice_office, furnished):
    return drafted(by=justice_office, as_of=EARLIER)


@pytest.fixture
def gone_out(report, justice_office):
    return issued(report, by=justice_office, despite="Số liệu thử")


def files_of(report: Report) -> dict[str, bytes]:
    return {file.name: bytes(file.content) for file in report.files.all()}


# ------------------------------------------------------------------ going out
def test_number_date_and_signer_go_into_the_paper(gone_out):
    word = docx.Document(io.BytesIO(files_of(gone_out)["bao-cao-2024-02-20.docx"]))
    head = [cell.text.strip() for row in word.tables[0].rows for cell in row.cells]
    assert head[2:] == ["Số: 12/BC-UBND", "Tuy Phước, ngày 04 tháng 3 năm 2024"]
    assert gone_out.signer == "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"
    assert set(files_of(gone_out)) == {
        "bao-cao-2024-02-20.docx", "bao-cao-2024-02-20.xlsx", "bao-cao-2024-02-20.html", "trang.html",
    }  # fmt: skip


def test_the_frozen_facts_are_those_of_the_ledger(gone_out):
    facts = {fact["id"]: fact for fact in gone_out.frozen_facts}
    known = facts_of(as_of=EARLIER)
    assert facts["all.entered"]["value"] == known.whole.entered.value
    assert facts["all.share"]["written"] == known.whole.share.written
    assert facts["all.entered"]["filters"] == known.whole.entered.filters
    assert gone_out.code in files_of(gone_out)["bao-cao-2024-02-20.html"].decode()


@pytest.mark.parametrize(
    ("issue", "where", "told"),
    [
        (Issue(None, dt.date(2024, 3, 4), "vì thử"), "number", "Ghi số của báo cáo"),
        (Issue(0, dt.date(2024, 3, 4), "vì thử"), "number", "Ghi số của báo cáo"),
        (Issue(12, None, "vì thử"), "signed_on", "Ghi ngày ký"),
        (Issue(12, dt.date(2024, 3, 5), "vì thử"), "signed_on", "Ngày 05/3/2024 chưa đến"),
        (Issue(12, dt.date(2024, 2, 19), "vì thử"), "signed_on", "không thể trước ngày chốt số liệu (20/02/2024)"),
    ],
)
def test_what_is_missing_is_said_at_its_field(report, justice_office, issue, where, told):
    with pytest.raises(Refused) as refused:
        issue_report(report=report, issue=issue, seen=0, by=justice_office)
    assert [(p.where, told in p.message) for p in refused.value.problems] == [(where, True)]
    report.refresh_from_db()
    assert (report.is_issued, report.number, report.files.count()) == (False, None, 0)


def test_a_false_number_is_held_back_until_it_is_mended_or_answered_for(report, justice_office):
    keep_part(
        draft=compose(report), key="progress.whole", text="Đã nhập 987.654 trường hợp.", seen=0, by=justice_office
    )
    report.refresh_from_db()
    with pytest.raises(Refused, match="chỗ cần xem"):
        issued(report, by=justice_office)
    mended = "Đã nhập ⟦all.entered⟧/⟦all.to_enter⟧ trường hợp (có phụ lục kèm theo)."
    keep_part(draft=compose(report), key="progress.whole", text=mended, seen=1, by=justice_office)
    report.refresh_from_db()
    assert issued(report, by=justice_office).options == {}


def test_a_draft_that_changed_meanwhile_is_looked_at_again(report, justice_office):
    keep_part(draft=compose(report), key="progress.whole", text="Đã nhập ⟦all.entered⟧.", seen=0, by=justice_office)
    issue = Issue(12, dt.date(2024, 3, 4))
    with pytest.raises(Overtaken):
        issue_report(report=report, issue=issue, seen=0, by=justice_office)


def test_a_number_is_used_once_a_year(gone_out, justice_office):
    with pytest.raises(Refused, match="Số 12 của năm 2024 đã dùng"):
        issued(drafted(by=justice_office), by=justice_office, number=12, despite="thử")
    assert issued(drafted(by=justice_office), by=justice_office, number=13, despite="thử").number == 13


# ------------------------------------------------------------------ what went out stays
def change_everything(by) -> None:
    """A correction of then, a new book of then, a commune with another name."""
    book = make_book(commune("Phước Sơn"), by=by, number="88", count=40)
    batch = record(book, 11, by=by, work_date=dt.date(2024, 2, 19))
    correct_batch(batch=batch, wanted=(Line(book, Programme.POPULATION_DB, 8),), reason="Đếm trùng", by=by)
    renamed = commune("Phước Nghĩa")
    renamed.name = "Phước Nghĩa Mới"
    renamed.save()


def test_later_changes_never_touch_it(gone_out, justice_office, client):
    before, facts, parts = files_of(gone_out), gone_out.frozen_facts, gone_out.frozen_parts
    change_everything(justice_office)
    again = Report.objects.get(pk=gone_out.pk)
    assert files_of(again) == before
    assert (again.frozen_facts, again.frozen_parts) == (facts, parts)
    client.force_login(justice_office)
    for suffix in ("docx", "xlsx", "html"):
        answer = client.get(f"/bao-cao/{gone_out.pk}/bao-cao.{suffix}")
        assert answer.content == before[f"bao-cao-2024-02-20.{suffix}"]
    assert "Phước Nghĩa Mới" not in client.get(f"/bao-cao/{gone_out.pk}/").content.decode()


def test_the_hash_is_that_of_the_bytes(gone_out):
    assert {f.name: f.sha256 for f in gone_out.files.all()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files_of(gone_out).items()
    }


def test_nobody_changes_what_went_out(gone_out):
    gone_out.number = 99
    with pytest.raises(IssuedReportError):
        gone_out.save()
    with pytest.raises(IssuedReportError):
        gone_out.delete()
    for act in (
        lambda: Report.objects.filter(pk=gone_out.pk).update(number=99),
        lambda: ReportFile.objects.filter(report=gone_out).update(content=b""),
        lambda: ReportFile.objects.filter(report=gone_out).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_draft_makes_the_same_bytes_again(report):
    for made in FORMATS.values():
        first, second = (made.render(document_of(compose(report), detailed=True)) for _ in range(2))
        assert first == second


# ------------------------------------------------------------------ the next one puts right
def test_the_next_report_restates_what_changed(gone_out, justice_office):
    change_everything(justice_office)
    following = compose(drafted(by=justice_office))
    rows = [[cell.text for cell in row] for row in restated_table(following.restated).rows]
    reported = {fact["id"]: fact["value"] for fact in gone_out.frozen_facts}
    now = totals(communes=[commune("Phước Sơn")], programme=Programme.POPULATION_DB, as_of=EARLIER)
    births = now.cell(commune("Phước Sơn"), BookKind.BIRTH)
    assert [row[:3] for row in rows] == [
        ["1", "Xã Phước Sơn", "Phải nhập, khai sinh"],
        ["2", "Xã Phước Sơn", "Đã nhập, khai sinh"],
        ["3", "TOÀN HUYỆN", "Phải nhập"],
        ["4", "TOÀN HUYỆN", "Đã nhập"],
    ]
    assert [row[4] for row in rows] == ["+40", "+8", "+40", "+8"]
    assert [line.right.value for line in following.restated.lines] == [births.to_enter, births.entered]
    assert [line.reported.value + line.change.value for line in following.restated.lines] == [
        births.to_enter, births.entered,
    ]  # fmt: skip
    assert following.restated.sums[1].reported.value == reported["all.entered"]
    assert [row[6] for row in rows[:2]] == ["kiểm kê sổ sau ngày báo cáo", "ghi sau ngày báo cáo và Đếm trùng"]
    to_enter, entered = following.restated.sums
    assert following.parts[1].text == (
        "Số liệu tính đến ngày 20/02/2024 nêu tại Báo cáo số 12/BC-UBND ngày 04/3/2024 được điều chỉnh như sau: số phải"
        f" nhập toàn huyện từ {to_enter.reported.tabled} thành {to_enter.right.tabled} trường hợp; số đã nhập toàn"
        f" huyện từ {entered.reported.tabled} thành {entered.right.tabled} trường hợp."
    )


def test_nothing_changed_is_said_too(gone_out, justice_office):
    following = compose(drafted(by=justice_office))
    assert following.parts[1].text == (
        "Số liệu tính đến ngày 20/02/2024 nêu tại Báo cáo số 12/BC-UBND ngày 04/3/2024 đến nay không thay đổi."
    )
    assert restated_table(following.restated) is None


def test_what_was_reported_is_the_ledger_as_it_was_known_then(gone_out, justice_office):
    change_everything(justice_office)
    then = totals(
        communes=list(commune("Phước Sơn").district.communes.all()), programme=Programme.POPULATION_DB,
        as_of=EARLIER, known_at=gone_out.known_at,
    )  # fmt: skip
    reported = {fact["id"]: fact["value"] for fact in gone_out.frozen_facts}
    assert (reported[f"all.{Measure.ENTERED}"], reported["all.to_enter"]) == (then.all.entered, then.all.to_enter)


# ------------------------------------------------------------------ another version
def test_a_replacement_leaves_version_one_alone(gone_out, justice_office):
    before = files_of(gone_out)
    new = start_replacement(report=gone_out, by=justice_office)
    assert (new.version, new.as_of, new.replaces) == (2, EARLIER, gone_out)
    assert start_replacement(report=gone_out, by=justice_office) == new  # one at a time
    out = issued(new, by=justice_office, number=12, despite="thử")  # it may carry the same number
    assert out.code != gone_out.code
    assert files_of(Report.objects.get(pk=gone_out.pk)) == before
    assert drafted(by=justice_office).previous == out
