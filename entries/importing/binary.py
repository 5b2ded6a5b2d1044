"""An old binary workbook (.xls), looked at before the reader fills its grid: encrypted, with macros, or with one
stray cell so far away that the grid would fill the memory."""

import struct
from collections.abc import Iterator

from .faults import FileRefused
from .sheets import refuse_too_large

END = 0xFFFFFFF8  # sector numbers from here on are marks, not sectors
_BOF, _FILEPASS = 0x0809, 0x002F
_ONE_CELL = {0x0203, 0x0204, 0x00FD, 0x027E, 0x0006, 0x0205, 0x00D6}  # number, label, formula, error, rich text
_MANY_CELLS = {0x00BD}


def check_binary(content: bytes) -> None:
    """Raises FileRefused for what the reader must not open."""
    try:
        entries = dict(_directory(content))
        if {"EncryptedPackage", "EncryptionInfo"} & entries.keys():
            raise FileRefused("encrypted_workbook")
        if {"_VBA_PROJECT_CUR", "_VBA_PROJECT"} & entries.keys():
            raise FileRefused("macro_workbook")
        start = entries.get("Workbook") or entries.get("Book")
        if start is None or start[1] < struct.unpack_from("<I", content, 56)[0]:
            # A stream below this size would lie in the ministream; no spreadsheet program writes so small a workbook.
            raise FileRefused("not_a_workbook")
        _check_records(_stream(content, start[0])[: start[1]])
    except (struct.error, IndexError, RecursionError):
        raise FileRefused("not_a_workbook") from None


def _sector_size(content: bytes) -> int:
    power = struct.unpack_from("<H", content, 30)[0]
    if power not in (9, 12):
        raise FileRefused("not_a_workbook")
    return 1 << power


def _table(content: bytes) -> list[int]:
    """The chain table: for each sector the next one."""
    size = _sector_size(content)
    sectors = [n for n in struct.unpack_from("<109I", content, 76) if n < END]
    further, seen = struct.unpack_from("<I", content, 68)[0], set()
    while further < END and further not in seen:
        seen.add(further)
        *more, further = struct.unpack_from(f"<{size // 4}I", content, (further + 1) * size)
        sectors += [n for n in more if n < END]
    chain = []
    for sector in sectors:
        chain += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return chain


def _stream(content: bytes, start: int) -> bytes:
    size, chain, seen, parts = _sector_size(content), _table(content), set(), []
    while start < END:
        if start in seen:
            raise FileRefused("not_a_workbook")
        seen.add(start)
        parts.append(content[(start + 1) * size : (start + 2) * size])
        start = chain[start]
    return b"".join(parts)


def _directory(content: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name, first sector and size of each stream and storage."""
    directory = _stream(content, struct.unpack_from("<I", content, 48)[0])
    for offset in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, offset + 64)[0]
        name = directory[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
        yield name, struct.unpack_from("<II", directory, offset + 116)


def _check_records(stream: bytes) -> None:
    rows = columns = position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == _FILEPASS:
            raise FileRefused("encrypted_workbook")
        if kind == _BOF:
            rows = columns = 0
        elif kind in _ONE_CELL and length >= 4:
            row, column = struct.unpack_from("<HH", stream, position + 4)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in _MANY_CELLS and length >= 6:
            row = struct.unpack_from("<H", stream, position + 4)[0]
            last = struct.unpack_from("<H", stream, position + 2 + length)[0]
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        refuse_too_large(rows, columns)
        position += 4 + length
