"""An explanation in words: what differs, by what it is explained, on which grounds, and what cannot be told."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from communes.formatting import (
    format_count,
    format_date,
    format_share,
    format_signed,
    format_small,
    join_words,
)
from communes.models import BookKind

from ...finding_kinds import METHOD, NEEDS_OTHER_PROGRAMME, Cause
from ..comparing.tolerance import Tolerance
from .fits import Fit
from .story import Story

MOST_NAMED = 3  # lines named one by one; of more the number is told


@dataclass(frozen=True)
class Verdict:
    """What was found, before it is put in words. `fits` are the best of each cause, best first."""

    story: Story
    tolerance: Tolerance
    cause: Cause
    fits: tuple[Fit, ...] = ()
    shares: Mapping[Cause, Decimal] = field(default_factory=dict)
    rivals: tuple[Fit, ...] = ()
    lacks_trace: bool = False
    is_thin: bool = False
    fell: bool = False
    rose: bool = False
    is_certain: bool = True

    @property
    def fit(self) -> Fit | None:
        return self.fits[0] if self.fits and self.fits[0].cause == self.cause else None


def words_of(verdict: Verdict) -> Iterator[str]:
    if not verdict.story.cut_offs:
        yield "Chưa có trích xuất nào của đơn vị này. Nhập trích xuất của Công an tỉnh hoặc Sở Tư pháp để đối chiếu."
        return
    yield from _gap(verdict)
    if verdict.cause == Cause.AGREE:
        return
    if verdict.fit:
        yield _TELLING[verdict.cause](verdict, verdict.fit)
        yield from _lines(verdict.fit)
    yield from _shares(verdict)
    yield from _doubts(verdict)
    yield _method(verdict)


# ------------------------------------------------------------------ what differs
def _gap(verdict: Verdict) -> Iterator[str]:
    story = verdict.story
    day, theirs_on = story.cut_offs[-1], story.cut_offs[-1] + dt.timedelta(days=story.lag_days)
    chosen = f"trích xuất đến {format_date(theirs_on)}" if story.lag_days else "trích xuất"
    ours, theirs = sum(row[-1] for row in story.ours), sum(row[-1] for row in story.theirs)
    yield (
        f"Đến {format_date(day)} {story.commune} ghi {format_count(ours)} trường hợp,"
        f" {chosen} có {format_count(theirs)}: chênh {format_signed(story.gap)}."
    )
    if verdict.cause == Cause.AGREE:
        yield f"Mọi loại sổ đều nằm trong dung sai ({verdict.tolerance.words})."
        if _differed_before(verdict):
            yield "Các lần chốt trước từng lệch; đến lần chốt này đã hết."
        return
    by_kind = [
        f"{BookKind(kind).label.lower()} {format_signed(gaps[-1])}"
        for kind, gaps in zip(story.kinds, story.gaps, strict=True)
        if gaps[-1]
    ]
    if len(by_kind) > 1:
        yield f"Theo loại sổ: {join_words(by_kind)}."
    if story.theirs and verdict.tolerance.allows(story.gap, theirs):
        yield "Tổng số thì khớp, chỉ lệch giữa các loại sổ: có thể ghi nhầm loại sổ."


def _differed_before(verdict: Verdict) -> bool:
    story = verdict.story
    return any(
        not verdict.tolerance.allows(gap, n)
        for gaps, theirs in zip(story.gaps, story.theirs, strict=True)
        for gap, n in zip(gaps, theirs, strict=True)
    )


# ------------------------------------------------------------------ the cause
def _both_added(verdict: Verdict, fit: Fit) -> str:
    story = verdict.story
    ours, n, h = (sum(row[-1] for row in rows) for rows in (story.ours, story.theirs, story.other))
    return (
        f"Số đã ghi là tổng của cả hai chương trình: {format_count(n)} (dân cư) + {format_count(h)} (lịch sử)"
        f" = {format_count(n + h)}, sổ cái có {format_count(ours)}."
    )


def _swapped(verdict: Verdict, fit: Fit) -> str:
    story = verdict.story
    ours, n, h = (sum(row[-1] for row in rows) for rows in (story.ours, story.theirs, story.other))
    return (
        f"Số đã ghi cho chương trình dân cư ({format_count(ours)}) là số của chương trình lịch sử trong trích xuất"
        f" ({format_count(h)}), không phải số dân cư ({format_count(n)})."
    )


def _mixed(verdict: Verdict, fit: Fit) -> str:
    when = _when(fit) if fit.day or fit.until else "trong một số ngày"
    added = round(sum(row[-1] for row in fit.predicted))
    told = (
        f"Đã ghi lẫn số của chương trình lịch sử vào chương trình dân cư {when}:"
        f" tính đến lần chốt cuối là {format_count(added)} trường hợp."
    )
    if fit.is_traced:
        told += " Từ ngày đó sổ cái không còn dòng nào của chương trình lịch sử."
    return told


def _when(fit: Fit) -> str:
    if fit.is_traced and fit.day:
        return f"từ ngày {format_date(fit.day)}"
    if fit.day and fit.until:
        return f"từ một ngày trong khoảng {format_date(fit.day)} đến {format_date(fit.until)}"
    return f"từ trước lần chốt {format_date(fit.until)}"


def _within(fit: Fit) -> str:
    if fit.day and fit.until and fit.day != fit.until:
        return f"trong khoảng {format_date(fit.day)} đến {format_date(fit.until)}"
    return f"ngày {format_date(fit.day)}" if fit.day else f"trước lần chốt {format_date(fit.until)}"


def _cumulative(verdict: Verdict, fit: Fit) -> str:
    return (
        f"Có số lũy kế bị ghi thành số trong ngày, {_within(fit)}:"
        f" thừa {format_count(round(sum(row[-1] for row in fit.predicted)))} trường hợp."
    )


def _sent_twice(verdict: Verdict, fit: Fit) -> str:
    extra = format_count(round(sum(row[-1] for row in fit.predicted)))
    seen = ", các phiếu cùng ngày giống nhau từng dòng" if fit.is_traced else ""
    return f"Có số được tính hai lần, {_within(fit)}{seen}: thừa {extra} trường hợp."


def _days_missing(verdict: Verdict, fit: Fit) -> str:
    missing = format_count(-round(sum(row[-1] for row in fit.predicted)))
    if fit.is_traced:
        return (
            f"Sổ cái không có dòng nào trong {format_small(fit.days)} ngày làm việc, {_within(fit)},"
            f" mà trích xuất vẫn tăng: thiếu {missing} trường hợp."
        )
    return f"Thiếu số của những ngày {_within(fit)}: {missing} trường hợp."


def _baseline(verdict: Verdict, fit: Fit) -> str:
    story, offset = verdict.story, round(sum(row[-1] for row in fit.predicted))
    return (
        f"Chênh lệch không đổi, {format_signed(offset)}, ở cả {format_small(len(story.cut_offs))} lần chốt từ"
        f" {format_date(story.cut_offs[0])}: hai bên khác nhau từ số đầu kỳ, việc nhập hằng ngày thì khớp."
    )


def _typing_error(verdict: Verdict, fit: Fit) -> str:
    return f"Một dòng bị gõ sai {_within(fit)}: lệch {format_signed(round(sum(row[-1] for row in fit.predicted)))}."


def _two_communes(verdict: Verdict, fit: Fit) -> str:
    gaps = (f"{story.commune} ({format_signed(story.gap)})" for story in (verdict.story, fit.other))
    return (
        f"Chênh lệch của {' và của '.join(gaps)} ngược nhau ở cả {format_small(len(verdict.story.cut_offs))} lần chốt:"
        " có sổ của bên này được tính cho bên kia."
    )


_TELLING = {
    Cause.BOTH_ADDED: _both_added,
    Cause.SWAPPED: _swapped,
    Cause.MIXED_SINCE: _mixed,
    Cause.CUMULATIVE_AS_DAILY: _cumulative,
    Cause.SENT_TWICE: _sent_twice,
    Cause.DAYS_MISSING: _days_missing,
    Cause.BASELINE: _baseline,
    Cause.TYPING_ERROR: _typing_error,
    Cause.TWO_COMMUNES: _two_communes,
}


def _lines(fit: Fit) -> Iterator[str]:
    """The very lines, where our rows name them."""
    for mend in fit.mends[:MOST_NAMED]:
        kind = BookKind(mend.kind).label.lower()
        if mend.wanted:
            yield (
                f"Ngày {format_date(mend.day)}, {kind}: ghi {format_count(mend.held)},"
                f" đúng ra khoảng {format_count(mend.wanted)}."
                if fit.cause == Cause.CUMULATIVE_AS_DAILY
                else f"Ngày {format_date(mend.day)}, {kind}: ghi {format_count(mend.held)},"
                f" có lẽ là {format_count(mend.wanted)}."
            )
        else:
            yield f"Ngày {format_date(mend.day)}, {kind}: {format_count(mend.held)} trường hợp ghi lần thứ hai."
    if len(fit.mends) > MOST_NAMED:
        yield f"Còn {format_small(len(fit.mends) - MOST_NAMED)} dòng khác như vậy."


# ------------------------------------------------------------------ how well, and what cannot be told
def _shares(verdict: Verdict) -> Iterator[str]:
    if not verdict.fits or (verdict.cause == Cause.UNKNOWN and verdict.story.other is None):
        return
    scope = (
        f"qua {format_small(len(verdict.story.cut_offs))} lần chốt, {format_small(len(verdict.story.kinds))} loại sổ"
    )
    first, *rest = verdict.fits[:2]
    told = f"“{first.cause.label}” giải thích được {format_share(verdict.shares[first.cause])} chênh lệch {scope}"
    for fit in rest:
        told += f"; gần nhất sau đó là “{fit.cause.label}”, {format_share(verdict.shares[fit.cause])}"
        if verdict.shares[fit.cause] >= verdict.shares[first.cause]:
            told += ", nhưng phải giả định nhiều hơn" if fit.cost > first.cost else ", nhưng có lần chốt còn lệch xa"
    yield told + "."


def _doubts(verdict: Verdict) -> Iterator[str]:
    story = verdict.story
    if story.other is None:
        among = join_words([cause.inside for cause in NEEDS_OTHER_PROGRAMME])
        yield (
            f"Chỉ có trích xuất một chương trình nên không xét được {among}."
            " Cần trích xuất số hóa hộ tịch lịch sử của cùng lần chốt."
        )
    if verdict.rivals:
        among = join_words([fit.cause.inside for fit in (verdict.fit, *verdict.rivals)])
        yield f"Chưa phân biệt được giữa {among}."
    if verdict.cause == Cause.UNKNOWN and story.other is not None:
        yield "Không khả năng nào giải thích đủ chênh lệch; có thể có nhiều nguyên nhân cùng lúc."
    elif verdict.lacks_trace and verdict.fit:
        yield "Các dòng trong sổ cái không cho thấy việc đó, nên chưa kết luận."
    if verdict.fit and verdict.fit.is_puzzling:
        yield (
            "Dòng ấy cao khác thường và phần thừa bằng đúng chênh lệch, nhưng không rõ vì sao ghi như vậy:"
            " cần hỏi lại đơn vị."
        )
    if verdict.fell:
        before, now = (sum(row[place] for row in story.theirs) for place in (-2, -1))
        yield (
            f"Số của trích xuất giảm so với lần chốt trước ({format_count(before)}, nay {format_count(now)}); số lũy kế"
            " không tự giảm: hỏi lại nơi gửi trước khi sửa số của ta."
        )
    if verdict.rose:
        yield (
            "Số của trích xuất gấp từ 10 lần so với lần chốt trước, có thể thừa một chữ số 0: hỏi lại nơi gửi trước khi"
            " sửa số của ta."
        )
    if verdict.is_thin:
        yield (
            f"Mới có {format_small(len(story.cut_offs))} lần chốt dùng được để phân biệt; thêm trích xuất của các tuần"
            " khác thì nói được chắc hơn."
        )
    if not story.has_rows:
        yield "Không có số theo ngày, chỉ so được các con số lũy kế."


def _method(verdict: Verdict) -> str:
    """For who wants to know how; the last of the words."""
    return (
        f"{METHOD} thử từng khả năng với số của mọi lần chốt và từng dòng trong Sổ cái; khả năng nào để lại ít chênh"
        " lệch nhất mà phải giả định ít nhất (một ngày, một con số phải đoán là một giả định) thì hợp nhất. Chỉ kết"
        f" luận khi phần còn lại trong dung sai ({verdict.tolerance.words}) hoặc giải thích được từ 90% chênh lệch, và"
        " khả năng đứng sau kém hợp hơn ít nhất khoảng 20 lần."
    )
