"""The district asks back about a batch, the commune answers, the district marks it as seen; nothing is rewritten."""

import uuid

from django.db import IntegrityError, connection, transaction

from communes.calendar import now
from communes.models import User
from communes.privacy import NO_PERSONAL_NUMBERS, personal_number_in
from communes.text import normalise

from .append_only import wait_for_turn
from .models import MAX_TEXT, Batch, Remark, RemarkKind
from .posting import Problem, Refused

NOTHING_ASKED = "Phiếu này chưa có câu hỏi nào. Muốn sửa số thì bấm Điều chỉnh."
TAKEN = "Câu này đã được gửi với nội dung khác. Mở lại phiếu để xem, rồi gửi lại nếu còn cần."


def problems_of_text(text: str, empty: str, *, where: str = "text", most: int = MAX_TEXT) -> list[Problem]:
    """Why a sentence cannot be stored: nothing in it (`empty` says so), too long, a citizen's number in it."""
    found = []
    if not text and empty:
        found.append(Problem(empty, where))
    if len(text) > most:
        found.append(Problem(f"Viết gọn trong {most} ký tự; đang có {len(text)}.", where))
    if number := personal_number_in(text):
        found.append(Problem(NO_PERSONAL_NUMBERS.format(number), where))
    return found


def ask_back(*, batch: Batch, text: str, by: User, id: uuid.UUID | None = None) -> Remark:
    """The district's question about a batch; about a correction it goes to the batch that it corrects.

    Raises Refused when the text is empty, too long or holds a citizen's number. The same `id` with the same text
    returns the stored question.
    """
    return _say(RemarkKind.QUESTION, batch, text, by, id, "Ghi câu hỏi gửi xã.")


def answer(*, batch: Batch, text: str, by: User, id: uuid.UUID | None = None) -> Remark:
    """The commune's answer. Raises Refused as `ask_back` does, and when nothing was asked."""
    return _say(RemarkKind.ANSWER, batch, text, by, id, "Ghi câu trả lời.")


@transaction.atomic
def _say(kind, batch, text, by, id, empty) -> Remark:
    batch, text = batch.corrects or batch, normalise(text)
    problems = problems_of_text(text, empty)
    if kind == RemarkKind.ANSWER and not batch.remarks.filter(kind=RemarkKind.QUESTION).exists():
        problems.append(Problem(NOTHING_ASKED, "text"))
    if problems:
        raise Refused(problems)
    wait_for_turn(connection)
    remark = Remark(id=id or uuid.uuid4(), batch=batch, kind=kind, text=text, made_by=by, made_at=now())
    try:
        with transaction.atomic():
            remark.save()
    except IntegrityError:
        stored = Remark.objects.filter(pk=remark.pk).first()  # the same form, sent twice
        if stored is None:
            raise
        if (stored.batch_id, stored.kind, stored.text, stored.made_by_id) != (batch.pk, kind, text, by.pk):
            raise Refused([Problem(TAKEN, "text")]) from None
        return stored
    return remark


@transaction.atomic
def mark_seen(*, batch: Batch, by: User) -> Remark:
    """The district has looked at a batch and has no question left. Marked already, the mark that stands is returned."""
    batch = batch.corrects or batch
    wait_for_turn(connection)
    newest = batch.remarks.order_by("made_at").last()
    if newest and newest.kind == RemarkKind.SEEN:
        return newest
    return Remark.objects.create(batch=batch, kind=RemarkKind.SEEN, made_by=by, made_at=now())
