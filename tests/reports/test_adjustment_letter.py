"""Công văn đề nghị điều chỉnh số liệu: says what was recorded and nothing more, in the words of one commune or many."""

import datetime as dt

import pytest

from entries.models import Request
from entries.reconciling.findings.by_book import Change, propose
from entries.reconciling.findings.disputing import dispute_to_enter
from entries.reconciling.findings.finding_thread import answer
from entries.reconciling.findings.settling import ask_for_adjustment
from entries.reconciling.requesting import are_explained, letter_of, mark_sent
from reports.content.adjustment_letter import adjustment_letter
from reports.content.blocks import Addressee, AppendixTitle, Letterhead, Paragraph, Signature, Table, text_of
from tests.factories import make_book, requested_for

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 3, 4)


@pytest.fixture
def entered(phuoc_son, official, justice_office) -> Request:
    return requested_for(phuoc_son, by=justice_office)


@pytest.fixture
def baseline(phuoc_hoa, neighbour, justice_office) -> Request:
    """Sở Tư pháp counts 884 births to enter where the books of Phước Hòa hold 900."""
    make_book(phuoc_hoa, by=neighbour, count=900)
    found = dispute_to_enter(
        commune=phuoc_hoa, book_kind="KS", source="justice", theirs=884, by=justice_office, text="Danh sách năm 2022"
    )
    [request] = ask_for_adjustment(finding=found, by=justice_office, seen=1, reason="Đã đếm lại sổ gốc")
    return request


def letter(district, *requests, **said):
    return adjustment_letter(district, requests, on=MONDAY, **said)


def blocks(document, kind) -> list:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


def paragraphs(document) -> list[str]:
    return [text_of(block.runs) for block in blocks(document, Paragraph)]


def test_one_commune_is_named_everywhere(entered, phuoc_son):
    document = letter(phuoc_son.district, entered)
    found, _, asked, _ = paragraphs(document)
    assert found == (
        "Qua đối chiếu số liệu nhập dữ liệu hộ tịch tính đến ngày 03/3/2024, UBND huyện Tuy Phước nhận thấy 01 số liệu"
        " của xã Phước Sơn theo dõi tại huyện khác với số liệu của Công an tỉnh."
    )
    assert asked.startswith("UBND huyện Tuy Phước đề nghị Công an tỉnh Bình Định xem xét")
    assert "UBND xã Phước Sơn" in " ".join(blocks(document, Signature)[0].recipients)


def test_nothing_is_said_to_have_been_checked_that_nobody_recorded(entered, phuoc_son, official):
    reviewed = "xác định số đề nghị điều chỉnh là đúng; lý do của từng số liệu nêu tại Phụ lục."
    assert are_explained([entered]) is False
    assert paragraphs(letter(phuoc_son.district, entered))[1] == f"Sau khi rà soát, UBND huyện Tuy Phước {reviewed}"
    answer(finding=entered.finding, by=official, seen=1, text="Đã đếm lại từng trang")
    assert are_explained([entered]) is True
    assert paragraphs(letter(phuoc_son.district, entered, is_explained=True))[1] == (
        f"Sau khi xem xét giải trình của đơn vị, UBND huyện Tuy Phước {reviewed}"
    )


def test_a_proposal_explains_too_and_one_commune_does_not_speak_for_another(entered, baseline, official, phuoc_son):
    book = phuoc_son.books.get(number="98")
    change = Change(book.pk, "population_db", 46, 40)
    propose(finding=entered.finding, by=official, seen=1, text="Đếm lại", changes=[change])
    assert (are_explained([entered]), are_explained([entered, baseline])) == (True, False)


def test_two_receivers_in_the_order_of_the_annex(entered, baseline, phuoc_son):
    document = letter(phuoc_son.district, baseline, entered)
    assert blocks(document, Addressee)[0].receivers == ("Công an tỉnh Bình Định", "Sở Tư pháp tỉnh Bình Định")
    assert paragraphs(document)[0].endswith(
        "02 số liệu của các xã Phước Hòa và Phước Sơn theo dõi tại huyện khác với số liệu của Công an tỉnh và Sở Tư"
        " pháp, trong đó có 01 số liệu là số phải nhập."
    )
    [table] = blocks(document, Table)
    rows = [[cell.text for cell in row] for row in table.rows]
    assert [column.key for column in table.columns][5:7] == ["day", "theirs"]  # of two days
    assert [row[1:5] for row in rows] == [
        ["Công an tỉnh", "Xã Phước Sơn", "Số đã nhập", "Khai sinh"],
        ["Sở Tư pháp", "Xã Phước Hòa", "Số phải nhập", "Khai sinh"],
    ]
    assert [row[6:9] for row in rows] == [["6", "46", "+40"], ["884", "900", "+16"]]


def test_a_number_to_enter_alone_has_nothing_to_do_with_shifts(baseline, phuoc_hoa):
    found = paragraphs(letter(phuoc_hoa.district, baseline))[0]
    assert found == (
        "Qua rà soát số dữ liệu phải nhập, UBND huyện Tuy Phước nhận thấy 01 số liệu của xã Phước Hòa theo dõi tại"
        " huyện khác với số liệu của Sở Tư pháp."
    )


def test_what_is_the_same_for_all_stands_above_the_table(entered, phuoc_son):
    document = letter(phuoc_son.district, entered)
    [title], [table] = blocks(document, AppendixTitle), blocks(document, Table)
    assert (title.label, title.unit) == ("Phụ lục", "Số liệu đến hết ngày 03/3/2024. Đơn vị tính: trường hợp")
    assert [column.title for column in table.columns] == [
        "STT", "Đơn vị", "Số liệu", "Loại sổ", "Số hiện có", "Đề nghị điều chỉnh thành", "Tăng, giảm", "Lý do",
    ]  # fmt: skip


def test_what_went_out_carries_its_number_and_day(entered, phuoc_son, justice_office):
    draft = letter(phuoc_son.district, entered)
    assert blocks(draft, Letterhead)[0].number == "Số:      /UBND-TP"
    assert "Công văn số      /UBND-TP ngày     tháng     năm 2024" in blocks(draft, AppendixTitle)[0].reference
    mark_sent(requests=[entered], by=justice_office, letter_number="36/UBND-TP", letter_on=MONDAY)
    entered.refresh_from_db()
    sent = letter(phuoc_son.district, entered)
    head = blocks(sent, Letterhead)[0]
    assert (head.number, head.place_and_date) == ("Số: 36/UBND-TP", "Tuy Phước, ngày 04 tháng 3 năm 2024")
    assert blocks(sent, AppendixTitle)[0].reference == (
        "(Kèm theo Công văn số 36/UBND-TP ngày 04 tháng 3 năm 2024 của UBND huyện Tuy Phước)"
    )
    assert [*letter_of(entered, type(phuoc_son).objects.all())] == [entered]
