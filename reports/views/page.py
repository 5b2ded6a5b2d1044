"""What the other views of the figures have in common: their page, their pages of thirty, their workbook."""

from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from communes.access import may
from communes.models import Programme, User
from communes.refusals import faults_of

from ..dashboards.view_forms import ViewForm
from ..renderers.view_xlsx import CONTENT_TYPE, ViewColumn, view_workbook

PER_PAGE = 30  # communes; a district has 13, a province 159


def view_page(request, name: str, form: ViewForm, *, file: str = "", **shown):
    """The page of the view `name` (template and URL name); 400 with what is usual where the choice made no sense.
    `file` is the URL name of its workbook, offered to those who may take figures out."""
    query = urlencode(form.query)
    context = {
        "view": name,
        "form": form,
        "faults": faults_of(form),
        "as_of": form.as_of,
        "known_at": form.known_at,
        "programme": form.programme,
        "programmes": list(Programme),
        "file": f"{reverse(file)}?{query}" if file and may(request.user, "entries.export") else "",
        "query": query,
        "ledger": f"{reverse('ledger')}?{_ledger_query(form)}",
    }
    return render(request, f"reports/{name}.html", context | shown, status=200 if form.is_good else 400)


def page_of(request, rows: Sequence) -> Page:
    """The page of communes that the address asks for; nonsense is the first."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))


def refused(request, name: str, form: ViewForm):
    """What was chosen for a file makes no sense: told in the form of its page."""
    return render(
        request,
        "reports/view_refused.html",
        {
            "view": name,
            "form": form,
            "faults": faults_of(form),
            "as_of": form.as_of,
            "known_at": form.known_at,
            "programme": form.programme,
            "programmes": list(Programme),
        },
        status=400,
    )


def workbook(
    user: User, form: ViewForm, *, stem: str, title: str, columns: list[ViewColumn], rows: list, notes: Sequence = ()
) -> HttpResponse:
    """The table as a file; its name says the day, and that the figures are a sample where they are."""
    is_sample = bool(user.district and user.district.has_sample_data)
    content = view_workbook(
        title, form.as_of, columns, rows, is_sample=is_sample, notes=[form.programme.label, *notes, *_known(form)]
    )
    name = f"{'du-lieu-mau-' if is_sample else ''}{stem}-{form.as_of:%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def _known(form: ViewForm) -> list[str]:
    if not form.known_at:
        return []
    return [f"Chỉ tính số đã ghi đến {form.fields['biet-luc'].prepare_value(form.known_at)}"]


def _ledger_query(form: ViewForm) -> str:
    known = {"biet-luc": form.known_at.isoformat()} if form.known_at else {}
    return urlencode({"chuong-trinh": form.programme.value} | known)
