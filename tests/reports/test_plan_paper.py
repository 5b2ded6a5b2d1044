"""Kế hoạch as a Word file and a workbook, read back: the same targets, formulas that carry their values."""

import datetime as dt
import io

import openpyxl
import pytest
from docx import Document

from communes.models import PlanLevel
from communes.planning import accept_plan, send_plan
from tests.factories import bound, make_book, planned, record

pytestmark = pytest.mark.looks


@pytest.fixture
def plan(official, justice_office, phuoc_son):
    record(make_book(phuoc_son, by=official, count=1_000), 50, by=official)
    bound(by=justice_office)
    plan = planned(phuoc_son, by=official, counts=[100, 1_200])
    send_plan(by=official, plan=plan)
    return accept_plan(by=justice_office, plan=plan)


def fetched(client, user, plan, suffix) -> bytes:
    client.force_login(user)
    answer = client.get(f"/ke-hoach/{plan.pk}/ke-hoach.{suffix}")
    assert answer.status_code == 200
    assert f'filename="ke-hoach-21970-2024-03-04-{plan.pk}.{suffix}"' in answer["Content-Disposition"]
    return answer.content


def paragraphs(document, style) -> list[str]:
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [p.text for p in [*document.paragraphs, *cells] if p.style.style_id == style]


def test_the_paper_names_its_house_and_states_its_figures(client, official, plan):
    document = Document(io.BytesIO(fetched(client, official, plan, "docx")))
    assert paragraphs(document, "CoQuan")[:2] == ["ỦY BAN NHÂN DÂN", "XÃ PHƯỚC SƠN"]
    assert paragraphs(document, "DiaDanh") == ["Phước Sơn, ngày 04 tháng 3 năm 2024"]
    assert paragraphs(document, "TenLoai") == ["KẾ HOẠCH"]
    assert paragraphs(document, "TrichYeu")[-1] == "tại xã Phước Sơn từ 04/3/2024 đến 17/3/2024"
    words = "\n".join(paragraphs(document, "NoiDung"))
    assert "Tổng số phải nhập: 1.000 trường hợp. Đã nhập lũy kế: 50 trường hợp, đạt tỷ lệ 5,0%. Còn lại: 950" in words
    assert "nhập 1.300 trường hợp; hết kế hoạch đạt 135,0% số phải nhập." in words
    assert "Thời gian của kế hoạch có 10 ngày làm việc." in words
    assert "Các kỳ ghi “có đợt” trùng với đợt huy động người, máy: Định danh mức 2." in words
    assert paragraphs(document, "ChucVu") == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_the_table_of_the_paper(client, official, plan):
    document = Document(io.BytesIO(fetched(client, official, plan, "docx")))
    (table,) = [table for table in document.tables if table.rows[0].cells[0].text == "TT"]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == [
        "TT", "Thời gian", "Ngày làm việc", "Chỉ tiêu", "Lũy kế", "Tỷ lệ so với phải nhập", "Ghi chú",
    ]  # fmt: skip
    assert rows[1] == ["1", "Tuần 10 (04/3 – 10/3/2024)", "5", "100", "100", "15,0%", ""]
    assert rows[2][:6] == ["2", "Tuần 11 (11/3 – 17/3/2024)", "5", "1.200", "1.300", "135,0%"]
    assert rows[2][6] == "vượt sức máy; có đợt"
    assert rows[3][1:] == ["CỘNG", "10", "1.300", "1.300", "135,0%", ""]


def test_the_workbook_carries_formulas_and_their_values(client, official, plan):
    content = fetched(client, official, plan, "xlsx")
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=is_value).active for is_value in (False, True)
    )
    first = next(row for row in range(1, 20) if values.cell(row, 1).value == 1)
    assert formulas.title == "Chỉ tiêu nhập dữ liệu"
    assert [values.cell(first + n, 4).value for n in range(3)] == [100, 1_200, 1_300]
    assert [values.cell(first + n, 5).value for n in range(3)] == [100, 1_300, 1_300]
    assert [values.cell(first + n, 6).value for n in range(3)] == [0.15, 1.35, 1.35]
    assert [formulas.cell(first + n, 5).value for n in range(2)] == [
        f"=SUM(D${first}:D{first})", f"=SUM(D${first}:D{first + 1})",
    ]  # fmt: skip
    assert formulas.cell(first + 2, 4).value == f"=SUM(D{first}:D{first + 1})"


def test_a_plan_of_the_district_speaks_for_the_district(client, justice_office, phuoc_son):
    plan = planned(phuoc_son, by=justice_office, level=PlanLevel.DISTRICT, is_issued=True)
    document = Document(io.BytesIO(fetched(client, justice_office, plan, "docx")))
    assert paragraphs(document, "CoQuan")[:2] == ["ỦY BAN NHÂN DÂN", "HUYỆN TUY PHƯỚC"]
    words = "\n".join(paragraphs(document, "NoiDung"))
    assert "Chưa có số liệu kiểm kê số trường hợp phải nhập." in words
    assert "UBND xã Phước Sơn tổ chức thực hiện" in words


def test_a_draft_has_no_day_and_a_helper_gets_no_file(client, official, phuoc_son):
    plan = planned(phuoc_son, by=official)
    document = Document(io.BytesIO(fetched(client, official, plan, "docx")))
    assert paragraphs(document, "DiaDanh") == [f"Phước Sơn, ngày{' ' * 8}tháng{' ' * 8}năm 2024"]
    official.is_helper, official.valid_until = True, dt.date(2024, 12, 31)
    official.save()
    client.force_login(official)
    assert client.get(f"/ke-hoach/{plan.pk}/ke-hoach.docx").status_code == 403
