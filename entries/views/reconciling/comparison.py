"""Đối chiếu: our figures beside an extract, the worst first; how the district compares; why a commune differs."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.models import Programme
from communes.text import fold
from entries.faults import faults_of
from entries.forms.reconciling.extracts import ChoiceOfExtractForm, SettingsForm
from entries.models import OWNER, Extract
from entries.reconciling.comparing.agreement import agreements
from entries.reconciling.comparing.compared_cells import sections_of
from entries.reconciling.comparing.comparison import Comparison, compare, settings_of, tolerance_of
from entries.reconciling.comparing.workbook import comparison_workbook
from entries.reconciling.explaining.why import why

KEEP = "entries.keep_extract"
PER_PAGE = 25  # communes; a district has fewer, a province many more
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def reconciliation(request):
    communes = list(communes_of(request.user))
    form, extract = _chosen(request)
    settings = settings_of(request.user.district)
    comparison = _compared(communes, extract, settings)
    page = Paginator(comparison.rows if comparison else (), PER_PAGE).get_page(request.GET.get("trang"))
    shown = {
        "form": form,
        "extracts": list(form.extracts.values()),
        "withdrawn": Extract.objects.visible_to(request.user).newest().filter(programmes=[]),
        "extract": extract,
        "comparison": comparison,
        "page": page,
        "sections": sections_of(comparison, page.object_list) if comparison else [],
        "agreeing": sum(row.agrees for row in comparison.rows) if comparison else 0,
        "reconciled": agreements([row.commune for row in page], today()) if extract else {},
        "tolerance": tolerance_of(settings),
        "settings": settings,
        "is_one": len(communes) == 1,
        "population": Programme.POPULATION_DB.value,
        "may_keep": may(request.user, KEEP),
        "may_settle": may(request.user, "entries.settle_finding"),
        "owned_elsewhere": _owned_elsewhere(extract, form.extracts.values()),
    }
    return render(request, "entries/reconciling/reconciliation.html", shown, status=200 if form.is_valid() else 400)


def _owned_elsewhere(extract: Extract | None, extracts: Iterable[Extract]) -> list[str]:
    """Programmes of which another's figures of the same cut-off count for findings and for "đối chiếu đến"."""
    if extract is None:
        return []
    others = [one for one in extracts if one.as_of == extract.as_of and one.source != extract.source]
    return [
        programme
        for programme in extract.programmes
        if any(programme in one.programmes and one.source == OWNER[programme] for one in others)
    ]


def _chosen(request) -> tuple[ChoiceOfExtractForm, Extract | None]:
    """The form, and the extract that the address asks for; the newest when it makes no sense."""
    extracts = Extract.objects.visible_to(request.user).standing()
    if request.user.commune_id:
        extracts = extracts.naming(request.user.commune)
    form = ChoiceOfExtractForm(request.GET, extracts=extracts)
    if form.is_valid():
        return form, form.chosen
    newest = ChoiceOfExtractForm({}, extracts=extracts)
    newest.is_valid()
    return form, newest.chosen


def _compared(communes, extract: Extract | None, settings) -> Comparison | None:
    if extract is None:
        return None
    return compare(communes=communes, extract=extract, tolerance=tolerance_of(settings), lag_days=settings.lag_days)


@needs("entries.export")
@require_GET
def reconciliation_file(request):
    """The comparison on the screen as a workbook."""
    form, extract = _chosen(request)
    if extract is None or not form.is_valid():
        return render(request, "faults/400.html", status=400)
    district = request.user.district
    comparison = _compared(list(communes_of(request.user)), extract, settings_of(district))
    prefix = "du-lieu-mau-" if district.has_sample_data else ""
    response = HttpResponse(comparison_workbook(comparison, is_sample=district.has_sample_data), content_type=EXCEL)
    name = f"{prefix}doi-chieu-{slugify(fold(extract.get_source_display()))}-{extract.as_of:%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@needs(KEEP)
@require_http_methods(["GET", "POST"])
def reconciling_settings(request):
    settings = settings_of(request.user.district)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=settings)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu cách đối chiếu; mọi lần so sánh từ nay theo dung sai này.")
        return redirect("reconciliation")
    faults = faults_of(form)
    return render(
        request, "entries/reconciling/settings.html", {"form": form, "faults": faults}, status=400 if faults else 200
    )


@require_GET
def why_gap(request, pk):
    """Why one commune's figures differ: the cause that fits best, the next, and on which grounds."""
    commune = get_object_or_404(communes_of(request.user), pk=pk)
    settings = settings_of(request.user.district)
    extracts = Extract.objects.visible_to(request.user).standing()
    found = why(commune, among=list(communes_of(request.user)), extracts=extracts, settings=settings)
    shown = {"commune": commune, "why": found, "settings": settings, "programme": Programme.POPULATION_DB}
    return render(request, "entries/reconciling/why_gap.html", shown)
