"""What if: the lever is moved, the table answers; an outcome that is worth it is kept under a name."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import communes_of, may, needs
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.refusals import OTHERS_FORM, Refused, faults_of, place_refusal

from ..dashboards.board import read_board
from ..dashboards.overview import overview
from ..models import Scenario, ScenarioKind
from ..renderers.view_xlsx import Kind, ViewColumn
from ..scenarios.keeping_scenarios import keep_what_if
from ..scenarios.what_if import outcome_of, tallies
from ..scenarios.what_if_form import KeepForm, WhatIfForm
from .page import refused, view_page, workbook

KEEP = "reports.keep_scenario"


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def what_if(request):
    if request.method == "POST" and not may(request.user, KEEP):
        raise PermissionDenied
    form, board, outcomes = _worked_out(request)
    typed = request.POST if request.method == "POST" else kept_form(request)
    keep = KeepForm(typed)
    if request.method == "POST" and (kept := _did(request, keep, form, board, outcomes)):
        return redirect("kept_scenario", pk=kept.pk)
    told = tallies(outcomes, board.deadlines)
    scenarios = Scenario.objects.filter(district=request.user.district_id, kind=ScenarioKind.WHAT_IF)
    shown = {
        "outcomes": outcomes,
        "tallies": told,
        "deadlines": board.deadlines,
        "keep": keep,
        "keep_faults": faults_of(keep),
        "may_keep": may(request.user, KEEP),
        "kept": scenarios[:10] if may(request.user, KEEP) else (),
        "is_district": len(board.communes) > 1,
    }
    response = view_page(request, "what_if", form, file="what_if_xlsx", **shown)
    if keep.errors:
        response.status_code = 400
    return response


@needs("entries.export")
@require_GET
def what_if_xlsx(request):
    form, board, outcomes = _worked_out(request)
    if not form.is_good:
        return refused(request, "what_if", form)
    due = [f"{one.due_on:%d/%m/%Y}" for one in board.deadlines]
    columns = [
        ViewColumn("Đơn vị", Kind.TEXT, 24),
        ViewColumn("Còn lại", sums=True),
        ViewColumn("Máy-ca/ngày thử", Kind.DECIMAL, 14),
        ViewColumn("Xong 80%: hiện nay", Kind.DAY, 14),
        ViewColumn("Xong 80%: thử", Kind.DAY, 14),
        ViewColumn("Sớm hơn (ngày)"),
        *(ViewColumn(f"Hạn {day}: {when}", Kind.TEXT, 18) for day in due for when in ("hiện nay", "thử")),
    ]
    rows = [
        (
            one.commune.title, one.left, one.lever, one.before, one.after, one.gained,
            *(found.words for pair in zip(one.verdicts, one.verdicts_after, strict=True) for found in pair),
        )
        for one in outcomes
    ]  # fmt: skip
    return workbook(
        request.user, form, stem="thu-phuong-an", title="Thử phương án", columns=columns, rows=rows,
        notes=[f"Giả định: {form.in_words}"],
    )  # fmt: skip


def _worked_out(request):
    scope = communes_of(request.user)
    form = WhatIfForm(request.GET, communes=list(scope))
    board = read_board(scope, district=request.user.district_id, **form.scope, with_waits=False)
    table = overview(board.communes, board.figures, board.deadlines, beside=board.beside)
    outcomes = [
        outcome_of(row, board, form.assumed_of(row.commune), board.machines[row.commune.pk]) for row in table.rows
    ]
    return form, board, outcomes


def _did(request, keep: KeepForm, form: WhatIfForm, board, outcomes) -> Scenario | None:
    if not keep.is_valid():
        return None
    if typed_by_other(request):
        keep.add_error(None, OTHERS_FORM)
        return None
    try:
        kept = keep_what_if(
            by=request.user, district=request.user.district, name=keep.cleaned_data["name"],
            form=form, outcomes=outcomes, deadlines=board.deadlines,
        )  # fmt: skip
    except Refused as refused:
        place_refusal(refused, keep)
        return None
    messages.success(request, "Đã lưu phương án.")
    return kept


@needs(KEEP)
@require_GET
def kept_scenario(request, pk):
    kept = get_object_or_404(
        Scenario.objects.select_related("kept_by"),
        district=request.user.district_id, kind=ScenarioKind.WHAT_IF, pk=pk,
    )  # fmt: skip
    return render(request, "reports/kept_scenario.html", {"kept": kept})
