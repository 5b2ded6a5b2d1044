"""The whole sample: like a real district, with its mistakes put right, its findings and its plans. Loaded once."""

import datetime as dt

from django.db.models import Count, Sum

from communes.models import (
    Assignment,
    Book,
    Campaign,
    Commune,
    Downtime,
    HandedBook,
    Handover,
    Holder,
    Loan,
    PlanState,
    Programme,
    Target,
)
from communes.models import Plan as WorkPlan
from entries.finding_kinds import Cause
from entries.models import (
    Batch,
    BatchKind,
    Defect,
    Entry,
    Extract,
    Finding,
    FindingState,
    Measure,
)
from entries.reconciling.comparing.agreement import reconciled_to
from entries.reconciling.comparing.comparison import settings_of
from entries.reconciling.explaining.why import why
from entries.totals import totals, with_figures
from entries.verifying import verify


def test_the_whole_sample_is_like_a_real_district(sample, db):
    communes = Commune.objects.in_official_order()
    found = totals(communes=communes, programme=Programme.POPULATION_DB, as_of=dt.date(2024, 3, 3))
    figures = {commune: found.commune(commune) for commune in communes}
    assert 140_000 <= found.all.to_enter <= 160_000
    assert 1_600 <= Book.objects.count() <= 2_800
    heavy = [figure.to_enter for commune, figure in figures.items() if commune.heavy_backlog]
    light = [figure.to_enter for commune, figure in figures.items() if not commune.heavy_backlog]
    assert len(heavy) == 5 and all(15_000 <= count <= 20_000 for count in heavy)
    assert all(5_000 <= count <= 10_000 for count in light)

    shares = sorted(figure.share for figure in figures.values())
    assert shares[0] < 0.05 and 0.9 < shares[-1] < 1
    assert all(0.2 < share < 0.65 for share in shares[1:-1])
    kinds = {kind: found.kind(kind).to_enter / found.all.to_enter for kind in found.kinds}
    assert 0.6 < kinds["KS"] < 0.7 and 0.18 < kinds["KH"] < 0.25 and 0.08 < kinds["KT"] < 0.15 and kinds["CN"] < 0.01
    assert verify() == []


def test_the_assignment_fits_the_work(sample, db):
    last = dt.date(2024, 3, 3)
    worked = Batch.objects.filter(kind=BatchKind.SHIFT, work_date__gte=last - dt.timedelta(days=90))
    slots = set(worked.values_list("workstation", "work_date", "shift"))
    past = Assignment.objects.filter(work_date__lte=last, work_date__gte=last - dt.timedelta(days=90))
    on_roster = set(past.values_list("workstation", "work_date", "shift"))
    assert len(slots - on_roster) < len(slots) * 0.01  # the improbable batches of an evening, nothing else
    assert len(slots) * 0.01 < len(on_roster - slots) < len(slots) * 0.2
    assert Assignment.objects.filter(work_date__gt=last).count() > 13 * 11 * 2
    loan = Loan.objects.get()
    assert not Assignment.objects.filter(workstation=loan.workstation, work_date__gte=loan.from_on).exists()
    out = Book.objects.filter(handed__returned_on__isnull=True, handed__isnull=False)
    assert out.count() == HandedBook.objects.filter(returned_on__isnull=True).count() == Handover.objects.count() > 0
    assert set(out.values_list("place", flat=True)) == {Holder.DISTRICT}
    assert set(Defect.objects.values_list("state", flat=True)) == {"new", "verifying", "settled", "unsolvable"}
    assert not Book.objects.filter(entries__measure=Measure.ENTERED, received_on__isnull=True).real().exists()


