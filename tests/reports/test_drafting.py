"""A draft: parts rewritten with live figures, moved, left out, added; two people at one draft."""

import datetime as dt

import pytest

from communes.refusals import Refused
from reports.composing import compose, document_of
from reports.content.blocks import Bullets, Heading, Paragraph, Title, text_of
from reports.content.marked_text import marked, runs_of
from reports.drafting import (
    ISSUED,
    MOST_TEXT,
    Overtaken,
    add_part,
    drop_draft,
    keep_options,
    keep_part,
    keep_standing_text,
    leave_out,
    make_live,
    move_part,
    say_present,
    start_draft,
)
from reports.models import PartState, Report, StandingText
from tests.factories import drafted, issued, make_book, record

from .stage import commune

WHOLE = "progress.whole"


@pytest.fixture
def report(justice_office, furnished):
    return drafted(by=justice_office)


def text_in(report: Report) -> list[str]:
    """Every paragraph and item of the paper, as it stands now."""
    found = []
    for block in document_of(compose(report)).sections[0].blocks:
        if isinstance(block, Paragraph):
            found.append(text_of(block.runs))
        elif isinstance(block, Bullets):
            found += [text_of(item) for item in block.items]
    return found


def keys_of(report: Report, section: str) -> list[str]:
    return [part.key for part in compose(report).parts if part.section == section]


# ------------------------------------------------------------------ the beginning
def test_a_draft_holds_no_figure(report):
    assert (report.frozen_facts, report.frozen_parts, report.revision) == ([], [], 0)
    assert compose(report).facts.whole.to_enter.value == 36946


def test_a_draft_of_a_coming_day_is_refused(justice_office):
    with pytest.raises(Refused, match="Ngày 05/3/2024 chưa đến"):
        start_draft(district=justice_office.district, as_of=dt.date(2024, 3, 5), by=justice_office)
    assert start_draft(district=justice_office.district, as_of=dt.date(2024, 3, 4), by=justice_office).pk


def test_the_report_before_is_the_newest_that_went_out(justice_office, furnished):
    first = issued(drafted(by=justice_office, as_of=dt.date(2024, 2, 20)), by=justice_office, despite="thử")
    drafted(by=justice_office, as_of=dt.date(2024, 2, 25))  # never went out
    assert drafted(by=justice_office).previous == first
    assert drafted(by=justice_office, as_of=dt.date(2024, 2, 20)).previous is None


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("progress", "trên nền Cơ sở dữ liệu quốc gia về dân cư"),
        ("weekly", "trong tuần (từ 26/02/2024 đến 03/3/2024)"),
        ("monthly", "trong tháng 3/2024"),
    ],
)
def test_each_kind_of_report_says_what_it_is_about(justice_office, furnished, kind, line):
    report = start_draft(district=justice_office.district, as_of=dt.date(2024, 3, 3), by=justice_office, kind=kind)
    assert document_of(compose(report)).first(Title).subject[-1] == line


# ------------------------------------------------------------------ words
def test_a_rewritten_part_keeps_its_figures_live(report, justice_office, official):
    text = "Đến nay huyện đã nhập ⟦all.entered⟧ trường hợp."
    keep_part(draft=compose(report), key=WHOLE, text=text, seen=0, by=justice_office)
    before = compose(report).facts.whole.entered.tabled
    assert f"Đến nay huyện đã nhập {before} trường hợp." in text_in(report)
    record(make_book(commune("Phước Sơn"), by=official, number="77"), 5, by=official, work_date=dt.date(2024, 3, 3))
    after = compose(report).facts.whole.entered.tabled
    assert after != before
    assert f"Đến nay huyện đã nhập {after} trường hợp." in text_in(report)


def test_the_words_to_edit_give_the_same_sentence_again(report):
    draft = compose(report)
    for part in draft.parts:
        assert text_of(runs_of(marked(part.runs), draft.stated)) == part.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "chưa có chữ nào"),
        ("  \n ", "chưa có chữ nào"),
        ("a" * (MOST_TEXT + 1), "Viết gọn"),
        ("Còn ⟦all.không-có⟧ trường hợp", "Không có số liệu nào mang tên ⟦all.không-có⟧"),
        ("Người kê khai 052085001234", "052085001234"),
    ],
)
def test_what_cannot_be_kept_is_said(report, justice_office, text, told):
    with pytest.raises(Refused, match=told.replace("(", r"\(")):
        keep_part(draft=compose(report), key=WHOLE, text=text, seen=0, by=justice_office)
    assert report.parts.count() == 0


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Phước  Ho\u0300a\u00a0tốt", "Phước Hòa tốt"),
        ("một\r\n\r\nhai\u200b", "một\nhai"),
        (
            "<script>alert(1)</script> {{ x }} =cmd|' /C calc'!A0",
            "<script>alert(1)</script> {{ x }} =cmd|' /C calc'!A0",
        ),
        ("chữ " * 5000, ("chữ " * 5000).strip()),
    ],
)
def test_text_is_stored_as_words(report, justice_office, typed, stored):
    part = keep_part(draft=compose(report), key=WHOLE, text=typed, seen=0, by=justice_office)
    assert part.text == stored
    assert stored in text_in(report)


def test_back_to_the_figures(report, justice_office):
    usual = text_in(report)
    keep_part(draft=compose(report), key=WHOLE, text="Khác.", seen=0, by=justice_office)
    assert text_in(report) != usual
    make_live(draft=compose(report), key=WHOLE, seen=1, by=justice_office)
    assert text_in(report) == usual
    assert report.parts.count() == 0


