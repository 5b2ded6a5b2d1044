"""The ranking in sentences: the formula with a commune's own figures, what moved it, whom to praise, whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from communes.formatting import format_count, format_date, format_share, format_small, join_words
from communes.models import Commune, Deadline

from .ranking import ENOUGH_DAYS, HARDER, MOST_HARDNESS, SHIFT_MINUTES, WINDOW_DAYS, Mean, Ranked, Ranking, Worked

TOP = 3  # places to praise
HALF, MUCH_LOST = 0.5, 0.1
SAME = 0.05  # a difference from the mean that explains nothing

FORMULA = (
    f"Nhịp quy đổi = số đã nhập {WINDOW_DAYS} ngày qua × hệ số khó ÷ máy-ca chạy được. Máy-ca chạy được = số ngày làm"
    " việc × 03 ca × phần ngày máy thật sự rảnh, cộng các máy đặt tại xã, trừ số phút gián đoạn (kể cả ngày nghỉ) chia"
    f" {SHIFT_MINUTES}. Hệ số khó = 1 + {HARDER} × số trường hợp lỗi còn mở ÷ số phải nhập, nhiều nhất"
    f" {MOST_HARDNESS:.0f}: một trường hợp lỗi tốn công bằng {HARDER + 1:02d} trường hợp thường. Đơn vị nhập chưa đủ"
    f" {ENOUGH_DAYS} ngày làm việc thì chưa xếp hạng."
)


@dataclass(frozen=True, slots=True)
class Named:
    """A commune on a draft list, and why."""

    commune: Commune
    why: str


def decimal(number: float, places: int = 1) -> str:
    """1.234,5 as it is written here."""
    whole, part = f"{abs(number):.{places}f}".split(".")
    sign = "−" if round(number, places) < 0 else ""
    return f"{sign}{format_count(int(whole))},{part}"


def formula_of(worked: Worked) -> str:
    """The formula with this commune's figures; empty where there is nothing to divide by."""
    if worked.adjusted is None:
        return ""
    return (
        f"{format_count(worked.records)} trường hợp × {decimal(worked.hardness, 2)}"
        f" ({decimal(worked.faults_per_1000)} lỗi trên 1.000 trường hợp) ÷ ({decimal(worked.standing)} máy-ca −"
        f" {decimal(worked.lost)} máy-ca gián đoạn) = {decimal(worked.adjusted, 2)} trường hợp mỗi máy-ca"
    )


def moved_in_words(line: Ranked, mean: Mean | None) -> str:
    """What took a commune up or down when looked at fairly."""
    if line.fair is None or mean is None:
        return line.worked.not_ranked
    if not line.moved:
        return "giữ nguyên thứ hạng"
    way = "lên" if line.moved > 0 else "xuống"
    reasons = _reasons(line.worked, mean, helped=line.moved > 0)
    because = f": {join_words(reasons)}" if reasons else ": do các đơn vị khác đổi chỗ"
    return f"{way} {format_small(abs(line.moved))} bậc{because}"


def _reasons(worked: Worked, mean: Mean, *, helped: bool) -> list[str]:
    found = []
    fewer, more = worked.standing < mean.standing * (1 - SAME), worked.standing > mean.standing * (1 + SAME)
    beside = f"{decimal(worked.standing)} so với mức chung {decimal(mean.standing)}"
    if helped and fewer:
        found.append(f"ít máy-ca hơn ({beside})")
    if not helped and more:
        found.append(f"nhiều máy-ca hơn ({beside})")
    minutes = f"{format_count(worked.minutes_lost)} phút so với mức chung {format_count(round(mean.minutes_lost))}"
    if helped and worked.minutes_lost > mean.minutes_lost * (1 + SAME):
        found.append(f"gián đoạn nhiều hơn ({minutes})")
    if not helped and worked.minutes_lost < mean.minutes_lost * (1 - SAME):
        found.append(f"gián đoạn ít hơn ({minutes})")
    faults = f"{decimal(worked.faults_per_1000)} lỗi trên 1.000 so với mức chung {decimal(mean.faults_per_1000)}"
    if helped and worked.faults_per_1000 > mean.faults_per_1000 * (1 + SAME):
        found.append(f"sổ nhiều lỗi hơn ({faults})")
    if not helped and worked.faults_per_1000 < mean.faults_per_1000 * (1 - SAME):
        found.append(f"sổ ít lỗi hơn ({faults})")
    return found


