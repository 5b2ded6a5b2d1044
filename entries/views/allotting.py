"""Allotting the opening figures of a commune to its books, a kind at a time."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from communes.access import fetch, require
from communes.calendar import today
from communes.keeping import keeps_typed_form, kept_form
from communes.models import Book, BookKind, Programme

from ..allotting import allot, counted_in_books, unallotted_of
from ..correcting import StaleBatch, version_of
from ..faults import faults_of
from ..forms.allotting import AllotForm
from ..models import Batch, BatchKind
from ..posting import Conflict, Refused
from ..totals import with_figures

MOST_BOOKS = 120  # of one page, so that it stays small; the others come when these are done


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def allot_opening(request, pk):
    batch = fetch(Batch.objects.select_related("commune"), request.user, pk=pk)
    require(request.user, "entries.correct_batch", batch.commune)
    if batch.kind != BatchKind.OPENING:
        raise Http404
    left = unallotted_of(batch)
    rest = next((one for one in left if one.kind == request.GET.get("loai-so")), left[0] if left else None)
    if rest is None:
        messages.info(request, "Số đầu kỳ của phiếu này đã phân hết về từng quyển.")
        return redirect("batch", pk=batch.pk)
    shelf = Book.objects.filter(commune=batch.commune, kind=rest.kind).real()
    books = list(with_figures(shelf, as_of=today()).in_shelf_order()[:MOST_BOOKS])
    counted = counted_in_books(rest, batch)
    form = AllotForm(
        request.POST if request.method == "POST" else kept_form(request),
        rest=rest,
        books=books,
        initial={"seen_version": version_of(batch), "counted_elsewhere": min(counted, rest.to_enter) or None},
    )
    status = 200
    if request.method == "POST":
        posted, status = _allot(request, batch, rest, form)
        if posted:
            messages.success(request, f"Đã phân số đầu kỳ về từng quyển; phiếu điều chỉnh {posted.receipt}.")
            return redirect("batch", pk=batch.pk)
    shown = {
        "batch": batch, "rest": rest, "programme": Programme(rest.programme), "kind": BookKind(rest.kind).label,
        "others": [(one.kind, BookKind(one.kind).label) for one in left if one != rest], "form": form,
        "counted": counted, "faults": faults_of(form),
        "version": version_of(batch), "more": max(0, shelf.count() - len(books)),
    }  # fmt: skip
    return render(request, "entries/allot.html", shown, status=status)


def _allot(request, batch, rest, form) -> tuple[Batch | None, int]:
    """The correction, or None and the status of the answer, with the errors in the form."""
    if not form.is_valid():
        return None, 400
    data = form.cleaned_data
    try:
        posted = allot(
            batch=batch,
            rest=rest,
            entered=form.counts("e"),
            to_enter=form.counts("t"),
            counted_elsewhere=data.get("counted_elsewhere") or 0,
            by=request.user,
            seen_version=data["seen_version"],
            document_number=data["document_number"],
            id=data["id"],
        )
    except (StaleBatch, Conflict) as newer:
        form.add_error(None, str(newer))
        return None, 409
    except Refused as refusal:
        for problem in refusal.problems:
            form.add_error(None, problem.message)
        return None, 400
    return posted.batch, 302