def test_the_calendar_shows_in_the_work(sample, db):
    worked = Batch.objects.filter(kind=BatchKind.SHIFT)
    assert worked.filter(work_date__range=("2024-02-08", "2024-02-14")).count() < 20
    weekdays = dict(worked.values_list("work_date__week_day").annotate(Count("id")))  # 1 is Sunday
    assert weekdays[1] < weekdays[7] < min(weekdays[day] for day in range(2, 7)) / 2
    day_sums = {
        month: Entry.objects.filter(measure=Measure.ENTERED, work_date__range=(first, last)).aggregate(s=Sum("count"))[
            "s"
        ]
        for month, first, last in (
            ("before", "2023-10-16", "2023-11-14"),
            ("campaign", "2023-11-20", "2023-12-19"),
        )
    }
    assert day_sums["campaign"] < day_sums["before"] / 2
    assert set(worked.values_list("shift", flat=True)) == {1, 2, 3}


def test_mistakes_were_made_and_put_right(sample, db):
    corrections = Batch.objects.filter(kind=BatchKind.CORRECTION)
    assert 30 <= corrections.count() <= 120
    assert corrections.filter(entries__measure=Measure.TO_ENTER).exists()
    both = corrections.annotate(programmes=Count("entries__programme", distinct=True)).filter(programmes=2)
    assert both.exists()
    empty = Batch.objects.filter(kind=BatchKind.SHIFT, entries=None)
    assert empty.exists() and not empty.filter(reason="").exists()
    assert Downtime.objects.values("cause").distinct().count() >= 5


def test_only_batches_with_a_flag_enter_more_than_a_book_holds(sample, db):
    over = with_figures(Book.objects.all(), as_of=dt.date(2024, 3, 3)).filter(left__lt=0, to_enter__gt=0)
    flagged = {
        flag["book"]
        for flags in Batch.objects.exclude(flags=[]).values_list("flags", flat=True)
        for flag in flags
        if flag["code"] == "over_book"
    }
    assert {book.pk for book in over} == flagged
    assert len(flagged) == 3
    codes = {
        flag["code"] for flags in Batch.objects.exclude(flags=[]).values_list("flags", flat=True) for flag in flags
    }
    assert codes == {"over_book", "far_above_best", "same_three_days"}


def test_extracts_agree_but_for_two_communes(sample, db):
    communes = list(Commune.objects.in_official_order())
    last = dt.date(2024, 3, 3)
    assert Extract.objects.standing().count() == 8
    agreed = reconciled_to(communes, last)
    assert [commune.name for commune in communes if agreed[commune.pk] != last] == ["Phước Thắng", "Phước Hiệp"]
    extracts, settings = Extract.objects.standing(), settings_of(communes[0].district)
    told = why(communes[2], among=communes, extracts=extracts, settings=settings).explanation
    assert (told.best, told.is_certain) == (Cause.BOTH_ADDED, True)
    told = why(communes[7], among=communes, extracts=extracts, settings=settings).explanation
    assert (told.best, told.is_certain, told.gap) == (Cause.BASELINE, True, 120)


def test_findings_were_looked_for_and_a_commune_was_asked(sample, db):
    found = Finding.objects.open()
    assert {"both_added", "baseline", "jump", "repeated", "above_book"} <= set(found.values_list("kind", flat=True))
    [asked] = found.filter(state=FindingState.ASKED)
    assert f"{asked.remarks.get().made_at:%Y-%m-%d}" == "2024-03-04"
    assert (asked.commune.name, asked.kind, asked.found_on) == ("Phước Thắng", "both_added", dt.date(2024, 3, 4))


def test_shifts_are_recorded_after_they_ended(sample, db):
    ends = {1: 14, 2: 22, 3: 30}
    midnight = dt.timezone(dt.timedelta(hours=7))
    for day, shift, moment in Batch.objects.filter(kind=BatchKind.SHIFT).values_list(
        "work_date", "shift", "recorded_at"
    ):
        ended = dt.datetime.combine(day, dt.time(), midnight) + dt.timedelta(hours=ends[shift])
        assert ended < moment <= ended + dt.timedelta(days=5)


def test_there_is_a_plan_of_each_state_and_a_campaign(sample, db):
    assert set(WorkPlan.objects.values_list("state", flat=True)) == set(PlanState.values)
    assert all(plan.targets.exists() for plan in WorkPlan.objects.all())
    assert Campaign.objects.count() == 2  # one that has passed, one to come
    assert Target.objects.exclude(gap_reason="").exists()
