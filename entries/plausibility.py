"""Warn, don't block: what is possible but improbable is stored with a flag that the district sees."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import Sum

from communes.formatting import format_count, format_date
from communes.models import Assignment, Holder, Programme

from .models import BatchKind, Entry, Measure

FAR_ABOVE_BEST = 1.5  # times the machine's best shift so far
BEST_NEEDS_SHIFTS = 5  # before that many shifts a machine has no best
BEST_WITHIN_DAYS = 90  # an older best says little of the people and books of today
LARGE_SHIFT = 500  # records in one shift of one machine; about 30 an hour for 8 hours makes 240
SAME_DAYS = 3
ROSTER_AROUND = 3  # days: a commune that assigned somebody that close keeps a roster
POPULATION = Programme.POPULATION_DB


def flags_for(draft) -> tuple[dict, ...]:
    """What the district should look at in a shift batch: each flag has a code and a sentence."""
    return History([draft]).flags_for(draft)


class History:
    """What the ledger has that drafts are compared with; a draft that has been added counts for the ones after it.
    Four queries, however many drafts."""

    def __init__(self, drafts: Iterable):
        drafts = [draft for draft in drafts if draft.lines]
        days = {draft.work_date for draft in drafts}
        books = {line.book.pk for draft in drafts for line in draft.lines}
        self._sums, self._shifts, self._people, self._roster = Counter(), {}, {}, set()
        if not drafts:
            return
        of_books = Entry.objects.filter(book__in=books).order_by().values_list("book", "programme", "measure")
        for book, programme, measure, count in of_books.annotate(Sum("count")):
            self._sums[book, programme, measure] = count
        entered = Entry.objects.filter(measure=Measure.ENTERED, batch__kind=BatchKind.SHIFT).order_by()
        of_machines = entered.filter(
            batch__workstation__in={draft.workstation.pk for draft in drafts},
            batch__work_date__gte=min(days) - dt.timedelta(days=BEST_WITHIN_DAYS),
        )
        rows = of_machines.values_list("batch__workstation", "work_date", "batch__shift").annotate(Sum("count"))
        for machine, day, shift, count in rows:
            self._shifts.setdefault(machine, {})[day, shift] = count
        rows = entered.filter(book__in=books, work_date__in=days).values_list(
            "book", "work_date", "batch__worked_by", "batch__worked_by__name"
        )
        for book, day, person, name in rows.distinct():
            self._people.setdefault((book, day), {})[person] = name
        around = dt.timedelta(days=ROSTER_AROUND)
        communes = {draft.commune.pk for draft in drafts}
        roster = Assignment.objects.filter(commune__in=communes).between(min(days) - around, max(days) + around)
        self._roster = set(roster.order_by().values_list("commune", "work_date").distinct())

    def add(self, draft) -> None:
        """The draft is posted: what follows is compared with it as well."""
        if not draft.lines:
            return
        shifts = self._shifts.setdefault(draft.workstation.pk, {})
        slot = (draft.work_date, draft.shift)
        shifts[slot] = shifts.get(slot, 0) + sum(line.count for line in draft.lines)
        for line in draft.lines:
            self._sums[line.book.pk, line.programme, line.measure] += line.count
            people = self._people.setdefault((line.book.pk, draft.work_date), {})
            people[draft.worked_by.pk] = draft.worked_by.name

    def flags_for(self, draft) -> tuple[dict, ...]:
        if not draft.lines:
            return ()
        first = draft.work_date - dt.timedelta(days=BEST_WITHIN_DAYS)
        total = sum(line.count for line in draft.lines)
        shifts = self._shifts.get(draft.workstation.pk, {})
        best = [count for (day, _), count in shifts.items() if day >= first]
        return (
            *self._above_the_book(draft),
            *_far_above_best(draft, total, best),
            *_against_the_numbers(draft),
            *self._against_the_total(draft),
            *self._two_people(draft),
            *_repeated(draft, total, shifts),
            *self._without_roster(draft),
            *_away(draft),
        )

    def _without_roster(self, draft):
        """Work on a day on which nobody was assigned, in a commune that keeps a roster around that day."""
        days = [day for commune, day in self._roster if commune == draft.commune.pk]
        is_kept = any(abs((day - draft.work_date).days) <= ROSTER_AROUND for day in days)
        if is_kept and draft.work_date not in days:
            yield {
                "code": "no_roster",
                "message": f"Ngày {format_date(draft.work_date)} xã không phân ai trong bảng ca trực.",
            }

    def _above_the_book(self, draft):
        for book, count in _typed(draft).items():
            left = self._sums[book.pk, POPULATION, Measure.TO_ENTER] - self._sums[book.pk, POPULATION, Measure.ENTERED]
            if count > left:
                yield {
                    "code": "over_book",
                    "book": book.pk,
                    "message": f"{book.label}: ghi {format_count(count)}, sổ chỉ còn {format_count(max(left, 0))}"
                    f" – vượt {format_count(count - left)}.",
                }

    def _against_the_total(self, draft):
        """The count against the book's cumulative figure, where the official went by that."""
        for line in {line.book.pk: line for line in draft.lines if line.stated_total is not None}.values():
            before = self._sums[line.book.pk, line.programme, Measure.ENTERED]
            if before + line.count != line.stated_total:
                yield {
                    "code": "cumulative_differs",
                    "book": line.book.pk,
                    "message": f"{line.book.label}: lũy kế ghi {format_count(line.stated_total)}, sổ cái có"
                    f" {format_count(before)} cộng {format_count(line.count)} là {format_count(before + line.count)}.",
                }

    def _two_people(self, draft):
        """The same book entered by two people on one day: perhaps a shift that was logged twice."""
        for book in {line.book.pk: line.book for line in draft.lines}.values():
            people = self._people.get((book.pk, draft.work_date), {})
            names = sorted(name for person, name in people.items() if person != draft.worked_by.pk)
            if names:
                yield {
                    "code": "book_two_people",
                    "book": book.pk,
                    "message": f"{book.label}: ngày {format_date(draft.work_date)} {', '.join(names)} cũng đã ghi quyển"
                    " này.",
                }


