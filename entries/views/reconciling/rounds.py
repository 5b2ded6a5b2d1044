"""Đợt rà soát: opened by the district, answered by each commune, closed with what was said."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from communes.access import communes_of, may, needs, require
from communes.calendar import today
from communes.keeping import keeps_typed_form, kept_form
from communes.refusals import Refused, faults_of, place_refusal
from entries.forms.reconciling.rounds import OpenRoundForm, RoundAnswerForm
from entries.models import Statement
from entries.reconciling.rounds import answer_round, answers_of, cancel_round, close_round, open_round, rounds_of, told
from entries.totals import NOTHING, totals

SETTLE, ANSWER = "entries.settle_finding", "entries.answer_finding"
PROGRAMME = "population_db"


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def rounds(request):
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = OpenRoundForm(typed, initial={"as_of": today()})
    if request.method == "POST":
        require(request.user, SETTLE, None)
        if form.is_valid():
            try:
                opened = open_round(district=request.user.district, by=request.user, **form.cleaned_data)
            except Refused as refused:
                place_refusal(refused, form)
            else:
                messages.success(request, f"Đã mở: {opened.name}. Trang Nhập liệu của mỗi xã nhắc trả lời.")
                return redirect("round", pk=opened.pk)
    faults = faults_of(form) if request.method == "POST" else []
    communes = communes_of(request.user)
    listed = [(one, told(one)) for one in rounds_of(communes)]
    shown = {
        "rounds": listed, "form": form, "faults": faults, "may_settle": may(request.user, SETTLE),
        "open_one": next((one for one, _ in listed if one.closed_at is None), None), "number": communes.count(),
    }  # fmt: skip
    return render(request, "entries/reconciling/rounds.html", shown, status=400 if faults else 200)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def round(request, pk):
    visible = communes_of(request.user)
    found = get_object_or_404(rounds_of(visible).select_related("opened_by", "closed_by"), pk=pk)
    communes = list(visible.in_official_order())
    typed = request.POST if request.method == "POST" else kept_form(request)
    answers = answers_of(found)
    own = answers.get(request.user.commune_id, [None])[0]
    form = RoundAnswerForm(typed, initial={"seen": own and own.pk})
    if request.method == "POST":
        require(request.user, ANSWER, request.user.commune)
        if form.is_valid():
            try:
                answer_round(round=found, commune=request.user.commune, by=request.user, **form.cleaned_data)
            except Refused as refused:
                place_refusal(refused, form)
            else:
                messages.success(request, "Đã gửi trả lời.")
                return redirect("round", pk=pk)
    faults = faults_of(form) if request.method == "POST" else []
    if form.is_bound:  # what was typed stays; what was seen is what stands above it now
        form.data = form.data.copy()
        form.data["seen"] = own.pk if own else ""
    # Once it is closed its figures stay as they were known then, beside what was said of them.
    figures = totals(communes=communes, programme=PROGRAMME, as_of=found.as_of, known_at=found.closed_at)
    figures = figures.by_commune()
    rows = [(one, figures.get(one.pk, NOTHING), answers.get(one.pk, [])) for one in communes]
    shown = {
        "round": found, "told": told(found), "rows": rows, "form": form, "faults": faults,
        "is_late": found.closed_at is None and found.answer_by < today(),
        "silent": [one for one in communes if one.pk not in answers],
        "differs": sum(of_commune[0].statement == Statement.DIFFERS for of_commune in answers.values()),
        "is_early": found.answer_by >= today(),
        "says_differs": own is not None and own.statement == Statement.DIFFERS,
        "number": len(communes),
        "may_answer": found.closed_at is None and may(request.user, ANSWER, request.user.commune),
        "may_close": found.closed_at is None and may(request.user, SETTLE),
    }  # fmt: skip
    return render(request, "entries/reconciling/round.html", shown, status=400 if faults else 200)


@needs(SETTLE)
@require_POST
def drop_round(request, pk):
    found = get_object_or_404(rounds_of(communes_of(request.user)), pk=pk)
    try:
        cancel_round(round=found)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("round", pk=pk)
    messages.success(request, f"Đã bỏ đợt {found.name}; không xã nào phải trả lời nữa.")
    return redirect("rounds")


@needs(SETTLE)
@require_POST
def end_round(request, pk):
    found = get_object_or_404(rounds_of(communes_of(request.user)), pk=pk)
    try:
        close_round(round=found, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Đã đóng đợt; báo cáo lấy kết quả này.")
    return redirect("round", pk=pk)
