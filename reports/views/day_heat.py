"""Communes by days, by weeks where those would be too many: where something was entered, where nothing, how much."""

from django.views.decorators.http import require_GET

from communes.access import communes_of, needs
from communes.workdays import workdays_between
from entries.totals import entered_by_day

from ..dashboards.heat import Heat, heat
from ..dashboards.view_forms import HeatForm
from ..renderers.view_xlsx import Kind, ViewColumn
from .page import page_of, refused, view_page, workbook

MOST_COLUMNS = 31  # days; more cannot be read side by side
TITLE = "Số trường hợp đã nhập theo ngày"


@require_GET
def day_heat(request):
    form = HeatForm(request.GET)
    by_week = form.span > MOST_COLUMNS
    found = _heat(request.user, form, by_week=by_week)
    shown = {
        "heat": found,
        "columns": list(zip(found.columns, found.by_column, strict=True)),
        "page": page_of(request, found.rows),
        "by_week": by_week,
        "number": form.span,
    }
    return view_page(request, "day_heat", form, file="day_heat_xlsx", **shown)


@require_GET
@needs("entries.export")
def day_heat_xlsx(request):
    form = HeatForm(request.GET)
    if not form.is_good:
        return refused(request, "day_heat", form)
    found = _heat(request.user, form)
    columns = [ViewColumn("Đơn vị", Kind.TEXT, 24)]
    columns += [
        ViewColumn(f"{one.day:%d/%m/%Y}" + (" (nghỉ)" if one.is_off else ""), sums=True) for one in found.columns
    ]
    columns.append(ViewColumn("Cộng", sums=True))
    rows = [(row.commune.title, *(cell.count for cell in row.cells), row.sum) for row in found.rows]
    return workbook(request.user, form, stem="theo-ngay", title=TITLE, columns=columns, rows=rows)


def _heat(user, form: HeatForm, *, by_week: bool = False) -> Heat:
    communes, days = list(communes_of(user)), form.days
    entered = entered_by_day(
        communes=communes, programme=form.programme, first=days[0], last=days[-1], known_at=form.known_at
    )
    return heat(communes, days, entered, workdays_between(user.district_id, days[0], days[-1]), by_week=by_week)
