"""The facts of a report, found by its code; two reports side by side."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from communes.access import needs
from communes.text import normalise

from ..composing import compose
from ..content.parts import SECTION
from ..models import Report
from ..tracing import Told, differences, told_by
from .drafts import report_of

PER_PAGE = 100


@require_GET
@never_cache
@needs("reports.read_report")
def report_facts(request, pk):
    """Every figure of a report: what it means, how it was computed, and the way to its entries."""
    report = report_of(request, pk)
    told = _told(report)
    page = Paginator(list(told.facts.values()), PER_PAGE).get_page(request.GET.get("trang"))
    known = {"biet-luc": report.known_at.isoformat()} if report.known_at else {}
    rows = [
        (fact, f"{reverse('ledger')}?{urlencode(known | {k: v for k, v in fact['filters'].items() if v})}")
        if fact["filters"]
        else (fact, "")
        for fact in page
    ]
    return render(request, "reports/report_facts.html", {"report": report, "rows": rows, "page": page})


@require_GET
@never_cache
@needs("reports.read_report")
def find_report(request):
    """From the code printed under a report to its figures."""
    code = normalise(request.GET.get("ma", "")).upper().replace(" ", "").replace("-", "")
    code = f"{code[:4]}-{code[4:]}"
    found = Report.objects.visible_to(request.user).issued().filter(code=code).first()
    if found:
        return redirect("report_facts", found.pk)
    messages.error(request, "Không có báo cáo nào mang mã này. Kiểm tra lại tám ký tự in ở cuối báo cáo.")
    return redirect("report")


@require_GET
@never_cache
@needs("reports.read_report")
def compare_reports(request):
    """Two reports: the figures and the sentences that differ."""
    reports = list(Report.objects.visible_to(request.user).select_related("district", "previous"))
    chosen = [_chosen(reports, request.GET.get(name)) for name in ("truoc", "sau")]
    context = {"reports": reports, "before": chosen[0], "after": chosen[1]}
    if all(chosen):
        context["found"] = differences(_told(chosen[0]), _told(chosen[1]))
        context["sections"] = {key: section.title for key, section in SECTION.items()}
    return render(request, "reports/compare_reports.html", context)


def _chosen(reports: list[Report], pk: str | None) -> Report | None:
    return next((report for report in reports if str(report.pk) == pk), None)


def _told(report: Report) -> Told:
    return told_by(report, None if report.is_issued else compose(report))
