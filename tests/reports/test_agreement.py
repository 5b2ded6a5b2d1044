"""Word, Excel, the page and the totals say the same, cell by cell, on three dates."""

import datetime as dt
import html
import io
import re

import docx
import openpyxl
import pytest
from django.core.management import call_command

from communes.formatting import format_count, format_share
from communes.models import PROGRAMME_KINDS, Programme
from entries.totals import totals

from .stage import all_communes

DAYS = ["2023-12-31", "2024-02-20", "2024-03-03"]
CELL = re.compile(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", re.DOTALL)


@pytest.fixture
def reader(client, justice_office, furnished):
    client.force_login(justice_office)
    return client


def expected(day: str) -> list[list[str]]:
    """The lines of the appendix, from the totals alone."""
    communes = all_communes()
    sums = totals(communes=communes, programme=Programme.POPULATION_DB, as_of=dt.date.fromisoformat(day))

    def line(name: str, figures: list, all_of_it) -> list[str]:
        return [
            name, *(format_count(f.to_enter) for f in figures), format_count(all_of_it.to_enter),
            *(format_count(f.entered) for f in figures), format_count(all_of_it.entered),
            format_share(all_of_it.share), format_count(all_of_it.left),
        ]  # fmt: skip

    lines = [line(c.title, [sums.cell(c, kind) for kind in PROGRAMME_KINDS], sums.commune(c)) for c in communes]
    return [*lines, line("TỔNG CỘNG", [sums.kind(kind) for kind in PROGRAMME_KINDS], sums.all)]


def in_word(content: bytes) -> list[list[str]]:
    table = docx.Document(io.BytesIO(content)).tables[-1]
    return [[cell.text for cell in row.cells][1:14] for row in table.rows[3:]]


def in_excel(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Phụ lục"]
    rows = [[cell.value for cell in row][:14] for row in sheet.iter_rows(min_row=9)]
    rows[-1][1] = rows[-1][0]
    return [[shown(value, place) for place, value in enumerate(row)][1:] for row in rows]


def shown(value, place: int) -> str:
    if place == 12 and not isinstance(value, str):
        return f"{value:.1%}".replace(".", ",")
    return format_count(value) if isinstance(value, int) else value


def in_html(content: bytes) -> list[list[str]]:
    body = content.decode().split("<tbody>")[1].split("</table>")[0]
    lines = []
    for row in body.split("</tr>")[:-1]:
        cells = [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in CELL.findall(row)]
        lines.append(cells[-14:-1])  # without the ordinal and the note
    return lines


@pytest.mark.parametrize("day", DAYS)
def test_all_agree_with_the_totals(reader, day):
    wanted = expected(day)
    query = f"?den-ngay={day}"
    assert in_word(reader.get(f"/bao-cao/bao-cao.docx{query}").content) == wanted
    assert in_excel(reader.get(f"/bao-cao/bao-cao.xlsx{query}").content) == wanted
    assert in_excel(reader.get(f"/bao-cao/phu-luc.xlsx{query}").content) == wanted
    assert in_html(reader.get(f"/bao-cao/phu-luc/{query}").content) == wanted
    assert in_html(reader.get(f"/bao-cao/{query}").content) == wanted


def test_the_command_gives_the_same_files_as_the_browser(reader, tmp_path):
    files = {name: tmp_path / f"bao-cao.{name}" for name in ("docx", "xlsx", "html")}
    call_command("export_report", as_of="2024-03-03", **files)
    query = "?den-ngay=2024-03-03"
    assert files["docx"].read_bytes() == reader.get(f"/bao-cao/bao-cao.docx{query}").content
    assert files["xlsx"].read_bytes() == reader.get(f"/bao-cao/bao-cao.xlsx{query}").content
    assert in_html(files["html"].read_bytes()) == expected("2024-03-03")


def test_the_text_of_word_and_of_the_page_is_one(reader):
    query = "?den-ngay=2024-03-03"
    word = docx.Document(io.BytesIO(reader.get(f"/bao-cao/bao-cao.docx{query}").content))
    page = html.unescape(re.sub(r"<[^>]+>", "", reader.get(f"/bao-cao/{query}").content.decode()))
    for paragraph in word.paragraphs:
        text = paragraph.text.removeprefix("- ")
        assert text in page
