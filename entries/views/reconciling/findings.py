"""Phát hiện: what should be looked at, what was said of it, and how it was settled."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.access import communes_of, may, needs
from communes.keeping import keeps_form_of, keeps_typed_form, kept_form
from communes.models import BookKind
from communes.refusals import Refused, faults_of, place_refusal
from entries.forms.reconciling.findings import FindingActForm, FindingFilterForm
from entries.models import Batch, ExtractSource, Finding, FindingState
from entries.reconciling.comparing.comparison import settings_of
from entries.reconciling.findings import by_book, finding_thread, settling
from entries.reconciling.findings.finding_thread import StaleFinding
from entries.reconciling.findings.gathering import gather_findings, still_shown
from entries.reconciling.findings.next_step import left_after, next_step
from entries.reconciling.findings.outdated import outdated
from entries.reconciling.findings.proposals import proposed_lines

SETTLE, ANSWER = "entries.settle_finding", "entries.answer_finding"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Act:
    """One button of a finding's page: who may press it, in which states, and what it does."""

    button: str
    permission: str
    states: tuple[str, ...]
    done: str
    write: Callable
    takes: str = "text"  # the name under which the words go
    is_main: bool = False


RETURNED, RETURNED_DONE = "Trả lại đề xuất, hỏi lại xã", "Đã trả lại đề xuất và hỏi lại xã."
OPEN_STATES = (FindingState.NEW, FindingState.ASKED, FindingState.EXPLAINED)
CLOSED_STATES = (FindingState.FIXED, FindingState.NOT_ERROR, FindingState.REQUESTED)
ACTS = {
    "hoi-xa": Act("Hỏi xã", SETTLE, OPEN_STATES, "Đã hỏi xã.", finding_thread.ask_commune, is_main=True),
    "tra-loi": Act("Gửi trả lời", ANSWER, OPEN_STATES, "Đã gửi trả lời.", finding_thread.answer, is_main=True),
    "de-xuat": Act(
        "Đề xuất điều chỉnh như trên", ANSWER, OPEN_STATES, "Đã gửi đề xuất; Phòng Tư pháp xem và quyết định.",
        by_book.propose_as_found,
    ),
    "rut-de-xuat": Act("Rút đề xuất", ANSWER, OPEN_STATES, "Đã rút đề xuất.", by_book.withdraw_proposal),
    "chap-nhan": Act(
        "Chấp nhận đề xuất của xã", SETTLE, OPEN_STATES, "Đã ghi điều chỉnh vào sổ cái.", by_book.accept, "reason",
        is_main=True,
    ),
    "ghi-dieu-chinh": Act(
        "Ghi điều chỉnh", SETTLE, OPEN_STATES, "Đã ghi điều chỉnh vào sổ cái.", settling.put_right, "reason"
    ),
    "de-nghi": Act(
        "Đề nghị nơi gửi điều chỉnh", SETTLE, OPEN_STATES, "Đã đưa vào danh sách đề nghị điều chỉnh.",
        settling.ask_for_adjustment, "reason",
    ),
    "da-sua": Act(
        "Đã sửa", SETTLE, OPEN_STATES, "Đã ghi nhận là đã sửa.", finding_thread.close_as_mended, "reason", is_main=True
    ),
    "khong-phai-loi": Act(
        "Không phải lỗi", SETTLE, OPEN_STATES, "Đã ghi nhận không phải lỗi.", finding_thread.close_as_right, "reason"
    ),
    "mo-lai": Act("Mở lại", SETTLE, CLOSED_STATES, "Đã mở lại phát hiện.", finding_thread.reopen, "reason"),
    "nhan": Act("Nhận phụ trách", SETTLE, OPEN_STATES, "Bạn phụ trách phát hiện này.", finding_thread.take_over, ""),
}  # fmt: skip
TAKES_A_PAPER = (settling.put_right, by_book.propose_as_found, by_book.accept)
POSTS = (settling.put_right, by_book.accept)


def _visible(user):
    return Finding.objects.filter(commune__in=communes_of(user)).select_related(
        "commune", "extract", "owner", "book", "proposal"
    )


@require_GET
def findings(request):
    of_one = bool(request.user.commune_id)
    form = FindingFilterForm(request.GET, communes=communes_of(request.user).values("pk"), of_one=of_one)
    chosen = _visible(request.user).most_urgent_first()
    chosen = form.narrow(chosen) if form.is_valid() else chosen.open()
    found = list(chosen[: MOST_SHOWN + 1])
    looked_at = settings_of(request.user.district).looked_at
    shown = {
        "form": form, "faults": faults_of(form), "findings": found[:MOST_SHOWN], "has_more": len(found) > MOST_SHOWN,
        "looked_at": looked_at, "recorded_since": _recorded_since(request.user, looked_at),
        "may_settle": may(request.user, SETTLE),
        "may_dispute": any(may(request.user, name) for name in (SETTLE, ANSWER)),
    }  # fmt: skip
    return render(request, "entries/reconciling/findings.html", shown, status=200 if form.is_valid() else 400)


