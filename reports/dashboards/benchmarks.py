"""The share of the whole province as papers state it: typed in with its date and source, read as of a date."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from communes.calendar import today
from communes.formatting import format_date, percent_of
from communes.models import District, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ..models import Benchmark

EARLIEST = dt.date(2019, 4, 25)  # Công văn 1437/BTP-CNTT, the older programme: before it there was nothing to average
MOST_SOURCE, MOST_REASON = 160, 100
TAKEN = "Đã ghi mức chung của ngày này. Mở số đã ghi để sửa."


def benchmark_at(district: District | int, programme: str, as_of: dt.date) -> Benchmark | None:
    """The newest provincial average stated for a day up to `as_of`; None without any. One query."""
    return Benchmark.objects.filter(district=district, programme=programme, as_of__lte=as_of).first()


def with_benchmark(deadlines: QuerySet, programme: str, as_of: dt.date) -> QuerySet:
    """Adds to deadlines what `benchmark_beside` reads: the dashboard asks for both, and one question is enough."""
    newest = Benchmark.objects.filter(
        district=OuterRef("district"), programme=programme, as_of__lte=as_of
    ).order_by("-as_of")  # fmt: skip
    return deadlines.annotate(
        province_percent=Subquery(newest.values("percent")[:1]), province_as_of=Subquery(newest.values("as_of")[:1])
    )


def benchmark_beside(deadlines: list) -> Benchmark | None:
    """The average that was read with these deadlines; a district without any has nothing to be compared for."""
    first = next(iter(deadlines), None)
    if first is None or first.province_percent is None:
        return None
    return Benchmark(percent=first.province_percent, as_of=first.province_as_of)


def share_of(benchmark: Benchmark) -> Decimal:
    """The average as a share from 0 to 1, comparable with Figure.share."""
    return benchmark.percent / 100


def points_from(share: Decimal | None, benchmark: Benchmark | None) -> Decimal | None:
    """Percentage points that a share lies above (below: negative) the province; None where either is unknown.

    To a tenth, from the share as it is shown: what people subtract on the page comes out.
    """
    if share is None or benchmark is None:
        return None
    return (percent_of(share) - benchmark.percent).quantize(Decimal("0.1"), ROUND_HALF_UP)


@transaction.atomic
def keep_benchmark(*, by: User, benchmark: Benchmark, reason: str = "") -> Benchmark:
    """Stores a new average, or what changed of one; a change says why. Raises Refused."""
    benchmark.source, reason = normalise(benchmark.source), normalise(reason)
    District.objects.select_for_update().get(pk=benchmark.district_id)  # two clerks of one district wait
    if problems := _problems_of(benchmark, reason):
        raise Refused(problems)
    if not benchmark.pk:
        benchmark.recorded_by = by
    benchmark._history_user, benchmark._change_reason = by, reason or None
    try:
        with transaction.atomic():
            benchmark.save()
    except IntegrityError as error:
        if not _same_day(benchmark).exists():
            raise
        raise Refused([Problem(TAKEN, "as_of")]) from error
    return benchmark


def _same_day(benchmark: Benchmark):
    same = Benchmark.objects.filter(
        district=benchmark.district_id, programme=benchmark.programme, as_of=benchmark.as_of
    )
    return same.exclude(pk=benchmark.pk)


def _problems_of(benchmark: Benchmark, reason: str) -> list[Problem]:
    found = problems_of_words(
        benchmark.source, where="source", most=MOST_SOURCE, empty="Ghi nguồn: số, ngày của văn bản hoặc nơi công bố."
    )
    found += problems_of_words(
        reason, where="reason", most=MOST_REASON, empty="Ghi lý do sửa số đã ghi." if benchmark.pk else ""
    )
    if benchmark.as_of > today():
        found.append(Problem(f"Ngày này chưa đến. Hôm nay là {format_date(today())}.", "as_of"))
    elif benchmark.as_of < EARLIEST:
        found.append(Problem(f"Chọn một ngày từ {format_date(EARLIEST)} trở đi.", "as_of"))
    if not 0 <= benchmark.percent <= 100:
        found.append(Problem("Tỷ lệ từ 0 đến 100 %.", "percent"))
    if _same_day(benchmark).exists():
        found.append(Problem(TAKEN, "as_of"))
    return found
