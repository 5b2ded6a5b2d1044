"""What reconciling with the extracts of others has come to, as facts of a report."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from communes.models import Commune
from entries.finding_kinds import FINDING_KINDS
from entries.models import Round, Statement
from entries.reconciling.rounds import SILENT
from entries.reconciling.summary import Letter, Summary, reconciliation_summary

from .fact import Fact, Unit

HOW = "so tổng trong sổ cái với trích xuất cùng ngày chốt, từng loại sổ"


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter that is not done with: to whom, its number, of which day; of how many figures, and by what came of
    them."""

    receiver: str
    number: Fact
    day: Fact
    figures: Fact
    waiting: Fact
    adjusted: Fact
    declined: Fact

    def facts(self) -> tuple[Fact, ...]:
        return (self.number, self.day, self.figures, self.waiting, self.adjusted, self.declined)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the communes said in the last round that was closed; `named` are those whose figures differ still."""

    name: str
    as_of: Fact
    answer_by: Fact
    named: tuple[Commune, ...]
    right: Fact
    differs: Fact
    silent: Fact

    def facts(self) -> tuple[Fact, ...]:
        return (self.as_of, self.answer_by, self.right, self.differs, self.silent)


@dataclass(frozen=True, slots=True)
class ReconciledFacts:
    """`agreed`: by commune the day up to which its figures are reconciled. `behind` are the communes whose figures
    differ at the newest cut-off at which anybody counted them, `concluded` those of which people concluded what their
    gap is; `unsent` those of whom figures are to be asked for in a letter that has not gone out, `unsent_figures` how
    many. `newest` and `oldest` are the days up to which the others, and these, are reconciled; None where there are
    none. `sources`: whose figures ours were compared with. `causes`: (words, communes), certain ones only; `clues`:
    (words, how many) of what nobody has explained."""

    agreed: Mapping[int, Fact]
    compared: int
    newest: Fact | None
    oldest: Fact | None
    behind: tuple[Commune, ...]
    concluded: tuple[Commune, ...]
    unsent: tuple[Commune, ...]
    unsent_figures: Fact
    sources: str
    causes: tuple[tuple[str, tuple[Commune, ...]], ...]
    clues: tuple[tuple[str, Fact], ...]
    letters: tuple[LetterFacts, ...]
    round: RoundFacts | None

    def facts(self) -> tuple[Fact, ...]:
        letters = [fact for letter in self.letters for fact in letter.facts()]
        return (
            *self.agreed.values(),
            *filter(None, (self.newest, self.oldest)),
            self.unsent_figures,
            *(fact for _, fact in self.clues),
            *letters,
            *(self.round.facts() if self.round else ()),
        )


def gather_reconciled(communes: list[Commune], as_of: dt.date) -> ReconciledFacts:
    """A fixed number of queries: see `reconciliation_summary`."""
    found, by_pk = reconciliation_summary(communes, as_of), {one.pk: one for one in communes}
    days, behind, concluded = found.days, found.behind, found.concluded  # each is gathered anew when asked for
    return ReconciledFacts(
        {pk: _agreed(by_pk[pk], each.day) for pk, each in found.reconciled.items() if each.day},
        len(found.reconciled),
        Fact("reconciled.newest", days[-1], Unit.DAY, "Ngày đã đối chiếu đến", how=HOW) if days else None,
        Fact("reconciled.oldest", days[0], Unit.DAY, "Ngày đối chiếu sớm nhất", how=HOW) if days else None,
        tuple(one for one in communes if one.pk in behind),
        tuple(one for one in communes if one.pk in concluded),
        tuple(one for one in communes if one.pk in found.unsent),
        _unsent(found),
        " hoặc ".join(found.sources),
        tuple(
            (FINDING_KINDS.get(kind, kind), tuple(one for one in communes if one.pk in of_kind))
            for kind, of_kind in found.causes.items()
        ),
        tuple((FINDING_KINDS[kind], _clue(kind, count)) for kind, count in found.clues.items()),
        _letters(found),
        found.round and _round(found.round, communes),
    )


def _agreed(commune: Commune, day: dt.date) -> Fact:
    return Fact(
        f"commune.{commune.code}.reconciled", day, Unit.DAY, f"Đã đối chiếu đến, {commune.full_name}",
        scope=commune.full_name, how=HOW,
    )  # fmt: skip


def _clue(kind: str, count: int) -> Fact:
    how = "đếm phát hiện trong sổ cái còn thấy và chưa kết luận"
    return Fact(f"findings.{kind}", count, Unit.TIMES, f"Phát hiện chưa kết luận: {FINDING_KINDS[kind]}", how=how)


def _letters(found: Summary) -> tuple[LetterFacts, ...]:
    return tuple(_letter(f"letter.{place}", letter) for place, letter in enumerate(found.letters, start=1))


def _letter(id: str, letter: Letter) -> LetterFacts:
    how = "đếm đề nghị điều chỉnh đã gửi, theo kết quả đã ghi"

    def times(name: str, count: int, what: str) -> Fact:
        return Fact(f"{id}.{name}", count, Unit.TIMES, f"Số liệu {what} theo công văn {letter.number}", how=how)

    return LetterFacts(
        letter.receiver,
        Fact(f"{id}.number", letter.number, Unit.NAME, f"Số công văn gửi {letter.receiver}", how=how),
        Fact(f"{id}.day", letter.day, Unit.DAY, f"Ngày công văn số {letter.number}", how=how),
        times("figures", letter.figures, "đề nghị"),
        times("waiting", letter.waiting, "chờ trả lời"),
        times("adjusted", letter.adjusted, "đã điều chỉnh"),
        times("declined", letter.declined, "không được đồng ý"),
    )


def _unsent(found: Summary) -> Fact:
    how = "đếm đề nghị điều chỉnh chưa ghi là đã gửi"
    return Fact(
        "requests.unsent", sum(found.unsent.values()), Unit.TIMES, "Số liệu cần đề nghị điều chỉnh, chưa gửi", how=how
    )


def _round(kept: Round, communes: list[Commune]) -> RoundFacts:
    counts, how = kept.summary["counts"], f"đếm trả lời của các đơn vị khi đóng đợt {kept.name}"

    def units(state: str, what: str) -> Fact:
        return Fact(f"round.{state}", counts[state], Unit.COMMUNES, f"Đơn vị {what}, {kept.name}", how=how)

    return RoundFacts(
        kept.name,
        Fact("round.as_of", kept.as_of, Unit.DAY, f"Ngày chốt số liệu, {kept.name}", how=how),
        Fact("round.answer_by", kept.answer_by, Unit.DAY, f"Hạn trả lời, {kept.name}", how=how),
        tuple(one for one in communes if kept.summary["said"][one.code] == Statement.DIFFERS),
        units("right", "xác nhận số liệu đúng"),
        units("differs", "báo còn lệch"),
        units(SILENT, "chưa trả lời"),
    )
