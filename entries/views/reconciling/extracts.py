"""Trích xuất: one as it came, typing a new one with a look before it is kept, withdrawing what was a mistake."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.keeping import keeps_typed_form, kept_form
from communes.models import Programme
from entries.faults import faults_of, not_judged_yet
from entries.forms.reconciling.extracts import ExtractForm, WithdrawForm
from entries.importing.keeping_extracts import notes_of
from entries.models import Extract
from entries.reconciling.extract_tables import tables_of
from entries.reconciling.extracts import ExtractRefused, keep_extract, withdraw_extract
from entries.reconciling.gathering import gather_findings

KEEP = "entries.keep_extract"
CHOICES = {
    "dan-cu": [Programme.POPULATION_DB],
    "lich-su": [Programme.HISTORICAL],
    "ca-hai": [Programme.POPULATION_DB, Programme.HISTORICAL],
}


@require_GET
def extract(request, pk):
    return _show(request, _fetch(request, pk))


def _fetch(request, pk) -> Extract:
    found = Extract.objects.visible_to(request.user).select_related("district", "recorded_by", "run", "replaces")
    try:
        return found.get(pk=pk)
    except Extract.DoesNotExist as error:
        raise Http404 from error


def _show(request, extract: Extract, form: WithdrawForm | None = None):
    versions = list(
        Extract.objects.filter(district=extract.district_id, source=extract.source, as_of=extract.as_of)
        .select_related("recorded_by")
        .order_by("-version")
    )
    faults = faults_of(form) if form else []
    shown = {
        "extract": extract,
        "versions": versions,
        "newest": versions[0],
        "stands": versions[0] == extract and not extract.is_withdrawal,
        "tables": tables_of(extract, list(communes_of(request.user))),
        "may_keep": may(request.user, KEEP),
        "may_see_run": may(request.user, "entries.import_workbook") and not request.user.commune_id,
        "form": form or WithdrawForm(),
        "faults": faults,
    }
    return render(request, "entries/reconciling/extract.html", shown, status=400 if faults else 200)


@needs(KEEP)
@require_POST
def withdraw(request, pk):
    extract, form = _fetch(request, pk), WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_extract(extract, reason=form.cleaned_data["reason"], by=request.user)
        except ExtractRefused as refused:
            form.add_error(refused.field, refused.args[0])
        else:
            gather_findings(district=request.user.district, by=request.user)
            messages.success(request, f"Đã rút lại trích xuất {extract}; bản này vẫn xem được, không còn để đối chiếu.")
            return redirect("reconciliation")
    return _show(request, extract, form)


@keeps_typed_form
@needs(KEEP)
@require_http_methods(["GET", "POST"])
def add_extract(request):
    """Which programme first; then the figures; then a look at them; then they are kept."""
    kept = None if request.method == "POST" else kept_form(request)
    typed = request.POST if request.method == "POST" else kept
    choice = (typed or request.GET).get("chuong-trinh", "")
    if choice not in CHOICES:
        status = 400 if request.method == "POST" or choice else 200
        return render(request, "entries/reconciling/add_extract.html", {"choices": _choices()}, status=status)
    form = ExtractForm(typed, communes=list(communes_of(request.user)), programmes=CHOICES[choice])
    step = request.POST.get("buoc")
    if request.method == "POST" and step != "sua" and form.is_valid():
        if step == "ghi" and (extract := _keep(request, form)):
            return redirect("extract", pk=extract.pk)
        if form.is_valid():
            return _checked(request, form, choice)
    if kept or step == "sua":
        not_judged_yet(form)
    return _typed(request, form, choice)


def _choices() -> list[tuple[str, list[Programme]]]:
    return list(CHOICES.items())


def _typed(request, form: ExtractForm, choice: str):
    faults = faults_of(form)
    last = Extract.objects.filter(recorded_by=request.user, run=None).order_by("-recorded_at").first()
    shown = {
        "form": form, "choice": choice, "grids": form.grids(), "faults": faults, "stored": last.pk if last else "",
    }  # fmt: skip
    return render(request, "entries/reconciling/type_extract.html", shown, status=400 if faults else 200)


def _checked(request, form: ExtractForm, choice: str):
    data = form.cleaned_data
    notes = notes_of(district=request.user.district, source=data["source"], as_of=data["as_of"], lines=form.lines)
    shown = {
        "form": form, "choice": choice, "notes": notes, "received_on": data["received_on"] or today(),
        "source": dict(form.fields["source"].choices)[data["source"]],
        "tables": tables_of(None, form.communes, form.lines),
    }  # fmt: skip
    return render(request, "entries/reconciling/check_extract.html", shown)


def _keep(request, form: ExtractForm) -> Extract | None:
    """The kept extract, or None with the reason placed in the form."""
    data = form.cleaned_data
    try:
        kept = keep_extract(
            district=request.user.district, source=data["source"], as_of=data["as_of"], lines=form.lines,
            paper_number=data["paper_number"], received_on=data["received_on"] or today(), by=request.user,
            id=data["id"],
        )  # fmt: skip
    except ExtractRefused as refused:
        form.add_error(refused.field, refused.args[0])
        return None
    if kept.is_new:
        seen = gather_findings(district=request.user.district, by=request.user)
        words = f"Đã lưu trích xuất {kept.extract}, bản số {kept.extract.version}. Đối chiếu thấy {seen.words}."
        messages.success(request, words)
    else:
        messages.info(request, "Trích xuất này đã có từ trước, số liệu giống hệt; không lưu thêm.")
    return kept.extract
