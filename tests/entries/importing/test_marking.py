"""The file comes back with its faulty cells coloured and commented, and nothing else changed."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from django.urls import reverse

from entries.importing.marking import marked
from entries.importing.marking_comments import MENDED
from entries.importing.marking_findings import RULE, marks_of, place_of
from entries.importing.messages import about_cell
from entries.importing.sheets import address
from entries.importing.storing import receive
from tests.factories import make_book

from .workbooks import BOOKS_HEAD, LOG_HEAD, import_needs, run_id, runs_of, sample, workbook

FAULT, NOTE = "FFFFC7CE", "FFFFEB9C"
WITH_FINDINGS = [
    run
    for run in runs_of("books", "log", "totals", "extract")
    if run["refused"] or run["warnings"] or run["mismatches"]
]


@pytest.fixture
def bring(phuoc_son, justice_office):
    def through(content, kind="books", commune=phuoc_son, name="tep.xlsx"):
        return receive(
            content, file_name=name, kind=kind, commune=commune, district=phuoc_son.district, by=justice_office
        )

    return through


def cells_of(content: bytes):
    """Every sheet of a workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def found_in(run):
    return {key: run.result[key] for key in ("refused", "warnings", "mismatches", "rows_accepted", "totals")}


@pytest.mark.parametrize("run", WITH_FINDINGS, ids=run_id)
def test_sent_again_unmended_it_has_the_same_findings(run, bring, justice_office):
    import_needs(run)
    kept = bring(sample(run["file"]), run["kind"], None, run["file"])
    again = bring(marked(kept), run["kind"], None)
    before, after = found_in(kept), found_in(again)
    assert after == before


@pytest.mark.parametrize("run", WITH_FINDINGS, ids=run_id)
def test_each_finding_is_coloured_and_told_at_its_cell(run, bring):
    import_needs(run)
    kept = bring(sample(run["file"]), run["kind"], None, run["file"])
    book = cells_of(marked(kept))
    for finding in kept.result["refused"]:
        page = book[finding["sheet"]] if finding["sheet"] else book.worksheets[0]
        cell = page[finding["cell"]]
        if isinstance(cell, openpyxl.cell.MergedCell):
            area = next(area for area in page.merged_cells.ranges if finding["cell"] in area)
            cell = page.cell(area.min_row, area.min_col)
        assert cell.fill.fgColor.rgb == FAULT
        assert about_cell(finding["reason"], finding.get("detail")) in cell.comment.text
    for finding in kept.result["mismatches"]:
        cell = (book[finding["sheet"]] if finding["sheet"] else book.worksheets[0])[finding["cell"]]
        assert cell.fill.fgColor.rgb in (FAULT, NOTE)
        assert "cộng các dòng đúng được" in cell.comment.text


def picture() -> io.BytesIO:
    return io.BytesIO(bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc00000030101"
        "00c9fe92ef0000000049454e44ae426082"
    ))  # fmt: skip