# ------------------------------------------------------------------ draft lists
def to_praise(ranking: Ranking, deadline: Deadline | None) -> list[Named]:
    """Finished before the deadline, or among the first by the adjusted figure and forecast to be in time."""
    return [
        Named(line.worked.commune, why) for line in ranking.lines if (why := _praise(line, ranking, deadline))
    ]  # fmt: skip


def _praise(line: Ranked, ranking: Ranking, deadline: Deadline | None) -> str:
    worked, figure = line.worked, line.worked.figure
    if deadline is None or figure.to_enter <= 0:
        return ""
    if figure.left <= 0:
        if figure.last_worked_on is None or figure.last_worked_on >= deadline.due_on:
            return ""
        return (
            f"Đã nhập xong {format_count(figure.entered)}/{format_count(figure.to_enter)} trường hợp, ngày nhập cuối"
            f" {format_date(figure.last_worked_on)}, trước hạn {format_date(deadline.due_on)}."
        )
    is_top = line.fair is not None and line.fair <= TOP < ranking.size
    if not is_top or worked.verdict is None or worked.verdict.code != "on_time":
        return ""
    return (
        f"Xếp thứ {line.fair} theo nhịp quy đổi: {decimal(worked.adjusted, 2)} trường hợp mỗi máy-ca, mức chung"
        f" {decimal(ranking.mean.adjusted, 2)}; đã đạt {format_share(figure.share)}; dự báo kịp hạn"
        f" {format_date(deadline.due_on)}."
    )


def to_call_to_account(ranking: Ranking, deadline: Deadline | None) -> list[Named]:
    """Ran less than half of the machine-shifts it could, without much downtime, stands in the lower half, and will miss
    the deadline. Whoever is not ranked is not on the list: missing data accuse nobody."""
    return [
        Named(line.worked.commune, _account(line, ranking.size, deadline))
        for line in ranking.lines
        if line.fair is not None and 2 * line.fair > ranking.size + 1 and _falls_short(line.worked)
    ]


def _falls_short(worked: Worked) -> bool:
    is_late = worked.verdict is not None and worked.verdict.tone == "bad"
    return is_late and worked.used is not None and worked.used < HALF and worked.lost_part < MUCH_LOST


def _account(line: Ranked, size: int, deadline: Deadline | None) -> str:
    worked = line.worked
    ran = (
        f"{WINDOW_DAYS} ngày qua có phiếu ở {format_small(worked.shifts)} trên {decimal(worked.available)} máy-ca chạy"
        f" được ({_percent(worked.used)}), dưới một nửa"
        if worked.shifts
        else f"{WINDOW_DAYS} ngày qua không có phiếu nào" + _last(worked)
    )
    lost = (
        f"gián đoạn chỉ làm mất {decimal(worked.lost)} máy-ca ({_percent(worked.lost_part)})"
        if worked.lost
        else "không ghi gián đoạn nào"
    )
    due = f"; {worked.verdict.words} hạn {format_date(deadline.due_on)}" if deadline else ""
    return (
        f"{ran[:1].upper()}{ran[1:]}; {lost}; xếp thứ {line.fair}/{size} theo nhịp quy"
        f" đổi{due}; mới đạt {format_share(worked.figure.share)}."
    )


def _last(worked: Worked) -> str:
    return f", phiếu gần nhất ngày {format_date(worked.last_on)}" if worked.last_on else " (quá 08 tuần)"


def _percent(part: float) -> str:
    return f"{round(part * 100)}%"


def unranked(ranking: Ranking) -> list[Named]:
    """Those of whom nothing fair can be said, and why."""
    return [
        Named(line.worked.commune, line.worked.not_ranked)
        for line in ranking.lines
        if line.worked.not_ranked.startswith("chưa")
    ]


def draft_of(commune: Commune, praised: Iterable[Named], called: Iterable[Named]) -> tuple[str, str]:
    """(on which list, why) for a line of the workbook; empty where on none."""
    for words, named in (("khen thưởng", praised), ("kiểm điểm", called)):
        for one in named:
            if one.commune.pk == commune.pk:
                return words, one.why
    return "", ""
