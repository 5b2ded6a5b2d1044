"""One part of a draft: its words, its place, whether it is in the paper at all."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communes.access import needs
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.refusals import OTHERS_FORM, Refused, faults_of, place_refusal

from ..composing import Draft, Placed, compose
from ..content.marked_text import marked
from ..content.parts import SECTION
from ..drafting import Overtaken, add_part, keep_part, keep_standing_text, leave_out, make_live, move_part
from ..editor_sheet import anchor_of, editor_sections
from ..issuing import doubts_of
from ..models import StandingText
from ..paper_forms import AddForm, PartForm
from .drafts import report_of

ACTS = {
    "bo": leave_out,
    "theo-so-lieu": make_live,
    "len": lambda **about: move_part(up=True, **about),
    "xuong": lambda **about: move_part(up=False, **about),
}
ISSUED = "Báo cáo này đã phát hành nên không sửa được nữa."


@keeps_typed_form
@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.write_report")
def report_part(request, pk):
    """The form of one part; sent to it: its words, or an act on it (`viec`)."""
    draft = _draft(request, pk)
    placed = draft.of(request.GET.get("doan", ""))
    if placed is None:
        raise Http404
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = PartForm(typed, initial={"text": marked(placed.part.runs), "seen": _revision(placed)})
    if request.method == "POST" and form.is_valid():
        if typed_by_other(request):
            form.add_error(None, OTHERS_FORM)
        elif answer := _done(request, draft, placed, form):
            return answer
    return _part_page(request, draft, placed, form)


def _done(request, draft: Draft, placed: Placed, form: PartForm):
    """The answer when the act was done; None when the form says why not."""
    key, seen = placed.part.key, form.cleaned_data["seen"] or 0
    act, text = request.POST.get("viec", "luu"), form.cleaned_data["text"]
    try:
        if act in ACTS:
            ACTS[act](draft=draft, key=key, seen=seen, by=request.user)
        elif act == "giu":
            title = form.cleaned_data["title"]
            section = placed.part.section
            keep_standing_text(district=draft.report.district, section=section, title=title, text=text, by=request.user)
            messages.success(request, "Đã lưu để dùng lại.")
        else:
            keep_part(draft=draft, key=key, text=text, seen=seen, by=request.user)
    except Overtaken as overtaken:
        return _overtaken(request, draft, placed, form, overtaken)
    except Refused as refused:
        place_refusal(refused, form)
        return None
    if request.headers.get("X-Requested-With") == "fetch":
        return _fragment(request, draft.report.pk, key)
    return redirect(f"{reverse('report_draft', args=[draft.report.pk])}#{anchor_of(key)}")


def _overtaken(request, draft: Draft, placed: Placed, form: PartForm, overtaken: Overtaken):
    """Both texts on one page: theirs to read, one's own still in the form, to be kept over it knowingly."""
    fresh = compose(draft.report).of(placed.part.key) or placed
    again = PartForm(initial={"text": form.cleaned_data["text"], "seen": _revision(fresh)})
    return _part_page(request, draft, fresh, again, theirs=fresh, status=409)


def _part_page(request, draft: Draft, placed: Placed, form: PartForm, *, theirs=None, status: int | None = None):
    context = {
        "report": draft.report,
        "form": form,
        "faults": faults_of(form),
        "placed": placed,
        "theirs": theirs,
        "section": SECTION[placed.part.section],
        "anchor": anchor_of(placed.part.key),
        "stated": facts_for(draft, placed),
        "standing": StandingText.objects.filter(district=draft.report.district, section=placed.part.section),
    }
    return render(request, "reports/edit_part.html", context, status=status or (400 if form.errors else 200))


def facts_for(draft: Draft, placed: Placed | None) -> list:
    """The facts to insert: those the part states first, then the district's, then commune by commune."""
    runs = (placed.usual or placed.part).runs if placed else ()
    near = {run.fact.id: run.fact for run in runs if run.fact}
    rest = [fact for id, fact in draft.stated.items() if id not in near and not _is_of_a_kind(id)]
    return [*near.values(), *sorted(rest, key=lambda fact: fact.id.startswith(("commune.", "restated.")))]


def _is_of_a_kind(id: str) -> bool:
    """One commune's figure of one kind of book: there are too many to choose from; the appendix has them."""
    return id.startswith(("commune.", "restated.")) and id.count(".") > 2


def _fragment(request, pk: int, key: str):
    """The part as it stands on the sheet now, and the line about the whole draft."""
    draft = compose(report_of(request, pk))
    doubts = doubts_of(draft)
    sections = editor_sections(draft, doubts, reverse("ledger"))
    part = next((one for section in sections for one in section.parts if one.key == key), None)
    context = {"report": draft.report, "doubts": doubts, "part": part, "may_write": True}
    return render(request, "reports/editor/_answer.html", context)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.write_report")
def report_add_part(request, pk):
    """A sentence, item or paragraph of one's own."""
    draft = _draft(request, pk)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = AddForm(typed, initial={"section": request.GET.get("muc", "progress"), "id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            part = add_part(draft=draft, section=data["section"], text=data["text"], by=request.user, id=data["id"])
            return redirect(f"{reverse('report_draft', args=[pk])}#{anchor_of(part.key)}")
        except Refused as refused:
            place_refusal(refused, form)
    context = {
        "report": draft.report,
        "form": form,
        "faults": faults_of(form),
        "stated": facts_for(draft, None),
        "standing": StandingText.objects.filter(district=draft.report.district),
    }
    return render(request, "reports/add_part.html", context, status=400 if form.errors else 200)


def _draft(request, pk: int) -> Draft:
    report = report_of(request, pk)
    if report.is_issued:
        raise Http404
    return compose(report)


def _revision(placed: Placed) -> int:
    return placed.change.revision if placed.change else 0
