"""Ca trực: a week of one commune to fill, all communes at a glance, the generator, and the month on paper."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import commune_coded, communes_of, may, require
from ..calendar import today
from ..forms.roster import RotationForm, cell_name, read_cells
from ..keeping import keeps_typed_form, kept_form
from ..models import CalendarDay, Commune, Shift
from ..reading import DayField
from ..roster import Roster, filled_by_day, machines_within, monday_of, people_of, roster_of
from ..rostering import RosterRefused, copy_week, fill_from, save_slots
from ..rotation import rotate

PLAN = "communes.plan_roster"


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def roster(request):
    """A commune's week; for those who see the whole district the table of all communes, and ?xa= for one."""
    monday = _monday(request)
    if request.method == "POST":
        commune = commune_coded(request.user, request.POST.get("xa", ""))
        require(request.user, PLAN, commune)
        return _save(request, commune, monday)
    if not request.user.commune_id and not request.GET.get("xa"):
        return _all_communes(request, monday)
    commune = commune_coded(request.user, request.GET.get("xa", ""))
    kept = kept_form(request)
    return _week(request, commune, monday, typed=read_cells(kept, "o") if kept else None)


def _monday(request) -> dt.date:
    try:
        day = DayField(required=False).clean(request.POST.get("tuan") or request.GET.get("tuan", ""))
        return monday_of(day or today())
    except Exception:
        return monday_of(today())


def _save(request, commune: Commune, monday: dt.date):
    wanted, seen = read_cells(request.POST, "o"), read_cells(request.POST, "c")
    try:
        changed = save_slots(
            by=request.user, commune=commune, wanted=wanted, seen=seen, may_follow="lien" in request.POST
        )
    except RosterRefused as refused:
        return _week(request, commune, monday, typed=wanted, problems=refused.problems, status=409)
    messages.success(request, f"Đã lưu {changed} thay đổi trong bảng ca trực." if changed else "Không có gì thay đổi.")
    return redirect(_address("roster", commune, tuan=monday.isoformat()))


def _week(request, commune, monday, *, typed=None, problems=(), status=200):
    found = roster_of(commune, monday, monday + dt.timedelta(days=6))
    wrong = {problem.slot for problem in problems}
    shown = {
        "commune": commune,
        "roster": found,
        "rows": _rows(found, typed, wrong),
        "faults": [
            {"target": cell_name(problem.slot) if problem.slot else "main", "message": problem.message}
            for problem in problems
        ],
        "may_follow": "lien" in request.POST,
        "may_plan": may(request.user, PLAN, commune),
        "monday": monday,
        "before": monday - dt.timedelta(days=7),
        "after": monday + dt.timedelta(days=7),
        "is_district": not request.user.commune_id,
    }
    return render(request, "communes/roster.html", shown, status=status)


def _rows(found: Roster, typed, wrong) -> list[dict]:
    """The grid's rows for the template: every cell with its name, who is there, and who was typed."""
    rows = []
    for row in found.rows:
        cells = []
        for place in row.cells:
            if place is None:
                cells.append(None)
                continue
            slot, assignment = place
            now = assignment.member_id if assignment else None
            cells.append(
                {
                    "name": cell_name(slot),
                    "seen_name": cell_name(slot, "c"),
                    "day": slot.day,
                    "now": now,
                    "chosen": typed.get(slot, now) if typed is not None else now,
                    "person": assignment.member.name if assignment else "",
                    "is_wrong": slot in wrong,
                }
            )
        rows.append({"standing": row.standing, "shift": row.shift, "cells": cells, "first": row.shift == Shift.MORNING})
    return rows


def _all_communes(request, monday):
    days = [monday + dt.timedelta(days=n) for n in range(7)]
    communes = list(communes_of(request.user))
    filled = filled_by_day(communes, days[0], days[-1])
    lines = [{"commune": commune, "days": [filled.get((commune.pk, day), 0) for day in days]} for commune in communes]
    for line in lines:
        line["sum"] = sum(line["days"])
    shown = {"lines": lines, "days": days, "monday": monday, "before": monday - dt.timedelta(days=7)}
    shown["after"] = monday + dt.timedelta(days=7)
    return render(request, "communes/roster_of_all.html", shown)


@require_POST
def copy_roster(request):
    commune = commune_coded(request.user, request.POST.get("xa", ""))
    require(request.user, PLAN, commune)
    monday = _monday(request)
    made, left = copy_week(by=request.user, commune=commune, monday=monday)
    messages.success(request, f"Đã chép {made} ca từ tuần trước vào các ô còn trống.")
    for problem in left[:6]:
        messages.warning(request, f"Không chép được. {problem.message}")
    return redirect(_address("roster", commune, tuan=monday.isoformat()))


