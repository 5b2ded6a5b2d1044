"""What stands beside a commune's figures: confirmed to when, what waits for whom, open faults, what is an estimate."""

import datetime as dt
from decimal import Decimal

from django.db.models import Count, Exists, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from communes.models import Book, Commune

from .models import OPEN_STATES, Batch, Confirmation, Defect, Measure, Remark

ESTIMATED_FROM = Decimal("0.1")  # of what is to be entered, when it is not counted book by book


def with_attention(communes: QuerySet[Commune], *, programme: str, as_of: dt.date) -> QuerySet[Commune]:
    """Adds `confirmed_to`, `flagged` (batches nobody has looked at), `open_defects` (records), and `unallotted`, the
    records to enter that are in no book yet. All in the one query that reads the communes."""
    own = OuterRef("pk")
    confirmed = Confirmation.objects.filter(commune=own, as_of__lte=as_of).order_by("-as_of").values("as_of")[:1]
    flagged = Batch.objects.filter(commune=own, corrects=None).exclude(flags=[])
    unseen = flagged.filter(~Exists(Remark.objects.filter(batch=OuterRef("pk"))))
    defects = Defect.objects.filter(book__commune=own, state__in=OPEN_STATES, found_on__lte=as_of)
    # A left join: the few books come first, and each finds its entries in one index.
    counted = Q(entries__programme=programme, entries__measure=Measure.TO_ENTER, entries__work_date__lte=as_of)
    unallotted = Book.objects.filter(commune=own, is_unallotted=True).annotate(
        counted=FilteredRelation("entries", condition=counted)
    )
    return communes.annotate(
        confirmed_to=Subquery(confirmed),
        flagged=_one(unseen, Count("pk")),
        open_defects=_one(defects, Sum("count"), by="book__commune"),
        unallotted=_one(unallotted, Sum("counted__count")),
    )


def _one(rows: QuerySet, aggregate, by: str = "commune"):
    summed = rows.order_by().values(by).annotate(found=aggregate).values("found")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def is_estimated(commune: Commune, to_enter: int) -> bool:
    """More than a tenth of what is to be entered was never counted book by book; needs `with_attention`."""
    return to_enter > 0 and Decimal(commune.unallotted) / to_enter > ESTIMATED_FROM
