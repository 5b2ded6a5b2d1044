"""The sample: the same for the same seed, inside the bounds of real campaigns, never mixed with real figures."""

import datetime as dt
import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from communes.models import (
    Assignment,
    Book,
    BookCheck,
    Campaign,
    Commune,
    DayOff,
    District,
    Downtime,
    HandedBook,
    Handover,
    Holder,
    Loan,
    PlanState,
    Programme,
    Role,
    StaffMember,
    Target,
    User,
    Workstation,
)
from communes.models import Plan as WorkPlan
from entries.append_only import lower_fence
from entries.finding_kinds import Cause
from entries.models import (
    Batch,
    BatchKind,
    Defect,
    Entry,
    Extract,
    ExtractLine,
    Finding,
    FindingState,
    Measure,
    Source,
)
from entries.reconciling.agreement import reconciled_to
from entries.reconciling.comparison import settings_of
from entries.reconciling.why import why
from entries.totals import totals, with_figures
from entries.verifying import verify
from tests.factories import make_book, record
from tuyphuoc.sample.loading import Plan, load

UNTIL = dt.date(2023, 7, 31)
OF_THE_ASSIGNMENT = (Target, WorkPlan, Campaign, Defect, HandedBook, Handover, BookCheck, DayOff, Assignment, Loan)


