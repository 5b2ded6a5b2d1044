"""One plan: its targets beside the ledger, and the acts of those who make and decide it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from communes.access import fetch, may, require
from communes.calendar import today
from communes.changes import changes_of
from communes.forms.plans import DecisionForm, ReasonsForm, TargetsForm, with_fields
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import Plan, PlanLevel, PlanState
from communes.planning import (
    DECIDE,
    EDITABLE,
    KEEP,
    accept_plan,
    drop_plan,
    explain_gap,
    keep_targets,
    may_change,
    return_plan,
    send_plan,
)
from communes.refusals import OTHERS_FORM, Refused, faults_of, place_refusal

from ..planning.plan_chart import plan_chart
from ..planning.plans import capacity_of, standings, told_plans


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def plan(request, pk):
    """The plan; sent to it, its targets while it may still be changed."""
    found = fetch(told_plans(), request.user, pk=pk)
    if request.method == "POST":
        _require_keeper(request.user, found)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = _kept_form(typed, found)
    if request.method == "POST" and form.is_valid():
        counts = dict(zip((one.pk for one in _targets(found)), form.counts, strict=True))
        data = form.cleaned_data
        if _did(request, form, keep_targets, plan=found, counts=counts, document=data["document"], note=data["note"]):
            messages.success(request, "Đã lưu.")
            return redirect("plan", pk=pk)
    return _page(request, found, targets=form)


def _require_keeper(user, found: Plan) -> None:
    require(user, KEEP, found.commune)
    if not may_change(user, found):  # the commune's own, or the district's
        raise PermissionDenied


def _targets(found: Plan) -> list:
    return sorted(found.targets.all(), key=lambda target: target.from_on)


def _kept_form(typed, found: Plan) -> TargetsForm:
    targets = _targets(found)
    initial = {f"target-{one.from_on}": one.count for one in targets}
    initial |= {"document": found.document, "note": found.note}
    firsts = {one.from_on: f"kỳ bắt đầu {one.from_on:%d/%m/%Y}" for one in targets}
    return TargetsForm(typed, firsts=firsts, with_words=True, initial=initial)


def _did(request, form, act, **about) -> bool:
    """Whether the act was done; else what was refused stands in the form."""
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return False
    try:
        act(by=request.user, **about)
    except Refused as refused:
        place_refusal(refused, form)
        return False
    return True


def _page(request, found: Plan, *, targets=None, reasons=None, decision=None):
    user, commune = request.user, found.commune
    faults = faults_of(*filter(None, (targets, reasons, decision)))
    power = capacity_of(commune, found.programme, today())
    (standing,) = standings([found], today=today(), power=power)
    is_keeper = may_change(user, found)
    is_editing = is_keeper and found.state in EDITABLE
    is_explaining = may(user, KEEP, commune) and found.state == PlanState.ACCEPTED and standing.has_begun
    targets = (targets or _kept_form(None, found)) if is_editing else None
    reasons = (reasons or _reasons_form(None, found)) if is_explaining else None
    decision = decision or DecisionForm()
    shown = {
        "plan": found, "standing": standing, "capacity": power, "chart": plan_chart(standing), "faults": faults,
        "targets": targets, "reasons": reasons, "decision": decision, "may_keep": is_keeper,
        "rows": with_fields(standing.rows, targets or reasons, "target" if is_editing else "reason"),
        "is_editing": is_editing, "is_commune_plan": found.level == PlanLevel.COMMUNE,
        "may_decide": may(user, DECIDE, commune), "history": changes_of(found),
        "may_drop": is_keeper and found.state == PlanState.DRAFT and found.sent_at is None,
    }  # fmt: skip
    return render(request, "reports/plan.html", shown, status=400 if faults else 200)


def _reasons_form(typed, found: Plan) -> ReasonsForm:
    return ReasonsForm(typed, targets=[one for one in _targets(found) if one.from_on <= today()])


# ------------------------------------------------------------------ acts of one plan
@require_POST
def hand_in_plan(request, pk):
    found = fetch(told_plans(), request.user, pk=pk)
    _require_keeper(request.user, found)
    return _simple(request, found, send_plan, "Đã gửi huyện duyệt.")


@require_POST
def remove_plan(request, pk):
    found = fetch(told_plans(), request.user, pk=pk)
    _require_keeper(request.user, found)
    return _simple(request, found, drop_plan, "Đã xóa bản đang soạn.", to="plans")


def _simple(request, found: Plan, act, done: str, to: str = "plan"):
    """An act without anything to type: done, or refused in words on the plan's page."""
    try:
        act(by=request.user, plan=found)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("plan", pk=found.pk)
    messages.success(request, done)
    return redirect(to) if to == "plans" else redirect(to, pk=found.pk)


@require_POST
def approve_plan(request, pk):
    return _decide(request, pk, accept_plan, "Đã chấp nhận kế hoạch.")


@require_POST
def give_plan_back(request, pk):
    return _decide(request, pk, return_plan, "Đã trả lại kế hoạch.")


def _decide(request, pk, act, done: str):
    found = fetch(told_plans(), request.user, pk=pk)
    require(request.user, DECIDE, found.commune)
    form = DecisionForm(request.POST)
    if form.is_valid() and _did(request, form, act, plan=found, words=form.cleaned_data["decision"]):
        messages.success(request, done)
        return redirect("plan", pk=pk)
    return _page(request, fetch(told_plans(), request.user, pk=pk), decision=form)


@require_POST
def explain_plan(request, pk):
    found = fetch(told_plans(), request.user, pk=pk)
    require(request.user, KEEP, found.commune)
    form = _reasons_form(request.POST, found)
    if form.is_valid() and _did(request, form, explain_gap, plan=found, reasons=form.reasons):
        messages.success(request, "Đã ghi lý do chênh lệch.")
        return redirect("plan", pk=pk)
    return _page(request, found, reasons=form)
