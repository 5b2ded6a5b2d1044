"""The forecast in words, commune by commune: when, how sure, what it rests on, and how often it held."""

from django.views.decorators.http import require_GET

from communes.access import communes_of, needs

from ..dashboards.board import Board, read_board
from ..dashboards.overview import overview
from ..dashboards.telling import Said, said
from ..dashboards.view_forms import ViewForm
from ..forecast.backtesting import back_test
from ..forecast.forecasting import EARLY, LATE
from ..renderers.view_xlsx import Kind, ViewColumn
from .page import refused, view_page, workbook

TITLE = "Dự báo ngày xong"


@require_GET
def forecast(request):
    form = ViewForm(request.GET)
    board, lines = _told(request.user, form)
    test = back_test(communes=board.communes, district=request.user.district_id, **form.scope)
    return view_page(request, "forecast", form, file="forecast_xlsx", lines=lines, test=test)


@needs("entries.export")
@require_GET
def forecast_xlsx(request):
    form = ViewForm(request.GET)
    if not form.is_good:
        return refused(request, "forecast", form)
    board, lines = _told(request.user, form)
    due = [f"{one.due_on:%d/%m/%Y}" for one in board.deadlines]
    columns = [
        ViewColumn("Đơn vị", Kind.TEXT, 24),
        ViewColumn("Còn lại", sums=True),
        ViewColumn("Nhịp/ngày, 7 ngày", Kind.NUMBER),
        ViewColumn("Nhịp/ngày, 30 ngày", Kind.NUMBER),
        ViewColumn("Mỗi máy-ca", Kind.NUMBER),
        ViewColumn("Sớm nhất (10%)", Kind.DAY, 13),
        ViewColumn("Khoảng (50%)", Kind.DAY, 13),
        ViewColumn("Với 80%", Kind.DAY, 13),
        ViewColumn("Muộn nhất (90%)", Kind.DAY, 13),
        *(ViewColumn(f"Khả năng kịp {day}", Kind.SHARE, 14) for day in due),
        ViewColumn("Kết luận", Kind.TEXT, 90),
    ]
    return workbook(
        request.user, form, stem="du-bao", title=TITLE, columns=columns, rows=[_row(line) for line in lines]
    )


def _told(user, form: ViewForm) -> tuple[Board, list[Said]]:
    board = read_board(communes_of(user), district=user.district_id, **form.scope, with_waits=False)
    table = overview(board.communes, board.figures, board.deadlines, beside=board.beside)
    return board, [said(row) for row in table.rows]


def _row(line: Said) -> tuple:
    outlook = line.row.beside.outlook
    is_dated = outlook.is_known and not outlook.is_estimated
    days = (outlook.finish_on(EARLY), line.likely, line.sure, outlook.finish_on(LATE))
    return (
        line.row.commune.title,
        outlook.left,
        outlook.pace.per_day_7,
        outlook.pace.per_day_30,
        outlook.pace.per_shift,
        *(days if is_dated else (None,) * len(days)),
        *(found.chance for found, *_ in line.lines),
        " ".join([line.words, *(f"{words}." for _, _, words in line.lines)]),
    )