@require_http_methods(["GET", "POST"])
def rotation(request):
    """Asks, shows the plan, and stores it: the same answers give the same plan."""
    asked = request.POST if request.method == "POST" else request.GET
    commune = commune_coded(request.user, asked.get("xa", ""))
    require(request.user, PLAN, commune)
    first = monday_of(today()) + dt.timedelta(days=7)
    last = first + dt.timedelta(days=27)
    bound = asked if "tu" in asked or request.method == "POST" else None
    near = (first - dt.timedelta(days=62), last + dt.timedelta(days=62))
    machines, people = machines_within(commune, *near), people_of(commune, *near)
    own = [standing for standing in machines if not standing.is_borrowed]
    form = RotationForm(
        bound, commune=commune, machines=machines, people=people,
        initial={
            "tu": first, "den": last, "thu": [0, 1, 2, 3, 4], "nguoi": [person.pk for person in people],
            "may": [f"{standing.machine.pk}-{shift}" for standing in own for shift in (1, 2)],
        },
    )  # fmt: skip
    shown = {"form": form, "commune": commune, "is_district": not request.user.commune_id, "asked": asked.urlencode()}
    if form.is_valid():
        shown |= _plan(form, commune)
        if request.method == "POST":
            try:
                made = fill_from(
                    by=request.user, commune=commune, plan=shown["plan"], may_follow=form.cleaned_data["lien"]
                )
            except RosterRefused as refused:
                messages.warning(request, f"Chưa ghi gì. {refused.problems[0].message} Bản dưới đây đã tính lại.")
                return redirect(f"{reverse('rotation')}?{_without_token(request.POST)}")
            messages.success(request, f"Đã phân {made} ca.")
            return redirect(_address("roster", commune, tuan=form.cleaned_data["tu"].isoformat()))
    return render(request, "communes/rotation.html", shown, status=400 if form.errors else 200)


def _plan(form: RotationForm, commune: Commune) -> dict:
    data = form.cleaned_data
    first, last = data["tu"], data["den"]
    found = roster_of(commune, monday_of(first) - dt.timedelta(days=1), monday_of(last) + dt.timedelta(days=7))
    holidays = set(CalendarDay.objects.filter(is_working=False, day__range=(first, last)).values_list("day", flat=True))
    standing = [(slot, row.member_id) for slot, row in found.assigned.items()]
    chosen = set(data["nguoi"])
    people = [person for person in found.people if person.pk in chosen]
    machines = machines_within(commune, first, last)
    plan = rotate(form.slots(machines, holidays), people, standing=standing, may_follow=data["lien"])
    counted = {person.pk: {"person": person, "shifts": 0, "nights": 0, "weekends": 0} for person in people}
    for slot, person in plan.assigned.items():
        line = counted[person.pk]
        line["shifts"] += 1
        line["nights"] += slot.is_night
        line["weekends"] += slot.day.weekday() > 4
    names = {standing.machine.pk: standing.machine.name for standing in machines}
    unfilled = [{"slot": slot, "machine": names[slot.machine]} for slot in plan.unfilled]
    return {"plan": plan, "by_person": list(counted.values()), "unfilled": unfilled}


def _without_token(posted) -> str:
    kept = posted.copy()
    kept.pop("csrfmiddlewaretoken", None)
    return kept.urlencode()


@require_GET
def roster_sheet(request):
    """A month on A4, to hang on the wall."""
    commune = commune_coded(request.user, request.GET.get("xa", ""))
    try:
        first = dt.date.fromisoformat(f"{request.GET.get('thang') or today().strftime('%Y-%m')}-01")
    except ValueError:
        first = today().replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    found = roster_of(commune, first, last)
    lines = [{"day": day, "cells": [row.cells[place] for row in found.rows]} for place, day in enumerate(found.days)]
    shown = {
        "commune": commune,
        "roster": found,
        "lines": lines,
        "first": first,
        "is_district": not request.user.commune_id,
    }
    shown |= {"before": first - dt.timedelta(days=1), "after": last + dt.timedelta(days=1)}
    return render(request, "communes/roster_sheet.html", shown)


def _address(name: str, commune: Commune, **query) -> str:
    return f"{reverse(name)}?{urlencode({'xa': commune.code} | query)}"
