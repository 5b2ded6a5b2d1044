"""The report and its appendix: on the page as they will be on paper, and as files."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from communes.access import communes_of, may, needs
from communes.calendar import today

from ..content import assemble
from ..facts import gather, gather_books
from ..forms import DocumentForm
from ..renderers import FORMATS
from ..renderers.html import sheet


@require_GET
@never_cache
@needs("reports.read_report")
def report(request):
    return _page(request, assemble.report, "reports/report.html")


@require_GET
@never_cache
@needs("reports.read_report")
def report_docx(request):
    return _file(request, assemble.report, "reports/report.html", "docx")


@require_GET
@never_cache
@needs("reports.read_report")
def report_xlsx(request):
    return _file(request, assemble.report, "reports/report.html", "xlsx")


@require_GET
@never_cache
@needs("reports.read_documents")
def appendix(request):
    return _page(request, assemble.appendix, "reports/appendix.html")


@require_GET
@never_cache
@needs("reports.read_documents")
def appendix_xlsx(request):
    return _file(request, assemble.appendix, "reports/appendix.html", "xlsx")


def _page(request, assembled, template: str):
    """The document on the page, or the form with what is wrong in it (400)."""
    form = DocumentForm(request.GET, today=today())
    if not form.is_valid():
        return render(request, template, {"form": form}, status=400)
    document = _document(request.user, form, assembled)
    context = {
        "form": form,
        "as_of": form.as_of,
        "sheet": sheet(document),
        "query": urlencode(form.query),
        "can_read_report": may(request.user, "reports.read_report"),
    }
    return render(request, template, context)


def _file(request, assembled, template: str, name: str):
    form = DocumentForm(request.GET, today=today())
    if not form.is_valid():
        return render(request, template, {"form": form}, status=400)
    document = _document(request.user, form, assembled, with_details=name == "xlsx")
    made = FORMATS[name]
    return HttpResponse(
        made.render(document),
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.file_stem}.{made.suffix}"'},
    )


def _document(user, form: DocumentForm, assembled, *, with_details: bool = False):
    if user.district is None:  # an account that belongs to no district has nothing to report
        raise PermissionDenied
    communes = list(communes_of(user))
    facts = gather(district=user.district, communes=communes, as_of=form.as_of)
    books = gather_books(communes=communes, as_of=form.as_of) if with_details else ()
    return assembled(facts, form.options, books)
