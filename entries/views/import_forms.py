"""Forms to fill in for the import, empty or with what is there."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from communes.access import commune_coded, communes_of, needs, require
from communes.calendar import today
from communes.models import Commune, Programme, Role

from ..importing.forms_of_kinds import books_form, extract_form, form_name, log_form, totals_form
from ..models import ImportKind
from .imports import EXCEL


@needs("entries.import_workbook")
@require_GET
def import_form(request, kind):
    """An empty form, with the commune's books, people and machines; `xa` names the commune, `thang` a log's month."""
    return _form(request, kind, is_filled=False)


@needs("entries.import_workbook")
@require_GET
def import_export(request, kind):
    """The same form with what the ledger has: sent back, it changes nothing."""
    if kind == ImportKind.EXTRACT:
        raise Http404
    return _form(request, kind, is_filled=True)


def _form(request, kind: str, *, is_filled: bool) -> HttpResponse:
    if kind in (ImportKind.BOOKS, ImportKind.LOG):
        commune = _commune(request)
        if kind == ImportKind.BOOKS:
            content = books_form(commune, as_of=today(), **({"blank": 0} if is_filled else {}))
        else:
            content = log_form(commune, month=_month(request), is_filled=is_filled)
        return _answer(content, form_name(kind, commune.code))
    if kind not in ImportKind.values or request.user.role == Role.COMMUNE:
        raise Http404
    communes = list(communes_of(request.user).select_related("district"))
    if kind == ImportKind.EXTRACT:
        content = extract_form(communes, as_of=today())
    else:
        programme = request.GET.get("chuong-trinh") or Programme.POPULATION_DB
        if programme not in Programme.values:
            raise Http404
        content = totals_form(communes, as_of=_day(request), programme=Programme(programme), is_filled=is_filled)
    return _answer(content, form_name(kind, "huyen"))


def _commune(request) -> Commune:
    """The one asked for; the own one of an official. The district has to name one."""
    commune = commune_coded(request.user, request.GET.get("xa", ""))
    require(request.user, "entries.import_workbook", commune)
    return commune


def _month(request) -> dt.date:
    asked = request.GET.get("thang", "")
    try:
        return dt.date.fromisoformat(f"{asked}-01") if asked else today()
    except ValueError as error:
        raise Http404 from error


def _day(request) -> dt.date:
    asked = request.GET.get("den-ngay", "")
    try:
        return dt.date.fromisoformat(asked) if asked else today()
    except ValueError as error:
        raise Http404 from error


def _answer(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=EXCEL, headers=headers)
