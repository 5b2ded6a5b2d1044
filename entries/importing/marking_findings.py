"""What the check found, as marks at cells: the words of the comment and the colour."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from communes.formatting import format_count
from communes.models import Commune
from entries.models import ImportRun

from .messages import about_cell, about_warning

FAULT, NOTE = "FFC7CE", "FFEB9C"  # the colours Excel itself gives to bad and to neutral cells
RULE = "—— Kiểm tra tệp ——"  # our words begin with it, also behind what somebody wrote at the cell
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell."""

    text: str
    colour: str


Place = tuple[int, int]  # row and column from 0
Marks = dict[Place, Mark]


def has_marks(run: ImportRun) -> bool:
    """Whether anything was found that has a place in the file."""
    return any(found["cell"] for key in ("refused", "warnings", "mismatches") for found in run.result[key])


def marks_of(run: ImportRun, communes: Iterable[Commune]) -> dict[str | None, Marks]:
    """Faults, warnings and totals that do not add up, by the name of the sheet (None: CSV); several at one cell are
    one mark. What has no cell (a commune that is missing) has no mark."""
    found: dict[str | None, dict[Place, list[Mark]]] = {}
    for each, mark in _told(run, {commune.code: commune.full_name for commune in communes}):
        if each["cell"]:
            found.setdefault(each["sheet"], {}).setdefault(place_of(each["cell"]), []).append(mark)
    return {sheet: {place: joined(marks) for place, marks in places.items()} for sheet, places in found.items()}


def _told(run: ImportRun, names: dict[str, str]) -> Iterable[tuple[dict, Mark]]:
    for each in run.result["refused"]:
        yield each, Mark(f"CẦN SỬA: {about_cell(each['reason'], each.get('detail'))}", FAULT)
    for each in run.result["mismatches"]:
        stated, computed = format_count(each["stated"]), format_count(each["computed"])
        yield each, Mark(f"Tệp ghi {stated}, cộng các dòng đúng được {computed}.", NOTE)
    for each in run.result["warnings"]:
        yield each, Mark(f"Xem lại: {about_warning(each['reason'], each.get('detail'), names)}", NOTE)


def worded(text: str) -> str:
    """A comment's words, to be known as ours when the file is sent again."""
    return f"{RULE}\n{text}"


def joined(marks: list[Mark]) -> Mark:
    """One mark of several: each word once, the colour of a fault if there is one."""
    words = dict.fromkeys(line for mark in marks for line in mark.text.split("\n"))
    return Mark("\n".join(words), FAULT if any(mark.colour == FAULT for mark in marks) else NOTE)


def at_anchors(marks: Marks, anchors: dict[Place, Place]) -> Marks:
    """Each mark at the cell that shows it: a merged area has only its first."""
    gathered: dict[Place, list[Mark]] = {}
    for place, mark in sorted(marks.items()):
        gathered.setdefault(anchors.get(place, place), []).append(mark)
    return {place: joined(several) for place, several in gathered.items()}


def place_of(address: str) -> Place:
    """ "B3" -> (2, 1). Raises ValueError for what is no address of a cell."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
