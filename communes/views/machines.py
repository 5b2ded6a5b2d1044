"""Machines: what stands where today, one machine with its loans, lending it and getting it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from ..access import commune_coded, communes_of, fetch, may, require
from ..calendar import today
from ..changes import changes_of
from ..formatting import format_date
from ..forms.machines import LendForm, MachineForm, ReturnForm
from ..keeping import keeps_typed_form, kept_form, typed_by_other
from ..lending import call_off, lend, return_machine
from ..machines import NEEDED, Kept, keep_machine, machines_of
from ..models import Loan, Workstation
from ..refusals import OTHERS_FORM, Problem, Refused, faults_of, place_refusal

KEEP = "communes.keep_machines"


@require_GET
def machines(request):
    """The machines of one commune; for those who see the whole district a line for each, and ?xa= for one."""
    is_district = not request.user.commune_id
    if is_district and not request.GET.get("xa"):
        lines = machines_of(list(communes_of(request.user)), today())
        standing = sum(len(line.standing) for line in lines)
        return render(request, "communes/machines_of_all.html", {"lines": lines, "needed": NEEDED, "sum": standing})
    commune = commune_coded(request.user, request.GET.get("xa", ""))
    shown = {
        "line": machines_of([commune], today())[0],
        "needed": NEEDED,
        "is_district": is_district,
        "may_keep": may(request.user, KEEP, commune),
    }
    return render(request, "communes/machines.html", shown)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def add_machine(request):
    asked = request.POST if request.method == "POST" else request.GET
    commune = commune_coded(request.user, asked.get("xa", ""))
    require(request.user, KEEP, commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = MachineForm(typed, instance=Workstation(commune=commune, managed_by=f"Công an {commune.full_name}"))
    if request.method == "POST" and _did(request, form, _keep):
        return redirect(f"{reverse('machines')}?{urlencode({'xa': commune.code})}")
    shown = {"form": form, "commune": commune, "faults": faults_of(form)}
    return render(request, "communes/add_machine.html", shown, status=400 if form.errors else 200)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def machine(request, pk):
    found = fetch(Workstation.objects.select_related("commune"), request.user, pk=pk)
    if request.method == "POST":
        require(request.user, KEEP, found.commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    loans = list(found.loans.select_related("borrower"))
    forms = _forms(typed, found, _open(loans))
    asked = _asked(typed)
    if request.method == "POST" and _did(request, forms[asked], ACTS[asked]):
        return redirect("machine", pk=pk)
    kept = Workstation.objects.select_related("commune").get(pk=pk) if typed else found  # not what was mistyped
    faults = faults_of(*forms.values())
    shown = {
        "kept": Kept(kept, today(), next((one for one in loans if _is_in_force(one)), None)),
        "forms": forms,
        "loans": loans,
        "open": _open(loans),
        "faults": faults,
        "to_come": kept.assignments.filter(work_date__gte=today()).select_related("member", "commune")[:20],
        "history": changes_of(kept),
        "may_keep": may(request.user, KEEP, kept.commune),
    }
    return render(request, "communes/machine.html", shown, status=400 if faults else 200)


def _open(loans: list[Loan]) -> Loan | None:
    """The loan that can be ended: the one in force, else the next to come."""
    ahead = [one for one in loans if one.to_on is None or one.to_on >= today()]
    return min(ahead, key=lambda one: one.from_on, default=None)


def _is_in_force(loan: Loan) -> bool:
    return loan.from_on <= today() and (loan.to_on is None or loan.to_on >= today())


def _asked(typed) -> str:
    """Which of the page's forms was sent."""
    return typed["act"] if typed and typed.get("act") in ACTS else "keep"


def _forms(typed, found: Workstation, loan: Loan | None) -> dict:
    asked = _asked(typed)
    sent = {name: typed if name == asked else None for name in ACTS}
    back = ReturnForm(sent["return"], initial={"on": today()})
    back.loan = loan
    lent = LendForm(sent["lend"], machine=found, initial={"from_on": today()})
    lent.machine = found
    return {"keep": MachineForm(sent["keep"], instance=found), "lend": lent, "return": back}


def _did(request, form, act) -> bool:
    """Whether the form was good and the act done; else the errors are placed in the form."""
    if not form.is_valid():
        return False
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return False
    try:
        messages.success(request, act(request, form))
    except Refused as refused:
        place_refusal(refused, form)
        return False
    return True


def _keep(request, form) -> str:
    is_new = not form.instance.pk
    kept = keep_machine(by=request.user, machine=form.save(commit=False), reason=form.cleaned_data.get("reason", ""))
    return f"Đã thêm {kept.name}." if is_new else "Đã lưu."


def _lend(request, form) -> str:
    loan = lend(by=request.user, workstation=form.machine, **form.cleaned_data)
    return f"Đã ghi: cho {loan.borrower.full_name} mượn {loan.workstation.name} từ {format_date(loan.from_on)}."


def _return(request, form) -> str:
    if form.loan is None or str(form.loan.pk) != request.POST.get("loan"):
        raise Refused([Problem("Lần mượn này vừa thay đổi. Tải lại trang để xem.", "on")])
    if "call_off" in request.POST:
        call_off(by=request.user, loan=form.loan)
        return "Đã bỏ lần cho mượn."
    data = form.cleaned_data
    loan = return_machine(by=request.user, loan=form.loan, on=data["on"], reason=data["return_reason"])
    return f"Đã ghi: máy ở {loan.borrower.full_name} đến hết {format_date(loan.to_on)}."


ACTS = {"keep": _keep, "lend": _lend, "return": _return}
