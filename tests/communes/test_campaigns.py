"""The calendar that the district keeps: days that differ, campaigns, and what is refused of each."""

import datetime as dt

import pytest

from communes.campaigns import drop_campaign, keep_calendar_day, keep_campaign
from communes.models import CalendarDay, Campaign
from communes.refusals import Refused
from communes.workdays import workdays_between

FIRST, LAST = dt.date(2024, 3, 11), dt.date(2024, 3, 15)


def campaign(office, **extra) -> Campaign:
    fields = {"name": "Định danh mức 2", "from_on": FIRST, "to_on": LAST, "free_share": 40}
    return Campaign(district=office.district, **(fields | extra))


def refused(act, **about) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(**about)
    return [problem.where for problem in caught.value.problems]


def test_a_campaign_takes_from_every_working_day_in_it(justice_office, phuoc_son):
    keep_campaign(by=justice_office, campaign=campaign(justice_office))
    days = workdays_between(phuoc_son.district, FIRST - dt.timedelta(days=3), LAST + dt.timedelta(days=3))
    weights = [days.weight(FIRST + dt.timedelta(days=n), phuoc_son.pk) for n in (-3, -1, 0, 4, 5, 7)]
    assert weights == [1, 0, 0.4, 0.4, 0, 1]


@pytest.mark.parametrize(
    ("extra", "where"),
    [
        ({"to_on": FIRST - dt.timedelta(days=1)}, ["to_on"]),
        ({"to_on": FIRST + dt.timedelta(days=366)}, ["to_on"]),
        ({"free_share": 101}, ["free_share"]),
        ({"free_share": -1}, ["free_share"]),
        ({"name": "  "}, ["name"]),
        ({"document": "CCCD 052090001234"}, ["document"]),
        ({"from_on": dt.date(2019, 12, 31), "to_on": dt.date(2020, 1, 5)}, ["from_on"]),
    ],
)
def test_a_campaign_that_cannot_be(justice_office, extra, where):
    assert refused(keep_campaign, by=justice_office, campaign=campaign(justice_office, **extra)) == where
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "extra", [{"to_on": FIRST}, {"to_on": FIRST + dt.timedelta(days=365)}, {"free_share": 0}, {"free_share": 100}]
)
def test_a_campaign_that_can_just_be(justice_office, extra):
    assert keep_campaign(by=justice_office, campaign=campaign(justice_office, **extra)).pk


def test_the_same_campaign_twice_is_refused_where_the_days_meet(justice_office, phuoc_son):
    kept = keep_campaign(by=justice_office, campaign=campaign(justice_office))
    again = campaign(justice_office, from_on=LAST, to_on=LAST)
    assert refused(keep_campaign, by=justice_office, campaign=again) == ["from_on"]
    keep_campaign(by=justice_office, campaign=campaign(justice_office, from_on=LAST + dt.timedelta(days=1),
                                                       to_on=LAST + dt.timedelta(days=1)))  # fmt: skip
    keep_campaign(by=justice_office, campaign=campaign(justice_office, commune=phuoc_son))
    kept.free_share = 10
    keep_campaign(by=justice_office, campaign=kept)
    assert Campaign.objects.count() == 3
    assert [row.free_share for row in kept.history.all()] == [10, 40]


def test_a_campaign_that_is_taken_out_leaves_its_history(justice_office):
    kept = keep_campaign(by=justice_office, campaign=campaign(justice_office))
    drop_campaign(by=justice_office, campaign=kept)
    assert not Campaign.objects.exists()
    assert Campaign.history.first().history_user == justice_office


# ------------------------------------------------------------------ days
def test_a_day_off_is_no_working_day_and_a_make_up_saturday_is(justice_office, phuoc_son):
    keep_calendar_day(by=justice_office, day=FIRST, name="Nghỉ bù", is_working=False)
    keep_calendar_day(by=justice_office, day=dt.date(2024, 3, 16), name="Làm bù", is_working=True)
    days = workdays_between(phuoc_son.district, FIRST, dt.date(2024, 3, 17))
    assert (days.is_working(FIRST), days.is_working(dt.date(2024, 3, 16)), days.count(days.first, days.last)) == (
        False, True, 5,
    )  # fmt: skip


def test_a_second_entry_for_a_day_is_refused_and_the_first_can_be_changed(justice_office):
    kept = keep_calendar_day(by=justice_office, day=FIRST, name="Nghỉ bù", is_working=False)
    assert refused(keep_calendar_day, by=justice_office, day=FIRST, name="Khác", is_working=False) == ["day"]
    keep_calendar_day(by=justice_office, day=FIRST, name="Nghỉ theo Công điện", is_working=False, changes=kept)
    moved = keep_calendar_day(by=justice_office, day=LAST, name="Nghỉ bù", is_working=False, changes=kept)
    assert list(CalendarDay.objects.filter(day__gte=FIRST, day__lte=LAST)) == [moved]


@pytest.mark.parametrize(
    ("day", "name", "is_working", "where"),
    [
        (FIRST, "", False, ["name"]),
        (FIRST, "Làm việc", True, ["is_working"]),
        (dt.date(2019, 12, 31), "Nghỉ", False, ["day"]),
        (dt.date(2051, 1, 2), "Nghỉ", False, ["day"]),
    ],
)
def test_a_day_that_cannot_be(justice_office, day, name, is_working, where):
    assert refused(keep_calendar_day, by=justice_office, day=day, name=name, is_working=is_working) == where
