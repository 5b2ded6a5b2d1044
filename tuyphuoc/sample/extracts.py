"""Extracts of eight Sundays as Công an tỉnh would have sent them: most communes agree, two do not."""

import datetime as dt
from collections import defaultdict

from django.db.models import Sum
from django.utils import timezone

from communes.models import PROGRAMME_KINDS, Commune, District, Programme, User
from communes.periods import ONE_DAY
from entries.finding_kinds import Cause
from entries.models import Entry, ExtractSource, Finding, Measure
from entries.reconciling.extracts.keeping import keep_extract
from entries.reconciling.findings.finding_thread import ask_commune
from entries.reconciling.findings.gathering import gather_findings

WEEKS = 8
BOTH_ADDED, BASELINE = 2, 7  # places of the communes whose figures differ, from 0
LEFT_OUT = 120  # births that Công an tỉnh never had of the second one's beginning
SUNDAY = 6


def make_extracts(district: District, communes: list[Commune], office: User, *, until: dt.date) -> None:
    """The ledger stays as it is: theirs are made from ours, so that the cause of each gap is known. What comparing
    finds is looked for on the day after, and the commune that added both programmes is asked about it."""
    sunday = until - (until.weekday() - SUNDAY) % 7 * ONE_DAY
    for weeks in reversed(range(WEEKS)):
        day = sunday - weeks * 7 * ONE_DAY
        ours = _entered(communes, day)
        if any(ours.values()):
            keep_extract(
                district=district, source=ExtractSource.POLICE, as_of=day, lines=_theirs(communes, ours),
                paper_number="", received_on=day + ONE_DAY, by=office,
                recorded_at=_morning(day),
            )  # fmt: skip
    gather_findings(district=district, by=office, at=_morning(until))
    for finding in Finding.objects.filter(district=district, kind=Cause.BOTH_ADDED):
        ask_commune(finding=finding, by=office, seen=finding.revision, at=_morning(until))


def _morning(day: dt.date) -> dt.datetime:
    """The beginning of the day after, before anybody opens the sample."""
    return dt.datetime.combine(day + ONE_DAY, dt.time(7), timezone.get_default_timezone())


def _entered(communes: list[Commune], day: dt.date) -> dict[tuple[int, str, str], int]:
    rows = (
        Entry.objects.filter(commune__in=communes, measure=Measure.ENTERED, work_date__lte=day)
        .order_by()
        .values_list("commune", "programme", "book_kind")
        .annotate(sum=Sum("count"))
    )
    return defaultdict(int, {tuple(key): count for *key, count in rows})


def _theirs(communes: list[Commune], ours) -> dict[tuple[Commune, str, str], int]:
    population, historical = Programme.POPULATION_DB.value, Programme.HISTORICAL.value
    lines = {}
    for place, commune in enumerate(communes):
        for kind in PROGRAMME_KINDS:
            count, other = ours[commune.pk, population, kind], ours[commune.pk, historical, kind]
            if place == BOTH_ADDED:  # the commune typed the sum of both programmes
                count -= other
            elif place == BASELINE and kind == "KS":
                count -= LEFT_OUT
            lines[commune, population, kind.value] = max(0, count)
            lines[commune, historical, kind.value] = max(0, other)
    return lines
