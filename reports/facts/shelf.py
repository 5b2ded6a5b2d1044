"""How far the books are, by commune and kind: what the second appendix lists. Computed from books already read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from communes.models import BookKind, Commune
from entries.models import Measure
from entries.staging import Stage

from .books import BookFacts
from .fact import Fact, Unit
from .report import ReportFacts

STAGES = (Stage.ENTERED, Stage.IN_PROGRESS, Stage.NOT_RECEIVED, Stage.HELD)  # a checked book counts as entered
WORDS = {
    Stage.ENTERED: "Sổ đã nhập xong",
    Stage.IN_PROGRESS: "Sổ đang nhập",
    Stage.NOT_RECEIVED: "Sổ chưa nhận",
    Stage.HELD: "Sổ tạm giữ vì lỗi",
}


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """Books of one kind in one commune; of a kind in all communes; or all of them."""

    commune: Commune | None
    kind: BookKind | None
    books: Fact
    stages: dict[Stage, Fact]
    share: Fact  # of books that are finished


@dataclass(frozen=True, slots=True)
class ShelfFacts:
    by_commune: tuple[ShelfLine, ...]  # only where there are books
    by_kind: tuple[ShelfLine, ...]
    whole: ShelfLine


def shelf_facts(facts: ReportFacts, books: Iterable[BookFacts]) -> ShelfFacts:
    """No query. A book counts where records to enter were posted for it, as in the number of books of a commune."""
    counted: Counter = Counter()
    for book in books:
        if book.is_counted:
            for commune in (book.commune.pk, None):
                for kind in (book.kind, None):
                    counted[commune, kind, book.stage] += 1
    units = [unit.commune for unit in facts.units]
    kinds = [kind for kind in BookKind if any(counted[None, kind, stage] for stage in STAGES)]
    ledger = facts.as_of.filters | {"chi-tieu": Measure.TO_ENTER.value}
    found = (_line(counted, commune, kind, ledger) for commune in units for kind in kinds)
    return ShelfFacts(
        by_commune=tuple(line for line in found if line.books.value),
        by_kind=tuple(_line(counted, None, kind, ledger) for kind in kinds),
        whole=replace(_line(counted, None, None, ledger), books=facts.whole.books),
    )


def _line(counted: Counter, commune: Commune | None, kind: BookKind | None, ledger: dict[str, str]) -> ShelfLine:
    of = commune.full_name if commune else "toàn huyện"
    key = ".".join(filter(None, (f"commune.{commune.code}" if commune else "all", kind and kind.value, "books")))
    about = ", ".join(filter(None, (kind and kind.label.lower(), of)))
    stages = {stage: counted[commune and commune.pk, kind, stage] for stage in STAGES}
    number = sum(stages.values())
    share = Decimal(stages[Stage.ENTERED]) / number if number else None
    entries = ledger | {"xa": commune.code if commune else "", "loai-so": kind.value if kind else ""}
    how = "đếm sổ có số phải nhập, theo số liệu của sổ, ngày Tổ nhận sổ và ghi chú tạm giữ"
    return ShelfLine(
        commune=commune,
        kind=kind,
        books=Fact(key, number, Unit.BOOKS, f"Số sổ, {about}", entries, of, "đếm sổ có số phải nhập"),
        stages={
            stage: Fact(f"{key}.{stage.value}", value, Unit.BOOKS, f"{WORDS[stage]}, {about}", scope=of, how=how)
            for stage, value in stages.items()
        },
        share=Fact(
            f"{key}.share", share, Unit.SHARE, f"Tỷ lệ sổ đã nhập xong, {about}", scope=of,
            how="sổ đã nhập xong chia cho số sổ",
        ),
    )  # fmt: skip
