"""What an issued report said, what was put right since, and what is right now, as of the day of that report."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum

from communes.formatting import format_date
from communes.models import BookKind, Commune
from entries.models import BatchKind, Measure
from entries.totals import posted, totals

from ..models import Report
from .fact import Fact, Unit
from .gathering import PROGRAMME

# Of what was recorded after the report without being a correction.
_LATER = {
    BatchKind.SHIFT: "ghi sau ngày báo cáo",
    BatchKind.OPENING: "ghi số đầu kỳ sau ngày báo cáo",
    BatchKind.INVENTORY: "kiểm kê sổ sau ngày báo cáo",
}


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """One figure that changed: `reported` + `change` = `right`, in trường hợp. `commune` is None for the district."""

    commune: Commune | None
    kind: str
    measure: str
    reported: Fact
    change: Fact
    right: Fact
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restated:
    """`lines` in official order, kind by kind, only what changed; `sums` of the district for each measure that did."""

    paper: str
    as_of: Fact
    lines: tuple[RestatedLine, ...]
    sums: tuple[RestatedLine, ...]

    def facts(self) -> tuple[Fact, ...]:
        return (
            self.as_of,
            *(f for line in (*self.lines, *self.sums) for f in (line.reported, line.change, line.right)),
        )


def name_of(report: Report) -> str:
    """How a later paper cites an issued report: "Báo cáo số 12/BC-UBND ngày 05/3/2024"."""
    code = report.district.agency_code
    number = f"số {report.number:02d}/BC-{code}" if report.number is not None else f"số .../BC-{code}"
    return f"Báo cáo {number} ngày {format_date(report.signed_on or report.issued_at.date())}"


def restate(*, previous: Report, communes: list[Commune], known_at: dt.datetime | None = None) -> Restated:
    """Figure by figure, what `previous` stated against the ledger as it is known now (or at a moment). Two queries."""
    stated = {fact["id"]: fact["value"] for fact in previous.frozen_facts}
    now = totals(communes=communes, programme=PROGRAMME, as_of=previous.as_of, known_at=known_at)
    reasons = _reasons(previous, communes, known_at)
    lines = []
    for commune in communes:
        for kind in BookKind:
            figure = now.cell(commune, kind.value)
            for measure in Measure:
                key = f"commune.{commune.code}.{kind.value}.{measure.value}"
                reported, right = stated.get(key) or 0, getattr(figure, measure.value)
                if reported != right:
                    why = tuple(reasons.get((commune.pk, kind.value, measure.value), ()))
                    lines.append(_line(previous, commune, kind, measure, reported, right, why))
    return Restated(
        paper=name_of(previous),
        as_of=Fact("restated.as_of", previous.as_of, Unit.DAY, "Ngày chốt số liệu của báo cáo kỳ trước"),
        lines=tuple(lines),
        sums=tuple(_sum(previous, measure, lines, stated) for measure in Measure if _changes(lines, measure)),
    )


def _changes(lines: list[RestatedLine], measure: str) -> bool:
    return any(line.measure == measure for line in lines)


def _line(previous: Report, commune: Commune, kind: BookKind, measure: Measure, reported, right, why) -> RestatedLine:
    query = {
        "den-ngay": previous.as_of.isoformat(), "chuong-trinh": PROGRAMME.value, "xa": commune.code,
        "loai-so": kind.value, "chi-tieu": measure.value,
    }  # fmt: skip
    key = f"restated.{commune.code}.{kind.value}.{measure.value}"
    what = f"{measure.label}, {kind.label.lower()}, {commune.full_name}, đến {format_date(previous.as_of)}"
    facts = _three(key, what, reported, right, query, commune.full_name, previous)
    return RestatedLine(commune, kind.label, measure.value, *facts, why)


def _sum(previous: Report, measure: Measure, lines: list[RestatedLine], stated: dict) -> RestatedLine:
    change = sum(line.change.value for line in lines if line.measure == measure.value)
    reported = stated.get(f"all.{measure.value}") or 0
    query = {"den-ngay": previous.as_of.isoformat(), "chuong-trinh": PROGRAMME.value, "chi-tieu": measure.value}
    what = f"{measure.label}, toàn huyện, đến {format_date(previous.as_of)}"
    facts = _three(f"restated.all.{measure.value}", what, reported, reported + change, query, "toàn huyện", previous)
    return RestatedLine(None, "", measure.value, *facts)


def _three(key: str, what: str, reported: int, right: int, query: dict, scope: str, previous: Report):
    then = query | {"biet-luc": previous.known_at.isoformat()}
    told = (
        ("reported", reported, "Đã báo cáo", then, "như báo cáo đã phát hành"),
        ("change", right - reported, "Điều chỉnh", query, "số đúng trừ số đã báo cáo"),
        ("right", right, "Số đúng", query, "cộng các dòng đã ghi đến nay"),
    )
    return tuple(
        Fact(f"{key}.{name}", value, Unit.RECORDS, f"{words}: {what}", filters, scope, how)
        for name, value, words, filters, how in told
    )


def _reasons(previous: Report, communes: list[Commune], known_at) -> dict[tuple, list[str]]:
    """Why a figure of then changed: the reasons of corrections recorded since, and what was recorded late. Those that
    come to nothing together are left out."""
    rows = (
        posted(communes=communes, programme=PROGRAMME, as_of=previous.as_of, known_at=known_at)
        .filter(recorded_at__gt=previous.known_at)
        .order_by()
        .values_list("commune", "book_kind", "measure", "batch__kind", "batch__reason", "batch__document_number")
        .annotate(Sum("count"))
    )
    sums: Counter = Counter()
    for commune, kind, measure, batch_kind, reason, document, count in rows:
        why = _LATER.get(batch_kind) or (f"{reason} ({document})" if document else reason)
        sums[commune, kind, measure, why] += count
    found: dict[tuple, list[str]] = {}
    for (*key, why), count in sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0][3])):
        if count:
            found.setdefault(tuple(key), []).append(why)
    return found
