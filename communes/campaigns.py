"""The calendar of this work kept by the district: holidays, make-up Saturdays, campaigns that bind people."""

import datetime as dt

from django.db import transaction

from .formatting import format_date, format_weekday
from .models import CalendarDay, Campaign, District, User
from .refusals import Problem, Refused, problems_of_words
from .text import normalise

LONGEST = 366  # days; what binds people longer is no campaign but the ordinary state
EARLIEST, LATEST = dt.date(2020, 1, 1), dt.date(2050, 12, 31)
MOST_NAME = 120


@transaction.atomic
def keep_campaign(*, by: User, campaign: Campaign) -> Campaign:
    """Stores a new campaign, or what changed of one. Raises Refused."""
    campaign.name, campaign.document = normalise(campaign.name), normalise(campaign.document)
    if problems := list(_problems_of_campaign(campaign)):
        raise Refused(problems)
    District.objects.select_for_update().get(pk=campaign.district_id)
    same = Campaign.objects.filter(
        district=campaign.district_id, commune=campaign.commune_id, name=campaign.name,
        from_on__lte=campaign.to_on, to_on__gte=campaign.from_on,
    ).exclude(pk=campaign.pk).first()  # fmt: skip
    if same:
        told = f"Đợt này đã ghi từ {format_date(same.from_on)} đến {format_date(same.to_on)}. Sửa đợt đó."
        raise Refused([Problem(told, "from_on")])
    campaign._history_user = by
    campaign.save()
    return campaign


def _problems_of_campaign(campaign: Campaign):
    yield from problems_of_words(campaign.name, where="name", most=MOST_NAME, empty="Ghi tên đợt.")
    yield from problems_of_words(campaign.document, where="document", most=MOST_NAME)
    if not 0 <= campaign.free_share <= 100:
        yield Problem("Sức làm còn lại từ 0 đến 100 %.", "free_share")
    if campaign.commune and campaign.commune.district_id != campaign.district_id:
        yield Problem("Xã này không thuộc huyện.", "commune")
    if campaign.to_on < campaign.from_on:
        yield Problem(f"Ngày cuối không thể trước ngày đầu ({format_date(campaign.from_on)}).", "to_on")
    elif (campaign.to_on - campaign.from_on).days >= LONGEST:
        yield Problem(f"Một đợt dài nhất {LONGEST} ngày. Chọn ngày cuối gần hơn.", "to_on")
    if not EARLIEST <= campaign.from_on <= LATEST:
        yield Problem(f"Chọn ngày từ {format_date(EARLIEST)} đến {format_date(LATEST)}.", "from_on")


@transaction.atomic
def drop_campaign(*, by: User, campaign: Campaign) -> None:
    """A campaign that is not to be is gone from the calendar; its history says who took it out."""
    campaign._history_user = by
    campaign.delete()


@transaction.atomic
def keep_calendar_day(*, by: User, day: dt.date, name: str, is_working: bool, changes: CalendarDay | None = None):
    """A day that differs from its weekday, new or changed. Raises Refused: a second entry for a day, one that says
    what its weekday says anyway."""
    name = normalise(name)
    problems = problems_of_words(name, where="name", most=MOST_NAME, empty="Ghi tên ngày, ví dụ Nghỉ bù.")
    if not EARLIEST <= day <= LATEST:
        problems.append(Problem(f"Chọn ngày từ {format_date(EARLIEST)} đến {format_date(LATEST)}.", "day"))
    if is_working and day.weekday() < 5:
        told = f"{format_date(day)} là {format_weekday(day)}, vốn là ngày làm việc. Muốn bỏ ngày nghỉ thì xóa dòng đó."
        problems.append(Problem(told, "is_working"))
    District.objects.select_for_update().get(pk=by.district_id)
    other = CalendarDay.objects.filter(day=day).exclude(pk=changes.pk if changes else None).first()
    if other:
        told = f"Ngày {format_date(day)} đã có trong lịch: {other.name}. Sửa dòng đó."
        problems.append(Problem(told, "day"))
    if problems:
        raise Refused(problems)
    kept = changes or CalendarDay()
    kept.day, kept.name, kept.is_working = day, name, is_working
    kept.save()
    return kept
