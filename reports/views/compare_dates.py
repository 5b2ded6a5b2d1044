"""Two dates side by side: what was entered between them, what was corrected, whose share moved."""

from django.views.decorators.http import require_GET

from communes.access import communes_of, needs
from communes.models import User
from entries.corrected import corrected
from entries.running import running_sums
from entries.totals import totals

from ..dashboards.comparing import Comparison, Look, compare, in_order, in_words
from ..dashboards.view_forms import CompareForm
from ..renderers.view_xlsx import Kind, ViewColumn
from .page import page_of, refused, view_page, workbook

TITLE = "So sánh hai thời điểm"


@require_GET
def compare_dates(request):
    form = CompareForm(request.GET)
    found = _comparison(request.user, form)
    shown = {"found": found, "said": in_words(found), "page": page_of(request, found.lines)}
    return view_page(request, "compare_dates", form, file="compare_dates_xlsx", **shown)


@require_GET
@needs("entries.export")
def compare_dates_xlsx(request):
    form = CompareForm(request.GET)
    if not form.is_good:
        return refused(request, "compare_dates", form)
    found = _comparison(request.user, form)
    then, now = f"{found.first.day:%d/%m/%Y}", f"{found.second.day:%d/%m/%Y}"
    columns = [
        ViewColumn("Đơn vị", Kind.TEXT, 24),
        ViewColumn(f"Phải nhập {then}", sums=True),
        ViewColumn(f"Phải nhập {now}", sums=True),
        ViewColumn(f"Đã nhập {then}", sums=True),
        ViewColumn(f"Đã nhập {now}", sums=True),
        ViewColumn("Chênh lệch đã nhập", sums=True),
        ViewColumn("Trong đó điều chỉnh", sums=True),
        ViewColumn(f"Tỷ lệ {then}", Kind.SHARE, part_of=(3, 1)),
        ViewColumn(f"Tỷ lệ {now}", Kind.SHARE, part_of=(4, 2)),
        ViewColumn("Thay đổi", Kind.TEXT, 18),
    ]
    rows = [
        (one.commune.title, one.then.to_enter, one.now.to_enter, one.then.entered, one.now.entered, one.entered,
         one.corrections.entered, one.then.share, one.now.share, one.words)
        for one in found.lines
    ]  # fmt: skip
    return workbook(
        request.user, form, stem="so-sanh", title=TITLE, columns=columns, rows=rows, notes=[in_words(found)]
    )


def _comparison(user: User, form: CompareForm) -> Comparison:
    communes = list(communes_of(user))
    first, second, was_turned = in_order([Look(*look) for look in form.looks])
    asked = [
        {"communes": communes, "programme": form.programme, "as_of": look.day, "known_at": look.known_at}
        for look in (first, second)
    ]
    with running_sums.held():
        then, now = (totals(**one) for one in asked)
    before, after = (corrected(**one) for one in asked)
    return compare(communes, then=then, now=now, corrected_then=before, corrected_now=after, was_turned=was_turned)
