"""What a report goes out with: its letterhead and appendices, then its number, date and signer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communes.access import needs
from communes.calendar import today
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.refusals import OTHERS_FORM, Refused, faults_of, place_refusal

from ..composing import compose
from ..drafting import Overtaken, keep_options
from ..issuing import Issue, doubts_of, issue_report, signer_of
from ..models import Signer
from ..paper_forms import ChoicesForm, IssueForm, SignerForm
from .drafts import report_of

CHANGED = "Bản thảo vừa được sửa sau khi trang này mở ra. Xem lại rồi bấm Phát hành lần nữa."
CHOSEN = "Người khác vừa đổi lựa chọn của báo cáo này. Xem lại rồi lưu lần nữa."


@keeps_typed_form
@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.write_report")
def issue_page(request, pk):
    """What the guard still doubts, then number, date and the act itself."""
    report = _open(request, pk)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = IssueForm(typed, initial={"seen": report.revision, "signed_on": today()})
    if request.method == "POST" and form.is_valid():
        if typed_by_other(request):
            form.add_error(None, OTHERS_FORM)
        elif _issued(request, report, form):
            messages.success(request, "Đã phát hành. Số liệu và tệp của báo cáo này từ nay giữ nguyên.")
            return redirect("report_draft", pk)
    draft = compose(report)
    context = {
        "report": report,
        "draft": draft,
        "form": form,
        "faults": faults_of(form),
        "doubts": doubts_of(draft),
        "signer": signer_of(draft),
    }
    return render(request, "reports/issue.html", context, status=400 if form.errors else 200)


def _issued(request, report, form: IssueForm) -> bool:
    data = form.cleaned_data
    issue = Issue(number=data["number"], signed_on=data["signed_on"], despite=data["despite"])
    try:
        site = request.build_absolute_uri("/")
        issue_report(report=report, issue=issue, seen=data["seen"], by=request.user, site=site)
    except Overtaken:
        form.add_error(None, CHANGED)
        report.refresh_from_db()
        form.data = form.data.copy()
        form.data["seen"] = str(report.revision)
        return False
    except Refused as refused:
        place_refusal(refused, form)
        report.refresh_from_db()
        return False
    return True


@keeps_typed_form
@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.write_report")
def report_choices(request, pk):
    """Letterhead, receivers, signer, appendices."""
    report = _open(request, pk)
    signers = list(Signer.objects.filter(district=report.district))
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = ChoicesForm(typed, report=report, signers=signers, district=report.district)
    if request.method == "POST" and form.is_valid():
        try:
            keep_options(report=report, options=form.options, seen=form.cleaned_data["seen"] or 0, by=request.user)
            messages.success(request, "Đã lưu lựa chọn.")
            return redirect("report_draft", pk)
        except Overtaken:
            report.refresh_from_db()
            form.add_error(None, CHOSEN)
            form.data = form.data.copy()
            form.data["seen"] = str(report.options.get("revision", 0))
        except Refused as refused:
            place_refusal(refused, form)
    context = {"report": report, "form": form, "faults": faults_of(form)}
    return render(request, "reports/choices.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("reports.write_report")
def signers(request):
    """Who may sign."""
    form = SignerForm(
        request.POST if request.method == "POST" else None, instance=Signer(district=request.user.district)
    )
    if request.method == "POST":
        if gone := request.POST.get("bo"):
            Signer.objects.filter(district=request.user.district, pk=gone if gone.isdigit() else None).delete()
            return redirect("signers")
        if form.is_valid():
            form.save()
            return redirect("signers")
    found = Signer.objects.filter(district=request.user.district)
    context = {"form": form, "faults": faults_of(form), "signers": found}
    return render(request, "reports/signers.html", context, status=400 if form.errors else 200)


def _open(request, pk):
    report = report_of(request, pk)
    if report.is_issued:
        raise Http404
    return report