def crowded() -> bytes:
    """A register with everything a workbook can carry beside its cells; B3 (kind) and D3 (year) are faulty."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "border": 1, "num_format": "#,##0"})
        page = book.add_worksheet("Sổ 'hộ tịch' & \"bìa\"")
        page.write_row(0, 0, ["UBND xã Phước Sơn"])
        page.write_row(1, 0, BOOKS_HEAD)
        page.write_row(2, 0, [1, "Sổ tạm trú", 1, 1998, 1998, 200], bold)
        page.write_formula(2, 6, "=60*2", bold, 120)
        page.write_row(3, 0, [2, "KH", 1, 1999, 1999, 90], bold)
        page.write_formula(3, 6, "=G3-75", bold, 45)
        page.write_comment("G4", "Đã hỏi chị T.")
        page.write_comment("B3", "Xem lại loại sổ")
        page.insert_image("K2", "a.png", {"image_data": picture()})
        page.conditional_format("G3:G9", {"type": "cell", "criteria": ">", "value": 100, "format": bold})
        page.data_validation("B3:B9", {"validate": "list", "source": ["KS", "KH"]})
        page.autofilter("A2:H4")
        page.freeze_panes(2, 0)
        page.set_column("B:B", 33)
        page.set_footer("&L&G", {"image_left": "dau.png", "image_data_left": picture()})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": [page.get_name(), 2, 6, 3, 6]})
        page.insert_chart("K9", chart)
        book.add_worksheet("Ghi chú").write("A1", "riêng")
        book.add_worksheet("Ẩn").hide()
    return target.getvalue()


def test_everything_else_stays_as_it_was(bring):
    content = crowded()
    run = bring(content)
    assert [one["cell"] for one in run.result["refused"]] == ["B3"]
    result = marked(run)
    before, after = parts_of(content), parts_of(result)
    changed = {name for name in before if before[name] != after[name]}
    assert set(before) <= set(after)
    assert changed <= {
        "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
    }  # fmt: skip
    page = cells_of(result).worksheets[0]
    assert page["B3"].comment.text.startswith(f"Xem lại loại sổ\n{RULE}\nCẦN SỬA: Không có loại sổ này.")
    assert page["G4"].comment.text == "Đã hỏi chị T."
    assert (page["B3"].font.b, page["B3"].border.left.style, page["B3"].fill.fgColor.rgb) == (True, "thin", FAULT)
    assert (page["G3"].value, page.column_dimensions["B"].width > 30, page.freeze_panes) == ("=60*2", True, "A3")
    values = openpyxl.load_workbook(io.BytesIO(result), data_only=True).worksheets[0]
    assert (values["G3"].value, values["G4"].value) == (120, 45)
    assert found_in(bring(result)) == found_in(run)


def test_an_empty_cell_is_made_in_its_place(bring):
    content = workbook([BOOKS_HEAD, [1, "KS", 1, 1998, 1998, 200, "", "", ""], [2, "KS", 2, 1998, 1998, 200, 5, ""]])
    run = bring(content)
    assert [(one["cell"], one["reason"]) for one in run.result["refused"]] == [("G3", "missing_count")]
    page = cells_of(marked(run)).worksheets[0]
    assert (page["G3"].value, page["G3"].fill.fgColor.rgb) == (None, FAULT)
    assert "Ô số trường hợp để trống" in page["G3"].comment.text
    assert (page["F3"].value, page["F3"].comment) == (200, None)


def test_several_findings_share_one_comment(bring):
    """Number and year merged into one cell: both are wrong there, and only its first cell can show it."""
    words = "chưa rõ quyển nào, năm nào; xem lại tại kho lưu trữ huyện"
    row = [1, "KS", words, None, 1998, 200, 12, ""]
    run = bring(workbook([BOOKS_HEAD, row], merges=["C3:D3"]))
    told = {one["cell"]: about_cell(one["reason"]) for one in run.result["refused"]}
    assert set(told) == {"C3", "D3"}
    page = cells_of(marked(run)).worksheets[0]
    assert page["C3"].comment.text == f"{RULE}\nCẦN SỬA: {told['C3']}\nCẦN SỬA: {told['D3']}"
    assert [cell.coordinate for line in page for cell in line if cell.comment] == ["C3"]


def test_a_warning_is_paler(bring, official, phuoc_son):
    make_book(phuoc_son, by=official, number="1", opened=1998, count=10)
    row = [1, "01/02/2024", 1, 1, "N.V.A", "KS", 1, 1998, "Dân cư", 30, ""]
    run = bring(workbook([["Tháng 01/2024"], LOG_HEAD, row]), "log")
    page = cells_of(marked(run)).worksheets[0]
    assert {cell.coordinate for line in page for cell in line if cell.comment} == {"B4", "J4"}
    assert page["J4"].fill.fgColor.rgb == NOTE


def test_mended_it_goes_in(bring):
    run = bring(crowded())
    book = cells_of(marked(run))
    page = book.worksheets[0]
    page["B3"], page["G3"], page["G4"] = "KS", 120, 45
    mended = io.BytesIO()
    book.save(mended)
    again = bring(mended.getvalue())
    assert (again.result["refused"], again.result["rows_accepted"]) == ([], 2)


def test_an_old_workbook_and_a_csv_come_back_as_xlsx(bring):
    old = bring(sample("books_dieu_tri.xls"), commune=None, name="so dieu tri.xls")
    page = cells_of(marked(old)).worksheets[0]
    commented = {place_of(cell.coordinate) for row in page for cell in row if cell.comment}
    assert commented == set(marks_of(old, [])[page.title])
    csv = bring("Loại sổ;Quyển số;Năm mở;Số TH\nKS;=1+1;1998;1,5\n".encode())
    page = cells_of(marked(csv)).worksheets[0]
    assert (page["B2"].value, page["B2"].data_type, page["D2"].fill.fgColor.rgb) == ("=1+1", "s", FAULT)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/styles.xml", None),
        ("xl/comments1.xml", b"<comments"),
        ("xl/comments1.xml", b'<!DOCTYPE c [<!ENTITY e "x">]><comments>&e;</comments>'),
        ("xl/drawings/vmlDrawing1.vml", b""),
        ("xl/worksheets/_rels/sheet1.xml.rels", b"<Relationships/>"),
    ],
)
def test_a_package_of_another_make_is_written_anew(bring, part, content):
    parts = parts_of(crowded()) | ({part: content} if content is not None else {})
    if content is None:
        del parts[part]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, its in parts.items():
            package.writestr(name, its)
    run = bring(target.getvalue())
    page = cells_of(marked(run)).worksheets[0]
    assert (page["B3"].value, page["B3"].fill.fgColor.rgb, page["G3"].value) == ("Sổ tạm trú", FAULT, 120)


def test_a_page_with_a_picture_in_its_footer_only(bring):
    """Such a page has a drawing of the same kind as comments need; the comments get one of their own."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["UBND xã Phước Sơn"])
        page.write_row(1, 0, BOOKS_HEAD)
        page.write_row(2, 0, [1, "Sổ tạm trú", 1, 1998, 1998, 200, 12])
        page.set_footer("&L&G", {"image_left": "dau.png", "image_data_left": picture()})
    result = marked(bring(target.getvalue()))
    before, after = parts_of(target.getvalue()), parts_of(result)
    assert set(after) - set(before) == {"xl/comments1.xml", "xl/drawings/vmlDrawing2.vml"}
    assert before["xl/drawings/vmlDrawing1.vml"] == after["xl/drawings/vmlDrawing1.vml"]
    sheet = after["xl/worksheets/sheet1.xml"]
    assert 0 < sheet.index(b"<legacyDrawing ") < sheet.index(b"<legacyDrawingHF ")
    assert cells_of(result).worksheets[0]["B3"].comment.text.startswith(f"{RULE}\nCẦN SỬA")


