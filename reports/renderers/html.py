"""A document as HTML: the sheet inside a page of the application, or a file of its own. Runs no query."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from ..content.blocks import Document, Run, Runs

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
        return format_html("{}", text)
    query = urlencode({name: value for name, value in fact.filters.items() if value})
    return format_html('<a href="{}{}{}">{}</a>', ledger, "&" if "?" in ledger else "?", query, text)


def _run(run: Run, ledger: str) -> SafeString:
    text = figure(run.text, run.fact, ledger)
    return format_html("<i>{}</i>", text) if run.italic else text
