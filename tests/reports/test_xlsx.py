"""The workbook read back: values, formulas, print set-up."""

import dataclasses
import io
from decimal import Decimal

import openpyxl
import pytest

from communes.models import District
from reports.content.blocks import AppendixTitle, Table
from reports.facts import gather_books
from reports.renderers import FORMATS
from tests.factories import make_book, record

from .stage import CUT_OFF, all_communes, facts_of, report_of

pytestmark = pytest.mark.looks

FIRST = 9  # of the communes' rows: five lines above, three of headings


def sheets(document, *, values: bool):
    return openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(document)), data_only=values)


@pytest.fixture
def main(document):
    return sheets(document, values=True)["Phụ lục"]


def row(sheet, number: int) -> list:
    return [cell.value for cell in sheet[number]]


def test_every_line_carries_real_numbers(main, facts):
    for place, unit in enumerate(facts.units):
        cells = row(main, FIRST + place)
        assert cells[:2] == [place + 1, unit.commune.title]
        assert cells[2:12] == [
            *(fact.value for (measure, _), fact in unit.by_kind.items() if measure == "to_enter"), unit.to_enter.value,
            *(fact.value for (measure, _), fact in unit.by_kind.items() if measure == "entered"), unit.entered.value,
        ]  # fmt: skip
        assert cells[13] == unit.left.value
        assert f"{Decimal(str(cells[12])):.1%}".replace(".", ",") == unit.share.written


def test_the_total_is_a_formula_that_carries_its_value(document, main, facts):
    last = FIRST + 13
    assert row(main, last)[2:14] == [
        *(facts.whole.by_kind["to_enter", kind].value for kind in facts.kinds), facts.whole.to_enter.value,
        *(facts.whole.by_kind["entered", kind].value for kind in facts.kinds), facts.whole.entered.value,
        pytest.approx(float(round(facts.whole.share.value, 3))), facts.whole.left.value,
    ]  # fmt: skip
    formulas = row(sheets(document, values=False)["Phụ lục"], last)
    assert formulas[0] == "TỔNG CỘNG"
    assert formulas[2] == f"=SUM(C{FIRST}:C{last - 1})"
    assert formulas[6] == f"=SUM(G{FIRST}:G{last - 1})"
    assert formulas[12].startswith(f"=IF(G{last}<=0,")
    assert formulas[13] == f"=SUM(N{FIRST}:N{last - 1})"


def test_sums_and_remainders_of_a_line_are_formulas(document):
    formulas = row(sheets(document, values=False)["Phụ lục"], FIRST)
    assert (formulas[6], formulas[11], formulas[13]) == ("=SUM(C9:F9)", "=SUM(H9:K9)", "=G9-L9")


def test_formats(main):
    assert [cell.number_format for cell in main[FIRST]][2:14] == ["#,##0"] * 10 + ["0.0%", "#,##0"]
    assert {cell.font.name for cell in main[FIRST]} == {"Times New Roman"}


def test_almost_all_is_never_shown_as_all(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=10_000)
    record(book, 9_996, by=justice_office, note="đủ sổ")
    sheet = sheets(report_of(facts_of("Phước Sơn")), values=True)["Phụ lục"]
    assert [row(sheet, FIRST)[12], row(sheet, FIRST + 1)[12]] == [0.999, 0.999]


def test_nothing_to_enter_has_no_share(db):
    sheet = sheets(report_of(facts_of()), values=True)["Phụ lục"]
    assert {row(sheet, FIRST + place)[12] for place in range(14)} == {"–"}


def test_it_prints_on_a4_landscape_as_wide_as_the_page_with_its_headings(document):
    for sheet, headings in zip(sheets(document, values=True), ("$6:$8", "$3:$4"), strict=True):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 is what Excel assumes
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == headings


def test_the_second_sheet_lists_every_book(document, facts):
    sheet = sheets(document, values=True)["Chi tiết sổ"]
    books = gather_books(communes=all_communes(), as_of=CUT_OFF)
    lines = [row(sheet, number) for number in range(5, 5 + len(books))]
    assert [line[1:8] for line in lines] == [
        [b.commune.title, b.kind.label, b.number, b.opened, b.to_enter, b.entered, b.to_enter - b.entered]
        for b in books
    ]
    total = row(sheet, 5 + len(books))
    assert total[5:8] == [facts.whole.to_enter.value, facts.whole.entered.value, facts.whole.left.value]


def test_a_column_of_books_can_be_added(facts):
    sheet = sheets(report_of(facts, with_books=True), values=True)["Phụ lục"]
    assert [row(sheet, 6)[2], row(sheet, FIRST)[2], row(sheet, FIRST + 13)[2]] == ["Số sổ", 4, 52]


def test_text_is_never_a_formula(document):
    table = document.first(Table)
    cells = (table.rows[0][0], dataclasses.replace(table.rows[0][1], text="=1+1", value="=1+1"), *table.rows[0][2:])
    odd = dataclasses.replace(table, rows=(cells, *table.rows[1:]))
    appendix = dataclasses.replace(document.sections[1], blocks=(document.first(AppendixTitle), odd))
    changed = dataclasses.replace(document, sections=(document.sections[0], appendix))
    cell = sheets(changed, values=False)["Phụ lục"][FIRST][1]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_sample_data_is_marked_at_the_head_of_each_sheet(furnished):
    District.objects.update(has_sample_data=True)
    for sheet in sheets(report_of(facts_of(), detailed=True), values=True):
        assert sheet["A1"].value.startswith("DỮ LIỆU MẪU")


def test_the_same_document_is_the_same_file(document):
    assert FORMATS["xlsx"].render(document) == FORMATS["xlsx"].render(document)
