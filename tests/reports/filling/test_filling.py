"""Workbooks of different layout come back filled: the figures are the totals, everything else is as it was."""

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from communes.formatting import percent_of
from communes.models import PROGRAMME_KINDS, Programme
from entries.totals import totals
from reports.filling import FIELDS, Mapping, TemplateRefused, check_template, fill, guess, open_template
from reports.filling.reading import LOCKED, MACROS, NO_COMMUNES, NO_WORKBOOK, PROTECTED

from ..stage import CUT_OFF, all_communes, commune, facts_of
from . import templates

pytestmark = pytest.mark.looks


@pytest.fixture
def facts(furnished):
    return facts_of()


def filled(content: bytes, facts):
    mapping = guess(open_template(content), all_communes())
    found = fill(content, mapping, facts)
    return mapping, found, load_workbook(io.BytesIO(found.content))


def figures():
    return totals(communes=all_communes(), programme=Programme.POPULATION_DB, as_of=CUT_OFF)


def test_one_line_of_headings(facts):
    mapping, found, book = filled(templates.simple(), facts)
    sheet, sums = book["Biểu 01"], figures()
    assert mapping.fields == {3: "to_enter", 4: "entered", 5: "share", 6: "left", 7: "note"}
    for row, one in enumerate(all_communes(), start=5):
        figure = sums.commune(one)
        values = [cell.value for cell in sheet[row]][2:6]
        assert values[:2] == [figure.to_enter, figure.entered]
        assert Decimal(str(values[2])) == percent_of(figure.share) / 100
        assert values[3] == figure.left
    assert sheet["A2"].value == "(Số liệu tính đến ngày 03/3/2024)"
    assert mapping.unknown == ["Xã Cát Tân"]
    assert (found.formulas, found.missing) == ((), ())


def test_two_lines_of_headings_with_bands_and_formulas(facts):
    mapping, found, book = filled(templates.banded(), facts)
    sheet, sums = book["PL1"], figures()
    assert mapping.sheet == "PL1"
    for row, one in enumerate(reversed(all_communes()), start=6):
        by_kind = [sums.cell(one, kind) for kind in PROGRAMME_KINDS]
        assert [sheet.cell(row, column).value for column in range(4, 8)] == [figure.to_enter for figure in by_kind]
        assert [sheet.cell(row, column).value for column in range(9, 13)] == [figure.entered for figure in by_kind]
        assert sheet.cell(row, 8).value == f"=SUM(D{row}:G{row})"
        assert sheet.cell(row, 14).value == f"=IF(H{row}=0,0,M{row}/H{row})"
    assert len(found.formulas) == 3 * 13
    assert sheet["B2"].value == "Thời điểm chốt: đến hết ngày 03/3/2024"
    assert [cell.value for cell in sheet[19]][3] == "=SUM(D6:D18)"


def test_communes_across(facts):
    mapping, _, book = filled(templates.across(), facts)
    sheet, sums = book["Ngang"], figures()
    assert (mapping.across, mapping.fields) == (True, {2: "to_enter", 3: "entered", 4: "share", 5: "left", 6: "books"})
    for column, one in enumerate(all_communes(), start=2):
        figure = sums.commune(one)
        assert [sheet.cell(row, column).value for row in (2, 3, 5)] == [figure.to_enter, figure.entered, figure.left]
        assert Decimal(str(sheet.cell(4, column).value)) == percent_of(figure.share)
        assert sheet.cell(6, column).value == 4


def test_a_line_for_each_kind_of_book(facts):
    _, _, book = filled(templates.by_kind(), facts)
    sheet, sums = book.active, figures()
    for place, one in enumerate(all_communes()):
        for offset, kind in enumerate(PROGRAMME_KINDS):
            figure = sums.cell(one, kind)
            values = [sheet.cell(4 + 4 * place + offset, column).value for column in (3, 4, 5)]
            assert values == [figure.to_enter, figure.entered, figure.left]


def widths(sheet) -> dict[str, float]:
    return {letter: column.width for letter, column in sheet.column_dimensions.items()}


def look(cell) -> list[str]:
    return [repr(part) for part in (cell.font, cell.border, cell.fill, cell.number_format, cell.alignment)]


@pytest.mark.parametrize("made", [templates.simple, templates.banded, templates.across, templates.by_kind])
def test_everything_else_is_as_it_was(facts, made):
    content = made()
    before, (_, _, after) = load_workbook(io.BytesIO(content)), filled(content, facts)
    assert after.sheetnames == before.sheetnames
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert sorted(map(str, new.merged_cells.ranges)) == sorted(map(str, old.merged_cells.ranges))
        assert widths(new) == widths(old)
        assert (new.print_title_rows, new.page_setup.orientation) == (old.print_title_rows, old.page_setup.orientation)
        for row in old.iter_rows():
            for cell in row:
                same = new[cell.coordinate]
                assert look(same) == look(cell)
                if cell.value is not None and "ngày" not in str(cell.value):
                    assert same.value == cell.value


def test_a_mapping_is_kept_as_it_is(facts):
    mapping = guess(open_template(templates.by_kind()), all_communes())
    assert Mapping.from_json(mapping.as_json()) == mapping
    assert set(mapping.fields.values()) <= set(FIELDS)


def test_communes_without_a_line_are_told(facts):
    book = Workbook()
    book.active.append(["Đơn vị", "Đã nhập"])
    book.active.append(["Xã Phước Sơn", None])
    _, found, _ = filled(templates.saved(book), facts)
    assert len(found.missing) == 12
    assert commune("Phước Sơn") not in found.missing


# ------------------------------------------------------------------ what cannot be filled
def protected() -> bytes:
    book = load_workbook(io.BytesIO(templates.simple()))
    book.active.protection.sheet = True
    return templates.saved(book)


def locked() -> bytes:
    from openpyxl.workbook.protection import WorkbookProtection

    book = load_workbook(io.BytesIO(templates.simple()))
    book.security = WorkbookProtection(lockStructure=True)
    return templates.saved(book)


def with_macros() -> bytes:
    content = io.BytesIO(templates.simple())
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    return content.getvalue()


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (protected, PROTECTED.format("Biểu 01")),
        (locked, LOCKED),
        (with_macros, MACROS),
        (lambda: b"khong phai", NO_WORKBOOK),
        (lambda: b"", NO_WORKBOOK),
        (lambda: templates.saved(Workbook()), NO_COMMUNES),
    ],
)
def test_what_cannot_be_filled_is_refused_in_words(db, made, told):
    with pytest.raises(TemplateRefused) as refused:
        guess(check_template(made()), all_communes())
    assert str(refused.value) == told


def test_words_that_begin_like_a_formula_stay_words(facts):
    book = Workbook()
    book.active.append(["Đơn vị", "Đã nhập", "Ghi chú"])
    book.active.append(["Xã Phước Sơn", None, None])
    book.active["D2"] = "@nhắc"
    _, _, after = filled(templates.saved(book), facts)
    assert (after.active["D2"].value, after.active["D2"].data_type) == ("@nhắc", "s")
