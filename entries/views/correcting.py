"""One batch with its whole story, and correcting it."""

import json
from collections import Counter

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import fetch, may, require
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import Programme

from ..correcting import StaleBatch, correct_batch, effective_lines, version_of
from ..faults import faults_of, place_problems
from ..forms.recording import CorrectedLineForm, ReasonForm, line_formset
from ..models import Batch, BatchKind, Entry, Measure
from ..posting import Conflict, Line, Refused
from .asking import thread_for

# What a batch of this kind counts; every other kind counts what was entered.
MEASURES = {
    BatchKind.INVENTORY: (Measure.TO_ENTER,),
    BatchKind.OPENING: (Measure.TO_ENTER, Measure.ENTERED),
}
FILES = ("import_run__content", "import_run__result")  # megabytes that a batch only names
MOST_LINES = 60  # an inventory of a whole commune is corrected book by book, from the book's own line


@require_GET
def batch(request, pk):
    shown = _fetch(request, pk)
    root = shown.corrects or shown
    corrections = root.corrections.select_related("recorded_by", "import_run").defer(*FILES)
    story = [root, *corrections.order_by("recorded_at", "id")]
    entries = {}
    for entry in _entries_of(story):
        entries.setdefault(entry.batch_id, []).append(entry)
    amounts = effective_lines(root)
    may_correct = may(request.user, "entries.correct_batch", root.commune) and amounts
    return render(
        request,
        "entries/batch.html",
        {
            "root": root,
            "shown": shown,
            "story": [(step, entries.get(step.pk, [])) for step in story],
            "amounts": [(line, Programme(line.programme)) for line in amounts[:MOST_LINES]],
            "more_amounts": max(0, len(amounts) - MOST_LINES),
            "may_correct": may_correct,
            "may_see_imports": may(request.user, "entries.import_workbook", root.commune),
            "may_allot": may_correct and any(line.book.is_unallotted for line in amounts),
            "thread": thread_for(request.user, root),
        },
    )


def _entries_of(story):
    return Entry.objects.filter(batch__in=story).select_related("book").order_by("id")[:400]


def _fetch(request, pk) -> Batch:
    batches = Batch.objects.select_related(
        "commune", "workstation", "worked_by", "recorded_by", "corrects__commune", "corrects__workstation",
        "corrects__worked_by", "corrects__recorded_by", "import_run", "corrects__import_run",
    ).defer(*FILES, *(f"corrects__{name}" for name in FILES))  # fmt: skip
    return fetch(batches, request.user, pk=pk)


def _chosen_lines(request, amounts: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines in the form, and lines of the batch that stay as they are: ?quyen=<book> narrows a long inventory."""
    wanted = request.GET.get("quyen", "")
    if mine := [line for line in amounts if str(line.book.pk) == wanted]:
        return mine, [line for line in amounts if str(line.book.pk) != wanted]
    return amounts[:MOST_LINES], amounts[MOST_LINES:]


def _forms(request, root: Batch, edited: list[Line]):
    """The reason's form and one form a line: as sent, as kept while logging in again, or as the batch stands."""
    typed = request.POST if request.method == "POST" else kept_form(request)
    reason_form = ReasonForm(typed, initial={"seen_version": version_of(root)})
    # A sent form has no initial values: a line that was left as it is would pass for blank, and be taken away.
    shown = [
        {"book": line.book.label, "programme": line.programme, "count": line.count, "measure": line.measure}
        for line in edited
    ]
    formset = line_formset(CorrectedLineForm, blank=1)(
        typed,
        prefix="line",
        initial=None if typed else shown,
        form_kwargs={"commune": root.commune, "measures": MEASURES.get(root.kind, (Measure.ENTERED,))},
    )
    return reason_form, formset


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def correct(request, pk):
    root = _fetch(request, pk)
    root = root.corrects or root
    require(request.user, "entries.correct_batch", root.commune)
    amounts = effective_lines(root)
    if not amounts and request.method == "GET":
        messages.info(request, "Phiếu này không có số liệu nào để điều chỉnh.")
        return redirect("batch", pk=root.pk)
    edited, untouched = _chosen_lines(request, amounts)
    reason_form, formset = _forms(request, root, edited)
    status, faults, newer = 200, [], None
    if request.method == "POST":
        if typed_by_other(request):
            faults = [{"target": "main", "message": "Biểu mẫu này do tài khoản khác mở. Kiểm tra lại rồi ghi lần nữa."}]
        else:
            try:
                if posted := _correct(request, root, untouched, reason_form, formset):
                    messages.success(request, f"Đã điều chỉnh phiếu {root.receipt}; phiếu điều chỉnh {posted.receipt}.")
                    return redirect("batch", pk=root.pk)
            except StaleBatch as stale:
                newer = [(line, Programme(line.programme)) for line in effective_lines(root)]
                faults = [{"target": "newer", "message": str(stale)}]
        status = 409 if newer is not None else 400
        faults = faults or faults_of(reason_form, formset)
    return render(
        request,
        "entries/correct.html",
        {
            "root": root,
            "reason_form": reason_form,
            "formset": formset,
            "faults": faults,
            "newer": newer,
            "version": version_of(root),
            "untouched": len(untouched),
            "before": [(line, Programme(line.programme)) for line in edited],
            "is_mixed": root.kind == BatchKind.OPENING,
            "own_counts": json.dumps(_own_counts(amounts), ensure_ascii=False),
        },
        status=status,
    )


def _own_counts(amounts: list[Line]) -> dict[str, int]:
    """What the batch has entered of each book in the population programme, by the book's label."""
    counts = Counter()
    for line in amounts:
        if (line.programme, line.measure) == (Programme.POPULATION_DB, Measure.ENTERED):
            counts[line.book.label] += line.count
    return dict(counts)


def _correct(request, root, untouched, reason_form, formset) -> Batch | None:
    """The correction, or None with the errors placed in the forms. Raises StaleBatch."""
    if not (reason_form.is_valid() & formset.is_valid()):
        return None
    data = reason_form.cleaned_data
    try:
        return correct_batch(
            batch=root,
            wanted=(*formset.lines(), *untouched),
            reason=data["reason"],
            document_number=data["document_number"],
            seen_version=data["seen_version"],
            id=data["id"],
            by=request.user,
        ).batch
    except Refused as refusal:
        place_problems(refusal.problems, reason_form, formset)
    except Conflict as conflict:
        reason_form.add_error(None, str(conflict))
    return None
