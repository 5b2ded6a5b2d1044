"""Kế hoạch: the list beside the ledger, and drawing a plan up from a proposal."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import commune_coded, communes_of, in_scope, may, needs, require
from communes.calendar import today
from communes.forms.plans import PlanForm, TargetsForm, with_fields
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import Deadline, Plan, PlanLevel, PlanState, Role
from communes.planning import KEEP, levels_of, make_plan, same_plan, taken
from communes.refusals import OTHERS_FORM, Refused, faults_of, place_refusal

from ..planning.plans import propose, standings, told_plans

PER_PAGE = 30


@require_GET
def plans(request):
    """Those that wait for the district first, then those in force, being drawn up, and past."""
    found = in_scope(told_plans(), request.user).order_by("commune__position", "-from_on", "id")
    over = found.filter(state=PlanState.ACCEPTED, to_on__lt=today())
    page = Paginator(over.order_by("-to_on", "commune__position", "id"), PER_PAGE).get_page(request.GET.get("trang"))
    current = list(found.exclude(pk__in=over.values("pk")))
    told = standings([*current, *page.object_list], today=today())
    groups = {name: [one for one in told if one.group == name] for name in ("waiting", "running", "making", "past")}
    shown = {
        "groups": groups,
        "page": page,
        "is_empty": not told,
        "is_district": request.user.role != Role.COMMUNE,
        "may_keep": may(request.user, KEEP),
    }
    return render(request, "reports/plans.html", shown)


@keeps_typed_form
@needs(KEEP)
@require_http_methods(["GET", "POST"])
def new_plan(request):
    typed = request.POST if request.method == "POST" else kept_form(request)
    asked = request.GET if typed is None else typed
    if not request.user.commune_id and not asked.get("xa"):
        shown = {"communes": communes_of(request.user)}
        return render(request, "reports/new_plan.html", shown, status=400 if request.method == "POST" else 200)
    commune = commune_coded(request.user, asked.get("xa", ""))
    require(request.user, KEEP, commune)
    form = _plan_form(request, commune, typed)
    proposal = targets = other = None
    if form.is_valid():
        plan = form.plan
        if other := same_plan(plan):
            form.add_error("from_on", taken(other).message)
        else:
            proposal = propose(plan, today=today())
            targets = _targets_form(typed, proposal)
            if request.method == "POST" and targets.is_valid() and (made := _made(request, plan, targets)):
                messages.success(request, f"Đã lưu kế hoạch: {made.get_state_display()}.")
                return redirect("plan", pk=made.pk)
    faults = faults_of(*filter(None, (form, targets)))
    shown = {
        "commune": commune, "form": form, "proposal": proposal, "targets": targets, "other": other, "faults": faults,
        "may_issue": bool(proposal) and form.plan.level != PlanLevel.COMMUNE,
        "rows": with_fields(proposal.lines, targets, "target") if proposal else (),
    }  # fmt: skip
    return render(request, "reports/new_plan.html", shown, status=400 if faults else 200)


def _plan_form(request, commune, typed) -> PlanForm:
    query = request.GET if "period" in request.GET or "programme" in request.GET else None
    deadlines = list(Deadline.objects.filter(district=commune.district_id, due_on__gt=today()))
    return PlanForm(
        query if typed is None else typed, commune=commune, levels=levels_of(request.user), deadlines=deadlines,
        tomorrow=today() + dt.timedelta(days=1),
    )  # fmt: skip


def _targets_form(typed, proposal) -> TargetsForm:
    firsts = {line.span.first: line.span.words for line in proposal.lines}
    initial = {f"target-{line.span.first}": line.count for line in proposal.lines}
    is_typed = typed is not None and any(name.startswith("target-") for name in typed)
    return TargetsForm(typed if is_typed else None, firsts=firsts, initial=initial)


def _made(request, plan, form) -> Plan | None:
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return None
    is_issued = request.POST.get("issue") == "1"
    try:
        return make_plan(by=request.user, plan=plan, counts=form.counts, is_issued=is_issued)
    except Refused as refused:
        place_refusal(refused, form)
        return None
