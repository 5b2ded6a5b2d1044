"""Batches that somebody should look at: flagged ones and those the district asked about."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from communes.access import communes_of, may

from ..forms.asking import ALL, OPEN, ReviewFilterForm
from ..models import RemarkKind
from ..reviewing import ReviewState, flagged_as, to_review

PER_PAGE = 30


@require_GET
def review(request):
    communes = list(communes_of(request.user))
    form = ReviewFilterForm(request.GET, communes=communes)
    is_good = form.is_valid()
    batches = _chosen(form) if is_good else to_review([]).none()
    listed = batches.select_related("commune", "workstation", "worked_by", "recorded_by").order_by("-recorded_at", "pk")
    typed_page = request.GET.get("trang", "1")
    is_good = is_good and typed_page.isdecimal()
    page = Paginator(listed, PER_PAGE).get_page(typed_page)
    return render(
        request,
        "entries/review.html",
        {
            "form": form,
            "page": page,
            "rows": [(batch, ReviewState(batch.review_state)) for batch in page],
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "may_ask": may(request.user, "entries.ask_back"),
            "may_answer": may(request.user, "entries.answer_question"),
            "kinds": RemarkKind,
        },
        status=200 if is_good else 400,
    )


def _chosen(form: ReviewFilterForm):
    data = form.cleaned_data
    batches = to_review(form.chosen_communes)
    if data["loai"]:
        batches = flagged_as(batches, data["loai"])
    state = data["tinh-trang"]
    if state == OPEN:
        return batches.exclude(review_state=ReviewState.SEEN)
    return batches if state == ALL else batches.filter(review_state=state)
