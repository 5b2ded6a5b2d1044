"""A small chart for each commune, to be compared at a glance."""

from django.views.decorators.http import require_GET

from communes.access import communes_of, needs
from communes.models import Deadline
from entries.running import running_sums
from entries.totals import entered_by_day, totals

from ..dashboards.multiples import ORDERS, Multiples, left_in_words
from ..dashboards.multiples import multiples as charts_of
from ..dashboards.view_forms import ViewForm
from ..forms import EARLIEST
from ..renderers.view_xlsx import Kind, ViewColumn
from .page import page_of, refused, view_page, workbook

TITLE = "Tiến độ từng xã, thị trấn"


@require_GET
def multiples(request):
    form = ViewForm(request.GET)
    order = request.GET.get("thu-tu", "xa")
    found = _charts(request.user, form, order)
    shown = {
        "charts": found,
        "page": page_of(request, found.smalls),
        "orders": ORDERS.items(),
        "order": order if order in ORDERS else "xa",
    }
    return view_page(request, "multiples", form, file="multiples_xlsx", **shown)


@require_GET
@needs("entries.export")
def multiples_xlsx(request):
    form = ViewForm(request.GET)
    if not form.is_good:
        return refused(request, "multiples", form)
    columns = [
        ViewColumn("Đơn vị", Kind.TEXT, 24),
        ViewColumn("Phải nhập", sums=True),
        ViewColumn("Đã nhập", sums=True),
        ViewColumn("Tỷ lệ", Kind.SHARE, part_of=(2, 1)),
        ViewColumn("Còn lại", sums=True),
        ViewColumn("Nhập gần nhất", Kind.DAY, 14),
        ViewColumn("Tình trạng", Kind.TEXT, 40),
    ]
    rows = [
        (one.commune.title, one.figure.to_enter, one.figure.entered, one.figure.share, one.figure.left,
         one.figure.last_worked_on, left_in_words(one.figure))
        for one in _charts(request.user, form, request.GET.get("thu-tu", "xa")).smalls
    ]  # fmt: skip
    return workbook(request.user, form, stem="tung-xa", title=TITLE, columns=columns, rows=rows)


def _charts(user, form: ViewForm, order: str) -> Multiples:
    communes = list(communes_of(user))
    deadlines = Deadline.objects.filter(district=user.district_id).order_by("due_on")
    with running_sums.held():
        figures = totals(communes=communes, **form.scope)
        entered = entered_by_day(
            communes=communes, programme=form.programme, first=EARLIEST, last=form.as_of,
            known_at=form.known_at,
        )  # fmt: skip
    return charts_of(communes, figures, entered, deadlines, order=order)
