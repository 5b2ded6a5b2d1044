"""Trích xuất: one as it came, typing a new one with a look before it is kept, withdrawing what was a mistake."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.keeping import keeps_form_of, keeps_typed_form, kept_form
from communes.models import Programme
from entries.faults import faults_of, not_judged_yet
from entries.forms.reconciling.extracts import ExtractForm, WithdrawForm
from entries.importing.keeping_extracts import notes_of
from entries.models import Extract
from entries.reconciling.extracts.keeping import (
    ExtractRefused,
    NewerVersion,
    check_extract,
    keep_extract,
    restore_extract,
    standing_version,
    withdraw_extract,
)
from entries.reconciling.extracts.tables import tables_of
from entries.reconciling.findings.gathering import gather_findings

KEEP = "entries.keep_extract"
LATELY = 20  # extracts of a person whose drafts on this device are done with
NEWER = "Vừa có người lưu một bản khác của trích xuất này. Xem các dòng dưới đây rồi lưu lần nữa nếu còn cần."
CHOICES = {
    "dan-cu": [Programme.POPULATION_DB],
    "lich-su": [Programme.HISTORICAL],
    "ca-hai": [Programme.POPULATION_DB, Programme.HISTORICAL],
}


@keeps_typed_form
@require_http_methods(["GET"])
def extract(request, pk):
    kept = kept_form(request)
    return _show(request, _fetch(request, pk), WithdrawForm(initial=kept.dict()) if kept else None)


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
    faults = faults_of(form) if form and form.is_bound else []
    shown = {
        "extract": extract,
        "versions": versions,
        "newest": versions[0],
        "stands": versions[0] == extract and not extract.is_withdrawal,
        "may_restore": may(request.user, KEEP)
        and not extract.is_withdrawal
        and versions[0].fingerprint != extract.fingerprint,
        "tables": tables_of(extract, list(communes_of(request.user))),
        "may_keep": may(request.user, KEEP),
        "may_see_run": may(request.user, "entries.import_workbook") and not request.user.commune_id,
        "form": form or WithdrawForm(),
        "faults": faults,
    }
    return render(request, "entries/reconciling/extract.html", shown, status=400 if faults else 200)


@keeps_form_of("extract", "pk")
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
            words = f"Đã rút lại trích xuất {extract}: ngày chốt này không còn số để đối chiếu."
            if extract.version > 1:
                words += " Bản trước không tự trở lại; mở bản ấy rồi bấm Dùng lại bản này."
            messages.success(request, words)
            return redirect("reconciliation")
    return _show(request, extract, form)


@needs(KEEP)
@require_POST
def restore(request, pk):
    """An older version, or one that was withdrawn, counts again."""
    try:
        restored = restore_extract(_fetch(request, pk), by=request.user)
    except ExtractRefused as refused:
        messages.info(request, refused.args[0])
        return redirect("extract", pk=pk)
    seen = gather_findings(district=request.user.district, by=request.user)
    messages.success(request, f"Đã dùng lại số liệu này, thành bản số {restored.version}. Đối chiếu thấy {seen.words}.")
    return redirect("extract", pk=restored.pk)


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
        newer = ""
        if step == "ghi":
            try:
                if extract := _keep(request, form):
                    return redirect("extract", pk=extract.pk)
            except NewerVersion:
                newer = NEWER
        elif step == "xem":
            _look(request, form)
        if form.is_valid():
            return _checked(request, form, choice, newer=newer)
    if kept or step == "sua":
        not_judged_yet(form)
    return _typed(request, form, choice)


def _choices() -> list[tuple[str, list[Programme]]]:
    return list(CHOICES.items())


def _typed(request, form: ExtractForm, choice: str):
    faults = [{"target": target, "message": words} for target, words in form.told()]
    stored = Extract.objects.filter(recorded_by=request.user, run=None).order_by("-recorded_at")
    shown = {
        "form": form, "choice": choice, "grids": form.grids(), "faults": faults,
        "stored": " ".join(str(pk) for pk in stored.values_list("pk", flat=True)[:LATELY]),
    }  # fmt: skip
    return render(request, "entries/reconciling/type_extract.html", shown, status=400 if faults else 200)


def _look(request, form: ExtractForm) -> None:
    """What would be refused is said before the last look, at its field."""
    try:
        check_extract(**_given(request, form))
    except ExtractRefused as refused:
        form.add_error(refused.field, refused.args[0])


def _given(request, form: ExtractForm) -> dict:
    data = form.cleaned_data
    return {
        "district": request.user.district, "source": data["source"], "as_of": data["as_of"], "lines": form.lines,
        "received_on": data["received_on"] or today(),
    }  # fmt: skip


def _checked(request, form: ExtractForm, choice: str, *, newer: str = ""):
    data, about = form.cleaned_data, {"district": request.user.district}
    about |= {name: form.cleaned_data[name] for name in ("source", "as_of")}
    form.data = form.data.copy()
    form.data["seen_version"] = standing_version(**about)
    shown = {
        "form": form, "choice": choice, "notes": notes_of(lines=form.lines, **about), "newer": newer,
        "received_on": data["received_on"] or today(),
        "source": dict(form.fields["source"].choices)[data["source"]],
        "tables": tables_of(None, form.communes, form.lines),
    }  # fmt: skip
    return render(request, "entries/reconciling/check_extract.html", shown, status=409 if newer else 200)


def _keep(request, form: ExtractForm) -> Extract | None:
    """The kept extract, or None with the reason placed in the form. Raises NewerVersion."""
    data = form.cleaned_data
    try:
        kept = keep_extract(
            **_given(request, form), paper_number=data["paper_number"], by=request.user, id=data["id"],
            seen_version=data["seen_version"],
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
