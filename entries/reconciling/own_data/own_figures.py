"""What our own sums show: books above their records, books against what was declared, shares that fell."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, DateField, F, Max, Min, OuterRef, Q, Subquery, Sum, Value, When

from communes.formatting import format_count, format_date, format_points, format_share, format_signed
from communes.models import Book, BookKind, Commune, Programme

from ...finding_kinds import ClueKind
from ...models import BatchKind, Entry, Measure
from ...totals import with_figures
from .clues import Clue

POPULATION = Programme.POPULATION_DB
DECLARED_APART = 10  # trường hợp: books and declared total may differ by so much
DECLARED_APART_SHARE = Decimal("0.01")  # or by so much of what was declared
FELL_BY = Decimal("0.005")  # of a share within a week: half a percentage point
WEEKS = 8
ONE_DAY = dt.timedelta(days=1)


# ------------------------------------------------------------------ books above their records
def books_above(communes: list[Commune], as_of: dt.date) -> Iterator[Clue]:
    """One query."""
    by_pk = {commune.pk: commune for commune in communes}
    latest = (
        Entry.objects.filter(book=OuterRef("pk"), programme=POPULATION, measure=Measure.ENTERED, work_date__lte=as_of)
        .order_by()
        .values("book")
        .annotate(day=Max("work_date"))
        .values("day")
    )
    books = with_figures(Book.objects.filter(commune__in=communes), as_of=as_of).filter(left__lt=0)
    books = books.annotate(worked_on=Subquery(latest)).order_by("commune__position", "kind_position", "pk")
    for book in books:
        yield Clue(
            key=f"{ClueKind.ABOVE_BOOK}:{book.pk}",
            kind=ClueKind.ABOVE_BOOK,
            commune=by_pk[book.commune_id],
            book=book,
            words=(
                f"{book.label}: đã nhập {format_count(book.entered)}, sổ có {format_count(book.to_enter)} trường hợp,"
                f" vượt {format_count(-book.left)}."
            ),
            measure=-book.left,
            filters=_filters(by_pk[book.commune_id], as_of, quyen=str(book.pk)),
            since=book.worked_on or as_of,
        )


# ------------------------------------------------------------------ books against the declared total
@dataclass
class _Declared:
    """Records to enter of one commune and kind."""

    declared: int = 0
    since: dt.date | None = None
    in_books: int = 0
    left_over: int = 0  # not allotted to books yet

    @property
    def apart(self) -> int:
        return self.in_books + self.left_over - self.declared


def books_against_declared(communes: list[Commune], as_of: dt.date) -> Iterator[Clue]:
    """Books counted one by one, with what is not allotted yet, against the total that was declared. One query."""
    by_pk = {commune.pk: commune for commune in communes}
    opening = Q(batch__kind=BatchKind.OPENING)
    rows = (
        Entry.objects.filter(commune__in=communes, programme=POPULATION, measure=Measure.TO_ENTER, work_date__lte=as_of)
        .order_by()
        .values_list("commune", "book_kind", "book__is_unallotted")
        .annotate(sum=Sum("count"), declared=Sum("count", filter=opening), since=Min("work_date", filter=opening))
    )
    found: dict[tuple[int, str], _Declared] = defaultdict(_Declared)
    for commune, kind, is_unallotted, count, declared, since in rows:
        figures = found[commune, kind]
        figures.declared += declared or 0
        figures.since = min(filter(None, (figures.since, since)), default=None)
        if is_unallotted:
            figures.left_over += count
        else:
            figures.in_books += count
    order = {pk: place for place, pk in enumerate(by_pk)}
    for (pk, kind), figures in sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        if figures.declared and figures.in_books and abs(figures.apart) > _allowed_apart(figures.declared):
            yield _apart(by_pk[pk], kind, figures, as_of)


def _allowed_apart(declared: int) -> int:
    return max(DECLARED_APART, int(DECLARED_APART_SHARE * declared))


def _apart(commune: Commune, kind: str, figures: _Declared, as_of: dt.date) -> Clue:
    rest = f" và {format_count(figures.left_over)} chưa phân theo quyển" if figures.left_over else ""
    return Clue(
        key=f"{ClueKind.BOOKS_AND_TOTAL}:{commune.pk}:{kind}:{figures.since:%Y-%m-%d}",
        kind=ClueKind.BOOKS_AND_TOTAL,
        commune=commune,
        book=None,
        words=(
            f"{BookKind(kind).label}: các quyển cộng lại có {format_count(figures.in_books)} trường hợp phải nhập"
            f"{rest}, số đã khai là {format_count(figures.declared)}: chênh {format_signed(figures.apart)}"
            f" (cho phép {format_count(_allowed_apart(figures.declared))})."
        ),
        measure=abs(figures.apart),
        filters=_filters(commune, as_of) | {"loai-so": kind, "chi-tieu": Measure.TO_ENTER.value},
        since=figures.since,
    )


# ------------------------------------------------------------------ shares that fell
def shares_fallen(communes: list[Commune], as_of: dt.date) -> Iterator[Clue]:
    """A commune's share at the end of a week, Sunday, against the Sunday before, over the last weeks. One query."""
    sundays = _sundays(as_of)
    first = sundays[0] + ONE_DAY
    rows = (
        Entry.objects.filter(commune__in=communes, programme=POPULATION, work_date__lte=sundays[-1])
        .order_by()
        .annotate(
            # Everything before the first week is one sum: the answer stays small however long the ledger is.
            day=Case(
                When(work_date__lt=first, then=Value(sundays[0], output_field=DateField())), default=F("work_date")
            )
        )
        .values_list("commune", "measure", "day")
        .annotate(Sum("count"))
    )
    by_day: dict[int, dict[str, Counter]] = defaultdict(lambda: {measure: Counter() for measure in Measure.values})
    for commune, measure, day, count in rows:
        by_day[commune][measure][day] += count
    for commune in communes:
        if commune.pk in by_day:
            yield from _falls(commune, sundays, by_day[commune.pk])