def _recorded_since(user, looked_at) -> int:
    """Batches that nobody has looked at for findings."""
    if looked_at is None:
        return 0
    return Batch.objects.filter(commune__in=communes_of(user), recorded_at__gt=looked_at).count()


@needs(SETTLE)
@require_POST
def look_again(request):
    seen = gather_findings(district=request.user.district, by=request.user)
    messages.success(request, f"Đã tìm lại: {seen.words}.")
    return redirect("findings")


@keeps_typed_form
@require_http_methods(["GET"])
def finding(request, pk):
    return _show(request, get_object_or_404(_visible(request.user), pk=pk), kept_form(request))


@keeps_form_of("finding", "pk")
@require_POST
def act_on_finding(request, pk, act):
    found = get_object_or_404(_visible(request.user), pk=pk)
    if act not in ACTS:
        raise Http404
    chosen, form = _worded(act, found), FindingActForm(request.POST, settles=may(request.user, SETTLE, found.commune))
    if not may(request.user, chosen.permission, found.commune):
        raise PermissionDenied
    if form.is_valid() and _done(request, found, chosen, form):
        return redirect("finding", pk=pk)
    return _show(request, found, form=form)


def _done(request, found: Finding, act: Act, form: FindingActForm) -> bool:
    """Whether it was stored; what was refused is placed in the form, which keeps what was typed."""
    given = {act.takes: form.cleaned_data["text"]} if act.takes else {}
    if act.write in TAKES_A_PAPER:
        given["document_number"] = form.cleaned_data["document_number"]
    try:
        act.write(finding=found, by=request.user, seen=form.cleaned_data["seen"], **given)
    except Refused as refused:
        place_refusal(refused, form)
    except StaleFinding as stale:
        form.add_error(None, str(stale))
    else:
        messages.success(request, act.done)
        if act.write in POSTS:
            say_what_is_left(request, found)
        return True
    return False


def say_what_is_left(request, found: Finding) -> None:
    """After a correction: whether it closed the gap. It is looked at at once, so that nobody takes it for closed."""
    if words := still_shown(found, by=request.user):
        messages.warning(request, f"{words} Phát hiện được mở lại để xem tiếp.")


def _show(request, found: Finding, kept=None, form: FindingActForm | None = None):
    found.refresh_from_db()
    settles = may(request.user, SETTLE, found.commune)
    form = form or FindingActForm(kept, settles=settles, initial={"seen": found.revision})
    faults = faults_of(form) if form.is_bound and not kept else []
    if form.is_bound:  # what was typed stays; what was seen is what stands above it now
        form.data = form.data.copy()
        form.data["seen"] = found.revision
    acts = [
        (name, _worded(name, found))
        for name, act in ACTS.items()
        if found.state in act.states and may(request.user, act.permission, found.commune) and _fits(name, found)
    ]
    acts.sort(key=lambda named: not named[1].is_main)
    changed = outdated(found) if found.is_open else []
    remarks = list(found.remarks.select_related("made_by").order_by("made_at"))
    proposed = proposed_lines(found, remarks)
    shown = {
        "finding": found, "form": form, "faults": faults, "acts": acts, "changed": changed,
        "ledger": urlencode(found.filters),
        "remarks": [(remark, proposed.get(remark.pk)) for remark in remarks],
        "figures": [figure | {"label": BookKind(figure["book_kind"]).label} for figure in found.figures],
        "theirs": _whose(found),
        "mends": [
            mend | {"label": BookKind(mend["kind"]).label, "day": dt.date.fromisoformat(mend["day"])}
            for mend in found.mends
        ] if found.is_open else [],
        "may_settle": settles,
        "next_step": next_step(found, settles=settles, again=any(one.state not in OPEN_STATES for one in remarks))
        if acts
        else "",
        "left_after": None if changed else left_after(found),
        "by_book": found.is_open and any(may(request.user, name, found.commune) for name in (SETTLE, ANSWER)),
        "proposed": proposed.get(found.proposal_id),
        "corrections": found.corrections.all(),
        "requests": found.requests.all(),
    }  # fmt: skip
    return render(request, "entries/reconciling/finding.html", shown, status=400 if faults else 200)


def _whose(found: Finding) -> str:
    """Heading over the figures that are not ours."""
    if found.extract:
        return found.extract.get_source_display()
    sources = {figure["source"] for figure in found.figures if "source" in figure}
    return ExtractSource(sources.pop()).label if len(sources) == 1 else "Trích xuất"


def _worded(name: str, found: Finding) -> Act:
    """To ask again while a proposal waits is to return it, and accepting it is what the page is for."""
    if name == "hoi-xa" and found.proposal_id:
        return replace(ACTS[name], button=RETURNED, done=RETURNED_DONE, is_main=False)
    return ACTS[name]


def _fits(name: str, found: Finding) -> bool:
    if name in ("ghi-dieu-chinh", "de-xuat"):
        return bool(found.mends)
    if name in ("chap-nhan", "rut-de-xuat"):
        return found.proposal_id is not None
    if name == "da-sua":
        return found.gone_on is not None
    return name != "de-nghi" or found.is_gap
