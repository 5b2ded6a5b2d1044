"""Days that are worked: the calendar and the campaigns that bind people, read once and asked as often as needed.

Weekends and nights are allowed work, not expected work: what is entered then counts, but no target waits for it.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from django.db.models import IntegerField, Value

from .models import CalendarDay, Campaign, District

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """Working days between two dates, both counted, and how much of each is left for this work."""

    first: dt.date
    last: dt.date
    told: dict[dt.date, bool]  # days that differ from their weekday: is it worked?
    campaigns: tuple[Campaign, ...]
    listed: tuple[dt.date, ...]  # every working day, in order

    def is_working(self, day: dt.date) -> bool:
        return self.told.get(day, day.weekday() < 5)

    def days(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The working days from first to last, both counted. Raises ValueError outside of what was read."""
        if last < first:
            return []
        if first < self.first or last > self.last:
            raise ValueError(f"{first}..{last} is not within {self.first}..{self.last}")
        return list(self.listed[bisect_left(self.listed, first) : bisect_right(self.listed, last)])

    def count(self, first: dt.date, last: dt.date) -> int:
        """Working days from first to last, both counted."""
        if last < first:
            return 0
        return bisect_right(self.listed, last) - bisect_left(self.listed, first)

    def weight(self, day: dt.date, commune_pk: int | None = None) -> float:
        """What is left of a working day for this work: 1 on an ordinary one, less in a campaign, 0 on a day off.

        Campaigns at the same time do not add up: the one that binds most decides.
        """
        if not self.is_working(day):
            return 0.0
        shares = [one.free_share for one in self.campaigns_on(day, commune_pk)]
        return min(shares, default=100) / 100

    def campaigns_on(self, day: dt.date, commune_pk: int | None = None) -> list[Campaign]:
        """Campaigns of the whole district, and of the commune when one is named."""
        return [
            one
            for one in self.campaigns
            if one.from_on <= day <= one.to_on and one.commune_id in (None, commune_pk)
        ]  # fmt: skip


def workdays_between(district: District | int | None, first: dt.date, last: dt.date) -> Workdays:
    """The calendar from first to last, both counted. One query: days that differ and campaigns together."""
    pk = getattr(district, "pk", district)  # an account without a district has no campaigns
    days = (
        CalendarDay.objects.filter(day__gte=first, day__lte=last)
        .order_by()
        .values_list(Value(0), "day", "day", "name", "is_working", Value(None, IntegerField()), Value(0))
    )
    campaigns = (
        Campaign.objects.filter(from_on__lte=last, to_on__gte=first, district=pk)
        .order_by()
        .values_list("pk", "from_on", "to_on", "name", Value(True), "commune", "free_share")
    )
    told, found = {}, []
    for key, from_on, to_on, name, is_working, commune, share in days.union(campaigns, all=True):
        if not key:
            told[from_on] = bool(is_working)
            continue
        found.append(
            Campaign(
                pk=key, district_id=pk, commune_id=commune, name=name, from_on=from_on, to_on=to_on, free_share=share
            )
        )
    every = (first + n * ONE_DAY for n in range((last - first).days + 1))
    listed = tuple(day for day in every if told.get(day, day.weekday() < 5))
    return Workdays(first, last, told, tuple(sorted(found, key=lambda one: (one.from_on, one.pk))), listed)
