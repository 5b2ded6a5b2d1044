"""A document as HTML: the sheet inside a page of the application, or a file of its own. Runs no query."""

import datetime as dt
from html import escape
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from ..content.blocks import Cell, CellKind, Column, Document, Run, Runs, Table

STYLE_SHEET = Path("static", "css", "sheet.css")


def sheet(
    document: Document, *, known_at: dt.datetime | None = None, template: str = "reports/_sheet.html", **more
) -> SafeString:
    """The pages of a document; every figure leads to its entries in the ledger, as they were known at a moment."""
    ledger = reverse("ledger") + (f"?{urlencode({'biet-luc': known_at.isoformat()})}" if known_at else "")
    return render_to_string(template, {"document": document, "ledger": ledger} | more)


def render(document: Document) -> bytes:
    """A file that stands alone: no links into the application, the styles of the sheet inside."""
    styles = (settings.BASE_DIR / STYLE_SHEET).read_text(encoding="utf-8")
    page = render_to_string(
        "reports/sheet_file.html",
        {
            "document": document,
            "ledger": "",
            "styles": format_html("<style>{}</style>", mark_safe(styles)),
        },
    )
    return page.encode()


def with_links(runs: Runs, ledger: str) -> SafeString:
    return mark_safe("".join(_run(run, ledger) for run in runs))  # each part is escaped in _run


def figure(text: str, fact, ledger: str) -> SafeString:
    """A figure as a link to the entries behind it; plain where none stand behind it or there is nowhere to go."""
    if not ledger or fact is None or not fact.filters:
        return SafeString(escape(text))
    address = f"{ledger}{'&' if '?' in ledger else '?'}{fact.query}"
    return SafeString(f'<a href="{escape(address)}">{escape(text)}</a>')


def rows(table: Table, ledger: str) -> SafeString:
    """The lines of a table; built here because a template takes five times as long over hundreds of cells."""
    opened = [_opened(column) for column in table.columns]
    return mark_safe("\n".join(_row(cells, opened, ledger) for cells in table.rows) + "\n")


def _row(cells: tuple[Cell, ...], opened: list[str], ledger: str) -> str:
    parts = [figure(cell.text, cell.fact, ledger) for cell in cells]
    written = [
        f'<th scope="row">{text}</th>' if place == 1 else f"{start}{text}</td>"
        for place, (text, start) in enumerate(zip(parts, opened, strict=True))
    ]
    return f"<tr>{''.join(written)}</tr>"


def closing_row(table: Table, ledger: str) -> SafeString:
    """The line of totals; its name spans the ordinal and the name."""
    name = format_html('<th colspan="2" scope="row">{}</th>', table.total[1].text)
    cells = zip(table.total[2:], table.columns[2:], strict=True)
    figures = "".join(f"{_opened(column)}{figure(cell.text, cell.fact, ledger)}</td>" for cell, column in cells)
    return mark_safe(f"<tr>{name}{figures}</tr>")


def _opened(column: Column) -> str:
    kind = format_html(' class="{}"', column.kind) if column.kind in (CellKind.ORDINAL, CellKind.TEXT) else ""
    return format_html('<td{} data-label="{}">', kind, column.label or column.title)


def _run(run: Run, ledger: str) -> SafeString:
    text = figure(run.text, run.fact, ledger)
    return SafeString(f"<i>{text}</i>") if run.italic else text
