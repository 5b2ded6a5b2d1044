"""Brings the sample into the ledger, through the same door as everything else (entries.posting)."""

import datetime as dt
import random
from dataclasses import dataclass

from django.db import connection, transaction

from communes.models import Book, Commune, District, Downtime, StaffMember, User, Workstation
from entries.models import Batch, Source
from entries.posting import Draft, post_many
from entries.recording import inventory_draft

from . import mistakes, people, registers, work
from .assignment import Worked, arrange
from .extracts import make_extracts
from .plans import make_plans

COUNTED_ON = dt.date(2023, 6, 2)  # the Friday before the work began
IMPROBABLE_EVERY = 4  # in each fourth commune something improbable is recorded on the last days
ALL_SHIFTS = 100.0


class NotEmpty(Exception):
    """The database holds real entries; the sample must never be mixed with them."""


@dataclass(frozen=True)
class Plan:
    """What to invent. `batches`, for speed tests, works every shift from as early as it takes to reach that number."""

    seed: int = 2024
    communes: int = 13
    until: dt.date = work.LAST_DAY
    batches: int | None = None

    @property
    def first_day(self) -> dt.date:
        if self.batches is None:
            return work.FIRST_DAY
        return self.until - dt.timedelta(days=-(-self.batches // (self.communes * len(work.PRESENCE))) - 1)


@dataclass(frozen=True, slots=True)
class Site:
    """One commune with what its work needs."""

    commune: Commune
    official: User
    team: list[StaffMember]
    workstations: list[Workstation]
    register: list[tuple[Book, int]]
    rng: random.Random


def is_loaded() -> bool:
    return District.objects.filter(has_sample_data=True).exists()


@transaction.atomic
def load(plan: Plan) -> None:
    """Raises NotEmpty on a database with real entries. Stores nothing when anything fails."""
    if Batch.objects.exclude(source=Source.SAMPLE).exists():
        raise NotEmpty
    district = District.objects.get()
    communes = registers.extra_communes(district, plan.communes)
    accounts = people.make_accounts(district, list(district.communes.in_official_order()), plan.seed)
    free = work.holidays()
    sites = _sites(communes, accounts, plan.seed)
    arrange([_fill(site, plan=plan, office=accounts["tuphap"], free=free) for site in sites])
    officials = {site.commune.pk: site.official for site in sites}
    make_plans(district, communes, accounts, officials, seed=plan.seed, until=plan.until)
    make_extracts(district, communes, accounts["tuphap"], until=plan.until)
    district.has_sample_data = True
    district.save(update_fields=["has_sample_data"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner still takes the tables for empty


def _sites(communes: list[Commune], accounts: dict[str, User], seed: int) -> list[Site]:
    teams = people.make_teams(communes, seed)
    rngs = {commune.pk: random.Random(f"{seed}/{commune.code}") for commune in communes}
    planned = {commune.pk: registers.plan_register(commune, rngs[commune.pk]) for commune in communes}
    Book.objects.bulk_create((book for register in planned.values() for book, _ in register), batch_size=2_000)
    machines = {}
    for workstation in Workstation.objects.filter(commune__in=communes, number__lte=2).order_by("commune", "number"):
        machines.setdefault(workstation.commune_id, []).append(workstation)
    return [
        Site(
            commune=commune,
            official=accounts[people.account_name(commune)],
            team=teams[commune.pk],
            workstations=machines[commune.pk],
            register=planned[commune.pk],
            rng=rngs[commune.pk],
        )
        for commune in communes
    ]


def _fill(site: Site, *, plan: Plan, office: User, free: frozenset) -> Worked:
    """One commune: its inventory, its shifts, and the corrections of both. Returns what the assignment is made from."""
    rng, commune = site.rng, site.commune
    [inventory] = _post([_inventory(site)], by=site.official, at=[_afternoon(COUNTED_ON, rng, plan.until)])
    shelf = work.make_shelf(site.register, rng)
    drafts = _shifts(site, shelf, plan, free)
    others = shelf.queue or [book for book, count in site.register if count]
    Downtime.objects.bulk_create(work.downtimes_of(drafts, rng))

    moments = [work.recorded_at(draft.work_date, draft.shift, rng, last=plan.until) for draft in drafts]
    wrongs = {}
    for place, draft in enumerate(drafts):
        noticed = moments[place] + dt.timedelta(days=rng.randint(1, 25), minutes=rng.randint(0, 90))
        if (wrong := mistakes.spoil(draft, others, rng)) and noticed.date() <= plan.until:
            drafts[place] = wrong.first
            wrongs[draft.id] = wrong, noticed
    batches = {batch.id: batch for batch in _post(drafts, by=site.official, at=moments)}
    _post(
        [mistakes.correction(batches[id], wrong.difference, wrong.reason, rng) for id, (wrong, _) in wrongs.items()],
        by=site.official,
        at=[noticed for _, noticed in wrongs.values()],
    )
    if recount := mistakes.recount(inventory, shelf, rng):
        _post([recount], by=office, at=[_afternoon(COUNTED_ON + dt.timedelta(days=90), rng, plan.until)])
    if commune.position % IMPROBABLE_EVERY == IMPROBABLE_EVERY - 1:
        for draft in mistakes.improbable(
            commune, shelf=shelf, worker=site.team[0], workstation=site.workstations[0], last=plan.until, rng=rng
        ):
            at = work.recorded_at(draft.work_date, draft.shift, rng, last=draft.work_date)
            _post([mistakes.flagged(draft)], by=site.official, at=[at])
            drafts.append(draft)
    return Worked(
        commune=commune,
        official=site.official,
        team=site.team,
        workstations=site.workstations,
        drafts=drafts,
        finished=[book for book, count in site.register if count and not shelf.left[book]],
        untouched=[book for book, count in site.register if count and shelf.left[book] == count],
        last=plan.until,
        rng=random.Random(f"{plan.seed}/assignment/{commune.code}"),
    )


def _inventory(site: Site) -> Draft:
    return inventory_draft(
        commune=site.commune,
        counts=dict(site.register),
        as_of=COUNTED_ON,
        document_number="01/BB-UBND",
        note="Kiểm kê sổ hộ tịch trước khi nhập",
        id=work.new_id(site.rng),
    )


def _shifts(site: Site, shelf: work.Shelf, plan: Plan, free: frozenset) -> list[Draft]:
    """Spread so that the share of work.SHARES is reached on work.LAST_DAY, whatever day the sample ends."""
    share = work.share_of(site.commune, site.rng)
    eagerness = min(1.4, max(0.1, share / 0.4)) if plan.batches is None else ALL_SHIFTS
    every = list(
        work.slots(
            site.workstations,
            first=plan.first_day,
            last=max(plan.until, work.LAST_DAY),
            eagerness=eagerness,
            free=free,
            rng=site.rng,
        )
    )
    # The shared machine is left to the improbable batches in the last week, and to night shifts that have ended.
    kept_free = plan.until - dt.timedelta(days=6)
    worked = [
        slot
        for slot in every
        if slot.day <= plan.until
        and (slot.day < kept_free or slot.workstation.number == 2)
        and (slot.day < plan.until or slot.shift < 3)
    ]
    return work.shift_drafts(
        site.commune,
        worked=worked,
        target=round(share * sum(count for _, count in site.register)),
        whole_weight=sum(slot.weight for slot in every if slot.day <= work.LAST_DAY) or 1,
        shelf=shelf,
        team=site.team,
        rng=site.rng,
    )


def _afternoon(day: dt.date, rng: random.Random, last: dt.date) -> dt.datetime:
    return work.recorded_at(min(day, last), 1, rng, last=min(day, last))


def _post(drafts: list[Draft], *, by: User, at: list[dt.datetime]) -> list[Batch]:
    moments = {draft.id: moment for draft, moment in zip(drafts, at, strict=True)}
    return post_many(drafts, by=by, source=Source.SAMPLE, recorded_at=moments) if drafts else []
