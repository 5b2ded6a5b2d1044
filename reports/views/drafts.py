"""A report on its page: the draft that people work on, or what went out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from communes.access import may, needs
from communes.calendar import today
from communes.refusals import Refused

from ..composing import compose, document_of
from ..drafting import drop_draft, say_present, start_draft
from ..editor_sheet import editor_sections
from ..issuing import PAGE, doubts_of, start_replacement
from ..models import Report, ReportKind
from ..paper_forms import StartForm
from ..renderers import FORMATS
from ..renderers.html import sheet

EDITOR = "reports/editor/_sheet.html"


def report_of(request, pk: int) -> Report:
    """The report in the user's district, or Http404."""
    reports = Report.objects.visible_to(request.user).select_related("district", "previous", "changed_by", "issued_by")
    return get_object_or_404(reports, pk=pk)


@require_POST
@needs("reports.write_report")
def new_report(request):
    """A draft as of the day that was looked at."""
    if request.user.district is None:
        raise PermissionDenied
    form = StartForm(request.POST, today=today())
    if form.is_valid():
        try:
            report = start_draft(
                district=request.user.district,
                as_of=form.cleaned_data["den-ngay"],
                kind=form.cleaned_data["kind"] or ReportKind.PROGRESS,
                by=request.user,
            )
            return redirect("report_draft", report.pk)
        except Refused as refused:
            messages.error(request, refused.problems[0].message)
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("report")


@require_GET
@never_cache
@needs("reports.read_report")
def report_draft(request, pk):
    report = report_of(request, pk)
    if report.is_issued:
        return _issued_page(request, report)
    draft = compose(report)
    doubts = doubts_of(draft)
    context = {
        "report": report,
        "doubts": doubts,
        "sections": editor_sections(draft, doubts, reverse("ledger")),
        "may_write": may(request.user, "reports.write_report"),
        "draft": draft,
    }
    context["sheet"] = sheet(document_of(draft), template=EDITOR, **context)
    return render(request, "reports/draft.html", context)


def _issued_page(request, report: Report):
    page = report.files.get(name=PAGE)
    context = {
        "report": report,
        "sheet": bytes(page.content).decode(),
        "files": report.files.exclude(name=PAGE).only("name", "sha256", "report"),
        "may_write": may(request.user, "reports.write_report"),
        "replaced_by": report.replaced_by.first(),
    }
    return render(request, "reports/issued.html", context)


@require_GET
@never_cache
@needs("reports.read_report")
def report_file(request, pk, suffix):
    """A file of a report: as it went out, or of the draft as it stands."""
    report = report_of(request, pk)
    if suffix not in FORMATS:
        raise Http404
    made = FORMATS[suffix]
    if report.is_issued:
        kept = get_object_or_404(report.files.exclude(name=PAGE), name__endswith=f".{suffix}")
        return _attachment(bytes(kept.content), kept.name, made.content_type)
    document = document_of(compose(report), detailed=suffix == "xlsx", site=request.build_absolute_uri("/"))
    return _attachment(made.render(document), f"{document.file_stem}.{suffix}", made.content_type)


def _attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_POST
@needs("reports.write_report")
def drop_report(request, pk):
    report = report_of(request, pk)
    try:
        drop_draft(report=report)
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
        return redirect("report_draft", pk)
    messages.success(request, "Đã bỏ bản thảo.")
    return redirect("report")


@require_POST
@needs("reports.write_report")
def replace_report(request, pk):
    """A draft to stand for a report that went out."""
    try:
        return redirect("report_draft", start_replacement(report=report_of(request, pk), by=request.user).pk)
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
        return redirect("report_draft", pk)


@require_POST
@needs("reports.write_report")
def report_presence(request, pk):
    """Says that this person has the draft open; answers with the line about the others."""
    report = report_of(request, pk)
    others = [] if report.is_issued else say_present(report=report, part=request.POST.get("part", ""), by=request.user)
    return render(request, "reports/editor/_others.html", {"others": others, "report": report})
