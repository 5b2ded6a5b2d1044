"""Nêu số phải nhập chưa thống nhất: the commune or the district says that others count another number to enter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from communes.access import communes_of, may
from communes.calendar import today
from communes.keeping import keeps_typed_form, kept_form
from communes.models import PROGRAMME_KINDS, Programme
from communes.refusals import Refused, faults_of, place_refusal
from entries.forms.reconciling.disputing import DisputeForm
from entries.reconciling.findings.disputing import dispute_to_enter, open_dispute
from entries.totals import totals


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def dispute(request):
    if not any(may(request.user, name) for name in ("entries.settle_finding", "entries.answer_finding")):
        raise PermissionDenied
    communes = list(communes_of(request.user))
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = DisputeForm(typed, communes=[one.pk for one in communes], initial={"commune": request.GET.get("xa")})
    known = None
    if request.method == "POST" and form.is_valid():
        try:
            found = dispute_to_enter(by=request.user, **form.cleaned_data)
        except Refused as refused:
            known = open_dispute(*(form.cleaned_data[name] for name in ("commune", "book_kind", "source")))
            place_refusal(refused, form)
        else:
            messages.success(request, "Đã ghi phát hiện. Hai bên trao đổi và kết luận ở trang này.")
            return redirect("finding", pk=found.pk)
    faults = faults_of(form) if request.method == "POST" else []
    figures = totals(communes=communes, programme=Programme.POPULATION_DB, as_of=today())
    rows = [(one, [(kind, figures.cell(one, kind).to_enter) for kind in PROGRAMME_KINDS]) for one in communes]
    shown = {"form": form, "faults": faults, "known": known, "rows": rows, "kinds": PROGRAMME_KINDS}
    return render(request, "entries/reconciling/dispute.html", shown, status=400 if faults else 200)
