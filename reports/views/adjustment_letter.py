"""Công văn đề nghị điều chỉnh số liệu: the requests that were chosen, as a Word file or a workbook."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from communes.access import communes_of, needs
from communes.calendar import today
from entries.forms.reconciling.requests import chosen_requests
from entries.reconciling.requesting import NONE_CHOSEN, are_explained, requests_of

from ..content.adjustment_letter import adjustment_letter as letter_of
from ..renderers import FORMATS


@needs("entries.settle_finding")
@require_GET
def adjustment_letter(request, form):
    if form not in ("docx", "xlsx"):
        raise Http404
    chosen = chosen_requests(request.GET.getlist("de-nghi"))
    requests = list(requests_of(communes_of(request.user)).filter(pk__in=chosen))
    if not requests:
        messages.warning(request, NONE_CHOSEN)
        return redirect("adjustment_requests")
    document = letter_of(request.user.district, requests, on=today(), is_explained=are_explained(requests))
    made = FORMATS[form]
    return HttpResponse(
        made.render(document),
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.file_stem}.{made.suffix}"'},
    )