# ------------------------------------------------------------------ sent again
def test_what_was_mended_loses_its_colour_and_what_was_not_keeps_one_mark(bring):
    rows = [[1, "Sổ tạm trú", 1, 1998, 1998, 200, 12], [2, "KS", 2, 1998, 1998, 200, "chưa"]]
    book = openpyxl.load_workbook(io.BytesIO(marked(bring(workbook([BOOKS_HEAD, *rows])))))
    first = book.worksheets[0]
    assert first["B3"].comment.text.startswith(f"{RULE}\nCẦN SỬA: Không có loại sổ này.")
    first["B3"] = "KH"
    half = io.BytesIO()
    book.save(half)
    page = cells_of(marked(bring(half.getvalue()))).worksheets[0]
    assert (page["B3"].comment.text, page["B3"].fill.fill_type) == (f"{RULE}\n{MENDED}", None)
    assert (page["G4"].comment.text, page["G4"].fill.fgColor.rgb) == (first["G4"].comment.text, FAULT)


def test_marked_twice_it_is_the_same_file(bring):
    once = marked(bring(crowded()))
    twice = marked(bring(once))
    assert parts_of(twice) == parts_of(once)


def test_what_somebody_wrote_stays_when_the_cell_is_mended(bring):
    book = cells_of(marked(bring(crowded())))
    page = book.worksheets[0]
    page["B3"], page["D4"] = "KS", "năm nào"
    page["G3"], page["G4"] = 120, 45
    half = io.BytesIO()
    book.save(half)
    page = cells_of(marked(bring(half.getvalue()))).worksheets[0]
    assert (page["B3"].comment.text, page["B3"].fill.fill_type) == ("Xem lại loại sổ", None)
    assert (page["G4"].comment.text, page["D4"].fill.fgColor.rgb) == ("Đã hỏi chị T.", FAULT)


