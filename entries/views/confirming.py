"""Chốt số liệu: a commune confirms its figures; the district sees who has, and what changed since."""

import datetime as dt

from django.contrib import messages
from django.db.models import Max
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from communes.access import commune_coded, communes_of, may, require
from communes.calendar import last_working_day_before, today
from communes.formatting import format_date
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import Commune

from ..confirming import StaleFigures, confirm_figures, confirmed_figures, figures_of
from ..faults import faults_of
from ..forms.confirming import ConfirmationDayForm, ConfirmForm
from ..models import Batch, BatchKind
from ..posting import Refused
from ..reconciling.asked import asked_of
from ..reviewing import open_questions
from ..standing_by import changes_since, compared, latest_confirmation, standings


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def confirmations(request):
    """The commune's own page; the district's table, and ?xa= for one commune of it."""
    if request.method == "POST":
        require(request.user, "entries.confirm_figures")
        return _confirm(request, request.user.commune)
    if request.user.commune_id or request.GET.get("xa"):
        return _own(request, commune_coded(request.user, request.GET.get("xa", "")))
    lines = standings(list(communes_of(request.user)))
    confirmed = [line for line in lines if line.confirmation]
    shown = {"lines": lines, "confirmed": len(confirmed), "changed": sum(1 for line in confirmed if line.late_batches)}
    return render(request, "entries/confirmations_of_all.html", shown)


def _own(request, commune: Commune):
    kept = kept_form(request)
    day_form = ConfirmationDayForm(request.GET, today=today())
    is_good = day_form.is_valid()
    as_of = (day_form.cleaned_data["den-ngay"] if is_good else None) or _usual_day(commune)
    shown = _figures(request, commune, as_of, note=kept.get("note", "") if kept else "")
    return render(
        request,
        "entries/confirmations.html",
        {**shown, "day_form": day_form},
        status=200 if is_good else 400,
    )


def _usual_day(commune: Commune) -> dt.date:
    """The last working day that has ended, or a later day off on which shifts were worked; not before what has been
    confirmed already."""
    newest = latest_confirmation(commune)
    worked = Batch.objects.filter(commune=commune, kind=BatchKind.SHIFT, work_date__lt=today())
    days = (worked.aggregate(Max("work_date"))["work_date__max"], newest and newest.as_of)
    return max((last_working_day_before(today()), *filter(None, days)))


def _figures(request, commune: Commune, as_of: dt.date, *, note: str = "", form: ConfirmForm | None = None) -> dict:
    figures = figures_of(commune, as_of=as_of)
    last = latest_confirmation(commune, up_to=as_of)
    may_confirm = may(request.user, "entries.confirm_figures", commune)
    if form is None:
        form = ConfirmForm(initial={"as_of": as_of, "seen": figures.fingerprint, "note": note})
    return {
        "commune": commune,
        "as_of": as_of,
        "figures": figures,
        "last": last,
        "lines": compared(figures, confirmed_figures(last) if last else None),
        "changes": changes_since(last, as_of=as_of) if last else None,
        "questions": open_questions(commune) if may_confirm else [],
        "asked_of_commune": asked_of(commune) if may_confirm else None,
        "may_confirm": may_confirm,
        "form": form,
    }


def _confirm(request, commune: Commune):
    form = ConfirmForm(request.POST)
    status, stale = 400, None
    if form.is_valid() and typed_by_other(request):
        form.add_error(None, "Trang này do tài khoản khác mở. Xem lại số liệu rồi chốt.")
    elif form.is_valid():
        try:
            done = confirm_figures(commune=commune, by=request.user, **form.cleaned_data)
            messages.success(request, f"Đã chốt số liệu đến ngày {format_date(done.as_of)}.")
            return redirect(f"{reverse('confirmations')}?den-ngay={done.as_of.isoformat()}")
        except StaleFigures as newer:
            status, stale = 409, str(newer)
        except Refused as refusal:
            for problem in refusal.problems:
                form.add_error(problem.where, problem.message)
    as_of = min(form.cleaned_data.get("as_of") or _usual_day(commune), today())
    shown = _figures(
        request, commune, as_of, note=request.POST.get("note", ""), form=form if "note" in form.errors else None
    )
    day_form = ConfirmationDayForm({}, today=today())
    shown |= {"day_form": day_form, "stale": stale, "faults": faults_of(form)}
    return render(request, "entries/confirmations.html", shown, status=status)