def load_sample(*args) -> str:
    out = io.StringIO()
    call_command("load_sample", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def two_communes(db):
    load(Plan(communes=2, until=UNTIL))


@pytest.fixture
def whole_sample(db):
    load(Plan())


def content():
    """Everything that was invented, without the keys that a database hands out."""
    return list(
        Entry.objects.order_by("batch", "book__kind", "book__opened", "book__number", "programme", "count").values_list(
            "batch", "batch__kind", "batch__reason", "batch__worked_by__name", "batch__corrects", "batch__workstation",
            "book__kind", "book__opened", "book__number", "programme", "measure", "count", "work_date", "recorded_at",
        )
    )  # fmt: skip


def empty_the_database():
    from django.db import connection

    lower_fence(connection)
    with connection.cursor() as cursor:
        for model in (*OF_THE_ASSIGNMENT, ExtractLine, Extract, Entry, Batch, Downtime, Book, StaffMember):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    District.objects.update(has_sample_data=False)


def test_the_same_seed_gives_the_same_data(two_communes):
    first = content()
    empty_the_database()
    load(Plan(communes=2, until=UNTIL))
    assert content() == first
    empty_the_database()
    load(Plan(communes=2, until=UNTIL, seed=7))
    assert content() != first


def test_two_communes_until_july(two_communes):
    worked = Entry.objects.filter(measure=Measure.ENTERED)
    assert set(worked.values_list("commune__name", flat=True)) == {"Tuy Phước", "Diêu Trì"}
    assert worked.filter(work_date__gt=UNTIL).count() == 0
    assert Batch.objects.filter(recorded_at__date__gt=UNTIL).count() == 0
    assert set(Batch.objects.values_list("source", flat=True)) == {Source.SAMPLE}
    assert verify() == []


def test_the_whole_sample_is_like_a_real_district(whole_sample):
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


def test_the_assignment_fits_the_work(whole_sample):
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


def test_the_calendar_shows_in_the_work(whole_sample):
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


def test_mistakes_were_made_and_put_right(whole_sample):
    corrections = Batch.objects.filter(kind=BatchKind.CORRECTION)
    assert 30 <= corrections.count() <= 120
    assert corrections.filter(entries__measure=Measure.TO_ENTER).exists()
    both = corrections.annotate(programmes=Count("entries__programme", distinct=True)).filter(programmes=2)
    assert both.exists()
    empty = Batch.objects.filter(kind=BatchKind.SHIFT, entries=None)
    assert empty.exists() and not empty.filter(reason="").exists()
    assert Downtime.objects.values("cause").distinct().count() >= 5


def test_only_batches_with_a_flag_enter_more_than_a_book_holds(whole_sample):
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


def test_extracts_agree_but_for_two_communes(whole_sample):
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


def test_findings_were_looked_for_and_a_commune_was_asked(whole_sample):
    found = Finding.objects.open()
    assert {"both_added", "baseline", "jump", "repeated", "above_book"} <= set(found.values_list("kind", flat=True))
    [asked] = found.filter(state=FindingState.ASKED)
    assert f"{asked.remarks.get().made_at:%Y-%m-%d}" == "2024-03-04"
    assert (asked.commune.name, asked.kind, asked.found_on) == ("Phước Thắng", "both_added", dt.date(2024, 3, 4))


def test_shifts_are_recorded_after_they_ended(whole_sample):
    ends = {1: 14, 2: 22, 3: 30}
    midnight = dt.timezone(dt.timedelta(hours=7))
    for day, shift, moment in Batch.objects.filter(kind=BatchKind.SHIFT).values_list(
        "work_date", "shift", "recorded_at"
    ):
        ended = dt.datetime.combine(day, dt.time(), midnight) + dt.timedelta(hours=ends[shift])
        assert ended < moment <= ended + dt.timedelta(days=5)


def test_accounts_can_log_in_and_are_who_they_say(two_communes, rf):
    request = rf.post("/")
    official = authenticate(request, username="xa.phuocson", password="tuyphuoc-2024")
    assert (official.role, official.commune.name, official.must_change_password) == (Role.COMMUNE, "Phước Sơn", False)
    assert {user.username: user.role for user in User.objects.exclude(role=Role.COMMUNE).filter(is_active=True)} == {
        "tuphap": Role.DISTRICT,
        "quansat": Role.OBSERVER,
        "quantri": Role.ADMINISTRATOR,
    }
    administrator = authenticate(request, username="quantri", password="tuyphuoc-2024")
    assert administrator.has_perm("communes.change_user") and administrator.is_staff
    assert User.objects.filter(role=Role.COMMUNE).count() == 13
    assert User.objects.filter(username__in=["xa.tuyphuoc", "xa.dieutri", "xa.phuocthang"]).count() == 3


def test_it_is_marked_as_sample_and_loaded_once(two_communes):
    assert District.objects.get().has_sample_data
    before = Batch.objects.count()
    assert load_sample() == "Đã có dữ liệu mẫu, không nạp thêm.\n"
    assert Batch.objects.count() == before


def test_it_is_refused_where_there_are_real_entries(official, phuoc_son):
    record(make_book(phuoc_son, by=official), 46, by=official)
    with pytest.raises(CommandError, match="đã có số liệu thật"):
        load_sample()
    assert not District.objects.get().has_sample_data
    assert Batch.objects.filter(source=Source.SAMPLE).count() == 0


@pytest.mark.parametrize(
    "arguments", [("--until", "31/02/2024"), ("--until", "2023-06-04"), ("--until", "2024-03-05"), ("--communes", "0")]
)
def test_arguments_that_make_no_sense_are_refused_in_words(db, arguments):
    with pytest.raises(CommandError, match=f"{arguments[0]}.* phải|{arguments[0]}.* không phải"):
        load_sample(*arguments)
    assert Batch.objects.count() == 0


def test_more_communes_than_there_are_get_invented_names(db):
    load(Plan(communes=15, until=dt.date(2023, 6, 12)))
    invented = Commune.objects.filter(position__gt=13)
    assert list(invented.values_list("code", "name")) == [("90014", "Mẫu 014"), ("90015", "Mẫu 015")]
    assert Workstation.objects.filter(commune__in=invented).count() == 4
    assert User.objects.get(username="xa.mau014").commune.name == "Mẫu 014"
    assert verify() == []


def test_there_is_a_plan_of_each_state_and_a_campaign(whole_sample):
    assert set(WorkPlan.objects.values_list("state", flat=True)) == set(PlanState.values)
    assert all(plan.targets.exists() for plan in WorkPlan.objects.all())
    assert Campaign.objects.count() == 2  # one that has passed, one to come
    assert Target.objects.exclude(gap_reason="").exists()


def test_plans_are_the_same_for_the_same_seed_and_hang_on_no_clock(two_communes):
    def plans():
        return list(Target.objects.values_list("plan__state", "plan__sent_at", "from_on", "count", "gap_reason"))

    first = plans()
    empty_the_database()
    load(Plan(communes=2, until=UNTIL))
    assert plans() == first
    assert {sent.date() for _, sent, *_ in first if sent} == {dt.date(2023, 7, 6)}
