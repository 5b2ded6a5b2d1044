"""Giao ca: what a shift recorded, what is missing, what still waits on this device; then logging out."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from communes.access import needs
from communes.calendar import today

from ..faults import faults_of
from ..forms.slots import HandOverForm
from ..handing_over import Slot, hand_over_of
from .device import last_on_device


@needs("entries.record_batch")
@require_GET
def hand_over(request):
    commune, last = request.user.commune, last_on_device(request)
    asked = request.GET if {"may", "ca", "ngay"} & request.GET.keys() else None
    usual = {"may": last.get("workstation"), "ca": last.get("shift"), "ngay": today()}
    if asked is None and usual["may"] and usual["ca"]:
        asked = usual
    form = HandOverForm(asked, commune=commune, initial=usual)
    found = None
    if form.is_valid():
        found = hand_over_of(commune, Slot(form.cleaned_data["ngay"], form.cleaned_data["ca"], form.machine))
    return render(
        request,
        "entries/hand_over.html",
        {"form": form, "faults": faults_of(form), "commune": commune, "found": found},
        status=400 if form.errors else 200,
    )
