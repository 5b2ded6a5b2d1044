"""What stands beside a commune's figures: confirmed to when, what waits for whom, open faults, what is an estimate."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from django.db.models import Count, Exists, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from communes.models import Book, Commune

from .models import OPEN_STATES, Batch, Confirmation, Defect, Measure, Remark

ESTIMATED_FROM = Decimal("0.1")  # of what is to be entered, when it is not counted book by book


def with_attention(
    communes: QuerySet[Commune], *, programme: str, as_of: dt.date, with_waits: bool = True
) -> QuerySet[Commune]:
    """Adds `unallotted`, the records to enter that are in no book yet, and with `with_waits` also `confirmed_to`,
    `flagged` (batches nobody has looked at) and `open_defects` (records). All in the query that reads the communes."""
    return (
        _with_attention(programme, as_of, with_waits)
        .filter(pk__in=communes.order_by().values("pk"))
        .order_by(*communes.query.order_by)
    )


@lru_cache(maxsize=32)
def _with_attention(programme: str, as_of: dt.date, with_waits: bool) -> QuerySet[Commune]:
    """Built once for a day: putting the question together takes longer than answering it."""
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
    waits = {
        "confirmed_to": Subquery(confirmed),
        "flagged": _one(unseen, Count("pk")),
        "open_defects": _one(defects, Sum("count"), by="book__commune"),
    }
    return Commune.objects.annotate(
        unallotted=_one(unallotted, Sum("counted__count")), **(waits if with_waits else {})
    )  # fmt: skip


def _one(rows: QuerySet, aggregate, by: str = "commune"):
    summed = rows.order_by().values(by).annotate(found=aggregate).values("found")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def is_estimated(commune: Commune, to_enter: int) -> bool:
    """More than a tenth of what is to be entered was never counted book by book; needs `with_attention`."""
    return to_enter > 0 and Decimal(commune.unallotted) / to_enter > ESTIMATED_FROM
