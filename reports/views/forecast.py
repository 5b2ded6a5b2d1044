"""The forecast in words, commune by commune: when, how sure, what it rests on, and how often it held."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from communes.access import communes_of
from communes.calendar import today
from communes.models import Programme

from ..backtesting import back_test
from ..board import read_board
from ..forms import AsOfForm
from ..overview import overview
from ..telling import said


@require_GET
def forecast(request):
    form = AsOfForm(request.GET, today=today())
    is_good = form.is_valid()
    asked = form.cleaned_data if is_good else form.usual
    scope = {"programme": asked["chuong-trinh"], "as_of": asked["den-ngay"], "known_at": asked["biet-luc"]}
    district = request.user.district_id
    board = read_board(communes_of(request.user), district=district, **scope)
    table = overview(board.communes, board.figures, board.deadlines, beside=board.beside)
    return render(
        request,
        "reports/forecast.html",
        {
            "form": form,
            "as_of": scope["as_of"],
            "known_at": scope["known_at"],
            "programme": Programme(scope["programme"]),
            "lines": [said(row) for row in table.rows],
            "needs": table.needs,
            "test": back_test(communes=board.communes, district=district, **scope),
        },
        status=200 if is_good else 400,
    )
