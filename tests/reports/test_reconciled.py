"""Đối chiếu in the report: who agrees until when, who does not and why, what others were asked."""

import datetime as dt

import pytest

from communes.models import Commune, District
from entries.models import Finding, Request
from entries.reconciling.extracts.keeping import keep_extract
from entries.reconciling.findings.finding_thread import close_as_right
from entries.reconciling.findings.gathering import gather_findings
from entries.reconciling.findings.settling import ask_for_adjustment
from entries.reconciling.requesting import mark_sent, record_outcome
from entries.reconciling.rounds import answer_round, close_round
from entries.reconciling.summary import reconciliation_summary
from reports.content.appendix import appendix_table, reconciled_in_words
from reports.content.blocks import text_of
from reports.facts.gathering import gather
from reports.sentences import reconciled
from tests.factories import extracted, found_in, make_book, record, requested_for, round_of

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY = dt.date(2024, 3, 3), dt.date(2024, 3, 4)


def facts_of():
    communes = list(Commune.objects.in_official_order())
    return gather(district=District.objects.get(), communes=communes, as_of=MONDAY)


def told(write) -> str | None:
    runs = write(facts_of())
    return runs and text_of(runs)


@pytest.fixture
def entered(phuoc_son, official, justice_office):
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=SUNDAY)


def notes() -> dict[str, str]:
    return {row[1].text: row[-1].text for row in appendix_table(facts_of()).rows if row[-1].text}


def test_without_an_extract_nothing_is_said(entered):
    assert [told(write) for write in (reconciled.agreed, reconciled.causes, reconciled.asked)] == [None] * 3
    assert "Xã Phước Sơn" not in notes()


def test_who_agrees_says_until_when(entered, phuoc_son, justice_office):
    extracted(phuoc_son, by=justice_office, births=46)
    assert told(reconciled.agreed) == (
        "Đến ngày 03/3/2024, số liệu của 01 đơn vị đã đối chiếu khớp với số của Công an tỉnh."
    )
    assert reconciled_in_words(facts_of()) == (
        ", khớp với số của Công an tỉnh đến ngày 03/3/2024 trừ đơn vị có ghi chú"
    )
    assert ("Xã Phước Sơn" in notes(), notes()["Xã Phước Hòa"]) == (False, "Chưa đối chiếu")


def test_the_appendix_notes_who_is_the_exception(entered, phuoc_son, phuoc_hoa, justice_office):
    both = {(phuoc_son, "population_db", "KS"): 46, (phuoc_hoa, "population_db", "KS"): 9}
    keep_extract(
        district=phuoc_son.district, source="police", as_of=SUNDAY, lines=both, paper_number="", received_on=MONDAY,
        by=justice_office,
    )  # fmt: skip
    assert notes()["Xã Phước Hòa"].endswith("Chưa khớp")
    extracted(phuoc_hoa, by=justice_office, births=0, as_of=MONDAY)
    assert "Xã Phước Hòa" not in notes()
    assert notes()["Xã Phước Sơn"] == "Khớp đến 03/3/2024"


def test_who_does_not_agree_is_named_with_the_cause_that_is_certain(entered, phuoc_son, justice_office):
    extract = extracted(phuoc_son, by=justice_office, births=6)
    assert told(reconciled.agreed) == "Số liệu của xã Phước Sơn chưa khớp với số của Công an tỉnh."
    unclear = "Chưa xác định được nguyên nhân lệch của xã Phước Sơn."
    assert told(reconciled.causes) == unclear
    found = Finding.objects.create(
        district=phuoc_son.district, commune=phuoc_son, key=f"gap/{phuoc_son.pk}/2024-03-03",
        kind="typing_error", gap=40, extract=extract,
        found_on=MONDAY, as_of=SUNDAY,
    )  # fmt: skip
    assert told(reconciled.causes) == (
        "Số liệu chưa chính xác, phải xác định lại qua đối chiếu: xã Phước Sơn (gõ sai số)."
    )
    Finding.objects.filter(pk=found.pk).update(is_certain=False)
    assert told(reconciled.causes) == unclear


def test_a_cause_that_newer_figures_confirm_is_told_of_earlier_days_too(entered, phuoc_son, justice_office):
    """A report to a month's end is written days later."""
    saturday = SUNDAY - dt.timedelta(days=1)
    extracted(phuoc_son, by=justice_office, births=6)
    extracted(phuoc_son, by=justice_office, births=6, as_of=MONDAY)
    gather_findings(district=phuoc_son.district, by=justice_office)
    Finding.objects.filter(extract__isnull=False).update(kind="baseline", is_certain=True)
    assert Finding.objects.get(extract__isnull=False).as_of == MONDAY
    for day, known in (
        (saturday, {}),
        (SUNDAY, {"baseline": (phuoc_son.pk,)}),
        (MONDAY, {"baseline": (phuoc_son.pk,)}),
    ):
        assert reconciliation_summary([phuoc_son], day).causes == known


