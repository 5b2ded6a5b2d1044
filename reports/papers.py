"""The other papers that go with the report: one entry each, made of the same facts."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from communes.models import Commune

from .content.blocks import Document
from .content.options import Options
from .content.other_papers import late_communes, leader_summary, merit_list, urging_letter, week_notice
from .dashboards.ranking_read import RankingRead
from .dashboards.ranking_words import to_call_to_account, to_praise
from .facts import ReportFacts
from .renderers import FORMATS

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What the papers are made of."""

    facts: ReportFacts
    ranking: RankingRead
    options: Options


@dataclass(frozen=True, slots=True)
class Paper:
    """`made` gives the document, or None where there is nothing to write about; `none` says so."""

    key: str
    title: str
    about: str
    made: Callable[[Told], Document | None]
    none: str = ""


def _merits(told: Told) -> Document:
    ranking, deadline = told.ranking.ranking, told.ranking.deadline
    return merit_list(told.facts, told.options, to_praise(ranking, deadline), to_call_to_account(ranking, deadline))


PAPERS = (
    Paper(
        "don-doc", "Công văn đôn đốc", "Gửi chung các xã, thị trấn chưa kịp hạn.",
        lambda told: urging_letter(told.facts, told.options), "Không đơn vị nào phải đôn đốc.",
    ),
    Paper(
        "thong-bao-tuan", "Thông báo kết quả tuần", "Mỗi đơn vị nhập được bao nhiêu trong 07 ngày.",
        lambda told: week_notice(told.facts, told.options),
    ),
    Paper("khen-thuong", "Danh sách khen thưởng, kiểm điểm", "Theo bảng xếp hạng, kèm lý do.", _merits),
    Paper(
        "tom-tat", "Tóm tắt một trang", "Cho lãnh đạo: kết quả, tồn tại, việc cần quyết định.",
        lambda told: leader_summary(told.facts, told.options),
    ),
)  # fmt: skip
PAPER = {paper.key: paper for paper in PAPERS}


def letters_each(told: Told) -> list[tuple[Commune, Document]]:
    """A công văn to each late commune, with its own figures alone."""
    units, _ = late_communes(told.facts)
    return [(unit.commune, urging_letter(told.facts, told.options, unit.commune)) for unit in units]


def all_zipped(told: Told) -> bytes:
    """Every paper there is something to write in, and a letter for each late commune; equal facts, equal bytes."""
    documents = [document for paper in PAPERS if (document := paper.made(told))]
    documents += [document for _, document in letters_each(told)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for document in documents:
            name = zipfile.ZipInfo(f"{document.file_stem}.docx", _EPOCH)
            target.writestr(name, FORMATS["docx"].render(document), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
