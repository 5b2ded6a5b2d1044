"""Dashboard, appendix page, Excel, Word and `manage.py totals` say the same in every cell, on the sample data."""

import datetime as dt
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import openpyxl
import pytest
from django.core.management import call_command
from docx import Document

from communes.models import User

DATES = ["2023-09-30", "2024-02-14", "2024-03-03"]
KINDS = ("KS", "KH", "KT", "CN")


@pytest.fixture
def office(sample, db, client):
    client.force_login(User.objects.get(username="tuphap"))
    return client


def grouped(count: int) -> str:
    return f"{count:,}".replace(",", ".").replace("-", "−")


def percent(entered: int, to_enter: int) -> str:
    """An independent reading of the rule: one decimal, half up, never 100,0 for less than all nor 0,0 for something."""
    if not to_enter:
        return "–"
    share = (Decimal(100) * entered / to_enter).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if entered < to_enter and share >= 100:
        share = Decimal("99.9")
    if entered > 0 and share == 0:
        share = Decimal("0.1")
    return f"{share}".replace(".", ",") + "%"


def of_command(day: str) -> dict[str, list[int]]:
    """{name of the commune: the twelve counts of the appendix} as the command prints it, with the district's total."""
    out = io.StringIO()
    call_command("totals", "--as-of", day, "--programme", "population_db", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())["programmes"]
    rows = {f"{c['kind']} {c['name']}".capitalize().lower(): c for c in found["communes"]} | {"tổng cộng": found}

    def counts(scope):
        cells = [
            [scope["kinds"].get(kind, {}).get(measure, 0) for kind in KINDS] for measure in ("to_enter", "entered")
        ]
        assert sum(cells[0]) == scope["total"]["to_enter"]
        assert sum(cells[1]) == scope["total"]["entered"]
        return [*cells[0], sum(cells[0]), *cells[1], sum(cells[1])]

    return {name: counts(scope) for name, scope in rows.items()}


def as_shown(counts: list[int]) -> list[str]:
    to_enter, entered = counts[4], counts[9]
    return [*map(grouped, counts), percent(entered, to_enter), grouped(to_enter - entered)]


def rows_of(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr\b.*?</tr>", html, re.S)
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split())
            for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def named(rows: list[list[str]], expected: dict) -> dict[str, list[str]]:
    """The rows that belong to a commune or to the total, by name."""
    found = {}
    for row in rows:
        name = next((text.lower() for text in row[:2] if text.lower() in expected), None)
        if name:
            found[name] = row[row.index(next(text for text in row[:2] if text.lower() == name)) + 1 :]
    return found


@pytest.mark.parametrize("day", DATES)
def test_every_cell_agrees(office, day):
    command = of_command(day)
    assert len(command) == 14
    assert command["tổng cộng"] == [sum(column) for column in zip(*list(command.values())[:-1], strict=True)]
    expected = {name: as_shown(counts) for name, counts in command.items()}

    page = named(rows_of(office.get(f"/bao-cao/phu-luc/?den-ngay={day}").content.decode()), expected)
    assert {name: row[:12] for name, row in page.items()} == expected

    preview = named(rows_of(office.get(f"/bao-cao/?den-ngay={day}").content.decode()), expected)
    assert {name: row[:12] for name, row in preview.items()} == expected

    word = Document(io.BytesIO(office.get(f"/bao-cao/bao-cao.docx?den-ngay={day}").content))
    table = max(word.tables, key=lambda table: len(table.rows))
    in_word = named([[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows], expected)
    assert {
        name: [text for text in row if text and text.lower() != name][:12] for name, row in in_word.items()
    } == expected

    for address in ("bao-cao.xlsx", "phu-luc.xlsx"):
        book = io.BytesIO(office.get(f"/bao-cao/{address}?den-ngay={day}").content)
        rows = list(openpyxl.load_workbook(book, data_only=True)["Phụ lục"].iter_rows(values_only=True))
        in_excel = {}
        for row in rows:
            name = next((str(text).lower() for text in row[:2] if str(text).lower() in expected), None)
            if name:
                numbers = [cell for cell in row[2:] if cell is not None]
                in_excel[name] = numbers[:10], numbers[11]
        assert in_excel == {name: (counts, counts[4] - counts[9]) for name, counts in command.items()}


@pytest.mark.parametrize("day", DATES)
def test_the_dashboard_agrees_with_the_command(office, day):
    command = of_command(day)
    rows = rows_of(office.get(f"/tong-quan/?den-ngay={day}").content.decode())
    shown = {}
    for row in rows[1:]:
        name = row[0].replace(" ● dữ liệu cũ nhiều", "").replace("Toàn huyện", "tổng cộng").lower()
        share = re.split("đối chiếu|▲", row[3])[0]  # up to when it was reconciled stands below
        shown[name] = (row[1], row[2], share, row[4])
    assert shown == {
        name: (grouped(c[4]), grouped(c[9]), percent(c[9], c[4]), grouped(c[4] - c[9])) for name, c in command.items()
    }


def test_a_day_before_everything_gives_dashes(office):
    (total,) = [
        row for row in rows_of(office.get("/tong-quan/?den-ngay=2020-01-01").content.decode()) if row[0] == "Toàn huyện"
    ]
    assert total[1:4] == ["0", "0", "–"]
    assert dt.date(2020, 1, 1) < dt.date.fromisoformat(DATES[0])
