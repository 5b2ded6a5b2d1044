"""The second and the third appendix, and how the paper speaks of one, several or none."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Book, Commune, District
from entries.models import Defect
from entries.staging import Stage, stage_counts, with_stage
from entries.totals import with_figures
from reports.composing import compose, document_of
from reports.content.blocks import AppendixTitle, Heading, Paragraph, text_of
from reports.content.sources import facts_in
from reports.facts import gather_books
from reports.facts.losses import fault_lines, lost_time
from reports.facts.shelf import STAGES, shelf_facts
from reports.renderers import FORMATS
from tests.factories import make_book, record

from .full import full_document, full_report, hinder
from .stage import CUT_OFF, all_communes, facts_of, report_of

pytestmark = pytest.mark.looks


@pytest.fixture
def hindered(furnished, justice_office):
    hinder(justice_office)


def of_commune(lines, name: str):
    return next(line for line in lines if line.commune.name == name)


def table_of(section, place: int = 0):
    return [block for block in section.blocks if block.kind == "table"][place]


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (*table.rows, table.total)]


# ------------------------------------------------------------------ which, and what they are called
@pytest.mark.parametrize(
    ("chosen", "labels"),
    [
        ([], []),
        (["progress"], ["Phụ lục"]),
        (["losses"], ["Phụ lục"]),
        (["books", "progress"], ["Phụ lục I", "Phụ lục II"]),
        (["losses", "progress", "books"], ["Phụ lục I", "Phụ lục II", "Phụ lục III"]),
    ],
)
def test_roman_numbers_only_where_there_are_several(hindered, justice_office, chosen, labels):
    document = full_document(justice_office, appendices=chosen)
    titles = [block for section in document.sections for block in section.blocks if isinstance(block, AppendixTitle)]
    assert [title.label for title in titles] == labels
    assert all(section.landscape for section in document.sections[1:])
    order = ("TỔNG HỢP TIẾN ĐỘ", "TÌNH HÌNH SỔ HỘ TỊCH", "THỜI GIAN GIÁN ĐOẠN")
    found = [next(place for place, words in enumerate(order) if title.name[0].startswith(words)) for title in titles]
    assert found == sorted(found)
    assert all(title.reference.startswith("(Kèm theo Báo cáo số") for title in titles)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([], None),
        (["books"], " (có phụ lục kèm theo)."),
        (["progress", "losses"], " (có các phụ lục kèm theo)."),
    ],
)
def test_the_text_speaks_of_as_many_as_there_are(hindered, justice_office, chosen, said):
    report = full_report(justice_office, appendices=chosen)
    whole = compose(report).of("progress.whole").part.text
    assert whole.endswith(said) if said else ("phụ lục" not in whole and whole.endswith("trường hợp."))
    parts = [block for block in document_of(compose(report)).sections[0].blocks if isinstance(block, Paragraph)]
    assert whole in [text_of(part.runs) for part in parts]


def test_the_live_preview_speaks_of_them_too(facts):
    texts = [text_of(b.runs) for b in report_of(facts, appendices=("books", "losses")).sections[0].blocks
             if isinstance(b, Paragraph)]  # fmt: skip
    assert [text for text in texts if "phụ lục" in text] == [
        text for text in texts if text.endswith("(có các phụ lục kèm theo).")
    ]
    assert len([text for text in texts if "phụ lục" in text]) == 1


# ------------------------------------------------------------------ II. books
def test_each_book_stands_at_one_stage_and_all_add_up(hindered):
    facts = facts_of()
    shelf = shelf_facts(facts, gather_books(communes=all_communes(), as_of=CUT_OFF))
    for line in (*shelf.by_commune, *shelf.by_kind, shelf.whole):
        assert sum(fact.value for fact in line.stages.values()) == line.books.value
    for unit in facts.units:
        mine = [line for line in shelf.by_commune if line.commune == unit.commune]
        assert sum(line.books.value for line in mine) == unit.books.value == 4
    for stage in STAGES:
        assert sum(line.stages[stage].value for line in shelf.by_kind) == shelf.whole.stages[stage].value
    assert shelf.whole.books is facts.whole.books
    assert {stage: fact.value for stage, fact in shelf.whole.stages.items() if fact.value} == {
        Stage.IN_PROGRESS: 51, Stage.HELD: 1
    }  # fmt: skip


def test_the_stages_are_those_of_the_books_page(hindered, justice_office):
    """On the day itself: a checked book is a finished one."""
    on_page = stage_counts(with_stage(with_figures(Book.objects.real(), as_of=CUT_OFF.replace(day=4))))
    today = facts_of(as_of=CUT_OFF.replace(day=4))
    books = gather_books(communes=all_communes(), as_of=today.as_of.value)
    stages = shelf_facts(today, books).whole.stages
    assert {stage: stages[stage].value for stage in STAGES} == {
        stage: on_page[stage] + (on_page[Stage.CHECKED] if stage == Stage.ENTERED else 0) for stage in STAGES
    }


def test_a_book_received_later_is_not_begun_yet(phuoc_son, justice_office):
    early, late = (make_book(phuoc_son, by=justice_office, number=n, count=50) for n in "12")
    Book.objects.filter(pk=early.pk).update(received_on=CUT_OFF)
    Book.objects.filter(pk=late.pk).update(received_on=CUT_OFF.replace(day=4))
    done = make_book(phuoc_son, by=justice_office, number="3", count=50)
    record(done, 50, by=justice_office)
    shelf = shelf_facts(facts_of("Phước Sơn"), gather_books(communes=[phuoc_son], as_of=CUT_OFF))
    assert [shelf.whole.stages[stage].value for stage in STAGES] == [1, 1, 1, 0]
    assert shelf.whole.share.written == "33,3%"


def test_the_tables_of_books(hindered, justice_office):
    section = full_document(justice_office, appendices=["books"]).sections[1]
    headings = [block.text for block in section.blocks if isinstance(block, Heading)]
    assert headings == ["1. Sổ hộ tịch toàn huyện theo loại sổ", "2. Sổ hộ tịch theo xã, thị trấn và loại sổ"]
    by_kind, by_commune = table_of(section), table_of(section, 1)
    assert cells(by_kind)[2] == ["3", "Khai tử", "0", "12", "0", "1", "13", "0,0%"]
    assert cells(by_kind)[-1] == ["", "TỔNG CỘNG", "0", "51", "0", "1", "52", "0,0%"]
    assert ["23", "Xã Phước Hòa", "Khai tử", "0", "0", "0", "1", "1", "0,0%"] in cells(by_commune)
    assert [column.mark for column in by_commune.columns] == [
        "(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)=(4)+...+(7)", "(9)=(4)/(8)",
    ]  # fmt: skip


# ------------------------------------------------------------------ III. lost time and faults
def test_minutes_stand_by_commune_and_cause_and_add_up_to_the_text(hindered):
    facts = facts_of()
    lines, whole = lost_time(facts), facts.around.downtime
    assert [line.commune for line in lines] == all_communes()
    hoa, son, an = (of_commune(lines, name) for name in ("Phước Hòa", "Phước Sơn", "Phước An"))
    assert {cause: fact.value for cause, fact in hoa.minutes.items()} == {"power": 300, "network": 60}
    assert {cause: fact.value for cause, fact in son.minutes.items()} == {"power": 0, "network": 120}
    assert (hoa.total.value, son.total.value, an.total.value) == (360, 120, 0)
    for cause, fact in whole.minutes.items():
        assert sum(line.minutes[cause].value for line in lines) == fact.value
    assert sum(line.total.value for line in lines) == whole.total.value == 480
    assert hoa.minutes["power"].id == "downtime.power.21967"


def test_faults_stand_by_kind_with_the_commune_that_has_most(hindered):
    lines = fault_lines(facts_of())
    assert [(line.count.value, line.communes.value, line.most_in.name, line.most.value) for line in lines] == [
        (9, 2, "Phước Sơn", 7),
        (4, 1, "Phước Hòa", 4),
    ]
    assert len({line.label for line in lines}) == 2


def test_the_tables_of_losses(hindered, justice_office):
    section = full_document(justice_office, appendices=["losses"]).sections[1]
    assert (
        section.blocks[0].unit == "Gián đoạn từ ngày 03/02/2024 đến ngày 03/3/2024; lỗi dữ liệu tính đến ngày 03/3/2024"
    )
    lost, faults = table_of(section), table_of(section, 1)
    assert [column.title for column in lost.columns] == ["STT", "Đơn vị", "Điện", "Mạng", "Cộng"]
    assert cells(lost)[-1] == ["", "TỔNG CỘNG", "300", "180", "480"]
    assert cells(faults)[-1] == ["", "TỔNG CỘNG", "13", "", "", ""]


def test_where_nothing_is_recorded_no_table_pretends_so(db, justice_office):
    document = full_document(justice_office, appendices=["books", "losses"])
    assert [text_of(b.runs) for s in document.sections[1:] for b in s.blocks if isinstance(b, Paragraph)] == [
        "Chưa có số liệu về sổ hộ tịch phải nhập.",
        "Chưa có số liệu gián đoạn trong thời gian này.",
        "Chưa có số liệu lỗi dữ liệu trong sổ.",
    ]
    for made in FORMATS.values():
        assert made.render(document)


def test_what_is_found_later_is_not_in_it(hindered):
    Defect.objects.update(found_on=CUT_OFF.replace(day=4))
    assert fault_lines(facts_of()) == ()


# ------------------------------------------------------------------ all of them
def test_every_figure_of_the_appendices_is_a_fact_with_one_value(hindered, justice_office):
    document = full_document(justice_office)
    values = {}
    for fact in facts_in(document.sections):
        assert values.setdefault(fact.id, fact.value) == fact.value
        assert fact.meaning
    for section in document.sections[1:]:
        for table in (block for block in section.blocks if block.kind == "table"):
            for row in (*table.rows, table.total):
                numbers = [cell for cell in row[1:] if cell.text[:1].isdigit()]
                assert all(cell.fact and cell.fact.tabled == cell.text for cell in numbers)


def test_the_number_of_queries_is_that_of_one_commune(hindered, justice_office):
    report = full_report(justice_office)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            document_of(compose(report), detailed=True)
        return len(seen)

    with_thirteen = queries()
    elsewhere = District.objects.create(name="Vân Canh", province="Bình Định")
    Commune.objects.exclude(name__in=["Phước Sơn", "Phước Hòa"]).update(district=elsewhere)
    assert queries() <= with_thirteen


def test_the_workbook_has_a_sheet_for_each_table(hindered, justice_office):
    def names(**options) -> list[str]:
        content = FORMATS["xlsx"].render(full_document(justice_office, **options))
        return openpyxl.load_workbook(io.BytesIO(content)).sheetnames

    assert names(appendices=["progress"]) == ["Phụ lục", "Chi tiết sổ", "Nguồn số liệu"]
    assert names(appendices=["progress", "books", "losses"]) == [
        "Phụ lục I", "Phụ lục II.1", "Phụ lục II.2", "Phụ lục III.1", "Phụ lục III.2", "Chi tiết sổ", "Nguồn số liệu",
    ]  # fmt: skip
    assert names(appendices=[]) == ["Phụ lục", "Chi tiết sổ", "Nguồn số liệu"]


def test_totals_of_every_sheet_are_formulas_that_carry_their_values(hindered, justice_office):
    content = FORMATS["xlsx"].render(full_document(justice_office))
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    totals = {}
    for sheet in formulas.worksheets[:5]:
        last = next(row for row in sheet.iter_rows() if row[0].value == "TỔNG CỘNG")
        for cell in last:
            if str(cell.value).startswith("=SUM"):
                column = cell.column
                start = last[0].row - 1
                above = []
                while isinstance(values[sheet.title].cell(start, column).value, int):
                    above.append(values[sheet.title].cell(start, column).value)
                    start -= 1
                assert values[sheet.title].cell(cell.row, column).value == sum(above)
                totals.setdefault(sheet.title, []).append(sum(above))
    assert totals["Phụ lục II.1"] == totals["Phụ lục II.2"] == [0, 51, 0, 1, 52]
    assert totals["Phụ lục III.1"] == [300, 180, 480] and totals["Phụ lục III.2"] == [13]
