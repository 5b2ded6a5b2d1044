"""What the province has reached on average: the list, typing one in, mending one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import communes_of, may, needs, require
from communes.calendar import today
from communes.changes import changes_of
from communes.formatting import format_date
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.refusals import OTHERS_FORM, Refused, faults_of, place_refusal
from entries.totals import totals

from ..dashboards.benchmarks import benchmark_at, keep_benchmark, points_from, share_of
from ..dashboards.view_forms import BenchmarkForm, ViewForm
from ..models import Benchmark
from ..renderers.view_xlsx import Kind, ViewColumn
from .page import refused, view_page, workbook

KEEP = "reports.keep_benchmark"
TITLE = "Mức chung toàn tỉnh"


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def benchmarks(request):
    """The averages of one programme, newest first; the district types in a new one below them."""
    form = ViewForm(request.GET)
    typed = kept_form(request)
    if request.method == "POST":
        require(request.user, KEEP)
        typed = request.POST
    entry = BenchmarkForm(
        typed,
        instance=Benchmark(district=request.user.district),
        initial={"programme": form.programme.value, "as_of": today()},
    )
    if request.method == "POST" and _did(request, entry):
        kept = {"chuong-trinh": entry.instance.programme}
        return redirect(f"{reverse('benchmarks')}?{urlencode(kept)}")
    figure = totals(communes=list(communes_of(request.user)), **form.scope).all
    newest = benchmark_at(request.user.district_id, form.programme, form.as_of)
    points = points_from(figure.share, newest)
    shown = {
        "figure": figure,
        "newest": newest,
        "points": points,
        "points_size": points is not None and abs(points),
        "listed": list(_listed(request.user, form)),
        "entry": entry,
        "entry_faults": faults_of(entry),
        "may_keep": may(request.user, KEEP),
        "is_one_commune": bool(request.user.commune_id),
    }
    response = view_page(request, "benchmarks", form, file="benchmarks_xlsx", **shown)
    response.status_code = 400 if entry.errors else response.status_code
    return response


@require_GET
@needs("entries.export")
def benchmarks_xlsx(request):
    form = ViewForm(request.GET)
    if not form.is_good:
        return refused(request, "benchmarks", form)
    columns = [
        ViewColumn("Tính đến hết ngày", Kind.DAY, 16),
        ViewColumn("Tỷ lệ toàn tỉnh", Kind.SHARE, 14),
        ViewColumn("Nguồn", Kind.TEXT, 60),
        ViewColumn("Người ghi", Kind.TEXT, 20),
    ]
    rows = [(one.as_of, share_of(one), one.source, one.recorded_by.shown_name) for one in _listed(request.user, form)]
    return workbook(request.user, form, stem="toan-tinh", title=TITLE, columns=columns, rows=rows)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def benchmark(request, pk):
    """One average with its history; the district mends it, and says why."""
    found = get_object_or_404(Benchmark, pk=pk, district=request.user.district_id)
    if request.method == "POST":
        require(request.user, KEEP)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = BenchmarkForm(typed, instance=found)
    if request.method == "POST" and _did(request, form):
        return redirect("benchmark", pk=pk)
    kept = Benchmark.objects.select_related("recorded_by").get(pk=pk)  # not what was mistyped
    shown = {
        "benchmark": kept,
        "form": form,
        "faults": faults_of(form),
        "history": changes_of(kept),
        "may_keep": may(request.user, KEEP),
    }
    return render(request, "reports/benchmark.html", shown, status=400 if form.errors else 200)


def _listed(user, form: ViewForm):
    if user.district_id is None:
        raise Http404
    return Benchmark.objects.filter(
        district=user.district_id, programme=form.programme, as_of__lte=form.as_of
    ).select_related("recorded_by")


def _did(request, form: BenchmarkForm) -> bool:
    """Whether the form was good and the average stored; else the errors are placed in the form."""
    if not form.is_valid():
        return False
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return False
    try:
        kept = keep_benchmark(
            by=request.user, benchmark=form.save(commit=False), reason=form.cleaned_data.get("reason", "")
        )
    except Refused as refusal:
        place_refusal(refusal, form)
        return False
    messages.success(request, f"Đã ghi mức chung toàn tỉnh đến {format_date(kept.as_of)}.")
    return True
