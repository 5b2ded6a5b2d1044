"""The district at a glance: how far, how fast, who is late. A commune sees its own."""

import datetime as dt

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.models import Programme
from entries.totals import RECENT_DAYS

from ..dashboards.benchmarks import points_from
from ..dashboards.board import Board, read_board
from ..dashboards.charts import cumulative_chart
from ..dashboards.overview import BANDS, overview
from ..dashboards.tables import commune_columns, workbook_columns, workbook_row
from ..dashboards.telling import said
from ..dashboards.view_forms import ViewForm
from ..forecast.forecasting import EARLY, LATE, LIKELY
from ..forecast.verdicts import counted
from ..forms import AsOfForm
from ..planning.plan_line import plan_line
from .page import refused, workbook


@require_GET
def dashboard(request):
    form = AsOfForm(request.GET, today=today())
    is_good = form.is_valid()
    asked = form.cleaned_data if is_good else form.usual
    as_of, programme, known_at = asked["den-ngay"], Programme(asked["chuong-trinh"]), asked["biet-luc"]
    board = read_board(
        communes_of(request.user), district=request.user.district_id,
        programme=programme, as_of=as_of, known_at=known_at,
    )  # fmt: skip
    band = request.GET.get("muc", "")
    table = overview(
        board.communes, board.figures, board.deadlines, beside=board.beside,
        sort=request.GET.get("sort", ""), band=band,
    )  # fmt: skip
    band_is_known = band in {"", *(key for key, *_ in BANDS)}
    return render(
        request,
        "reports/dashboard.html",
        {
            "form": form,
            "as_of": as_of,
            "known_at": known_at,
            "programme": programme,
            "programmes": list(Programme),
            "board": table,
            "commune": board.communes[0] if table.size == 1 else None,
            "forecast": f"{reverse('forecast')}?{_query(as_of, programme, known_at)}",
            "band": band,
            "band_is_known": band_is_known,
            "outlook": board.whole,
            "benchmark": board.benchmark,
            "points": points_from(table.all.share, board.benchmark),
            "counts": [
                counted(one.verdicts[place] for one in board.beside.values()) for place, _ in enumerate(table.needs)
            ],
            "said": said(table.rows[0]) if table.size == 1 and table.rows else None,
            "chart": cumulative_chart(
                board.curve,
                board.deadlines,
                to_enter=table.all.to_enter,
                as_of=as_of,
                ahead=_ahead(board, as_of),
                plan=plan_line(board.communes, board.figures),
            ),
            "file": f"{reverse('dashboard_xlsx')}?{_query(as_of, programme, known_at)}",
            "may_export": may(request.user, "entries.export"),
            "columns": commune_columns(table, request.GET),
            "pages": {name: reverse(name) for name in ("review", "downtimes", "defects", "reconciliation")},
            "ledger": f"{reverse('ledger')}?{_query(as_of, programme, known_at)}",
            "week_start": (as_of - dt.timedelta(days=RECENT_DAYS - 1)).isoformat(),
            "is_today": as_of == today(),
            "may_report": may(request.user, "reports.read_report"),
            "waiting": table.waiting,
        },
        status=200 if is_good and table.sort_is_known and band_is_known else 400,
    )


@needs("entries.export")
@require_GET
def dashboard_xlsx(request):
    """The table as a workbook."""
    form = ViewForm(request.GET)
    if not form.is_good:
        return refused(request, "dashboard", form)
    board = read_board(communes_of(request.user), district=request.user.district_id, **form.scope)
    table = overview(board.communes, board.figures, board.deadlines, beside=board.beside)
    return workbook(
        request.user, form, stem="tien-do", title="Tiến độ từng xã, thị trấn",
        columns=workbook_columns(table), rows=[workbook_row(row) for row in table.rows],
    )  # fmt: skip


def _query(as_of, programme, known_at) -> str:
    known = {"biet-luc": known_at.isoformat()} if known_at else {}
    return urlencode({"den-ngay": as_of.isoformat(), "chuong-trinh": programme.value} | known)


def _ahead(board: Board, as_of: dt.date) -> list[tuple[dt.date, int, int, int]]:
    """Every second week until the last deadline: what will be entered at least, with 90, 50 and 10 percent."""
    outlook, last = board.whole, max((one.due_on for one in board.deadlines), default=as_of)
    if not outlook.is_known or not outlook.left or last <= as_of:
        return []
    days = [as_of + dt.timedelta(days=n) for n in range(14, (last - as_of).days, 14)] + [last]
    return outlook.band(days, (LATE, LIKELY, EARLY))
