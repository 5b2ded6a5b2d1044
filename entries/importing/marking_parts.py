"""What the parts of an .xlsx package are called, and how one points to another."""

import posixpath

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


class Unmarkable(Exception):
    """The package is not built as expected; the caller writes the file anew."""


def main(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def resolved(part: str, target: str) -> str:
    """The name of the part that `part` calls `target`."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def add_link(links: etree._Element, kind: str, part: str) -> str:
    """A relationship to a part; returns its id."""
    taken = {link.get("Id") for link in links}
    name = next(f"rIdDanhDau{n}" for n in range(1, 10_000) if f"rIdDanhDau{n}" not in taken)
    etree.SubElement(links, f"{{{LINKS}}}Relationship", Id=name, Type=f"{DOCUMENT}/{kind}", Target=f"/{part}")
    return name


def declare(types: etree._Element, *, part: str = "", extension: str = "", kind: str) -> None:
    """In the list of content types: one part, or every part with the extension unless that is known."""
    if part:
        etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=kind)
    elif not any(each.get("Extension", "").lower() == extension for each in types):
        types.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=kind))
