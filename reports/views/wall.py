"""For the screen of a meeting room: very large, without a menu, made anew every minute."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from communes.access import communes_of
from communes.calendar import now

from ..dashboards.board import read_board
from ..dashboards.view_forms import ViewForm
from ..dashboards.wall import wall_of


@require_GET
def wall(request):
    form = ViewForm(request.GET)
    board = read_board(communes_of(request.user), district=request.user.district_id, **form.scope)
    shown = {
        "form": form,
        "wall": wall_of(board, shown_at=now()),
        "benchmark": board.benchmark,
        "as_of": form.as_of,
        "known_at": form.known_at,
        "programme": form.programme,
        "is_one_commune": bool(request.user.commune_id),
    }
    return render(request, "reports/wall.html", shown, status=200 if form.is_good else 400)
