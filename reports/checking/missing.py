"""What a report cannot do without, and this one does."""

from collections.abc import Iterable

from communes.text import fold

from ..content.options import Options
from ..content.parts import SECTIONS, Part
from .doubt import Doubt, DoubtKind

_MAY_BE_EMPTY = {"restated"}
END = "./."  # Nghị định 30/2020/NĐ-CP, Mẫu 1.4


def missing(parts: Iterable[Part], options: Options) -> list[Doubt]:
    parts = list(parts)
    present = {part.section for part in parts}
    found = [
        _told(f"Mục “{section.title}” không còn đoạn nào.")
        for section in SECTIONS
        if section.key not in present | _MAY_BE_EMPTY
    ]
    has_nothing = any(part.is_live and part.key == "progress.none" for part in parts)  # nothing to lead to it either
    if options.appendices and not has_nothing and not any("phu luc" in fold(part.text) for part in parts):
        found.append(_told("Có phụ lục kèm theo nhưng không câu nào nhắc đến phụ lục."))
    if not options.addressee:
        found.append(_told("Báo cáo gửi cấp trên phải có dòng Kính gửi."))
    if parts and not parts[-1].text.rstrip().endswith(END):
        found.append(_told("Cuối báo cáo thiếu dấu ./.", parts[-1]))
    return found


def _told(words: str, part: Part | None = None) -> Doubt:
    return Doubt(part.key if part else "", DoubtKind.MISSING, 0, 0, "", words)
