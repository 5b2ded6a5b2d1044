"""Paper slips: printing them, and knowing one by its code when it is typed in."""

import datetime as dt

import segno
from django.http import JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from communes.access import may, needs
from communes.answering import answers_json, refusal
from communes.calendar import today
from communes.models import Commune, Shift

from ..faults import faults_of
from ..forms.slips import SlipsForm
from ..slips import BadCode, Slip, new_codes, slip_of
from .device import last_on_device

LINES = range(1, 11)


@never_cache  # every time it is opened the codes are new: two sheets with one code would become one batch
@needs("entries.record_batch")
@require_GET
def paper_slips(request):
    commune, last = request.user.commune, last_on_device(request)
    form = SlipsForm(
        request.GET if "so-phieu" in request.GET else None,
        commune=commune,
        initial={"may": last.get("workstation"), "ca": last.get("shift"), "kho": "a4", "so-phieu": "2"},
    )
    slips = [(code, _qr(request, code)) for code in new_codes(form.cleaned_data["so-phieu"])] if form.is_valid() else []
    per_sheet = 2 if form.is_bound and form.cleaned_data.get("kho") == "a4" else 1
    return render(
        request,
        "entries/paper_slips.html",
        {
            "form": form,
            "faults": faults_of(form),
            "commune": commune,
            "sheets": [slips[start : start + per_sheet] for start in range(0, len(slips), per_sheet)],
            "lines": LINES,
            "machine": form.machine if slips else None,
            "shift": Shift(form.cleaned_data["ca"]).label if slips else "",
            "data": form.cleaned_data if slips else {},
        },
        status=400 if form.errors else 200,
    )


def _qr(request, code: str) -> str:
    """The entry page with this code, as SVG; the size is the stylesheet's."""
    address = request.build_absolute_uri(f"{reverse('entry')}?phieu={code}")
    picture = segno.make(address, error="m", micro=False)
    return mark_safe(picture.svg_inline(omitsize=True, svgclass="qr", lineclass=None, title=f"Mã QR của phiếu {code}"))


@answers_json
@never_cache
@require_GET
def paper_slip(request):
    """What became of one slip: its batch's id, and the batch if it is stored."""
    if not may(request.user, "entries.record_batch"):
        return refusal("not_allowed", "Tài khoản này không ghi phiếu nhập.", 403)
    try:
        slip = slip_of(request.GET.get("phieu", ""), request.user.commune)
    except BadCode as bad:
        return refusal("bad_code", str(bad), 400)
    stored = slip.batch and {"receipt": slip.batch.receipt, "address": reverse("batch", args=[slip.id])}
    return JsonResponse({"code": slip.code, "id": str(slip.id), "stored": stored, "is_elsewhere": slip.is_elsewhere})


# ------------------------------------------------------------------ the entry page opened for a slip, or for a shift
def slip_asked(query: QueryDict, commune: Commune) -> dict:
    """For the entry page: the slip that `phieu` names, or why it names none."""
    typed = query.get("phieu", "")
    if not typed:
        return {"slip": None, "slip_fault": "", "slip_typed": ""}
    try:
        return {"slip": slip_of(typed, commune), "slip_fault": "", "slip_typed": typed}
    except BadCode as bad:
        return {"slip": None, "slip_fault": str(bad), "slip_typed": typed}


def asked_for(query: QueryDict, slip: Slip | None) -> dict:
    """Initial values of the entry form that a link states: a slip's id, a day, a shift, a machine. Nonsense is passed
    over; the form itself judges what is sent."""
    found = {"id": slip.id} if slip else {}
    try:
        day = dt.date.fromisoformat(query.get("ngay", ""))
        found |= {"work_date": day} if day <= today() else {}
    except ValueError:
        pass
    for key, name in (("ca", "shift"), ("may", "workstation")):
        if query.get(key, "").isdecimal():
            found[name] = query[key]
    return found
