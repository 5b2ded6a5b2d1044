"""The report and its appendix: on the page as they will be on paper, and as files."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.models import User

from ..content import assemble
from ..content.blocks import Document
from ..facts import gather, gather_books
from ..forms import AppendixForm, DocumentForm
from ..models import Report
from ..renderers import FORMATS
from ..renderers.html import sheet

NEWEST = 8  # reports that the page lists


@dataclass(frozen=True, slots=True)
class Kind:
    """What is told, chosen how, shown where."""

    assembled: Callable[..., Document]
    form: type[DocumentForm]
    template: str


REPORT = Kind(assemble.report, DocumentForm, "reports/report.html")
APPENDIX = Kind(assemble.appendix, AppendixForm, "reports/appendix.html")


@require_GET
@never_cache
@needs("reports.read_report")
def report(request):
    return _page(request, REPORT)


@require_GET
@never_cache
@needs("reports.read_report")
def report_docx(request):
    return _file(request, REPORT, "docx")


@require_GET
@never_cache
@needs("reports.read_report")
def report_xlsx(request):
    return _file(request, REPORT, "xlsx")


@require_GET
@never_cache
@needs("reports.read_documents")
def appendix(request):
    return _page(request, APPENDIX)


@require_GET
@never_cache
@needs("entries.export")
def appendix_xlsx(request):
    return _file(request, APPENDIX, "xlsx")


def _page(request, kind: Kind):
    """The document on the page, or the form with what is wrong in it (400)."""
    form = kind.form(request.GET, today=today())
    if not form.is_valid():
        return render(request, kind.template, {"form": form}, status=400)
    context = {
        "form": form,
        "as_of": form.as_of,
        "sheet": sheet(_document(request.user, form, kind)),
        "query": urlencode(form.query),
        "can_read_report": may(request.user, "reports.read_report"),
    }
    if kind is REPORT:
        reports = Report.objects.visible_to(request.user).select_related("changed_by")
        context |= {"reports": reports[:NEWEST], "may_write": may(request.user, "reports.write_report")}
    return render(request, kind.template, context)


def _file(request, kind: Kind, name: str):
    """The document as a file, or the page that says what is wrong (400)."""
    form = kind.form(request.GET, today=today())
    if not form.is_valid():
        return render(request, kind.template, {"form": form}, status=400)
    document, made = _document(request.user, form, kind, with_details=name == "xlsx"), FORMATS[name]
    return HttpResponse(
        made.render(document),
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.file_stem}.{made.suffix}"'},
    )


def _document(user: User, form: DocumentForm, kind: Kind, *, with_details: bool = False) -> Document:
    if user.district is None:  # an account that belongs to no district has nothing to report
        raise PermissionDenied
    communes = list(communes_of(user))
    facts = gather(district=user.district, communes=communes, as_of=form.as_of)
    books = gather_books(communes=communes, as_of=form.as_of) if with_details else ()
    return kind.assembled(facts, form.options, books)
