"""One registry of formats. A renderer takes a document and gives bytes; it runs no query."""

from collections.abc import Callable
from dataclasses import dataclass

from ..content.blocks import Document
from . import docx, html, xlsx


@dataclass(frozen=True, slots=True)
class Format:
    suffix: str
    content_type: str
    render: Callable[[Document], bytes]


FORMATS = {
    "docx": Format(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.render
    ),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.render),
    "html": Format("html", "text/html; charset=utf-8", html.render),
}  # fmt: skip
