"""Whether a finding still says what the ledger and the newest figures of others say: nobody is to correct a gap that
is no longer there, nor to ask for a figure that is not ours."""

from collections.abc import Iterable

from communes.calendar import today
from communes.formatting import format_count
from communes.models import BookKind, Commune, Programme
from communes.refusals import Problem, Refused

from ...models import Finding
from ...totals import totals
from ..comparing.agreement import agreements

GONE = (
    "Số mới nhất không còn chênh lệch này, nên không điều chỉnh theo nó nữa. Có chỗ ghi sai thì điều chỉnh ở chính "
    "phiếu ấy."
)
MOVED = "{}: lúc đối chiếu Sổ cái ghi {}, nay {}. Phòng Tư pháp bấm Tìm lại phát hiện rồi xem lại."
MOVED_STATED = "{}: lúc nêu Sổ cái ghi {}, nay {}. Kết luận phát hiện này (Không phải lỗi) rồi nêu lại với số mới."


def outdated(finding: Finding) -> list[str]:
    """Why the figures that were compared no longer hold, in words; nothing while they do, or where none were compared.

    At most six queries.
    """
    if not finding.is_gap:
        return []
    if finding.gone_on or (finding.extract_id and agreeing([finding.commune], finding.programme)):
        return [GONE]
    held = {
        programme: totals(communes=[finding.commune], programme=programme, as_of=finding.day)
        for programme in {figure["programme"] for figure in finding.figures}
    }
    found, words = [], MOVED_STATED if finding.is_stated else MOVED
    for figure in finding.figures:
        now_held = getattr(held[figure["programme"]].cell(finding.commune, figure["book_kind"]), finding.measure)
        if now_held != figure["ours"]:
            kind = BookKind(figure["book_kind"]).label
            found.append(words.format(kind, format_count(figure["ours"]), format_count(now_held)))
    return found


def refuse_outdated(finding: Finding) -> None:
    """Raises Refused with what `outdated` says."""
    if words := outdated(finding):
        raise Refused([Problem(each) for each in words])


def agreeing(communes: Iterable[Commune], programme: str = Programme.POPULATION_DB) -> set[int]:
    """Primary keys of the communes whose figures agree with the newest that others sent, by the figures themselves and
    not by what people concluded. At most six queries."""
    return {
        commune
        for commune, found in agreements(communes, today(), programme=programme).items()
        if not found.is_behind and not found.is_concluded
    }