def test_who_has_a_cause_and_who_has_none_are_both_named(entered, phuoc_son, phuoc_hoa, justice_office):
    both = {(phuoc_son, "population_db", "KS"): 6, (phuoc_hoa, "population_db", "KS"): 9}
    extract = keep_extract(
        district=phuoc_son.district, source="police", as_of=SUNDAY, lines=both, paper_number="", received_on=MONDAY,
        by=justice_office,
    ).extract  # fmt: skip
    Finding.objects.create(
        district=phuoc_son.district, commune=phuoc_son, key=f"gap/{phuoc_son.pk}/2024-03-03",
        kind="typing_error", gap=40, extract=extract,
        found_on=MONDAY, as_of=SUNDAY,
    )  # fmt: skip
    assert told(reconciled.causes) == (
        "Số liệu chưa chính xác, phải xác định lại qua đối chiếu: xã Phước Sơn (gõ sai số)."
        " Chưa xác định được nguyên nhân lệch của xã Phước Hòa."
    )


def test_a_gap_that_was_concluded_is_not_said_to_agree(entered, phuoc_son, phuoc_hoa, justice_office):
    extract = extracted(phuoc_son, by=justice_office, births=6)
    gather_findings(district=phuoc_son.district, by=justice_office)
    found = Finding.objects.get(extract=extract)
    [request] = ask_for_adjustment(finding=found, by=justice_office, seen=0, reason="Đã đếm lại sổ gốc")
    assert told(reconciled.agreed) == (
        "Đến ngày 03/3/2024, số liệu của huyện đã được đối chiếu với số của Công an tỉnh;"
        " còn lệch, phải đề nghị điều chỉnh: xã Phước Sơn."
    )
    assert notes()["Xã Phước Sơn"].endswith("Lệch, chưa gửi đề nghị")
    mark_sent(requests=[request], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    assert told(reconciled.agreed) == (
        "Đến ngày 03/3/2024, số liệu của huyện đã được đối chiếu với số của Công an tỉnh;"
        " còn lệch nhưng đã có kết luận: xã Phước Sơn."
    )
    assert notes()["Xã Phước Sơn"].endswith("Lệch, đã kết luận")
    both = {(phuoc_son, "population_db", "KS"): 6, (phuoc_hoa, "population_db", "KS"): 0}
    keep_extract(
        district=phuoc_son.district, source="police", as_of=SUNDAY, lines=both, paper_number="", received_on=MONDAY,
        by=justice_office,
    )  # fmt: skip
    assert told(reconciled.agreed) == (
        "Đến ngày 03/3/2024, số liệu của 01 đơn vị đã đối chiếu khớp với số của Công an tỉnh;"
        " còn lệch nhưng đã có kết luận: xã Phước Sơn."
    )


def test_who_is_not_in_the_newest_extract_is_not_said_to_differ(entered, phuoc_son, phuoc_hoa, justice_office):
    extracted(phuoc_son, by=justice_office, births=46)
    extracted(phuoc_hoa, by=justice_office, births=0, as_of=MONDAY)
    assert told(reconciled.agreed) == (
        "Đến lần chốt gần nhất của từng đơn vị (03/3/2024 đến 04/3/2024), số liệu của 02 đơn vị đã đối chiếu khớp với"
        " số của Công an tỉnh."
    )


def test_what_nobody_has_explained_is_counted_by_kind(phuoc_son, phuoc_hoa, justice_office):
    assert told(reconciled.unexplained) is None
    for commune, kind in ((phuoc_son, "jump"), (phuoc_hoa, "jump"), (phuoc_hoa, "repeated")):
        found_in(commune, kind=kind)
    gone = found_in(phuoc_son, kind="round_weekend")
    Finding.objects.filter(pk=gone.pk).update(gone_on=MONDAY)
    assert told(reconciled.unexplained) == (
        "Còn 03 điều khác thường trong số liệu đã ghi đang được kiểm tra: lặp lại một con số (01) và tăng vọt (02)."
    )


def test_letters_are_named_while_they_wait(phuoc_son, justice_office):
    request = requested_for(phuoc_son, by=justice_office)
    assert told(reconciled.asked) == ("Còn 01 số liệu của xã Phước Sơn phải đề nghị điều chỉnh, chưa gửi công văn.")
    mark_sent(requests=[request], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    assert told(reconciled.asked) == (
        "UBND huyện Tuy Phước đã có Công văn số 36/UBND-TP ngày 04/3/2024 đề nghị Công an tỉnh (01 số liệu) điều chỉnh;"
        " đang chờ kết quả."
    )
    record_outcome(request=request, by=justice_office, seen=1, outcome="adjusted", answered_on=MONDAY)
    assert told(reconciled.asked) is None


def test_what_others_declined_is_told_until_it_is_settled_otherwise(phuoc_son, justice_office):
    request = requested_for(phuoc_son, by=justice_office)
    other = Request.objects.get(pk=request.pk)
    other.pk, other.book_kind = None, "KH"
    other.save()
    mark_sent(requests=[request, other], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    declined = {"outcome": "declined", "answered_on": MONDAY, "note": "Số của Công an tỉnh đúng"}
    record_outcome(request=request, by=justice_office, seen=1, **declined)
    letter = "UBND huyện Tuy Phước đã có Công văn số 36/UBND-TP ngày 04/3/2024 đề nghị Công an tỉnh"
    assert told(reconciled.asked) == (
        f"{letter} (02 số liệu: 01 không được đồng ý, 01 đang chờ) điều chỉnh; đang chờ kết quả."
    )
    record_outcome(request=other, by=justice_office, seen=1, outcome="adjusted", answered_on=MONDAY)
    assert told(reconciled.asked) == (f"{letter} (02 số liệu: 01 đã điều chỉnh, 01 không được đồng ý) điều chỉnh.")
    record_outcome(request=other, by=justice_office, seen=2, **declined)
    assert told(reconciled.asked) == f"{letter} (02 số liệu, không được đồng ý) điều chỉnh."
    finding = request.finding
    finding.refresh_from_db()
    close_as_right(finding=finding, by=justice_office, seen=finding.revision, reason="Chấp nhận số của tỉnh")
    assert told(reconciled.asked) is None


def test_an_answer_of_a_later_day_is_not_known_in_the_report_of_an_earlier_one(phuoc_son, justice_office):
    request = requested_for(phuoc_son, by=justice_office)
    mark_sent(requests=[request], by=justice_office, letter_number="36/UBND-TP", letter_on=SUNDAY)
    record_outcome(request=request, by=justice_office, seen=1, outcome="adjusted", answered_on=MONDAY)
    [letter] = reconciliation_summary([phuoc_son], SUNDAY).letters
    assert (letter.waiting, letter.adjusted) == (1, 0)
    assert reconciliation_summary([phuoc_son], MONDAY).letters == ()


def test_what_others_have_put_right_by_themselves_needs_no_letter(phuoc_son, justice_office):
    requested_for(phuoc_son, by=justice_office)
    assert reconciliation_summary([phuoc_son], MONDAY).unsent == {phuoc_son.pk: 1}
    extracted(phuoc_son, by=justice_office, births=46, as_of=MONDAY)
    assert reconciliation_summary([phuoc_son], MONDAY).unsent == {}


def test_the_last_closed_round_is_told(entered, phuoc_son, official, justice_office):
    opened = round_of(phuoc_son.district, by=justice_office)
    answer_round(round=opened, commune=phuoc_son, statement="right", by=official)
    assert told(reconciled.last_round) is None
    close_round(round=opened, by=justice_office)
    assert told(reconciled.last_round) == (
        "Đợt rà soát số liệu đến ngày 03/3/2024 (hạn trả lời 08/3/2024): 01 đơn vị xác nhận đúng, 12 đơn vị không trả"
        " lời."
    )
    facts = gather(district=phuoc_son.district, communes=[phuoc_son], as_of=MONDAY)
    assert reconciled.last_round(facts) is None  # a part of the district does not speak for the whole


def test_a_round_in_which_nobody_confirmed_says_so_in_words(phuoc_son, official, justice_office):
    opened = round_of(phuoc_son.district, by=justice_office)
    answer_round(round=opened, commune=phuoc_son, statement="differs", note="Khai sinh thừa 40", by=official)
    close_round(round=opened, by=justice_office)
    assert told(reconciled.last_round).endswith(
        ": chưa đơn vị nào xác nhận đúng, 01 đơn vị còn lệch (xã Phước Sơn), 12 đơn vị không trả lời."
    )
