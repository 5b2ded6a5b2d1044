"""Two looks at the same communes: what changed between them, and how much of that are corrections. No query."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from communes.formatting import format_count, format_date, percent_of
from communes.models import Commune
from entries.totals import NOTHING, Figure, Totals

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """The ledger up to the end of a day, as known at a moment; without one, with all that is recorded by now."""

    day: dt.date
    known_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One commune, or all together when `commune` is None; `corrections` is the part of the difference they make."""

    commune: Commune | None
    then: Figure
    now: Figure
    corrections: Figure

    @property
    def entered(self) -> int:
        """Records entered more (fewer: below zero) at the second look."""
        return self.now.entered - self.then.entered

    @property
    def to_enter(self) -> int:
        return self.now.to_enter - self.then.to_enter

    @property
    def points(self) -> Decimal | None:
        """Percentage points, of the shares as they are shown; None where one of them is none."""
        before, after = percent_of(self.then.share), percent_of(self.now.share)
        return None if before is None or after is None else after - before

    @property
    def words(self) -> str:
        """ "tăng 120", "giảm 8", "không đổi"."""
        return moved(self.entered)

    @property
    def tone(self) -> str:
        return "bad" if self.entered < 0 else "good" if self.entered > 0 else "muted"

    @property
    def mark(self) -> str:
        return "▲" if self.entered > 0 else "▼" if self.entered < 0 else "="


@dataclass(frozen=True, slots=True)
class Comparison:
    first: Look
    second: Look
    lines: tuple[Compared, ...]
    all: Compared
    was_turned: bool  # the first day that was typed lies after the second

    @property
    def is_same(self) -> bool:
        return self.first == self.second

    @property
    def is_one_day(self) -> bool:
        return self.first.day == self.second.day

    @property
    def opens(self) -> bool:
        """The entries between the looks can be shown as days of the ledger: nothing but the days differs."""
        return not self.is_one_day and self.first.known_at == self.second.known_at

    @property
    def opens_from(self) -> dt.date:
        """The first day whose entries make the difference."""
        return self.first.day + ONE_DAY

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many communes went up, down, or stayed, in words."""
        ups = sum(line.entered > 0 for line in self.lines)
        downs = sum(line.entered < 0 for line in self.lines)
        named = [("tăng", ups), ("giảm", downs), ("không đổi", len(self.lines) - ups - downs)]
        return [(words, count) for words, count in named if count]


def moved(by: int | Decimal | None) -> str:
    if by is None:
        return "–"
    if not by:
        return "không đổi"
    size = format_count(abs(by)) if isinstance(by, int) else f"{abs(by)}".replace(".", ",")
    return f"{'tăng' if by > 0 else 'giảm'} {size}"


def in_order(looks: list[Look]) -> tuple[Look, Look, bool]:
    """The earlier look first, and whether that turned them round; of one day, the one known earlier."""
    first, second = looks
    is_turned = first.day > second.day or (
        first.day == second.day
        and first.known_at != second.known_at
        and (first.known_at is None or (second.known_at is not None and first.known_at > second.known_at))
    )
    return (second, first, True) if is_turned else (first, second, False)


def compare(
    communes: list[Commune],
    *,
    then: Totals,
    now: Totals,
    corrected_then: dict[int, Figure],
    corrected_now: dict[int, Figure],
    was_turned: bool = False,
) -> Comparison:
    """`then` and `now` as of entries.totals, in order; `corrected_*` as of entries.corrected, for the same looks."""
    before, after = then.by_commune(), now.by_commune()
    lines = tuple(
        Compared(
            one, before.get(one.pk, NOTHING), after.get(one.pk, NOTHING),
            _less(corrected_now.get(one.pk, NOTHING), corrected_then.get(one.pk, NOTHING)),
        )
        for one in communes
    )  # fmt: skip
    return Comparison(
        first=Look(then.as_of, then.known_at),
        second=Look(now.as_of, now.known_at),
        lines=lines,
        all=Compared(None, then.all, now.all, sum((line.corrections for line in lines), NOTHING)),
        was_turned=was_turned,
    )


def _less(after: Figure, before: Figure) -> Figure:
    return Figure(to_enter=after.to_enter - before.to_enter, entered=after.entered - before.entered)


def in_words(found: Comparison) -> str:
    """What a leader is told first."""
    if found.is_same:
        return f"Hai lần xem đều là ngày {format_date(found.first.day)} nên không có gì khác nhau. Chọn hai ngày khác."
    if found.is_one_day:
        return (
            f"Cùng ngày {format_date(found.first.day)}, khác lúc ghi: chênh lệch là số ghi thêm hoặc điều chỉnh về sau"
            f" cho những ngày đã qua ({moved(found.all.entered)} trường hợp)."
        )
    between = f"Từ {format_date(found.first.day)} đến {format_date(found.second.day)}"
    said = f"{between}: số đã nhập {moved(found.all.entered)}"
    if found.all.entered:
        said += " trường hợp"
    if found.all.corrections.entered:
        said += f", trong đó điều chỉnh {signed(found.all.corrections.entered)}"
    if found.all.to_enter:
        said += f"; số phải nhập {moved(found.all.to_enter)}"
    if found.all.points is not None:
        said += f"; tỷ lệ {moved(found.all.points)}" + (" điểm phần trăm" if found.all.points else "")
    return f"{said}."


def signed(count: int) -> str:
    return f"+{format_count(count)}" if count > 0 else format_count(count)
