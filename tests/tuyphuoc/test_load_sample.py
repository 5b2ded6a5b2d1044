"""The sample: the same for the same seed, inside the bounds of real campaigns, never mixed with real figures."""

import datetime as dt
import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

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
    Loan,
    Role,
    StaffMember,
    Target,
    User,
    Workstation,
)
from communes.models import Plan as WorkPlan
from entries.append_only import lower_fence
from entries.models import (
    Batch,
    Defect,
    Entry,
    Extract,
    ExtractLine,
    Measure,
    Source,
)
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


def test_plans_are_the_same_for_the_same_seed_and_hang_on_no_clock(two_communes):
    def plans():
        columns = ("plan__commune__code", "from_on", "plan__state", "plan__sent_at", "count", "gap_reason")
        return list(Target.objects.order_by(*columns).values_list(*columns))

    first = plans()
    empty_the_database()
    load(Plan(communes=2, until=UNTIL))
    assert plans() == first
    assert {sent.date() for *_, sent, _, _ in first if sent} == {dt.date(2023, 7, 6)}
