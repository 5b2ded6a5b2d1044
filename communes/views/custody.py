"""Bàn giao sổ: what is out and overdue, handing books over, taking them back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ..access import commune_coded, communes_of, fetch, in_scope, may, require
from ..calendar import today
from ..changes import changes_of
from ..forms.custody import HandoverForm, ReturnForm
from ..handing_books import hand_over_books, own_commune_books, take_back_books
from ..keeping import keeps_typed_form, kept_form
from ..models import Handover, Holder, Role
from ..refusals import Refused, faults_of, place_refusal

KEEP = "communes.register_book"
PER_PAGE = 30


@require_GET
def handovers(request):
    """Overdue ones first, then those still out, then what has come back."""
    rows = in_scope(Handover.objects.select_related("commune"), request.user).annotate(
        count=Count("books"), out=Count("books", filter=Q(books__returned_on__isnull=True))
    )
    day = today()
    late = Q(out__gt=0, expected_on__lt=day)
    shown = {
        "late": rows.filter(late).order_by("expected_on", "id"),
        "open": rows.filter(out__gt=0).exclude(late).order_by("handed_on", "id"),
        "done": Paginator(rows.filter(out=0).order_by("-handed_on", "-id"), PER_PAGE).get_page(
            request.GET.get("trang")
        ),
        "may_keep": may(request.user, KEEP),
        "is_district": request.user.role != Role.COMMUNE,
    }
    return render(request, "communes/handovers.html", shown)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def new_handover(request):
    asked = request.POST if request.method == "POST" else request.GET
    if not request.user.commune_id and not asked.get("xa"):
        require(request.user, KEEP)
        communes = communes_of(request.user)
        status = 400 if request.method == "POST" else 200
        return render(request, "communes/new_handover.html", {"communes": communes}, status=status)
    commune = commune_coded(request.user, asked.get("xa", ""))
    require(request.user, KEEP, commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    is_own = request.user.role == Role.COMMUNE
    initial = {
        "from_holder": Holder.COMMUNE,
        "to_holder": Holder.DISTRICT,
        "handed_on": today(),
        "from_person" if is_own else "to_person": request.user.shown_name,
    }
    form = HandoverForm(typed, instance=Handover(commune=commune), shelf=own_commune_books(commune), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = hand_over_books(by=request.user, handover=form.instance, books=form.chosen)
        except Refused as refused:
            place_refusal(refused, form)
        else:
            messages.success(request, f"Đã lập bàn giao {len(form.chosen)} quyển. Tải biên bản để hai bên ký.")
            return redirect("handover", pk=made.pk)
    faults = faults_of(form)
    shown = {"form": form, "commune": commune, "faults": faults}
    return render(request, "communes/new_handover.html", shown, status=400 if faults else 200)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def handover(request, pk):
    found = fetch(Handover.objects.select_related("commune", "recorded_by"), request.user, pk=pk)
    if request.method == "POST":
        require(request.user, KEEP, found.commune)
    rows = list(found.books.select_related("book"))
    out = [row for row in rows if row.returned_on is None]
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = ReturnForm(typed, out=out, initial={"on": today(), "books": [row.pk for row in out]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            count = take_back_books(
                by=request.user, handover=found, books=form.chosen, on=data["on"], condition=data["condition"]
            )
        except Refused as refused:
            place_refusal(refused, form)
        else:
            messages.success(request, f"Đã nhận lại {count} quyển.")
            return redirect("handover", pk=pk)
    faults = faults_of(form)
    shown = {
        "handover": found,
        "rows": rows,
        "out": out,
        "is_late": bool(out) and found.expected_on is not None and found.expected_on < today(),
        "form": form,
        "faults": faults,
        "history": changes_of(found),
        "may_keep": may(request.user, KEEP, found.commune),
    }
    return render(request, "communes/handover.html", shown, status=400 if faults else 200)
