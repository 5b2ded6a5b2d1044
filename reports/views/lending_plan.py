"""Which machine goes where: the proposal, keeping it, making the loans, and the paper to sign."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import communes_of, may, needs
from communes.formatting import format_date
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import Deadline
from communes.refusals import OTHERS_FORM, Problem, Refused, faults_of, place_refusal

from ..content.lending_paper import lending_paper as paper_of
from ..dashboards.board import read_board
from ..dashboards.overview import starts_after
from ..models import Scenario, ScenarioKind
from ..renderers import FORMATS
from ..scenarios.lending_acts import carry_out, keep_lending
from ..scenarios.lending_board import LendingBoard, lending_board
from ..scenarios.lending_form import CarryOutForm, LendingPlanForm
from .page import view_page

LEND = "communes.keep_machines"
CHANGED = "Đề xuất đã đổi vì có số liệu mới. Xem lại bảng dưới đây rồi bấm lần nữa."


@keeps_typed_form
@needs("reports.read_report")
@require_http_methods(["GET", "POST"])
def lending_plan(request):
    form, found = _worked_out(request)
    if request.method == "POST" and not may(request.user, LEND):
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else kept_form(request)
    acts = CarryOutForm(typed, initial={"name": _usual_name(form, found)})
    if request.method == "POST" and (kept := _did(request, acts, form, found)):
        return redirect("kept_lending", pk=kept.pk)
    shown = {
        "found": found,
        "acts": acts,
        "act_faults": faults_of(acts),
        "moves": moves_of(found),
        "may_lend": may(request.user, LEND),
        "rostered": sum(one.offer.rostered for one in found.transfers) if found else 0,
        "kept": Scenario.objects.filter(district=request.user.district_id, kind=ScenarioKind.LENDING)[:10],
    }
    response = view_page(request, "lending_plan", form, **shown)
    if acts.errors:
        response.status_code = 400
    return response


def _worked_out(request) -> tuple[LendingPlanForm, LendingBoard | None]:
    deadlines = list(Deadline.objects.filter(district=request.user.district_id))
    form = LendingPlanForm(request.GET, deadlines=deadlines)
    if form.deadline is None or form.deadline.due_on < starts_after(form.as_of):
        return form, None
    board = read_board(communes_of(request.user), district=request.user.district_id, with_waits=False, **form.scope)
    return form, lending_board(board, form.deadline, from_on=form.from_on, shifts=form.shifts)


def moves_of(found: LendingBoard | None) -> str:
    """What is proposed, to be compared with what was seen when it is carried out."""
    moves = found.transfers if found else ()
    return ",".join(f"{one.offer.machine.pk}:{one.receiver.pk}:{one.offer.until:%Y%m%d}" for one in moves)


def _usual_name(form: LendingPlanForm, found: LendingBoard | None) -> str:
    if found is None:
        return ""
    return f"Điều máy kịp hạn {format_date(found.deadline.due_on)}, số liệu đến {format_date(form.as_of)}"


def _did(request, acts: CarryOutForm, form: LendingPlanForm, found: LendingBoard | None) -> Scenario | None:
    if not acts.is_valid():
        return None
    if typed_by_other(request):
        acts.add_error(None, OTHERS_FORM)
        return None
    data = acts.cleaned_data
    scope = {"by": request.user, "district": request.user.district, "found": found, "scope": form.scope}
    try:
        if found is None or data["seen"] != moves_of(found):
            raise Refused([Problem(CHANGED)])
        if "carry_out" not in request.POST:
            kept = keep_lending(name=data["name"], **scope)
            messages.success(request, "Đã lưu phương án.")
            return kept
        kept = carry_out(name=data["name"], paper=data["paper"], clears_roster=data["clears_roster"], **scope)
        messages.success(request, f"Đã lập {len(found.transfers)} lần cho mượn máy.")
        return kept
    except Refused as refused:
        place_refusal(refused, acts)
        return None


def _kept(request, pk) -> Scenario:
    return get_object_or_404(
        Scenario.objects.select_related("kept_by", "district"),
        district=request.user.district_id, kind=ScenarioKind.LENDING, pk=pk,
    )  # fmt: skip


@needs("reports.read_report")
@require_GET
def kept_lending(request, pk):
    return render(request, "reports/kept_lending.html", {"kept": _kept(request, pk)})


@needs("reports.read_report")
@require_GET
def lending_paper(request, pk):
    document, made = paper_of(_kept(request, pk)), FORMATS["docx"]
    headers = {"Content-Disposition": f'attachment; filename="{document.file_stem}.{made.suffix}"'}
    return HttpResponse(made.render(document), content_type=made.content_type, headers=headers)
