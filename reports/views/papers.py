"""The other papers of a day, and the schedule of reports."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.models import Programme
from communes.reading import DayField
from communes.refusals import Refused, faults_of, place_refusal

from ..content.options import Options
from ..dashboards.ranking_read import read_ranking
from ..due import day_words, due_papers, keep_rule
from ..facts import gather
from ..forms import AsOfForm
from ..models import DueRule, PaperDue, ReportKind
from ..papers import PAPER, PAPERS, Told, all_zipped, letters_each
from ..renderers import FORMATS
from ..renderers.html import sheet


class RuleForm(forms.ModelForm):
    report_kind = forms.ChoiceField(label="Báo cáo", choices=ReportKind.choices)
    rule = forms.ChoiceField(label="Kỳ hạn", choices=DueRule.choices)
    day = forms.IntegerField(
        label="Ngày trong kỳ", required=False, help_text="Tuần: 1 là thứ Hai … 7 là Chủ nhật. Tháng: 1 đến 31.",
        error_messages={"invalid": "Ghi một số, ví dụ 5."}, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    once_on = DayField(label="Hoặc đúng ngày", required=False)
    until = DayField(label="Áp dụng đến hết ngày", required=False, help_text="Bỏ trống: chưa định ngày thôi.")

    class Meta:
        model = PaperDue
        fields = ("report_kind", "rule", "day", "once_on", "receiver", "basis", "until")
        error_messages = {"receiver": {"required": "Ghi nơi nhận báo cáo."}}


def _told(request, as_of: dt.date) -> Told:
    communes, user = communes_of(request.user), request.user
    facts = gather(district=user.district, communes=list(communes), as_of=as_of)
    read = read_ranking(communes, district=user.district_id, programme=Programme.POPULATION_DB, as_of=as_of)
    return Told(facts, read, Options())


def _day(request) -> dt.date:
    form = AsOfForm(request.GET, today=today())
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["den-ngay"]


@require_GET
@never_cache
@needs("reports.read_report")
def other_papers(request):
    """What can be sent on this day, each with a preview; one of them shown below."""
    form = AsOfForm(request.GET, today=today())
    is_good = form.is_valid()
    as_of = form.cleaned_data["den-ngay"] if is_good else today()
    told = _told(request, as_of)
    made = [(paper, paper.made(told)) for paper in PAPERS]
    chosen = request.GET.get("xem") if request.GET.get("xem") in PAPER else PAPERS[-1].key
    shown = next((document for paper, document in made if paper.key == chosen), None)
    context = {
        "form": form,
        "as_of": as_of,
        "papers": made,
        "chosen": PAPER[chosen],
        "sheet": sheet(shown) if shown else "",
        "letters": [commune for commune, _ in letters_each(told)],
        "query": urlencode({"den-ngay": as_of.isoformat()}),
    }
    return render(request, "reports/other_papers.html", context, status=200 if is_good else 400)


@require_GET
@never_cache
@needs("reports.read_report")
def other_paper(request, key):
    """One of them as a Word file; `xa` makes it the letter to one commune."""
    told = _told(request, _day(request))
    if code := request.GET.get("xa"):
        document = next((one for commune, one in letters_each(told) if commune.code == code), None)
    else:
        document = PAPER[key].made(told) if key in PAPER else None
    if document is None:
        raise Http404
    return _attachment(FORMATS["docx"].render(document), f"{document.file_stem}.docx", FORMATS["docx"].content_type)


@require_GET
@never_cache
@needs("reports.read_report")
def all_papers(request):
    day = _day(request)
    return _attachment(all_zipped(_told(request, day)), f"van-ban-{day:%Y-%m-%d}.zip", "application/zip")


def _attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.read_report")
def schedule(request):
    """Which report is due when; whoever writes reports also keeps the rules."""
    district, may_write = request.user.district, may(request.user, "reports.write_report")
    form = RuleForm(instance=PaperDue(district=district, since=today()))
    if request.method == "POST":
        return _ruled(request)
    return _schedule_page(request, form, may_write)


@needs("reports.write_report")
def _ruled(request):
    district = request.user.district
    if gone := request.POST.get("bo"):
        get_object_or_404(PaperDue, district=district, pk=gone if gone.isdecimal() else 0).delete()
        messages.success(request, "Đã bỏ kỳ báo cáo.")
        return redirect("schedule")
    form = RuleForm(request.POST, instance=PaperDue(district=district, since=today()))
    if form.is_valid():
        try:
            keep_rule(rule=form.save(commit=False), by=request.user)
            return redirect("schedule")
        except Refused as refused:
            place_refusal(refused, form)
    return _schedule_page(request, form, True)


def _schedule_page(request, form: RuleForm, may_write: bool):
    district = request.user.district
    context = {
        "form": form,
        "faults": faults_of(form),
        "due": due_papers(district, today()),
        "rules": [(rule, day_words(rule)) for rule in PaperDue.objects.filter(district=district)],
        "may_write": may_write,
    }
    return render(request, "reports/schedule.html", context, status=400 if form.errors else 200)
