"""Workbooks as a bad disk, a cut connection or a bad converter leaves them: 500 of them, the same ones in every run."""

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "workbooks"
KINDS = ("books", "log", "totals", "extract")
MANY = 500


def damaged_files(many: int = MANY) -> Iterator[tuple[str, str, bytes]]:
    """What was done to which file, the kind to import it as, and the bytes."""
    sources = sorted(path for path in FOLDER.iterdir() if path.suffix in (".xlsx", ".xls", ".csv"))
    sources = [path for path in sources if path.stat().st_size < 100_000]
    for number in range(many):
        chance = random.Random(number)
        path = sources[number % len(sources)]
        content = path.read_bytes()
        ways = [_flipped, _cut, _torn] + [_part_changed] * 4 * (content[:2] == b"PK")
        way = chance.choice(ways)
        kind = next(kind for kind in (*KINDS, "books") if path.name.startswith(kind) or kind == "books")
        if chance.random() < 0.2:
            kind = chance.choice(KINDS)
        yield f"{number} {way.__name__} {path.name}", kind, way(content, chance)


def _flipped(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _torn(content: bytes, chance: random.Random) -> bytes:
    """A stretch lost, doubled or overwritten."""
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.randint(1, 600))
    middle = chance.choice((b"", content[start:end] * 2, bytes(end - start), chance.randbytes(end - start)))
    return content[:start] + middle + content[end:]


def _part_changed(content: bytes, chance: random.Random) -> bytes:
    """One part of the package changed as text, and packed again so that the zip itself is whole."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", 8) as package:
            names = source.namelist()
            chosen = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
            for name in names:
                part = source.read(name)
                if name == chosen:
                    part = _changed_xml(part, chance)
                if part is not None:
                    package.writestr(name, part)
    except (zipfile.BadZipFile, IndexError):  # some samples are no packages, in spite of their first bytes
        return _flipped(content, chance)
    return target.getvalue()


def _changed_xml(part: bytes, chance: random.Random) -> bytes | None:
    text = part.decode("utf-8", "replace")
    way = chance.randrange(8)
    if way == 0:
        return None  # the part is missing
    if way == 1:
        return b""
    if way == 2:
        return text[: chance.randrange(len(text))].encode()
    marks = [place for place, letter in enumerate(text) if letter in {3: "<", 4: '"', 5: ">", 6: "/", 7: "="}[way]]
    for place in sorted(chance.sample(marks, min(len(marks), chance.randint(1, 4))), reverse=True):
        new = chance.choice(("", "<x>", "&a;", "]]>", '"', "\x01", "999999999999", "-1", "'", "Ω", "NaN"))
        text = text[:place] + new + text[place + chance.randint(0, 3) :]
    return text.encode("utf-8", "replace")
