"""The file comes back: every faulty cell coloured, with a comment that says what to do, so that the clerk mends it
where it stands and sends it again."""

from pathlib import PurePath

from entries.models import ImportRun

from .checking import KINDS
from .grids import ZIP
from .marking_anew import written_anew
from .marking_findings import marks_of
from .marking_package import Unmarkable, mark_package
from .reading import read_workbook


def marked_name(run: ImportRun) -> str:
    return f"{PurePath(run.file_name).stem}-danh-dau.xlsx"


def marked(run: ImportRun) -> bytes:
    """The file as it was sent, with its cells marked: an .xlsx with nothing else changed; any other kind of file, and
    an .xlsx that is built in an unusual way, as a new .xlsx with the same cells."""
    content, marks = bytes(run.content), marks_of(run, run.district.communes.all())
    if content.startswith(ZIP):
        try:
            return mark_package(content, marks)
        except Unmarkable:
            pass
    layout, _ = KINDS[run.kind]
    return written_anew(read_workbook(content), marks, layout)
