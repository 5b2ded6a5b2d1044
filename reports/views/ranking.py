"""The fair ranking beside the raw one, and the two draft lists that follow from it."""

from django.views.decorators.http import require_GET

from communes.access import communes_of, needs
from communes.models import User

from ..dashboards.ranking import Ranking, window_start
from ..dashboards.ranking_read import RankingRead, read_ranking
from ..dashboards.ranking_words import (
    FORMULA,
    draft_of,
    formula_of,
    moved_in_words,
    to_call_to_account,
    to_praise,
    unranked,
)
from ..dashboards.view_forms import ViewForm
from ..renderers.view_xlsx import Kind, ViewColumn
from .page import page_of, refused, view_page, workbook

TITLE = "Xếp hạng các đơn vị"


@require_GET
def ranking(request):
    form = ViewForm(request.GET)
    read = _read(request.user, form)
    found = read.ranking
    lines = [(line, moved_in_words(line, found.mean), formula_of(line.worked)) for line in found.lines]
    shown = {
        "ranking": found,
        "deadline": read.deadline,
        "page": page_of(request, lines),
        "formula": FORMULA,
        "first_day": window_start(form.as_of),
        "praised": to_praise(found, read.deadline),
        "called": to_call_to_account(found, read.deadline),
        "unranked": unranked(found),
        "is_one_commune": bool(request.user.commune_id),
    }
    return view_page(request, "ranking", form, file="ranking_xlsx", **shown)


@require_GET
@needs("entries.export")
def ranking_xlsx(request):
    form = ViewForm(request.GET)
    if not form.is_good:
        return refused(request, "ranking", form)
    read = _read(request.user, form)
    found = read.ranking
    is_one = bool(request.user.commune_id)
    praised, called = (
        ([], []) if is_one else (to_praise(found, read.deadline), to_call_to_account(found, read.deadline))
    )
    rows = [_row(line, found, praised, called, is_one) for line in found.lines]
    return workbook(
        request.user, form, stem="xep-hang", title=TITLE, columns=_columns(), rows=rows, notes=[FORMULA]
    )  # fmt: skip


def _columns() -> list[ViewColumn]:
    return [
        ViewColumn("Đơn vị", Kind.TEXT, 24),
        ViewColumn("Hạng theo nhịp thô"),
        ViewColumn("Hạng theo nhịp quy đổi"),
        ViewColumn("Tỷ lệ", Kind.SHARE),
        ViewColumn("Nhập 30 ngày qua", sums=True),
        ViewColumn("Nhịp thô (mỗi ngày làm việc)", Kind.NUMBER),
        ViewColumn("Nhịp quy đổi (mỗi máy-ca)", Kind.DECIMAL),
        ViewColumn("Máy-ca của máy đặt tại xã", Kind.NUMBER),
        ViewColumn("Phút gián đoạn", sums=True),
        ViewColumn("Trường hợp lỗi còn mở", sums=True),
        ViewColumn("Nhận xét", Kind.TEXT, 46),
        ViewColumn("Dự thảo danh sách", Kind.TEXT, 16),
        ViewColumn("Lý do", Kind.TEXT, 60),
    ]


def _row(line, found: Ranking, praised, called, is_one: bool) -> tuple:
    worked = line.worked
    return (
        worked.commune.title, None if is_one else line.raw, None if is_one else line.fair, worked.figure.share,
        worked.records, worked.per_day, worked.adjusted, round(worked.standing, 1), worked.minutes_lost, worked.faults,
        worked.not_ranked if is_one else moved_in_words(line, found.mean), *draft_of(worked.commune, praised, called),
    )  # fmt: skip


def _read(user: User, form: ViewForm) -> RankingRead:
    return read_ranking(communes_of(user), district=user.district_id, **form.scope)
