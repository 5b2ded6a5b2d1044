"""What a document is made of, as values. Renderers turn blocks into HTML, Word and Excel; a block asks nothing."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from ..dashboards.charts import CumulativeChart
from ..facts import Fact


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; with a fact, the figure that it states."""

    text: str
    fact: Fact | None = None
    italic: bool = False


Runs = tuple[Run, ...]


def text_of(runs: Runs) -> str:
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Head of the first page: agency and number on the left, the nation's name and the date on the right. `about` is
    the trích yếu of a công văn, which has no title: it stands under the number, line by line."""

    kind: ClassVar[str] = "letterhead"
    agency: tuple[str, ...]
    number: str
    place_and_date: str
    nation: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str = "Độc lập - Tự do - Hạnh phúc"
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Name of the kind of paper, and what it is about, line by line."""

    kind: ClassVar[str] = "title"
    name: str
    subject: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    kind: ClassVar[str] = "addressee"
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is a mục (I.), 2 a khoản (1.), 3 a điểm (a)."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`stays` on the page of what follows: the closing words are never parted from the signature."""

    kind: ClassVar[str] = "paragraph"
    runs: Runs
    stays: bool = False
    key: str = ""  # of the part of a report it is


@dataclass(frozen=True, slots=True)
class Bullets:
    """Items that begin with a dash, as official papers do."""

    kind: ClassVar[str] = "bullets"
    items: tuple[Runs, ...]
    keys: tuple[str, ...] = ()  # of the parts of a report they are; none in other papers


@dataclass(frozen=True, slots=True)
class Signature:
    """The end of the paper: who signs, on the right, and who receives it, on the left."""

    kind: ClassVar[str] = "signature"
    lines: tuple[str, ...]
    name: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Small print after the end: how to find the figures of an issued paper again."""

    kind: ClassVar[str] = "trace"
    text: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """The end of a paper between sides: each side's word and the name of who signs for it, from left to right."""

    kind: ClassVar[str] = "signatures"
    sides: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AppendixTitle:
    kind: ClassVar[str] = "appendix_title"
    label: str
    name: tuple[str, ...]
    reference: str
    unit: str


class CellKind(StrEnum):
    ORDINAL = "ordinal"
    TEXT = "text"
    COUNT = "count"
    CHANGE = "change"  # a count that may rise or fall: +192, −390
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `sum_of`, `part_of`, `less` and `running` (the sum of a column from the first line to this
    one) name the columns it is calculated from, for formulas."""

    key: str
    title: str
    kind: CellKind
    width: float  # mm
    group: str = ""
    label: str = ""  # the heading where the one above it is out of sight
    mark: str = ""  # the line of column numbers: (7)=(3)+...+(6)
    sum_of: tuple[str, ...] = ()
    part_of: tuple[str, str] | None = None
    less: tuple[str, str] | None = None
    running: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`link`: an address that a workbook leads to."""

    text: str
    value: int | Decimal | str | None = None
    fact: Fact | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`total` is the closing line; its first cell spans the ordinal and the name."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None

    @property
    def groups(self) -> tuple[tuple[str, tuple[Column, ...]], ...]:
        """Neighbouring columns under one heading; a column without a heading stands alone."""
        groups: list[tuple[str, tuple[Column, ...]]] = []
        for column in self.columns:
            if column.group and groups and groups[-1][0] == column.group:
                groups[-1] = (column.group, (*groups[-1][1], column))
            else:
                groups.append((column.group, (column,)))
        return tuple(groups)

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)

    @property
    def has_marks(self) -> bool:
        return any(column.mark for column in self.columns)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the line below it; `words` say the same to whoever does not see it."""

    kind: ClassVar[str] = "figure"
    caption: str
    words: str
    chart: CumulativeChart


Ending = Signature | Signatures | Trace
Block = Letterhead | Title | Addressee | Heading | Paragraph | Bullets | Ending | AppendixTitle | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that are numbered from 1 on their own and share one orientation."""

    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. `details` are tables that only a workbook carries."""

    title: str
    author: str
    as_of: dt.date
    file_stem: str
    sections: tuple[Section, ...]
    sample_mark: str = ""
    details: tuple[Table, ...] = field(default=())

    @property
    def appendices(self) -> tuple[tuple[AppendixTitle, tuple[Table, ...]], ...]:
        """The heading of each appendix with its tables, in order."""
        return tuple(
            (section.blocks[0], tuple(block for block in section.blocks if isinstance(block, Table)))
            for section in self.sections
            if isinstance(section.blocks[0], AppendixTitle)
        )

    def first(self, kind: type):
        """The first block of a kind; StopIteration when there is none."""
        return next(block for section in self.sections for block in section.blocks if isinstance(block, kind))