def _typed(draft) -> dict:
    """Records of the population programme by book."""
    typed = {}
    for line in draft.lines:
        if line.programme == POPULATION and not line.book.is_unallotted:
            typed[line.book] = typed.get(line.book, 0) + line.count
    return typed


def _far_above_best(draft, total, best):
    if len(best) >= BEST_NEEDS_SHIFTS and total > FAR_ABOVE_BEST * max(best):
        yield {
            "code": "far_above_best",
            "message": f"Cả phiếu {format_count(total)} trường hợp, ca nhiều nhất trước đây của máy này là"
            f" {format_count(max(best))}.",
        }
    elif total > LARGE_SHIFT and not draft.note:
        yield {
            "code": "large_shift",
            "message": f"Cả phiếu {format_count(total)} trường hợp trong một ca; nên ghi chú vì sao nhiều.",
        }


def _away(draft):
    """A book that has been handed over cannot be read in the commune."""
    for book in {line.book.pk: line.book for line in draft.lines}.values():
        if book.place != Holder.COMMUNE:
            yield {
                "code": "book_away",
                "book": book.pk,
                "message": f"{book.label}: sổ đang ở {book.get_place_display()}, chưa trả về xã.",
            }


def _repeated(draft, total, shifts):
    days = [draft.work_date - dt.timedelta(days=n) for n in range(1, SAME_DAYS)]
    if all(shifts.get((day, draft.shift)) == total for day in days):
        yield {
            "code": "same_three_days",
            "message": f"Ba ngày liền đến {format_date(draft.work_date)} máy này đều ghi {format_count(total)}.",
        }


def _against_the_numbers(draft):
    """The count against the numbers of the records, where the official went by those."""
    for line in draft.lines:
        numbers = line.last_number - line.first_number + 1 if line.first_number and line.last_number else line.count
        if line.count != numbers:
            yield {
                "code": "range_differs",
                "book": line.book.pk,
                "message": f"{line.book.label}: từ số {line.first_number} đến số {line.last_number} là"
                f" {format_count(numbers)} trường hợp, ghi {format_count(line.count)}.",
            }
