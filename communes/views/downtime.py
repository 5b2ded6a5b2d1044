"""Time lost: the list with its sums, recording it (from the entry page in two taps), ending and mending it."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import commune_coded, communes_of, fetch, may, needs, require
from ..calendar import now, today
from ..changes import changes_of
from ..downtime import end_downtime, mend_downtime, minutes_lost, record_downtime, words_of
from ..downtime_sums import table_of
from ..forms.downtime import DowntimeFilterForm, DowntimeForm
from ..keeping import keep_for, keeps_typed_form, kept_form, typed_by_other
from ..lending import machines_at
from ..models import Downtime, DowntimeCause
from ..refusals import OTHERS_FORM, Refused, faults_of, place_refusal

RECORD = "communes.record_downtime"
PER_PAGE = 50


@require_GET
def downtimes(request):
    communes, months = list(communes_of(request.user)), _months(12)
    form, typed_page = DowntimeFilterForm(request.GET, communes=communes, months=months), request.GET.get("trang", "1")
    is_good = form.is_valid() and typed_page.isdecimal()
    chosen = form.chosen_communes if is_good else []
    first, last = _days(form.chosen_month, months) if is_good else (today(), today())
    cause = form.cleaned_data["nguyen-nhan"] if is_good else ""
    lost = [one for one in minutes_lost(chosen, first, last) if cause in ("", one.cause)]
    found = Downtime.objects.filter(commune__in=chosen, started_at__lt=_midnight(last + dt.timedelta(days=1)))
    found = found.exclude(ended_at__lte=_midnight(first))
    if cause:
        found = found.filter(cause=cause)
    rows = found.select_related("commune", "workstation__commune").order_by("-started_at", "-pk")
    shown = {
        "form": form, "page": Paginator(rows, PER_PAGE).get_page(typed_page), "first": first, "last": last,
        "by_machine": table_of(lost, lambda one: (one.commune.title, one.machine.name)),
        "by_month": table_of(lost, lambda one: (f"Tháng {one.month.month}/{one.month.year}", "")),
        "is_district": len(communes) > 1, "may_record": may(request.user, RECORD),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }  # fmt: skip
    return render(request, "communes/downtimes.html", shown, status=200 if is_good else 400)


def _months(count: int) -> list[dt.date]:
    months = [today().replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
    return months


def _days(month: dt.date | None, months) -> tuple[dt.date, dt.date]:
    first = month or months[2]
    last = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1) if month else today()
    return first, min(last, today())


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())


@keeps_typed_form
@needs(RECORD)
@require_http_methods(["GET", "POST"])
def add_downtime(request):
    asked = request.POST if request.method == "POST" else request.GET
    if not request.user.commune_id and not asked.get("xa"):
        shown = {"communes": communes_of(request.user)}
        return render(request, "communes/downtime.html", shown, status=400 if request.method == "POST" else 200)
    commune = commune_coded(request.user, asked.get("xa", ""))
    require(request.user, RECORD, commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    initial = {"started_at": today(), "started_time": f"{now():%H:%M}", **_asked(request.GET)}
    form = DowntimeForm(typed, machines=machines_at(commune, today()), is_new=True, initial=initial)
    if request.method == "POST" and _did(request, form, _record, commune):
        return redirect("downtimes")
    shown = {"form": form, "commune": commune, "faults": faults_of(form)}
    return render(request, "communes/downtime.html", shown, status=400 if form.errors else 200)


def _asked(query) -> dict:
    """What the address fills in: a device notes a gap in the network while there is none."""
    names = {
        "nguyen-nhan": "cause", "tu-ngay": "started_at", "tu-luc": "started_time", "den-ngay": "ended_at",
        "den-luc": "ended_time",
    }  # fmt: skip
    asked = {field: query[name][:20] for name, field in names.items() if query.get(name)}
    for field in {"started_at", "ended_at"} & asked.keys():
        try:
            asked[field] = dt.date.fromisoformat(asked[field])
        except ValueError:
            del asked[field]
    return asked


def _record(request, form, commune) -> str:
    made = record_downtime(by=request.user, commune=commune, is_sure=form.cleaned_data["is_sure"], **form.stated)
    return f"Đã ghi: {words_of(made)}."


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def downtime(request, pk):
    found = fetch(Downtime.objects.select_related("commune", "workstation"), request.user, pk=pk)
    if request.method == "POST":
        require(request.user, RECORD, found.commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    machines = machines_at(found.commune, timezone.localdate(found.started_at))
    form = DowntimeForm(typed, machines=machines, is_new=False, initial=_initial(found))
    if request.method == "POST" and _did(request, form, _mend, found):
        return redirect("downtime", pk=pk)
    shown = {
        "form": form,
        "downtime": found,
        "words": words_of(found),
        "commune": found.commune,
        "faults": faults_of(form),
        "history": changes_of(found),
        "may_record": may(request.user, RECORD, found.commune),
    }
    return render(request, "communes/downtime.html", shown, status=400 if form.errors else 200)


def _mend(request, form, found) -> str:
    mended = Downtime.objects.select_related("commune").get(pk=found.pk)
    for name, value in form.stated.items():
        setattr(mended, name, value)
    data = form.cleaned_data
    mend_downtime(by=request.user, downtime=mended, is_sure=data["is_sure"], reason=data["reason"])
    return "Đã lưu."


def _initial(found: Downtime) -> dict:
    values = {"cause": found.cause, "workstation": found.workstation_id, "note": found.note}
    for name in ("started", "ended"):
        if moment := getattr(found, f"{name}_at"):
            local = timezone.localtime(moment)
            values |= {f"{name}_at": local.date(), f"{name}_time": f"{local:%H:%M}"}
    return values


def _did(request, form, act, about) -> bool:
    """Whether the form was good and the act done; else the errors are placed in the form."""
    if not form.is_valid():
        return False
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return False
    try:
        messages.success(request, act(request, form, about))
    except Refused as refused:
        place_refusal(refused, form)
        return False
    return True


@needs("entries.record_batch")
@require_POST
def down_now(request):
    """Two taps from the entry page: it is down from now on. What is typed there comes along and is given back."""
    commune, cause = request.user.commune, request.POST.get("down", "")
    if cause in DowntimeCause.values:
        try:
            made = record_downtime(by=request.user, commune=commune, cause=cause, started_at=now())
            messages.success(request, f"Đã ghi: {words_of(made)}. Có lại thì bấm “Đã có lại”.")
        except Refused as refused:
            messages.warning(request, str(refused))
    keep_for(request, "entry", leave_out={"down"})
    return _back_to_entry()


def _back_to_entry():
    """With a query: without one the device may answer with the entry page that it has kept."""
    return redirect(f"{reverse('entry')}?gian-doan=da-ghi")


@require_POST
def up_again(request, pk):
    """It works again as of now."""
    found = fetch(Downtime.objects.select_related("commune"), request.user, pk=pk)
    require(request.user, RECORD, found.commune)
    try:
        ended = end_downtime(by=request.user, downtime=found, ended_at=now(), is_sure="is_sure" in request.POST)
        messages.success(request, f"Đã ghi có lại lúc {timezone.localtime(ended.ended_at):%H:%M}.")
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("downtime", pk=pk)
    if request.POST.get("back") == "entry":
        keep_for(request, "entry", leave_out={"back"})
        return _back_to_entry()
    return redirect("downtimes")
