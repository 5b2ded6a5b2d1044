"""The official's home: what this shift entered."""

import json
import uuid

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import commune_coded, needs
from communes.calendar import today
from communes.downtime import NAMES, open_downtimes, words_of
from communes.formatting import format_count, format_share
from communes.keeping import UNFINISHED, keeps_typed_form, kept_form, typed_by_other
from communes.models import Book, DowntimeCause, Programme
from communes.periods import ONE_DAY

from ..faults import faults_of, not_judged_yet, place_problems
from ..forms.recording import NothingEnteredForm, ShiftForm, line_formset
from ..models import Batch
from ..posting import Conflict, Refused
from ..reconciling.asked import asked_of
from ..recording import record_batch, staff_member_named
from ..reviewing import open_questions
from ..shiftboard import batches_of_day, plan_of_day, recent_books
from ..totals import totals, with_figures
from .device import DEVICE, last_on_device
from .slips import asked_for, slip_asked


def _initial(request, slip) -> dict:
    return {"id": uuid.uuid4(), "work_date": today(), **last_on_device(request), **asked_for(request.GET, slip)}


@keeps_typed_form
@needs("entries.record_batch")
@require_http_methods(["GET", "POST"])
def entry(request):
    commune = request.user.commune
    typed = request.POST if request.method == "POST" else kept_form(request)
    asked = slip_asked(request.GET, commune)
    shift_form = ShiftForm(typed, commune=commune, initial=_initial(request, asked["slip"]))
    nothing_form = NothingEnteredForm(typed if typed and "nothing" in typed else None)
    blank = 1 + ("add_line" in (typed or {}))
    formset = line_formset(blank=blank)(
        _with_blank_lines(typed, blank), prefix="line", form_kwargs={"commune": commune}
    )
    if typed and UNFINISHED in typed:
        not_judged_yet(shift_form, *formset.forms)
    status, faults = 200, []
    if request.method == "POST" and "add_line" not in request.POST:
        if typed_by_other(request):
            faults = [{"target": "main", "message": "Biểu mẫu này do tài khoản khác mở. Kiểm tra lại rồi ghi lần nữa."}]
        elif batch := _record(request, commune, shift_form, nothing_form, formset):
            lines = () if "nothing" in request.POST else formset.lines()
            return _recorded(request, batch, lines, shift_form)
        status, faults = 400, faults or faults_of(shift_form, nothing_form, formset)
    return render(
        request,
        "entries/entry.html",
        {
            "shift_form": shift_form,
            "nothing_form": nothing_form,
            "formset": formset,
            "faults": faults,
            "is_open": bool(faults) or not shift_form["workstation"].value(),
            "stored": request.GET.get("da-ghi", ""),
            **asked,
            **_beside(commune),
        },
        status=status,
    )


def _with_blank_lines(typed, blank):
    """Without scripts, "Thêm dòng" sends the form back with one more blank line."""
    if typed is None or "add_line" not in typed:
        return typed
    typed = typed.copy()
    total = typed.get("line-TOTAL_FORMS", "0")
    typed["line-TOTAL_FORMS"] = str(min(int(total), 99) + 1) if total.isdecimal() and len(total) < 4 else "1"
    return typed


def _record(request, commune, shift_form, nothing_form, formset) -> Batch | None:
    """The stored batch, or None with the errors placed in the forms."""
    is_empty_shift = "nothing" in request.POST
    is_good = shift_form.is_valid() & (nothing_form.is_valid() if is_empty_shift else formset.is_valid())
    lines = () if is_empty_shift else formset.lines() if formset.is_valid() else ()
    if is_good and not lines and not is_empty_shift:
        formset.forms[0].add_error("book", "Ghi ít nhất một quyển sổ, hoặc chọn “Ca này không nhập được”.")
        is_good = False
    if not is_good:
        return None
    data = shift_form.cleaned_data
    try:
        return record_batch(
            by=request.user,
            commune=commune,
            id=data["id"],
            work_date=data["work_date"],
            shift=data["shift"],
            workstation=data["workstation"],
            worked_by=staff_member_named(commune=commune, name=data["worked_by"]),
            lines=lines,
            reason=nothing_form.cleaned_data["words"] if is_empty_shift else "",
            note=data["note"],
        ).batch
    except Refused as refusal:
        place_problems(refusal.problems, shift_form, formset)
    except Conflict as conflict:
        shift_form.add_error(
            None, f"{conflict} Mở Sổ cái để xem phiếu đó; nếu đây là phiếu khác, tải lại trang rồi ghi lại."
        )
    return None


def _recorded(request, batch, lines, shift_form):
    sums = dict.fromkeys(Programme, 0)
    for line in lines:
        sums[Programme(line.programme)] += line.count
    counted = ", ".join(f"{p.mark} {format_count(n)} {p.short}" for p, n in sums.items() if n)
    mend = "" if batch.reason else format_html(' <a href="{}">Điều chỉnh</a>', reverse("correct", args=[batch.pk]))
    messages.success(
        request,
        format_html(
            'Đã ghi phiếu <a href="{}">{}</a>: {}.{}',
            reverse("batch", args=[batch.pk]), batch.receipt, counted or f"ca không nhập được – {batch.reason}", mend,
        ),
    )  # fmt: skip
    for flag in batch.flags:
        words = f"▲ Đã ghi, nhưng cần xem lại: {flag['message']} Nếu gõ nhầm, bấm Điều chỉnh ở dòng trên."
        messages.warning(request, words)
    response = redirect(f"{reverse('entry')}?da-ghi={batch.pk}")
    last = {
        str(batch.commune_id): {
            "shift": batch.shift,
            "workstation": batch.workstation_id,
            "worked_by": shift_form.cleaned_data["worked_by"],
        }
    }
    response.set_signed_cookie(
        DEVICE, json.dumps(last), max_age=90 * 24 * 3600, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _beside(commune) -> dict:
    """What stands beside the form: the commune's own figure, and the batches of today."""
    figure = totals(communes=[commune], programme=Programme.POPULATION_DB, as_of=today()).all
    both = batches_of_day(commune, today(), today() - ONE_DAY)  # a night shift belongs to the day it began
    batches = [one for one in both if one.batch.work_date == today()]
    return {
        "commune": commune,
        "programmes": list(Programme),
        "figure": figure,
        "share_in_words": format_share(figure.share),
        "batches": batches,
        "earlier": [one for one in both if one.batch.work_date < today()],
        "plan": plan_of_day(commune, figure, sum(batch.population_db for batch in batches), today()),
        "staff": commune.staff.all(),
        "questions": open_questions(commune),
        "asked_of_commune": asked_of(commune),
        "down": [{"row": row, "words": words_of(row)} for row in open_downtimes(commune)],
        "down_causes": [(cause.value, NAMES[cause]) for cause in DowntimeCause],
    }


@needs("entries.correct_batch")
@require_GET
def entry_books(request):
    """A commune's books for the picker: label, what to search in, what is left; the recent ones first."""
    commune = commune_coded(request.user, request.GET.get("xa", ""))
    recent = recent_books(commune)
    books = with_figures(Book.objects.filter(commune=commune).real(), as_of=today()).in_shelf_order()
    rows = [
        {"label": book.label, "search": book.search_text, "left": book.left, "recent": book.pk in recent}
        for book in books
    ]
    return JsonResponse({"books": sorted(rows, key=lambda row: not row["recent"])})
