"""Keeping what others counted: written once; a newer one of the same source and cut-off takes its place."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from communes.calendar import now, today
from communes.formatting import format_date, join_words
from communes.models import Commune, District, Programme, User
from communes.text import normalise

from ...models import Extract, ExtractLine, ExtractSource, ImportRun

Line = tuple[Commune, str, str]  # commune, programme, kind of book
Lines = Mapping[Line, int]  # records entered by the cut-off
BULK = 500
MOST_REASON = 60


class ExtractRefused(Exception):
    """Cannot be kept; `args[0]` says in Vietnamese what to do, `field` where it belongs in a form."""

    def __init__(self, words: str, field: str | None = None):
        super().__init__(words)
        self.field = field


class NewerVersion(Exception):
    """Somebody kept another version after these figures were looked at; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The extract that stands now, and whether it is new: the same figures again are the same extract."""

    extract: Extract
    is_new: bool


def standing(district: District) -> QuerySet[Extract]:
    """The versions that count, newest cut-off first."""
    return Extract.objects.filter(district=district).standing()


@transaction.atomic
def keep_extract(
    *,
    district: District,
    source: str,
    as_of: dt.date,
    lines: Lines,
    paper_number: str,
    received_on: dt.date,
    by: User,
    run: ImportRun | None = None,
    id: uuid.UUID | None = None,
    seen_version: int | None = None,
    recorded_at: dt.datetime | None = None,
) -> Kept:
    """Keeps the figures of one source at one cut-off, for ever.

    Where that source and cut-off have an extract, this becomes its next version; a programme that the new paper does
    not give stays as the old one has it. Figures that stand already are not kept twice. `id` is that of the form: sent
    twice it is kept once, while other figures under the same id are kept as what they are. `seen_version` is the
    version that stood when somebody looked at the figures before keeping them, 0 where none did. `recorded_at` is for
    samples. Raises ExtractRefused, NewerVersion.
    """
    check_extract(district=district, source=source, as_of=as_of, lines=lines, received_on=received_on)
    District.objects.select_for_update(no_key=True).get(pk=district.pk)  # one at a time: versions are counted
    if earlier := Extract.objects.filter(pk=id).first() if id else None:
        is_same = (earlier.source, earlier.as_of) == (source, as_of) and standing_like(earlier, lines=lines)
        if is_same and not Extract.objects.filter(replaces=earlier).exists():
            return Kept(earlier, is_new=False)
        id = None
    before = Extract.objects.filter(district=district, source=source, as_of=as_of).newest().first()
    counts = _together(before, lines)
    if before and before.fingerprint == fingerprint(counts):
        return Kept(before, is_new=False)
    if seen_version is not None and seen_version != _version(before):
        raise NewerVersion
    extract = _written(
        counts, before=before, id=id or uuid.uuid4(), district=district, source=source, as_of=as_of,
        paper_number=paper_number, received_on=received_on, run=run, recorded_by=by, recorded_at=recorded_at or now(),
    )  # fmt: skip
    return Kept(extract, is_new=True)


def standing_version(*, district: District, source: str, as_of: dt.date) -> int:
    """The version that stands of this source and cut-off, 0 where none does."""
    return _version(Extract.objects.filter(district=district, source=source, as_of=as_of).newest().first())


def _version(newest: Extract | None) -> int:
    return newest.version if newest and not newest.is_withdrawal else 0


def standing_like(before: Extract | None, *, lines: Lines) -> bool:
    """Whether keeping these figures after `before` would add nothing."""
    return before is not None and before.fingerprint == fingerprint(_together(before, lines))


@transaction.atomic
def withdraw_extract(extract: Extract, *, reason: str, by: User) -> Extract:
    """What should not have been kept counts no longer: a version without lines that says why. The old one stays
    readable. Raises ExtractRefused without a reason, or when another version took its place already."""
    reason = normalise(reason)
    if not reason:
        raise ExtractRefused("Nêu lý do rút lại trích xuất.", "reason")
    District.objects.select_for_update(no_key=True).get(pk=extract.district_id)
    if extract.is_withdrawal or Extract.objects.filter(replaces=extract).exists():
        raise ExtractRefused("Bản này đã được thay hoặc đã rút lại từ trước; không ghi thêm gì.")
    return _written(
        {}, before=extract, district=extract.district, source=extract.source, as_of=extract.as_of,
        paper_number=reason[:MOST_REASON], received_on=today(), recorded_by=by, recorded_at=now(),
    )  # fmt: skip


@transaction.atomic
def restore_extract(extract: Extract, *, by: User) -> Extract:
    """An older version counts again: its figures become the next version. Raises ExtractRefused where it stands."""
    District.objects.select_for_update(no_key=True).get(pk=extract.district_id)
    versions = Extract.objects.filter(district=extract.district, source=extract.source, as_of=extract.as_of)
    newest = versions.newest().get()
    if extract.is_withdrawal or newest.fingerprint == extract.fingerprint:
        raise ExtractRefused("Số liệu của bản này đang được dùng để đối chiếu.")
    lines = extract.lines.values_list("commune", "programme", "book_kind", "count")
    return _written(
        {(commune, programme, kind): count for commune, programme, kind, count in lines}, before=newest,
        district=extract.district, source=extract.source, as_of=extract.as_of, paper_number=extract.paper_number,
        received_on=extract.received_on, recorded_by=by, recorded_at=now(),
    )  # fmt: skip


def _written(counts: Mapping[tuple[int, str, str], int], *, before: Extract | None, **fields) -> Extract:
    """The next version of a source and cut-off, with its lines."""
    extract = Extract.objects.create(
        version=before.version + 1 if before else 1,
        replaces=before,
        programmes=_programmes(counts),
        fingerprint=fingerprint(counts),
        **fields,
    )
    ExtractLine.objects.bulk_create(
        (
            ExtractLine(extract=extract, commune_id=commune, programme=programme, book_kind=kind, count=count)
            for (commune, programme, kind), count in sorted(counts.items())
        ),
        batch_size=BULK,
    )
    return extract


def fingerprint(counts: Mapping[tuple[int, str, str], int]) -> str:
    """The same for the same figures, in whatever order they came: communes, programmes, and what is not zero."""
    communes = sorted({commune for commune, _, _ in counts})
    filled = sorted((*key, count) for key, count in counts.items() if count)
    return hashlib.sha256(repr((communes, _programmes(counts), filled)).encode()).hexdigest()


def _together(before: Extract | None, lines: Lines) -> dict[tuple[int, str, str], int]:
    """The new figures, and those of a programme that only the old version has."""
    counts = {(commune.pk, str(programme), str(kind)): count for (commune, programme, kind), count in lines.items()}
    given = _programmes(counts)
    if before and any(programme not in given for programme in before.programmes):
        kept = before.lines.exclude(programme__in=given).values_list("commune", "programme", "book_kind", "count")
        counts |= {(commune, programme, kind): count for commune, programme, kind, count in kept}
    return counts


def _programmes(counts: Mapping[tuple[int, str, str], int]) -> list[str]:
    given = {programme for _, programme, _ in counts}
    return [programme for programme in Programme.values if programme in given]


def check_extract(*, district: District, source: str, as_of: dt.date, lines: Lines, received_on: dt.date) -> None:
    """What can be known to be wrong without looking at what is kept. Raises ExtractRefused."""
    if source not in ExtractSource.values:
        raise ExtractRefused("Chọn nguồn của trích xuất: Công an tỉnh hoặc Sở Tư pháp.", "source")
    if as_of > today():
        raise ExtractRefused(
            f"Ngày chốt {format_date(as_of)} ở sau hôm nay. Kiểm tra lại ngày ghi trên trích xuất.", "as_of"
        )
    if received_on > today():
        raise ExtractRefused("Ngày nhận ở sau hôm nay. Ghi ngày thực nhận.", "received_on")
    if received_on < as_of:
        raise ExtractRefused("Ngày nhận ở trước ngày chốt số liệu. Kiểm tra lại hai ngày.", "received_on")
    if not lines:
        raise ExtractRefused("Trích xuất không có con số nào. Nhập số của ít nhất một xã.")
    strangers = sorted({commune.full_name for commune, _, _ in lines if commune.district_id != district.pk})
    if strangers:
        raise ExtractRefused(f"Trích xuất của huyện khác: {join_words(strangers)} không thuộc {district}.")
    if any(count < 0 for count in lines.values()):
        raise ExtractRefused("Số lũy kế không thể âm.")
