"""Đợt rà soát: every commune says by a date whether its figures are right; closing freezes what was said."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from communes.calendar import now, today
from communes.formatting import format_date
from communes.models import Commune, District, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ..models import MOST_WORDS, Entry, Round, RoundAnswer, Statement

MOST_NAME = 120  # characters
NOT_ASKED = -1  # nobody looked at a page before answering
ANSWERED_SINCE = "{} của xã vừa trả lời. Xem câu trả lời ấy bên trên rồi gửi lại nếu còn cần."
SILENT = "silent"  # in a summary: communes that did not answer


@transaction.atomic
def open_round(*, district: District, name: str, as_of: dt.date, answer_by: dt.date, by: User) -> Round:
    """One at a time. Raises Refused."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    name = normalise(name)
    problems = problems_of_words(name, where="name", most=MOST_NAME, empty="Đặt tên đợt, ví dụ Rà soát quý I.")
    if as_of > today():
        problems.append(Problem("Ngày chốt số liệu ở tương lai. Chọn hôm nay hoặc một ngày đã qua.", "as_of"))
    elif words := _before_our_start(district, as_of):
        problems.append(Problem(words, "as_of"))
    if answer_by < max(as_of, today()):
        problems.append(Problem("Hạn trả lời đã qua. Chọn hôm nay hoặc một ngày sắp tới.", "answer_by"))
    if Round.objects.filter(district=district, closed_at=None).exists():
        problems.append(Problem("Đang có một đợt chưa đóng. Đóng đợt ấy trước khi mở đợt mới."))
    if problems:
        raise Refused(problems)
    return Round.objects.create(
        district=district, name=name, as_of=as_of, answer_by=answer_by, opened_by=by, opened_at=now()
    )


def _before_our_start(district: District, as_of: dt.date) -> str:
    first = Entry.objects.filter(commune__district=district).aggregate(Min("work_date"))["work_date__min"]
    if first is None or as_of >= first:
        return ""
    return f"Đến ngày ấy Sổ cái chưa ghi gì. Chọn từ ngày {format_date(first)} trở đi."


@transaction.atomic
def cancel_round(*, round: Round) -> None:
    """A round that was opened by mistake, before anybody answered: it leaves no trace. Raises Refused."""
    round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if round.closed_at or RoundAnswer.objects.filter(round=round).exists():
        raise Refused([Problem("Đã có xã trả lời, hoặc đợt đã đóng: không bỏ được nữa. Đóng đợt nếu cần.")])
    round.delete()


@transaction.atomic
def answer_round(
    *, round: Round, commune: Commune, statement: str, by: User, note: str = "", seen: int | None = NOT_ASKED
) -> RoundAnswer:
    """What the commune says of its figures; its newest answer stands. `seen` is the answer that stood on the page, None
    where there was none yet. Raises Refused, also once the round is closed or somebody else has answered since."""
    round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    note = normalise(note)
    differs = statement == Statement.DIFFERS
    problems = problems_of_words(note, where="note", most=MOST_WORDS, empty="Nêu số nào còn lệch." if differs else "")
    if statement not in Statement.values:
        problems.append(Problem("Chọn đúng hoặc còn lệch.", "statement"))
    if round.closed_at:
        problems.append(Problem("Đợt này đã đóng. Báo Phòng Tư pháp nếu số liệu còn sai."))
    last = RoundAnswer.objects.filter(round=round, commune=commune).order_by("answered_at", "pk").last()
    if seen != NOT_ASKED and seen != (last and last.pk):
        problems.append(Problem(ANSWERED_SINCE.format(last.answered_by.shown_name if last else "Có người")))
    if problems:
        raise Refused(problems)
    return RoundAnswer.objects.create(
        round=round, commune=commune, statement=statement, note=note, answered_by=by, answered_at=now()
    )


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:
    """Freezes who said what. Raises Refused when somebody closed it before."""
    round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if round.closed_at:
        raise Refused([Problem("Đợt này vừa được đóng.")])
    communes = list(Commune.objects.filter(district=round.district_id).in_official_order())
    answers = standing_answers(round)
    said = {one.code: answers[one.pk].statement if one.pk in answers else SILENT for one in communes}
    round.summary = {
        "counts": {state: sum(one == state for one in said.values()) for state in (*Statement.values, SILENT)},
        "said": said,
        "notes": {one.code: answers[one.pk].note for one in communes if one.pk in answers and answers[one.pk].note},
    }
    round.closed_by, round.closed_at = by, now()
    round.save(update_fields=["summary", "closed_by", "closed_at"])
    return round


def answers_of(round: Round) -> Mapping[int, list[RoundAnswer]]:
    """The answers of each commune by its primary key, the newest first: that one stands. One query."""
    answers = RoundAnswer.objects.filter(round=round).select_related("answered_by").order_by("-answered_at", "-pk")
    found: dict[int, list[RoundAnswer]] = {}
    for answer in answers:
        found.setdefault(answer.commune_id, []).append(answer)
    return found


def standing_answers(round: Round) -> Mapping[int, RoundAnswer]:
    """The newest answer of each commune, by its primary key. One query."""
    return {commune: answers[0] for commune, answers in answers_of(round).items()}


def rounds_of(communes: QuerySet[Commune]) -> QuerySet[Round]:
    """The newest first, each with how many of these communes answered: `answered`."""
    answered = Count("answers__commune", filter=Q(answers__commune__in=communes.order_by()), distinct=True)
    return Round.objects.filter(district__in=communes.order_by().values("district")).annotate(answered=answered)


def told(round: Round) -> str:
    """One line, without the days."""
    if round.closed_at is None:
        return "đang mở"
    counts = round.summary["counts"]
    return f"đã đóng: {counts['right']} xã đúng, {counts['differs']} còn lệch, {counts[SILENT]} chưa trả lời"
