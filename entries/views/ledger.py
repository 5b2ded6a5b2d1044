"""The ledger: every entry in scope, what is shown summed, the whole filtered set as a file."""

from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from communes.access import communes_of, needs
from communes.calendar import now
from communes.models import Commune, Programme

from ..exporting import ledger_csv, ledger_xlsx
from ..filters import EntryFilter
from ..models import Entry, Measure
from ..tables import EntryTable

PER_PAGE = 50
RARE = ("loai-phieu", "ca", "may", "nguoi", "xem-lai")  # filters behind "Thêm điều kiện"


class CountedPaginator(Paginator):
    """Takes the count that the sums have brought along instead of asking the database again."""

    def __init__(self, rows, per_page, *, count, **kwargs):
        super().__init__(rows, per_page, **kwargs)
        self.count = count


def _filtered(request):
    """(filter, entries): the entries in the user's communes that the address asks for; none when it makes no sense."""
    communes = list(communes_of(request.user))
    entries = Entry.objects.all()
    if Commune.objects.exclude(pk__in=[c.pk for c in communes]).exists():  # all of it needs no condition, and no sort
        entries = entries.filter(commune__in=communes)
    filter = EntryFilter(request.GET, entries, communes=communes)
    return filter, (filter.qs if filter.is_valid() else entries.none())


@require_GET
def ledger(request):
    filter, entries = _filtered(request)
    sums = list(
        entries.order_by().values("programme", "measure").annotate(sum=Sum("count"), rows=Count("*"))
        if filter.is_valid()
        else ()
    )
    rows = sum(row["rows"] for row in sums)
    listed = entries.select_related("batch__workstation", "batch__worked_by", "book", "commune").defer(
        "book__note", "book__search_text", "commune__district"
    )
    table = EntryTable(listed)
    bad_page = False
    RequestConfig(request, paginate=False).configure(table)
    try:
        table.paginate(paginator_class=CountedPaginator, per_page=PER_PAGE, page=request.GET.get("page", 1), count=rows)
    except (EmptyPage, InvalidPage):
        bad_page = True
        table.paginate(paginator_class=CountedPaginator, per_page=PER_PAGE, page=1, count=rows)
    bad_sort = "sort" in request.GET and not table.order_by
    query = request.GET.copy()
    for name in ("page", "sort"):
        query.pop(name, None)
    return render(
        request,
        "entries/ledger.html",
        {
            "filter": filter,
            "table": table,
            "rows": rows,
            "sums": _named(sums),
            "rare": RARE,
            "rare_used": any(request.GET.get(name) for name in RARE),
            "query": query.urlencode(),
            "bad_page": bad_page,
            "bad_sort": bad_sort,
        },
        status=200 if filter.is_valid() and not bad_page and not bad_sort else 400,
    )


def _named(sums) -> list[dict]:
    order = [(p.value, m.value) for p in Programme for m in (Measure.ENTERED, Measure.TO_ENTER)]
    found = {(row["programme"], row["measure"]): row["sum"] for row in sums}
    return [
        {"programme": Programme(programme), "measure": Measure(measure).label, "sum": found[programme, measure]}
        for programme, measure in order
        if (programme, measure) in found
    ]


@needs("entries.export")
@require_GET
def ledger_file(request, form):
    """The whole filtered set, oldest first, as .xlsx or .csv."""
    if form not in {"xlsx", "csv"}:
        raise Http404
    filter, entries = _filtered(request)
    if not filter.is_valid():
        return render(request, "faults/400.html", status=400)
    district = request.user.district  # an account made by hand may have none
    is_sample = bool(district and district.has_sample_data)
    name = f"{'du-lieu-mau-' if is_sample else ''}so-cai-{now():%Y%m%d-%H%M}.{form}"
    rows = entries.order_by("work_date", "id")
    if form == "csv":
        response = StreamingHttpResponse(ledger_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(
            ledger_xlsx(rows, is_sample=is_sample),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
