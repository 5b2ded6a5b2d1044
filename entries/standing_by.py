"""What became of confirmed figures: the last confirmation of each commune, and everything posted since."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from communes.models import BookKind, Commune, Programme

from .confirming import Snapshot, confirmed_figures, figures_of
from .models import Batch, Confirmation, Entry, Measure

MOST_BATCHES = 50  # listed on the page; the others are counted


@dataclass(frozen=True, slots=True)
class PostedSum:
    """A sum of entries of one programme and measure; unit: trường hợp, signed."""

    programme: Programme
    measure: Measure
    count: int


@dataclass(frozen=True, slots=True)
class ChangedBatch:
    """A batch that is not in the confirmed figures. Late: it changes a day that had been confirmed."""

    batch: Batch
    posted: tuple[PostedSum, ...]
    is_late: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Between a confirmation and the figures now; `batches` are the newest of `batch_count`."""

    then: Snapshot
    now: Snapshot
    batches: tuple[ChangedBatch, ...]
    batch_count: int


def latest_confirmation(commune: Commune, *, up_to: dt.date | None = None) -> Confirmation | None:
    """The newest of those that reach furthest, or reach up to a date."""
    own = commune.confirmations.select_related("confirmed_by", "commune").order_by("-as_of", "-id")
    return (own if up_to is None else own.filter(as_of__lte=up_to)).first()


def _unconfirmed(confirmation: Confirmation, as_of: dt.date) -> QuerySet[Entry]:
    """Entries up to a day that the confirmed figures do not hold: posted later, or of later days."""
    later = Q(id__gt=confirmation.last_entry) | Q(work_date__gt=confirmation.as_of)
    return Entry.objects.filter(later, commune=confirmation.commune_id, work_date__lte=as_of)


def changes_since(confirmation: Confirmation, *, as_of: dt.date | None = None) -> Changes:
    """What differs from the confirmed figures: as of the confirmed day (changes after the confirmation), or up to a
    later day (work since then as well). A fixed number of queries."""
    as_of = as_of or confirmation.as_of
    entries = _unconfirmed(confirmation, as_of).order_by()
    newest = list(entries.values("batch").annotate(newest=Max("id")).order_by("-newest")[:MOST_BATCHES])
    keys = [row["batch"] for row in newest]
    batches = Batch.objects.select_related("recorded_by", "corrects").in_bulk(keys)
    sums = defaultdict(list)
    rows = entries.filter(batch__in=keys).values_list("batch", "programme", "measure").annotate(Sum("count"))
    for batch, programme, measure, count in rows:
        sums[batch].append(PostedSum(Programme(programme), Measure(measure), count))
    return Changes(
        then=confirmed_figures(confirmation),
        now=figures_of(confirmation.commune, as_of=as_of),
        batches=tuple(
            ChangedBatch(batches[key], in_order(sums[key]), batches[key].work_date <= confirmation.as_of)
            for key in keys
        ),
        batch_count=len(keys) if len(keys) < MOST_BATCHES else entries.aggregate(n=Count("batch", distinct=True))["n"],
    )


def in_order(posted: Iterable[PostedSum]) -> tuple[PostedSum, ...]:
    """What was entered before what there is to enter, the programme of the report first; without zeros."""
    programmes = list(Programme)
    return tuple(
        sorted(
            (item for item in posted if item.count),
            key=lambda item: (item.measure != Measure.ENTERED, programmes.index(item.programme)),
        )
    )


# ------------------------------------------------------------------ beside each other
@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the table: what was confirmed (None: never), and what stands now; unit: trường hợp."""

    programme: Programme
    label: str
    is_sum: bool
    to_enter_then: int | None
    to_enter: int
    entered_then: int | None
    entered: int

    @property
    def to_enter_change(self) -> int | None:
        return None if self.to_enter_then is None else self.to_enter - self.to_enter_then

    @property
    def entered_change(self) -> int | None:
        return None if self.entered_then is None else self.entered - self.entered_then


def compared(figures: Snapshot, then: Snapshot | None) -> list[Compared]:
    """Kinds of book with a figure, by programme, and the sum of each programme."""
    lines = []
    keys = set(figures.cells) | set(then.cells if then else ())
    for programme in Programme:
        kinds = [kind for kind in BookKind if any((programme, kind, measure) in keys for measure in Measure)]
        for kind in kinds:
            lines.append(_compared(programme, kind.label, figures, then, kind))
        if len(kinds) > 1:
            lines.append(_compared(programme, "Cộng", figures, then, None))
    return lines


def _compared(programme, label, figures, then, kind) -> Compared:
    def count(snapshot, measure):
        if snapshot is None:
            return None
        return snapshot.sum(programme, measure) if kind is None else snapshot.cells.get((programme, kind, measure), 0)

    return Compared(
        programme, label, kind is None,
        count(then, Measure.TO_ENTER), count(figures, Measure.TO_ENTER),
        count(then, Measure.ENTERED), count(figures, Measure.ENTERED),
    )  # fmt: skip


# ------------------------------------------------------------------ the district's table
@dataclass(frozen=True, slots=True)
class Standing:
    """A commune's last confirmation and what was posted against it since."""

    commune: Commune
    confirmation: Confirmation | None
    late_batches: int = 0
    late: tuple[PostedSum, ...] = ()


def standings(communes: list[Commune]) -> list[Standing]:
    """Every commune in the order given. Three queries, whatever the number of communes."""
    newest = Confirmation.objects.filter(commune=OuterRef("pk")).order_by("-as_of", "-id").values("pk")[:1]
    keys = Commune.objects.filter(pk__in=[c.pk for c in communes]).values(newest=Subquery(newest))
    latest = {
        confirmation.commune_id: confirmation
        for confirmation in Confirmation.objects.filter(pk__in=keys).select_related("confirmed_by")
    }
    late = Q(pk__in=[])
    for pk, confirmation in latest.items():
        late |= Q(commune=pk, id__gt=confirmation.last_entry, work_date__lte=confirmation.as_of)
    entries = Entry.objects.filter(late).order_by()
    counts = dict(entries.values_list("commune").annotate(Count("batch", distinct=True)))
    sums = defaultdict(list)
    for pk, programme, measure, count in entries.values_list("commune", "programme", "measure").annotate(Sum("count")):
        sums[pk].append(PostedSum(Programme(programme), Measure(measure), count))
    return [Standing(c, latest.get(c.pk), counts.get(c.pk, 0), in_order(sums[c.pk])) for c in communes]
