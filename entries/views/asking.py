"""The thread of a batch: the district asks back and marks as seen, the commune answers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from communes.access import fetch, may, require
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import User

from .. import asking
from ..faults import faults_of
from ..forms.asking import RemarkForm
from ..models import Batch, RemarkKind
from ..posting import Refused
from ..reviewing import ReviewState, with_review_state


@dataclass(frozen=True, slots=True)
class Act:
    """One of the two sides of the thread; `url` is the name of its page and of its permission."""

    url: str
    title: str
    label: str
    button: str
    done: str
    write: Callable

    @property
    def permission(self) -> str:
        return f"entries.{self.url}"


ASK = Act("ask_back", "Hỏi lại về phiếu", "Câu hỏi gửi xã", "Gửi câu hỏi", "Đã gửi câu hỏi đến", asking.ask_back)
ANSWER = Act(
    "answer_question", "Trả lời về phiếu", "Trả lời của xã", "Gửi trả lời", "Đã gửi trả lời đến", asking.answer
)


def thread_for(user: User, root: Batch, form: RemarkForm | None = None) -> dict:
    """What was said about a batch, whose turn it is, and the form of who may say something."""
    remarks = list(root.remarks.select_related("made_by").order_by("made_at"))
    act = ASK if may(user, ASK.permission, root.commune) else None
    if any(remark.kind == RemarkKind.QUESTION for remark in remarks) and may(user, ANSWER.permission, root.commune):
        act = ANSWER
    state = None
    if remarks or root.flags:
        state = with_review_state(Batch.objects.filter(pk=root.pk)).get().review_state
    return {
        "remarks": remarks,
        "state": state and ReviewState(state),
        "was_corrected": state == ReviewState.FOR_DISTRICT and remarks and remarks[-1].kind == RemarkKind.QUESTION,
        "act": act,
        "remark_form": form or (act and RemarkForm(label=act.label)),
        "may_mark": act == ASK and state and state != ReviewState.SEEN,
    }


def _root(request, pk) -> Batch:
    batches = Batch.objects.select_related(
        "commune", "workstation", "worked_by", "corrects__commune", "corrects__workstation", "corrects__worked_by"
    )
    batch = fetch(batches, request.user, pk=pk)
    return batch.corrects or batch


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def ask_back(request, pk):
    return _say(request, _root(request, pk), ASK)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def answer_question(request, pk):
    return _say(request, _root(request, pk), ANSWER)


def _say(request, root: Batch, act: Act):
    require(request.user, act.permission, root.commune)
    is_sent = request.method == "POST"
    form = RemarkForm(request.POST if is_sent else kept_form(request), label=act.label)
    if is_sent and form.is_valid():
        try:
            if typed_by_other(request):
                form.add_error(None, "Biểu mẫu này do tài khoản khác mở. Kiểm tra lại rồi gửi lần nữa.")
            else:
                data = form.cleaned_data
                act.write(batch=root, text=data["text"], by=request.user, id=data["id"])
                receiver = root.commune.full_name if act == ASK else "Phòng Tư pháp"
                messages.success(request, f"{act.done} {receiver}.")
                return redirect("batch", pk=root.pk)
        except Refused as refusal:
            for problem in refusal.problems:
                form.add_error(problem.where, problem.message)
    shown = {"root": root, "thread": thread_for(request.user, root, form), "act": act, "faults": faults_of(form)}
    return render(request, "entries/remark.html", shown, status=400 if is_sent else 200)


@require_POST
def mark_seen(request, pk):
    root = _root(request, pk)
    require(request.user, ASK.permission, root.commune)
    asking.mark_seen(batch=root, by=request.user)
    messages.success(request, f"Đã xem phiếu {root.receipt}.")
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return redirect(page)
    return redirect("batch", pk=root.pk)
