"""The district at a glance: how far, how fast, who is late. A commune sees its own."""

import datetime as dt

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from communes.access import communes_of, may
from communes.calendar import today
from communes.models import Deadline, Programme
from entries.reviewing import waiting
from entries.running import running_sums
from entries.totals import RECENT_DAYS, entered_curve, totals

from ..charts import cumulative_chart
from ..forms import AsOfForm
from ..overview import overview, starts_after
from ..tables import commune_columns


@require_GET
def dashboard(request):
    form = AsOfForm(request.GET, today=today())
    is_good = form.is_valid()
    as_of = form.cleaned_data["den-ngay"] if is_good else today()
    programme = Programme(form.cleaned_data["chuong-trinh"] if is_good else Programme.POPULATION_DB)
    communes = list(communes_of(request.user))
    deadlines = list(
        Deadline.objects.filter(district=request.user.district_id).with_calendar_effect(starts_after(as_of))
    )
    with running_sums.held():
        figures = totals(communes=communes, programme=programme, as_of=as_of)
        curve = entered_curve(communes=communes, programme=programme, as_of=as_of)
    board = overview(communes, figures, deadlines, sort=request.GET.get("sort", ""))
    is_good = is_good and board.sort_is_known
    return render(
        request,
        "reports/dashboard.html",
        {
            "form": form,
            "as_of": as_of,
            "programme": programme,
            "programmes": list(Programme),
            "board": board,
            "chart": cumulative_chart(curve, deadlines, to_enter=board.all.to_enter, as_of=as_of),
            "columns": commune_columns(board, request.GET),
            "ledger": f"{reverse('ledger')}?den-ngay={as_of.isoformat()}&chuong-trinh={programme.value}",
            "week_start": (as_of - dt.timedelta(days=RECENT_DAYS - 1)).isoformat(),
            "is_today": as_of == today(),
            "may_report": may(request.user, "reports.read_report"),
            "waiting": waiting(communes),
        },
        status=200 if is_good else 400,
    )
