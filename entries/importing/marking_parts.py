"""The parts of an .xlsx package: what they are called, how one points to another, reading and writing them."""

import io
import posixpath
import zipfile

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LARGEST_PART = 64 * 1024 * 1024  # unpacked; a tree takes several times as much memory


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


class Package:
    """The parts by name; those that are changed are kept apart."""

    def __init__(self, content: bytes):
        self.source = zipfile.ZipFile(io.BytesIO(content))
        self.names = {info.filename.lower(): info.filename for info in self.source.infolist()}
        self.changed: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        actual = self.names.get(name.lower(), name)
        return self.changed.get(actual) or self.source.read(actual)

    def has(self, name: str) -> bool:
        return name.lower() in self.names or name in self.changed

    def tree(self, name: str) -> etree._Element:
        part = self.read(name)
        if len(part) > LARGEST_PART:
            raise Unmarkable
        safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(part, safe)

    def put(self, name: str, part: etree._Element | bytes) -> None:
        if not isinstance(part, bytes):
            part = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.changed[self.names.get(name.lower(), name)] = part

    def free_name(self, pattern: str) -> str:
        return next(name for n in range(1, 10_000) if not self.has(name := pattern.format(n)))

    def links(self, part: str) -> tuple[str, etree._Element]:
        """The name of a part's relationships, and the relationships; empty ones where there are none."""
        folder, base = posixpath.split(part)
        name = f"{folder}/_rels/{base}.rels"
        none = etree.Element(f"{{{LINKS}}}Relationships", nsmap={None: LINKS})
        return name, self.tree(name) if self.has(name) else none

    def sheet_paths(self) -> dict[str, str]:
        """Name of each sheet -> its part."""
        _, links = self.links("xl/workbook.xml")
        targets = {link.get("Id"): resolved("xl/workbook.xml", link.get("Target")) for link in links}
        sheets = self.tree("xl/workbook.xml").find(main("sheets"))
        return {sheet.get("name"): targets[sheet.get(f"{{{DOCUMENT}}}id")] for sheet in sheets}

    def written(self) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for info in self.source.infolist():
                package.writestr(info.filename, self.changed.pop(info.filename, None) or self.source.read(info))
            for name, part in self.changed.items():
                package.writestr(name, part)
        return target.getvalue()