def test_a_band_over_columns_of_a_csv_is_still_a_band(bring, phuoc_son):
    """CSV has no merged cells, so the heading over several columns stands in the first only."""
    lines = [
        "Tính đến ngày 29/02/2024", "STT;Đơn vị;Dân cư;;;;;Lịch sử;;;;", ";;KS;KH;KT;CN;Cộng;KS;KH;KT;CN;Cộng",
        "1;Xã Phước Sơn;10;20;30;1;62;5;5;5;5;20", "2;Xã Phước Hòa;mười;20;30;1;51;5;5;5;5;20",
    ]  # fmt: skip
    run = bring("\n".join(lines).encode(), "extract", None, "trích xuất.csv")
    assert [one["cell"] for one in run.result["refused"]] == ["C5"]
    result = marked(run)
    assert {str(area) for area in cells_of(result).worksheets[0].merged_cells.ranges} == {"C2:G2", "H2:L2"}
    again = bring(result, "extract", None)
    for key in ("refused", "mismatches"):  # the CSV's only sheet has a name now
        assert again.result[key] == [one | {"sheet": "Trang 1"} for one in run.result[key]]
    assert again.result["totals"] == run.result["totals"]


def test_a_long_file(bring):
    """3.000 rows with ten cells, every hundredth row faulty."""
    rows = [[n, "KS", n, 1998, 1998, 200, "x" if n % 100 == 0 else 3, "ghi chú", "kho", "tốt"] for n in range(1, 3_001)]
    run = bring(workbook([[*BOOKS_HEAD, "Nơi lưu", "Tình trạng"], *rows]))
    assert run.result["rows_refused"] == 30
    page = cells_of(marked(run)).worksheets[0]
    marks = [cell.coordinate for line in page for cell in line if cell.comment]
    assert marks == [address(n + 1, 6) for n in range(100, 3_001, 100)]
    assert all(page[place].fill.fgColor.rgb == FAULT for place in marks)


# ------------------------------------------------------------------ in the browser
def test_the_page_offers_it_and_gives_it(client, official, bring):
    run = bring(crowded(), name="sổ 2024.xlsx")
    client.force_login(official)
    address = reverse("import_marked", args=[run.pk])
    assert address in client.get(reverse("import_run", args=[run.pk])).content.decode()
    answer = client.get(address)
    assert "s%E1%BB%95%202024-danh-dau.xlsx" in answer.headers["Content-Disposition"]
    assert cells_of(answer.content).worksheets[0]["B3"].comment is not None


def test_a_file_without_findings_is_not_marked(client, official, bring):
    run = bring(workbook([BOOKS_HEAD, [1, "KS", 1, 1998, 1998, 200, 12, ""]]))
    client.force_login(official)
    assert client.get(reverse("import_marked", args=[run.pk])).status_code == 404
