"""Machines, people, books and faults: out to Excel, edited there, and back by way of a preview."""

import base64
import binascii
from pathlib import PurePath

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from communes.access import communes_of, may, needs
from communes.bringing_in import Fault, Plan, Refused, check, store
from communes.calendar import today
from communes.resources import BookResource, MachineResource, PersonResource
from communes.roster_file import RosterResource
from communes.taking_out import workbook_of

from ..forms.master_data import MasterDataForm
from ..importing.faults import FileRefused
from ..importing.messages import about_file
from ..importing.reading import read_workbook
from ..resources import DefectResource

TAKE_OUT, BRING_IN = "communes.take_out_master_data", "communes.bring_in_master_data"
KINDS = {each.slug: each for each in (MachineResource, PersonResource, RosterResource, BookResource, DefectResource)}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT, A_DAY = "master-data", 24 * 3600
MOST_SHOWN = 200
CHANGED_MEANWHILE = "Dữ liệu đã đổi từ khi xem trước. Đây là kết quả kiểm tra mới; xem lại rồi ghi."


@require_GET
def master_data(request):
    shown = {
        "kinds": [{"slug": each.slug, "title": each.title, "hint": each.hint} for each in KINDS.values()],
        "may_take_out": may(request.user, TAKE_OUT),
        "may_bring_in": may(request.user, BRING_IN),
    }
    return render(request, "entries/master_data.html", shown)


@needs(TAKE_OUT)
@require_GET
def master_data_file(request, kind):
    resource = _resource(request, kind)
    content = workbook_of(resource, is_sample=request.user.district.has_sample_data)
    name = f"{resource.slug}-{today():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=EXCEL, headers=headers)


@needs(BRING_IN)
@require_POST
def bring_in(request, kind):
    resource = _resource(request, kind)
    form = MasterDataForm(request.POST, request.FILES)
    if not form.is_valid():
        return _preview(request, resource, Plan(faults=(Fault(form.errors["file"][0]),)))
    content, name = form.cleaned_data["file"].read(), PurePath(form.cleaned_data["file"].name).name
    return _preview(request, resource, _checked(resource, content), content, name)


@needs(BRING_IN)
@require_POST
def store_brought_in(request, kind):
    resource = _resource(request, kind)
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=A_DAY)
        if (kept["kind"], kept["user"]) != (kind, request.user.pk):
            raise signing.BadSignature
        content = base64.b64decode(kept["content"])
    except (signing.BadSignature, KeyError, TypeError, binascii.Error):
        messages.warning(request, "▲ Chưa ghi gì: lần xem trước này không còn dùng được. Gửi lại tệp.")
        return redirect("master_data")
    try:
        rows = _rows(content)
        plan = store(
            by=request.user, resource=resource, rows=rows, seen=kept["seen"], reason=f"Nhập từ tệp {kept['name']}"
        )
    except Refused as refused:
        return _preview(request, resource, refused.plan, content, kept["name"], notice=CHANGED_MEANWHILE, status=409)
    counted = f"{len(plan.new)} dòng mới, {len(plan.changed)} dòng thay đổi"
    messages.success(request, f"Đã ghi {resource.title}: {counted}.")
    return redirect("master_data")


def _resource(request, kind):
    if kind not in KINDS:
        raise Http404
    return KINDS[kind](list(communes_of(request.user)))


def _rows(content: bytes) -> list[list]:
    """The rows of the first sheet that holds anything."""
    return next(sheet.rows for sheet in read_workbook(content) if not sheet.is_empty)


def _checked(resource, content: bytes) -> Plan:
    try:
        return check(resource, _rows(content))
    except FileRefused as refusal:
        return Plan(faults=(Fault(about_file(refusal.reason, refusal.detail, {})),))


def _preview(request, resource, plan: Plan, content=b"", name="", *, notice="", status=None):
    kept = ""
    if plan.can_be_stored:
        data = {
            "kind": resource.slug,
            "user": request.user.pk,
            "name": name,
            "seen": plan.fingerprint,
            "content": base64.b64encode(content).decode(),
        }
        kept = signing.dumps(data, salt=SALT, compress=True)
    shown = {
        "resource": resource,
        "plan": plan,
        "changes": plan.changes[:MOST_SHOWN],
        "row_faults": plan.faults[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "kept": kept,
        "name": name,
        "notice": notice,
    }
    return render(request, "entries/master_data_preview.html", shown, status=status or (400 if plan.faults else 200))
