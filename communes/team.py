"""Writes to a commune's team: who belongs to it, from when to when, and the days on which somebody is off."""

import datetime as dt

from django.db import transaction

from .formatting import format_date
from .models import Assignment, DayOff, StaffMember, User


class StillAssigned(Exception):
    """The change would leave shifts with somebody who is not there; says which."""

    def __init__(self, rows: list[Assignment]):
        self.rows = rows
        named = ", ".join(f"ca {row.shift} ngày {format_date(row.work_date)}" for row in rows[:3])
        more = f" và {len(rows) - 3} ca nữa" if len(rows) > 3 else ""
        super().__init__(
            f"{rows[0].member.name} đang được phân {named}{more}. Đổi người các ca đó trong Ca trực trước."
        )


@transaction.atomic
def keep_member(*, by: User, member: StaffMember, reason: str = "") -> StaffMember:
    """Stores a new member, or what changed of one. Raises StillAssigned when somebody leaves who has shifts to come."""
    if member.pk and (member.active_to or member.active_from):
        rows = member.assignments.select_related("member").order_by("work_date", "shift")
        outside = [
            row
            for row in rows
            if (member.active_to and row.work_date > member.active_to)
            or (member.active_from and row.work_date < member.active_from)
        ]
        if outside:
            raise StillAssigned(outside)
    member._history_user, member._change_reason = by, reason[:100] or None
    member.save()
    return member


@transaction.atomic
def give_day_off(*, by: User, member: StaffMember, from_on: dt.date, to_on: dt.date, reason: str = "") -> DayOff:
    """Raises StillAssigned when the member has shifts on those days."""
    rows = list(member.assignments.between(from_on, to_on).select_related("member").order_by("work_date", "shift"))
    if rows:
        raise StillAssigned(rows)
    off = DayOff(member=member, from_on=from_on, to_on=to_on, reason=reason)
    off._history_user = by
    off.save()
    return off


def take_day_off_back(*, by: User, off: DayOff) -> None:
    off._history_user = by
    off.delete()