# ------------------------------------------------------------------ order, in and out
def test_a_part_is_left_out_and_comes_back(report, justice_office):
    usual = keys_of(report, "measures")
    leave_out(draft=compose(report), key="measures.reward", seen=0, by=justice_office)
    assert keys_of(report, "measures") == usual[:-1]
    make_live(draft=compose(report), key="measures.reward", seen=1, by=justice_office)
    assert keys_of(report, "measures") == usual


def test_a_section_without_a_part_has_no_heading(report, justice_office):
    for key in keys_of(report, "machines"):
        leave_out(draft=compose(report), key=key, seen=0, by=justice_office)
    headings = [block.text for block in document_of(compose(report)).sections[0].blocks if isinstance(block, Heading)]
    assert "a) Trang bị máy vi tính" not in headings
    assert "3. Kết quả thực hiện" in headings


def test_parts_move_within_their_section(report, justice_office):
    first, second, *rest = keys_of(report, "measures")[1:]
    move_part(draft=compose(report), key=second, up=True, seen=0, by=justice_office)
    assert keys_of(report, "measures")[1:] == [second, first, *rest]
    move_part(draft=compose(report), key=second, up=False, seen=1, by=justice_office)
    assert keys_of(report, "measures")[1:] == [first, second, *rest]
    last = keys_of(report, "measures")[-1]
    move_part(draft=compose(report), key=last, up=False, seen=0, by=justice_office)  # at its end already
    assert keys_of(report, "measures")[-1] == last


def test_an_item_is_added_to_a_list_and_taken_away(report, justice_office):
    part = add_part(draft=compose(report), section="direction", text="Công văn số 300/UBND-TP", by=justice_office)
    assert text_in(report)[text_in(report).index("Công văn số 300/UBND-TP.") - 1].endswith(";")
    assert part.state == PartState.ADDED
    leave_out(draft=compose(report), key=part.key, seen=1, by=justice_office)
    assert "Công văn số 300/UBND-TP." not in text_in(report)
    assert report.parts.count() == 0


def test_an_unknown_section_is_refused(report, justice_office):
    with pytest.raises(Refused, match="Chọn một mục"):
        add_part(draft=compose(report), section="khac", text="Chữ.", by=justice_office)


# ------------------------------------------------------------------ two people
def test_who_comes_second_is_told_and_loses_nothing(report, justice_office, administrator):
    seen_by_both = compose(report)
    keep_part(draft=seen_by_both, key=WHOLE, text="Bản của người thứ nhất.", seen=0, by=justice_office)
    with pytest.raises(Overtaken) as overtaken:
        keep_part(draft=seen_by_both, key=WHOLE, text="Bản của người thứ hai.", seen=0, by=administrator)
    assert (overtaken.value.part.text, overtaken.value.typed) == ("Bản của người thứ nhất.", "Bản của người thứ hai.")
    assert "Bản của người thứ nhất." in text_in(report)


def test_the_same_words_twice_are_kept_once(report, justice_office):
    draft = compose(report)
    first = keep_part(draft=draft, key=WHOLE, text="Như nhau.", seen=0, by=justice_office)
    assert (
        keep_part(draft=draft, key=WHOLE, text="Như nhau.", seen=0, by=justice_office).revision == first.revision == 1
    )


def test_people_at_one_draft_are_told_of_each_other(report, justice_office, administrator):
    assert say_present(report=report, part="", by=justice_office) == []
    assert [one.user for one in say_present(report=report, part=WHOLE, by=administrator)] == [justice_office]
    report.editors.update(seen_at=dt.datetime(2024, 3, 4, 0, 0, tzinfo=dt.UTC))
    assert say_present(report=report, part="", by=justice_office) == []  # the other one has closed the page


def test_choices_are_kept_against_what_was_seen(report, justice_office):
    keep_options(report=report, options={"with_books": True}, seen=0, by=justice_office)
    with pytest.raises(Overtaken):
        keep_options(report=report, options={"with_books": False}, seen=0, by=justice_office)
    report.refresh_from_db()
    assert (report.options["with_books"], report.revision) == (True, 1)


# ------------------------------------------------------------------ what is used again
def test_a_paragraph_for_the_next_reports(justice_office):
    about = {"district": justice_office.district, "section": "objective", "by": justice_office}
    keep_standing_text(title="Mùa mưa", text="Mưa lũ làm hỏng sổ.", **about)
    keep_standing_text(title="Mùa mưa", text="Mưa lũ kéo dài làm hỏng sổ.", **about)
    assert list(StandingText.objects.values_list("title", "text")) == [("Mùa mưa", "Mưa lũ kéo dài làm hỏng sổ.")]
    with pytest.raises(Refused, match="Đặt tên"):
        keep_standing_text(title="", text="Chữ.", **about)


# ------------------------------------------------------------------ after the issue
def test_a_report_that_went_out_takes_no_change(report, justice_office):
    draft = compose(report)
    issued(report, by=justice_office, despite="thử")
    for act in (
        lambda: keep_part(draft=draft, key=WHOLE, text="Muộn.", seen=0, by=justice_office),
        lambda: leave_out(draft=draft, key=WHOLE, seen=0, by=justice_office),
        lambda: add_part(draft=draft, section="progress", text="Muộn.", by=justice_office),
        lambda: drop_draft(report=report),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.problems[0].message == ISSUED
