"""Expected and actual: each of the five states from both sides, and the sums against an independent count."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.utils import timezone

from communes.models import Assignment, Commune, Downtime, DowntimeCause
from communes.roster import days_between
from entries.completeness import State, counted_shifts, expected_shifts, heat_map, lost_within
from entries.models import Batch
from entries.posting import Draft, Line, post_many
from entries.recording import record_batch
from tests.conftest import MONDAY
from tests.factories import machine, make_book, member, record

PAGE = "/ca-truc/du-phieu/"
FRIDAY, SATURDAY = MONDAY - dt.timedelta(days=3), MONDAY - dt.timedelta(days=2)


def at(day, hour, minute=0):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


EVENING = at(MONDAY, 20)


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=5_000)


@pytest.fixture
def expect_shift(phuoc_son):
    def make(day=FRIDAY, shift=1, number=1, commune=phuoc_son, who="N.V.A"):
        return Assignment.objects.create(
            commune=commune,
            work_date=day,
            shift=shift,
            workstation=machine(commune, number),
            member=member(commune, who),
        )

    return make


@pytest.fixture
def state(phuoc_son):
    def of(moment=EVENING):
        (found,) = expected_shifts([phuoc_son], FRIDAY, MONDAY, at=moment)
        return found.state

    return of


def recorded(book, official, moment, **extra):
    """A batch that the server stored at this moment."""
    draft = Draft(
        commune=book.commune, work_date=FRIDAY, shift=1, workstation=machine(book.commune),
        worked_by=member(book.commune), lines=(Line(book, "population_db", 46),),
    )  # fmt: skip
    return post_many([draft], by=official, source="form", recorded_at={draft.id: moment})


# ------------------------------------------------------------------ the states
def test_recorded_within_the_next_working_day_is_on_time(expect_shift, state, book, official):
    expect_shift(FRIDAY)
    recorded(book, official, at(MONDAY, 19, 59))  # Friday's next working day is Monday
    assert state() == State.ENTERED


def test_recorded_after_the_next_working_day_is_late(expect_shift, state, book, official):
    expect_shift(FRIDAY)
    tuesday = MONDAY + dt.timedelta(days=1)
    recorded(book, official, at(tuesday, 0, 1))
    assert state(at(tuesday, 20)) == State.LATE


def test_the_last_minute_counts(expect_shift, state, book, official):
    expect_shift(FRIDAY)
    tuesday = MONDAY + dt.timedelta(days=1)
    recorded(book, official, at(tuesday, 0))
    assert state(at(tuesday, 20)) == State.ENTERED


def test_a_reason_is_an_answer(expect_shift, state, official, phuoc_son):
    expect_shift(MONDAY)
    record_batch(
        by=official, commune=phuoc_son, work_date=MONDAY, shift=1, workstation=machine(phuoc_son),
        worked_by=member(phuoc_son), reason="Mất điện",
    )  # fmt: skip
    assert state(at(MONDAY + dt.timedelta(days=1), 1)) == State.ZERO


@pytest.mark.parametrize(("minutes", "expected"), [(240, State.DOWN), (239, State.MISSING)])
def test_half_a_shift_without_the_machine_excuses_it(expect_shift, state, phuoc_son, minutes, expected):
    expect_shift(FRIDAY)
    Downtime.objects.create(
        commune=phuoc_son, workstation=machine(phuoc_son), cause=DowntimeCause.MACHINE, started_at=at(FRIDAY, 5),
        ended_at=at(FRIDAY, 6) + dt.timedelta(minutes=minutes),
    )  # fmt: skip
    assert state() == expected


def test_the_whole_commune_and_the_machine_count_once_where_they_overlap(expect_shift, state, phuoc_son):
    expect_shift(FRIDAY)
    Downtime.objects.create(
        commune=phuoc_son, cause=DowntimeCause.NETWORK, started_at=at(FRIDAY, 6), ended_at=at(FRIDAY, 8)
    )
    Downtime.objects.create(
        commune=phuoc_son, workstation=machine(phuoc_son), cause=DowntimeCause.MACHINE, started_at=at(FRIDAY, 7),
        ended_at=at(FRIDAY, 9, 59),
    )  # fmt: skip
    assert state() == State.MISSING
    Downtime.objects.update(ended_at=at(FRIDAY, 10))
    assert state() == State.DOWN


def test_another_machines_downtime_excuses_nothing(expect_shift, state, phuoc_son):
    expect_shift(FRIDAY)
    Downtime.objects.create(
        commune=phuoc_son, workstation=machine(phuoc_son, 2), cause=DowntimeCause.MACHINE, started_at=at(FRIDAY, 6)
    )
    assert state() == State.MISSING


def test_a_shift_is_missing_when_it_has_ended_not_before(expect_shift, state):
    expect_shift(MONDAY, shift=1)
    assert state(at(MONDAY, 13, 59)) == State.PENDING
    assert state(at(MONDAY, 14)) == State.MISSING


def test_the_night_belongs_to_the_day_it_began(expect_shift, state):
    expect_shift(FRIDAY, shift=3)
    assert state(at(SATURDAY, 5, 59)) == State.PENDING
    assert state(at(SATURDAY, 6)) == State.MISSING


def test_a_batch_of_another_machine_or_shift_is_no_answer(expect_shift, state, book, official):
    expect_shift(FRIDAY)
    record(book, 5, by=official, work_date=FRIDAY, shift=2)
    record(book, 5, by=official, work_date=FRIDAY, workstation=2)
    assert state() == State.MISSING


def test_stretches_that_overlap_count_once():
    noon = at(MONDAY, 12)
    hours = [
        (noon + dt.timedelta(hours=a), noon + dt.timedelta(hours=b)) for a, b in [(0, 2), (1, 3), (5, 6), (-3, -1)]
    ]
    assert lost_within(hours, noon, noon + dt.timedelta(hours=8)) == dt.timedelta(hours=4)
    assert lost_within(hours, noon + dt.timedelta(hours=2), noon + dt.timedelta(hours=4)) == dt.timedelta(hours=1)


# ------------------------------------------------------------------ against an independent count
def test_the_heat_map_agrees_with_counting_one_by_one(official, book, phuoc_son, phuoc_hoa, neighbour):
    chance, days = random.Random(7), days_between(FRIDAY - dt.timedelta(days=10), MONDAY)
    moment = at(MONDAY, 15)
    for commune, by in ((phuoc_son, official), (phuoc_hoa, neighbour)):
        own = book if commune == phuoc_son else make_book(commune, by=by, count=5_000)
        team = [member(commune, f"Người {n}") for n in range(2)]
        for day in days:
            for shift in (1, 2, 3):
                for number in (1, 2):
                    if chance.random() < 0.2:
                        continue
                    at_machine = machine(commune, number)
                    Assignment.objects.create(
                        commune=commune, work_date=day, shift=shift, workstation=at_machine, member=team[number - 1]
                    )
                    if chance.random() < 0.6:
                        lines = (Line(own, "population_db", 5),) if chance.random() < 0.8 else ()
                        draft = Draft(
                            commune=commune, work_date=day, shift=shift, workstation=at_machine, worked_by=team[0],
                            lines=lines, reason="" if lines else "Mất mạng",
                        )  # fmt: skip
                        stored = at(day, 6) + dt.timedelta(hours=8 * shift + chance.choice([0, 1, 60, 90]))
                        post_many([draft], by=by, source="form", recorded_at={draft.id: min(stored, moment)})
                    elif chance.random() < 0.3:
                        begins = at(day, 6) + dt.timedelta(hours=8 * (shift - 1))
                        Downtime.objects.create(
                            commune=commune, workstation=at_machine, cause="network", started_at=begins,
                            ended_at=begins + dt.timedelta(hours=chance.choice([3, 5])),
                        )  # fmt: skip
    counted = Counter(_state_of(row, moment) for row in Assignment.objects.all())
    found = expected_shifts([phuoc_son, phuoc_hoa], days[0], days[-1], at=moment)
    cells = [cell for row in heat_map(found, [phuoc_son, phuoc_hoa], days) for cell in row]
    assert Counter(one.state for one in found) == counted
    assert sum((cell.counts for cell in cells), Counter()) == counted
    by_commune = counted_shifts([phuoc_son, phuoc_hoa], days[0], days[-1], at=moment)
    assert sum(by_commune.values(), Counter()) == counted
    assert by_commune[phuoc_son.pk] == Counter(one.state for one in found if one.assignment.commune == phuoc_son)
    assert set(counted) == set(State)


def _state_of(row, moment) -> State:
    """The definition once more, for one shift and minute by minute."""
    begins = at(row.work_date, 6) + dt.timedelta(hours=8 * (row.shift - 1))
    batch = Batch.objects.filter(workstation=row.workstation, work_date=row.work_date, shift=row.shift).first()
    if batch:
        next_day = row.work_date + dt.timedelta(days=1)
        while next_day.weekday() > 4:
            next_day += dt.timedelta(days=1)
        if batch.recorded_at > at(next_day, 0) + dt.timedelta(days=1):
            return State.LATE
        return State.ENTERED if batch.entries.exists() else State.ZERO
    stops = list(Downtime.objects.filter(workstation=row.workstation))
    minutes = [begins + dt.timedelta(minutes=n) for n in range(480)]
    lost = sum(any(stop.started_at <= m < stop.ended_at for stop in stops) for m in minutes if m < moment)
    if lost >= 240:
        return State.DOWN
    return State.MISSING if begins + dt.timedelta(hours=8) <= moment else State.PENDING


# ------------------------------------------------------------------ the page
@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_one_shift_as_for_three(
    client, justice_office, expect_shift, rows, django_assert_num_queries
):
    for shift in range(1, rows + 1):
        expect_shift(FRIDAY, shift=shift)
    client.force_login(justice_office)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_the_district_sees_every_commune_and_whom_to_chase(client, justice_office, expect_shift):
    expect_shift(FRIDAY)
    client.force_login(justice_office)
    html = client.get(PAGE).content.decode()
    assert html.count('<th scope="row">') == Commune.objects.count() == 13
    assert "Cần đôn đốc: 1 ca" in html and "✕ thiếu phiếu" in html
    assert "ghi phiếu hoặc lý do" not in html  # the commune does that
    assert '<b data-state="missing">1</b>' in html


def test_the_commune_sees_its_own_with_the_way_to_mend(client, official, expect_shift, phuoc_son):
    expect_shift(FRIDAY)
    client.force_login(official)
    html = client.get(PAGE).content.decode()
    assert f"/nhap-lieu/?ngay=2024-03-01&amp;ca=1&amp;may={machine(phuoc_son).pk}" in html
    assert "Phước Hòa" not in html


@pytest.mark.parametrize("asked", [{"den-ngay": "31/02/2024"}, {"so-ngay": "9999"}])
def test_a_bad_stretch_is_told_and_the_usual_one_shown(client, official, asked):
    client.force_login(official)
    page = client.get(PAGE, asked)
    assert page.status_code == 400
    assert "Chưa xem được khoảng này" in page.content.decode()
