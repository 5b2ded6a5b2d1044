"""Đề nghị điều chỉnh: what others are asked to put right, the letter that went out, and what came of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.access import communes_of, may, needs, require
from communes.calendar import today
from communes.formatting import format_small
from communes.keeping import keeps_form_of, keeps_typed_form, kept_form
from communes.refusals import Refused, faults_of, place_refusal
from entries.forms.reconciling.requests import (
    UNSENT,
    LetterSentForm,
    OutcomeForm,
    RequestFilterForm,
    RequestForm,
    chosen_requests,
)
from entries.models import Request
from entries.reconciling.requesting import (
    StaleRequest,
    change_request,
    letter_of,
    mark_sent,
    record_outcome,
    relabel_letter,
    requests_of,
    say_who_agrees,
)

SETTLE = "entries.settle_finding"
MOST_SHOWN = 200


@keeps_typed_form
@require_GET
def adjustment_requests(request):
    kept = kept_form(request)
    form = LetterSentForm(kept, initial={"letter_on": today()})
    return _list(request, form, chosen=chosen_requests(kept.getlist("de-nghi")) if kept else None)


@needs(SETTLE)
@keeps_form_of("adjustment_requests")
@require_POST
def letter_sent(request):
    """Marks the chosen requests as sent; refused, the list is shown again with what was typed and ticked."""
    form = LetterSentForm(request.POST)
    chosen = chosen_requests(request.POST.getlist("de-nghi"))
    if form.is_valid():
        requests = requests_of(communes_of(request.user)).filter(pk__in=chosen)
        try:
            seen = {pk: revision for pk, revision in chosen.items() if revision is not None}
            sent = mark_sent(requests=requests, by=request.user, seen=seen, **form.cleaned_data)
        except Refused as refused:
            place_refusal(refused, form)
        else:
            messages.success(
                request, f"Đã ghi {format_small(sent)} đề nghị gửi theo công văn {form.cleaned_data['letter_number']}."
            )
            return redirect("adjustment_requests")
    return _list(request, form, chosen=chosen)


def _list(request, form: LetterSentForm, chosen: dict[int, int | None] | None = None):
    narrowed = RequestFilterForm(request.GET)
    faults = faults_of(narrowed) + (faults_of(form) if request.method == "POST" else [])
    found = narrowed.narrow(requests_of(communes_of(request.user))) if narrowed.is_valid() else Request.objects.none()
    found = list(found[: MOST_SHOWN + 1])
    say_who_agrees(found)
    for each in found:
        each.is_chosen = not (each.is_outdated or each.is_met) if chosen is None else each.pk in chosen
    shown = {
        "filter": narrowed, "form": form, "faults": faults, "requests": found[:MOST_SHOWN],
        "has_more": len(found) > MOST_SHOWN, "unsent": narrowed.state == UNSENT,
        "may_settle": may(request.user, SETTLE),
    }  # fmt: skip
    return render(request, "entries/reconciling/requests.html", shown, status=400 if faults else 200)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def adjustment_request(request, pk):
    """Before the letter the figure asked for, after it what came of it."""
    found = get_object_or_404(requests_of(communes_of(request.user)), pk=pk)
    if request.method == "POST":
        require(request.user, SETTLE, found.finding.commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    kind = OutcomeForm if found.letter_number else RequestForm
    form = kind(typed, initial={"seen": found.revision, **_stored(found)})
    if request.method == "POST" and form.is_valid() and _changed(request, found, form):
        messages.success(request, "Đã ghi.")
        return redirect("adjustment_request", pk=pk)
    return _show(request, found, form, faults=faults_of(form) if request.method == "POST" else [])


@needs(SETTLE)
@keeps_form_of("adjustment_request", "pk")
@require_POST
def letter_label(request, pk):
    """Number and day of the letter were typed wrong."""
    found = get_object_or_404(requests_of(communes_of(request.user)), pk=pk)
    form = LetterSentForm(request.POST)
    if form.is_valid():
        try:
            mended = relabel_letter(request=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            place_refusal(refused, form)
        else:
            messages.success(request, f"Đã sửa số, ngày công văn của {format_small(mended)} đề nghị gửi cùng công văn.")
            return redirect("adjustment_request", pk=pk)
    about = OutcomeForm(initial={"seen": found.revision, **_stored(found)})
    return _show(request, found, about, faults=faults_of(form), label=form)


def _show(request, found: Request, form, *, faults: list, label: LetterSentForm | None = None):
    if form.is_bound:  # what was typed stays; what was seen is what stands above it now
        found.refresh_from_db()
        form.data = form.data.copy()
        form.data["seen"] = found.revision
    sent = {"letter_number": found.letter_number, "letter_on": found.letter_on}
    letter = letter_of(found, communes_of(request.user)).values_list("pk", flat=True) if found.letter_number else ()
    shown = {
        "each": found, "form": form, "faults": faults, "may_settle": may(request.user, SETTLE),
        "letter": urlencode({"de-nghi": list(letter)}, doseq=True),
        "label": label or LetterSentForm(initial=sent), "is_mislabelled": label is not None,
    }  # fmt: skip
    return render(request, "entries/reconciling/request.html", shown, status=400 if faults else 200)


def _stored(found: Request) -> dict:
    return {name: getattr(found, name) for name in ("wanted", "reason", "outcome", "answered_on", "note")}


def _changed(request, found: Request, form) -> bool:
    """Whether it was stored; what was refused is placed in the form, which keeps what was typed."""
    write = record_outcome if isinstance(form, OutcomeForm) else change_request
    try:
        write(request=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        place_refusal(refused, form)
    except StaleRequest as stale:
        form.add_error(None, str(stale))
    else:
        return True
    return False