def _sundays(as_of: dt.date) -> list[dt.date]:
    last = as_of - ONE_DAY * ((as_of.weekday() + 1) % 7)
    return [last - n * 7 * ONE_DAY for n in reversed(range(WEEKS + 1))]


def _falls(commune: Commune, sundays: list[dt.date], by_day: dict[str, Counter]) -> Iterator[Clue]:
    def up_to(measure, sunday):
        return sum(count for day, count in by_day[measure].items() if day <= sunday)

    entered, to_enter = ([up_to(m, sunday) for sunday in sundays] for m in (Measure.ENTERED, Measure.TO_ENTER))
    for n in range(1, len(sundays)):
        if to_enter[n - 1] <= 0 or to_enter[n] <= 0:
            continue
        before, after = (Decimal(entered[i]) / to_enter[i] for i in (n - 1, n))
        if before - after < FELL_BY:
            continue
        more, fewer = to_enter[n] - to_enter[n - 1], entered[n - 1] - entered[n]
        reasons = [f"số phải nhập tăng {format_count(more)}"] if more > 0 else []
        reasons += [f"số đã nhập giảm {format_count(fewer)}"] if fewer > 0 else []
        points = format_points(((before - after) * 100).quantize(Decimal("0.1")))
        yield Clue(
            key=f"{ClueKind.SHARE_FELL}:{commune.pk}:{sundays[n]:%Y-%m-%d}",
            kind=ClueKind.SHARE_FELL,
            commune=commune,
            book=None,
            words=(
                f"Tỷ lệ đến {format_date(sundays[n])} là {format_share(after)}, tuần trước là {format_share(before)}:"
                f" giảm {points.lstrip('+')}, vì {' và '.join(reasons)}."
            ),
            measure=max(more, 0) + max(fewer, 0),
            filters=_filters(commune, sundays[n]) | {"tu-ngay": (sundays[n - 1] + ONE_DAY).isoformat()},
            since=sundays[n - 1] + ONE_DAY,
        )


def _filters(commune: Commune, last: dt.date, **more: str) -> dict[str, str]:
    """Of the ledger page."""
    return {"xa": commune.code, "chuong-trinh": POPULATION.value, "den-ngay": last.isoformat(), **more}


def figure_clues(communes: Iterable[Commune], as_of: dt.date) -> Iterator[Clue]:
    """All of the above; three queries."""
    communes = list(communes)
    yield from books_above(communes, as_of)
    yield from books_against_declared(communes, as_of)
    yield from shares_fallen(communes, as_of)
