"""A .docx that comes back after it was edited elsewhere, read for what it says. Nothing in it is trusted."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT, _COMMENTS = "word/document.xml", "word/comments.xml"

NO_WORD_FILE = "Tệp này không phải tệp Word (.docx) đọc được. Mở bằng Word, chọn Lưu thành .docx rồi gửi lại."
MACROS = "Tệp có macro nên không nhận. Lưu lại thành .docx thường rồi gửi."
TOO_LARGE = "Tệp lớn hơn 10 MB. Báo cáo không có ảnh chỉ chừng 50 KB: bỏ ảnh, hoặc lưu lại rồi gửi."


class PaperRefused(Exception):
    """What was sent cannot be read as a report; says what to do."""


@dataclass(frozen=True, slots=True)
class Paper:
    """`paragraphs` outside tables and `tables` row by row, as read with every tracked change accepted; `figures`: text
    inside each bookmark of ours; `tracked` and `comments`: how many there are."""

    paragraphs: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    figures: dict[str, str] = field(default_factory=dict)
    tracked: int = 0
    comments: int = 0


def read_paper(content: bytes) -> Paper:
    """Raises PaperRefused for what is no .docx, too large, made to burst, or carries macros."""
    if len(content) > MAX_BYTES:
        raise PaperRefused(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            names = {item.filename.lower() for item in source.infolist()}
            if any("vbaproject" in name for name in names):
                raise PaperRefused(MACROS)
            if len(names) > MAX_PARTS or sum(item.file_size for item in source.infolist()) > MAX_UNPACKED:
                raise PaperRefused(TOO_LARGE)
            body = ElementTree.fromstring(source.read(_DOCUMENT), forbid_dtd=True).find(f"{_W}body")
            remarks = ElementTree.fromstring(source.read(_COMMENTS), forbid_dtd=True) if _COMMENTS in names else ()
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise PaperRefused(NO_WORD_FILE) from None
    except (ElementTree.ParseError, DefusedXmlException):
        raise PaperRefused(NO_WORD_FILE) from None
    if body is None:
        raise PaperRefused(NO_WORD_FILE)
    return Paper(
        paragraphs=tuple(filter(None, (_text(one) for one in _outside_tables(body)))),
        tables=tuple(_rows(table) for table in body.iter(f"{_W}tbl")),
        figures=_figures(body),
        tracked=sum(1 for one in body.iter() if one.tag in (f"{_W}ins", f"{_W}del")),
        comments=len(remarks),
    )


def _outside_tables(parent):
    for child in parent:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag != f"{_W}tbl":
            yield from _outside_tables(child)


def _rows(table) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(" ".join(filter(None, (_text(p) for p in cell.iter(f"{_W}p")))) for cell in row.iter(f"{_W}tc"))
        for row in table.iter(f"{_W}tr")
    )


def _text(paragraph) -> str:
    """Its words on one line; what a tracked change took out is out."""
    return re.sub(r"\s+", " ", "".join(_words(paragraph))).strip()


def _words(element):
    if element.tag in (f"{_W}del", f"{_W}instrText"):
        return
    if element.tag == f"{_W}t":
        yield element.text or ""
    elif element.tag in (f"{_W}tab", f"{_W}br"):
        yield " "
    for child in element:
        yield from _words(child)


def _figures(body) -> dict[str, str]:
    """Text between the start and the end of each of our bookmarks."""
    open_ones: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    _collect(body, open_ones, found)
    return {name: re.sub(r"\s+", " ", "".join(words)).strip() for name, words in found.items()}


def _collect(element, open_ones: dict[str, str], found: dict[str, list[str]]) -> None:
    if element.tag == f"{_W}del":
        return
    if element.tag == f"{_W}bookmarkStart":
        name = element.get(f"{_W}name", "")
        if name.startswith("f_"):
            open_ones[element.get(f"{_W}id", "")] = name
            found[name] = []
    elif element.tag == f"{_W}bookmarkEnd":
        open_ones.pop(element.get(f"{_W}id", ""), None)
    elif element.tag == f"{_W}t":
        for name in open_ones.values():
            found[name].append(element.text or "")
    for child in element:
        _collect(child, open_ones, found)
