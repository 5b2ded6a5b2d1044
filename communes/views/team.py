"""Members of the entry teams: the list, one member with days off and history."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import commune_coded, communes_of, fetch, may, require
from ..calendar import today
from ..changes import changes_of
from ..forms.team import DayOffForm, MemberForm
from ..keeping import keeps_typed_form, kept_form
from ..models import DayOff, Force, StaffMember
from ..team import StillAssigned, give_day_off, keep_member, take_day_off_back
from ..text import vietnamese_order

KEEP = "communes.keep_team"


@require_GET
def team(request):
    """A commune's team; for those who see the whole district the numbers of every commune, and ?xa= for one."""
    if not request.user.commune_id and not request.GET.get("xa"):
        return _all_teams(request)
    commune = commune_coded(request.user, request.GET.get("xa", ""))
    day = today()
    members = StaffMember.objects.filter(commune=commune).with_shifts(day - dt.timedelta(days=29), day)
    shown = {
        "commune": commune,
        "members": sorted(members, key=lambda one: vietnamese_order(one.name)),
        "may_keep": may(request.user, KEEP, commune),
        "is_district": not request.user.commune_id,
    }
    return render(request, "communes/team.html", shown)


def _all_teams(request):
    communes = list(communes_of(request.user))
    active = StaffMember.objects.filter(commune__in=communes).active_on(today())
    counted = {}
    for commune, force in active.values_list("commune", "force"):
        counted.setdefault(commune, dict.fromkeys(Force.values, 0))[force] += 1
    lines = [
        {"commune": commune, "counts": list(counts.values()), "sum": sum(counts.values())}
        for commune in communes
        for counts in [counted.get(commune.pk, dict.fromkeys(Force.values, 0))]
    ]
    return render(request, "communes/teams_of_all.html", {"lines": lines, "forces": Force.labels})


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def add_member(request):
    asked = request.POST if request.method == "POST" else request.GET
    commune = commune_coded(request.user, asked.get("xa", ""))
    require(request.user, KEEP, commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = MemberForm(typed, commune=commune, instance=StaffMember(commune=commune))
    if request.method == "POST" and form.is_valid():
        keep_member(by=request.user, member=form.save(commit=False))
        messages.success(request, f"Đã thêm {form.instance.name} vào Tổ.")
        return redirect(f"{reverse('team')}?{urlencode({'xa': commune.code})}")
    shown = {"form": form, "commune": commune, "faults": _faults(form)}
    return render(request, "communes/add_member.html", shown, status=400 if form.errors else 200)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def member(request, pk):
    found = fetch(StaffMember.objects.select_related("commune"), request.user, pk=pk)
    if request.method == "POST":
        require(request.user, KEEP, found.commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    is_off = bool(typed) and "from_on" in typed
    form = MemberForm(None if is_off else typed, commune=found.commune, instance=found)
    off_form = DayOffForm(typed if is_off else None)
    if request.method == "POST":
        acted = _give_off(request, found, off_form) if is_off else _keep(request, form)
        if acted:
            return redirect("member", pk=pk)
    shown = {
        "form": form,
        "off_form": off_form,
        "member": found,
        "commune": found.commune,
        "faults": _faults(off_form if is_off else form),
        "days_off": found.days_off.filter(to_on__gte=today() - dt.timedelta(days=60)),
        "to_come": found.assignments.filter(work_date__gte=today()).select_related("workstation")[:20],
        "history": changes_of(found),
        "may_keep": may(request.user, KEEP, found.commune),
    }
    return render(request, "communes/member.html", shown, status=400 if shown["faults"] else 200)


def _keep(request, form) -> bool:
    if not form.is_valid():
        return False
    try:
        keep_member(by=request.user, member=form.save(commit=False), reason=form.cleaned_data.get("reason", ""))
    except StillAssigned as still:
        form.add_error("active_to", str(still))
        return False
    messages.success(request, "Đã lưu.")
    return True


def _give_off(request, found, off_form) -> bool:
    if not off_form.is_valid():
        return False
    data = off_form.cleaned_data
    try:
        give_day_off(
            by=request.user, member=found, from_on=data["from_on"], to_on=data["to_on"], reason=data["off_reason"]
        )
    except StillAssigned as still:
        off_form.add_error("from_on", str(still))
        return False
    messages.success(request, "Đã ghi ngày nghỉ.")
    return True


@require_POST
def end_day_off(request, pk):
    off = fetch(DayOff.objects.select_related("member__commune"), request.user, through="member__commune", pk=pk)
    require(request.user, KEEP, off.member.commune)
    take_day_off_back(by=request.user, off=off)
    messages.success(request, "Đã bỏ ngày nghỉ.")
    return redirect("member", pk=off.member_id)


def _faults(form) -> list[dict]:
    if not form.is_bound:
        return []
    return [
        {"target": form[name].auto_id if name in form.fields else "main", "message": message}
        for name, errors in form.errors.items()
        for message in errors
    ]
