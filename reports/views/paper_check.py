"""A Word file that was edited elsewhere, held against the report it was made from. Nothing of it is stored."""

from django import forms
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communes.access import needs

from ..checking.comparing import PaperCheck, compare_papers
from ..checking.paper import MAX_BYTES, TOO_LARGE, PaperRefused, read_paper
from ..composing import compose, document_of
from ..models import Report
from ..renderers import FORMATS
from ..renderers.docx_xml import bookmark_of
from ..tracing import told_by
from .drafts import report_of


class PaperForm(forms.Form):
    paper = forms.FileField(
        label="Tệp Word đã sửa",
        error_messages={"required": "Chọn tệp .docx.", "empty": "Tệp này trống. Chọn tệp khác."},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_paper(self):
        file = self.cleaned_data["paper"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        try:
            return read_paper(file.read())
        except PaperRefused as refused:
            raise forms.ValidationError(str(refused)) from None


@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.read_report")
def check_paper(request, pk):
    report = report_of(request, pk)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    found = _checked(report, form) if request.method == "POST" and form.is_valid() else None
    context = {"report": report, "form": form, "found": found}
    return render(request, "reports/paper_check.html", context, status=400 if form.errors else 200)


def _checked(report: Report, form: PaperForm) -> PaperCheck:
    draft = None if report.is_issued else compose(report)
    told = told_by(report, draft)
    if draft is None:
        made = bytes(report.files.get(name__endswith=".docx").content)
    else:
        made = FORMATS["docx"].render(document_of(draft))
    names = {bookmark_of(id): id for id in told.facts}
    return compare_papers(read_paper(made), form.cleaned_data["paper"], facts=told.facts.values(), names=names)
