"""Warn, don't block: what is possible but improbable is stored with a flag that the district sees."""

import datetime as dt

from django.db.models import Sum

from communes.formatting import format_count, format_date
from communes.models import Programme

from .models import BatchKind, Entry, Measure

FAR_ABOVE_BEST = 1.5  # times the machine's best shift so far
BEST_NEEDS_SHIFTS = 5  # before that many shifts a machine has no best
BEST_WITHIN_DAYS = 90  # an older best says little of the people and books of today
LARGE_SHIFT = 500  # records in one shift of one machine; about 30 an hour for 8 hours makes 240
SAME_DAYS = 3


def flags_for(draft) -> tuple[dict, ...]:
    """What the district should look at in a shift batch: each flag has a code and a sentence."""
    if not draft.lines:
        return ()
    total, shifts = sum(line.count for line in draft.lines), _shifts_before(draft)
    return (
        *_above_the_book(draft),
        *_far_above_best(draft, total, shifts),
        *_against_stated(draft),
        *_two_people(draft),
        *_repeated(draft, total, shifts),
    )


def _above_the_book(draft):
    typed = {}
    for line in draft.lines:
        if line.programme == Programme.POPULATION_DB and not line.book.is_unallotted:
            typed.setdefault(line.book, 0)
            typed[line.book] += line.count
    if not typed:
        return
    sums = {
        (row["book"], row["measure"]): row["sum"]
        for row in Entry.objects.filter(book__in=typed, programme=Programme.POPULATION_DB)
        .values("book", "measure")
        .annotate(sum=Sum("count"))
    }
    for book, count in typed.items():
        left = sums.get((book.pk, Measure.TO_ENTER), 0) - sums.get((book.pk, Measure.ENTERED), 0)
        if count > left:
            yield {
                "code": "over_book",
                "book": book.pk,
                "message": f"{book.label}: ghi {format_count(count)}, sổ chỉ còn {format_count(max(left, 0))}"
                f" – vượt {format_count(count - left)}.",
            }


def _shifts_before(draft) -> dict[tuple[dt.date, int], int]:
    """Records of each shift of the draft's machine within the last days, by day and shift."""
    sums = (
        Entry.objects.filter(
            measure=Measure.ENTERED,
            batch__workstation=draft.workstation,
            batch__kind=BatchKind.SHIFT,
            batch__work_date__gte=draft.work_date - dt.timedelta(days=BEST_WITHIN_DAYS),
        )
        .order_by()
        .values_list("work_date", "batch__shift")
        .annotate(Sum("count"))
    )
    return {(day, shift): count for day, shift, count in sums}


def _far_above_best(draft, total, shifts):
    if len(shifts) >= BEST_NEEDS_SHIFTS and total > FAR_ABOVE_BEST * max(shifts.values()):
        yield {
            "code": "far_above_best",
            "message": f"Cả phiếu {format_count(total)} trường hợp, ca nhiều nhất trước đây của máy này là"
            f" {format_count(max(shifts.values()))}.",
        }
    elif total > LARGE_SHIFT and not draft.note:
        yield {
            "code": "large_shift",
            "message": f"Cả phiếu {format_count(total)} trường hợp trong một ca; nên ghi chú vì sao nhiều.",
        }


def _repeated(draft, total, shifts):
    days = [draft.work_date - dt.timedelta(days=n) for n in range(1, SAME_DAYS)]
    if all(shifts.get((day, draft.shift)) == total for day in days):
        yield {
            "code": "same_three_days",
            "message": f"Ba ngày liền đến {format_date(draft.work_date)} máy này đều ghi {format_count(total)}.",
        }


def _against_stated(draft):
    """The count against what the official went by: the numbers of the records, or the book's cumulative figure."""
    for line in draft.lines:
        numbers = line.last_number - line.first_number + 1 if line.first_number and line.last_number else line.count
        if line.count != numbers:
            yield {
                "code": "range_differs",
                "book": line.book.pk,
                "message": f"{line.book.label}: từ số {line.first_number} đến số {line.last_number} là"
                f" {format_count(numbers)} trường hợp, ghi {format_count(line.count)}.",
            }
    stated = {line.book.pk: line for line in draft.lines if line.stated_total is not None}
    if not stated:
        return
    sums = (
        Entry.objects.filter(book__in=stated, measure=Measure.ENTERED)
        .order_by()
        .values_list("book", "programme")
        .annotate(Sum("count"))
    )
    entered = {(book, programme): count for book, programme, count in sums}
    for book, line in stated.items():
        before = entered.get((book, line.programme), 0)
        if before + line.count != line.stated_total:
            yield {
                "code": "cumulative_differs",
                "book": book,
                "message": f"{line.book.label}: lũy kế ghi {format_count(line.stated_total)}, sổ cái có"
                f" {format_count(before)} cộng {format_count(line.count)} là {format_count(before + line.count)}.",
            }


def _two_people(draft):
    """The same book entered by two people on one day: perhaps a shift that was logged twice."""
    others = (
        Entry.objects.filter(
            book__in={line.book.pk for line in draft.lines},
            work_date=draft.work_date,
            measure=Measure.ENTERED,
            batch__kind=BatchKind.SHIFT,
        )
        .exclude(batch__worked_by=draft.worked_by)
        .exclude(batch=draft.id)
        .values_list("book", "batch__worked_by__name")
        .distinct()
    )
    names = {}
    for book, name in others:
        names.setdefault(book, []).append(name)
    for book in {line.book.pk: line.book for line in draft.lines}.values():
        if book.pk in names:
            yield {
                "code": "book_two_people",
                "book": book.pk,
                "message": f"{book.label}: ngày {format_date(draft.work_date)} {', '.join(sorted(names[book.pk]))} cũng"
                " đã ghi quyển này.",
            }
