"""The Sở's own workbooks: sent once, their columns mapped, given back filled."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.access import communes_of, may, needs
from communes.calendar import today
from communes.refusals import Refused, faults_of, place_refusal

from ..facts import gather
from ..filling import FIELDS, Mapping, fill, open_template
from ..filling.keeping import keep_mapping, keep_template
from ..filling.reading import MAX_BYTES, TOO_LARGE, loses_pictures
from ..filling.showing import choices, look
from ..forms import AsOfForm
from ..models import WorkbookTemplate
from ..renderers import FORMATS


class TemplateForm(forms.Form):
    name = forms.CharField(label="Tên biểu mẫu", required=False, help_text="Bỏ trống: lấy tên tệp.")
    file = forms.FileField(
        label="Tệp Excel của Sở (.xlsx)",
        error_messages={"required": "Chọn tệp .xlsx.", "empty": "Tệp này trống. Chọn tệp khác."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.write_report")
def templates(request):
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_template(
                district=request.user.district, communes=list(communes_of(request.user)), file_name=file.name,
                name=form.cleaned_data["name"], content=file.read(), by=request.user,
            )  # fmt: skip
            return redirect("workbook_template", kept.pk)
        except Refused as refused:
            place_refusal(refused, form)
    found = WorkbookTemplate.objects.filter(district=request.user.district).defer("content").select_related("kept_by")
    context = {"form": form, "faults": faults_of(form), "templates": found}
    return render(request, "reports/templates.html", context, status=400 if form.errors else 200)


def _template(request, pk) -> WorkbookTemplate:
    return get_object_or_404(WorkbookTemplate, district=request.user.district, pk=pk)


@require_http_methods(["GET", "POST"])
@never_cache
@needs("reports.read_report")
def workbook_template(request, pk):
    """What each column takes; sent to it by who may write, what it takes from now on."""
    template = _template(request, pk)
    if request.method == "POST":
        return _mapped(request, template)
    mapping = Mapping.from_json(template.mapping)
    sheet = open_template(bytes(template.content))[mapping.sheet]
    named = set(mapping.communes.values())
    context = {
        "template": template,
        "mapping": mapping,
        "look": look(sheet, mapping),
        "columns": choices(sheet, mapping),
        "fields": FIELDS.items(),
        "lines": len(mapping.communes),
        "missing": [one for one in communes_of(request.user) if one.code not in named],
        "loses_pictures": loses_pictures(bytes(template.content)),
        "today": today(),
        "may_write": may(request.user, "reports.write_report"),
    }
    return render(request, "reports/workbook_template.html", context)


@needs("reports.write_report")
def _mapped(request, template: WorkbookTemplate):
    fields = {
        int(name.removeprefix("cot-")): value
        for name, value in request.POST.items()
        if name.startswith("cot-") and name.removeprefix("cot-").isdecimal()
    }
    try:
        keep_mapping(template=template, fields=fields, day=request.POST.get("ngay", ""), by=request.user)
        messages.success(request, "Đã lưu cách điền.")
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("workbook_template", template.pk)


@require_GET
@never_cache
@needs("reports.read_report")
def filled_template(request, pk):
    """The workbook with the figures of a day."""
    template = _template(request, pk)
    form = AsOfForm(request.GET, today=today())
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("workbook_template", pk)
    as_of = form.cleaned_data["den-ngay"]
    facts = gather(district=request.user.district, communes=list(communes_of(request.user)), as_of=as_of)
    found = fill(bytes(template.content), Mapping.from_json(template.mapping), facts)
    stem = template.file_name.rsplit(".", 1)[0]
    headers = {"Content-Disposition": content_disposition_header(True, f"{stem}-{as_of:%Y%m%d}.xlsx")}
    return HttpResponse(found.content, content_type=FORMATS["xlsx"].content_type, headers=headers)


@require_POST
@needs("reports.write_report")
def drop_template(request, pk):
    _template(request, pk).delete()
    messages.success(request, "Đã bỏ biểu mẫu.")
    return redirect("templates")
