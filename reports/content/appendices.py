"""The appendices that a person chose, each on pages of its own, and how the text speaks of them."""

from collections.abc import Iterable
from dataclasses import replace

from communes.formatting import format_date

from ..facts import BookFacts, ReportFacts
from ..facts.around import first_day
from ..facts.shelf import shelf_facts
from ..sentences import standing
from .appendix import appendix_table, reconciled_in_words
from .blocks import AppendixTitle, Block, Heading, Paragraph, Run, Section, Table
from .letterhead import reference
from .loss_tables import FAULTS, LOST_TIME, faults_table, lost_time_table
from .options import Options
from .parts import Part
from .shelf_tables import shelf_tables

PROGRESS, BOOKS, LOSSES = "progress", "books", "losses"
_ROMAN = ("I", "II", "III")  # Nghị định 30/2020/NĐ-CP: numbered only where there are two or more
_BOOKS_NAME = ("TÌNH HÌNH SỔ HỘ TỊCH ĐƯA VÀO NHẬP DỮ LIỆU", "TRÊN NỀN CƠ SỞ DỮ LIỆU QUỐC GIA VỀ DÂN CƯ")
_LOSSES_NAME = ("THỜI GIAN GIÁN ĐOẠN CỦA MÁY NHẬP DỮ LIỆU", "VÀ LỖI DỮ LIỆU TRONG SỔ HỘ TỊCH")
_ONE, _SEVERAL = " (có phụ lục kèm theo)", " (có các phụ lục kèm theo)"


def appendices(facts: ReportFacts, options: Options, books: tuple[BookFacts, ...]) -> tuple[Section, ...]:
    """In the order of the paper; `books` are needed where the second one is chosen."""
    chosen = [one for one in (PROGRESS, BOOKS, LOSSES) if one in options.appendices]
    labels = [f"Phụ lục {number}" for number in _ROMAN] if len(chosen) > 1 else ["Phụ lục"]
    made = {
        PROGRESS: lambda: (appendix_table(facts, with_books=options.with_books),),
        BOOKS: lambda: _books(facts, books),
        LOSSES: lambda: _losses(facts),
    }
    return tuple(
        Section((_title(facts, options, one, label), *made[one]()), landscape=True)
        for one, label in zip(chosen, labels, strict=False)
    )


def progress_appendix(facts: ReportFacts, options: Options) -> Section:
    """The first appendix alone, whatever was chosen."""
    return appendices(facts, replace(options, appendices=(PROGRESS,)), ())[0]


def naming_appendices(parts: Iterable[Part], options: Options) -> tuple[Part, ...]:
    """The sentence that leads to the appendix speaks of as many as there are; a person's own words stay."""
    said = {0: "", 1: _ONE}.get(len(options.appendices), _SEVERAL)
    return tuple(_naming(part, said) if part.is_live and said != _ONE else part for part in parts)


def _naming(part: Part, said: str) -> Part:
    if _ONE not in part.text:
        return part
    return replace(part, runs=tuple(replace(run, text=run.text.replace(_ONE, said)) for run in part.runs))


def _title(facts: ReportFacts, options: Options, which: str, label: str) -> AppendixTitle:
    day, since = facts.as_of.written, format_date(first_day(facts.as_of.value))
    names = {PROGRESS: standing.APPENDIX_NAME, BOOKS: _BOOKS_NAME, LOSSES: _LOSSES_NAME}
    units = {
        PROGRESS: f"Số liệu tính đến ngày {day}{reconciled_in_words(facts)}. Đơn vị tính: trường hợp",
        BOOKS: f"Số liệu tính đến ngày {day}. Đơn vị tính: quyển",
        LOSSES: f"Gián đoạn từ ngày {since} đến ngày {day}; lỗi dữ liệu tính đến ngày {day}",
    }
    return AppendixTitle(label, names[which], reference(facts.district, options, facts.as_of.value), units[which])


def _books(facts: ReportFacts, books: tuple[BookFacts, ...]) -> tuple[Block, ...]:
    tables = shelf_tables(shelf_facts(facts, books))
    if not tables:
        return (_nothing("Chưa có số liệu về sổ hộ tịch phải nhập."),)
    return tuple(block for place, table in enumerate(tables, start=1) for block in _headed(place, table.caption, table))


def _losses(facts: ReportFacts) -> tuple[Block, ...]:
    lost = lost_time_table(facts) or _nothing("Chưa có số liệu gián đoạn trong thời gian này.")
    faults = faults_table(facts) or _nothing("Chưa có số liệu lỗi dữ liệu trong sổ.")
    return (*_headed(1, f"{LOST_TIME} (phút)", lost), *_headed(2, f"{FAULTS} (trường hợp)", faults))


def _headed(place: int, words: str, block: Table | Paragraph) -> tuple[Block, ...]:
    return Heading(2, f"{place}. {words}"), block


def _nothing(words: str) -> Paragraph:
    return Paragraph((Run(words),))
