"""A plan as a Word file and as a workbook."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from communes.access import fetch, needs
from communes.calendar import today

from ..content.plan_paper import plan_paper
from ..planning.plans import capacity_of, figures_before, standings, told_plans
from ..renderers import FORMATS


@needs("entries.export")
@require_GET
def plan_docx(request, pk):
    return _file(request, pk, "docx")


@needs("entries.export")
@require_GET
def plan_xlsx(request, pk):
    return _file(request, pk, "xlsx")


def _file(request, pk, name: str) -> HttpResponse:
    plan, day = fetch(told_plans(), request.user, pk=pk), today()
    power = capacity_of(plan.commune, plan.programme, day)
    (standing,) = standings([plan], today=day, power=power)
    before, _ = figures_before(plan, day)
    document, made = plan_paper(standing, before=before, capacity=power), FORMATS[name]
    return HttpResponse(
        made.render(document),
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.file_stem}.{made.suffix}"'},
    )
